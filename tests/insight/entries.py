"""Entries of the ledger made by hand: one sentence, one figure."""

from __future__ import annotations

from indexer.insight.entry import Entry
from indexer.records import Clause, Commitment, CommitmentKind, DocumentRef, Metadata
from indexer.structure.quantities import find_quantities


def entry(
    text: str,
    action: str = "",
    thing: str = "",
    *,
    kind: CommitmentKind = "target",
    year: int | None = 2025,
    district: str = "东川区",
    document: str = "",
    doc_type: str = "政府工作报告",
    period: str = "",
    path: tuple[str, ...] = ("二、主要任务",),
    number: int = 1,
    which: int = 0,
) -> Entry:
    """Return what a clause of this text states: its quantity number ``which``, with this action and object."""
    doc_id = document or f"{district}{year}{kind}{doc_type}"
    quantity = find_quantities(text)[which]
    spans = [(text.find(word), text.find(word) + len(word)) for word in (action, thing) if word and word in text]
    start = min([quantity.start, *(start for start, _ in spans)])
    end = max([quantity.end, *(end for _, end in spans)])
    at = 1000 * number  # where the clause begins in its document
    clause = Clause(f"{doc_id}-{number:04d}", doc_id, number, path, text, at, at + len(text))
    commitment = Commitment(clause.clause_id, doc_id, at + start, at + end, quantity, action, thing, kind, year, period)
    metadata = Metadata(title=f"{district}{doc_type}", district=district, year=year, doc_type=doc_type)
    return Entry(commitment, clause, DocumentRef(doc_id, f"{doc_id}.txt", metadata, 10))
