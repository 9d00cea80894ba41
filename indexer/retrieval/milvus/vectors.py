"""The vectors of clauses in Milvus: the public side of ``retrieval/vectors.py``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexUnusable
from indexer.retrieval.milvus.boxes import Kept
from indexer.retrieval.milvus.layout import MOST
from indexer.retrieval.milvus.table import Rows, best
from indexer.retrieval.vectors import Vectors

_KEPT = 20_000  # vectors, 30 MB


class MilvusVectors:
    """Read access to the vectors; safe for many threads."""

    def __init__(self, rows: Rows, spans: Sequence[tuple[str, int, int]], *, count: int, dimension: int) -> None:
        """Take the rows; ``spans`` has (document, first row, number of rows), by row."""
        self._rows = rows
        self._firsts = np.array([first for _, first, _ in spans], np.int64)
        self._ends = self._firsts + np.array([number for _, _, number in spans], np.int64)
        self._count = count
        self.dimension = dimension
        self._kept: Kept[int, Vectors] = Kept(_KEPT)

    def __len__(self) -> int:
        return self._count

    def search(self, vector: Vectors, *, k: int, allowed: NDArray[np.bool_] | None = None) -> dict[int, float]:
        """Return row → cosine of the ``k`` nearest clauses, as ``VectorIndex.search`` does."""
        if k < 1 or not self._count:
            return {}
        found: dict[int, float] = {}
        for condition in [""] if allowed is None else self._conditions(allowed):
            found.update(self._rows.nearest("vector", [np.asarray(vector, np.float32)], condition, k)[0])
        return best(found, k)

    def vectors(self, rows: list[int]) -> Vectors:
        """Return the vectors of rows, shape (len(rows), dimension)."""
        if not rows:
            return np.empty((0, self.dimension), np.float32)
        held = self._kept.get(rows, self._fetch)
        missing = [row for row in rows if row not in held]
        if missing:
            raise IndexUnusable(
                f"{self._rows.gateway.address}：缺少条款 {missing[0]} 的向量。请重新运行 build --store。"
            )
        return np.stack([held[row] for row in rows])

    def _fetch(self, rows: list[int]) -> dict[int, Vectors]:
        found = self._rows.among(rows, ("row", "vector"))
        return {int(row["row"]): np.asarray(row["vector"], np.float32) for row in found}

    def _conditions(self, allowed: NDArray[np.bool_]) -> list[str]:
        """Return conditions that together let the allowed rows pass: whole documents, and rows of others.

        A condition names up to ``MOST`` rows; where more are meant, each of several is asked on its own.
        """
        before = np.concatenate([[0], np.cumsum(allowed)])
        held = before[self._ends] - before[self._firsts]
        whole = held == self._ends - self._firsts
        if whole.all():  # rows of removed documents are not in the store
            return [""]
        conditions = [f"document in {self._firsts[whole].tolist()}"] if whole.any() else []
        rows = np.flatnonzero(allowed)
        rows = rows[~whole[np.searchsorted(self._firsts, rows, side="right") - 1]]
        conditions += [f"row in {rows[start : start + MOST].tolist()}" for start in range(0, len(rows), MOST)]
        return conditions
