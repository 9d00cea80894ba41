"""The vector index: one unit vector a row, searched by inner product, which is the cosine.

Rows are written once, in half precision (``retrieval/vector_files.py``); FAISS finds the nearest of them
(``retrieval/nearest.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.retrieval.nearest import ExactSearch
from indexer.retrieval.vector_files import (
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


def write_vectors(folder: Path, blocks: Iterable[Vectors], *, count: int, dimension: int) -> Description:
    """Write unit vectors, given in blocks of shape (n, dimension), ``count`` rows in all, into a new folder.

    Returns what the manifest says of them. Raises ValueError: another number of rows, or another shape.
    """
    folder.mkdir()
    rows = write_part(part_path(folder, 0), blocks, dimension)
    if rows != count:
        raise ValueError(f"{count} vectors expected, found {rows}")
    layout = Layout(dimension, (rows,) if rows else (), approximate=0)
    write_layout(folder, layout)
    return _describe(layout)


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
    layout = Layout(layout.dimension, (*kept, added) if added else tuple(kept), layout.approximate)
    write_layout(folder, layout)
    return _describe(layout)


def _describe(layout: Layout) -> Description:
    return {"kind": "exact", "values": "float16", "rows": layout.rows}


class VectorIndex:
    """Read access to a vector index; safe for many threads, since it never changes."""

    def __init__(self, folder: Path) -> None:
        """Open an index. Raises IndexUnusable."""
        self._layout = read_layout(folder)
        self._files = RowFiles(folder, self._layout)
        self._exact = ExactSearch(self._files.read_range(0, len(self)))

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
        if k < 1 or not len(self):
            return {}
        rows, scores = self._exact.search(vector, k=k, allowed=allowed)
        order = np.lexsort((rows, -scores))
        return dict(zip(rows[order].tolist(), scores[order].tolist(), strict=True))

    def vectors(self, rows: list[int]) -> Vectors:
        """Return the vectors of rows, shape (len(rows), dimension)."""
        return self._files.read(rows)
