"""Scores of the legs → one score: a convex combination whose weight follows the query.

A formula or a name is found by its words, a question in everyday words by its meaning. Which of the two a query is
shows in how much of its words the best clauses hold (coverage). Convex combination of normalised scores: Bruch, Gai
and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS 42 (2023).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from indexer.records import Hit

Scores = NDArray[np.float64]

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
    scaled = (np.fromiter(scores.values(), np.float64, len(scores)) - floor) / (best - floor)
    return dict(zip(scores, np.maximum(scaled, 0.0).tolist(), strict=True))


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
    near = np.zeros(len(vectors))
    places = {row: place for place, row in enumerate(vectors)}
    for weight, scores in ((TOKENS, tokens), (SETTING, setting), (VECTORS, vectors)):
        scaled = normalise(scores, floor=min(scores.values(), default=0.0))
        near[[places[row] for row in scaled]] += weight * np.fromiter(scaled.values(), np.float64, len(scaled))
    return dict(zip(vectors, (near / (TOKENS + SETTING + VECTORS)).tolist(), strict=True))


def best_first(
    words: Mapping[int, float], meaning: Mapping[int, float], documents: Mapping[int, float], *, coverage: float
) -> list[int]:
    """Return the rows of ``fuse``, in its order."""
    rows, score, _ = _combine(words, meaning, documents, coverage)
    return [rows[place] for place in _order(rows, score)]


def fuse(
    words: Mapping[int, float], meaning: Mapping[int, float], documents: Mapping[int, float], *, coverage: float
) -> list[Hit]:
    """Return the hits of both legs, best first, ties by row; scores from 0 to 1.

    ``words`` are BM25 scores, 0 for a clause without any of the words, ``documents`` those of the whole document that a
    clause stands in. ``meaning`` is closeness from 0 to 1 (``near_in_meaning``).
    """
    rows, score, parts = _combine(words, meaning, documents, coverage)
    scores, weight = score.tolist(), words_weight(coverage)
    told = [part.tolist() for part in parts]
    return [
        Hit(
            rows[at],
            scores[at],
            {"words": told[0][at], "meaning": told[1][at], "document": told[2][at], "weight": weight},
        )
        for at in _order(rows, score)
    ]


def _combine(
    words: Mapping[int, float], meaning: Mapping[int, float], documents: Mapping[int, float], coverage: float
) -> tuple[list[int], Scores, tuple[Scores, Scores, Scores]]:
    """Return the rows, the score of each, and of each what its words, its meaning and its document have in it."""
    rows = list(words.keys() | meaning.keys())
    weight = words_weight(coverage)
    by_document = by_best_clause(documents, words)
    parts = (normalise(words, floor=0.0), meaning, by_document)
    word, near, document = (np.array([*map(part.get, rows, repeat(0.0))]) for part in parts)
    score = weight * word + (1 - weight) * near + DOCUMENT * document
    return rows, score / (1 + DOCUMENT * max(by_document.values(), default=0.0)), (word, near, document)


def _order(rows: list[int], score: Scores) -> list[int]:
    """Return the places of the best first, ties by row."""
    order: list[int] = np.lexsort((np.array(rows), -score)).tolist()
    return order
