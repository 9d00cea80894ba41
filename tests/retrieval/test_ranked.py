"""Hits in columns."""

from __future__ import annotations

import numpy as np

from indexer.records import Hit
from indexer.retrieval.ranked import NOTHING, columns, ranked


def test_the_best_stand_first_and_ties_break_by_row() -> None:
    parts = {"words": np.array([0.1, 0.2, 0.3]), "favour": np.array([np.nan, 0.0, np.nan])}
    found = ranked(np.array([9, 4, 2]), np.array([0.5, 0.7, 0.5]), parts)
    assert list(found) == [
        Hit(4, 0.7, {"words": 0.2, "favour": 0.0}),
        Hit(2, 0.5, {"words": 0.3}),  # it has no favour, which is not one of nought
        Hit(9, 0.5, {"words": 0.1}),
    ]
    assert list(found[1:]) == list(found)[1:]
    assert list(found[np.array([True, False, True])]) == list(found)[::2]


def test_numbers_are_those_of_python() -> None:
    [hit] = ranked(np.array([1]), np.array([0.5]), {"words": np.array([1.0])})
    assert (type(hit.row), type(hit.score), type(hit.parts["words"])) == (int, float, float)


def test_a_part_more() -> None:
    found = ranked(np.array([1, 2]), np.array([0.5, 0.9]), {"words": np.ones(2)})
    assert [hit.parts for hit in found.with_part("coverage", np.array([0.3, 0.4]))] == [
        {"words": 1.0, "coverage": 0.3},
        {"words": 1.0, "coverage": 0.4},
    ]
    assert next(iter(found)).parts == {"words": 1.0}


def test_nothing() -> None:
    assert len(NOTHING) == 0
    assert list(NOTHING[:3]) == []


def test_columns_keep_the_order() -> None:
    rows, scores = columns({7: 0.5, 3: 0.25})
    assert (rows.tolist(), scores.tolist()) == ([7, 3], [0.5, 0.25])
