"""A clause in its document."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pypdfium2

from tests.app.browser.tools import Page, expect, overflows, search, settle, tab_to


def test_a_clause_opens_in_its_document_and_reopens_the_same(page: Page, server: str) -> None:
    search(page, server, "养老床位")
    card = page.locator("[class*=st-key-result_]", has_text="新增480张养老床位").first
    card.get_by_role("link", name="打开原文").click()
    hit = page.locator(".gz-hit")
    expect(hit).to_contain_text("新增480张养老床位")
    expect(hit).to_be_in_viewport()
    expect(page.locator(".gz-toc [aria-current]")).to_contain_text("19.完善为老服务体系")
    expect(page.locator(".gz-doc")).to_contain_text("新增社区长者食堂6家")  # the neighbour
    address = page.url
    page.reload()
    expect(hit).to_contain_text("新增480张养老床位")
    expect(hit).to_be_in_viewport()
    assert page.url == address
    page.get_by_role("link", name="← 检索结果").click()
    expect(page.get_by_label("要查的话")).to_have_value("养老床位")
    expect(page.locator(".gz-card").first).to_be_visible()


def test_a_heading_of_the_contents_is_jumped_to(page: Page, server: str) -> None:
    search(page, server, "养老床位")
    page.locator("a.gz-open:visible").first.click()
    expect(page.locator(".gz-hit")).to_be_in_viewport()
    last = page.locator(".gz-toc a").last
    last.click()
    target = page.locator("[id='" + str(last.get_attribute("href"))[1:] + "']")
    expect(target).to_be_in_viewport()


def test_a_phone_reads_a_clause_in_its_document(phone: Page, server: str) -> None:
    search(phone, server, "养老床位")
    phone.locator("a.gz-open:visible").first.click()
    expect(phone.locator(".gz-hit")).to_be_in_viewport()
    expect(phone.get_by_role("link", name="← 检索结果")).to_be_in_viewport()
    assert not overflows(phone)
    phone.locator(".gz-toc-small summary").click()
    expect(phone.locator(".gz-toc-small a").first).to_be_visible()


def open_first(page: Page, server: str, words: str) -> None:
    """Open the first result of a search, and wait until it can be stepped from."""
    search(page, server, words)
    page.locator("a.gz-open:visible").first.click()
    expect(page.locator(".gz-hit").first).to_be_in_viewport()
    settle(page)


def place(page: Page) -> list[int]:
    return [int(number) for number in page.locator(".gz-place").inner_text().split("/")]


def test_the_arrow_keys_lead_from_hit_to_hit_and_back_undoes_it(page: Page, server: str) -> None:
    open_first(page, server, "加装电梯")
    here, number = place(page)
    assert number > 1
    key, next_place = ("ArrowRight", here + 1) if here < number else ("ArrowLeft", here - 1)
    address, hit = page.url, page.locator(".gz-hit").first.inner_text()
    page.evaluate("window.stays = true")
    page.keyboard.press(key)
    expect(page.locator(".gz-place")).to_have_text(f"{next_place}/{number}")
    expect(page.locator(".gz-hit").first).to_be_in_viewport()
    settle(page)
    assert page.locator(".gz-hit").first.inner_text() != hit
    assert page.url != address
    assert page.evaluate("window.stays")  # the page was not loaded anew
    page.go_back()
    expect(page.locator(".gz-place")).to_have_text(f"{here}/{number}")
    expect(page.locator(".gz-hit").first).to_have_text(hit)
    expect(page.locator(".gz-hit").first).to_be_in_viewport()


def test_a_step_by_keyboard_keeps_its_place_in_the_bar(page: Page, server: str) -> None:
    open_first(page, server, "加装电梯")
    here, number = place(page)
    css = "a.gz-after" if here < number else "a.gz-before"
    page.locator(".gz-back").focus()
    tab_to(page, css, most=3)
    page.keyboard.press("Enter")
    expect(page.locator(".gz-place")).not_to_have_text(f"{here}/{number}")
    expect(page.locator(".gz-bar :focus")).to_be_attached()


def printed_sheets(page: Page, folder: Path) -> list[str]:
    """Return the text of each sheet that the page would be printed on, without blanks."""
    page.pdf(path=folder / "paper.pdf", format="A4")
    paper = pypdfium2.PdfDocument(folder / "paper.pdf")
    return [re.sub(r"\s", "", sheet.get_textpage().get_text_range()) for sheet in paper]


def test_the_whole_document_is_printed_and_nothing_of_the_page(page: Page, server: str, tmp_path: Path) -> None:
    open_first(page, server, "新增480张养老床位")
    sentences = [re.sub(r"\s", "", words) for words in page.locator(".gz-clause").all_inner_texts()]
    sheets = printed_sheets(page, tmp_path)
    printed = "".join(sheets)
    assert len(sheets) > 2
    assert sentences[0] in printed
    assert sentences[-1] in printed
    assert not Counter("".join(sentences)) - Counter(printed)  # no character lacks; a page may break any sentence
    assert "打印于20" in printed
    assert (
        printed.count("上海市静安区人民政府关于印发《2025年区政府重点工作安排》的通知") == 2
    )  # its title, and in its text
    assert "检索结果" not in printed  # the bar
    assert "显示序号" not in printed
    page.emulate_media(color_scheme="dark")
    expect(page.locator(".stApp")).to_have_css("color-scheme", "dark")
    printed_sheets(page, tmp_path)
    sheet = pypdfium2.PdfDocument(tmp_path / "paper.pdf")[1].render().to_numpy()
    assert sheet.mean() > 200  # black on white, whatever the page looks like


def test_results_are_printed_with_what_they_were_searched_by(page: Page, server: str, tmp_path: Path) -> None:
    search(page, server, "2025年养老床位", district="静安区")
    settle(page)
    expect(page.get_by_role("button", name="2025年 ✕")).to_be_visible()
    shown = page.locator(".gz-text:visible").all_inner_texts()
    printed = "".join(printed_sheets(page, tmp_path))
    assert "2025年养老床位" in printed
    assert "区：静安区" in printed
    assert "2025年✕" in printed  # what was read from the words
    assert not Counter(re.sub(r"\s", "", "".join(shown))) - Counter(printed)
    assert "打开原文" not in printed


def test_numbers_are_seen_but_not_copied(page: Page, server: str) -> None:
    open_first(page, server, "新增480张养老床位")
    text = page.locator(".gz-doc").inner_text()
    page.locator(".gz-toc").get_by_text("显示序号").click()
    expect(page.locator(".gz-numbered")).to_be_visible()
    drawn = "getComputedStyle(document.querySelector('.gz-hit'), '::before').content"
    number = page.locator(".gz-hit").get_attribute("data-number")
    assert f'"{number}"' in page.evaluate(drawn)
    assert page.locator(".gz-doc").inner_text() == text
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.gz-hit'))")
    assert page.evaluate("getSelection().toString()") == page.locator(".gz-hit").text_content()
