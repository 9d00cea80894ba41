"""Query → the clauses that may answer it: what filters, words and numbers rule out is passed over before the search."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.records import REVIEW, TASK, DocumentRef, Quantity, Query, Scope
from indexer.retrieval.folding import fold
from indexer.retrieval.highlights import words_in
from indexer.retrieval.ports import CataloguePort, KeywordPort
from indexer.retrieval.words import characters
from indexer.structure.quantities import find_quantities
from indexer.structure.quantity_match import satisfies
from indexer.structure.units import in_family

Rows = NDArray[np.bool_]

_PLAY = 0.101  # of a bound: what 左右 may be off, and a little for rounding
_NUMERALS = frozenset("〇零一二两三四五六七八九十百千万亿")


class Conditions:
    """Tells which rows of an index meet the conditions of a query."""

    def __init__(self, catalogue: CataloguePort, keyword: KeywordPort, documents: Sequence[DocumentRef]) -> None:
        self._catalogue = catalogue
        self._keyword = keyword
        self._documents = documents
        spans = catalogue.rows_by_document()
        self._spans = {doc_id: (first, first + number) for doc_id, first, number in spans}
        self._firsts = [first for _, first, _ in spans]
        self._doc_ids = [doc_id for doc_id, _, _ in spans]

    @cached_property
    def _kinds(self) -> dict[str, Rows]:
        kinds = {}
        for kind in (REVIEW, TASK):
            kinds[kind] = np.zeros(len(self._keyword), np.bool_)
            kinds[kind][self._catalogue.rows_of_kind(kind)] = True
        kinds[""] = ~(kinds[REVIEW] | kinds[TASK])
        return kinds

    def doc_ids(self, query: Query) -> list[str] | None:
        """Return the documents that clauses may come from; None where all may."""
        if not query.filters and not query.scope:
            return None
        return [
            ref.doc_id
            for ref in self._documents
            if query.filters.admits(ref.metadata) and query.scope.admits(ref.metadata)
        ]

    def rows(self, query: Query) -> Rows | None:
        """Return for each row whether it meets every condition; None where the query sets none."""
        is_free = not (query.filters or query.scope or query.phrases or query.excluded or query.quantities)
        if is_free:
            return None
        allowed = self._by_document(query)
        for phrase in query.phrases:
            allowed &= self._flagged(self.containing(phrase))
        for text in query.excluded:
            allowed &= ~self._flagged(self._keyword.containing(text, k=len(self._keyword)))
        for quantity in query.quantities:
            allowed &= self._flagged(self.stating(quantity))
        return allowed

    def rows_of(self, doc_ids: Iterable[str]) -> Rows:
        """Return for each row whether it is a clause of one of these documents."""
        rows = np.zeros(len(self._keyword), np.bool_)
        for doc_id in doc_ids:
            start, end = self._spans.get(doc_id, (0, 0))
            rows[start:end] = True
        return rows

    def document_of(self, row: int) -> str:
        """Return the document (its id) that a row is a clause of."""
        return self._doc_ids[bisect_right(self._firsts, row) - 1]

    def containing(self, text: str) -> list[int]:
        """Return the rows whose text holds a folded text, in which a number stands whole: 三级 is not in 二三级."""
        rows = self._keyword.containing(text, k=len(self._keyword))
        wanted = fold(text).strip()
        if not (_NUMERALS & {wanted[0], wanted[-1]}):
            return rows
        texts = {row: fold(clause.text) for row, clause in self._catalogue.clauses(rows).items()}
        return [row for row in rows if wanted not in texts[row] or words_in(texts[row], [wanted])]

    def stating(self, asked: Quantity) -> list[int]:
        """Return the rows that state a quantity, in whatever way it is written."""
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

    def giving_other_figures(self, query: Query) -> set[int]:
        """Return the rows that state anything in the units of the figures that are asked for."""
        anything = float("inf")
        rows = set()
        for quantity in query.quantities:
            rows.update(self._catalogue.rows_near(in_family(quantity)[0], -anything, anything))
        return rows

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

    def _by_document(self, query: Query) -> Rows:
        allowed = np.zeros(len(self._keyword), np.bool_)
        for ref in self._documents:
            if ref.doc_id in self._spans and query.filters.admits(ref.metadata) and query.scope.admits(ref.metadata):
                start, end = self._spans[ref.doc_id]
                allowed[start:end] = True
                if query.scope.periods or query.scope.kinds:
                    allowed[start:end] = self._in_scope(query.scope, ref, start, end)
        return allowed

    def _in_scope(self, scope: Scope, ref: DocumentRef, start: int, end: int) -> Rows:
        admitted = np.zeros(end - start, np.bool_)
        for kind, rows in self._kinds.items():
            if scope.admits_clause(ref.metadata, (kind,)):
                admitted |= rows[start:end]
        return admitted

    def _flagged(self, rows: Sequence[int]) -> Rows:
        flagged = np.zeros(len(self._keyword), np.bool_)
        flagged[list(rows)] = True
        return flagged
