"""Commitments on marked documents: ``make bench-commitments SETS=folder``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from indexer.reading import read_file
from indexer.records import Comparator, Commitment, Document
from indexer.structure import doc_id_of, structure
from indexer.structure.commitments import find_commitments

_SIGNS: dict[Comparator, str] = {
    "eq": "=",
    "stretch": "=",
    "about": "~",
    "at_least": ">=",
    "more_than": ">=",
    "at_most": "<=",
    "less_than": "<",
    "range": "range",
}


def read(path: Path) -> Document:
    data, clean = read_file(path, path.name)
    return structure(clean, doc_id=doc_id_of(data), source=path.name)


def row(document: Document, c: Commitment) -> dict:
    q = c.quantity
    clause = next(x for x in document.clauses if x.clause_id == c.clause_id)
    return {
        "source": document.source,
        "clause_id": c.clause_id,
        "sentence": clause.text,
        "evidence": document.text[c.start : c.end],
        "action": c.action,
        "object": c.object,
        "value": None if q.unit == "全覆盖" else float(q.value),
        "upper": None if q.upper is None else float(q.upper),
        "unit": q.unit,
        "comparator": _SIGNS[q.comparator],
        "kind": c.kind,
        "year": c.year,
        "star": c.is_starred,
        "district": document.metadata.district,
        "period": c.period,
    }


if __name__ == "__main__":
    rows = []
    for path in map(Path, sys.argv[2:]):
        document = read(path)
        rows += [row(document, c) for c in find_commitments(document)]
    Path(sys.argv[1]).write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows))
