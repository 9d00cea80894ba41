"""Searching, by mouse, by keyboard, by a link that another reader opens."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from urllib.parse import quote

from tests.app.browser.tools import WIDE, Browser, Page, expect, overflows, search, watched


def test_a_search_shows_districts_and_passages(page: Page, server: str) -> None:
    page.goto(server)
    box = page.get_by_label("要查的话")
    box.fill("养老床位")
    box.press("Enter")
    expect(page.locator(".gz-card").first).to_be_visible()
    expect(page.locator("h2.gz-district")).to_have_count(3)
    districts = page.locator("h2.gz-district").all_inner_texts()
    assert {name.split("\n")[0][:3] for name in districts} >= {"静安区", "徐汇区", "黄浦区"}
    expect(page.locator(".gz-card", has_text="新增480张养老床位").locator("mark").first).to_be_visible()
    assert "q=" + quote("养老床位") in page.url
    assert page.title().startswith("养老床位")
    boxes = page.locator(".gz-card:visible").evaluate_all(
        "cards => cards.map(card => card.getBoundingClientRect().bottom)"
    )
    assert sum(bottom <= WIDE["height"] for bottom in boxes) >= 4
    assert not overflows(page)


def test_a_copied_link_opens_the_same_for_someone_else(browser: Browser, page: Page, server: str) -> None:
    page.goto(server)
    box = page.get_by_label("要查的话")
    box.fill("加装电梯")
    box.press("Enter")
    expect(page.locator(".gz-card").first).to_be_visible()
    page.get_by_role("button", name="区：全部").click()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="黄浦区").click()
    expect(page.locator("h2.gz-district")).to_have_count(1)
    expect(page.locator(".gz-sum").first).to_contain_text("1 个区")
    with watched(browser, WIDE) as other:
        other.goto(page.url)
        expect(other.locator("h2.gz-district")).to_contain_text(["黄浦区"])
        expect(other.get_by_label("要查的话")).to_have_value("加装电梯")
        assert other.locator(".gz-text").all_inner_texts() == page.locator(".gz-text").all_inner_texts()


def test_the_back_button_undoes_the_last_search(page: Page, server: str) -> None:
    page.goto(server)
    box = page.get_by_label("要查的话")
    for words in ("养老床位", "停车"):
        box.fill(words)
        box.press("Enter")
        expect(page.locator(".gz-card mark", has_text=words[:2]).first).to_be_visible()
        page.wait_for_url("**q=" + quote(words))
    page.go_back()
    expect(box).to_have_value("养老床位")
    expect(page.locator(".gz-card mark", has_text="床位").first).to_be_visible()


def test_the_results_are_a_table_for_a_spreadsheet(page: Page, server: str) -> None:
    search(page, server, "养老床位", district="黄浦区")
    with page.expect_download() as wanted:
        page.get_by_role("button", name="导出表格（20 行）").click()
    data = Path(wanted.value.path()).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len(rows) == 20
    assert {row["区"] for row in rows} == {"黄浦区"}
    page.goto(rows[0]["链接"])
    expect(page.locator(".gz-hit")).to_contain_text(rows[0]["条款"][:20])


def test_a_citation_is_copied_with_one_press(page: Page, server: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    search(page, server, "新增480张养老床位", mode="exact")
    page.get_by_role("button", name="引用").first.click()
    page.get_by_test_id("stCode").get_by_role("button").click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text.length > 0)")
    copied = page.evaluate("navigator.clipboard.readText()")
    title = "上海市静安区人民政府关于印发《2025年区政府重点工作安排》的通知"
    assert copied.startswith(f"《{title}》（静安区，2025年，静府发〔2025〕3号）")
    assert copied.endswith("5个家门口养老服务站。」")
