"""Query → the clauses that may answer it: what filters, words and numbers rule out is passed over before the search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache, partial

import numpy as np

from indexer.records import REVIEW, TASK, DocumentRef, Filters, Metadata, Quantity, Query, Scope
from indexer.retrieval.folding import fold
from indexer.retrieval.highlights import words_in
from indexer.retrieval.layout import Layout, Mask
from indexer.retrieval.ports import CataloguePort, KeywordPort
from indexer.retrieval.words import characters
from indexer.structure.quantities import find_quantities
from indexer.structure.quantity_match import satisfies
from indexer.structure.units import in_family

_PLAY = 0.101  # of a bound: what 左右 may be off, and a little for rounding
_REMEMBERED = 16  # masks of a byte a row: readers change between few filters, and each query asks several times


class Conditions:
    """Tells which rows of an index meet the conditions of a query. What it returns is remembered: do not change it."""

    def __init__(
        self, catalogue: CataloguePort, keyword: KeywordPort, documents: Sequence[DocumentRef], layout: Layout
    ) -> None:
        self._catalogue = catalogue
        self._keyword = keyword
        self._layout = layout
        known = {ref.doc_id: ref.metadata for ref in documents}
        self._alike = _group([known[doc_id] for doc_id in layout.doc_ids])
        self._where = lru_cache(maxsize=_REMEMBERED)(self._find_where)
        self._documents = lru_cache(maxsize=_REMEMBERED)(self._find_documents)
        self._stated_in = lru_cache(maxsize=_REMEMBERED)(self._find_stated_in)
        self._stating = lru_cache(maxsize=_REMEMBERED)(self._find_stating)

    @cached_property
    def _kinds(self) -> dict[str, Mask]:
        kinds = {kind: self._layout.flagged(self._catalogue.rows_of_kind(kind)) for kind in (REVIEW, TASK)}
        return {**kinds, "": ~(kinds[REVIEW] | kinds[TASK])}

    def doc_ids(self, query: Query) -> list[str] | None:
        """Return the documents that clauses may come from; None where all may."""
        return self._documents(query.filters, query.scope) if query.filters or query.scope else None

    def rows(self, query: Query) -> Mask | None:
        """Return for each row whether it is a clause that meets every condition; None where all rows do."""
        allowed = self._where(query.filters, query.scope)
        if not (query.phrases or query.excluded or query.quantities):
            return allowed
        allowed = np.ones(self._layout.rows, np.bool_) if allowed is None else allowed.copy()
        for phrase in query.phrases:
            allowed &= self._layout.flagged(self.containing(phrase))
        for text in query.excluded:
            allowed &= ~self._layout.flagged(self._keyword.containing(text, k=len(self._keyword)))
        for quantity in query.quantities:
            allowed &= self._layout.flagged(self.stating(quantity))
        return allowed

    def containing(self, text: str) -> list[int]:
        """Return the rows whose text holds a folded text, in which a number stands whole: 三级 is not in 二三级."""
        rows = self._keyword.containing(text, k=len(self._keyword))
        wanted = fold(text).strip()
        doubtful = self._keyword.inside_longer_numbers(text)
        if not doubtful:
            return rows
        texts = {row: fold(clause.text) for row, clause in self._catalogue.clauses(doubtful).items()}
        inside = {row for row, text in texts.items() if wanted in text and not words_in(text, [wanted])}
        return [row for row in rows if row not in inside]

    def stating(self, asked: Quantity) -> list[int]:
        """Return the rows that state a quantity, in whatever way it is written."""
        return self._stating(replace(asked, start=0, end=0, text=""))

    def _find_stating(self, asked: Quantity) -> list[int]:
        family, value, upper = in_family(asked)
        low, high = float(value), float(value if upper is None else upper)
        play = _PLAY * abs(high) if asked.comparator == "about" else 1e-9 * abs(high)
        if asked.comparator in ("at_least", "more_than"):
            high = float("inf")
        if asked.comparator in ("at_most", "less_than"):
            low = float("-inf")
        near = self._catalogue.rows_near(family, low - play, high + play)
        return [
            row
            for row, clause in self._catalogue.clauses(near).items()
            if any(satisfies(asked, stated) for stated in find_quantities(clause.text) if stated.kind == "measure")
        ]

    def asks_more_than_figures(self, query: Query) -> bool:
        """Tell whether anything is left of a query without its figures."""
        rest = query.keywords
        for quantity in query.quantities:
            rest = rest.replace(fold(quantity.text), " ")
        return len(characters(rest)) > 1

    def giving_other_figures(self, query: Query) -> Mask:
        """Return for each row whether it states anything in the units of the figures that are asked for."""
        stated = np.zeros(self._layout.rows, np.bool_)
        for quantity in query.quantities:
            stated |= self._stated_in(in_family(quantity)[0])
        return stated

    def _find_stated_in(self, family: str) -> Mask:
        return self._layout.flagged(self._catalogue.rows_near(family, -float("inf"), float("inf")))

    def without_unmet(self, query: Query) -> Query:
        """Return the query with the numbers that no clause states named as unknown instead of asked for."""
        unmet = [quantity for quantity in query.quantities if not self.stating(quantity)]
        if not unmet:
            return query
        starts = {quantity.start for quantity in unmet}
        missing = tuple(piece for piece in query.understood if piece.kind == "number" and piece.start in starts)
        return replace(
            query,
            quantities=tuple(quantity for quantity in query.quantities if quantity not in unmet),
            understood=tuple(piece for piece in query.understood if piece not in missing),
            unknown=(*query.unknown, *missing),
        )

    def _find_documents(self, filters: Filters, scope: Scope) -> list[str]:
        chosen = self._admitted(partial(_admits, filters, scope))
        return [self._layout.doc_ids[number] for number in chosen.nonzero()[0]]

    def _find_where(self, filters: Filters, scope: Scope) -> Mask | None:
        """Return for each row whether it meets filters and scope; None where all rows do."""
        if not (filters or scope or self._layout.has_holes):
            return None
        if not (scope.periods or scope.kinds):
            allowed = self._layout.where(self._admitted(partial(_admits, filters, scope)))
        else:
            allowed = np.zeros(self._layout.rows, np.bool_)
            for kind, rows in self._kinds.items():
                allowed |= rows & self._layout.where(self._admitted(partial(_admits_kind, filters, scope, kind)))
        allowed.flags.writeable = False
        return allowed

    def _admitted(self, admits: Callable[[Metadata], bool]) -> Mask:
        """Return for each document whether it is admitted; those that no condition can tell apart are asked once."""
        chosen = np.zeros(len(self._layout.doc_ids), np.bool_)
        for metadata, numbers in self._alike:
            chosen[numbers] = admits(metadata)
        return chosen


def _admits(filters: Filters, scope: Scope, metadata: Metadata) -> bool:
    return filters.admits(metadata) and scope.admits(metadata)


def _admits_kind(filters: Filters, scope: Scope, kind: str, metadata: Metadata) -> bool:
    return filters.admits(metadata) and scope.admits_clause(metadata, (kind,))


def _group(documents: Sequence[Metadata]) -> list[tuple[Metadata, list[int]]]:
    """Return the documents (their numbers) that conditions see alike, with the metadata of one of them."""
    groups: dict[tuple[str, int | None, str], list[int]] = {}
    for number, metadata in enumerate(documents):
        groups.setdefault((metadata.district, metadata.year, metadata.doc_type), []).append(number)
    return [(documents[numbers[0]], numbers) for numbers in groups.values()]
