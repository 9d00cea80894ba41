"""A query that found nothing, or little → what was looked for, what stands in the way, and what would find something.

Nothing here is a result: each hint is a query that the user may choose to ask. Every count is of clauses that are
really there, and no model is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from indexer.insight.spelling import Correction, correct
from indexer.records import AskedKind, Filters, Known, Query, Result, Understood
from indexer.retrieval.folding import fold
from indexer.retrieval.search import Searcher
from indexer.retrieval.wording import expand
from indexer.structure.gazetteer import areas_named

_MOST_WORDS = 5  # of each origin; a page shows them in a line
_MOST_NAMED = 10  # districts, years or types that are there; a corpus may have thousands
_MISSING = {"district": "个地区", "year": "个年份", "type": "种文件"}
_FILTERS: tuple[tuple[str, str], ...] = (("districts", "地区"), ("years", "年份"), ("types", "文件类型"))

Rows = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Lifted:
    """A condition without which there would be more: how many clauses hold the words then.

    ``key``: of a filter its field of ``Filters`` (districts, years, types), of a condition read from the words its
    ``Understood.key``, of a phrase or an excluded word the word; empty for all of them together.
    """

    what: Literal["filter", "scope", "phrase", "excluded", "all"]
    key: str
    label: str  # in Chinese: 不限年份（现为2020年）
    count: int


@dataclass(frozen=True, slots=True)
class WordCount:
    """A word that clauses hold, in the documents that were chosen: the query's own, or an official one for it."""

    word: str
    count: int
    origin: Literal["own", "official"]


@dataclass(frozen=True, slots=True)
class Missing:
    """Areas, years, types or numbers that the query names and the corpus does not have, and the nearest that it has."""

    kind: AskedKind
    named: tuple[str, ...]
    there: tuple[str, ...]
    total: int  # how many there are, of which ``there`` lists the first

    @property
    def sentence(self) -> str:
        """What is said of it: 语料中没有杨浦区的文件；现有静安区、徐汇区、黄浦区。"""
        if self.kind == "number":
            return f"语料中没有条款写明{'、'.join(self.named)}。"
        more = f"等{self.total}{_MISSING[self.kind]}" if self.total > len(self.there) else ""
        there = f"；现有{'、'.join(self.there)}{more}" if self.there else ""
        return f"语料中没有{'、'.join(self.named)}的文件{there}。"


@dataclass(frozen=True, slots=True)
class Help:
    """What to say and to offer where nothing or little was found."""

    searched: str  # one Chinese sentence
    emptied_by: tuple[Lifted, ...]  # most clauses first
    holds_all: bool  # the counts of ``emptied_by`` are of clauses with all the words; otherwise with at least one
    try_words: tuple[WordCount, ...]
    spelling: tuple[Correction, ...]
    not_in_corpus: tuple[Missing, ...]


def help_for(searcher: Searcher, query: Query, results: Sequence[Result]) -> Help:
    """Return what helps with a query that found nothing, or only these few results."""
    looked = _Looked(searcher, query)
    return Help(
        searched=_searched(query, len(results)),
        emptied_by=looked.emptied_by(),
        holds_all=looked.holds_all,
        try_words=looked.try_words(),
        spelling=tuple(correct(query, searcher.vocabulary)),
        not_in_corpus=_missing(query.unknown, looked.known),
    )


class _Looked:
    """A query beside the clauses that were looked through."""

    def __init__(self, searcher: Searcher, query: Query) -> None:
        self.searcher = searcher
        self.query = query
        self.vocabulary = searcher.vocabulary
        self.known = Known.of(searcher.documents())
        text = fold(query.keywords)
        for piece in (*query.unknown, *(piece for piece in query.understood if piece.kind == "number")):
            text = text.replace(fold(piece.words), " ")
        self.terms = self.vocabulary.terms(text) if text.strip() else []

    def emptied_by(self) -> tuple[Lifted, ...]:
        """Return the conditions that keep clauses with the words out, alone, or else only all of them together."""
        found = self._count(self.query)
        alone = [Lifted(what, key, label, self._count(query)) for what, key, label, query in self._lifted()]
        helping = [lifted for lifted in alone if lifted.count > found]
        if helping or len(alone) < 2:
            return tuple(sorted(helping, key=lambda lifted: -lifted.count))
        free = self._parsed(Filters(), {piece.key for piece in self._all_pieces})
        count = self._count(replace(free, phrases=(), excluded=()))
        return (Lifted("all", "", "去掉所有条件", count),) if count > found else ()

    def _lifted(self) -> list[tuple[Literal["filter", "scope", "phrase", "excluded"], str, str, Query]]:
        """Return for each condition its sort, key and label, and the query without it."""
        query, filters = self.query, self.query.filters
        lifted: list[tuple[Literal["filter", "scope", "phrase", "excluded"], str, str, Query]] = []
        for name, what in _FILTERS:
            if values := getattr(filters, name):
                label = f"不限{what}（现为{_named_values(name, values)}）"
                lifted.append(("filter", name, label, self._parsed(replace(filters, **{name: ()}), self._ignored)))
        lifted += [
            ("scope", key, f"不限于{label}", self._parsed(filters, {*self._ignored, key}))
            for key, label in {piece.key: piece.label for piece in query.understood}.items()
        ]
        for phrase in query.phrases:
            rest = tuple(other for other in query.phrases if other != phrase)
            lifted.append(("phrase", phrase, f"不要求原文含“{phrase}”", replace(query, phrases=rest)))
        for word in query.excluded:
            rest = tuple(other for other in query.excluded if other != word)
            lifted.append(("excluded", word, f"不排除“{word}”", replace(query, excluded=rest)))
        return lifted

    def _parsed(self, filters: Filters, ignore: set[str]) -> Query:
        """Return the conditions of the query with other filters, without those of the keys in ``ignore``."""
        return replace(
            self.searcher.understand(self.query.words, filters, ignore=ignore),
            phrases=self.query.phrases,
            excluded=self.query.excluded,
        )

    @cached_property
    def _all_pieces(self) -> tuple[Understood, ...]:
        return self.searcher.understand(self.query.words).understood

    @cached_property
    def _ignored(self) -> set[str]:
        """The conditions that the words set and that the user has taken away already."""
        read = self.searcher.understand(self.query.words, self.query.filters).understood
        return {piece.key for piece in read} - {piece.key for piece in self.query.understood}

    def _count(self, query: Query) -> int:
        return int((self._holding & self.searcher.rows_meeting(query)).sum())

    @cached_property
    def _holding(self) -> Rows:
        """Which clauses hold all the words of the query, or, where none does, at least one."""
        having = [self._rows_of(term) for term in self.terms]
        if not having:
            return np.ones(self.searcher.manifest.rows, np.bool_)
        together = np.logical_and.reduce(having)
        return np.asarray(together if together.any() else np.logical_or.reduce(having), np.bool_)

    @cached_property
    def holds_all(self) -> bool:
        """Whether these clauses hold all the words."""
        return all(bool(self._rows_of(term)[self._holding].all()) for term in self.terms) and bool(self._holding.any())

    def _rows_of(self, text: str) -> Rows:
        rows = np.zeros(self.searcher.manifest.rows, np.bool_)
        rows[self.vocabulary.rows(text)] = True
        return rows

    def try_words(self) -> tuple[WordCount, ...]:
        """Return the query's words that occur in the documents chosen, and the official wordings for them that do."""
        whole = fold(self.query.text).replace(" ", "")
        own = [word for term in self.terms for word in self._occurring(term)]
        official = [term for expansion in expand(fold(self.query.text)) for term in expansion.terms]
        counted_own = [WordCount(word, self._count_chosen(word), "own") for word in dict.fromkeys(own) if word != whole]
        counted = [WordCount(word, self._count_chosen(word), "official") for word in official if word not in own]
        counted.sort(key=lambda word: -word.count)
        return tuple(word for words in (counted_own, counted) for word in [w for w in words if w.count][:_MOST_WORDS])

    def _occurring(self, term: str) -> list[str]:
        """Return a term, or the shorter words in it where no clause holds it whole."""
        words = [term] if self.vocabulary.count(term) else self.vocabulary.words(term)
        return [word for word in words if len(word) > 1]

    def _count_chosen(self, text: str) -> int:
        if self._chosen is None:
            return self.vocabulary.count(text)
        return int(self._chosen[self.vocabulary.rows(text)].sum())

    @cached_property
    def _chosen(self) -> Rows | None:
        """Which clauses meet the conditions on documents; None where none are set, or nothing meets them."""
        if not self.query.filters and not self.query.scope:
            return None
        rows = self.searcher.rows_meeting(replace(self.query, phrases=(), excluded=()))
        return rows if rows.any() else None


def _searched(query: Query, found: int) -> str:
    """Return what was looked for and how much was found, in one sentence."""
    conditions = [_named_values(name, values) for name, _ in _FILTERS if (values := getattr(query.filters, name))]
    conditions += dict.fromkeys(piece.label for piece in query.understood)
    parts = [f"查找“{query.text}”" if query.text else "列出条款"]
    parts += [f"限于{'、'.join(conditions)}"] if conditions else []
    parts += [f"原文须含{''.join(f'“{phrase}”' for phrase in query.phrases)}"] if query.phrases else []
    parts += [f"排除{''.join(f'“{word}”' for word in query.excluded)}"] if query.excluded else []
    return f"{'，'.join(parts)}：{f'只找到{found}条' if found else '没有找到'}。"


def _named_values(name: str, values: Sequence[str | int]) -> str:
    return "、".join(f"{value}年" if name == "years" else str(value) for value in values)


def _missing(unknown: Sequence[Understood], known: Known) -> tuple[Missing, ...]:
    there: dict[AskedKind, list[str]] = {
        "district": [name for name, _ in known.districts],
        "year": [f"{year}年" for year in known.years],
        "type": list(known.types),
        "number": [],
    }
    missing = []
    for kind, values in there.items():
        pieces = [piece for piece in unknown if piece.kind == kind]
        if pieces:
            near = _neighbours(pieces, known) if kind == "district" else values
            named = tuple(dict.fromkeys(piece.label for piece in pieces))
            missing.append(Missing(kind, named, tuple(near[:_MOST_NAMED]), len(values)))
    return tuple(missing)


def _neighbours(pieces: Sequence[Understood], known: Known) -> list[str]:
    """Return the districts of the corpus, first those that belong to what a missing one belongs to."""
    around = {area.parent for piece in pieces for area in areas_named(piece.value)}
    return [name for name, parent in sorted(known.districts, key=lambda entry: (entry[1] not in around, entry[0]))]
