"""A formula, letter by letter → how often it is written, by district and year, beside how much is loaded of each.

What counts are clauses: headings and salutations hold no promise and are not searched. Several wordings of one formula
are given as ``A|B``; a clause that holds two of them counts once in the sum.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.errors import QueryInvalid
from indexer.insight.asking import Place, place_of
from indexer.insight.first_use import FirstUse, first_use
from indexer.records import DocumentRef, Filters, Query
from indexer.retrieval.folding import fold
from indexer.retrieval.search import Searcher
from indexer.retrieval.words import characters

MOST_WORDINGS = 20

_BETWEEN = re.compile(r"[|｜]")


@dataclass(frozen=True, slots=True)
class Written:
    """How often a wording is written in some documents."""

    clauses: int
    documents: tuple[DocumentRef, ...]  # that have it


@dataclass(frozen=True, slots=True)
class FormulaCell:
    """A formula in the documents of one district and year. Where none is loaded nothing is known, which is not zero."""

    place: Place
    year: int | None  # None for documents whose year is not known
    loaded: tuple[DocumentRef, ...]
    any: Written  # of the wordings, each clause once
    each: tuple[Written, ...]  # wording by wording

    @property
    def clauses_loaded(self) -> int:
        """How many clauses the loaded documents have."""
        return sum(ref.clauses for ref in self.loaded)

    @property
    def share(self) -> float | None:
        """The share of the loaded documents that have it; None where no document is loaded."""
        return len(self.any.documents) / len(self.loaded) if self.loaded else None


@dataclass(frozen=True, slots=True)
class Frequency:
    """A formula over districts and years."""

    wordings: tuple[str, ...]
    places: tuple[Place, ...]
    years: tuple[int | None, ...]  # in which any document is loaded; unknown last
    cells: tuple[FormulaCell, ...]  # row by row, a cell for each place and year
    any: Written
    each: tuple[Written, ...]

    @property
    def years_without_documents(self) -> tuple[int, ...]:
        """The years between the first and the last of which no document is loaded: a gap, not a fall to zero."""
        known = [year for year in self.years if year is not None]
        return tuple(sorted(set(range(min(known), max(known))) - set(known))) if known else ()

    @property
    def first(self) -> FirstUse:
        """Who wrote any of the wordings first, among what is loaded."""
        return first_use(self.any.documents)


def count_formula(
    searcher: Searcher,
    formula: str,
    *,
    districts: Sequence[str] = (),
    years: Sequence[int] = (),
    types: Sequence[str] = (),
) -> Frequency:
    """Return how often a formula is written, ``A|B`` for several wordings. Raises QueryInvalid."""
    wordings = _wordings(formula)
    filters = searcher.filters(districts, years, types)
    documents = [ref for ref in searcher.documents() if filters.admits(ref.metadata)]
    if not documents:
        raise QueryInvalid("没有同时符合所选区、年份和类型的文件。请减少条件。")
    counts = Counts(searcher, [rows_holding(searcher, wording, filters) for wording in wordings])
    loaded: dict[tuple[Place, int | None], list[DocumentRef]] = {}
    for ref in documents:
        loaded.setdefault((place_of(ref.metadata), ref.metadata.year), []).append(ref)
    places = tuple(sorted({place for place, _ in loaded}, key=lambda place: (not place[1], place)))
    columns = tuple(sorted({year for _, year in loaded}, key=lambda year: (year is None, year or 0)))
    cells = tuple(
        FormulaCell(place, year, refs, *counts.of(refs))
        for place in places
        for year in columns
        for refs in [tuple(loaded.get((place, year), ()))]
    )
    return Frequency(wordings, places, columns, cells, *counts.of(documents))


def rows_holding(searcher: Searcher, wording: str, filters: Filters) -> NDArray[np.bool_]:
    """Return for each row whether its clause holds a wording letter by letter, as a search in exact mode finds it."""
    return searcher.rows_meeting(Query(words=wording, text=wording, phrases=(fold(wording),), filters=filters))


class Counts:
    """Counts the clauses of documents in which one of several wordings stands."""

    def __init__(self, searcher: Searcher, rows: Sequence[NDArray[np.bool_]]) -> None:
        """``rows`` tell for each wording which rows of the index hold it."""
        self._spans = {doc_id: (first, first + number) for doc_id, first, number in searcher.rows_by_document()}
        self._rows = rows

    def of(self, documents: Collection[DocumentRef]) -> tuple[Written, tuple[Written, ...]]:
        """Return how often any of the wordings, and each of them, stands in some documents."""
        any_of = np.logical_or.reduce(self._rows)
        return self._written(any_of, documents), tuple(self._written(rows, documents) for rows in self._rows)

    def _written(self, rows: NDArray[np.bool_], documents: Collection[DocumentRef]) -> Written:
        numbers = [(ref, int(rows[slice(*self._spans.get(ref.doc_id, (0, 0)))].sum())) for ref in documents]
        return Written(sum(number for _, number in numbers), tuple(ref for ref, number in numbers if number))


def _wordings(formula: str) -> tuple[str, ...]:
    """Return the wordings of ``A|B``, each once.

    >>> _wordings("一网通办｜ “一网通管” ")
    ('一网通办', '“一网通管”')
    """
    wordings = tuple(dict.fromkeys(_given(formula)))
    if not wordings:
        raise QueryInvalid("没有写要统计的提法。例如：一网通办，或几种写法：一网通办|一网统管。")
    if len(wordings) > MOST_WORDINGS:
        raise QueryInvalid(f"写了 {len(wordings)} 种提法，一次最多统计 {MOST_WORDINGS} 种。请分几次统计。")
    return wordings


def _given(formula: str) -> Iterator[str]:
    for part in _BETWEEN.split(formula):
        if not part.strip():
            continue
        if not characters(part):
            raise QueryInvalid(f"「{part.strip()}」里没有字，无法统计。请写出提法的原文。")
        yield part.strip()
