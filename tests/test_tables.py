"""Tables open in a spreadsheet as they are: text is text, numbers are numbers, nothing is computed."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from indexer.errors import OutputFailed
from indexer.tables import Link, Sheet, csv_bytes, neutral, save, xlsx_bytes

STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]


def read_csv(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def open_book(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_csv_has_a_mark_and_lines_of_windows() -> None:
    data = csv_bytes(Sheet("表", ("区", "数"), [("静安区", 150), ("徐汇区", None)]))
    assert data == "\ufeff区,数\r\n静安区,150\r\n徐汇区,\r\n".encode()


@pytest.mark.parametrize("start", STARTS)
def test_text_is_never_a_formula(start: str) -> None:
    evil = f'{start}HYPERLINK("http://x","点")'
    sheet = Sheet("表", (evil,), [(evil,)])
    assert read_csv(csv_bytes(sheet)) == [["'" + evil], ["'" + evil]]
    for cell in next(zip(*open_book(xlsx_bytes([sheet])).active.iter_rows(), strict=True)):
        assert (cell.data_type, cell.value.strip()) == ("s", evil.strip())
        assert cell.quotePrefix


def test_harmless_text_is_left_alone() -> None:
    assert [neutral(cell) for cell in ("", "3~5个", "养老-床位", "0.5")] == ["", "3~5个", "养老-床位", "0.5"]
    cell = open_book(xlsx_bytes([Sheet("表", ("甲",), [("3~5个",)])])).active["A2"]
    assert (cell.value, cell.quotePrefix) == ("3~5个", False)


def test_what_excel_takes_for_an_error_is_text() -> None:
    cell = open_book(xlsx_bytes([Sheet("表", ("甲",), [("#N/A",)])])).active["A2"]
    assert (cell.data_type, cell.value) == ("s", "#N/A")


def test_numbers_stay_numbers() -> None:
    row = (-5, 0.5, Decimal("1.20"), Decimal(-170_000_000_000), Decimal("1E+8"))
    sheet = Sheet("表", tuple("甲乙丙丁戊"), [row])
    assert read_csv(csv_bytes(sheet))[1] == ["-5", "0.5", "1.20", "-170000000000", "100000000"]
    cells = open_book(xlsx_bytes([sheet])).active[2]
    assert [(cell.data_type, cell.value) for cell in cells] == [
        ("n", -5), ("n", 0.5), ("n", 1.2), ("n", -170000000000), ("n", 100000000),
    ]  # fmt: skip


def test_characters_that_no_xml_holds_are_left_out() -> None:
    sheet = Sheet("表\x00", ("甲\x0b",), [("床\x00位\ud800\ufffe480\x1f张",)])
    assert read_csv(csv_bytes(sheet)) == [["甲"], ["床位480张"]]
    book = open_book(xlsx_bytes([sheet]))
    assert (book.sheetnames, book.active["A1"].value, book.active["A2"].value) == (["表"], "甲", "床位480张")


def test_the_head_stays_in_view_and_filters() -> None:
    book = open_book(xlsx_bytes([Sheet("承诺", ("区", "句"), [("静安区", "新增床位。" * 30), ("徐汇区", "短")])]))
    sheet = book.active
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B3")
    assert (sheet["A1"].font.bold, sheet["B2"].alignment.wrap_text) == (True, True)
    assert (sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width) == (7, 60)


def test_a_link_leads_where_it_says() -> None:
    row = (Link("https://x.cn/?doc=d1&clause=d1-0002", "第2条"), Link("file:///etc/passwd"), Link(""))
    sheet = Sheet("表", tuple("甲乙丙"), [row])
    assert read_csv(csv_bytes(sheet))[1] == ["https://x.cn/?doc=d1&clause=d1-0002", "file:///etc/passwd", ""]
    web, local, none = open_book(xlsx_bytes([sheet])).active[2]
    assert (web.value, web.hyperlink.target) == ("第2条", "https://x.cn/?doc=d1&clause=d1-0002")
    assert (local.value, local.hyperlink) == ("file:///etc/passwd", None)
    assert none.value is None


def test_a_cell_that_is_too_long_says_so() -> None:
    value = open_book(xlsx_bytes([Sheet("表", ("甲",), [("长" * 40_000,)])])).active["A2"].value
    assert len(value) == 32_767
    assert value.endswith("长…（单元格放不下，已截断）")


def test_names_of_sheets_are_what_excel_takes() -> None:
    names = ["2025/静安:[一]", "A", "a", "", "很长" * 20, "很长" * 20]
    book = open_book(xlsx_bytes([Sheet(name, ("甲",), []) for name in names]))
    assert book.sheetnames == ["2025-静安--一-", "A", "a-2", "表", ("很长" * 20)[:31], ("很长" * 20)[:29] + "-2"]


def test_a_workbook_without_a_sheet_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one sheet"):
        xlsx_bytes([])


def test_saving_replaces_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_bytes(b"before")
    path.chmod(0o640)
    save(path, b"after")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"after", 0o640)
    assert [entry.name for entry in tmp_path.iterdir()] == ["表.csv"]


def test_where_nothing_can_be_written_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(OutputFailed, match="无法写入（No such file or directory）。请检查目录是否存在"):
        save(tmp_path / "没有的目录" / "表.csv", b"")
    folder = tmp_path / "是目录"
    folder.mkdir()
    with pytest.raises(OutputFailed, match="是目录：无法写入"):
        save(folder, b"x")
    assert [entry.name for entry in tmp_path.iterdir()] == ["是目录"]
