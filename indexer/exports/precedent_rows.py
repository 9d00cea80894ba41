"""Precedents and frequencies → plain dictionaries for ``--json``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from indexer.citation import citation
from indexer.insight.first_use import FirstUse
from indexer.insight.formula import Frequency, Written
from indexer.insight.precedent import Finding, Formula, Precedent, Precedents, Variant


def precedents_row(found: Precedents) -> dict[str, Any]:
    """Return a draft sentence by sentence; offsets of sentences and headings are into the draft."""
    return {
        "sentences": [finding_row(finding) for finding in found.findings],
        "headings": [asdict(heading) for heading in found.draft.headings],
        "documents": [ref.source for ref in found.documents],
    }


def finding_row(finding: Finding) -> dict[str, Any]:
    """Return what the corpus has on a sentence."""
    return {
        **asdict(finding.sentence),
        "has_precedent": bool(finding.variants),
        "variants": [variant_row(variant) for variant in finding.variants],
        "others": finding.others,
        "formulas": [formula_row(formula) for formula in finding.formulas],
        "nearest": precedent_row(finding.nearest) if finding.nearest else None,
        "is_cut": finding.is_cut,
    }


def variant_row(variant: Variant) -> dict[str, Any]:
    """Return a variant with all clauses that have it."""
    return {
        "wording": variant.best.wording,
        "likeness": round(variant.likeness, 4),
        "verbatim": variant.is_verbatim,
        "clauses": len(variant.precedents),
        "first": first_row(variant.first),
        "uses": [
            {
                "parent": u.place[0],
                "district": u.place[1],
                "year": u.year,
                "clauses": u.clauses,
                "documents": u.documents,
            }
            for u in variant.uses
        ],
        "precedents": [precedent_row(precedent) for precedent in variant.precedents],
    }


def precedent_row(precedent: Precedent) -> dict[str, Any]:
    """Return a clause beside the sentence; ``here`` are offsets into the sentence, ``there`` and core into ``text``."""
    clause, document, alignment = precedent.clause, precedent.document, precedent.alignment
    metadata = document.metadata
    return {
        "clause_id": clause.clause_id,
        "doc_id": clause.doc_id,
        "source": document.source,
        "title": document.label,
        "district": metadata.district,
        "parent": metadata.parent,
        "year": metadata.year,
        "issued_on": metadata.issued_on,
        "doc_type": metadata.doc_type,
        "path": list(clause.path),
        "text": clause.text,
        "start": clause.start,
        "end": clause.end,
        "likeness": round(alignment.likeness, 4),
        "verbatim": alignment.is_verbatim,
        "core": list(alignment.core),
        "segments": [{"kind": s.kind, "here": list(s.here), "there": list(s.there)} for s in alignment.segments],
        "citation": citation(document, clause),
    }


def formula_row(formula: Formula) -> dict[str, Any]:
    """Return a part of a sentence that stands in the corpus letter by letter."""
    return {
        "text": formula.text,
        "clauses": formula.clauses,
        "documents": [ref.source for ref in formula.documents],
        "first": first_row(formula.first),
    }


def first_row(first: FirstUse) -> dict[str, Any]:
    """Return who was first; ``undated`` documents have the wording too and may be older."""
    return {
        "year": first.year,
        "tied": first.is_tied,
        "documents": [ref.source for ref in first.documents],
        "districts": list(dict.fromkeys(ref.metadata.district for ref in first.documents)),
        "undated": [ref.source for ref in first.undated],
    }


def frequency_row(frequency: Frequency) -> dict[str, Any]:
    """Return a formula over districts and years; ``share`` is null where no document is loaded."""
    return {
        "wordings": list(frequency.wordings),
        "years": list(frequency.years),
        "years_without_documents": list(frequency.years_without_documents),
        "districts": [{"parent": parent, "district": district} for parent, district in frequency.places],
        "cells": [
            {
                "parent": cell.place[0],
                "district": cell.place[1],
                "year": cell.year,
                "state": "not_loaded" if not cell.loaded else "said" if cell.any.clauses else "silent",
                "documents_loaded": len(cell.loaded),
                "clauses_loaded": cell.clauses_loaded,
                "share": cell.share,
                **_counts(frequency.wordings, cell.any, cell.each),
            }
            for cell in frequency.cells
        ],
        "total": _counts(frequency.wordings, frequency.any, frequency.each),
        "first": first_row(frequency.first),
    }


def _counts(wordings: tuple[str, ...], any_of: Written, each: tuple[Written, ...]) -> dict[str, Any]:
    return {
        **_written(any_of),
        "each": {wording: _written(written) for wording, written in zip(wordings, each, strict=True)},
    }


def _written(written: Written) -> dict[str, int]:
    return {"clauses": written.clauses, "documents": len(written.documents)}
