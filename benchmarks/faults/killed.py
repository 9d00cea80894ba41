"""Builds killed with SIGKILL: at operations on files, counted, and at random times; then opened and built again.

What must hold each time: the published generation is the old or the new one, whole; the notes are as they were; the
next build finishes, holds every document, and leaves nothing behind.
"""

from __future__ import annotations

import json
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.faults.killed_notes import kill_backups, kill_writers
from benchmarks.faults.outcome import Outcome
from benchmarks.faults.scene import Scene, expect, in_child, make_scene, start
from benchmarks.faults.watching import watch_files
from indexer import build as building

POINTS = 200
_AT_TIMES = 50  # of them at random times: native code tells nothing of what it does with files
_SEED = 20261122


@dataclass(frozen=True, slots=True)
class Kind:
    """A build of the corpus in its second state."""

    name: str
    has_index: bool  # of the first state
    is_extension: bool


KINDS = (
    Kind("first build", has_index=False, is_extension=False),
    Kind("new generation", has_index=True, is_extension=False),
    Kind("extended generation", has_index=True, is_extension=True),
)


def run(*, quick: bool) -> list[Outcome]:
    """Kill builds at 200 points, or at a tenth of them."""
    points = POINTS // 10 if quick else POINTS
    with tempfile.TemporaryDirectory(prefix="killed-") as name:
        scene = make_scene(Path(name))
        chance = random.Random(_SEED)  # noqa: S311 - not for secrets
        return [
            kill_builds(scene, Path(name) / "work", points, chance),
            kill_writers(Path(name), points // 4, chance),
            *kill_backups(Path(name), points // 8),
        ]


def kill_builds(scene: Scene, work: Path, points: int, chance: random.Random, kinds: Sequence[Kind] = KINDS) -> Outcome:
    """Kill as many builds as asked for, of all kinds in turn, and return how often all was well."""
    bad = []
    counts = {kind: _count(scene, work, kind) for kind in kinds}
    plan = list(_plan(counts, points, chance))
    for kind, event, share in plan:
        events, seconds = counts[kind]
        where = f"{kind.name}, operation {event} of {events}" if event else f"{kind.name}, after {share:.0%}"
        if problem := _kill(scene, work, kind, event, share * seconds):
            bad.append(f"{where}: {problem}")
    what = "builds killed with SIGKILL: old or new generation whole, notes kept, next build whole, nothing left behind"
    return Outcome(what, len(plan) - len(bad), len(plan), bad)


def _plan(counts: dict[Kind, tuple[int, float]], points: int, chance: random.Random) -> list[tuple[Kind, int, float]]:
    """Return kind, number of the operation (0: none), and share of a build's time, spread over all there are."""
    timed, kinds = points * _AT_TIMES // POINTS, list(counts)
    plan = []
    for place, kind in enumerate(kinds):
        share = (points - timed) // len(kinds) + (place < (points - timed) % len(kinds))
        events = counts[kind][0]
        plan += [(kind, 1 + number * (events - 1) // max(share - 1, 1), 0.0) for number in range(share)]
    return plan + [(kinds[number % len(kinds)], 0, chance.random()) for number in range(timed)]


def _count(scene: Scene, work: Path, kind: Kind) -> tuple[int, float]:
    """Return how many operations on files a build does, and how many seconds it takes."""
    copy = _prepared(scene, work, kind)
    child, receiving = start(lambda: _build(copy, kind, kill_at=0))
    events, seconds = _value(receiving)
    child.join()
    return int(events), float(seconds)


def _value(receiving: Any) -> Any:
    value, problem = json.loads(receiving.recv())
    if problem:
        raise RuntimeError(problem)
    return value


def _prepared(scene: Scene, work: Path, kind: Kind) -> Scene:
    copy = scene.copy_to(work)
    copy.write_corpus(changed=True)
    if not kind.has_index:
        shutil.rmtree(copy.settings.index)
    return copy


def _build(scene: Scene, kind: Kind, *, kill_at: int) -> tuple[int, float]:
    """Build, and kill this process before the operation of that number; 0 kills nothing."""
    if kind.is_extension:
        building.SMALL, building._MOST_HOLES = 0, 1.0  # every index is large now, and every change little
    operations = watch_files(scene.folder, kill_at)
    started = time.monotonic()
    scene.build()
    return operations(), time.monotonic() - started


def _kill(scene: Scene, work: Path, kind: Kind, event: int, seconds: float) -> str | None:
    """Kill a build and return what was not well afterwards."""
    copy = _prepared(scene, work, kind)
    child, receiving = start(lambda: _build(copy, kind, kill_at=event))
    if not event:
        receiving.poll(seconds)
        child.kill()
    child.join()
    if event and child.exitcode == 0:  # it had fewer operations than the one that was counted
        operations, _ = _value(receiving)
        return _kill(scene, work, kind, min(operations, event - 1), seconds)
    receiving.close()
    if event and child.exitcode != -signal.SIGKILL:
        return f"was not killed (exit code {child.exitcode})"
    return in_child(lambda: _check(copy, scene, kind))


def _check(copy: Scene, scene: Scene, kind: Kind) -> None:
    old = scene.sources() if kind.has_index else None
    held = copy.held()
    expect((None if held is None else set(held)) in (old, copy.sources()), f"mixed: {held}")
    expect(copy.read_notes() == scene.read_notes(), "notes changed")
    report = copy.build()
    held = copy.held() or {}
    expect(set(held) == copy.sources(), "documents lost")
    expect(report.clauses == sum(held.values()), "clauses lost")
    expect(copy.read_notes() == scene.read_notes(), "notes changed by the next build")
    expect(not copy.leftovers(), f"left behind: {copy.leftovers()}")
