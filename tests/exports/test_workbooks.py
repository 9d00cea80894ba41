"""The sheets of a survey: what was said, what was not, and what is not loaded never stand in one place."""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl
import pytest

from indexer import Searcher
from indexer.build import build
from indexer.exports.workbooks import batch_sheets, coverage_sheets, matrix_of
from indexer.insight.batch import answer, read_tasks
from indexer.insight.topic import cover
from indexer.settings import Settings
from indexer.tables import Sheet, csv_bytes, xlsx_bytes


@pytest.fixture
def searcher(settings: Settings) -> Searcher:
    build(settings.corpus, settings.index, settings=settings)
    return Searcher.open(settings.index, settings=settings)


def records(sheet: Sheet) -> list[dict[str, object]]:
    return [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]


def by_name(sheets: Sequence[Sheet]) -> dict[str, list[dict[str, object]]]:
    return {sheet.name: records(sheet) for sheet in sheets}


def test_the_table_says_each_cell_in_a_word(searcher: Searcher) -> None:
    head, rows = matrix_of(cover(searcher, '"口袋公园"'))
    assert head == ["", "2025年"]
    assert rows == [["东川区", "有 目标3座"], ["西山区", "有 目标5座"]]
    assert matrix_of(cover(searcher, '"加装电梯"'))[1] == [["东川区", "有 完成15台"], ["西山区", "无"]]
    assert matrix_of(cover(searcher, "2024年完成的加装电梯"))[1] == [["东川区", "有 完成15台"], ["西山区", "缺这部分"]]
    assert matrix_of(cover(searcher, "口袋公园", types=["重点工作安排"]))[1] == [
        ["东川区", "未收录"],
        ["西山区", "有 目标5座"],
    ]


def test_coverage_sheets(searcher: Searcher) -> None:
    coverage = cover(searcher, '"加装电梯"', districts=["东川区", "西山区", "静安区"], years=[2025, 2023])
    sheets = by_name(coverage_sheets(coverage, searcher.manifest, lambda result: f"https://x/{result.clause.ordinal}"))
    assert list(sheets) == ["覆盖", "条款", "未收录", "说明"]
    east, west = sheets["条款"]
    assert (east["区"], east["年份"], east["情况"]) == ("东川区", 2025, "有")
    assert (east["数字（原文）"], east["数值"], east["单位"], east["目标或完成"]) == ("加装电梯15台", 15, "台", "完成")
    assert east["适用年份"] == 2024
    assert "加装电梯15台" in str(east["条款"])
    assert east["来源文件"] == "东川区报告.txt"
    assert west["情况"] == "无"
    assert west["条款"] is None
    assert [(row["区"], row["年份"]) for row in sheets["未收录"]] == [("静安区", None), (None, "2023")]
    told = [(row["项目"], row["内容"]) for row in sheets["说明"]]
    assert ("索引内容", "2 个文件，10 条条款") in told
    assert ("限定", "东川区，西山区，2025年，静安区（没有收录），2023（没有收录）") in told


def test_batch_sheets(searcher: Searcher) -> None:
    tasks = read_tasks('序号,任务\n1,"“加装电梯”"\n2,=1+1\n3,静安区口袋公园\n4,？\n'.encode(), "清单.csv")
    found = answer(searcher, tasks)
    made = batch_sheets(found, tasks, searcher.manifest, asked_at="2025-03-01T09:00:00+08:00")
    sheets = by_name(made)
    assert list(sheets) == ["结果", "未找到", "有问题的行", "说明"]
    lift = sheets["结果"][0]
    assert (lift["行"], lift["序号"], lift["问题或任务"], lift["区"], lift["文件年份"]) == (
        2,
        "1",
        "“加装电梯”",
        "东川区",
        2025,
    )
    assert (lift["依据"], lift["数值"], lift["单位"]) == ("字词", 15, "台")
    assert "链接" not in lift
    assert {"区": "西山区", "情况": "没有说到", "收录的文件": "西山区安排.txt"}.items() <= sheets["未找到"][0].items()
    assert {"问题或任务": "静安区口袋公园", "情况": "没有收录这个地区的文件"}.items() <= sheets["未找到"][-1].items()
    assert [(row["行"], row["内容"]) for row in sheets["有问题的行"]] == [(5, "4 ？")]
    told = [(row["项目"], row["内容"]) for row in sheets["说明"]]
    assert ("限定", "没有") in told
    assert ("生成时间", "2025-03-01T09:00:00+08:00") in told
    assert any(searcher.generation in str(content) for _, content in told)
    assert ("查过的文件", "西山区安排.txt（2025年西山区政府重点工作安排）") in told
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(made)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == "=1+1" and cell.data_type == "s" for cell in cells)
    assert not any(cell.data_type == "f" for cell in cells)
    assert "'=1+1" in csv_bytes(made[0]).decode("utf-8-sig") + csv_bytes(made[1]).decode("utf-8-sig")


def test_a_link_leads_to_each_clause(searcher: Searcher) -> None:
    tasks = read_tasks("口袋公园".encode(), "a.txt")
    made = batch_sheets(
        answer(searcher, tasks), tasks, searcher.manifest, asked_at="", link=lambda r: f"https://x/{r.clause.clause_id}"
    )
    (row, *_) = records(made[0])
    assert getattr(row["链接"], "url", "") == f"https://x/{row['条款编号']}"
