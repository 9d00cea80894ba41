"""The nearest vectors, in FAISS: the only module that imports it. All are unit vectors, scores are their cosines.

Few rows are compared one by one. Many are kept in lists, each of the rows about one centroid, a byte a value, and a
query looks into the nearest lists only (docs/decisions/0015-vectors.md). All is seeded: equal rows, equal lists.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexUnusable
from indexer.retrieval.vector_files import Halves, Vectors
from indexer.storage.disk import unwritable

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]

_LISTS = 4  # lists for each square root of the rows: to find lists then costs about as much as to look into them
_SAMPLE = 32  # rows a list is made from: more of them cost time and bring nothing
_ROUNDS = 10  # of k-means
_SEED = 7
# Lists that a query for 64 rows looks into. They grow as the square root of what is asked for, so that of 200 as many
# are found as of 64; more lists of more rows are finer, so that their number need not grow.
_PROBES, _PROBED_K = 160, 64
_CORES = faiss.omp_get_max_threads()
_ONE = 1  # core a search: they come from many threads, beside the search by words
_thread = threading.local()


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

    def search(self, vector: Vectors, *, k: int, allowed: Mask | None = None) -> tuple[Rows, Vectors]:
        """Return the ``k`` nearest rows and their scores; ``allowed`` has one entry a row of this index."""
        k = min(k, self._index.ntotal)
        if not k:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        parameters = None
        if allowed is not None:
            parameters = faiss.SearchParameters(sel=_selector(allowed))  # type: ignore[call-arg]
        _use_cores(_ONE)
        scores, rows = self._index.search(vector.reshape(1, -1), k, params=parameters)
        is_found = rows[0] >= 0
        return rows[0][is_found] + self._first, scores[0][is_found]


class ApproximateSearch:
    """Compares a query with the rows of the nearest lists; what it finds is to be scored again."""

    def __init__(self, path: Path, *, rows: int, dimension: int) -> None:
        """Open an index that covers ``rows`` rows; its file is mapped into memory. Raises IndexUnusable."""
        self._index = _read(path, faiss.IO_FLAG_MMAP_IFC, rows, dimension)

    @property
    def lists(self) -> int:
        """Number of lists."""
        return int(self._index.nlist)

    def search(self, vector: Vectors, *, k: int, allowed: Mask | None = None) -> Rows:
        """Return about the ``k`` nearest rows; exactly as many as there are and are asked for."""
        allowed_rows = self._index.ntotal if allowed is None else np.count_nonzero(allowed)
        if not allowed_rows:
            return np.empty(0, np.int64)
        # To look for k among a tenth of the rows takes as many lists as to look for 10 k among all.
        probes = probes_for(self.lists, k * self._index.ntotal / allowed_rows)
        chosen = None if allowed is None else _selector(allowed)
        k = min(k, int(allowed_rows))
        rows = self._look(vector, k, probes, chosen)
        return rows if len(rows) == k else self._look(vector, k, self.lists, chosen)

    def _look(self, vector: Vectors, k: int, probes: int, chosen: faiss.IDSelector | None) -> Rows:
        parameters = faiss.SearchParametersIVF(nprobe=probes, sel=chosen)  # type: ignore[call-arg]
        _use_cores(_ONE)
        _, rows = self._index.search(vector.reshape(1, -1), k, params=parameters)
        return np.asarray(rows[0][rows[0] >= 0])


def probes_for(lists: int, k: float) -> int:
    """Return how many of the lists a query for ``k`` rows looks into."""
    return min(lists, math.ceil(_PROBES * math.sqrt(max(k / _PROBED_K, 1.0))))


def lists_for(rows: int) -> int:
    """Return how many lists are made of a number of rows."""
    return max(1, math.ceil(_LISTS * math.sqrt(rows)))


def sample_of(rows: int) -> Rows:
    """Return the rows that the lists of a number of rows are made from."""
    wanted = min(rows, _SAMPLE * lists_for(rows))
    return np.sort(np.random.default_rng(_SEED).choice(rows, wanted, replace=False))


def write_approximate(path: Path, blocks: Iterable[Vectors], *, rows: int, sample: Vectors) -> None:
    """Make lists from a sample of shape (n, dimension), put blocks of ``rows`` rows in them, write them to a file."""
    _use_cores(_CORES)
    dimension, lists = sample.shape[1], lists_for(rows)
    centroids = faiss.IndexFlatL2(dimension)
    clustering = faiss.Clustering(dimension, lists)
    clustering.niter, clustering.seed = _ROUNDS, _SEED
    clustering.min_points_per_centroid = 1  # below it FAISS warns
    clustering.train(sample, centroids)
    # Of unit vectors the nearest are those of the largest cosine; what is left after the centroid needs fewer bits. One
    # range for all values is searched a fifth faster than one for each place, and finds the same.
    index = faiss.IndexIVFScalarQuantizer(
        centroids, dimension, lists, faiss.ScalarQuantizer.QT_8bit_uniform, faiss.METRIC_L2, True
    )
    index.train(sample)
    _add_and_write(index, blocks, path)


def extend_approximate(before: Path, path: Path, blocks: Iterable[Vectors], *, rows: int, dimension: int) -> None:
    """Write to a file the index of another that covers ``rows`` rows, with blocks of more rows in the same lists.

    Raises IndexUnusable.
    """
    _use_cores(_CORES)
    _add_and_write(_read(before, 0, rows, dimension), blocks, path)


def _add_and_write(index: faiss.IndexIVF, blocks: Iterable[Vectors], path: Path) -> None:
    for block in blocks:
        index.add(block)
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:
        raise unwritable(path.parent, error) from error


def _read(path: Path, flags: int, rows: int, dimension: int) -> faiss.IndexIVF:
    try:
        index = faiss.read_index(str(path), flags)
    except (RuntimeError, MemoryError) as error:  # a damaged length asks for more memory than there is
        raise IndexUnusable(f"{path}：向量索引无法打开。请重新运行 build。") from error
    if not isinstance(index, faiss.IndexIVF) or (index.ntotal, index.d) != (rows, dimension):
        raise IndexUnusable(
            f"{path}：向量索引是 {index.ntotal} 行、{index.d} 维，应为 {rows} 行、{dimension} 维。请重新运行 build。"
        )
    return index


def _use_cores(number: int) -> None:
    # FAISS holds this number for each thread; setting it takes half a millisecond.
    if getattr(_thread, "cores", None) != number:
        faiss.omp_set_num_threads(number)
        _thread.cores = number


def to_singles(halves: Halves) -> Vectors:
    """Return half-precision values of shape (n, dimension) in single precision; ten times as fast as in numpy."""
    quantiser = faiss.ScalarQuantizer(halves.shape[1], faiss.ScalarQuantizer.QT_fp16)
    return np.asarray(quantiser.decode(halves.view(np.uint8)), np.float32)


def _selector(allowed: Mask) -> faiss.IDSelector:
    """Return what makes FAISS pass over rows before they are compared."""
    return faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))  # type: ignore[call-arg, arg-type]
