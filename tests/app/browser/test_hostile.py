"""What documents say is shown as it is, and nothing of it runs."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import quote

from indexer.build import build
from indexer.settings import Settings
from tests.app.browser.tools import Page, expect, only_words, search, serve

EVIL = '<b>题</b> _x_ ~~y~~ $1$ :red[z] <img src=x onerror="window.hacked=1">'
EVIL_DISTRICT = ":red[甲]*区*<i>"


def test_hostile_words_appear_as_they_are(page: Page, tmp_path: Path, tiny_model_folder: Path, hostile: str) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    words = f"2025年甲区政府工作报告\n一、{EVIL}\n{hostile}。\n1. {hostile}。\n"
    (corpus / "甲.txt").write_text(words, encoding="utf-8")
    with (corpus / "catalog.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["file", "title", "district"], ["甲.txt", EVIL, EVIL_DISTRICT]])
    settings = Settings(corpus, tmp_path / "index", tmp_path / "models", str(tiny_model_folder))
    build(corpus, settings.index, settings=settings)
    with serve(corpus, settings.index, INDEXER_MODEL=str(tiny_model_folder)) as server:
        search(page, server, "建设食堂 <img src=x onerror=window.hacked=1>", district=EVIL_DISTRICT)
        found = page.locator("[class*=st-key-result_]", has_text="建设3~5个食堂").first
        expect(found.locator(".gz-text")).to_contain_text(hostile)
        expect(page.locator("a.gz-title").first).to_have_text(EVIL)
        expect(page.locator("h2.gz-district").first).to_contain_text(EVIL_DISTRICT)
        facet = page.get_by_test_id("stPopover").first
        assert facet.inner_text().replace("\u2060", "").startswith(f"区：{EVIL_DISTRICT}")
        only_words(page)
        assert hostile in str(found.get_by_role("button", name="复制引文").get_attribute("data-copy"))
        found.locator("a.gz-open").click()
        expect(page.locator(".gz-hit")).to_contain_text(hostile)
        expect(page.locator("h1.gz-doctitle")).to_have_text(EVIL)
        only_words(page)
        page.goto(server + "?view=corpus")
        page.get_by_role("link", name="依据").click()
        expect(page.locator(".gz-table").last).to_contain_text(EVIL)
        only_words(page)
        for part in ("list", "chart", "pairs"):
            page.goto(f"{server}?view=ledger&part={part}")
            expect(page.locator(".gz-loaded")).to_be_visible()
            page.wait_for_timeout(500)  # for the canvas of table or chart
            only_words(page)
        page.goto(server + "?view=ledger")
        expect(page.locator(".gz-entry .gz-text").first).to_contain_text(hostile)
        page.goto(server + "?view=coverage&q=" + quote("建设食堂"))
        expect(page.locator(".gz-matrix")).to_contain_text(EVIL_DISTRICT)
        only_words(page)
