"""A citation names document, place and words."""

from __future__ import annotations

from indexer.citation import citation
from indexer.records import Clause, DocumentRef, Metadata


def test_a_citation_stands_in_one_line_and_leaves_out_what_is_not_known() -> None:
    clause = Clause("c1", "d1", 1, ("五、民生", "19.养老"), "新增\n480张养老床位。", 0, 12)
    known = Metadata(title="重点工作安排", district="静安区", year=2025, doc_number="静府发〔2025〕3号")
    assert citation(DocumentRef("d1", "a.txt", known, 1), clause) == (
        "《重点工作安排》（静安区，2025年，静府发〔2025〕3号）五、民生 › 19.养老「新增 480张养老床位。」"
    )
    assert (
        citation(DocumentRef("d1", "x/安排.txt", Metadata(), 1), clause)
        == "《安排》五、民生 › 19.养老「新增 480张养老床位。」"
    )
