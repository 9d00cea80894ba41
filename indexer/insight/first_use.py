"""Uses of a wording → who wrote it first, and how often each district did in each year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.insight.asking import Place, place_of
from indexer.records import DocumentRef


@dataclass(frozen=True, slots=True)
class FirstUse:
    """The documents that wrote a wording first; several where year and date do not tell which of them was before."""

    documents: tuple[DocumentRef, ...]
    undated: tuple[DocumentRef, ...] = ()  # that have it too, and whose year is not known: they may be older

    @property
    def year(self) -> int | None:
        """The year of the first; None where no document with the wording has a known year."""
        return self.documents[0].metadata.year if self.documents else None

    @property
    def is_tied(self) -> bool:
        """Whether several share the first place."""
        return len(self.documents) > 1


@dataclass(frozen=True, slots=True)
class Uses:
    """How often a district's documents of one year have a wording."""

    place: Place
    year: int | None
    clauses: int
    documents: int


def first_use(documents: Iterable[DocumentRef]) -> FirstUse:
    """Return who was first among the documents that have a wording: the earliest year, in it the earliest date.

    Dates tell only where all documents of that year have one.
    """
    every = sorted(
        {ref.doc_id: ref for ref in documents}.values(), key=lambda ref: (place_of(ref.metadata), ref.source)
    )
    undated = tuple(ref for ref in every if ref.metadata.year is None)
    year = min((ref.metadata.year for ref in every if ref.metadata.year is not None), default=None)
    if year is None:
        return FirstUse((), undated)
    earliest = [ref for ref in every if ref.metadata.year == year]
    dates = [ref.metadata.issued_on for ref in earliest]
    if all(dates):
        earliest = [ref for ref in earliest if ref.metadata.issued_on == min(dates)]
    return FirstUse(tuple(earliest), undated)


def uses_by_place(documents: Sequence[DocumentRef]) -> tuple[Uses, ...]:
    """Return the uses by year and district, unknown years last; ``documents`` holds one for each clause."""
    clauses = Counter((ref.metadata.year, place_of(ref.metadata)) for ref in documents)
    distinct = Counter((ref.metadata.year, place_of(ref.metadata)) for ref in {d.doc_id: d for d in documents}.values())
    order = sorted(clauses, key=lambda key: (key[0] is None, key[0] or 0, key[1]))
    return tuple(Uses(place, year, clauses[year, place], distinct[year, place]) for year, place in order)
