"""Commitments as rows of the catalogue, and the objects that they share, each stored and numbered once."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from indexer.records import Commitment, Quantity

SCHEMA = """
CREATE TABLE object (number INTEGER PRIMARY KEY, text TEXT UNIQUE);
CREATE TABLE commitment (
    row INTEGER NOT NULL REFERENCES clause, object INTEGER REFERENCES object, start INTEGER NOT NULL,
    end INTEGER NOT NULL, action TEXT NOT NULL, kind TEXT NOT NULL, year INTEGER, period TEXT NOT NULL,
    is_starred INTEGER NOT NULL, quantity TEXT NOT NULL
);
"""
INDEXES = """
CREATE INDEX commitment_of_clause ON commitment (row);
CREATE INDEX commitment_of_object ON commitment (object);
"""
# An object keeps its number for good, since its tokens lie under it; without words nothing finds it.
FORGET_UNUSED = """
UPDATE object SET text = NULL
WHERE text IS NOT NULL AND NOT EXISTS (SELECT 1 FROM commitment WHERE commitment.object = object.number)
"""
INSERT = "INSERT INTO commitment VALUES (?,?,?,?,?,?,?,?,?,?)"
SELECT = """
SELECT commitment.*, clause.clause_id, clause.doc_id, object.text AS words FROM commitment
JOIN clause USING (row) LEFT JOIN object ON object.number = commitment.object
"""
OF_DOCUMENT = """
WHERE commitment.row >= (SELECT first FROM document WHERE doc_id = ?1)
AND commitment.row < (SELECT first + clauses FROM document WHERE doc_id = ?1)
"""
ORDER = " ORDER BY commitment.row, commitment.rowid"


def to_row(row: int, commitment: Commitment, number: int | None) -> tuple[Any, ...]:
    """Return a commitment as it is stored under the row of its clause and the number of its object."""
    quantity = commitment.quantity
    upper = None if quantity.upper is None else str(quantity.upper)
    stated = (str(quantity.value), quantity.unit, quantity.start, quantity.end, quantity.text)
    return (
        row,
        number,
        commitment.start,
        commitment.end,
        commitment.action,
        commitment.kind,
        commitment.year,
        commitment.period,
        commitment.is_starred,
        json.dumps([*stated, quantity.comparator, upper, quantity.kind], ensure_ascii=False),
    )


def from_row(row: Any) -> Commitment:
    """Return the commitment of a row that ``SELECT`` gives."""
    value, unit, start, end, text, comparator, upper, kind = json.loads(row["quantity"])
    return Commitment(
        clause_id=row["clause_id"],
        doc_id=row["doc_id"],
        start=row["start"],
        end=row["end"],
        quantity=Quantity(
            Decimal(value), unit, start, end, text, comparator, None if upper is None else Decimal(upper), kind
        ),
        action=row["action"],
        object=row["words"] or "",
        kind=row["kind"],
        year=row["year"],
        period=row["period"],
        is_starred=bool(row["is_starred"]),
    )
