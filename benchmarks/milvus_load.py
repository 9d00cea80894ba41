"""How long a generation of synthetic clauses takes to load into Milvus, and to be searched there.

    python -m benchmarks.milvus_load 100000

Starts milvus-lite in a process of its own on a free port, or asks the server that ``--address`` names. The index is
built by ``benchmarks/synthetic.py`` with encodings that are given, so that no model runs; the same queries are asked of
the folder and of the store. milvus-lite is a twin for tests: what it takes says nothing about a Milvus cluster.
"""

from __future__ import annotations

import argparse
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from benchmarks.given import given_encoder, given_queries
from benchmarks.queries import QUERIES
from benchmarks.synthetic import corpus_of
from indexer import Searcher
from indexer.build import build_from
from indexer.records import Mode
from indexer.retrieval.encoder import Encoder
from indexer.retrieval.milvus.load import load
from indexer.retrieval.parts import open_published, read_published
from indexer.settings import Settings

_MODES: tuple[Mode, ...] = ("keyword", "hybrid", "exact")


def main() -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clauses", type=int, help="how many clauses")
    parser.add_argument("--address", default="", help="milvus:http://host:19530; milvus-lite where none is given")
    parser.add_argument("--index", type=Path, help="a folder to build in, or that is built already")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = options.index or Path(folder) / "index"
        if options.address:
            print(json.dumps(measure(options.clauses, index, options.address), indent=1, ensure_ascii=False))
            return
        with running_lite(Path(folder) / "milvus") as (address, process):
            figures = measure(options.clauses, index, address)
            figures["server_mb"] = round(_resident(process.pid) / 2**20)
            figures["server_disk_mb"] = round(_size(Path(folder) / "milvus") / 2**20)
            print(json.dumps(figures, indent=1, ensure_ascii=False))


@contextmanager
def running_lite(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run milvus-lite over a folder and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = ["server", "--data-dir", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen([sys.executable, "-m", "milvus_lite", *arguments], stdout=subprocess.DEVNULL)
    try:
        time.sleep(3)  # until its port is open; connecting tries again for as long
        yield f"milvus:http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(60)


def measure(clauses: int, index: Path, address: str) -> dict[str, object]:
    """Return what loading and searching take, in seconds and milliseconds."""
    settings = Settings()
    if not (index / "CURRENT").exists():
        build_from(corpus_of(clauses), index, settings=settings, encoder=given_encoder(settings))
    parts = open_published(index, read_published(index))
    stages: dict[str, float] = {}
    started = last = time.perf_counter()

    def tell(stage: str, _done: int, _total: int) -> None:
        nonlocal last
        now = time.perf_counter()
        stages[stage] = stages.get(stage, 0.0) + now - last
        last = now

    load(parts, address, tell)
    loaded = time.perf_counter()
    queries = cast(Encoder, given_queries(settings))
    opening = time.perf_counter()
    store = Searcher.open(address, settings=settings, encoder=queries)
    opened = time.perf_counter()
    folder = Searcher(index, parts, settings, queries)
    return {
        "clauses": parts.manifest.clauses,
        "load_s": round(loaded - started, 1),
        "stages_s": {stage: round(seconds, 1) for stage, seconds in stages.items()},
        "open_s": round(opened - opening, 2),
        "folder_ms": {mode: _times(folder, mode) for mode in _MODES},
        "store_ms": {mode: _times(store, mode) for mode in _MODES},
        "store_again_ms": {mode: _times(store, mode) for mode in _MODES},
        "same_first": sum(_first(folder, query) == _first(store, query) for query in QUERIES[:20]),
    }


def _times(searcher: Searcher, mode: Mode) -> dict[str, float]:
    times = []
    for query in QUERIES[:20]:
        started = time.perf_counter()
        searcher.search(query, mode=mode)
        times.append(1_000 * (time.perf_counter() - started))
    return {"p50": round(statistics.median(times), 1), "p95": round(statistics.quantiles(times, n=20)[-1], 1)}


def _first(searcher: Searcher, query: str) -> list[float]:
    return [round(result.score, 4) for result in searcher.search(query, k=10)]


def _resident(process: int) -> int:
    return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * 4_096


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main()
