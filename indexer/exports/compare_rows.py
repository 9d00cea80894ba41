"""A comparison → plain dictionaries for ``--json``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from indexer.exports.compare_words import title_of
from indexer.exports.rows import commitment_row, full_result_row, not_loaded_row, result_row
from indexer.insight.alike import Group
from indexer.insight.compare import Column, Comparison
from indexer.insight.marks import mark_of
from indexer.insight.topic import holds_words


def comparison_row(found: Comparison) -> dict[str, Any]:
    """Return a comparison; cells stand in the order of the columns, ``near`` counts these from 0."""
    return {
        "query": found.words,
        "topic": found.query.text,
        "understood": [asdict(piece) for piece in found.query.understood],
        "across": found.across,
        "columns": [_column(column) for column in found.columns],
        "figures": [
            {"title": title_of(row), "cells": [[commitment_row(entry) for entry in cell] for cell in row.cells]}
            for row in found.figures
        ],
        "clauses": [
            {"near": sorted(row.near), "cells": [_group(group) if group else None for group in row.cells]}
            for row in found.clauses
        ],
        "not_loaded": not_loaded_row(found.named, found.beside),
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "state": column.state,
        "mark": mark_of(column),
        "documents": [ref.source for ref in column.documents],
        "quiet": [ref.source for ref in column.quiet],
        "partial": [ref.source for ref in column.partial],
        "absent": list(column.absent),
        "clauses": column.count,
        "cut": column.is_cut,
        "nearest": result_row(column.nearest) if column.nearest else None,
    }


def _group(group: Group) -> dict[str, Any]:
    again = [result_row(result) for result in group.others]
    return full_result_row(group.first) | {"in_words": holds_words(group.first), "again": again}
