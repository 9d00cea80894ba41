"""What holds in every view: no barrier (axe-core), it fits every screen, and it speaks Chinese.

Each view is opened once and then looked at in several ways: opening is what costs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from indexer import Searcher
from indexer.settings import Settings
from tests.app.browser.looks import english, flaws
from tests.app.browser.tools import (
    NARROW,
    WIDE,
    Browser,
    Page,
    expect,
    open_page,
    overflows,
    settle,
    wait_until,
    watched,
)
from tests.app.browser.views import VIEWS, address, forget, keep

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install axe-playwright-python")
# Names of formats, files, keys and the model, as people here write them, too.
LATIN = re.compile(
    r"https?://\S+|(?<!\w)/[\w./-]+|\w+\.(txt|csv|xlsx|docx|pdf|html)\b|multilingual-e5-small|\d{8}-\d{6}-\w+|"
    r"python -m app|LibreOffice|\.(doc|wps|xls)\b|"
    r"\b(CSV|Excel|Word|Markdown|PDF|OFD|XLSX|DOCX|TXT|HTML|ZIP|MB|KB|Ctrl|Shift|Tab|Esc)\b"
)
SHOWN = """() => JSON.stringify([
    document.title,
    ...[...document.querySelectorAll('nav [aria-current], h1')].map(one => one.textContent),
    ...[...document.querySelectorAll('.stMain :is(input, textarea)')].map(one => one.value)])"""
WIDTHS = (390, 768, 1280, 1920)
SEVERE = ("serious", "critical")
# What is Streamlit's own and cannot be mended from outside: rule, what the selector or the element holds, reason.
KNOWN: tuple[tuple[str, str, str], ...] = ()


@pytest.fixture(scope="module")
def notes(searcher: Searcher, project: Settings, opened: dict[str, str]) -> Iterator[None]:
    """Something kept and something reported, so that these views are not empty."""
    keep(searcher, project, **opened, words="核对过的数")
    yield
    forget(project)


@pytest.fixture(scope="module", params=VIEWS)
def view(
    request: pytest.FixtureRequest, browser: Browser, server: str, opened: dict[str, str], notes: None
) -> Iterator[Page]:
    with watched(browser, WIDE) as page:
        open_page(page, address(server, request.param, **opened))
        yield page
        assert page.get_by_test_id("stException").count() == 0
        assert page.get_by_text("这一页没有显示完整").count() == 0


def test_nothing_is_a_barrier(view: Page) -> None:
    for size, scheme in ((WIDE, "light"), (WIDE, "dark"), (NARROW, "light")):
        view.set_viewport_size(size)
        view.emulate_media(color_scheme=scheme)
        view.wait_for_timeout(250)  # colours fade from one to the other
        found = _barriers(view)
        assert not found, f"{size['width']}, {scheme}:\n" + "\n".join(found)


def test_it_fits_every_screen(view: Page) -> None:
    view.emulate_media(color_scheme="light")
    for width in WIDTHS:
        view.set_viewport_size({"width": width, "height": 844})
        view.wait_for_timeout(200)  # charts and tables follow the width a little later
        assert not overflows(view), f"{width}: must be scrolled sideways"
        assert not (found := flaws(view)), f"{width}:\n" + "\n".join(found)


def test_it_speaks_chinese(view: Page) -> None:
    found = [said for said in english(view) if re.search("[A-Za-z]{2}", LATIN.sub("", said))]
    assert not found


def test_back_leads_back_to_the_same(view: Page) -> None:
    address, shown = view.url, view.evaluate(SHOWN)
    head = view.get_by_role("navigation", name="主要页面").get_by_role("link")
    head.filter(has_text="使用说明" if "view=guide" not in address else "语料").click()
    expect(view).not_to_have_url(address)
    settle(view)
    view.go_back()
    wait_until(view, f"shown => ({SHOWN})() === shown", shown)
    assert view.url == address


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
