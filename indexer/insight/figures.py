"""Results of a search → the figures that answer what was asked: the commitments whose objects fit the words best."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from indexer.errors import QueryInvalid
from indexer.insight.ledger import Entry, all_entries
from indexer.records import Commitment, Query, Result
from indexer.retrieval.folding import fold
from indexer.retrieval.ranking import LEAST_COVERAGE
from indexer.retrieval.search import Searcher
from indexer.retrieval.wording import expand
from indexer.retrieval.words import bigrams

_DONE = ("完成", "完工", "竣工", "建成", "落成")  # who asks for one means any of them
_NOT_COUNTED = re.compile("|".join((*_DONE, "的")))
_MARK = re.compile("[，,；;。：:、！？]")
LEAST_FIT = 0.4  # below it a figure may be one of something else
_BEHIND = 0.2  # the best by more, and it is not what is asked for: 口袋公园 beside 绿地
_WHOLE = 0.8  # of a fit is how much the object holds of the words, or they of it; the rest, how little else it holds
_OFFICIAL = 0.8  # of a fit by the words themselves: what documents say for everyday words may be meant, the words are
_BESIDE = 0.7  # of a fit by the object, for words that stand before the number and are not read as its object
_ACTION = 0.1  # of a whole fit, where the words name the verb: 新增 and not 改建
_LEANING = 0.05  # … where they sound like a target, or like a result


class Figures:
    """Finds the figures of one query in what was found for it."""

    def __init__(self, searcher: Searcher, query: Query) -> None:
        self._query = query
        self._stated = _by_clause(searcher)
        self._topic = _objects_of(searcher, query.keywords)
        self._official = [term for expansion in expand(fold(query.text)) for term in expansion.terms]

    def of(self, results: Sequence[Result]) -> tuple[Entry, ...]:
        """Return the figures of the first result whose objects fit the words, best first.

        Where none of them fits, those of the next result that has some; else the figure of the first result, if it is
        the only one of a clause that holds the words asked for. ``score`` of an entry says how well its object fits,
        from 0, which is not at all, to 1.
        """
        stated = [self._entries(result) for result in results]
        fitting = (
            [entry for entry in entries if entry.score >= max(LEAST_FIT, entries[0].score - _BEHIND)]
            for entries in stated
        )
        is_alone = bool(stated) and len(stated[0]) == 1 and results[0].parts["coverage"] >= LEAST_COVERAGE
        alone = stated[0] if is_alone else []
        return tuple(next(filter(None, fitting), alone))

    def _entries(self, result: Result) -> list[Entry]:
        stated = self._stated.get(result.clause.clause_id, ())
        entries = [replace(entry, score=self._fit(entry)) for entry in stated]
        return sorted(entries, key=lambda entry: -entry.score)  # the order of the text for equals

    def _fit(self, entry: Entry) -> float:
        commitment, words = entry.commitment, fold(self._query.words)
        by_topic = self._topic.get(commitment.object, 0.0)
        by_wording = max((_likeness(term, commitment) for term in self._official), default=0.0)
        by_part = _held_beside(self._query.keywords, entry)
        fit = max(by_topic, _likeness(self._query.keywords, commitment), _OFFICIAL * by_wording, _BESIDE * by_part)
        if not fit:
            return 0.0
        is_named = bool(commitment.action) and commitment.action in words
        is_named |= commitment.action in _DONE and any(verb in words for verb in _DONE)
        leans = {"task": "target", "review": "result"}.get(self._query.leans)
        return min(1.0, fit + _ACTION * is_named + _LEANING * (commitment.kind == leans))


def _objects_of(searcher: Searcher, words: str) -> Mapping[str, float]:
    try:
        return searcher.objects_of(words)
    except QueryInvalid:  # nothing in the words can be a topic: only verbs and measures
        return {}


@lru_cache(maxsize=2)  # as the entries that it sorts
def _by_clause(searcher: Searcher) -> Mapping[str, tuple[Entry, ...]]:
    stated: dict[str, list[Entry]] = {}
    for entry in all_entries(searcher):
        stated.setdefault(entry.clause.clause_id, []).append(entry)
    return {
        clause_id: tuple(sorted(entries, key=lambda entry: entry.commitment.quantity.start))
        for clause_id, entries in stated.items()
    }


def _likeness(words: str, commitment: Commitment) -> float:
    """Return how much of the words a commitment's object holds, or they of it, by pairs of characters."""
    counted, asked = set(bigrams(fold(commitment.object))), _asked(words, commitment)
    shared = len(counted & asked)
    if not shared:
        return 0.0
    held = max(shared / len(asked), shared / len(counted) if len(counted) > 1 else 0.0)  # 项目 is held by anything
    return _WHOLE * held + (1 - _WHOLE) * 2 * shared / (len(counted) + len(asked))


def _held_beside(words: str, entry: Entry) -> float:
    """Return how much of the words stands right before a number, whatever of it was read as its object."""
    before = _MARK.split(entry.clause.text[: entry.commitment.quantity.start])[-1]
    asked = _asked(words, entry.commitment)
    return len(asked & set(bigrams(fold(before)))) / len(asked) if asked else 0.0


def _asked(words: str, commitment: Commitment) -> set[str]:
    """Return the pairs of characters of the words, without verbs: 新增多少张养老床位 counts 养老床位."""
    asked = set(bigrams(_NOT_COUNTED.sub(" ", fold(words)))) or set(bigrams(fold(words)))
    return asked - set(bigrams(fold(commitment.action))) or asked
