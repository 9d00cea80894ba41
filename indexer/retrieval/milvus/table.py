"""Rows of a collection that meet a condition, however many there are: Milvus gives 16,384 in one answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from indexer.retrieval.milvus.gateway import Gateway
from indexer.retrieval.milvus.layout import MOST, Row, Table


class Rows:
    """Read access to a table whose key counts from 0."""

    def __init__(self, gateway: Gateway, table: Table, generation: str, *, end: int) -> None:
        """``end`` is above every key."""
        self.gateway = gateway
        self.collection = table.collection(generation)
        self._key = table.key
        self._end = end

    def where(self, condition: str, fields: Sequence[str]) -> list[Row]:
        """Return every row that meets a condition, by key."""
        found = self.gateway.query(self.collection, condition, fields)
        if len(found) >= MOST:  # there may be more
            found = [
                row
                for window in self._windows()
                for row in self.gateway.query(self.collection, _both(window, condition), fields)
            ]
        return sorted(found, key=lambda row: int(row[self._key]))

    def all(self, fields: Sequence[str]) -> Iterator[Row]:
        """Yield every row, by key."""
        for window in self._windows():
            rows = self.gateway.query(self.collection, window, fields)
            yield from sorted(rows, key=lambda row: int(row[self._key]))

    def among(self, keys: Sequence[int], fields: Sequence[str], condition: str = "") -> list[Row]:
        """Return the rows with these keys that meet a condition, in no order."""
        found = []
        for start in range(0, len(keys), MOST):
            chosen = f"{self._key} in {list(keys[start : start + MOST])}"
            found += self.gateway.query(self.collection, _both(chosen, condition), fields)
        return found

    def nearest(self, field: str, vectors: Sequence[Any], condition: str, k: int) -> list[dict[int, float]]:
        """Return for each vector key → inner product of the ``k`` nearest rows that meet a condition."""
        found = self.gateway.nearest(self.collection, field, vectors, condition, k)
        if k > MOST and any(len(hits) >= MOST for hits in found):
            found = [{} for _ in vectors]
            for window in self._windows():
                some = self.gateway.nearest(self.collection, field, vectors, _both(window, condition), MOST)
                for hits, more in zip(found, some, strict=True):
                    hits.update(more)
            found = [best(hits, k) for hits in found]
        return found

    def _windows(self) -> Iterator[str]:
        for start in range(0, self._end, MOST):
            yield f"{self._key} >= {start} and {self._key} < {start + MOST}"


def best(scores: dict[int, float], k: int) -> dict[int, float]:
    """Return the ``k`` best scores, best first, equals by key."""
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:k])


def _both(one: str, other: str) -> str:
    return f"({one}) and ({other})" if one and other else one or other
