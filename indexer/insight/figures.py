"""Results of a search → the figures that answer what was asked: the commitments whose objects fit the words best."""

from __future__ import annotations

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

LEAST_FIT = 0.4  # below it a figure may be one of something else
_WHOLE = 0.8  # of a fit is how much the object holds of the words, or they of it; the rest, how little else it holds
_OFFICIAL = 0.8  # of a fit by the words themselves: what documents say for everyday words may be meant, the words are
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
        fitting = ([entry for entry in entries if entry.score >= LEAST_FIT] for entries in stated)
        is_alone = bool(stated) and len(stated[0]) == 1 and results[0].parts["coverage"] >= LEAST_COVERAGE
        alone = stated[0] if is_alone else []
        return tuple(next(filter(None, fitting), alone))

    def _entries(self, result: Result) -> list[Entry]:
        stated = self._stated.get(result.clause.clause_id, ())
        entries = [replace(entry, score=self._fit(entry.commitment)) for entry in stated]
        return sorted(entries, key=lambda entry: -entry.score)  # the order of the text for equals

    def _fit(self, commitment: Commitment) -> float:
        by_topic = self._topic.get(commitment.object, 0.0)
        by_wording = max((_likeness(term, commitment) for term in self._official), default=0.0)
        fit = max(by_topic, _likeness(self._query.keywords, commitment), _OFFICIAL * by_wording)
        if not fit:
            return 0.0
        is_named = bool(commitment.action) and commitment.action in fold(self._query.words)
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
    counted = set(bigrams(fold(commitment.object)))
    asked = set(bigrams(fold(words)))
    asked = asked - set(bigrams(fold(commitment.action))) or asked  # 新增 in 新增多少张养老床位 is not what is counted
    shared = len(counted & asked)
    if not shared:
        return 0.0
    held = max(shared / len(asked), shared / len(counted) if len(counted) > 1 else 0.0)  # 项目 is held by anything
    return _WHOLE * held + (1 - _WHOLE) * 2 * shared / (len(counted) + len(asked))
