"""A topic → what districts, or years, say on it side by side: figures in rows, clauses in rows, gaps named.

Each column is asked on its own, all of its documents together, so that no column hides another's clauses. The columns
that were asked for and say nothing, or of which nothing is loaded, are among the columns: a gap is an answer too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from indexer.insight.alike import Group, fold_alike
from indexer.insight.asking import Asked, Named, Place, ask, place_of
from indexer.insight.coverage import UNKNOWN
from indexer.insight.entry import Entry
from indexer.insight.figures import Figures
from indexer.insight.marks import State
from indexer.insight.siblings import Unloaded
from indexer.insight.side_by_side import ClauseRow, FigureRow, clause_rows, figure_rows
from indexer.insight.topic import beside, holds_words
from indexer.records import DocumentRef, Query, Result, Strongest
from indexer.retrieval.search import Searcher

Across = Literal["district", "year"]
_Key = Place | int | None  # what the documents of a column have in common

SHOWN = 5  # clauses of a column at first
LISTED = 100  # clauses of a column at most: nobody reads on; beyond it is said that there are more
UNDATED = "年份不详"


@dataclass(frozen=True, slots=True)
class Column:
    """A district or a year, and what its documents say on the topic."""

    name: str
    state: State
    documents: tuple[DocumentRef, ...] = ()  # that were asked; of "not_loaded" those that lack the part asked for
    clauses: tuple[
        Group, ...
    ] = ()  # on the topic, strongest first; the same wording said again stands behind its first
    is_cut: bool = False  # there are more of them
    figures: tuple[Entry, ...] = ()  # that belong to the topic, in the order of the clauses
    nearest: Result | None = None  # where nothing is said: what comes nearest, below the bar
    quiet: tuple[DocumentRef, ...] = ()  # of the documents those that say nothing, where others do
    partial: tuple[DocumentRef, ...] = ()  # that lack the part asked for, beside those that were asked
    absent: tuple[str, ...] = ()  # years (of a year: districts) of the comparison that it has no document of

    @property
    def is_in_words(self) -> bool:
        """Whether the strongest clause holds the words that were asked for; if not, it is only near in meaning."""
        return bool(self.clauses) and holds_words(self.clauses[0].first)

    @property
    def count(self) -> int:
        """The number of clauses, those said again included."""
        return sum(1 + len(group.others) for group in self.clauses)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A topic over districts or years, side by side; the cells of every row stand in the order of the columns."""

    words: str  # as they were asked
    query: Query
    across: Across
    columns: tuple[Column, ...]
    figures: tuple[FigureRow, ...]
    clauses: tuple[ClauseRow, ...]
    named: Named  # what was asked for by name and is not loaded
    beside: tuple[Unloaded, ...]  # areas beside those of the corpus that no document is loaded of


def compare(
    searcher: Searcher,
    words: str,
    *,
    across: Across = "district",
    districts: Sequence[str] = (),
    years: Sequence[int] = (),
    types: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> Comparison:
    """Return what is said on a topic, by district or by year; words that name such are conditions.

    Raises QueryInvalid for words without a topic, and for names that are no area.
    """
    asked = ask(searcher, words, districts=districts, years=years, types=types, ignore=ignore)
    columns = _Survey(searcher, asked, across).columns()
    return Comparison(
        words,
        asked.query,
        across,
        columns,
        figure_rows(searcher, [column.figures for column in columns]),
        clause_rows([column.clauses for column in columns]),
        asked.named,
        () if across == "year" else beside(asked, searcher.documents()),
    )


class _Survey:
    """Asks the documents column by column."""

    def __init__(self, searcher: Searcher, asked: Asked, across: Across) -> None:
        self._searcher, self._asked, self._across = searcher, asked, across
        self._keys = _places(asked) if across == "district" else _years(searcher, asked)
        self._figures = Figures(searcher, asked.query)

    def columns(self) -> tuple[Column, ...]:
        """Return the columns: districts by their reading, or years in order; unknown last."""
        names = _names(self._keys)
        documents = {key: self._of(key, self._asked.documents) for key in self._keys}
        groups = {key: refs for key, refs in documents.items() if refs}
        found = dict(zip(groups, self._strongest(list(groups.values()), LISTED + 1), strict=True))
        return tuple(self._column(names[key], key, documents[key], found.get(key)) for key in self._keys)

    def _strongest(self, groups: Sequence[Sequence[DocumentRef]], k: int) -> list[Strongest]:
        return list(self._searcher.strongest(self._asked.query, ([r.doc_id for r in refs] for refs in groups), k=k))

    def _column(self, name: str, key: _Key, documents: Sequence[DocumentRef], found: Strongest | None) -> Column:
        partial = self._of(key, self._asked.partial)
        if found is None:
            return Column(name, "not_loaded", tuple(partial))
        is_cut = len(found.results) > LISTED
        results = self._with_each_document(found.results[:LISTED], documents, 1 if is_cut else LISTED)
        speaking = {result.document.doc_id for result in results}
        return Column(
            name,
            "said" if results else "silent",
            tuple(documents),
            tuple(fold_alike(results)),
            is_cut,
            self._figures.all_of(results),
            found.nearest,
            tuple(ref for ref in documents if results and ref.doc_id not in speaking),
            tuple(partial),
            self._absent([*documents, *partial]),
        )

    def _with_each_document(self, results: Sequence[Result], documents: Sequence[DocumentRef], k: int) -> list[Result]:
        """Return the results, and behind them those of documents that only speak when they are asked alone.

        Where many documents speak much on a topic, what one of them says may lie behind all that is looked at.
        """
        speaking = {result.document.doc_id for result in results}
        hidden = [[ref] for ref in documents if results and ref.doc_id not in speaking]
        own = (result for found in self._strongest(hidden, k) for result in found.results)
        return [*results, *(replace(result, rank=rank) for rank, result in enumerate(own, start=len(results) + 1))]

    def _of(self, key: _Key, documents: Sequence[DocumentRef]) -> list[DocumentRef]:
        return [ref for ref in documents if _key(ref, self._across) == key]

    def _absent(self, own: Sequence[DocumentRef]) -> tuple[str, ...]:
        """Name the years (of a year: the districts) that other columns have documents of and this one has not.

        A document of unknown year may be of any: nothing is said to be missing beside it, nor of the unknown year.
        """
        other: Across = "year" if self._across == "district" else "district"
        held = {_key(ref, other) for ref in own}
        if not all(map(_is_known, (*held, *(_key(ref, self._across) for ref in own)))):
            return ()
        every = {_key(ref, other) for ref in (*self._asked.documents, *self._asked.partial)}
        names = _names(_ordered(every))
        return tuple(name for key, name in names.items() if key not in held and _is_known(key))


def _key(ref: DocumentRef, across: Across) -> _Key:
    return place_of(ref.metadata) if across == "district" else ref.metadata.year


def _is_known(key: _Key) -> bool:
    return bool(key[1] if isinstance(key, tuple) else key)


def _ordered(keys: Iterable[_Key]) -> list[_Key]:
    """Return places by the reading of their names, years in order; unknown last."""
    return sorted(keys, key=lambda key: (not _is_known(key), _sound(key), str(key)))


def _sound(key: _Key) -> bytes:
    """Return what sorts names as they are read, as far as GB 18030 does for the common characters."""
    return str(key[1] if isinstance(key, tuple) else key).encode("gb18030", "replace")


def _places(asked: Asked) -> list[_Key]:
    return _ordered(asked.places)


def _years(searcher: Searcher, asked: Asked) -> list[_Key]:
    """Return the years that are asked for, loaded or not; that of the documents whose year is not known last."""
    query = asked.query
    wanted = {*query.filters.years} or {period.year for period in query.scope.periods}
    is_elsewhere = not wanted and bool(asked.named.years)  # only years are asked for that nothing is loaded of
    known = {ref.metadata.year for ref in searcher.documents() if ref.metadata.year and not is_elsewhere}
    undated = {ref.metadata.year for ref in (*asked.documents, *asked.partial)} - known
    return _ordered({*undated, *(year for year in known if not wanted or year in wanted)})


def _names(keys: Sequence[_Key]) -> dict[_Key, str]:
    """Name the columns; two districts of one name are told apart by what they belong to."""
    counts = Counter(key[1] for key in keys if isinstance(key, tuple))
    return {key: _name(key, is_shared=isinstance(key, tuple) and counts[key[1]] > 1) for key in keys}


def _name(key: _Key, *, is_shared: bool) -> str:
    if isinstance(key, tuple):
        return (key[0] if is_shared else "") + (key[1] or UNKNOWN)
    return f"{key}年" if key else UNDATED
