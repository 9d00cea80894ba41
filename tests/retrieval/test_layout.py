"""Rows by document, with holes between documents and behind the last."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from indexer.retrieval.layout import Layout

ROWS = 10
SPANS = [("a", 0, 3), ("b", 5, 2), ("c", 7, 1)]  # 3, 4, 8 and 9 are holes


@pytest.fixture
def layout() -> Layout:
    return Layout(SPANS, ROWS)


def test_rows_of_documents_leave_out_holes(layout: Layout) -> None:
    assert layout.of_documents(["a", "b", "c"]).nonzero()[0].tolist() == [0, 1, 2, 5, 6, 7]
    assert layout.of_documents(["c", "unknown"]).nonzero()[0].tolist() == [7]
    assert layout.of_documents([]).shape == (ROWS,)
    assert layout.where(np.array([True, False, True])).nonzero()[0].tolist() == [0, 1, 2, 7]


def test_rows_are_counted_by_document(layout: Layout) -> None:
    assert layout.count(np.array([0, 2, 7], np.int32)) == Counter({"a": 2, "c": 1})
    assert layout.count(np.array([], np.int32)) == Counter()
    assert [layout.document_of(row) for row in (0, 2, 5, 6, 7)] == ["a", "a", "b", "b", "c"]


@pytest.mark.parametrize(("spans", "rows", "has_holes"), [(SPANS, 10, True), ([("a", 0, 3)], 3, False)])
def test_holes_are_known(spans: list[tuple[str, int, int]], rows: int, *, has_holes: bool) -> None:
    assert Layout(spans, rows).has_holes is has_holes
