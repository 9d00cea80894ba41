"""The fusion of the legs, by hand."""

from __future__ import annotations

import numpy as np
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
from indexer.retrieval.ranked import Rows, Scores


def test_weight_follows_coverage() -> None:
    assert words_weight(0.0) == WORDS_AT_LEAST
    assert words_weight(1.0) == pytest.approx(WORDS_AT_MOST)
    assert words_weight(0.5) == pytest.approx((WORDS_AT_LEAST + WORDS_AT_MOST) / 2)


def test_normalise() -> None:
    assert normalise(array(8.0, 4.0, 0.0), floor=0.0).tolist() == [1.0, 0.5, 0.0]
    assert normalise(array(0.9, 0.8, 0.6), floor=0.7).tolist() == pytest.approx([1.0, 0.5, 0.0])
    assert normalise(array(0.0, 0.0), floor=0.0).tolist() == [0.0, 0.0]
    assert normalise(array(), floor=0.0).tolist() == []


def test_scores_are_the_convex_combination() -> None:
    hits = fuse(rows(3, 5, 7), array(5.0, 0.0, 10.0), array(1.0, 0.5, 0.0), np.zeros(3), coverage=1.0)
    weight = words_weight(1.0)
    by_row = {hit.row: hit.score for hit in hits}
    assert by_row == pytest.approx({7: weight, 3: weight * 0.5 + (1 - weight), 5: (1 - weight) * 0.5})
    assert hits.scores.tolist() == sorted(by_row.values(), reverse=True)
    assert next(iter(hits)).parts == {"words": 0.5, "meaning": 1.0, "document": 0.0, "weight": weight}


def test_ties_break_by_row() -> None:
    assert fuse(rows(9, 2), array(1.0, 1.0), array(0.5, 0.5), np.zeros(2), coverage=0.3).rows.tolist() == [2, 9]


def test_meaning_alone() -> None:
    assert fuse(rows(4, 6), np.zeros(2), array(0.8, 0.9), array(3.0, 0.0), coverage=0.0).rows.tolist() == [6, 4]
    assert len(fuse(rows(), array(), array(), array(), coverage=0.0)) == 0


def test_the_words_of_the_document_are_measured_by_the_best_clause() -> None:
    hits = list(fuse(rows(1, 2), array(4.0, 4.0), array(0.5, 0.5), array(2.0, 8.0), coverage=0.0))
    assert [hit.row for hit in hits] == [2, 1]
    most = 1 + DOCUMENT * 2.0
    weight = words_weight(0.0)
    assert hits[0].score == pytest.approx((weight + (1 - weight) * 0.5 + DOCUMENT * 2.0) / most)
    assert hits[1].parts["document"] == 0.5
    assert hits[1].score == pytest.approx((weight + (1 - weight) * 0.5 + DOCUMENT * 0.5) / most)


def test_meaning_is_the_weighted_mean_of_three_cosines() -> None:
    near = near_in_meaning(array(0.8, 0.8, 0.9), rows(0, 1, 2), array(0.6, 0.2, 0.4), array(0.5, 0.9, 0.5))
    most = TOKENS + SETTING + VECTORS
    assert near.tolist() == pytest.approx([TOKENS / most, SETTING / most, (TOKENS / 2 + VECTORS) / most])
    assert near_in_meaning(array(), rows(), array(), array()).tolist() == []


def test_what_is_not_weighed_counts_as_the_least() -> None:
    near = near_in_meaning(array(0.8, 0.7, 0.9), rows(0, 2), array(0.6, 0.2), array(0.5, 0.5))
    most = TOKENS + SETTING + VECTORS
    assert near.tolist() == pytest.approx([(TOKENS + VECTORS / 2) / most, 0.0, VECTORS / most])


def array(*values: float) -> Scores:
    return np.array(values, np.float64)


def rows(*numbers: int) -> Rows:
    return np.array(numbers, np.int64)
