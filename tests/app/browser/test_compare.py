"""A topic side by side in a real browser: files opened and read again, links reopened, keyboard, phone."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from docx import Document
from openpyxl import load_workbook

from tests.app.browser.tools import Page, expect, open_page, overflows, settle, tab_to


def compare(page: Page, server: str, words: str, more: str = "") -> None:
    open_page(page, f"{server}?view=compare&q={quote(words)}{more}")


def test_a_comparison_is_asked_opens_its_clauses_and_is_reopened_by_its_link(page: Page, server: str) -> None:
    open_page(page, server + "?view=compare")
    page.get_by_label("主题").fill("加装电梯")
    page.get_by_label("主题").press("Enter")
    figures = page.get_by_role("region", name="并排的数字")
    row = figures.get_by_role("row", name="完工既有多层住宅加装电梯")
    expect(row).to_contain_text("100台")
    expect(row).to_contain_text("333台")
    settle(page)
    page.get_by_text("比各年", exact=True).click()
    expect(page.get_by_role("columnheader", name="2020年").first).to_be_visible()
    settle(page)
    there = page.url
    clause = page.get_by_role("region", name="并排的条款").get_by_role("cell").first
    words = clause.locator(".gz-text").inner_text()
    clause.get_by_role("link", name="打开原文").click()
    expect(page.locator(".gz-hit")).to_contain_text(words)
    page.go_back()
    expect(page.get_by_role("columnheader", name="2020年").first).to_be_visible()
    open_page(page, there)
    expect(page.get_by_label("主题")).to_have_value("加装电梯")
    expect(page.get_by_role("columnheader", name="2020年").first).to_be_visible()


def test_word_and_excel_hold_what_the_page_shows_and_lead_back(page: Page, server: str, tmp_path: Path) -> None:
    compare(page, server, "养老床位", "&year=2025")
    for name, file in (("Word", tmp_path / "c.docx"), ("Excel", tmp_path / "c.xlsx")):
        with page.expect_download() as wanted:
            page.get_by_role("button", name=f"导出 {name}").click()
        wanted.value.save_as(file)
    shown = page.locator(".gz-clauses .gz-text").all_inner_texts()
    text = "\n".join(paragraph.text for paragraph in Document(str(tmp_path / "c.docx")).paragraphs)
    assert shown
    assert all(" ".join(clause.split()) in text for clause in shown)
    sheet = load_workbook(tmp_path / "c.xlsx")["数字明细"]
    head, *rows = sheet.iter_rows()
    names = [cell.value for cell in head]
    row = next(row for row in rows if row[names.index("数字（原文）")].value == "新增480张养老床位")
    link = row[names.index("链接")].hyperlink
    assert link
    open_page(page, link.target)
    expect(page.locator(".gz-hit")).to_contain_text("480张养老床位")


def test_the_keyboard_reaches_the_tables_and_scrolls_them(page: Page, server: str) -> None:
    compare(page, server, "养老床位")
    tab_to(page, ".gz-scroll", most=80)
    tab_to(page, ".gz-compare a")


def test_a_phone_shows_one_below_the_other(phone: Page, server: str) -> None:
    compare(phone, server, "养老床位", "&year=2025")
    cells = phone.locator(".gz-clauses td:not(.gz-none)")
    expect(cells.first).to_be_visible()
    first, second = (cells.nth(at).bounding_box() for at in (0, 1))
    assert first
    assert second
    assert second["y"] >= first["y"] + first["height"] - 1
    expect(cells.first.locator(".gz-only-narrow")).to_have_text("黄浦区")
    assert not overflows(phone)
