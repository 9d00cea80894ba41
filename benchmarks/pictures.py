"""The pictures of every view for ``docs/``, wide and narrow; ``make pictures`` takes them over the project's corpus."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

from benchmarks.serving import FLAGS, ROOT, serve
from indexer.build import build
from indexer.settings import Settings

FOLDER = ROOT / "docs" / "images"
SIZES = {"": (1280, 800), "-narrow": (390, 844)}
VIEWS = {
    "search": "?",
    "result": "?q=2025年新增多少养老床位",
    "precedent": "?view=precedent&q=健全接诉即办机制，完善15分钟社区生活圈。",
    "compare": "?view=compare&q=养老床位",
    "ledger": "?view=ledger&q=养老",
    "chart": "?view=ledger&part=chart&q=养老",
    "pairs": "?view=ledger&part=pairs",
    "coverage": "?view=coverage&q=养老床位",
    "batch": "?view=batch",
    "saved": "?view=saved",
    "searches": "?view=saved&part=searches",
    "corpus": "?view=corpus",
    "matrix": "?view=corpus&part=matrix",
    "add": "?view=corpus&part=add",
    "reports": "?view=reports",
    "guide": "?view=guide",
}


def main() -> None:
    """Take every picture."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("no chromium on this machine: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        index = Path(folder) / "index"
        settings = Settings()
        build(settings.corpus, index, settings=settings)
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        with serve(settings.corpus, index) as server:
            page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="zh-CN")
            read = _fill(page, server)
            for ending, (width, height) in SIZES.items():
                page.set_viewport_size({"width": width, "height": height})
                for name, view in {**VIEWS, "read": read}.items():
                    _open(page, server + quote(view, safe="?&=%"))
                    page.screenshot(path=FOLDER / f"{name}{ending}.png")
                    print(f"{name}{ending}.png")
        browser.close()


def _fill(page: Page, server: str) -> str:
    """Keep a clause, a search and a report, so that their views show something; return the address of the clause."""
    _open(page, server + "?q=" + quote("养老床位"))
    page.get_by_role("button", name="收藏这次检索").click()
    _settle(page)
    page.get_by_role("button", name="加入收藏").first.click()
    _settle(page)
    page.locator("a.gz-open:visible").first.click()
    page.wait_for_selector(".gz-hit")
    _settle(page)
    read = page.url.removeprefix(server)
    page.get_by_role("button", name="报错").click()
    page.get_by_label("说明").fill("“认知障碍”前面是不是少了“新”字？")
    page.get_by_role("button", name="提交").click()
    page.get_by_text("已记下").wait_for()
    return read


def _open(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector(".gz-loaded, .gz-list, .gz-hit, h1")
    _settle(page)


def _settle(page: Page) -> None:
    """Wait until the view is drawn, charts and canvases included."""
    page.wait_for_timeout(700)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=120_000)
    page.wait_for_timeout(1800)


if __name__ == "__main__":
    main()
