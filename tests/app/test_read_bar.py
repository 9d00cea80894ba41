"""The hits of a document are gone through in the order of the text, from wherever the reader stands."""

from __future__ import annotations

import pytest

from app.reading.read_bar import steps_from
from indexer.records import Clause

HITS = [Clause(f"d-{ordinal}", "d", ordinal, (), "养老", 0, 2) for ordinal in (3, 8, 12)]


@pytest.mark.parametrize(
    ("ordinal", "place", "before", "after"),
    [
        (8, 2, 3, 12),
        (3, 1, None, 8),
        (12, 3, 8, None),
        (9, 0, 8, 12),  # a clause between two hits
        (0, 0, None, 3),  # the document is open at no clause
    ],
)
def test_the_neighbours_of_a_place(ordinal: int, place: int, before: int | None, after: int | None) -> None:
    steps = steps_from(HITS, ordinal)
    neighbours = tuple(step and step.ordinal for step in (steps.before, steps.after))
    assert (steps.place, steps.number, neighbours) == (place, 3, (before, after))


def test_without_hits_there_is_nowhere_to_go() -> None:
    steps = steps_from([], 4)
    assert (steps.place, steps.number, steps.before, steps.after) == (0, 0, None, None)
