"""What stands above the fused score: the user's own wording, a figure where one is asked for, and the floor."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.records import Hit

# Of the best fused score; docs/decisions/0005-ranking.md says how they were chosen.
EXACT = 0.15  # the clause holds the words as they were typed
ANSWERING = 0.1  # it holds a measure, and the question asks how much
LEANING = 0.1  # it reviews, or sets tasks, as the question sounds

# Below both, a clause says nothing on what is asked; docs/decisions/0005-ranking.md.
LEAST_NEARNESS = 0.23
LEAST_COVERAGE = 0.45
LOOKED_AT = 10  # of the best hits, to see whether any is on the topic


@dataclass(frozen=True, slots=True)
class Favours:
    """Rows that are put forward, by the reason for it."""

    exact: frozenset[int]
    answering: frozenset[int]
    leaning: frozenset[int]


def favour(hits: list[Hit], favours: Favours) -> list[Hit]:
    """Return the hits with what speaks for them added, best first, ties by row; scores stay between 0 and 1."""
    most = 1 + EXACT + ANSWERING + LEANING
    favoured = []
    for hit in hits:
        extra = (
            EXACT * (hit.row in favours.exact)
            + ANSWERING * (hit.row in favours.answering)
            + LEANING * (hit.row in favours.leaning)
        )
        favoured.append(Hit(hit.row, (hit.score + extra) / most, {**hit.parts, "favour": extra}))
    return sorted(favoured, key=lambda hit: (-hit.score, hit.row))


def is_on_topic(covered: float, nearness: float) -> bool:
    """Tell whether a clause holds the words of a query, or comes nearer to it in meaning than just any clause."""
    return covered >= LEAST_COVERAGE or nearness >= LEAST_NEARNESS
