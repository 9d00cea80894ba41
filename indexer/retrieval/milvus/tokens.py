"""The tokens of clauses in Milvus: the public side of ``retrieval/tokens.py``, fetched for candidates, then kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexUnusable
from indexer.retrieval.milvus.boxes import Boxes
from indexer.retrieval.milvus.gateway import Gateway
from indexer.retrieval.milvus.layout import Table, unpack_tokens
from indexer.retrieval.tokens import Tokens, Vectors

KEPT = 10_000  # texts, 110 MB of clauses: what a session's queries ask again and again
_TINY = float(np.finfo(np.float32).tiny)


class MilvusTokens:
    """Read access to the tokens of clauses, or of objects; safe for many threads."""

    def __init__(
        self,
        gateway: Gateway,
        table: Table,
        generation: str,
        *,
        count: int,
        mean: Vectors,
        known: NDArray[np.int32],
        counts: NDArray[np.int64],
    ) -> None:
        """``mean`` is that of all tokens; ``known`` (rising) are the ids that occur, ``counts`` in how many texts."""
        self._boxes = Boxes(gateway, table.collection(generation), kept=KEPT)
        self._where = f"{gateway.address}：{table.collection(generation)}"
        self._count = count
        self._mean = mean
        self._known = known
        self._counts = counts

    def __len__(self) -> int:
        return self._count

    def tokens(self, row: int) -> Tokens:
        """Return the tokens of a row as they are stored."""
        return self._read([row])[row]

    def score(self, ids: NDArray[np.int32], vectors: Vectors, rows: Iterable[int]) -> dict[int, float]:
        """Return row → score, as ``TokenIndex.score`` does."""
        rows = list(rows)
        return dict(zip(rows, self.meet(ids, vectors, rows).sum(axis=1).tolist(), strict=True))

    def meet(self, ids: NDArray[np.int32], vectors: Vectors, rows: Sequence[int] | NDArray[Any]) -> Vectors:
        """Return (rows, n): how well each row meets each token of a query, as ``TokenIndex.meet`` does."""
        asked = [int(row) for row in rows]
        met = np.zeros((len(asked), len(ids)), np.float32)
        if not len(ids) or not asked:
            return met
        wanted = _units(vectors - self._mean).T * self._weights(ids)
        texts = self._read(asked)
        for place, row in enumerate(asked):
            if len(texts[row].ids):
                stored = texts[row].codes * texts[row].scales[:, None] - self._mean
                met[place] = (_units(stored) @ wanted).max(axis=0)
        return met

    def _weights(self, ids: NDArray[np.int32]) -> Vectors:
        at = np.minimum(np.searchsorted(self._known, ids), len(self._known) - 1)
        counts = np.where(self._known[at] == ids, self._counts[at], 0)
        rarity = np.log(1 + self._count / (1 + counts))
        return np.asarray(rarity / rarity.sum(), np.float32)

    def _read(self, rows: Sequence[int]) -> dict[int, Tokens]:
        found = self._boxes.read((str(row) for row in set(rows)), unpack_tokens)
        if len(found) < len(set(rows)):
            lacking = next(row for row in rows if str(row) not in found)
            raise IndexUnusable(f"{self._where} 中缺少第 {lacking} 条的词元。请重新运行 build --store。")
        return {int(name): tokens for name, tokens in found.items()}


def _units(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, _TINY), np.float32)
