"""Scores of the legs → one score: a convex combination whose weight follows the query.

A formula or a name is found by its words, a question in everyday words by its meaning. Which of the two a query is
shows in how much of its words the best clauses hold (coverage). Convex combination of normalised scores: Bruch, Gai
and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS 42 (2023).
"""

from __future__ import annotations

from collections.abc import Mapping

from indexer.records import Hit

# Chosen by benchmarks/tune_fusion.py over sets of queries; see docs/decisions/0003-fusion.md.
WORDS_AT_LEAST = 0.1  # weight of the words when no clause holds any
WORDS_AT_MOST = 0.55  # … and when the best clauses hold all


def words_weight(coverage: float) -> float:
    """Return the weight of the keyword leg, for a coverage between 0 and 1."""
    return WORDS_AT_LEAST + (WORDS_AT_MOST - WORDS_AT_LEAST) * coverage


def normalise(scores: Mapping[int, float], *, floor: float) -> dict[int, float]:
    """Scale scores so that the best is 1 and ``floor`` is 0; what lies below the floor is 0."""
    best = max(scores.values(), default=floor)
    if best <= floor:
        return dict.fromkeys(scores, 0.0)
    return {row: max(0.0, (score - floor) / (best - floor)) for row, score in scores.items()}


def fuse(words: Mapping[int, float], meaning: Mapping[int, float], *, coverage: float) -> list[Hit]:
    """Return the hits of both legs, best first, ties by row.

    ``words`` are BM25 scores, 0 for a clause without any of the words. ``meaning`` are cosines; what they mean differs
    from model to model and from query to query, so they count from the least among those compared.
    """
    weight = words_weight(coverage)
    by_words = normalise(words, floor=0.0)
    by_meaning = normalise(meaning, floor=min(meaning.values(), default=0.0))
    hits = [
        Hit(
            row,
            weight * by_words.get(row, 0.0) + (1 - weight) * by_meaning.get(row, 0.0),
            {"words": by_words.get(row, 0.0), "meaning": by_meaning.get(row, 0.0), "weight": weight},
        )
        for row in by_words.keys() | by_meaning.keys()
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.row))
