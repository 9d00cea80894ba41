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
WORDS_AT_MOST = 0.25  # … and when the best clauses hold all
DOCUMENT = 0.6  # weight of the words of the whole document, measured by the best clause's
# Weights of the ways to compare meanings: token by token, so with what stands around the clause, by whole vectors.
TOKENS, SETTING, VECTORS = 1.0, 1.0, 0.6


def words_weight(coverage: float) -> float:
    """Return the weight of the keyword leg, for a coverage between 0 and 1."""
    return WORDS_AT_LEAST + (WORDS_AT_MOST - WORDS_AT_LEAST) * coverage


def normalise(scores: Mapping[int, float], *, floor: float) -> dict[int, float]:
    """Scale scores so that the best is 1 and ``floor`` is 0; what lies below the floor is 0."""
    best = max(scores.values(), default=floor)
    if best <= floor:
        return dict.fromkeys(scores, 0.0)
    return {row: max(0.0, (score - floor) / (best - floor)) for row, score in scores.items()}


def by_best_clause(documents: Mapping[int, float], words: Mapping[int, float]) -> dict[int, float]:
    """Return BM25 of documents as shares of the best clause's, not of the best document's.

    Where there are few documents, their words are in all of them and tell little: BM25 says so by small scores.
    """
    best = max(words.values(), default=0.0)
    return {row: score / best if best > 0 else 0.0 for row, score in documents.items()}


def near_in_meaning(
    tokens: Mapping[int, float], setting: Mapping[int, float], vectors: Mapping[int, float]
) -> dict[int, float]:
    """Return closeness in meaning from 0 to 1: the weighted mean of three cosines, each counted from the least.

    What a cosine means differs from model to model and from query to query. ``tokens`` and ``setting`` may leave out
    rows of ``vectors``: these count as the least.
    """
    scaled = [
        (weight, normalise(scores, floor=min(scores.values(), default=0.0)))
        for weight, scores in ((TOKENS, tokens), (SETTING, setting), (VECTORS, vectors))
    ]
    most = TOKENS + SETTING + VECTORS
    return {row: sum(weight * scores.get(row, 0.0) for weight, scores in scaled) / most for row in vectors}


def fuse(
    words: Mapping[int, float], meaning: Mapping[int, float], documents: Mapping[int, float], *, coverage: float
) -> list[Hit]:
    """Return the hits of both legs, best first, ties by row; scores from 0 to 1.

    ``words`` are BM25 scores, 0 for a clause without any of the words, ``documents`` those of the whole document that a
    clause stands in. ``meaning`` is closeness from 0 to 1 (``near_in_meaning``).
    """
    weight = words_weight(coverage)
    by_words = normalise(words, floor=0.0)
    by_document = by_best_clause(documents, words)
    most = 1 + DOCUMENT * max(by_document.values(), default=0.0)
    hits = []
    for row in by_words.keys() | meaning.keys():
        word, near, document = (part.get(row, 0.0) for part in (by_words, meaning, by_document))
        score = weight * word + (1 - weight) * near + DOCUMENT * document
        parts = {"words": word, "meaning": near, "document": document, "weight": weight}
        hits.append(Hit(row, score / most, parts))
    return sorted(hits, key=lambda hit: (-hit.score, hit.row))
