"""Sheets and delimited values: one line a row, labelled by the columns where they have names."""

from __future__ import annotations

import datetime
import io
import time
import zipfile

import openpyxl
import pytest

from indexer.errors import FileRefused
from indexer.reading import read_bytes
from indexer.reading.formats.csv_table import read_csv
from indexer.reading.formats.markdown import is_markdown, read_markdown
from indexer.reading.formats.tables import ACROSS, is_layout, lines_of_table
from indexer.reading.formats.xlsx import read_xlsx, show_value


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_content_beyond_the_columns_that_are_read_is_not_passed_over() -> None:
    book = openpyxl.Workbook()
    book.active.append(["任务", "单位", *[None] * 198, "新增床位480张"])
    with pytest.raises(FileRefused, match="工作表 Sheet 有 201 列内容，上限是 200 列"):
        read_bytes(saved(book), "a.xlsx")


def test_a_task_list_in_a_workbook() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "重点任务"
    sheet.append(["2025年重点工作任务分解表"])
    sheet.append(["序号", "任务", "牵头单位", "完成时限"])
    sheet.append(["一、民生保障"])
    sheet.append([1, "新增养老床位\n480张", "民政局", datetime.date(2025, 6, 30)])
    sheet.append([2, "改建床位150张", None, "12月底"])
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A3:D3")
    sheet.merge_cells("C4:C5")
    other = book.create_sheet("Sheet2")
    other.append(["指标", "目标"])
    other.append(["就业率", 0.955])
    other["B2"].number_format = "0.0%"
    book.create_sheet("备用").sheet_state = "hidden"
    book["备用"]["A1"] = "下拉选项"
    assert read_xlsx(saved(book)).text.splitlines() == [
        "重点任务",
        "2025年重点工作任务分解表",
        "一、民生保障",
        "1.任务：新增养老床位480张；牵头单位：民政局；完成时限：2025-06-30",
        "2.任务：改建床位150张；牵头单位：民政局；完成时限：12月底",
        "指标：就业率；目标：95.5%",
    ]


def test_what_a_workbook_hides_is_listed_and_filtered_rows_are_read() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["任务", "内部编码", "单位"], ["床位", "X1", "民政局"], ["食堂", "X2", "民政局"]):
        sheet.append(row)
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[3].hidden = True
    book.create_sheet("备用").sheet_state = "hidden"
    book["备用"]["A1"] = "下拉选项"
    found = read_xlsx(saved(book))
    assert found.text.splitlines() == ["任务：床位；单位：民政局", "任务：食堂；单位：民政局"]
    assert [(removal.text, removal.reason) for removal in found.removed] == [
        ("内部编码 X1 X2", "隐藏的列"),
        ("备用：下拉选项", "隐藏的工作表"),
    ]


def test_two_tables_on_a_sheet_each_have_their_own_labels() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2025年任务表", None, None, "单位：万元"])
    sheet.append(["序号", "任务", "责任单位", None])
    sheet.append([None, None, "牵头", "配合"])
    sheet.append([1, "新增床位480张", "民政局\n财政局", "卫健委"])
    sheet.append([])
    sheet.append(["项目", "计划完成时间"])
    sheet.append(["口袋公园", "12月底"])
    assert read_xlsx(saved(book)).text.splitlines() == [
        "2025年任务表 | 单位：万元",
        "1.任务：新增床位480张；责任单位·牵头：民政局、财政局；责任单位·配合：卫健委",
        "项目：口袋公园；计划完成时间：12月底",
    ]


def test_formats_and_merged_areas_to_the_end_of_a_sheet_cost_nothing() -> None:
    book = openpyxl.Workbook()
    book.active.append(["任务", "单位"])
    book.active.append(["床位", "民政局"])
    book.active.merge_cells("D1:D2")
    with zipfile.ZipFile(io.BytesIO(saved(book))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = "xl/worksheets/sheet1.xml"
    empty = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (at, at) for at in range(3, 300_000))
    sheet = parts[name].replace(b"</sheetData>", empty + b"</sheetData>").replace(b"D1:D2", b"D1:XFD1048576")
    assert sheet != parts[name]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in (parts | {name: sheet}).items():
            package.writestr(part, content)
    started = time.perf_counter()
    assert read_bytes(file.getvalue(), "a.xlsx").text == "任务：床位；单位：民政局"
    assert time.perf_counter() - started < 5


def test_an_empty_workbook_is_refused() -> None:
    with pytest.raises(FileRefused, match="没有内容"):
        read_bytes(saved(openpyxl.Workbook()), "a.xlsx")


@pytest.mark.parametrize(
    ("value", "style", "shown"),
    [
        (12000, "#,##0", "12,000"),
        (1.2, "General", "1.2"),
        (0.1 + 0.2, "General", "0.3"),
        (480.0, "0", "480"),
        (3.14159, "0.00_ ", "3.14"),
        (5, '0"个"', "5个"),
        (0.05, "0%", "5%"),
        (True, "General", "True"),
        (datetime.datetime(2025, 6, 1), 'yyyy"年"m"月"d"日"', "2025年6月1日"),
        (datetime.datetime(2025, 6, 1, 9, 30), "General", "2025-06-01 09:30"),
        (None, "General", ""),
    ],
)
def test_values_are_read_as_they_are_shown(value: object, style: str, shown: str) -> None:
    assert show_value(value, style) == shown


def test_a_header_of_two_rows_and_a_header_repeated() -> None:
    head = [("任务", "完成时限", ACROSS), ("任务", "上半年", "下半年")]
    rows = [*head, ("床位", "200张", "280张"), ("食堂", "3个", ACROSS)]
    assert lines_of_table(rows) == [
        "任务：床位；完成时限·上半年：200张；完成时限·下半年：280张",
        "任务：食堂；完成时限·上半年：3个",
    ]
    repeated = [("任务", "单位"), ("床位", "民政局"), ("任务", "单位"), ("食堂", "民政局")]
    assert lines_of_table(repeated) == ["任务：床位；单位：民政局", "任务：食堂；单位：民政局"]


def test_equal_cells_side_by_side_are_both_kept() -> None:
    assert lines_of_table([("任务", "一季度完成", "二季度完成"), ("床位", "是", "是")]) == [
        "任务：床位；一季度完成：是；二季度完成：是"
    ]


def test_one_column_and_long_cells_are_a_layout() -> None:
    assert is_layout([["第一段。"], ["第二段。"]])
    assert is_layout([["左", "长" * 700]])
    assert not is_layout([["甲", "乙"]])


def test_csv_and_tsv_by_content() -> None:
    tasks = '任务,牵头单位\n新增床位480张,民政局\n"改建,扩建",建管委\n'
    lines = ["任务：新增床位480张；牵头单位：民政局", "任务：改建,扩建；牵头单位：建管委"]
    assert read_bytes(tasks.encode("gb18030"), "清单").text.splitlines() == lines
    assert read_csv(tasks.replace(",", "\t").replace('"改建\t扩建"', "改建,扩建"), "清单.tsv") == "\n".join(lines)


@pytest.mark.parametrize(
    "prose",
    [
        "加强养老建设,改建150张床位。\n推进食堂建设,新增5个。\n",
        "一是建床位,二是建食堂\n三是建学校,四是建医院\n五是建公园,六是建道路\n",
        "480",
        'He said "a, b\nc, d',
    ],
)
def test_prose_with_commas_is_no_table(prose: str) -> None:
    assert read_csv(prose, "a.txt") is None


def test_markdown_loses_its_marks_and_nothing_else() -> None:
    text = "# 工作安排\n\n> 新增**480张**床位，3~5个*试点*，见[附件](a.docx)。\n\n---\n\n* 建食堂\n\n2*3*4，a_b_c\n"
    assert is_markdown(text, "a.md")
    assert read_markdown(text).split() == ["工作安排", "新增480张床位，3~5个试点，见附件。", "建食堂", "2*3*4，a_b_c"]


@pytest.mark.parametrize(
    "text", ["★新增床位480张。\n* 注：★为实事项目。", "# 号楼加装电梯\n新增5台。", "一、工作\n- 1 -\n二、要求"]
)
def test_plain_text_is_not_taken_for_markdown(text: str) -> None:
    assert not is_markdown(text, "a.txt")
