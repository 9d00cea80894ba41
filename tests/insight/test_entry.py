"""The year of a ledger entry, where the text of its figure says none."""

from __future__ import annotations

from indexer.insight.entry import Entry
from indexer.records import REVIEW, Clause, Document, Metadata
from indexer.structure.commitments import find_commitments


def test_what_was_before_a_change_is_not_of_the_year_of_the_document() -> None:
    text = "五年来，公园从40座增加到66座。"
    clause = Clause("d-1", "d", 1, (), text, 0, len(text), (REVIEW,))
    metadata = Metadata(year=2031, doc_type="政府工作报告")
    document = Document("d", "d.txt", metadata, text, clauses=(clause,))
    entries = [Entry(found, clause, document.ref) for found in find_commitments(document)]
    assert [entry.year for entry in entries] == [None, 2030]
