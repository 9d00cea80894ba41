"""A real server and a real browser for the tests: start them, wait for a view that is whole, look at it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlsplit

import pytest

from benchmarks.serving import FLAGS, serve

__all__ = ["FLAGS", "serve"]

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
Browser, Page, expect = sync_api.Browser, sync_api.Page, sync_api.expect

DRAWING = 60_000  # ms, for a busy machine; it is half a second on an idle one
expect.set_options(timeout=DRAWING)
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@contextmanager
def watched(browser: Browser, size: dict[str, int]) -> Iterator[Page]:
    """Give a page in a fresh browser profile; nothing may be asked of another host, nothing fail in the console."""
    context = browser.new_context(viewport=size, locale="zh-CN", accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(DRAWING)
    asked: list[str] = []
    failed: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.on("console", lambda said: failed.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    context.close()
    assert {urlsplit(url).hostname for url in asked if not url.startswith(("data:", "blob:"))} == {"127.0.0.1"}
    assert not failed


def open_page(page: Page, address: str) -> None:
    """Open an address and wait until its view is whole."""
    page.goto(address)
    settle(page)


def settle(page: Page) -> None:
    """Wait until the server has drawn the view to its end: what is pressed or focused before may be drawn anew."""
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_attached()
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0)  # parts whose program the browser still fetches


def tab_to(page: Page, css: str, *, most: int = 60) -> None:
    """Press Tab until an element has the focus. Fails where the keyboard does not lead to it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("css => document.activeElement.matches(css)", css):
            return
    raise AssertionError(f"{most} times Tab do not lead to {css}")


def wait_until(page: Page, script: str, argument: object) -> None:
    """Wait until a script says yes. Playwright's own way asks again by ``eval``, which the page's policy forbids."""
    until = time.monotonic() + DRAWING / 1000
    while not page.evaluate(script, argument):
        assert time.monotonic() < until, f"never so: {script}"
        page.wait_for_timeout(50)


def search(page: Page, server: str, words: str, **more: str) -> None:
    address = server + f"?q={quote(words)}" + "".join(f"&{name}={quote(value)}" for name, value in more.items())
    open_page(page, address)
    expect(page.locator(".gz-loaded")).to_be_visible()


def overflows(page: Page) -> bool:
    return bool(
        page.evaluate(
            """() => [document.documentElement, document.querySelector('.stMain')]
                     .some(element => element && element.scrollWidth > element.clientWidth + 1)"""
        )
    )


def only_words(page: Page) -> None:
    """Nothing that a document said became an element of the page, or ran."""
    assert page.evaluate("window.hacked") is None
    made = "img[src=x], [onerror], [onload], a[href^='http://x.cn'], a[href*='//www.x.cn'], .katex, del"
    assert page.locator(made).count() == 0
    assert page.locator(".stHtml [lang]").locator("i, em, script").count() == 0
