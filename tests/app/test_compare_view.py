"""The page of comparisons: columns, figures, gaps in words, and its state in the address. The index is real."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from app.comparing.compare_tables import clauses_table, figures_table, left_out, most_of, shown_rows
from app.state import ACROSS, BOX
from indexer.insight.alike import Group
from indexer.insight.asking import Named
from indexer.insight.compare import Column, Comparison
from indexer.insight.side_by_side import ClauseRow, FigureRow
from indexer.records import Clause, DocumentRef, Query, Result
from tests.app.entries import make_entry
from tests.app.pages import address, markup, open_view, run, text

Use = Callable[[Path, Path], None]
NORTH = make_entry("新增养老床位480张，<b>改建</b>食堂。", district="甲区")
SOUTH = make_entry("新增养老床位300张。", district="乙区")


def href(document: DocumentRef, clause: Clause) -> str:
    return f"?doc={document.doc_id}&clause={clause.clause_id}"


def group(entry: object, rank: int = 1, coverage: float = 1.0) -> Group:
    return Group(Result(rank, 0.9, {"coverage": coverage}, entry.clause, entry.document))  # type: ignore[attr-defined]


def make_comparison() -> Comparison:
    columns = (
        Column("甲区", "said", (NORTH.document,), (group(NORTH), group(NORTH, 2)), figures=(NORTH,)),
        Column("乙区", "said", (SOUTH.document,), (group(SOUTH, coverage=0.0),), figures=(SOUTH,)),
        Column("丙区", "silent", (SOUTH.document,), nearest=group(SOUTH).first),
        Column("丁区", "not_loaded"),
    )
    clauses = (
        ClauseRow((columns[0].clauses[0], columns[1].clauses[0], None, None), frozenset({0, 1})),
        ClauseRow((columns[0].clauses[1], None, None, None)),
    )
    figures = (FigureRow(((NORTH,), (SOUTH,), (), ())),)
    return Comparison("养老", Query("养老", "养老"), "district", columns, figures, clauses, Named(), ())


def cells(table: str) -> list[str]:
    return re.findall(r"<td[^>]*>(.*?)</td>", table)


def test_figures_of_one_thing_stand_in_a_row_each_a_link_to_its_clause() -> None:
    table = figures_table(make_comparison(), most=5, href=href)
    north, south, silent = cells(table)
    assert "<b>480张</b>" in north
    assert f"clause={NORTH.clause.clause_id}" in html.unescape(north)
    assert "<b>300张</b>" in south
    assert "没有写" in silent
    assert "丁区" not in table  # nothing is loaded: named in words, no column


def test_clauses_stand_beside_one_another_escaped_with_citation_and_mark() -> None:
    found = make_comparison()
    table = clauses_table(found, found.clauses, href)
    assert "&lt;b&gt;改建&lt;/b&gt;" in table
    assert table.count("≈ 措辞相近") == 2
    assert cells(table)[1].count("◐ 相近") == 1
    assert table.count("data-copy=") == 3
    assert "最接近的一条" in table
    assert "甲区 <span" in table


def test_what_is_not_drawn_is_counted() -> None:
    found = make_comparison()
    assert left_out(found, shown_rows(found, 1)) == [("甲区", 1)]
    assert (most_of(20, 20), most_of(60, 20)) == (5, 15)


@pytest.fixture
def small(built: Path, use: Use) -> None:
    use(built / "corpus", built / "index")


def test_a_topic_is_compared_and_the_gaps_are_named(small: None) -> None:
    page = run(open_view(view="compare").text_input(BOX).set_value('"养老床位"'))
    assert address(page, "q") == ['"养老床位"']
    said = text(page)
    assert "3 个地区：● 有 2，○ 没提到 1" in said
    assert "有文件但没有提到：长宁区。" in said
    assert "收入的文件不齐，不能当作没有做：长宁区缺2024年；虹口区缺2025年；杨浦区缺2024年。" in said
    assert "存成文件的有：3 列，条款 3 条，数字 3 个。没有截断。" in said
    assert [button.label for button in page.download_button] == ["导出 Word", "导出 Excel"]


def test_years_are_compared_and_the_address_says_so(small: None) -> None:
    page = open_view(view="compare", q='"养老床位"')
    run(page.segmented_control(ACROSS).set_value("year"))
    assert address(page, "across") == ["year"]
    assert "2 个年份：● 有 2" in text(page)
    again = text(open_view(view="compare", q='"养老床位"', across="year", year="2024"))
    assert "1 个年份：● 有 1" in again
    assert "across=year" in markup(page)  # the way back from a clause


def test_what_is_named_and_not_loaded_is_said_with_or_without_columns(small: None) -> None:
    page = open_view(view="compare", q="养老床位", district="静安区")
    assert "没有收入静安区的文件，说没说不知道。" in text(page)
    assert not page.download_button
    assert "没有收入文件，说没说不知道：长宁区、杨浦区。" in text(
        open_view(view="compare", q='"养老床位"', year="2024")
    )


def test_a_topic_of_which_nobody_speaks(small: None) -> None:
    page = open_view(view="compare", q='"牦牛"')
    assert "3 个地区：○ 没提到 3" in text(page)
    assert "没有与主题相合的数字。" in text(page)


def test_before_anything_is_asked_there_are_examples(small: None) -> None:
    page = open_view(view="compare")
    assert "谁没提到、谁没有收入文件，都写明" in text(page)
    run(page.button("example_0").click())
    assert address(page, "q") == ["养老床位"]


def test_words_without_a_topic_are_answered_in_words(small: None) -> None:
    page = open_view(view="compare", q="2025年")
    assert "没有说主题" in text(page)


def test_hostile_text_is_shown_as_text(small: None, hostile: str) -> None:
    page = open_view(view="compare", q='"食堂"', district="长宁区")
    assert "".join(hostile.split()) in "".join(text(page).split())
    assert "<img" not in markup(page)
