"""The ledger: what the documents promise and report in figures, chosen by district, year, kind, ★ and topic.

An open ``Searcher`` and a ``Selection`` come in, ``Entry`` after ``Entry`` goes out: a commitment with its clause and
its document, so that every figure can be read where it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from indexer.records import Clause, Commitment, CommitmentKind, Comparator, DocumentRef
from indexer.retrieval.search import Searcher


@dataclass(frozen=True, slots=True)
class Entry:
    """A commitment, the clause that states it, and the document that the clause is of."""

    commitment: Commitment
    clause: Clause
    document: DocumentRef
    score: float = 0.0  # how well its object meets the topic that was asked for, up to 1; 0 where none was

    @property
    def key(self) -> str:
        """A name that depends on content alone, for what people decide: it survives a rebuild that shifts clauses."""
        digest = sha256(self.clause.text.encode("utf-8")).hexdigest()[:12]
        return f"{self.clause.doc_id}:{digest}:{self.commitment.quantity.start}"

    @property
    def evidence(self) -> str:
        """The document's own words, from action or object to number."""
        at = self.clause.start
        return self.clause.text[self.commitment.start - at : self.commitment.end - at]

    @property
    def district(self) -> str:
        """The district of the document; empty where it is not known."""
        return self.document.metadata.district

    @property
    def year(self) -> int | None:
        """The year that the commitment applies to; the document's where the text does not say."""
        return self.document.metadata.year if self.commitment.year is None else self.commitment.year


@dataclass(frozen=True, slots=True)
class Selection:
    """What to list. An empty value sets no condition; the values of one are alternatives."""

    districts: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    types: tuple[str, ...] = ()  # of documents
    kinds: tuple[CommitmentKind, ...] = ()
    is_starred: bool = False  # only those that are marked ★
    documents: tuple[str, ...] = ()  # doc_ids
    topic: str = ""  # words for what is counted: 养老


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over entries whose unit, object, action, kind and year agree. Percentages are never summed."""

    object: str
    action: str
    unit: str
    kind: CommitmentKind
    year: int | None
    value: Decimal
    upper: Decimal | None
    comparator: Comparator  # of the sum: with one "at least" among its parts it is "at least"
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """What can be compared across districts and years: an object with its unit and action."""

    object: str
    unit: str
    action: str


@dataclass(frozen=True, slots=True)
class Point:
    """A value of an indicator, for a chart."""

    district: str
    year: int
    kind: CommitmentKind
    value: Decimal
    upper: Decimal | None
    comparator: Comparator
    entry: Entry


def select(searcher: Searcher, selection: Selection = Selection()) -> tuple[Entry, ...]:
    """Return the entries that meet a selection, by district, year, document and place; with a topic the best first.

    Raises QueryInvalid for a district, year, type or document that the index does not have.
    """
    raise NotImplementedError


def totals(entries: Sequence[Entry]) -> tuple[Total, ...]:
    """Return the sums of entries, only where unit, object, action, kind and year agree, those of most entries first."""
    raise NotImplementedError


def indicators(entries: Sequence[Entry]) -> dict[Indicator, tuple[Point, ...]]:
    """Return what can be drawn: each indicator with its points by district and year, the most points first."""
    raise NotImplementedError
