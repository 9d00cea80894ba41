"""A clause in its document."""

from __future__ import annotations

from tests.app.browser.tools import Page, expect, overflows, search


def test_a_clause_opens_in_its_document_and_reopens_the_same(page: Page, server: str) -> None:
    search(page, server, "养老床位")
    card = page.locator("[class*=st-key-result_]", has_text="新增480张养老床位").first
    card.get_by_role("link", name="查看原文").click()
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
