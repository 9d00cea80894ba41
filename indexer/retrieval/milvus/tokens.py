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
from indexer.retrieval.tokens import Tokens, Vectors, nearest_tokens, token_weights

KEPT = 10_000  # texts, 110 MB of clauses: what a session's queries ask again and again


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
        held: NDArray[np.int64],
    ) -> None:
        """``mean`` is that of all tokens; ``known`` (rising) are the ids that occur, ``held`` in how many texts."""
        self._boxes = Boxes(gateway, table.collection(generation), kept=KEPT)
        self._where = f"{gateway.address}：{table.collection(generation)}"
        self._count = count
        self._mean = mean
        self._known = known
        self._held = held

    def __len__(self) -> int:
        return self._count

    @property
    def statistics(self) -> tuple[Vectors, NDArray[np.int32], NDArray[np.int64]]:
        """The mean of all tokens, and the ids that occur, rising, with the number of texts that hold each."""
        return self._mean, self._known, self._held

    def tokens(self, row: int) -> Tokens:
        """Return the tokens of a row as they are stored."""
        ids, records = self._read([row])[row]
        return Tokens(ids, records["codes"], records["scale"])

    def score(self, ids: NDArray[np.int32], vectors: Vectors, rows: Iterable[int]) -> dict[int, float]:
        """Return row → score, as ``TokenIndex.score`` does."""
        rows = list(rows)
        return dict(zip(rows, self.meet(ids, vectors, rows).sum(axis=1).tolist(), strict=True))

    def meet(self, ids: NDArray[np.int32], vectors: Vectors, rows: Sequence[int] | NDArray[np.int64]) -> Vectors:
        """Return (rows, n): how well each row meets each token of a query, as ``TokenIndex.meet`` does."""
        asked = [int(row) for row in rows]
        met = np.zeros((len(asked), len(ids)), np.float32)
        texts = self._read(asked)
        filled = [place for place, row in enumerate(asked) if len(texts[row][0])]
        if len(ids) and filled:
            records = [texts[asked[place]][1] for place in filled]
            counts = np.array([len(those) for those in records])
            nearest = nearest_tokens([np.concatenate(records)], counts, vectors, self._mean)
            met[filled] = nearest * token_weights(ids, self._known, self._held, rows=self._count)
        return met

    def _read(self, rows: Sequence[int]) -> dict[int, tuple[NDArray[np.int32], NDArray[Any]]]:
        found = self._boxes.read((str(row) for row in set(rows)), unpack_tokens)
        if len(found) < len(set(rows)):
            lacking = next(row for row in rows if str(row) not in found)
            raise IndexUnusable(f"{self._where} 中缺少第 {lacking} 条的词元。请重新运行 build --store。")
        return {int(name): tokens for name, tokens in found.items()}
