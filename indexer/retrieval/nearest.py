"""The nearest vectors, in FAISS: the only module that imports it. All are unit vectors, scores are their cosines."""

from __future__ import annotations

import faiss
import numpy as np
from numpy.typing import NDArray

from indexer.retrieval.vector_files import Halves, Vectors

Found = tuple[NDArray[np.int64], Vectors]  # rows and their scores


class ExactSearch:
    """Compares a query with every row, held in half precision; rows count from ``first``."""

    def __init__(self, halves: Halves, *, first: int = 0) -> None:
        """Take rows of shape (n, dimension)."""
        self._first = first
        dimension = halves.shape[1]
        self._index = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        faiss.copy_array_to_vector(np.ascontiguousarray(halves).view(np.uint8).ravel(), self._index.codes)
        self._index.ntotal = len(halves)
        self._index.is_trained = True

    def search(self, vector: Vectors, *, k: int, allowed: NDArray[np.bool_] | None = None) -> Found:
        """Return the ``k`` nearest rows; ``allowed`` has one entry a row of this index."""
        parameters = None
        if allowed is not None:
            parameters = faiss.SearchParameters(sel=selector(allowed))  # type: ignore[call-arg]
        scores, rows = self._index.search(vector.reshape(1, -1), min(k, self._index.ntotal), params=parameters)
        is_found = rows[0] >= 0
        return rows[0][is_found] + self._first, scores[0][is_found]


def selector(allowed: NDArray[np.bool_]) -> faiss.IDSelector:
    """Return what makes FAISS pass over rows before they are compared."""
    # FAISS ships types of its C++ side; its Python side takes an array.
    return faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))  # type: ignore[call-arg, arg-type]
