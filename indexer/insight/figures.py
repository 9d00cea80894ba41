"""Results of a search → the figures that answer what was asked: the commitments whose objects fit the words best."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

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
_FROM = re.compile("[从由自][^，,；;。]{0,20}$")
_TO = re.compile("[^，,；;。0-9]{0,6}[到至为]")
LEAST_FIT = 0.4  # below it a figure may be one of something else
_ELSEWHERE = 0.6  # … and in a clause that is not the strongest
LEAST_LISTED = 0.45  # where all are listed: 认知障碍床位改造 is of 养老床位, the beds of 方舱 (0.43) are not
_BEHIND = 0.2  # the best by more, and it is not what is asked for: 口袋公园 beside 绿地
_WHOLE = 0.8  # of a fit is how much the object holds of the words, or they of it; the rest, how little else it holds
_OFFICIAL = 0.8  # of a fit by the words themselves: what documents say for everyday words may be meant, the words are
_BESIDE = 0.7  # of a fit by the object, for words that stand before the number and are not read as its object
_HEAD = 0.1  # of a whole fit, where both end in the same noun: 总产量 and not 播种面积 for 粮食产量
_ACTION = 0.1  # of a whole fit, where the words name the verb: 新增 and not 改建
_OTHER_KIND = 0.5  # of a fit, for a result where a target is asked for, and the other way round


class Figures:
    """Finds the figures of one query in what was found for it."""

    def __init__(self, searcher: Searcher, query: Query) -> None:
        self._query = query
        self._stated = _by_clause(searcher)
        self._searcher = searcher
        self._official = [term for expansion in expand(fold(query.text)) for term in expansion.terms]

    @cached_property
    def _topic(self) -> Mapping[str, float]:
        return _objects_of(self._searcher, self._query.keywords)

    def best_of(self, result: Result) -> Entry | None:
        """Return the figure of one result among many whose object fits the words well; None where none does."""
        best = next(iter(self._entries(result, is_first=False)), None)
        return best if best is not None and best.score >= _ELSEWHERE else None

    def of(self, results: Sequence[Result]) -> tuple[Entry, ...]:
        """Return the figures of the first result whose objects fit the words, best first.

        Where none of them fits, those of the next result that has some; else the figure of the first result, if it is
        the only one of a clause that holds the words asked for. ``score`` of an entry says how well its object fits,
        from 0, which is not at all, to 1.
        """
        stated = [self._entries(result, is_first=not place) for place, result in enumerate(results)]
        fitting = (_fitting(entries, _ELSEWHERE if place else LEAST_FIT) for place, entries in enumerate(stated))
        is_alone = bool(stated) and len(stated[0]) == 1 and results[0].parts["coverage"] >= LEAST_COVERAGE
        alone = stated[0] if is_alone else []
        return tuple(next(filter(None, fitting), alone))

    def all_of(self, results: Sequence[Result]) -> tuple[Entry, ...]:
        """Return every figure of the results that belongs to what is asked, in their order.

        ``of`` names those that answer best; they are among these.
        """
        answering = {entry.commitment: entry for entry in self.of(results)}
        listed = (entry for result in results for entry in self._entries(result, is_first=True))
        fitting = (entry for entry in listed if entry.score >= LEAST_LISTED or entry.commitment in answering)
        return tuple(entry for entry in fitting if not _is_base(entry))

    def _entries(self, result: Result, *, is_first: bool) -> list[Entry]:
        stated = self._stated.get(result.clause.clause_id, ())
        entries = [replace(entry, score=self._fit(entry, is_first=is_first)) for entry in stated]
        return sorted(entries, key=lambda entry: (_is_base(entry), -entry.score))  # the order of the text for equals

    def _fit(self, entry: Entry, *, is_first: bool) -> float:
        """Return how well a figure fits; behind the strongest clause, to belong to the topic is not enough."""
        commitment, asked = entry.commitment, self._query.keywords
        by_words = max(
            _likeness(asked, commitment), _BESIDE * _held_beside(asked, entry), _BESIDE * _is_elided(asked, entry)
        )
        by_wording = max((_likeness(term, commitment, is_whole=not is_first) for term in self._official), default=0.0)
        by_topic = self._topic.get(commitment.object, 0.0) if is_first else 0.0
        fit = max(by_words, _OFFICIAL * by_wording, by_topic)
        if not fit:
            return 0.0
        if self._is_other_kind(commitment):
            return fit * _OTHER_KIND
        extra = _HEAD * (_head(asked) == _head(commitment.object)) + _ACTION * self._is_named(commitment.action)
        return min(1.0, fit + extra)

    def _is_named(self, action: str) -> bool:
        words = fold(self._query.words)
        return bool(action) and (action in words or (action in _DONE and any(verb in words for verb in _DONE)))

    def _is_other_kind(self, commitment: Commitment) -> bool:
        leans = {"task": "target", "review": "result"}.get(self._query.leans)
        return bool(leans and commitment.kind) and commitment.kind != leans


def _fitting(entries: Sequence[Entry], least: float) -> list[Entry]:
    best = max((entry.score for entry in entries), default=0.0)
    return [entry for entry in entries if entry.score >= max(least, best - _BEHIND)]


def _is_base(entry: Entry) -> bool:
    """Tell whether a number is what was before a change: 10.5 of 从10.5万元提高到14万元."""
    text, quantity = entry.clause.text, entry.commitment.quantity
    return bool(_FROM.search(text[: quantity.start]) and _TO.match(text, quantity.end))


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


def _likeness(words: str, commitment: Commitment, *, is_whole: bool = False) -> float:
    """Return how much of the words a commitment's object holds, or they of it, by pairs of characters.

    With ``is_whole`` only how much of the object they hold counts: 预算 is not what 公共预算收入 is.
    """
    counted, asked = set(bigrams(fold(commitment.object))), _asked(words, commitment)
    shared = len(counted & asked)
    if not shared:
        return 0.0
    by_object = shared / len(counted) if len(counted) > 1 else 0.0  # 项目 is held by anything
    held = by_object if is_whole else max(shared / len(asked), by_object)
    return _WHOLE * held + (1 - _WHOLE) * 2 * shared / (len(counted) + len(asked))


def _held_beside(words: str, entry: Entry) -> float:
    """Return how much of the words stands right before a number, whatever of it was read as its object."""
    before = _MARK.split(entry.clause.text[: entry.commitment.quantity.start])[-1]
    asked = _asked(words, entry.commitment)
    return len(asked & set(bigrams(fold(before)))) / len(asked) if asked else 0.0


def _is_elided(words: str, entry: Entry) -> bool:
    """Tell whether an object is only the end of what is asked for, the rest of which the clause names before it."""
    counted, asked = fold(entry.commitment.object), _asked(words, entry.commitment)
    if len(counted) < 2 or not asked or not any(run.endswith(counted) for run in fold(words).split()):
        return False
    named = set(bigrams(fold(entry.clause.text[: entry.commitment.quantity.start])))
    return len(asked & named) >= len(asked) / 2


def _head(words: str) -> str:
    """Return the noun at the end, which says what is counted: 产量 of 粮食产量."""
    runs = [run for run in fold(words).split() if len(run) > 1]
    return runs[-1][-2:] if runs else ""


def _asked(words: str, commitment: Commitment) -> set[str]:
    """Return the pairs of characters of the words, without verbs: 新增多少张养老床位 counts 养老床位."""
    asked = set(bigrams(_NOT_COUNTED.sub(" ", fold(words)))) or set(bigrams(fold(words)))
    return asked - set(bigrams(fold(commitment.action))) or asked
