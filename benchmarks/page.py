"""Speed of the page as a reader feels it: in a real browser, over the project's corpus. ``make bench-page`` prints it.

A search counts from the Enter key to the first result on the screen, and to the view drawn to its end; a change of view
from the press on its link to its end. Every query is asked for the first time, so that no cache answers. Under load 20
sessions ask, each again after a pause: twenty browsers would measure the machine that runs them, so nineteen of them
are bare connections that ask what a browser asks, and the twentieth is the browser that is measured.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.machine import describe
from benchmarks.serving import FLAGS, serve
from benchmarks.sessions import at_once, beside
from benchmarks.speed import QUERIES as SPEED_QUERIES
from indexer.build import build
from indexer.settings import Settings

QUERIES = [
    *SPEED_QUERIES,
    "社区卫生服务中心",
    "河道整治",
    "青年人才公寓",
    "婴幼儿照护",
    "绿色建筑",
    "安全生产检查",
    "文旅消费",
    "公交线路优化",
    "退役军人服务",
    "旧住房修缮面积",
]
LOADS, ROUNDS, SESSIONS = 5, 3, 20
PAUSE = 5.0  # seconds in which a reader looks at results before asking again
WORDS = "养老床位"  # that are taken from view to view
IS_WHOLE = "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"
IS_VIEW = f"name => document.querySelector('nav a[aria-current]')?.textContent === name && {IS_WHOLE}"
IS_FOUND = """words => document.title.startsWith(words)
    && [...document.querySelectorAll('.gz-card')].some(card => !card.closest('[data-stale=true]'))"""


def main() -> None:
    """Measure and print."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("no chromium on this machine: apt-get install chromium")
    print(describe())
    settings = Settings()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        index = Path(folder) / "index"
        if settings.index.is_dir():
            shutil.copytree(settings.index, index)
        build(settings.corpus, index, settings=settings)
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        with serve(settings.corpus, index) as server:
            _alone(browser, server)
            _among_others(browser, server)
        browser.close()


def _alone(browser: Browser, server: str) -> None:
    with _page(browser, server) as (page, _):  # loads the engines, and what views compare beforehand
        views = page.locator("header nav a").all_inner_texts()
        for view in views:
            _change(page, view)
    loads = []
    for _ in range(LOADS):
        with _page(browser, server) as (_, seconds):
            loads.append(seconds)
    _print("first load", loads, "3.0 or less")
    with _page(browser, server) as (page, _):
        asked = [_ask(page, words) for words in QUERIES]
        _print("first result after Enter", [first for first, _ in asked], "p50 1.0 or less")
        _print("all results drawn", [whole for _, whole in asked])
        _ask(page, WORDS)
        _print("change of view", [_change(page, view) for _ in range(ROUNDS) for view in views], "p50 0.8 or less")


def _among_others(browser: Browser, server: str) -> None:
    with _page(browser, server) as (page, _):
        with beside(server, QUERIES, sessions=SESSIONS - 1, pause=PAUSE) as others:
            asked = [_ask(page, f"{words} {SESSIONS}") for words in QUERIES]
        _print(f"first result, {SESSIONS} sessions", [first for first, _ in asked], "p95 3.0 or less")
        _print("all results drawn", [whole for _, whole in asked])
        _print("the other sessions", others, "p95 3.0 or less")
    _print(f"{SESSIONS} at the same moment", at_once(server, [f"{words} 0" for words in QUERIES[:SESSIONS]]))


@contextmanager
def _page(browser: Browser, server: str) -> Iterator[tuple[Page, float]]:
    """Open the page in a browser that has never seen it; give it and the seconds until it could be used."""
    # Waiting for a function asks again by `eval`, which the page's policy forbids.
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN", bypass_csp=True)
    page = context.new_page()
    start = time.perf_counter()
    page.goto(server)
    page.wait_for_function(IS_WHOLE, timeout=120_000)
    yield page, time.perf_counter() - start
    context.close()


def _ask(page: Page, words: str) -> tuple[float, float]:
    """Ask; return the seconds to the first result and to the last."""
    box = page.get_by_label("要查的话")
    box.fill(words)
    start = time.perf_counter()
    box.press("Enter")
    page.wait_for_function(IS_FOUND, arg=words)
    first = time.perf_counter() - start
    page.wait_for_function(IS_WHOLE)
    return first, time.perf_counter() - start


def _change(page: Page, view: str) -> float:
    """Go to a view by its link in the head; return the seconds until it is whole."""
    start = time.perf_counter()
    page.locator("header nav").get_by_role("link", name=view, exact=True).click()
    page.wait_for_function(IS_VIEW, arg=view)
    return time.perf_counter() - start


def _print(name: str, seconds: Sequence[float], wanted: str = "") -> None:
    p50, p95 = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
    said = f"   ({wanted})" if wanted else ""
    print(
        f"{name:<28}p50 {p50:5.2f} s, p95 {p95:5.2f} s, most {max(seconds):5.2f} s, of {len(seconds):3}{said}",
        flush=True,
    )


if __name__ == "__main__":
    main()
