"""The guide on the page."""

from __future__ import annotations

from urllib.parse import quote

from tests.app.browser.tools import Page, expect, open_page, settle


def test_a_link_to_a_section_opens_there_and_pictures_are_shown(page: Page, server: str) -> None:
    open_page(page, server + "?view=guide#" + quote("打印"))
    expect(page.get_by_role("heading", name="打印", exact=True)).to_be_in_viewport()
    page.get_by_role("navigation", name="目录").get_by_role("link", name="看原文").click()
    expect(page.get_by_role("heading", name="看原文", exact=True)).to_be_in_viewport()
    settle(page)
    pictures = page.locator(".stImage img")
    assert pictures.count() == 9
    assert pictures.evaluate_all("all => all.filter(one => one.complete && !one.naturalWidth).length") == 0
    assert pictures.evaluate_all("all => all.filter(one => !one.alt).length") == 0
