"""The page without a mouse: every way leads on by keyboard alone, and where the focus is can be seen."""

from __future__ import annotations

from urllib.parse import quote

from tests.app.browser.tools import Page, expect, open_page, search, settle, tab_to

STOPS = 30
_FOCUS = """() => {
    const focused = document.activeElement;
    const ring = [focused, focused.closest('[data-testid$=RootElement]')].filter(Boolean).map(getComputedStyle);
    const isSeen = ring.some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
    return [isSeen, `${focused.tagName} ${focused.className} ${focused.innerText.slice(0, 30)}`];
}"""


def test_a_search_leads_to_a_clause_and_back(page: Page, server: str) -> None:
    open_page(page, server)
    expect(page.get_by_label("要查的话")).to_be_focused()
    page.keyboard.type("养老床位")
    page.keyboard.press("Enter")
    expect(page.locator(".gz-card").first).to_be_visible()
    settle(page)
    tab_to(page, "a.gz-open")
    page.keyboard.press("Enter")
    expect(page.locator(".gz-hit")).to_be_in_viewport()
    settle(page)
    tab_to(page, "a.gz-back")
    page.keyboard.press("Enter")
    expect(page.get_by_label("要查的话")).to_have_value("养老床位")
    expect(page.locator(".gz-card").first).to_be_visible()


def test_a_filter_is_chosen_and_left(page: Page, server: str) -> None:
    search(page, server, "养老床位")
    tab_to(page, ".st-key-facet_districts button")
    page.keyboard.press("Enter")
    district = page.get_by_test_id("stPopoverBody").get_by_role("button", name="黄浦区")
    expect(district).to_be_visible()
    expect(page.locator("[data-testid=stPopoverBody] :focus")).to_have_count(1)
    for _ in range(5):
        if district.evaluate("button => button === document.activeElement"):
            break
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.locator(".st-key-facet_districts button")).to_contain_text("黄浦区")
    settle(page)
    page.keyboard.press("Escape")
    expect(district).to_be_hidden()
    expect(page.locator(".st-key-facet_districts button")).to_be_focused()
    expect(page).to_have_url(server + "?" + f"q={quote('养老床位')}&district={quote('黄浦区')}")


def test_the_ledger_leads_to_a_clause(phone: Page, server: str) -> None:
    open_page(phone, server + "?view=ledger&q=" + quote("养老床位"))
    tab_to(phone, ".gz-entry a")
    phone.keyboard.press("Enter")
    expect(phone.locator(".gz-hit")).to_be_in_viewport()


def test_every_stop_shows_the_focus(page: Page, server: str) -> None:
    search(page, server, "养老床位")
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        is_seen, where = page.evaluate(_FOCUS)
        assert is_seen, where
    assert page.locator("[tabindex]:not([tabindex='0'], [tabindex='-1'])").count() == 0  # the order is that of the page


def test_the_first_stop_leads_past_the_head(page: Page, server: str) -> None:
    search(page, server, "养老床位")
    tab_to(page, "a.gz-skip", most=3)
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate(
        "document.activeElement.closest('header') === null && document.activeElement !== document.body"
    )
    expect(page.get_by_label("要查的话")).to_be_focused()
