"""The vector index: one unit vector a row, searched by inner product, which is the cosine.

Rows are written once, in half precision (``retrieval/vector_files.py``). FAISS finds the nearest of them
(``retrieval/nearest.py``): up to ``EXACT_ROWS`` rows exactly; beyond it the first rows have an approximate index, what
it finds is scored again by the stored vectors, and the rows that came later are compared exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.retrieval.nearest import (
    ApproximateSearch,
    ExactSearch,
    extend_approximate,
    lists_for,
    probes_for,
    sample_of,
    to_singles,
    write_approximate,
)
from indexer.retrieval.vector_files import (
    APPROXIMATE,
    Layout,
    RowFiles,
    Vectors,
    part_path,
    read_layout,
    write_layout,
    write_part,
)
from indexer.storage.generations import link_file

__all__ = ["VectorIndex", "Vectors", "extend_vectors", "write_vectors"]

Description = dict[str, int | str]  # what the manifest says of a vector index

EXACT_ROWS = 25_000  # compared one by one in 1 ms; beyond it the approximate index is faster
_FEW_ALLOWED = 10_000  # read and scored in 2 ms where neighbours stand together; to look through lists takes longer
_FEW_RUNS = 1_500  # of neighbours among them, each read at once
_SCORED_AT_ONCE = 1_024  # rows: 800 kB stay in the cache of a core from reading to scoring
_GROWTH = 2  # times as many rows as lists were made for: then they are made anew


def write_vectors(folder: Path, blocks: Iterable[Vectors], *, count: int, dimension: int) -> Description:
    """Write unit vectors, given in blocks of shape (n, dimension), ``count`` rows in all, into a new folder.

    Returns what the manifest says of them. Raises ValueError: another number of rows, or another shape.
    """
    folder.mkdir()
    rows = write_part(part_path(folder, 0), blocks, dimension)
    if rows != count:
        raise ValueError(f"{count} vectors expected, found {rows}")
    return _finish(folder, Layout(dimension, (rows,) if rows else ()), before=None)


def extend_vectors(before: Path, folder: Path, vectors: Vectors) -> Description:
    """Write into a new folder the vectors of the one before, with more of shape (n, dimension) behind them.

    Files that stay as they are become links. Returns what the manifest says. Raises IndexUnusable.
    """
    layout = read_layout(before)
    folder.mkdir()
    kept = list(layout.parts)
    added = len(vectors)
    while len(kept) > 1 and kept[-1] <= added:  # so that their number grows with the logarithm of the rows
        added += kept.pop()
    for first in layout.firsts[: len(kept)]:
        link_file(part_path(before, first), part_path(folder, first))
    start = sum(kept)
    again = RowFiles(before, layout).read_range(start, layout.rows)
    write_part(part_path(folder, start), [again, vectors], layout.dimension)
    parts = (*kept, added) if added else tuple(kept)
    return _finish(folder, Layout(layout.dimension, parts, layout.approximate, layout.lists_for), before=before)


def _finish(folder: Path, layout: Layout, *, before: Path | None) -> Description:
    """Give the rows of a folder the index that their number asks for, and write down what lies there."""
    path, rows = folder / APPROXIMATE, layout.rows
    if rows - layout.approximate <= EXACT_ROWS:
        if before and layout.approximate:
            link_file(before / APPROXIMATE, path)
    elif before and rows <= _GROWTH * layout.lists_for:
        blocks = RowFiles(folder, layout).blocks(layout.approximate, rows)
        extend_approximate(before / APPROXIMATE, path, blocks, rows=layout.approximate, dimension=layout.dimension)
        layout = Layout(layout.dimension, layout.parts, rows, layout.lists_for)
    else:
        files = RowFiles(folder, layout)
        write_approximate(path, files.blocks(0, rows), rows=rows, sample=to_singles(files.read(sample_of(rows))))
        layout = Layout(layout.dimension, layout.parts, rows, rows)
    write_layout(folder, layout)
    return _describe(layout)


def _describe(layout: Layout) -> Description:
    said: Description = {"kind": "exact", "values": "float16", "rows": layout.rows}
    if layout.approximate:
        lists = lists_for(layout.lists_for)
        said |= {"kind": "ivf-sq8", "approximate_rows": layout.approximate, "lists": lists}
        said |= {f"probes_at_{k}": probes_for(lists, k) for k in (64, 500)}
    return said


class VectorIndex:
    """Read access to a vector index; safe for many threads, since it never changes."""

    def __init__(self, folder: Path) -> None:
        """Open an index. Raises IndexUnusable."""
        self._layout = read_layout(folder)
        self._files = RowFiles(folder, self._layout)
        covered = self._layout.approximate
        self._approximate = None
        if covered:
            self._approximate = ApproximateSearch(folder / APPROXIMATE, rows=covered, dimension=self.dimension)
        self._exact = ExactSearch(self._files.read_range(covered, len(self)), first=covered)

    def __len__(self) -> int:
        return self._layout.rows

    @property
    def dimension(self) -> int:
        """Number of values a vector has."""
        return self._layout.dimension

    def search(self, vector: Vectors, *, k: int, allowed: NDArray[np.bool_] | None = None) -> dict[int, float]:
        """Return row → cosine of the ``k`` nearest rows to a unit vector of shape (dimension,), best first.

        ``allowed`` has one entry a row; the others are passed over before the search, not after it.
        """
        if k < 1:
            return {}
        covered = self._layout.approximate
        rows, scores = self._exact.search(vector, k=k, allowed=None if allowed is None else allowed[covered:])
        if self._approximate:
            near, near_scores = self._near(self._approximate, vector, k, None if allowed is None else allowed[:covered])
            rows = np.concatenate([near, rows])
            scores = np.concatenate([near_scores, scores])
        order = np.lexsort((rows, -scores))[:k]
        return dict(zip(rows[order].tolist(), scores[order].tolist(), strict=True))

    def _near(
        self, index: ApproximateSearch, vector: Vectors, k: int, allowed: NDArray[np.bool_] | None
    ) -> tuple[NDArray[np.int64], Vectors]:
        """Return the ``k`` nearest of the first rows, or some more, and their scores by the stored vectors."""
        if allowed is not None and _are_read_fast(allowed):
            rows = np.flatnonzero(allowed)
        else:  # somewhat more than k, since one byte a value orders them roughly
            rows = np.sort(index.search(vector, k=k + k // 4 + 16, allowed=allowed))
        blocks = np.split(rows, range(_SCORED_AT_ONCE, len(rows), _SCORED_AT_ONCE))
        found = [ExactSearch(self._files.read(block)).search(vector, k=k) for block in blocks]
        near = [block[places] for block, (places, _) in zip(blocks, found, strict=True)]
        return np.concatenate(near), np.concatenate([scores for _, scores in found])

    def vectors(self, rows: Sequence[int]) -> Vectors:
        """Return the vectors of rows, shape (len(rows), dimension)."""
        return to_singles(self._files.read(rows))


def _are_read_fast(allowed: NDArray[np.bool_]) -> bool:
    """Return whether it is faster to read and score the rows that are allowed than to look into lists for them."""
    if np.count_nonzero(allowed) > _FEW_ALLOWED:
        return False
    return bool(np.count_nonzero(allowed[1:] > allowed[:-1]) < _FEW_RUNS)
