"""What is put forward, and where the floor is."""

from __future__ import annotations

import pytest

from indexer.records import Hit
from indexer.retrieval.ranking import (
    ANSWERING,
    EXACT,
    LEANING,
    LEAST_COVERAGE,
    LEAST_NEARNESS,
    Favours,
    favour,
    is_on_topic,
)

NONE: frozenset[int] = frozenset()


def test_favours_add_up_and_scores_stay_below_one() -> None:
    hits = [Hit(1, 1.0, {"words": 1.0}), Hit(2, 1.0), Hit(3, 0.9)]
    found = favour(hits, Favours(exact=frozenset({3}), answering=frozenset({2, 3}), leaning=frozenset({3})))
    most = 1 + EXACT + ANSWERING + LEANING
    assert [hit.row for hit in found] == [3, 2, 1]
    assert found[0].score == pytest.approx((0.9 + EXACT + ANSWERING + LEANING) / most)
    assert found[1].score == pytest.approx((1 + ANSWERING) / most)
    assert found[2].parts == {"words": 1.0, "favour": 0.0}
    assert all(hit.score <= 1 for hit in found)


def test_ties_are_broken_by_row() -> None:
    assert [hit.row for hit in favour([Hit(5, 0.5), Hit(2, 0.5)], Favours(NONE, NONE, NONE))] == [2, 5]


@pytest.mark.parametrize(
    ("covered", "nearness", "there"),
    [
        (0.0, 0.0, False),
        (LEAST_COVERAGE, 0.0, True),
        (0.0, LEAST_NEARNESS, True),
        (LEAST_COVERAGE - 0.01, LEAST_NEARNESS - 0.01, False),
    ],
)
def test_words_or_meaning_put_a_clause_on_the_topic(covered: float, nearness: float, there: bool) -> None:
    assert is_on_topic(covered, nearness) is there
