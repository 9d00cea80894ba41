"""A query → every clause that matches it, counted by document, beside what only comes near.

The best hits alone do not tell how many there are: in the hybrid search there is always another one that is a little
like what is asked. A clause matches if it is on the topic by the bar of the search (``ranking.py``); where
words or phrases must occur, if they do. That is asked of each clause for itself, so that the number behind a district
is the number that one gets by choosing it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from indexer.records import DocumentRef, Filters, Hit, Mode, Order, Query
from indexer.retrieval.conditions import Conditions
from indexer.retrieval.finding import Finder
from indexer.retrieval.layout import Layout, RowNumbers
from indexer.retrieval.legs import CANDIDATES, Asked, Legs
from indexer.retrieval.ranked import NOTHING, Ranked
from indexer.retrieval.ranking import LEAST_COVERAGE, LEAST_NEARNESS

_NEAREST = 500  # clauses looked at for their meaning: all but 6 of some 640 on the topic of 24 queries were among them
_REMEMBERED = 64  # queries whose matches are kept: a reader changes filters, order and number over and over
_NO_YEAR = 10_000  # documents without a year stand last in either order


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What a query finds: the hits that match, those that come near, those beyond its conditions; best first."""

    matching: list[Hit]
    near: Ranked
    beyond: Ranked


class Surveyor:
    """Surveys an open index."""

    def __init__(
        self,
        documents: Sequence[DocumentRef],
        layout: Layout,
        conditions: Conditions,
        legs: Legs,
        finder: Finder,
        ask: Callable[[Query], Asked],
    ) -> None:
        self._layout = layout
        self._conditions = conditions
        self._legs = legs
        self._finder = finder
        self._ask = ask
        years = {ref.doc_id: ref.metadata.year for ref in documents}
        self._years = np.array([years[doc_id] or 0 for doc_id in layout.doc_ids])
        self._matching = lru_cache(maxsize=_REMEMBERED)(self._find_matching)

    def survey(self, asked: Asked, mode: Mode, order: Order, *, k: int) -> Surveyed:
        """Return what a query finds, of that which matches the first ``k`` in an order."""
        query = asked.query
        hits, beyond = self._finder.find(asked, mode, k=CANDIDATES) if query.text else (NOTHING, NOTHING)
        rows = self.matching(query, mode)
        found = hits.rows.astype(np.int32)
        is_matching = np.isin(found, rows)
        chosen = self._conditions.rows(Query("", "", filters=query.filters))
        rest = np.setdiff1d(rows if chosen is None else rows[chosen[rows]], found)
        inside = self._ordered(np.concatenate([found[is_matching], rest]), order)[:k]
        ranked = {hit.row: hit for hit in hits[np.isin(found, inside)]}
        return Surveyed([ranked.get(row) or Hit(row, 0.0) for row in inside.tolist()], hits[~is_matching], beyond)

    def count(self, query: Query, mode: Mode) -> Counter[str]:
        """Return doc_id → clauses that match, of every document, whatever filters choose."""
        return self._layout.count(self.matching(query, mode))

    def matching(self, query: Query, mode: Mode) -> RowNumbers:
        """Return the rows, rising, of the clauses that match, whatever filters choose."""
        return self._matching(replace(query, filters=Filters()), mode)

    def _find_matching(self, query: Query, mode: Mode) -> RowNumbers:
        doc_ids, allowed = self._conditions.doc_ids(query), self._conditions.rows(query)
        if mode == "exact" and query.text:
            found = np.array(self._conditions.containing(query.text), np.int32)
            return found if allowed is None else found[allowed[found]]
        if allowed is not None and query.sets_conditions and self._is_all_asked(query, mode):
            return allowed.nonzero()[0].astype(np.int32)
        asked = self._ask(query)
        if mode == "keyword":
            return self._legs.holding(asked, doc_ids, allowed)
        sure: list[int] = []
        unsure: set[int] = set()
        if mode == "hybrid":
            sure = self._legs.covering(asked, doc_ids, allowed, least=LEAST_COVERAGE).tolist()
            unsure = set(self._legs.best_by_words(asked, doc_ids, allowed)).difference(sure)
        nearness = self._legs.nearness(asked, unsure, allowed, k=_NEAREST)
        near = [row for row, near in nearness.items() if near >= LEAST_NEARNESS]
        return np.unique(np.array([*sure, *near, *self._finder.undoubted(asked, mode)], np.int32))

    def _is_all_asked(self, query: Query, mode: Mode) -> bool:
        """Tell whether nothing is asked but to meet the conditions."""
        if not query.text:
            return True
        return mode != "keyword" and bool(query.phrases or not self._conditions.asks_more_than_figures(query))

    def _ordered(self, rows: RowNumbers, order: Order) -> RowNumbers:
        """Return rows in an order; those of one year keep theirs."""
        if order == "relevance":
            return rows
        years = self._years[self._layout.documents_of(rows)]
        turned = np.where(years > 0, years if order == "oldest" else -years, _NO_YEAR)
        return rows[np.argsort(turned, kind="stable")]
