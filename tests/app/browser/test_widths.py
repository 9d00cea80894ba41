"""Every view fits the screen that it is read on."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.app.browser.tools import Page, expect, overflows


@pytest.mark.parametrize(
    "view",
    [
        "",
        "?q=养老床位",
        "?q=量子对撞机&mode=exact",
        "?view=corpus",
        "?q=养老床位&district=甲",
        "?view=ledger&q=养老",
        "?view=ledger&part=chart",
        "?view=ledger&part=pairs",
        "?view=coverage&q=养老床位",
        "?view=batch",
        "?view=precedent",
        "?view=precedent&q=完善15分钟社区生活圈，推进既有多层住宅加装电梯。&formula=一网通办",
    ],
)
def test_a_phone_needs_no_sideways_scrolling(phone: Page, server: str, view: str) -> None:
    phone.goto(server + quote(view, safe="?&="))
    expect(phone.locator(".gz-loaded, .gz-list").first).to_be_visible()
    expect(phone.get_by_role("link", name="语料", exact=True)).to_be_in_viewport()
    assert not overflows(phone)
