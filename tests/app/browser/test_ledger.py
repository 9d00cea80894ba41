"""The ledger of commitments, as a table, as a workbook, and its pairs."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from openpyxl import load_workbook

from tests.app.browser.tools import Page, expect, overflows


def test_a_row_of_the_ledger_opens_its_clause_and_leads_back(page: Page, server: str) -> None:
    page.goto(server + quote("?view=ledger&q=养老床位", safe="?&="))
    table = page.get_by_test_id("data-grid-canvas")  # drawn, so that cells can be pressed but not asked for
    expect(table).to_be_visible()
    page.wait_for_timeout(500)
    place = table.bounding_box()
    page.mouse.click(place["x"] + 18, place["y"] + 53)  # the box of the first row
    with page.context.expect_page() as opened:
        page.mouse.move(place["x"] + 58, place["y"] + 53)
        page.mouse.click(place["x"] + 58, place["y"] + 53)
    expect(opened.value.locator(".gz-hit")).to_be_in_viewport()
    opened.value.close()
    card = page.locator(".gz-entry:visible")
    expect(card).to_have_count(1)
    words = card.locator("mark").inner_text()
    card.get_by_role("link").click()
    expect(page.locator(".gz-hit")).to_contain_text(words)
    expect(page.locator(".gz-hit")).to_be_in_viewport()
    page.get_by_role("link", name="← 承诺台账").click()
    expect(page.get_by_label("主题")).to_have_value("养老床位")


def test_the_ledger_is_saved_as_a_workbook_that_leads_back(page: Page, server: str, tmp_path: Path) -> None:
    page.goto(server + quote("?view=ledger&district=静安区&year=2025", safe="?&="))
    with page.expect_download() as wanted:
        page.get_by_role("button", name="导出 Excel").click()
    wanted.value.save_as(tmp_path / "台账.xlsx")
    sheet = load_workbook(tmp_path / "台账.xlsx").active
    assert sheet is not None
    head, *rows = sheet.iter_rows()
    names = [cell.value for cell in head]
    row = next(row for row in rows if row[names.index("原文")].value == "新增480张养老床位")
    assert row[names.index("数值")].value == 480
    link = row[names.index("链接")].hyperlink
    assert link
    page.goto(link.target)
    expect(page.locator(".gz-hit")).to_contain_text("新增480张养老床位")


def test_a_phone_decides_on_a_pair(phone: Page, server: str) -> None:
    phone.goto(server + "?view=ledger&part=pairs&sort=twice")
    first = phone.locator("[class*=st-key-pair_0]")
    expect(first.locator(".gz-side")).to_have_count(2)
    first.get_by_role("button", name="是一回事", exact=True).click()
    expect(first).to_contain_text("已定：是一回事")
    phone.reload()
    expect(first).to_contain_text("已定：是一回事")
    first.get_by_role("button", name="撤回").click()
    expect(first.get_by_role("button", name="不是一回事")).to_be_visible()
    assert not overflows(phone)
