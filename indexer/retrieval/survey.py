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

from indexer.records import DocumentRef, Filters, Hit, Mode, Order, Query
from indexer.retrieval.conditions import Conditions
from indexer.retrieval.finding import Finder
from indexer.retrieval.legs import CANDIDATES, Asked, Legs
from indexer.retrieval.ranking import LEAST_COVERAGE, LEAST_NEARNESS

_NEAREST = 500  # clauses looked at for their meaning: all but 6 of some 640 on the topic of 24 queries were among them
_REMEMBERED = 64  # queries whose matches are kept: a reader changes filters, order and number over and over
_NO_YEAR = 10_000  # documents without a year stand last in either order


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What a query finds: the hits that match, those that come near, those beyond its conditions; best first."""

    matching: list[Hit]
    near: list[Hit]
    beyond: list[Hit]


class Surveyor:
    """Surveys an open index."""

    def __init__(
        self,
        documents: Sequence[DocumentRef],
        conditions: Conditions,
        legs: Legs,
        finder: Finder,
        ask: Callable[[Query], Asked],
    ) -> None:
        self._documents = {ref.doc_id: ref for ref in documents}
        self._conditions = conditions
        self._legs = legs
        self._finder = finder
        self._ask = ask
        self._matching = lru_cache(maxsize=_REMEMBERED)(self._find_matching)

    def survey(self, asked: Asked, mode: Mode, order: Order) -> Surveyed:
        """Return what a query finds, that which matches in an order."""
        query = asked.query
        hits, beyond = self._finder.find(asked, mode, k=CANDIDATES) if query.text else ([], [])
        rows = self.matching(query, mode)
        ranked = [hit for hit in hits if hit.row in rows]
        rest = sorted(rows - {hit.row for hit in ranked})
        unranked = [Hit(row, 0.0) for row in rest if query.filters.admits(self._document(row).metadata)]
        return Surveyed(
            self._ordered([*ranked, *unranked], order), [hit for hit in hits if hit.row not in rows], beyond
        )

    def count(self, query: Query, mode: Mode) -> Counter[str]:
        """Return doc_id → clauses that match, of every document, whatever filters choose."""
        return Counter(self._conditions.document_of(row) for row in self.matching(query, mode))

    def matching(self, query: Query, mode: Mode) -> frozenset[int]:
        """Return the rows of the clauses that match, whatever filters choose."""
        return self._matching(replace(query, filters=Filters()), mode)

    def _find_matching(self, query: Query, mode: Mode) -> frozenset[int]:
        doc_ids, allowed = self._conditions.doc_ids(query), self._conditions.rows(query)
        if mode == "exact" and query.text:
            return frozenset(row for row in self._conditions.containing(query.text) if allowed is None or allowed[row])
        if allowed is not None and self._is_all_asked(query, mode):
            return frozenset(allowed.nonzero()[0].tolist())
        asked = self._ask(query)
        if mode == "keyword":
            return frozenset(self._legs.holding(asked, doc_ids, allowed, official=False))
        words = self._legs.holding(asked, doc_ids, allowed, official=True) if mode == "hybrid" else []
        covered = self._legs.covered(asked, words, official=True)
        sure = {row for row, share in covered.items() if share >= LEAST_COVERAGE}
        nearness = self._legs.nearness(asked, covered.keys() - sure, allowed, k=_NEAREST)
        near = {row for row, near in nearness.items() if near >= LEAST_NEARNESS}
        return frozenset(sure | near | self._finder.undoubted(asked, mode))

    def _is_all_asked(self, query: Query, mode: Mode) -> bool:
        """Tell whether nothing is asked but to meet the conditions."""
        if not query.text:
            return True
        return mode != "keyword" and bool(query.phrases or not self._conditions.asks_more_than_figures(query))

    def _ordered(self, hits: list[Hit], order: Order) -> list[Hit]:
        if order == "relevance":
            return hits
        turn = -1 if order == "newest" else 1
        return sorted(hits, key=lambda hit: turn * year if (year := self._year(hit)) else _NO_YEAR)

    def _year(self, hit: Hit) -> int | None:
        return self._document(hit.row).metadata.year

    def _document(self, row: int) -> DocumentRef:
        return self._documents[self._conditions.document_of(row)]
