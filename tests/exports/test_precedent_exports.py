"""What a researcher takes away leads back to the clause, in every kind of file."""

from __future__ import annotations

from indexer.exports.precedent_exports import citations, paragraphs, precedent_sheets
from indexer.insight.draft import Draft, Sentence
from indexer.insight.precedent import Finding, Precedent, Precedents, Variant
from indexer.insight.wording_diff import Wording, align
from indexer.records import Clause, DocumentRef, Metadata
from indexer.tables import Link

WORDS = "健全接诉即办机制"
CLAUSE = Clause("d-1", "d", 1, ("一、治理",), WORDS, 0, len(WORDS))
DOCUMENT = DocumentRef("d", "d.txt", Metadata(title="甲区报告", district="甲区", year=2025), 1)
SENTENCE = Sentence(WORDS, 0, len(WORDS))
PRECEDENT = Precedent(CLAUSE, DOCUMENT, align(Wording(WORDS, list), Wording(WORDS, list)))
FOUND = Precedents(Draft(WORDS, (SENTENCE,), ()), (Finding(SENTENCE, (Variant((PRECEDENT,)),)),), (DOCUMENT,))
CITED = f"《甲区报告》（甲区，2025年）第一部分「{WORDS}」"


def address(clause: Clause) -> str:
    return f"http://here/?clause={clause.clause_id}"


def test_text_and_word_end_a_citation_in_its_address() -> None:
    assert f"{CITED} http://here/?clause=d-1\n" in citations(FOUND, address=address)
    urls = [run.url for paragraph in paragraphs(FOUND, address=address) for run in paragraph.runs if run.url]
    assert urls == ["http://here/?clause=d-1"]


def test_without_an_address_a_citation_is_whole_all_the_same() -> None:
    assert f"{CITED}\n" in citations(FOUND)


def test_a_row_of_the_table_leads_to_its_clause() -> None:
    sheet = precedent_sheets(FOUND, address=address)[0]
    (row,) = (dict(zip(sheet.columns, cells, strict=True)) for cells in sheet.rows)
    assert (row["引文"], row["链接"]) == (CITED, Link("http://here/?clause=d-1"))
    (row,) = (dict(zip(sheet.columns, cells, strict=True)) for cells in precedent_sheets(FOUND)[0].rows)
    assert row["链接"] is None
