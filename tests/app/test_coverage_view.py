"""Said, silent and not loaded are three things that look and read differently."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from app.coverage_view import matrix
from app.marks import legend
from indexer.insight.marks import mark_of
from indexer.insight.topic import Cell, Named, TopicCoverage
from indexer.records import Query, Result
from tests.app.entries import make_entry

ENTRY = make_entry("新增养老床位480张，<b>改建</b>食堂。", district="甲区")
RESULT = Result(1, 0.9, {"coverage": 1.0}, ENTRY.clause, ENTRY.document)
NEAR = Result(1, 0.3, {"coverage": 0.0}, ENTRY.clause, ENTRY.document)


def make_coverage() -> TopicCoverage:
    cells = (
        Cell("甲区", "丙市", 2024, "silent", (ENTRY.document,), nearest=NEAR),
        Cell("甲区", "丙市", 2025, "said", (ENTRY.document,), RESULT, (ENTRY,)),
        Cell("乙区", "丙市", 2024, "not_loaded"),
        Cell("乙区", "丙市", 2025, "said", (ENTRY.document,), NEAR),
    )
    return TopicCoverage(Query("养老", "养老"), (("丙市", "甲区"), ("丙市", "乙区")), (2024, 2025), cells, Named(), ())


def cells() -> list[str]:
    return re.findall(
        r"<td[^>]*>(.*?)</td>", matrix(make_coverage(), lambda doc, clause: f"?doc={doc}&clause={clause}")
    )


def test_the_three_states_have_a_sign_and_a_word_each() -> None:
    marks = re.findall(r'class="gz-mark (gz-[a-z-]+)">([^<]+)<', "".join(cells()))
    assert marks == [
        ("gz-silent", "○ 没提到"),
        ("gz-said", "● 有"),
        ("gz-not-loaded", "／ 没有文件"),
        ("gz-near", "◐ 相近"),
    ]
    assert all(words in legend() for _, words in marks)


def test_what_is_said_leads_to_clause_and_figure() -> None:
    said = cells()[1]
    assert said.count('href="?doc=d-甲区-2025&amp;clause=d-甲区-2025-0001"') == 2
    assert "<b>480张</b> 新增养老床位" in said
    assert "2025年目标" in said
    assert "&lt;b&gt;改建" in said


def test_a_clause_found_by_another_wording_says_so() -> None:
    found = replace(RESULT, reasons=("公文用语：养老", "意思相近"))
    coverage = replace(make_coverage(), cells=(Cell("甲区", "丙市", 2025, "said", (), found),))
    drawn = matrix(coverage, lambda doc, clause: "?x")
    assert "公文用语：养老<" in drawn
    assert "意思相近" not in drawn
    own = replace(RESULT, reasons=("词：床位", "公文用语：养老"))
    coverage = replace(make_coverage(), cells=(Cell("甲区", "丙市", 2025, "said", (), own),))
    assert "公文用语" not in matrix(coverage, lambda doc, clause: "?x")


def test_a_figure_of_another_clause_than_the_one_below_it_says_so() -> None:
    elsewhere = replace(ENTRY, clause=replace(ENTRY.clause, clause_id="other"))
    for figure, said in ((ENTRY, False), (elsewhere, True)):
        coverage = replace(make_coverage(), cells=(Cell("甲区", "丙市", 2025, "said", (), RESULT, figures=(figure,)),))
        assert ("出自另一条" in matrix(coverage, lambda doc, clause: "?x")) == said


def test_links_open_in_a_window_of_their_own_where_this_one_holds_the_answers() -> None:
    drawn = matrix(make_coverage(), lambda doc, clause: "?x", target="_blank")
    assert drawn.count("<a ") == drawn.count('target="_blank"') == 4


def test_silence_shows_what_was_nearest() -> None:
    assert "最接近的一条" in cells()[0]
    assert "href" not in cells()[2]


def test_what_is_near_in_meaning_only_has_a_mark_of_its_own() -> None:
    assert "◐ 相近" in cells()[3]
    assert "只是意思相近，请看原文" in legend()


def test_a_part_that_is_asked_for_and_not_there_is_neither_silence_nor_want_of_documents() -> None:
    cell = Cell("甲区", "丙市", 2024, "not_loaded", (ENTRY.document,))
    assert mark_of(cell) == "partial"
    assert mark_of(Cell("甲区", "丙市", 2024, "not_loaded")) == "not-loaded"


def test_a_long_table_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.coverage_view.ROWS", 1)
    drawn = matrix(make_coverage(), lambda doc, clause: "?x")
    assert len(cells()) == 2
    assert "只列出前 1 个地区（共 2 个）" in drawn
