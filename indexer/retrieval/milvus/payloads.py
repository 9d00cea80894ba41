"""Records as JSON, the way they travel: lists of their values, read back by position."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from indexer.records import (
    METADATA_FIELDS,
    Clause,
    Commitment,
    Document,
    DocumentRef,
    Evidence,
    FileReport,
    Heading,
    Metadata,
    Quantity,
    Removal,
    Repair,
)


def pack(value: Any) -> str:
    """Return a record, or a list of records, as JSON."""
    return json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return [_plain(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, dict):
        return {name: _plain(entry) for name, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return str(value) if isinstance(value, Decimal) else value


def clause(stored: str) -> Clause:
    """Return a clause that was packed."""
    return _clause(json.loads(stored))


def document(stored: str) -> Document:
    """Return a whole document that was packed."""
    doc_id, source, metadata, text, headings, clauses, removed, repairs, original, runs = json.loads(stored)
    return Document(
        doc_id,
        source,
        _metadata(metadata),
        text,
        tuple(Heading(*entry) for entry in headings),
        tuple(map(_clause, clauses)),
        tuple(Removal(*entry) for entry in removed),
        tuple(Repair(*entry) for entry in repairs),
        original,
        tuple(tuple(run) for run in runs),
    )


def references(stored: str) -> list[DocumentRef]:
    """Return documents without their texts that were packed."""
    return [
        DocumentRef(doc_id, source, _metadata(metadata), clauses)
        for doc_id, source, metadata, clauses in json.loads(stored)
    ]


def commitment(stored: str) -> Commitment:
    """Return a commitment that was packed."""
    clause_id, doc_id, start, end, quantity, *others = json.loads(stored)
    return Commitment(clause_id, doc_id, start, end, _quantity(quantity), *others)


def reports(stored: str) -> tuple[FileReport, ...]:
    """Return what a build did with each file."""
    return tuple(FileReport(*entry) for entry in json.loads(stored))


def _clause(values: list[Any]) -> Clause:
    clause_id, doc_id, ordinal, path, text, start, end, flags = values
    return Clause(clause_id, doc_id, ordinal, tuple(path), text, start, end, tuple(flags))


def _quantity(values: list[Any]) -> Quantity:
    value, unit, start, end, text, comparator, upper, kind = values
    return Quantity(Decimal(value), unit, start, end, text, comparator, None if upper is None else Decimal(upper), kind)


def _metadata(values: list[Any]) -> Metadata:
    *plain, evidence = values
    named = dict(zip(METADATA_FIELDS, plain, strict=True))
    return Metadata(**named, evidence={name: Evidence(*entry) for name, entry in evidence.items()})
