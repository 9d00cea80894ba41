"""The fusion of the legs, by hand."""

from __future__ import annotations

import pytest

from indexer.retrieval.fusion import (
    DOCUMENT,
    SETTING,
    TOKENS,
    VECTORS,
    WORDS_AT_LEAST,
    WORDS_AT_MOST,
    fuse,
    near_in_meaning,
    normalise,
    words_weight,
)


def test_weight_follows_coverage() -> None:
    assert words_weight(0.0) == WORDS_AT_LEAST
    assert words_weight(1.0) == pytest.approx(WORDS_AT_MOST)
    assert words_weight(0.5) == pytest.approx((WORDS_AT_LEAST + WORDS_AT_MOST) / 2)


def test_normalise() -> None:
    assert normalise({1: 8.0, 2: 4.0, 3: 0.0}, floor=0.0) == {1: 1.0, 2: 0.5, 3: 0.0}
    assert normalise({1: 0.9, 2: 0.8, 3: 0.6}, floor=0.7) == pytest.approx({1: 1.0, 2: 0.5, 3: 0.0})
    assert normalise({1: 0.0, 2: 0.0}, floor=0.0) == {1: 0.0, 2: 0.0}
    assert normalise({}, floor=0.0) == {}


def test_scores_are_the_convex_combination() -> None:
    hits = fuse({7: 10.0, 3: 5.0}, {3: 1.0, 5: 0.5, 7: 0.0}, {}, coverage=1.0)
    weight = words_weight(1.0)
    by_row = {hit.row: hit.score for hit in hits}
    assert by_row == pytest.approx({7: weight, 3: weight * 0.5 + (1 - weight), 5: (1 - weight) * 0.5})
    assert [hit.score for hit in hits] == sorted(by_row.values(), reverse=True)


def test_ties_break_by_row() -> None:
    assert [hit.row for hit in fuse({9: 1.0, 2: 1.0}, {9: 0.5, 2: 0.5}, {}, coverage=0.3)] == [2, 9]


def test_one_leg_alone() -> None:
    assert [hit.row for hit in fuse({}, {4: 0.8, 6: 0.9}, {4: 3.0}, coverage=0.0)] == [6, 4]
    assert fuse({}, {}, {}, coverage=0.0) == []


def test_the_words_of_the_document_are_measured_by_the_best_clause() -> None:
    hits = fuse({1: 4.0, 2: 4.0}, {1: 0.5, 2: 0.5}, {1: 2.0, 2: 8.0}, coverage=0.0)
    assert [hit.row for hit in hits] == [2, 1]
    most = 1 + DOCUMENT * 2.0
    weight = words_weight(0.0)
    assert hits[0].score == pytest.approx((weight + (1 - weight) * 0.5 + DOCUMENT * 2.0) / most)
    assert hits[1].parts["document"] == 0.5
    assert hits[1].score == pytest.approx((weight + (1 - weight) * 0.5 + DOCUMENT * 0.5) / most)


def test_meaning_is_the_weighted_mean_of_three_cosines() -> None:
    near = near_in_meaning({1: 0.6, 2: 0.2, 3: 0.4}, {1: 0.5, 2: 0.9, 3: 0.5}, {1: 0.8, 2: 0.8, 3: 0.9})
    most = TOKENS + SETTING + VECTORS
    assert near == pytest.approx({1: TOKENS / most, 2: SETTING / most, 3: (TOKENS / 2 + VECTORS) / most})
    assert near_in_meaning({}, {}, {}) == {}
