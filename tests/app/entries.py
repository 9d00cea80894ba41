"""Entries of a ledger made by hand, for the tests of what the page makes of them."""

from __future__ import annotations

from typing import Any

from indexer.insight.ledger import Entry
from indexer.records import Clause, Commitment, DocumentRef, Metadata
from indexer.structure.quantities import find_quantities


def make_entry(
    text: str = "新增养老床位480张。",
    *,
    action: str = "新增",
    counted: str = "养老床位",
    start: int = 0,
    end: int | None = None,
    district: str = "甲区",
    year: int | None = 2025,
    number: int = 1,
    at: int = 100,
    doc_type: str = "政府工作报告",
    **commitment: Any,
) -> Entry:
    """Return the entry of the first number of a clause that stands at ``at`` in its document."""
    quantity = find_quantities(text)[0]
    end = quantity.end if end is None else end
    doc_id = f"d-{district}-{year}"
    clause = Clause(f"{doc_id}-{number:04}", doc_id, number, ("二、任务", "（一）民生"), text, at, at + len(text))
    known = Metadata(title=f"{year}年{district}政府工作报告", district=district, year=year, doc_type=doc_type)
    fields = {"kind": "target", "year": year} | commitment
    return Entry(
        Commitment(clause.clause_id, doc_id, at + start, at + end, quantity, action, counted, **fields),
        clause,
        DocumentRef(doc_id, f"{district}.txt", known, 9),
    )
