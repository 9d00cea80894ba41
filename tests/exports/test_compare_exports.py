"""A comparison as files: opened and read again, they hold what was asked, every figure and clause, and every gap."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest

from indexer import Searcher
from indexer.build import build
from indexer.exports.compare_exports import comparison_sheets, paragraphs
from indexer.exports.compare_words import amount_words, cut_words, gap_sentences, thing_of, title_of
from indexer.insight import compare as module
from indexer.insight.alike import Group
from indexer.insight.compare import Column, Comparison, compare
from indexer.settings import Settings
from indexer.tables import xlsx_bytes
from indexer.word import docx_bytes

HOSTILE = '新增口袋公园7座，=HYPERLINK("http://x") <img src=x onerror=1> :red[x] $x$ 3~5个。'


@pytest.fixture
def searcher(settings: Settings, corpus: Path) -> Searcher:
    (corpus / "南岭.txt").write_text(f"2025年南岭片区重点工作安排\n一、绿化\n1.{HOSTILE}\n", encoding="utf-8")
    build(settings.corpus, settings.index, settings=settings)
    return Searcher.open(settings.index, settings=settings)


@pytest.fixture
def found(searcher: Searcher) -> Comparison:
    return compare(searcher, '"口袋公园"')


def address(document: object, clause: object) -> str:
    return f"https://example.cn/?clause={clause.clause_id}"  # type: ignore[attr-defined]


def test_a_row_of_figures_is_named_by_what_it_counts_its_unit_and_kind(found: Comparison) -> None:
    titles = {title_of(row) for row in found.figures}
    assert "口袋公园（座，目标）" in titles or "新增口袋公园（座，目标）" in titles
    assert {amount_words(entry) for row in found.figures for cell in row.cells for entry in cell} >= {"3座", "5座"}
    assert all("（" not in thing_of(row) for row in found.figures)


def test_gaps_are_told_in_words(searcher: Searcher) -> None:
    said = list(gap_sentences(compare(searcher, '"加装电梯"', years=[2025])))
    assert "有文件但没有提到：西山区、未知区。" in said
    assert "写明的数都是完成，没有找到目标数。" in said
    said = list(gap_sentences(compare(searcher, "2024年完成的加装电梯", districts=["东川区", "西山区"])))
    assert "这些文件没有所问的部分，说没说不知道：西山区2025年《2025年西山区政府重点工作安排》。" in said


def test_what_is_only_near_is_not_called_said(found: Comparison) -> None:
    result = found.columns[0].clauses[0].first
    near = Column("甲区", "said", (result.document,), (Group(replace(result, parts={"coverage": 0.0})),))
    said = list(gap_sentences(replace(found, columns=(*found.columns, near))))
    assert "所问的字词不全，或只是意思相近，请看原文：甲区。" in said
    assert not any("没有写明数字" in sentence for sentence in said)
    plain = Column("乙区", "said", (result.document,), (Group(result),))
    assert "说到了，但没有写明数字：乙区。" in list(gap_sentences(replace(found, columns=(*found.columns, plain))))


def test_what_was_cut_is_told(searcher: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cut_words(compare(searcher, '"养老"')) == ""
    monkeypatch.setattr(module, "LISTED", 1)
    cut = compare(searcher, '"新增"', districts=["东川区"])
    assert cut_words(cut) == "条款太多，没有全部列出：东川区（取了 1 条）。"


def test_the_workbook_holds_figures_clauses_gaps_and_how_it_was_asked(searcher: Searcher, found: Comparison) -> None:
    sheets = comparison_sheets(found, searcher.manifest, asked_at="2025-03-01 09:00", address=address)
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(sheets)))
    assert book.sheetnames == ["数字", "条款", "数字明细", "条款明细", "没有的", "说明"]
    names = [column.name for column in found.columns]
    assert [cell.value for cell in book["数字"][1]][3:] == names
    assert [cell.value for cell in book["条款"][1]][2:] == names
    figures = list(book["数字明细"].iter_rows(min_row=2, values_only=True))
    assert {(row[1], row[6], row[8], row[9]) for row in figures} >= {
        ("东川区", 3, "座", "目标"),
        ("西山区", 5, "座", "目标"),
    }
    clauses = list(book["条款明细"].iter_rows(min_row=2, values_only=True))
    assert len(clauses) == sum(column.count for column in found.columns)
    assert any("=HYPERLINK" in str(row[6]) and "<img src=x onerror=1>" in str(row[6]) for row in clauses)
    assert {cell.hyperlink.target for (cell,) in book["条款明细"].iter_rows(min_row=2, min_col=14) if cell.hyperlink}
    told = dict(book["说明"].iter_rows(min_row=2, values_only=True))
    assert (told["所问"], told["生成时间"]) == ('"口袋公园"', "2025-03-01 09:00")
    assert told["是否截断"] == "没有，找到的都在这里。"


def test_gaps_have_a_sheet(searcher: Searcher) -> None:
    found = compare(searcher, '"加装电梯"', districts=["东川区", "西山区", "静安区"])
    gaps = next(sheet for sheet in comparison_sheets(found, searcher.manifest, asked_at="") if sheet.name == "没有的")
    assert [row[:2] for row in gaps.rows] == [["西山区", "没提到"], ["静安区", "未收录"]]


def test_word_has_a_heading_for_each_column_and_every_clause_with_its_link(
    searcher: Searcher, found: Comparison
) -> None:
    text = paragraphs(found, searcher.manifest, asked_at="2025-03-01 09:00", address=address)
    read = docx.Document(io.BytesIO(docx_bytes(text, title="对比")))
    lines = [paragraph.text for paragraph in read.paragraphs]
    headings = [p.text for p in read.paragraphs if p.style and p.style.name == "Heading 2"]
    assert headings == ["数字", *(f"{column.name}  有" for column in found.columns)]
    assert '所问："口袋公园"' in lines
    for column in found.columns:
        for group in column.clauses:
            clause = group.first.clause
            assert any(" ".join(clause.text.split()) in line and clause.clause_id in line for line in lines)
