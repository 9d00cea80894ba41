"""What stands above the fused score: what answers as it was asked, what only announces, and the floor."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from indexer.records import GLOSSARY, STAR, Clause, Hit, Query
from indexer.retrieval.folding import fold, fold_all
from indexer.retrieval.highlights import words_in

# Of the best fused score; docs/decisions/0005-ranking.md says how they were chosen.
EXACT = 0.15  # the clause holds the words as they were typed, or stands under a heading of just these words
# It holds a measure where the question asks how much, explains a term that is asked for, or says where something is.
ANSWERING = 0.1
MARKED = 0.2  # it bears the ★ that is asked for
LEANING = 0.1  # it reviews, or sets tasks, as the question sounds
ANNOUNCING = -0.5  # it only says that something follows: 重点做好以下六方面工作：
LOOKED_THROUGH = 100  # of the best hits; no favour lifts one from below them to the first page

# Below both, a clause says nothing on what is asked; docs/decisions/0005-ranking.md.
LEAST_NEARNESS = 0.23
LEAST_COVERAGE = 0.45
LOOKED_AT = 10  # of the best hits, to see whether any is on the topic

_ANNOUNCES = re.compile(r"[：:]$|印发给你们")
_STARRED = re.compile("★|标星|打星|带星")
_PLACED = re.compile("位于|坐落|地处|地址|东至|北至|设在")
_NUMBER = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]+[)）]?[、.．]?)?[★\s]*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause that was found, and whether it states a measure where that is wanted (``wants_measures``)."""

    clause: Clause
    has_measure: bool


def favour(hits: list[Hit], candidates: Mapping[int, Candidate], query: Query) -> list[Hit]:
    """Return the hits with what speaks for and against them added, best first, ties by row; scores from 0 to 1.

    ``candidates`` are the clauses of the best ``LOOKED_THROUGH`` hits; those behind them keep their places below.
    """
    exact = _holding(candidates, fold(query.keywords))
    most = 1 + EXACT + ANSWERING + LEANING + MARKED
    favoured = []
    for hit in hits:
        if candidate := candidates.get(hit.row):
            extra = _extra(candidate, query) + EXACT * (hit.row in exact)
            favoured.append(Hit(hit.row, max(0.0, hit.score + extra) / most, {**hit.parts, "favour": extra}))
        else:
            favoured.append(Hit(hit.row, hit.score / most, hit.parts))
    return sorted(favoured, key=lambda hit: (-hit.score, hit.row))


def wants_measures(query: Query) -> bool:
    """Tell whether it speaks for a clause that it states a measure."""
    return query.wants == "figure" or bool(query.leans)


def _extra(candidate: Candidate, query: Query) -> float:
    clause = candidate.clause
    return (
        ANSWERING * (candidate.has_measure and wants_measures(query))
        + ANSWERING * (query.wants == "meaning" and GLOSSARY in clause.flags)
        + ANSWERING * (query.wants == "place" and bool(_PLACED.search(clause.text)))
        + MARKED * (STAR in clause.flags and bool(_STARRED.search(query.words)))
        + LEANING * (bool(query.leans) and query.leans in clause.flags)
        + ANNOUNCING * bool(_ANNOUNCES.search(clause.text))
    )


def _holding(candidates: Mapping[int, Candidate], wanted: str) -> set[int]:
    """Return the rows whose clause holds the words as they were typed, or stands under a heading of just these."""
    clauses = [candidate.clause for candidate in candidates.values()]
    texts = fold_all([clause.text for clause in clauses])
    headings = fold_all([clause.path[-1] if clause.path else "" for clause in clauses])
    return {
        row
        for row, text, heading in zip(candidates, texts, headings, strict=True)
        if words_in(text, [wanted]) or _NUMBER.sub("", heading) == wanted
    }


def is_on_topic(covered: float, nearness: float) -> bool:
    """Tell whether a clause holds the words of a query, or comes nearer to it in meaning than just any clause."""
    return covered >= LEAST_COVERAGE or nearness >= LEAST_NEARNESS
