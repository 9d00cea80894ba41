"""A query, cut into words → the rows of clauses that answer it: the legs fused, favoured, and held to the floor."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from indexer.records import Mode, Query, Scope
from indexer.retrieval.conditions import Conditions
from indexer.retrieval.fusion import fuse
from indexer.retrieval.legs import Asked, Compared, Legs
from indexer.retrieval.ports import CataloguePort
from indexer.retrieval.ranked import NOTHING, Ranked, Rows, Scores, ranked
from indexer.retrieval.ranking import LEAST_NEARNESS, LOOKED_AT, Favours, favour, is_on_topic

# Of the best hits anywhere: where these meet the conditions and hold any of the words, they answer below the floor too.
_UNDOUBTED = 3


class Finder:
    """Finds the clauses of an open index."""

    def __init__(self, catalogue: CataloguePort, conditions: Conditions, legs: Legs) -> None:
        self._catalogue = catalogue
        self._conditions = conditions
        self._legs = legs

    def find(self, asked: Asked, mode: Mode, *, k: int, shown: int | None = None) -> tuple[Ranked, Ranked]:
        """Return the hits that meet every condition, and those beyond the conditions read from the words, best first.

        In semantic mode the ``k`` nearest are looked at; the other modes look at all that may be shown. With ``shown``
        no more than the first of them may be told.
        """
        free = self._find_anywhere(asked, mode, k=k)
        hits = self._find(asked, mode, k=k, shown=shown, undoubted=set(free.rows[:_UNDOUBTED].tolist()))
        return hits, self._beyond(asked.query, free)

    def undoubted(self, asked: Asked, mode: Mode) -> set[int]:
        """Return the rows among the best anywhere that answer below the floor, as ``find`` lets them pass."""
        if mode != "hybrid" or not asked.query.scope:
            return set()
        allowed = self._conditions.rows(asked.query)
        best = self._find_anywhere(asked, mode, k=_UNDOUBTED).rows[:_UNDOUBTED].tolist()
        covered = self._legs.covered(asked, best, official=True)
        return {row for row in best if covered[row] > 0 and (allowed is None or allowed[row])}

    def find_among(self, asked: Asked, doc_ids: Sequence[str], allowed: NDArray[np.bool_]) -> tuple[Ranked, Ranked]:
        """Return the hits of some documents that are on the topic, and all of them, best first."""
        compared = self._legs.compare(asked, doc_ids, allowed)
        hits = self._fuse(asked, compared)
        return hits if asked.query.phrases else self._on_topic(asked, compared, hits), hits

    def with_coverage(self, asked: Asked, hits: Ranked) -> Ranked:
        """Return the hits with the share of what is asked about that each says in words, as a part of its score."""
        if asked.query.phrases:
            return hits.with_part("coverage", np.ones(len(hits)))
        covered = self._legs.covered(asked, hits.rows.tolist(), official=True, acts=False)
        return hits.with_part("coverage", np.array([covered[row] for row in hits.rows.tolist()]))

    def _find(
        self, asked: Asked, mode: Mode, *, k: int, shown: int | None = None, undoubted: Collection[int] = ()
    ) -> Ranked:
        """Return the hits of a mode, best first; conditions hold, and the floor lets ``undoubted`` rows pass."""
        doc_ids, allowed = self._conditions.doc_ids(asked.query), self._conditions.rows(asked.query)
        if mode == "exact":
            return _of_part("exact", *self._containing(asked.query.text, allowed))
        if mode == "keyword":
            return _of_part("words", *self._legs.by_words(asked, doc_ids, allowed))
        if mode == "semantic":
            return _of_part("meaning", *self._legs.by_meaning(asked.query, allowed, k=k))
        compared = self._legs.compare(asked, doc_ids, allowed)
        if asked.query.scope:
            return self._on_topic(asked, compared, self._fuse(asked, compared), undoubted)
        hits = self._fuse(asked, compared, shown=shown and max(shown, LOOKED_AT))
        is_there = asked.query.phrases or compared.nearest() >= LEAST_NEARNESS
        return hits if is_there or len(self._on_topic(asked, compared, hits[:LOOKED_AT])) else NOTHING

    def _containing(self, text: str, allowed: NDArray[np.bool_] | None) -> tuple[Rows, Scores]:
        """Return the rows that hold a text letter by letter, and the share of the clause that it makes up."""
        rows = [row for row in self._conditions.containing(text) if allowed is None or allowed[row]]
        passages = self._catalogue.passages(rows)
        shares = [min(1.0, len(text) / len(passages[row].text)) for row in rows]
        return np.array(rows, np.int64), np.array(shares)

    def _fuse(self, asked: Asked, compared: Compared, *, shown: int | None = None) -> Ranked:
        """Return what was compared, best first: all of it, or with ``shown`` no more than the first may be."""
        fused = fuse(compared.rows, compared.words, compared.meaning, compared.documents, coverage=compared.coverage)
        favours = Favours(asked.query)

        def look(rows: Rows) -> Scores:
            numbers = rows.tolist()
            passages = self._catalogue.passages(numbers)
            measured = self._catalogue.rows_with_measures(numbers) if favours.looks_for_measures else set()
            return favours.of([passages[row] for row in numbers], [row in measured for row in numbers])

        return favour(fused, look, most=favours.most, shown=shown)

    def _on_topic(self, asked: Asked, compared: Compared, hits: Ranked, undoubted: Collection[int] = ()) -> Ranked:
        rows = hits.rows.tolist()
        covered = self._legs.covered(asked, rows, official=True)
        near = compared.nearness()
        if missing := [row for row, share in covered.items() if row not in near and not is_on_topic(share, 0.0)]:
            near |= self._legs.nearness(asked, missing)
        there = [
            (row in undoubted and covered[row] > 0) or is_on_topic(covered[row], near.get(row, 0.0)) for row in rows
        ]
        return hits[np.array(there, np.bool_)]

    def _find_anywhere(self, asked: Asked, mode: Mode, *, k: int) -> Ranked:
        """Return what the words find if no condition is read from them.

        Nothing where none is, or where only a figure is asked for. A district may say it in another year's report, and
        what others say is what a figure is compared with.
        """
        query = asked.query
        if mode == "exact" or not (query.scope or query.quantities):
            return NOTHING
        if not self._conditions.asks_more_than_figures(query):
            return NOTHING
        return self._find(replace(asked, query=replace(query, scope=Scope(), quantities=())), mode, k=k)

    def _beyond(self, query: Query, free: Ranked) -> Ranked:
        """Return what stands behind the hits, marked as lying beyond the conditions.

        What gives another figure in the unit that is asked for is no such answer.
        """
        meets = self._conditions.rows(query)
        if not len(free) or meets is None:
            return NOTHING
        return free[~(meets | self._conditions.giving_other_figures(query))[free.rows]]


def _of_part(name: str, rows: Rows, scores: Scores) -> Ranked:
    """Return hits whose score has one part."""
    return ranked(rows, scores, {name: scores})
