"""Two builders, ten readers, 100 swaps: no query fails, and what it finds is of one generation.

Each builder writes a corpus of its own, all of whose clauses say which edition they are of, and builds the same index;
whom the lock keeps out must be told who holds it. Five processes read with two readers each, by threads that are new
for each query; they hold on to a generation for a while, as sessions do, while others are published and cleaned.
"""

from __future__ import annotations

import json
import multiprocessing
import re
import tempfile
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.faults.outcome import Outcome
from benchmarks.faults.scene import Scene, make_scene, start, text_of
from indexer.errors import IndexLocked
from indexer.retrieval.search import Searcher

SWAPS = 100
_BUILDERS, _PROCESSES, _THREADS = "甲乙", 5, 2
_FORK = multiprocessing.get_context("fork")
_EDITION = re.compile(r"[甲乙]\d{3}版")
_QUERIES = ("养老床位", "社区食堂有多少家", "“加装电梯”", "停车泊位")
_PAUSE = 0.2  # seconds between two queries of a reader; without it the builders get no processor
_HELD = (1, 2, 8)  # queries for which readers hold on to a generation, in turn
_TOLD = re.compile(r"正在建立索引（进程 \d+，用户 \S+，主机 \S+，自 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d 起）")


@dataclass(slots=True)
class _Seen:
    """What one process saw."""

    published: dict[str, str] = field(default_factory=dict)  # generation → edition
    refused: list[str] = field(default_factory=list)  # what was said to a builder that came second
    found: list[tuple[str, list[str]]] = field(default_factory=list)  # generation, and the editions of what it gave
    failed: list[str] = field(default_factory=list)


def run(*, quick: bool) -> list[Outcome]:
    """Swap the index 100 times, or ten times."""
    with tempfile.TemporaryDirectory(prefix="swaps-") as name:
        return swap(make_scene(Path(name)), SWAPS // 10 if quick else SWAPS)


def swap(scene: Scene, swaps: int, *, processes: int = _PROCESSES) -> list[Outcome]:
    """Build and read at once until the index was published as often as asked for."""
    done, stop = _FORK.Value("i", 0), _FORK.Event()

    def work(task: Callable[[], _Seen]) -> Callable[[], dict[str, Any]]:
        def carried_out() -> dict[str, Any]:
            seen = task()
            return {name: getattr(seen, name) for name in _Seen.__slots__}

        return carried_out

    first = _publish(scene, "甲000版")
    readers = [start(work(partial(_read, scene, stop))) for _ in range(processes)]
    builders = [start(work(partial(_build, scene, mark, done, swaps))) for mark in _BUILDERS]
    built = [_result(*builder) for builder in builders]
    stop.set()
    read = [_result(*reader) for reader in readers]
    return _outcomes(built, read, swaps, first)


def _publish(scene: Scene, edition: str) -> dict[str, str]:
    child, receiving = start(lambda: _write_and_build(scene, edition))
    generation, problem = json.loads(receiving.recv())
    child.join()
    if problem:
        raise RuntimeError(problem)
    return {generation: edition}


def _write_and_build(scene: Scene, edition: str) -> str:
    """Build a corpus that says its edition in each clause; return the generation."""
    own = scene.folder / f"corpus-{edition[0]}"
    own.mkdir(exist_ok=True)
    for place in range(3):
        (own / f"{place}.txt").write_text(text_of(place, 2024, edition=edition), encoding="utf-8")
    return scene.build(corpus=own).generation


def _build(scene: Scene, mark: str, done: Any, swaps: int) -> _Seen:
    seen, number = _Seen(), 1
    while done.value < swaps:
        edition = f"{mark}{number:03}版"
        try:
            seen.published[_write_and_build(scene, edition)] = edition
        except IndexLocked as error:
            seen.refused.append(str(error))
            time.sleep(0.3)
        except Exception:  # noqa: BLE001 - counted
            seen.failed.append(traceback.format_exc(limit=-4))
        else:
            number += 1
            with done.get_lock():
                done.value += 1
    return seen


def _read(scene: Scene, stop: Any) -> _Seen:
    seen = _Seen()
    with ThreadPoolExecutor(_THREADS) as readers:
        for reader in range(_THREADS):
            readers.submit(_read_on, scene, stop, seen, reader)
    return seen


def _read_on(scene: Scene, stop: Any, seen: _Seen, reader: int) -> None:
    number, searcher = reader, None
    while not stop.is_set():
        try:
            if searcher is None or not number % _HELD[number % len(_HELD)]:
                searcher = scene.open()
            with ThreadPoolExecutor(1) as fresh:
                editions = fresh.submit(_editions, searcher, _QUERIES[number % len(_QUERIES)]).result()
            seen.found.append((searcher.generation, sorted(editions)))
        except Exception:  # noqa: BLE001 - counted
            seen.failed.append(traceback.format_exc(limit=-4))
        number += 1
        time.sleep(_PAUSE)


def _editions(searcher: Searcher, words: str) -> set[str]:
    """Return which editions the results of a query, their documents and the counts of the index speak of."""
    results = searcher.search(words, k=20)
    texts = [result.clause.text for result in results]
    texts += [clause.text for result in results[:1] for clause in searcher.read(result.document.doc_id).clauses]
    return {edition for text in texts for edition in _EDITION.findall(text)} or {"nothing found"}


def _result(child: Any, receiving: Any) -> _Seen:
    value, problem = json.loads(receiving.recv())
    child.join()
    return _Seen(failed=[str(problem)]) if problem else _Seen(**value)


def _outcomes(built: list[_Seen], read: list[_Seen], swaps: int, first: dict[str, str]) -> list[Outcome]:
    published = {generation: edition for seen in built for generation, edition in seen.published.items()}
    editions = first | published
    found = [each for seen in read for each in seen.found]
    mixed = [f"{each} is not {editions[each[0]]} alone" for each in found if each[1] != [editions[each[0]]]]
    refused = [said for seen in built for said in seen.refused]
    untold = [said for said in refused if not _TOLD.search(said)]
    failed_builds = [said for seen in built for said in seen.failed]
    failed = [said for seen in read for said in seen.failed]
    swapped = min(len(published), swaps) - bool(failed_builds)  # both builders may have been at the last one
    return [
        Outcome("swaps by two builders, without an error", swapped, swaps, failed_builds[:5]),
        Outcome(
            "builders kept out by the lock, told who holds it since when",
            len(refused) - len(untold),
            len(refused),
            untold[:5],
        ),
        Outcome("queries of ten readers meanwhile, none failed", len(found), len(found) + len(failed), failed[:5]),
        Outcome(
            "of these, results of the one generation that was open", len(found) - len(mixed), len(found), mixed[:5]
        ),
    ]
