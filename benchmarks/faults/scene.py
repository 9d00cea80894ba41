"""What harm is done to: a small corpus in two states, an index of the first with a tiny model, notes of people.

All work on a copy of it happens in children forked from a program that has loaded everything, so that a build of a
small corpus takes a fraction of a second and can be killed hundreds of times.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks.tiny_model import make_tiny_model
from indexer import build as building
from indexer.errors import IndexMissing
from indexer.intake import read_overrides, read_terms, scan_corpus
from indexer.retrieval.encoder import Encoder
from indexer.retrieval.query import parse_query
from indexer.retrieval.search import Searcher
from indexer.retrieval.wording import expand
from indexer.retrieval.words import Segmenter
from indexer.settings import Settings
from indexer.storage.damage import damaged_files
from indexer.storage.notebook import Notebook, Side
from indexer.storage.reports import Reports
from indexer.storage.saved import Saved

ENGINE = "torch-float32"  # a tiny model is not worth converting
_FORK = multiprocessing.get_context("fork")
_AREAS = ("东川", "西山", "南湖", "北河", "中原", "海滨", "江口", "林西")
_TASKS = ("新增养老床位{n}张", "建成社区食堂{n}家", "加装电梯{n}台", "新增停车泊位{n}个", "改造旧住房{n}万平方米")


class NotWell(Exception):
    """Something promised does not hold."""


def expect(holds: bool, otherwise: str) -> None:
    """Raise NotWell, with what was seen, where something does not hold."""
    if not holds:
        raise NotWell(otherwise)


def text_of(place: int, year: int, *, edition: str = "") -> str:
    """Return a small document; ``edition`` is a word that all its clauses say."""
    lines = [f"{_AREAS[place % len(_AREAS)]}区{year}年重点工作安排"]
    for part, number in enumerate("一二三"):
        lines.append(f"{number}、保障和改善民生之{number}")
        lines += [f"{edition}{task.format(n=place * 100 + part * 10 + at + 2)}。" for at, task in enumerate(_TASKS)]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Scene:
    """A folder with ``corpus/``, ``index/``, ``index-notes.sqlite``; and the model, loaded once for all copies."""

    folder: Path
    model: Path
    encoder: Encoder

    @property
    def settings(self) -> Settings:
        """Settings that lead there."""
        return Settings(
            corpus=self.folder / "corpus",
            index=self.folder / "index",
            models=self.model.parent,
            model=str(self.model),
            encoder=ENGINE,
        )

    @property
    def notes(self) -> Path:
        """The file of notes."""
        return self.folder / "index-notes.sqlite"

    def copy_to(self, folder: Path) -> Scene:
        """Return a copy; files of generations are copied too, not linked."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        return Scene(folder, self.model, self.encoder)

    def build(self, corpus: Path | None = None) -> building.BuildReport:
        """Build as the command does, with the encoder at hand, from the scene's corpus or another one."""
        settings = replace(self.settings, corpus=corpus or self.settings.corpus)
        overrides, _ = read_overrides(settings.corpus)
        terms, _ = read_terms(settings.corpus)
        sources = scan_corpus(settings.corpus)
        return building.build_from(
            sources, settings.index, settings=settings, overrides=overrides, terms=terms, encoder=self.encoder
        )

    def open(self) -> Searcher:
        """Open what is published."""
        return Searcher.open(self.settings.index, settings=self.settings, encoder=self.encoder)

    def write_corpus(self, *, changed: bool) -> None:
        """Write the first state of the corpus, or the second: one document more, one less, one changed."""
        corpus = self.settings.corpus
        corpus.mkdir(parents=True, exist_ok=True)
        for place in range(7):
            path = corpus / f"{place}.txt"
            if place == (1 if changed else 6):
                path.unlink(missing_ok=True)
            else:
                path.write_text(text_of(place, 2025 if changed and place == 2 else 2024), encoding="utf-8")
        (corpus / "catalog.csv").write_text("file,district\n0.txt,东川区\n", encoding="utf-8-sig")

    def write_notes(self) -> None:
        """Keep one note of each kind."""
        searcher = self.open()
        document = searcher.read(searcher.documents()[0].doc_id)
        side = Side("k", document.clauses[0].text, "d", document.source)
        Notebook.open(self.notes).decide("a~b", "confirmed", side, side)
        Saved(self.notes).keep_clause(searcher.documents()[0], document.clauses[0], 1)
        Reports(self.notes).add("word", searcher.documents()[0], document.clauses[0], said="少一个字")

    def read_notes(self) -> list[str]:
        """Return all notes as text, to be compared."""
        notes = self.notes
        kept = (Notebook.open(notes).history(), Saved(notes).clauses(), Saved(notes).searches(), Reports(notes).all())
        return [repr(each) for each in kept]

    def sources(self) -> set[str]:
        """Return the documents of the corpus as it is now."""
        return {path.name for path in self.settings.corpus.glob("*.txt")}

    def held(self) -> dict[str, int] | None:
        """Return source → clauses of the published generation, None where none is.

        Raises NotWell where it is not whole, or a document is not found by its own words.
        """
        try:
            searcher = self.open()
        except IndexMissing:
            return None
        damaged = damaged_files(self.settings.index, searcher.manifest, "digest")
        expect(not damaged, f"damaged: {damaged}")
        for ref in searcher.documents():
            clause = searcher.read(ref.doc_id).clauses[-1]
            found = searcher.search(clause.text.rstrip("。"), k=5)
            expect(any(hit.document.source == ref.source for hit in found), f"{ref.source} is not found")
        return {ref.source: ref.clauses for ref in searcher.documents()}

    def leftovers(self) -> list[str]:
        """Return what lies in the index folder that a finished build does not leave."""
        index = self.settings.index
        found = [path.name for path in index.iterdir() if path.name not in ("CURRENT", "generations", ".lock")]
        generations = len(list((index / "generations").iterdir()))
        return [*found, *([f"{generations} generations"] if generations > 2 else [])]


def make_scene(folder: Path) -> Scene:
    """Make the scene in its first state, with an index and notes, in a child, so that no engine ran in this process."""
    model = make_tiny_model(folder / "models" / "tiny")
    scene = Scene(folder / "scene", model, Encoder.load(model, engine=ENGINE, threads=1))

    _load_tables()

    def prepare() -> None:
        scene.write_corpus(changed=False)
        scene.build()
        scene.write_notes()

    problem = in_child(prepare)
    if problem is not None:
        raise RuntimeError(problem)
    return scene


def _load_tables() -> None:
    """Load dictionaries and tables here, which every child would load for itself; no engine that has threads."""
    Segmenter(())
    expand("停车难")
    parse_query("养老床位480张")


def start(work: Callable[[], Any]) -> tuple[Any, Connection]:
    """Start work in a forked child; what it returns, as JSON, or what it raised, comes through the connection."""
    receiving, sending = _FORK.Pipe(duplex=False)

    def run() -> None:
        try:
            sending.send(json.dumps([work(), None]))
        except BaseException:  # noqa: BLE001 - it is handed on
            sending.send(json.dumps([None, traceback.format_exc(limit=-6)]))
        sending.close()
        os._exit(0)  # what was loaded before the fork is not taken down twice

    child = _FORK.Process(target=run)
    child.start()
    sending.close()
    return child, receiving


def in_child(work: Callable[[], Any], *, seconds: float = 300) -> str | None:
    """Do work in a forked child; return what went wrong, or None."""
    child, receiving = start(work)
    try:
        if not receiving.poll(seconds):
            child.kill()
            return f"nothing for {seconds} s"
        _, problem = json.loads(receiving.recv())
        return str(problem) if problem else None
    except EOFError:
        return "the process died"
    finally:
        child.join()
        receiving.close()
