"""Keeping a clause from a search, writing a note, taking it away as a file, removing it and thinking better of it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from tests.app.browser.tools import Page, expect, open_page, overflows, search, settle

WORDS = "新增480张养老床位"


def test_a_clause_is_kept_with_a_note_taken_away_and_removed_and_restored(page: Page, server: str) -> None:
    search(page, server, WORDS, mode="exact")
    settle(page)
    page.get_by_role("button", name="加入收藏").first.click()
    expect(page.get_by_role("button", name="已收藏", exact=True)).to_be_visible()
    settle(page)
    page.get_by_role("link", name="收藏", exact=True).click()
    note = page.get_by_label("备注：")
    expect(note).to_be_visible()
    settle(page)
    note.fill("第三季度核对 *不是标记*\n<b>第二行</b>")
    page.get_by_role("heading", name="收藏").click()
    expect(page.get_by_role("status").filter(has_text="备注已保存")).to_be_visible()
    page.reload()
    expect(note).to_have_value("第三季度核对 *不是标记*\n<b>第二行</b>")
    settle(page)

    page.get_by_role("button", name="导出").click()
    with page.expect_download() as wanted:
        page.get_by_role("button", name="Excel（1 行）").click()
    rows = load_workbook(BytesIO(Path(wanted.value.path()).read_bytes()))["收藏的条款"].iter_rows()
    cells = dict(zip([cell.value for cell in next(rows)], next(rows), strict=True))
    assert WORDS in cells["条款"].value and WORDS in cells["引文"].value
    assert cells["备注"].value == "第三季度核对 *不是标记*\n<b>第二行</b>"
    assert cells["链接"].hyperlink is not None
    page.keyboard.press("Escape")
    settle(page)

    page.get_by_role("button", name="移除").click()
    expect(page.get_by_text("还没有收藏条款。")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="撤销").click()
    expect(note).to_have_value("第三季度核对 *不是标记*\n<b>第二行</b>")
    page.goto(cells["链接"].hyperlink.target)
    expect(page.locator(".gz-hit")).to_contain_text(WORDS)
    expect(page.get_by_role("link", name="← 收藏")).to_be_visible()


def test_a_phone_keeps_a_search(phone: Page, server: str) -> None:
    search(phone, server, "养老床位")
    settle(phone)
    phone.get_by_role("button", name="收藏这次检索").click()
    expect(phone.get_by_role("button", name="已收藏这次检索")).to_be_visible()
    open_page(phone, server + "?view=saved&part=searches")
    expect(phone.get_by_text("上次看过以后，语料没有更新。")).to_be_visible()
    assert not overflows(phone)
    phone.get_by_role("link", name="打开检索").click()
    expect(phone.get_by_label("要查的话")).to_have_value("养老床位")
