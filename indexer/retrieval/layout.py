"""Which rows are the clauses of which document: rows of a document stand together, and rows of none are holes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]  # for each row whether it is meant
RowNumbers = NDArray[np.int32]


class Layout:
    """The rows of an open index, by document; safe for many threads."""

    def __init__(self, spans: Sequence[tuple[str, int, int]], rows: int) -> None:
        """``spans`` are (doc_id, first row, number of rows) in the order of rows, ``rows`` counts holes as well."""
        self.rows = rows
        self.doc_ids = [doc_id for doc_id, _, _ in spans]
        self._numbers = {doc_id: number for number, doc_id in enumerate(self.doc_ids)}
        self._firsts = np.array([first for _, first, _ in spans], np.int64)
        self._ends = self._firsts + np.array([count for _, _, count in spans], np.int64)

    @cached_property
    def has_holes(self) -> bool:
        """Whether there are rows that are no clauses."""
        return int((self._ends - self._firsts).sum()) < self.rows

    def document_of(self, row: int) -> str:
        """Return the document (its id) that a row is a clause of."""
        return self.doc_ids[int(self.documents_of([row])[0])]

    def documents_of(self, rows: Sequence[int] | RowNumbers) -> NDArray[np.int64]:
        """Return for each row the number of its document in ``doc_ids``."""
        return np.searchsorted(self._firsts, rows, side="right") - 1

    def count(self, rows: RowNumbers) -> Counter[str]:
        """Return doc_id → how many of the rows are its clauses, for the documents that have any."""
        counts = np.bincount(self.documents_of(rows), minlength=len(self.doc_ids))
        return Counter({self.doc_ids[number]: int(counts[number]) for number in counts.nonzero()[0]})

    def of_documents(self, doc_ids: Iterable[str]) -> Mask:
        """Return for each row whether it is a clause of one of these documents."""
        chosen = np.zeros(len(self.doc_ids), np.bool_)
        chosen[[self._numbers[doc_id] for doc_id in doc_ids if doc_id in self._numbers]] = True
        return self.where(chosen)

    def where(self, chosen: NDArray[np.bool_]) -> Mask:
        """Return for each row whether it is a clause of a document that is chosen, one entry a document."""
        steps = np.zeros(self.rows + 1, np.int8)
        steps[self._firsts[chosen]] += 1  # the rows of a document begin,
        steps[self._ends[chosen]] -= 1  # and end where the next one may begin
        return np.cumsum(steps[:-1], dtype=np.int8).view(np.bool_)

    def flagged(self, rows: Sequence[int] | RowNumbers) -> Mask:
        """Return for each row whether it is one of these."""
        mask = np.zeros(self.rows, np.bool_)
        mask[rows] = True
        return mask
