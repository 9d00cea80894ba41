"""An entry of the ledger: a commitment with where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from indexer.records import Clause, Commitment, DocumentRef


@dataclass(frozen=True, slots=True)
class Entry:
    """A commitment, the clause that states it, and the document that the clause is of."""

    commitment: Commitment
    clause: Clause
    document: DocumentRef
    score: float = 0.0  # how well its object meets the topic that was asked for, up to 1; 0 where none was

    @property
    def key(self) -> str:
        """A name that depends on content alone, for what people decide: it survives a rebuild that shifts clauses.

        Where a document says the same sentence twice, both have one key.
        """
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
        """The year that the commitment applies to; the document's where the text does not say.

        A result whose year is not said is what was before a change, of an earlier year: it has none.
        """
        is_open = self.commitment.year is None and self.commitment.kind != "result"
        return self.document.metadata.year if is_open else self.commitment.year
