"""Bits that turn over and files that are cut short, in every file of a generation, its manifest and the pointer to it.

As from a bad disk: time and, where a bit turns, length of the file stay as they were. Each damage is done to a copy
three times: once to be found by ``verify``, once to be asked on, once to be built on.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from benchmarks.faults.outcome import Outcome
from benchmarks.faults.scene import Scene, expect, in_child, make_scene
from indexer import build as building
from indexer.errors import IndexerError
from indexer.records import MODES
from indexer.retrieval.search import Searcher
from indexer.storage import generations as store
from indexer.storage.damage import damaged_files
from indexer.verification import verify

_TIMES = 100
_QUICK = 10
_WORDS = ("养老床位", "社区食堂 家", "加装电梯32台", "停车泊位", "改造旧住房")  # in each of four modes
_POINTER = "CURRENT"


@dataclass(frozen=True, slots=True)
class Damage:
    """What is done to a file: ``at`` is a bit, or the length that is left."""

    file: str  # in the index
    kind: Literal["flip", "cut", "gone"]
    at: int = 0

    def do(self, index: Path) -> None:
        """Damage a file so that nothing but its content tells."""
        path = index / self.file
        was = path.stat()
        if self.kind == "gone":
            path.unlink()
            return
        with path.open("r+b") as file:
            if self.kind == "cut":
                file.truncate(self.at)
            else:
                file.seek(self.at // 8)
                value = file.read(1)[0]
                file.seek(self.at // 8)
                file.write(bytes([value ^ (1 << self.at % 8)]))
        os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))


def run(*, quick: bool) -> list[Outcome]:
    """Do every damage, and count what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        scene = make_scene(Path(folder))
        return run_on(scene, _QUICK if quick else _TIMES)


def run_on(scene: Scene, times: int) -> list[Outcome]:
    """Do so many damages to copies of a scene, whose generation becomes one that extends another."""
    expected = scene.folder / "expected.txt"
    problem = in_child(lambda: _prepare(scene, expected))
    if problem is not None:
        raise RuntimeError(problem)
    damages = list(choose(scene.settings.index, times))
    steps = {
        "damages found by verify": _is_found,
        "answers after damage, right or refused in a sentence": _is_never_wrong,
        "builds after damage: healed, and said so": _is_healed,
    }
    outcomes = []
    for what, step in steps.items():
        seen = [f"{damage}: {problem}" for damage in damages if (problem := _try(step, scene, damage, expected))]
        outcomes.append(Outcome(what, len(damages) - len(seen), len(damages), seen))
    return outcomes


def _prepare(scene: Scene, expected: Path) -> None:
    """Extend the index by the second state of the corpus, and write down what it answers."""
    building.SMALL, building._MOST_HOLES = 0, 1.0
    scene.write_corpus(changed=True)
    scene.build()
    expected.write_text("\n".join(answers(scene.open())), encoding="utf-8")
    found = verify(scene.settings, lambda _: None, encoder=scene.encoder)
    expect(found.is_healthy, f"not healthy before any damage: {found.checked}")


def choose(index: Path, times: int) -> Iterator[Damage]:
    """Yield so many damages: a bit and a cut for every file, and more bits for files by chance; always the same."""
    chance = random.Random(8)  # noqa: S311 - not for secrets
    generation = store.current_generation(index)
    folder = store.generation_folder(index, generation)
    files = [_POINTER, *sorted(path.relative_to(index).as_posix() for path in folder.rglob("*") if path.is_file())]
    filled = [file for file in files if (index / file).stat().st_size]
    every = [
        *(_flip(index, file, chance) for file in filled),
        *(Damage(file, "cut", chance.randrange((index / file).stat().st_size)) for file in filled),
        *(Damage(file, "gone") for file in files if file not in filled),
    ]
    chance.shuffle(every)
    yield from every[:times]
    for _ in range(times - len(every)):
        yield _flip(index, chance.choice(filled), chance)


def _flip(index: Path, file: str, chance: random.Random) -> Damage:
    return Damage(file, "flip", chance.randrange(8 * (index / file).stat().st_size))


def _try(step: object, scene: Scene, damage: Damage, expected: Path) -> str | None:
    """Do one damage to a copy, and return what was not well, or nothing."""
    assert callable(step)  # noqa: S101
    copy = _copy(scene)
    damage.do(copy.settings.index)
    return in_child(lambda: step(copy, expected.read_text(encoding="utf-8").split("\n")))


def _copy(scene: Scene) -> Scene:
    """Return a copy in which files that several generations share are shared too, so that all have the damage."""
    folder = scene.folder.parent / "copy"
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["cp", "-a", scene.folder, folder], check=True)
    return replace(scene, folder=folder)


def _is_found(scene: Scene, _: Sequence[str]) -> None:
    found = verify(scene.settings, lambda _: None, encoder=scene.encoder)
    problems = [entry.problem for entry in found.checked if entry.problem]
    expect(bool(problems), "verify found nothing")
    expect("build" in problems[0], f"verify does not say what to do: {problems[0]}")


def _is_never_wrong(scene: Scene, expected: Sequence[str]) -> None:
    try:
        found = answers(scene.open())
    except IndexerError as error:
        expect("build" in str(error), f"the error does not say what to do: {error}")
        return
    wrong = [one for one, other in zip(found, expected, strict=False) if one != other]
    expect(found == list(expected), f"{len(wrong)} answers are other ones, without a word: {wrong[:1]}")


def _is_healed(scene: Scene, expected: Sequence[str]) -> None:
    report = scene.build()
    expect(report.changed, "the build took it for unchanged")
    expect(any("已从语料重新建立" in note for note in report.notes), f"the build did not say so: {report.notes}")
    searcher = scene.open()
    expect(not damaged_files(scene.settings.index, searcher.manifest, "digest"), "what was built is damaged")
    lost = set(documents(searcher)) ^ {line for line in expected if line.startswith("document ")}
    expect(not lost, f"documents differ after healing: {sorted(lost)[:1]}")
    found = verify(scene.settings, lambda _: None, encoder=scene.encoder)
    expect(found.is_healthy, f"not healthy after healing: {[e.problem for e in found.checked if e.problem]}")


def answers(searcher: Searcher) -> list[str]:
    """Return what an index says: twenty queries with scores and counts, a filter, commitments, and every document."""
    said = []
    for words in _WORDS:
        for mode in MODES:
            found = searcher.survey(words, k=20, mode=mode)
            shown = [*found.results, *found.near, *found.beyond]
            counts = sorted(searcher.count(found.query, mode=mode).items())
            said.append(f"{mode} {words} {counts} {[(hit.clause, hit.document, hit.score) for hit in shown]!r}")
    filtered = searcher.search("新增", k=50, districts=["东川区"], years=[2024])
    said.append(f"filter {[(hit.clause, hit.score) for hit in filtered]!r}")
    said.append(f"commitments {searcher.commitments()!r}")
    said.append(f"report {searcher.report()!r} {searcher.manifest.created} {searcher.manifest.clauses}")
    return [line.replace("\n", " ") for line in (*said, *documents(searcher))]


def documents(searcher: Searcher) -> list[str]:
    """Return every document as it is read."""
    return [f"document {searcher.read(ref.doc_id)!r}".replace("\n", " ") for ref in searcher.documents()]
