"""What stands above the fused score: what answers as it was asked, what only announces, and the floor."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from indexer.records import GLOSSARY, STAR, Query
from indexer.retrieval.folding import fold, fold_all
from indexer.retrieval.highlights import holds_any
from indexer.retrieval.ranked import Ranked, Rows, Scores, ranked
from indexer.storage.catalogue import Passage

# Of the best fused score; docs/decisions/0005-ranking.md says how they were chosen.
EXACT = 0.15  # the clause holds the words as they were typed, or stands under a heading of just these words
# It holds a measure where the question asks how much, explains a term that is asked for, or says where something is.
ANSWERING = 0.1
MARKED = 0.2  # it bears the ★ that is asked for
LEANING = 0.1  # it reviews, or sets tasks, as the question sounds
ANNOUNCING = -0.5  # it only says that something follows: 重点做好以下六方面工作：
_HIGHEST = 1 + EXACT + ANSWERING + LEANING + MARKED  # that a score can get
LOOKED_THROUGH = 100  # of the best hits; no favour lifts one from below them to the first page
_TIE = 1e-9  # scores that differ by less may be equal

# Below both, a clause says nothing on what is asked; docs/decisions/0005-ranking.md.
LEAST_NEARNESS = 0.23
LEAST_COVERAGE = 0.45
LOOKED_AT = 10  # of the best hits, to see whether any is on the topic

_OPENS, _ANNOUNCES = ("：", ":"), "印发给你们"
_STARRED = re.compile("★|标星|打星|带星")
_PLACED = re.compile("位于|坐落|地处|地址|东至|北至|设在")
_NUMBER = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]+[)）]?[、.．]?)?[★\s]*")

Test = Callable[[Passage, bool], bool]  # of what a clause says, and whether it states a measure


class Favours:
    """What speaks for and against clauses as a query asks; what it does not ask for is not looked for."""

    def __init__(self, query: Query) -> None:
        self._wanted = fold(query.keywords)
        self._tests = list(_tests(query))
        self.looks_for_measures = query.wants == "figure" or bool(query.leans)
        self.most = EXACT + sum(weight for weight, _ in self._tests)  # that can speak for a clause

    def of(self, passages: Sequence[Passage], measured: Sequence[bool]) -> Scores:
        """Return what speaks for and against each of some clauses; ``measured`` tells which state a measure."""
        texts = fold_all([passage.text for passage in passages])
        headings = fold_all([passage.path[-1] if passage.path else "" for passage in passages])
        favours = np.zeros(len(passages))
        for at, (passage, text, heading) in enumerate(zip(passages, texts, headings, strict=True)):
            favours[at] = sum(weight for weight, test in self._tests if test(passage, measured[at]))
            favours[at] += EXACT * (holds_any(text, [self._wanted]) or self._is_all_of(heading))
            favours[at] += ANNOUNCING * (passage.text.endswith(_OPENS) or _ANNOUNCES in passage.text)
        return favours

    def _is_all_of(self, heading: str) -> bool:
        return heading.endswith(self._wanted) and _NUMBER.sub("", heading) == self._wanted


def _tests(query: Query) -> Iterator[tuple[float, Test]]:
    """Yield what else speaks for a clause where a query asks for it, and how much that weighs."""
    if query.wants == "figure" or query.leans:
        yield ANSWERING, lambda _, has_measure: has_measure
    if query.wants == "meaning":
        yield ANSWERING, lambda passage, _: GLOSSARY in passage.flags
    if query.wants == "place":
        yield ANSWERING, lambda passage, _: bool(_PLACED.search(passage.text))
    if _STARRED.search(query.words):
        yield MARKED, lambda passage, _: STAR in passage.flags
    if query.leans:
        yield LEANING, lambda passage, _: query.leans in passage.flags


def favour(fused: Ranked, look: Callable[[Rows], Scores], *, most: float, shown: int | None = None) -> Ranked:
    """Return hits with what speaks for and against them added, best first, ties by row; scores from 0 to 1.

    ``look`` gives that for rows, ``most`` is the most that it gives. The best ``LOOKED_THROUGH`` are looked at; those
    behind them keep their places below. Where fewer are ``shown``, only those are looked at that may come among them,
    and the others are left out.
    """
    last = min(len(fused), LOOKED_THROUGH)
    first = last if shown is None else min(shown, last)
    favours = look(fused.rows[:first])
    if first < last:
        bar = (fused.scores[:first] + favours).min()  # the last that is shown has this at least
        reach = int(np.count_nonzero(fused.scores[:last] + most >= bar - _TIE))
        favours = np.concatenate([favours, look(fused.rows[first:reach])])
    scores, told = fused.scores.copy(), np.full(len(fused), np.nan)
    scores[: len(favours)] = np.maximum(0.0, scores[: len(favours)] + favours)
    told[: len(favours)] = favours
    hits = ranked(fused.rows, scores / _HIGHEST, {**fused.parts, "favour": told})
    return hits[:first] if first < last else hits


def is_on_topic(covered: float, nearness: float) -> bool:
    """Tell whether a clause holds the words of a query, or comes nearer to it in meaning than just any clause."""
    return covered >= LEAST_COVERAGE or nearness >= LEAST_NEARNESS
