"""What holds in every view: no barrier (axe-core), it fits every screen, and it speaks Chinese.

Each view is opened once and then looked at in several ways: opening is what costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.app.browser.tools import NARROW, WIDE, Browser, Page, open_page, watched
from tests.app.browser.views import VIEWS, address

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install axe-playwright-python")
SEVERE = ("serious", "critical")
# What is Streamlit's own and cannot be mended from outside: rule, what the selector or the element holds, reason.
KNOWN: tuple[tuple[str, str, str], ...] = ()


@pytest.fixture(scope="module", params=VIEWS)
def view(request: pytest.FixtureRequest, browser: Browser, server: str, opened: dict[str, str]) -> Iterator[Page]:
    with watched(browser, WIDE) as page:
        open_page(page, address(server, request.param, **opened))
        yield page
        assert page.get_by_test_id("stException").count() == 0


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
def test_nothing_is_a_barrier(view: Page, size: dict[str, int]) -> None:
    view.set_viewport_size(size)
    for scheme in ("light", "dark"):
        view.emulate_media(color_scheme=scheme)
        view.wait_for_timeout(250)  # colours fade from one to the other
        found = _barriers(view)
        assert not found, f"{scheme}:\n" + "\n".join(found)


def _barriers(page: Page) -> list[str]:
    """Say what axe-core finds serious or critical: rule, where, which element, why."""
    found = []
    for violation in axe.Axe().run(page).response["violations"]:
        if violation["impact"] in SEVERE:
            found += [
                _said(violation["id"], node) for node in violation["nodes"] if not _is_known(violation["id"], node)
            ]
    return found


def _said(rule: str, node: dict[str, Any]) -> str:
    why = next((check["message"] for kind in ("any", "all", "none") for check in node[kind]), "")
    return f"{rule}: {node['target']}\n    {node['html'][:300]}\n    {why}"


def _is_known(rule: str, node: dict[str, Any]) -> bool:
    where = f"{node['target']} {node['html']}"
    return any(rule == known and part in where for known, part, _ in KNOWN)
