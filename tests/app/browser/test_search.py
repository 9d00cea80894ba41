"""Searching, by mouse, by keyboard, by a link that another reader opens."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from urllib.parse import quote

from tests.app.browser.tools import (
    WIDE,
    Browser,
    Page,
    expect,
    only_words,
    open_page,
    overflows,
    search,
    settle,
    watched,
)


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
    settle(page)  # what stood there before has gone
    boxes = page.locator(".gz-card:visible").evaluate_all(
        "cards => cards.map(card => card.getBoundingClientRect().bottom)"
    )
    assert sum(bottom <= WIDE["height"] for bottom in boxes) >= 5
    assert not overflows(page)


def test_a_copied_link_opens_the_same_for_someone_else(browser: Browser, page: Page, server: str) -> None:
    page.goto(server)
    box = page.get_by_label("要查的话")
    box.fill("加装电梯")
    box.press("Enter")
    expect(page.locator(".gz-card").first).to_be_visible()
    page.get_by_role("button", name="区：全部").click()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="黄浦区").click()
    expect(page.locator("h2.gz-district:not(.gz-beyond)")).to_have_count(1)
    expect(page.locator(".gz-sum").first).to_contain_text("1 个地区")
    with watched(browser, WIDE) as other:
        other.goto(page.url)
        expect(other.locator("h2.gz-district").first).to_contain_text("黄浦区")
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
    settle(page)
    page.get_by_role("button", name="导出").click()
    with page.expect_download() as wanted:
        page.get_by_role("button", name="CSV（").click()
    data = Path(wanted.value.path()).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    told, table = data.decode("utf-8-sig").split("\r\n", 1)
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    assert f"行数：{len(rows)} 行，全部在内" in told
    assert {row["区"] for row in rows} == {"黄浦区"}
    page.goto(rows[0]["链接"])
    expect(page.locator(".gz-hit")).to_contain_text(rows[0]["条款"][:20])


def test_nothing_takes_the_focus_on_a_phone_or_beside_results(phone: Page, page: Page, server: str) -> None:
    open_page(phone, server)
    search(page, server, "养老床位")
    for view in (phone, page):
        view.wait_for_timeout(500)
        assert view.evaluate("document.activeElement === document.body")
        assert view.evaluate("scrollY + document.querySelector('.stMain').scrollTop") == 0


def test_a_choice_finds_as_many_as_it_says_and_the_link_keeps_the_order(page: Page, server: str) -> None:
    search(page, server, "加装电梯")
    page.get_by_role("button", name="区：全部").click()
    choice = page.get_by_test_id("stPopoverBody").get_by_role("button", name="静安区")
    number = re.search(r"(\d+)条", choice.inner_text().replace("\u2060", ""))
    assert number
    choice.click()
    expect(page.locator(".gz-sum")).to_contain_text(f"切题的条款共 {number[1]} 条")
    settle(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="排列：按区").click()
    page.get_by_test_id("stPopoverBody").get_by_role("radio", name="按年").click()
    expect(page.locator("h2.gz-district").first).to_contain_text("2025年")
    settle(page)
    page.get_by_test_id("stPopoverBody").get_by_role("radio", name="旧的在前").click()
    expect(page.locator("h2.gz-district").first).to_contain_text("2020年")
    open_page(page, page.url)
    expect(page.locator("h2.gz-district").first).to_contain_text("2020年")
    expect(page.get_by_role("button", name="排列：按年，旧的在前")).to_be_visible()


def test_what_was_searched_is_remembered_in_this_browser_alone(page: Page, server: str) -> None:
    evil = "<img src=x onerror=window.hacked=1> 养老床位"
    for words in ("加装电梯", evil):
        search(page, server, words)
        page.wait_for_timeout(500)  # it is looked for a moment after the page was drawn
    open_page(page, server)
    recent = page.locator(".gz-recent a")
    expect(recent).to_have_text([evil, "加装电梯"])
    only_words(page)
    recent.last.click()
    expect(page.get_by_label("要查的话")).to_have_value("加装电梯")
    open_page(page, server)
    page.get_by_role("button", name="清除记录").click()
    expect(page.locator(".gz-recent")).to_be_hidden()
    page.reload()
    settle(page)
    expect(page.locator(".gz-recent")).to_be_hidden()


def test_a_citation_is_copied_with_one_press(page: Page, server: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    search(page, server, "新增480张养老床位", mode="exact")
    page.get_by_role("button", name="复制引文").first.click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    words, _, address = page.evaluate("navigator.clipboard.readText()").partition(" http")
    title = "上海市静安区人民政府关于印发《2025年区政府重点工作安排》的通知"
    assert words.startswith(f"《{title}》（静安区，2025年，静府发〔2025〕3号）第五部分第19条「")
    assert words.endswith("5个家门口养老服务站。」")
    page.goto("http" + address)
    expect(page.locator(".gz-hit")).to_contain_text("新增480张养老床位")


def test_a_citation_is_copied_where_the_browser_gives_no_clipboard(page: Page, server: str) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    search(page, server, "新增480张养老床位", mode="exact")
    page.get_by_role("button", name="复制引文").first.click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    box = page.get_by_label("要查的话")
    box.fill("")
    box.press("Control+v")
    expect(box).to_have_value(re.compile("^《上海市静安区人民政府关于印发"))


def test_nothing_is_remembered_where_the_browser_keeps_nothing(page: Page, server: str) -> None:
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('off'); }})")
    search(page, server, "加装电梯")
    page.wait_for_timeout(500)
    open_page(page, server)
    expect(page.locator(".gz-welcome")).to_be_visible()
    page.wait_for_timeout(500)
    expect(page.locator(".gz-recent")).to_be_hidden()
