"""A query, cut into words → the rows of clauses that answer it: the legs fused, favoured, and held to the floor."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from indexer.records import Hit, Mode, Query, Scope
from indexer.retrieval.conditions import Conditions
from indexer.retrieval.fusion import fuse
from indexer.retrieval.legs import Asked, Compared, Legs
from indexer.retrieval.ports import CataloguePort
from indexer.retrieval.ranking import (
    LEAST_NEARNESS,
    LOOKED_AT,
    LOOKED_THROUGH,
    Candidate,
    favour,
    is_on_topic,
    wants_measures,
)

# Of the best hits anywhere: where these meet the conditions and hold any of the words, they answer below the floor too.
_UNDOUBTED = 3


class Finder:
    """Finds the clauses of an open index."""

    def __init__(self, catalogue: CataloguePort, conditions: Conditions, legs: Legs) -> None:
        self._catalogue = catalogue
        self._conditions = conditions
        self._legs = legs

    def find(self, asked: Asked, mode: Mode, *, k: int) -> tuple[list[Hit], list[Hit]]:
        """Return the hits that meet every condition, and those beyond the conditions read from the words, best first.

        In semantic mode the ``k`` nearest are looked at; the other modes look at all that may be shown.
        """
        free = self._find_anywhere(asked, mode, k=k)
        hits = self._find(asked, mode, k=k, undoubted={hit.row for hit in free[:_UNDOUBTED]})
        return hits, self._beyond(asked.query, free)

    def undoubted(self, asked: Asked, mode: Mode) -> set[int]:
        """Return the rows among the best anywhere that answer below the floor, as ``find`` lets them pass."""
        if mode != "hybrid" or not asked.query.scope:
            return set()
        allowed = self._conditions.rows(asked.query)
        best = [hit.row for hit in self._find_anywhere(asked, mode, k=_UNDOUBTED)[:_UNDOUBTED]]
        covered = self._legs.covered(asked, best, official=True)
        return {row for row in best if covered[row] > 0 and (allowed is None or allowed[row])}

    def find_among(
        self, asked: Asked, doc_ids: Sequence[str], allowed: NDArray[np.bool_]
    ) -> tuple[list[Hit], list[Hit]]:
        """Return the hits of some documents that are on the topic, and all of them, best first."""
        compared, hits = self._fuse(asked, doc_ids, allowed)
        return hits if asked.query.phrases else self._on_topic(asked, compared, hits), hits

    def with_coverage(self, asked: Asked, hits: list[Hit]) -> list[Hit]:
        """Return the hits with the share of what is asked about that each says in words, as a part of its score."""
        covered = self._legs.covered(asked, [hit.row for hit in hits], official=True, acts=False)
        share = dict.fromkeys(covered, 1.0) if asked.query.phrases else covered
        return [replace(hit, parts={**hit.parts, "coverage": share[hit.row]}) for hit in hits]

    def _find(self, asked: Asked, mode: Mode, *, k: int, undoubted: Collection[int] = ()) -> list[Hit]:
        """Return the hits of a mode, best first; conditions hold, and the floor lets ``undoubted`` rows pass."""
        doc_ids, allowed = self._conditions.doc_ids(asked.query), self._conditions.rows(asked.query)
        if mode == "exact":
            rows = [row for row in self._conditions.containing(asked.query.text) if allowed is None or allowed[row]]
            clauses = self._catalogue.clauses(rows)
            length = len(asked.query.text)
            return _ranked({row: min(1.0, length / len(clauses[row].text)) for row in rows}, "exact")
        if mode == "keyword":
            return _ranked(self._legs.by_words(asked, doc_ids, allowed), "words")
        if mode == "semantic":
            return _ranked(self._legs.by_meaning(asked.query, allowed, k=k), "meaning")
        compared, hits = self._fuse(asked, doc_ids, allowed)
        if asked.query.scope:
            return self._on_topic(asked, compared, hits, undoubted)
        is_there = asked.query.phrases or max(compared.nearness().values(), default=0.0) >= LEAST_NEARNESS
        return hits if is_there or self._on_topic(asked, compared, hits[:LOOKED_AT]) else []

    def _fuse(
        self, asked: Asked, doc_ids: Sequence[str] | None, allowed: NDArray[np.bool_] | None
    ) -> tuple[Compared, list[Hit]]:
        compared = self._legs.compare(asked, doc_ids, allowed)
        hits = fuse(compared.words, compared.meaning, compared.documents, coverage=compared.coverage)
        return compared, favour(hits, self._candidates(hits[:LOOKED_THROUGH], asked.query), asked.query)

    def _on_topic(
        self, asked: Asked, compared: Compared, hits: list[Hit], undoubted: Collection[int] = ()
    ) -> list[Hit]:
        covered = self._legs.covered(asked, [hit.row for hit in hits], official=True)
        near = compared.nearness()
        if missing := [row for row, share in covered.items() if row not in near and not is_on_topic(share, 0.0)]:
            near |= self._legs.nearness(asked, missing)
        return [
            hit
            for hit in hits
            if (hit.row in undoubted and covered[hit.row] > 0) or is_on_topic(covered[hit.row], near.get(hit.row, 0.0))
        ]

    def _find_anywhere(self, asked: Asked, mode: Mode, *, k: int) -> list[Hit]:
        """Return what the words find if no condition is read from them.

        Nothing where none is, or where only a figure is asked for. A district may say it in another year's report, and
        what others say is what a figure is compared with.
        """
        query = asked.query
        if mode == "exact" or not (query.scope or query.quantities):
            return []
        if not self._conditions.asks_more_than_figures(query):
            return []
        return self._find(replace(asked, query=replace(query, scope=Scope(), quantities=())), mode, k=k)

    def _beyond(self, query: Query, free: list[Hit]) -> list[Hit]:
        """Return what stands behind the hits, marked as lying beyond the conditions.

        What gives another figure in the unit that is asked for is no such answer.
        """
        meets = self._conditions.rows(query)
        if not free or meets is None:
            return []
        others = self._conditions.giving_other_figures(query)
        return [hit for hit in free if not meets[hit.row] and not others[hit.row]]

    def _candidates(self, hits: list[Hit], query: Query) -> dict[int, Candidate]:
        rows = [hit.row for hit in hits]
        measured = self._catalogue.rows_with_measures(rows) if wants_measures(query) else set()
        return {row: Candidate(clause, row in measured) for row, clause in self._catalogue.clauses(rows).items()}


def _ranked(scores: dict[int, float], part: str) -> list[Hit]:
    order = sorted(scores, key=lambda row: (-scores[row], row))
    return [Hit(row, scores[row], {part: scores[row]}) for row in order]
