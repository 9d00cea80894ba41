"""How alike what two commitments count is: rare characters and pairs of characters that their objects share.

Entries come in and are read once (``read_entries``); ``Reading`` holds what one is compared by. Objects weigh most; the
words around the figure decide where an object is short, left out, or stands several times in one document.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from indexer.insight.entry import Entry
from indexer.insight.pair_words import action_sorts, excluded, pair_words
from indexer.retrieval.folding import fold
from indexer.structure.units import in_family

_BREAKS = re.compile(r"[，,。；;：:！!？?\n、]")
_MARK = re.compile(r"\W*(?:[一二三四五六七八九十]{1,3}|\d{1,3})[)）、.．]\W*")  # of an item
_NOT_WORDS = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")
LONG_OBJECT = 4  # characters from which an object says what is counted without the words around it
_OBJECT_SHARE = 0.7  # of the likeness; the rest is the words around the figure, and
_CLAUSE_SHARE = 0.25  # of that rest, all words of the clause and its heading
_CROSSED = 0.9  # an object among the words around another: 为300户老年人家庭进行适老化改造, 适老化改造300户
_HEAD = 2  # characters that an object ends in
_OTHER_HEAD = 0.88  # the head of a Chinese phrase comes last: 生产总值 is not 单位生产总值能耗
_HELD_SHARE = 0.6  # of two likenesses: how much of the shorter is in the longer; the rest, how much of both is shared


@dataclass(frozen=True, slots=True)
class Reading:
    """What an entry is compared by."""

    entry: Entry
    family: str  # units that convert, or count the same things, have one
    low: Decimal
    high: Decimal
    object: str  # folded, without what says only that all is meant
    around: str  # the words between the punctuation before and behind the figure, without the figure
    clause: str  # all of its words, and of the heading above it
    sorts: frozenset[str]  # of its action
    acts: frozenset[str]  # the same with what the object ends in: 完成…改造
    digits: frozenset[str]  # numbers inside the object: 14号线, 50—74岁
    twins: int  # how often its object stands in its document, of this year and kind

    @property
    def place(self) -> str:
        """What is compared together: a district, or a document whose district is not known."""
        return self.entry.district or self.entry.document.doc_id


class Weights:
    """How much each gram says: the fewer texts have it, the more. Whole numbers, so that sums are exact."""

    def __init__(self, of: Mapping[str, int]) -> None:
        self.of = of
        self._totals: dict[str, int] = {}

    def total(self, shared: Iterable[str]) -> int:
        """Return what grams weigh together."""
        return sum(map(self.of.__getitem__, shared))

    def whole(self, text: str) -> int:
        """Return what the grams of a text weigh together."""
        if text not in self._totals:
            self._totals[text] = self.total(grams(text))
        return self._totals[text]


def read_entries(entries: Sequence[Entry]) -> list[Reading]:
    """Return what each entry is compared by, in the same order."""
    named = [(entry, _object(entry.commitment.object)) for entry in entries]
    counts = Counter(_listed(entry, name) for entry, name in named)
    return [_read(entry, name, counts[_listed(entry, name)]) for entry, name in named]


def _listed(entry: Entry, name: str) -> tuple[object, ...]:
    return entry.document.doc_id, entry.year, entry.commitment.kind, name


def _read(entry: Entry, name: str, twins: int) -> Reading:
    family, low, upper = in_family(entry.commitment.quantity)
    around = _around(entry)
    sorts = action_sorts(fold(entry.commitment.action))
    return Reading(
        entry=entry,
        family=pair_words().counters.get(family, family),
        low=low,
        high=low if upper is None else upper,
        object=name or around.replace(_plain(entry.commitment.action), ""),
        around=around,
        clause=_DIGITS.sub("", _plain("".join(entry.clause.path[-1:]) + entry.clause.text)),
        sorts=sorts,
        acts=sorts | action_sorts(name[-_HEAD:]),
        digits=frozenset(_DIGITS.findall(fold(entry.commitment.object))),
        twins=twins,
    )


def _object(words: str) -> str:
    return _plain(pair_words().scope.sub("", _named(fold(words))))


def _plain(text: str) -> str:
    return _NOT_WORDS.sub("", _named(fold(text)))


def _named(text: str) -> str:
    for pattern, name in pair_words().names:
        text = pattern.sub(name, text)
    return text


def _around(entry: Entry) -> str:
    """Return the words of the part of the sentence that states the figure, its action and object included."""
    text, at = entry.clause.text, entry.clause.start
    quantity = entry.commitment.quantity
    start = min(max(0, entry.commitment.start - at), quantity.start)
    end = max(entry.commitment.end - at, quantity.end)
    opening = max((match.end() for match in _BREAKS.finditer(text, 0, start)), default=0)
    closing = match.start() if (match := _BREAKS.search(text, end)) else len(text)
    mark = _MARK.match(text)
    opening = opening or (mark.end() if mark else 0)
    words = text[opening : quantity.start] + "|" + text[quantity.end : closing]
    if entry.commitment.action not in words:
        words = entry.commitment.action + words
    return _DIGITS.sub("", _plain(words))


@lru_cache(maxsize=100_000)
def grams(text: str) -> frozenset[str]:
    """Return the characters of a text and the pairs of them."""
    return frozenset(text) | frozenset(map("".join, pairwise(text)))


def weigh(readings: Sequence[Reading]) -> Weights:
    """Return the weights of grams over the different objects and surroundings of entries."""
    texts = {reading.object for reading in readings} | {reading.around for reading in readings}
    counts = Counter(gram for text in texts for gram in grams(text))
    all_grams = {gram for reading in readings for gram in grams(reading.clause)} | counts.keys()
    return Weights({gram: round(1000 * math.log1p(len(texts) / max(1, counts[gram]))) for gram in all_grams})


def overlap(first: str, second: str, weights: Weights) -> float:
    """Return how alike two texts are, 0 to 1: what they share, of the shorter and of both."""
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    ours, theirs = grams(first), grams(second)
    shared = weights.total(ours & theirs)
    of_ours, of_theirs = weights.whole(first), weights.whole(second)
    held = shared / min(of_ours, of_theirs)
    alike = _HELD_SHARE * held + (1 - _HELD_SHARE) * 2 * shared / (of_ours + of_theirs)
    shorter, longer = sorted((first, second), key=lambda text: (len(text), text))
    return alike if longer[-_HEAD:] in shorter else _OTHER_HEAD * alike


def likeness(first: Reading, second: Reading, weights: Weights) -> float:
    """Return how likely two entries count the same things, 0 to 1; 0 where words or numbers exclude it."""
    if not first.object or not second.object:
        return 0.0  # nothing says what is counted
    if first.digits != second.digits and first.digits and second.digits:
        return 0.0
    if excluded(_stated(first), _stated(second)):
        return 0.0
    share = _OBJECT_SHARE * min(_said(first), _said(second)) / math.sqrt(max(first.twins, second.twins))
    crossed = max(
        overlap(first.around, second.around, weights),
        _CROSSED * _said(first) * overlap(first.object, second.around, weights),
        _CROSSED * _said(second) * overlap(first.around, second.object, weights),
    )
    context = (1 - _CLAUSE_SHARE) * crossed + _CLAUSE_SHARE * overlap(first.clause, second.clause, weights)
    return share * overlap(first.object, second.object, weights) + (1 - share) * context


def _said(reading: Reading) -> float:
    """Return how much an object says of what is counted, up to 1: 市民 says half."""
    return min(1.0, len(reading.object) / LONG_OBJECT)


def _stated(reading: Reading) -> str:
    return reading.entry.commitment.action + reading.object
