"""The vector index beside exact search and beside other kinds that FAISS has: recall, time, room, filters.

    python -m benchmarks.vectors VECTORS.npy QUERIES.npy [--peers]

Both hold unit vectors. Nothing of equal score counts as missed: a row is found if its cosine reaches that of the k-th
of all rows, since clauses of equal wording have equal vectors.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from benchmarks.machine import describe
from indexer.retrieval.nearest import lists_for, probes_for
from indexer.retrieval.vectors import VectorIndex, Vectors, extend_vectors, write_vectors

Search = Callable[[Vectors], NDArray[np.int64]]  # a query → rows
QUERIES = 50
KS = (10, 64, 200)
DOCUMENT = 150  # clauses of one: a filter lets whole documents through
SHARES = (0.001, 0.01, 0.1, 0.5)
SAME = 2e-6  # scores nearer than this are equal but for rounding
# Name → FAISS's name of it, and how many times as many rows are scored again: the fewer bits, the more.
KINDS = {
    "exact, half precision": ("SQfp16", 1.0),
    "exact, one byte": ("SQ8", 1.25),
    "IVF, one byte": ("IVF{lists},SQ8", 1.25),
    "IVF, PQ fast scan": ("IVF{lists},PQ96x4fs", 8.0),
    "IVF, RaBitQ": ("IVF{lists},RaBitQ", 5.0),
    "IVF, RaBitQ fast scan": ("IVF{lists},RaBitQfs", 5.0),
    "HNSW, one byte": ("HNSW32,SQ8", 1.25),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("vectors", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--peers", action="store_true", help="also the other kinds that FAISS has")
    arguments = parser.parse_args()
    table = np.load(arguments.vectors, mmap_mode="r")
    queries = np.load(arguments.queries)[:QUERIES].astype(np.float32)
    scores = np.concatenate([queries @ block.T for block in _blocks(table)], axis=1)
    print(f"{describe()}\n{len(table):,} vectors of {table.shape[1]} values, {len(queries)} queries\n")
    with tempfile.TemporaryDirectory() as folder:
        _measure_ours(Path(folder), table, queries, scores)
    if arguments.peers:
        print(f"\n{'kind':<24}{'build s':>9}{'MB':>8}  k = {KS[1]}")
        for name, (factory, scored_again) in KINDS.items():
            _measure_kind(name, factory, scored_again, table, queries, scores)


def _measure_ours(folder: Path, table: Vectors, queries: Vectors, scores: Vectors) -> None:
    start = time.perf_counter()
    said = write_vectors(folder / "0", _blocks(table), count=len(table), dimension=table.shape[1])
    print(f"{said}\nbuild {time.perf_counter() - start:.1f} s, {_bytes_in(folder / '0') / 1e6:,.0f} MB")
    start = time.perf_counter()
    extend_vectors(folder / "0", folder / "1", queries)
    seconds = time.perf_counter() - start
    added = sum(path.stat().st_size for path in (folder / "1").iterdir() if path.stat().st_nlink == 1)
    print(f"{len(queries)} rows added in {seconds:.3f} s, {added / 1e6:.2f} MB written")
    start = time.perf_counter()
    index = VectorIndex(folder / "0")
    print(f"open {time.perf_counter() - start:.3f} s")
    for k in (*KS, 500):
        print(f"k = {k:<20}{_measured(_asking(index, k), queries, scores, (10, k))}")
    for share in SHARES:
        allowed = _documents(len(table), share)
        within = np.where(allowed, scores, -1.0)
        print(f"k = {KS[1]}, {share:<6.1%} allowed   {_measured(_asking(index, KS[1], allowed), queries, within)}")
    for threads in (1, 2, 4, 8):
        with ThreadPoolExecutor(threads) as pool:
            start = time.perf_counter()
            list(pool.map(lambda query: index.search(query, k=KS[1]), np.tile(queries, (8, 1))))
        print(f"{threads} threads: {8 * len(queries) / (time.perf_counter() - start):,.0f} queries/s")
    print(f"most memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:,.0f} MB")


def _measure_kind(
    name: str, factory: str, scored_again: float, table: Vectors, queries: Vectors, scores: Vectors
) -> None:
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    lists = lists_for(len(table))
    start = time.perf_counter()
    index = faiss.index_factory(table.shape[1], factory.format(lists=lists), faiss.METRIC_L2)
    sample = np.sort(np.random.default_rng(7).choice(len(table), min(len(table), 32 * lists), replace=False))
    index.train(np.asarray(table[sample], np.float32))
    for block in _blocks(table):
        index.add(block)
    seconds = time.perf_counter() - start
    size = len(faiss.serialize_index(index)) / 1e6
    if factory.startswith("IVF"):
        faiss.ParameterSpace().set_index_parameter(index, "nprobe", probes_for(lists, KS[1]))
    if factory.startswith("HNSW"):
        faiss.ParameterSpace().set_index_parameter(index, "efSearch", 2 * KS[1])
    faiss.omp_set_num_threads(1)

    def search(query: Vectors) -> NDArray[np.int64]:
        rows = index.search(query[None], int(KS[1] * scored_again))[1][0]
        rows = rows[rows >= 0]
        return np.asarray(rows[np.argsort(-(table[rows].astype(np.float32) @ query), kind="stable")])

    print(f"{name:<24}{seconds:>9.1f}{size:>8,.0f}  {_measured(search, queries, scores)}")


def _measured(search: Search, queries: Vectors, scores: Vectors, ks: tuple[int, ...] = (10, KS[1])) -> str:
    """Return time and recall of a search; ``scores`` (queries, rows) are the true ones, −1 where a row is ruled out."""
    search(queries[0])
    seconds, recalls = [], dict.fromkeys(ks, 0.0)
    for query, true in zip(queries, scores, strict=True):
        start = time.perf_counter()
        rows = search(query)
        seconds.append(time.perf_counter() - start)
        for k in recalls:
            worst = np.partition(true, -k)[-k]
            wanted = k if worst > -1 else int((true > -1).sum())
            recalls[k] += float((true[rows[:k]] >= worst - SAME).sum()) / wanted / len(queries)
    p50, p95 = statistics.median(seconds) * 1000, statistics.quantiles(seconds, n=20)[-1] * 1000
    said = ", ".join(f"recall@{k} {recall:.4f}" for k, recall in recalls.items())
    return f"p50 {p50:.2f} ms, p95 {p95:.2f} ms, {said}"


def _asking(index: VectorIndex, k: int, allowed: NDArray[np.bool_] | None = None) -> Search:
    return lambda query: np.fromiter(index.search(query, k=k, allowed=allowed), np.int64)


def _documents(rows: int, share: float) -> NDArray[np.bool_]:
    """Return which rows a share of all documents has, taken by chance."""
    documents = np.random.default_rng(3).permutation(-(-rows // DOCUMENT))
    chosen = documents[: max(1, round(share * len(documents)))]
    return np.isin(np.arange(rows) // DOCUMENT, chosen)


def _blocks(table: Vectors) -> Iterator[Vectors]:
    for start in range(0, len(table), 50_000):
        yield np.asarray(table[start : start + 50_000], np.float32)


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


if __name__ == "__main__":
    main()
