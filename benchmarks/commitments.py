"""Commitments on marked documents and real reports: ``make bench-commitments SETS=folder`` prints them.

``folder/commitments`` holds ``gold.jsonl`` and its scorer, ``folder/../seeds`` the marked documents; what they are
found under in ``corpus/`` is told by content. ``folder/reports`` holds real reports: their measures are counted, and
those that a year, a date or an ordinal was taken for are printed. With ``--sample``, 200 of them are printed, to read.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.machine import describe
from indexer.exports.rows import commitment_row
from indexer.insight.entry import Entry
from indexer.reading import read_file
from indexer.records import Document
from indexer.structure import doc_id_of, structure
from indexer.structure.commitments import find_commitments

_CORPUS = Path("corpus")
_SAMPLE, _SEED = 200, 2025
_LEAST_SECONDS = 2.0  # of extraction, so that the clauses a second repeat
# A number that is part of one of these measures nothing.
_NO_QUANTITY = re.compile(
    r"(?:19|20)\d\d年(?!来|均)|\d{1,2}月(?:\d{1,2}日)?(?!均)|第\s?[\d一二三四五六七八九十百]+[^\s，。；、]?|\d{1,2}日(?!内|均)"
)


def _read(path: Path) -> Document:
    data, clean = read_file(path, path.name)
    return structure(clean, doc_id=doc_id_of(data), source=path.name)


def _entries(document: Document) -> list[Entry]:
    clauses = {clause.clause_id: clause for clause in document.clauses}
    return [Entry(found, clauses[found.clause_id], document.ref) for found in find_commitments(document)]


def _score(folder: Path, documents: list[Document]) -> None:
    """Print the line of the scorer that stands beside the marks, and above it what is missed and wrong."""
    scorer, gold = folder / "commitments/score_commitments.py", folder / "commitments/gold.jsonl"
    if not gold.exists():
        print(f"{gold} is not there: nothing to compare with")
        return
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as found:
        for document in documents:
            for entry in _entries(document):
                found.write(json.dumps(commitment_row(entry), ensure_ascii=False) + "\n")
        found.flush()
        subprocess.run([sys.executable, str(scorer), str(gold), found.name, str(_CORPUS)], check=True)


def _is_no_quantity(entry: Entry) -> bool:
    """Tell whether the number of an entry overlaps a year, a date or an ordinal of its clause."""
    quantity = entry.commitment.quantity
    spans = (match.span() for match in _NO_QUANTITY.finditer(entry.clause.text))
    return any(start < quantity.end and quantity.start < end for start, end in spans)


def _count(documents: list[Document], *, sample: bool) -> None:
    entries = [entry for document in documents for entry in _entries(document)]
    suspects = [entry for entry in entries if _is_no_quantity(entry)]
    print(f"{len(entries)} measures in {len(documents)} reports, {len(suspects)} of a year, a date or an ordinal")
    for entry in suspects:
        print(f"  {entry.document.source}: {entry.evidence}")
    chosen = random.Random(_SEED).sample(entries, min(_SAMPLE, len(entries))) if sample else []  # noqa: S311 - no secret
    for number, entry in enumerate(chosen, start=1):
        row = commitment_row(entry)
        print(f"{number}. {row['sentence']}\n   {row['evidence']} | " + " | ".join(
            str(row[field]) for field in ("action", "object", "value", "unit", "comparator", "kind", "year", "period")
        ))  # fmt: skip


def _print_speed(documents: list[Document]) -> None:
    clauses = sum(len(document.clauses) for document in documents)
    rounds, start = 0, time.process_time()
    while (spent := time.process_time() - start) < _LEAST_SECONDS:
        for document in documents:
            find_commitments(document)
        rounds += 1
    print(f"extraction: {clauses * rounds / spent:,.0f} clauses/s over {clauses} clauses")


def main() -> None:
    """Score, count and measure; print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path, help="the folder that holds commitments/ and reports/")
    parser.add_argument("--sample", action="store_true", help="print 200 measures of the reports with their sentences")
    options = parser.parse_args()
    corpus = [_read(path) for path in sorted(_CORPUS.glob("*.txt"))]
    _score(options.sets, corpus)
    reports = [_read(path) for path in sorted((options.sets / "reports").glob("*.txt"))]
    if reports:
        _count(reports, sample=options.sample)
    _print_speed(corpus + reports)
    print(describe())


if __name__ == "__main__":
    main()
