"""Steps of ``benchmarks/scale.py`` that run in a process of their own: ``python -m benchmarks.scale_steps NAME SIZE``.

The last line that a step prints is a JSON object: what it measured.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

from benchmarks.given import CACHE, given_encoder, given_queries, open_given
from benchmarks.queries import QUERIES
from benchmarks.scale_data import disk_of, forget_older, index_of, link_index, sources_of
from benchmarks.synthetic import CORPUS
from indexer import Searcher
from indexer.build import Progress, build, build_from
from indexer.settings import Settings

MB = 1e6
THREADS = (1, 2, 4, 8)
_SECONDS = 5.0  # that threads ask
_OPENED = 5  # times that an index is opened


def build_index(size: int) -> dict[str, Any]:
    """Build an index from files, encodings given: reading, structure and writing are all in it."""
    forget_older(size)
    shutil.rmtree(index_of(size), ignore_errors=True)
    settings, sources, encoder = Settings(), sources_of(size), given_encoder(Settings())
    stages: dict[str, list[float]] = {}
    start = time.perf_counter()

    def tell(progress: Progress) -> None:
        stages.setdefault(progress.stage, [time.perf_counter() - start])[1:] = [time.perf_counter() - start]

    report = build_from(sources, index_of(size), settings=settings, encoder=encoder, progress=tell)
    return {
        "seconds": report.seconds,
        "clauses": report.clauses,
        "documents": report.documents,
        "stages": {stage: [round(second, 2) for second in span] for stage, span in stages.items()},
        "peak_mb": getrusage(RUSAGE_SELF).ru_maxrss * 1024 / MB,
        "disk_mb": disk_of(index_of(size)) / MB,
        "text_mb": sum(len(source.load()) for source in sources) / MB,
    }


def add_document(size: int) -> dict[str, Any]:
    """Add one document to an index, and open what was published."""
    settings, sources, encoder = Settings(), sources_of(size, more=1), given_encoder(Settings())
    queries = given_queries(settings)
    scratch = Path(tempfile.mkdtemp(dir=CACHE / "scale"))
    try:
        link_index(size, scratch / "index")
        start = time.perf_counter()
        report = build_from(sources, scratch / "index", settings=settings, encoder=encoder)
        built = time.perf_counter() - start
        searcher = open_given(scratch / "index", queries)
        assert len(searcher.documents()) == len(sources)  # noqa: S101 - what was measured is what was asked for
        return {
            "seconds": built,
            "visible_seconds": time.perf_counter() - start,
            "encoded": report.encoded,
            "peak_mb": getrusage(RUSAGE_SELF).ru_maxrss * 1024 / MB,
        }
    finally:
        shutil.rmtree(scratch)


def open_index(size: int) -> dict[str, Any]:
    """Open an index several times; then ask all queries and tell what memory the process holds, without the model."""
    queries, seconds, before = given_queries(Settings()), [], _memory()
    for _ in range(_OPENED):
        start = time.perf_counter()
        searcher = open_given(index_of(size), queries)
        seconds.append(time.perf_counter() - start)
    opened = _memory()
    for query in QUERIES:
        searcher.search(query)
    return {"seconds": statistics.median(seconds), "before": before, "opened": opened, "asked": _memory()}


def ask_in_threads(size: int) -> dict[str, Any]:
    """Tell how many hybrid queries a second one searcher answers to several threads."""
    searcher = open_given(index_of(size), given_queries(Settings()))
    for query in QUERIES:
        searcher.search(query)
    return {str(threads): _queries_a_second(searcher.search, threads) for threads in THREADS}


def _queries_a_second(search: Callable[[str], object], threads: int) -> float:
    end = time.perf_counter() + _SECONDS

    def ask(offset: int) -> int:
        for number, query in enumerate(cycle(QUERIES[offset:] + QUERIES[:offset])):
            if time.perf_counter() > end:
                return number
            search(query)
        raise AssertionError  # cycle never ends

    with ThreadPoolExecutor(threads) as pool:
        answered = sum(pool.map(ask, range(0, 10 * threads, 10)))
    return answered / _SECONDS


def ask_corpus(_: int) -> dict[str, Any]:
    """Ask the five documents of the corpus with the real encoder, each query for the first time."""
    settings = Settings(corpus=CORPUS, index=CACHE / "scale" / "five")
    build(settings.corpus, settings.index, settings=settings)
    searcher = Searcher.open(settings.index, settings=settings)
    searcher.warm_up()
    taken = []
    for query in (*(f"{query}？" for query in QUERIES), *QUERIES):  # the first hundred wake everything but the cache
        start = time.perf_counter()
        searcher.search(query)
        taken.append((time.perf_counter() - start) * 1000)
    asked = taken[len(QUERIES) :]
    return {"p50": statistics.median(asked), "p95": statistics.quantiles(asked, n=20)[-1]}


def _memory() -> dict[str, float]:
    """Return megabytes of this process: resident in all, and what it shares with no file (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    values = dict(line.split(":", 1) for line in status.splitlines())
    return {name: int(values[key].split()[0]) * 1024 / MB for name, key in (("rss", "VmRSS"), ("anon", "RssAnon"))}


STEPS: dict[str, Callable[[int], dict[str, Any]]] = {
    "build": build_index,
    "add": add_document,
    "open": open_index,
    "threads": ask_in_threads,
}
CORPUS_STEP = "corpus"  # has no size


def main() -> None:
    """Run one step and print what it measured."""
    parser = argparse.ArgumentParser(description="One step of the measurement of speed.")
    parser.add_argument("step", choices=[*STEPS, CORPUS_STEP])
    parser.add_argument("size", type=int, nargs="?", default=0)
    arguments = parser.parse_args()
    measured = {**STEPS, CORPUS_STEP: ask_corpus}[arguments.step](arguments.size)
    sys.stdout.write(json.dumps(measured) + "\n")


if __name__ == "__main__":
    main()
