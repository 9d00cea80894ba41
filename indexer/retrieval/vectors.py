"""The vector index, in FAISS: one unit vector a clause, exact search by inner product, which is the cosine."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexUnusable

Vectors = NDArray[np.float32]


def write_vectors(path: Path, vectors: Vectors) -> None:
    """Write unit vectors of shape (clauses, dimension) to a new file."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    faiss.write_index(index, str(path))


class VectorIndex:
    """Read access to a vector index; safe for many threads, since it never changes."""

    def __init__(self, path: Path) -> None:
        """Open an index. Raises IndexUnusable."""
        try:
            self._index = faiss.read_index(str(path))
        except RuntimeError as error:
            raise IndexUnusable(f"{path}：向量索引无法打开。请重新运行 build。") from error

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Number of values a vector has."""
        return int(self._index.d)

    def search(self, vector: Vectors, *, k: int, allowed: NDArray[np.bool_] | None = None) -> dict[int, float]:
        """Return row → cosine of the ``k`` nearest clauses to a unit vector of shape (dimension,).

        ``allowed`` has one entry a clause; the others are passed over before the search, not after it.
        """
        if k < 1 or not len(self):
            return {}
        parameters = None
        if allowed is not None:
            # FAISS ships types of its C++ side; its Python side takes an array and a selector.
            selector = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))  # type: ignore[call-arg, arg-type]
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        scores, rows = self._index.search(vector.reshape(1, -1), min(k, len(self)), params=parameters)
        return {int(row): float(score) for row, score in zip(rows[0], scores[0], strict=True) if row >= 0}

    def vectors(self, rows: list[int]) -> Vectors:
        """Return the vectors of rows, shape (len(rows), dimension)."""
        if not rows:
            return np.empty((0, self.dimension), np.float32)
        return np.asarray(self._index.reconstruct_batch(np.asarray(rows, np.int64)), np.float32)
