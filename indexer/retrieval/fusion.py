"""Scores of the legs → one score: a convex combination whose weight follows the query.

A formula or a name is found by its words, a question in everyday words by its meaning. Which of the two a query is
shows in how much of its words the best clauses hold (coverage). Convex combination of normalised scores: Bruch, Gai
and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS 42 (2023).
"""

from __future__ import annotations

import numpy as np

from indexer.retrieval.ranked import Ranked, Rows, Scores, ranked

# Chosen by benchmarks/tune_fusion.py over sets of queries; see docs/decisions/0003-fusion.md.
WORDS_AT_LEAST = 0.1  # weight of the words when no clause holds any
WORDS_AT_MOST = 0.25  # … and when the best clauses hold all
DOCUMENT = 0.6  # weight of the words of the whole document, measured by the best clause's
# Weights of the ways to compare meanings: token by token, so with what stands around the clause, by whole vectors.
TOKENS, SETTING, VECTORS = 1.0, 1.0, 0.6


def words_weight(coverage: float) -> float:
    """Return the weight of the keyword leg, for a coverage between 0 and 1."""
    return WORDS_AT_LEAST + (WORDS_AT_MOST - WORDS_AT_LEAST) * coverage


def normalise(scores: Scores, *, floor: float) -> Scores:
    """Scale scores so that the best is 1 and ``floor`` is 0; what lies below the floor is 0."""
    best = scores.max(initial=floor)
    return np.maximum((scores - floor) / (best - floor), 0.0) if best > floor else np.zeros(len(scores))


def by_best_clause(documents: Scores, words: Scores) -> Scores:
    """Return BM25 of documents as shares of the best clause's, not of the best document's.

    Where there are few documents, their words are in all of them and tell little: BM25 says so by small scores.
    """
    best = words.max(initial=0.0)
    return documents / best if best > 0 else np.zeros(len(documents))


def near_in_meaning(vectors: Scores, weighed: Rows, tokens: Scores, setting: Scores) -> Scores:
    """Return closeness in meaning from 0 to 1: the weighted mean of three cosines, each counted from the least.

    What a cosine means differs from model to model and from query to query. ``tokens`` and ``setting`` are of the
    places in ``vectors`` that ``weighed`` names; the others count as the least.
    """
    near = np.zeros(len(vectors))
    near[weighed] = TOKENS * _from_least(tokens) + SETTING * _from_least(setting)
    return (near + VECTORS * _from_least(vectors)) / (TOKENS + SETTING + VECTORS)


def _from_least(scores: Scores) -> Scores:
    return normalise(scores, floor=scores.min()) if len(scores) else scores


def fuse(rows: Rows, words: Scores, meaning: Scores, documents: Scores, *, coverage: float) -> Ranked:
    """Return the hits of both legs, best first, ties by row; scores from 0 to 1.

    One entry a row: ``words`` are BM25 scores, 0 for a clause without any of the words, ``documents`` those of the
    whole document that a clause stands in. ``meaning`` is closeness from 0 to 1 (``near_in_meaning``).
    """
    weight = words_weight(coverage)
    word, document = normalise(words, floor=0.0), by_best_clause(documents, words)
    score = weight * word + (1 - weight) * meaning + DOCUMENT * document
    score /= 1 + DOCUMENT * document.max(initial=0.0)
    parts = {"words": word, "meaning": meaning, "document": document, "weight": np.full(len(rows), weight)}
    return ranked(rows, score, parts)
