"""A list of questions, answered into a workbook."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from tests.app.browser.tools import Page, expect


def test_a_list_is_answered_into_a_workbook(page: Page, server: str, tmp_path: Path) -> None:
    page.goto(server + "?view=batch")
    lines = "序号,问题\n1,新增养老床位多少张\n2,？？\n".encode("gb18030")
    page.locator("input[type=file]").set_input_files({"name": "清单.csv", "mimeType": "text/csv", "buffer": lines})
    expect(page.get_by_test_id("stFileChip")).to_be_visible()
    page.get_by_role("button", name="开始").click()
    expect(page.locator(".gz-task")).to_have_count(1)
    expect(page.locator(".gz-warning")).to_contain_text("第 3 行")
    with page.expect_download() as wanted:
        page.get_by_role("button", name="下载 Excel").click()
    wanted.value.save_as(tmp_path / "批量.xlsx")
    book = load_workbook(tmp_path / "批量.xlsx")
    assert book.sheetnames == ["结果", "未找到", "有问题的行", "说明"]
    assert any("480" in str(cell.value) for cells in book["结果"].iter_rows() for cell in cells)
