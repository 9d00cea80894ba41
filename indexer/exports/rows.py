"""Records → plain dictionaries, in the one shape that command line, run files and exports give out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from indexer.insight.asking import Named
from indexer.insight.batch import BatchAnswer
from indexer.insight.ledger import Entry
from indexer.insight.siblings import Unloaded
from indexer.insight.topic import Cell, TopicCoverage
from indexer.records import Answer, Clause, Document, Metadata, Result
from indexer.structure.wording import COMPARATOR_SIGNS


def result_row(result: Result) -> dict[str, Any]:
    """Return a result as one flat row."""
    metadata = result.document.metadata
    return {
        "rank": result.rank,
        "score": round(result.score, 6),
        "clause_id": result.clause.clause_id,
        "doc_id": result.clause.doc_id,
        "source": result.document.source,
        "district": metadata.district,
        "year": metadata.year,
        "doc_type": metadata.doc_type,
        "path": list(result.clause.path),
        "text": result.clause.text,
        "start": result.clause.start,
        "end": result.clause.end,
    }


def full_result_row(result: Result) -> dict[str, Any]:
    """Return a result with its title, flags, highlights, reasons and the parts of its score."""
    return result_row(result) | {
        "title": result.document.label,
        "flags": list(result.clause.flags),
        "highlights": [list(span) for span in result.highlights],
        "reasons": list(result.reasons),
        "beyond": result.is_beyond,
        "parts": {name: round(value, 6) for name, value in result.parts.items()},
    }


def answer_row(answer: Answer) -> dict[str, Any]:
    """Return what was understood of a query, and its results in full."""
    query = answer.query
    return {
        "query": query.words,
        "understood": [asdict(piece) for piece in query.understood],
        "unknown": [asdict(piece) for piece in query.unknown],
        "results": [full_result_row(result) for result in answer.results],
    }


def coverage_row(coverage: TopicCoverage) -> dict[str, Any]:
    """Return a topic over districts and years; what is said, what is silent and what is not loaded stay apart."""
    return {
        "query": coverage.query.words,
        "topic": coverage.query.text,
        "understood": [asdict(piece) for piece in coverage.query.understood],
        "years": list(coverage.years),
        "districts": [{"district": district, "parent": parent} for parent, district in coverage.places],
        "cells": [cell_row(cell) for cell in coverage.cells],
        "not_loaded": not_loaded_row(coverage.named, coverage.beside),
    }


def not_loaded_row(named: Named, beside: Sequence[Unloaded]) -> dict[str, Any]:
    """Return what was asked for by name and is not loaded, and the neighbours of which nothing is."""
    return {
        "districts_named": list(named.districts),
        "years_named": list(named.years),
        "types_named": list(named.types),
        "beside": [{"parent": group.parent, "districts": list(group.districts)} for group in beside],
    }


def cell_row(cell: Cell) -> dict[str, Any]:
    """Return what the documents of one district and year say: state said, silent or not_loaded."""
    return {
        "district": cell.district,
        "parent": cell.parent,
        "year": cell.year,
        "state": cell.state,
        "in_words": cell.is_in_words,
        "documents": [ref.source for ref in cell.documents],
        "best": full_result_row(cell.best) if cell.best else None,
        "figures": [commitment_row(entry) for entry in cell.figures],
        "nearest": result_row(cell.nearest) if cell.nearest else None,
    }


def batch_row(answer: BatchAnswer) -> dict[str, Any]:
    """Return the answers of a batch, task by task, each with its coverage."""
    return {
        "answers": [asdict(one.task) | coverage_row(one.coverage) for one in answer.answers],
        "problems": [asdict(problem) for problem in answer.problems],
        "documents": [ref.source for ref in answer.documents],
    }


def number(value: Decimal) -> int | float:
    """Return an exact value as a JSON number, whole where it is."""
    return int(value) if value == value.to_integral_value() else float(value)


def clause_row(clause: Clause) -> dict[str, Any]:
    """Return a clause of a document as one flat row."""
    return {
        "clause_id": clause.clause_id,
        "path": list(clause.path),
        "text": clause.text,
        "start": clause.start,
        "end": clause.end,
        "flags": list(clause.flags),
    }


def metadata_row(metadata: Metadata) -> dict[str, Any]:
    """Return the metadata with its evidence, and the document's number in its parts."""
    number = metadata.number
    return asdict(metadata) | {"doc_number_parts": asdict(number) if number else None}


def document_row(document: Document) -> dict[str, Any]:
    """Return a document as read: metadata, headings, clauses, and what was removed and repaired."""
    return {
        "doc_id": document.doc_id,
        "source": document.source,
        "metadata": metadata_row(document.metadata),
        "text": document.text,
        "headings": [asdict(heading) for heading in document.headings],
        "clauses": [clause_row(clause) for clause in document.clauses],
        "removed": [asdict(removal) for removal in document.removed],
        "repairs": [asdict(repair) for repair in document.repairs],
    }


def commitment_row(entry: Entry) -> dict[str, Any]:
    """Return an entry of the ledger as one flat row."""
    commitment, quantity, metadata = entry.commitment, entry.commitment.quantity, entry.document.metadata
    return {
        "source": entry.document.source,
        "clause_id": commitment.clause_id,
        "sentence": entry.clause.text,
        "evidence": entry.evidence,
        "action": commitment.action,
        "object": commitment.object,
        "value": None if quantity.unit == "全覆盖" else number(quantity.value),  # no number is written
        "upper": None if quantity.upper is None else number(quantity.upper),
        "unit": quantity.unit,
        "comparator": COMPARATOR_SIGNS[quantity.comparator],
        "kind": commitment.kind,
        "year": entry.year,
        "star": commitment.is_starred,
        "district": entry.district,
        "start": commitment.start,
        "end": commitment.end,
        "doc_id": commitment.doc_id,
        "doc_type": metadata.doc_type,
        "title": entry.document.label,
        "path": list(entry.clause.path),
        "period": commitment.period,
        "stretch": quantity.comparator == "stretch",
        "parent": metadata.parent,
        "key": entry.key,
        "score": round(entry.score, 4),
    }
