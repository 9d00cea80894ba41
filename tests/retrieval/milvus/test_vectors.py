"""How the rows that are allowed are put to Milvus, with a table that answers as Milvus does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.errors import IndexUnusable
from indexer.retrieval.milvus import vectors as module
from indexer.retrieval.milvus.table import Rows, best
from indexer.retrieval.milvus.vectors import MilvusVectors

SPANS = [("a", 0, 4), ("b", 4, 3), ("c", 9, 3)]  # rows 7 and 8 are holes
COUNT = 12


class Table:
    """Rows with their document, asked by the conditions that the store writes."""

    class gateway:  # noqa: N801 - an attribute of what it stands for
        address = "milvus:http://h:1"

    def __init__(self, stored: NDArray[np.float32]) -> None:
        self.stored = stored
        self.asked: list[str] = []

    def _passing(self, condition: str) -> list[int]:
        rows = {row: first for _, first, number in SPANS for row in range(first, first + number)}
        if not condition:
            return list(rows)
        field, listed = re.fullmatch(r"(document|row) in \[(.*)\]", condition).groups()  # type: ignore[union-attr]
        named = {int(number) for number in listed.split(", ")}
        return [row for row, first in rows.items() if (first if field == "document" else row) in named]

    def nearest(self, field: str, vectors: Sequence[Any], condition: str, k: int) -> list[dict[int, float]]:
        self.asked.append(condition)
        return [best({row: float(self.stored[row] @ vectors[0]) for row in self._passing(condition)}, k)]

    def among(self, keys: Sequence[int], fields: Sequence[str]) -> list[dict[str, Any]]:
        return [{"row": key, "vector": self.stored[key].tolist()} for key in keys if key not in (7, 8)]


@pytest.fixture
def stored() -> NDArray[np.float32]:
    found = np.random.default_rng(3).normal(size=(COUNT, 8)).astype(np.float32)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


def opened(stored: NDArray[np.float32]) -> tuple[MilvusVectors, Table]:
    table = Table(stored)
    return MilvusVectors(cast(Rows, table), SPANS, count=COUNT, dimension=8), table


@pytest.mark.parametrize(
    ("rows", "asked"),
    [
        ([0, 1, 2, 3], ["document in [0]"]),
        ([0, 1, 2, 3, 9, 10, 11], ["document in [0, 9]"]),
        ([0, 1, 2, 3, 5], ["document in [0]", "row in [5]"]),
        ([1, 10], ["row in [1, 10]"]),
        ([0, 1, 2, 3, 4, 5, 6, 9, 10, 11], [""]),  # all but the holes
        ([], []),
    ],
)
def test_only_what_is_allowed_is_compared(stored: NDArray[np.float32], rows: list[int], asked: list[str]) -> None:
    allowed = np.zeros(COUNT, np.bool_)
    allowed[rows] = True
    index, table = opened(stored)
    found = index.search(stored[2], k=3, allowed=allowed)
    expected = sorted(((float(stored[row] @ stored[2]), row) for row in rows), reverse=True)[:3]
    assert table.asked == asked
    assert list(found) == [row for _, row in expected]
    assert list(found.values()) == pytest.approx([score for score, _ in expected])


def test_many_rows_are_asked_for_in_portions(stored: NDArray[np.float32], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    allowed = np.zeros(COUNT, np.bool_)
    allowed[[0, 1, 2, 4, 5]] = True
    index, table = opened(stored)
    assert set(index.search(stored[0], k=9, allowed=allowed)) == {0, 1, 2, 4, 5}
    assert table.asked == ["row in [0, 1]", "row in [2, 4]", "row in [5]"]


def test_vectors_come_in_the_order_asked_for_and_none_may_lack(stored: NDArray[np.float32]) -> None:
    index, _ = opened(stored)
    assert np.array_equal(index.vectors([5, 0, 5]), stored[[5, 0, 5]])
    assert index.vectors([]).shape == (0, 8)
    with pytest.raises(IndexUnusable, match="缺少条款 7 的向量"):
        index.vectors([0, 7])
