"""What reading a file gave: the document, and what is found in its clauses once and kept."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.records.commitment import Commitment
from indexer.records.document import Document

# A measure that a clause states: place of the clause in its document from 0, unit that its unit converts to, bounds.
Measure = tuple[int, str, float, float]


@dataclass(frozen=True, slots=True)
class Reading:
    """A document with the fingerprint of what it was made from, and what its clauses say."""

    document: Document
    fingerprint: str  # digest of the file's bytes, what a person set for it, and the program that read it
    commitments: tuple[Commitment, ...] = ()
    measures: tuple[Measure, ...] = ()
    names: tuple[str, ...] = ()  # words of the document that are to be kept whole


@dataclass(frozen=True, slots=True)
class Filed:
    """A document that lies in a catalogue, without what it says."""

    doc_id: str
    fingerprint: str
    first: int  # row of its first clause
    clauses: int  # how many rows it has
    removed: int  # pieces of the file that are no text of the document
    repairs: int

    @property
    def rows(self) -> range:
        """The rows of its clauses."""
        return range(self.first, self.first + self.clauses)
