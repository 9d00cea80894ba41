"""What documents and readers say is shown as it is in every view, and nothing of it runs."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest

from indexer import Searcher
from indexer.build import build
from indexer.settings import Settings
from tests.app.browser.tools import Page, expect, only_words, open_page, search, serve
from tests.app.browser.views import VIEWS, keep
from tests.app.conftest import HOSTILE

TURNED = "\u202e倒\u2066"  # what follows would stand in the wrong order
EVIL = '<b>题</b> _x_ ~~y~~ $1$ :red[z] <img src=x onerror="window.hacked=1">' + TURNED
EVIL_DISTRICT = ":red[甲]*区*<i>"
WORDS = "建设食堂 <img src=x onerror=window.hacked=1>" + TURNED


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory, tiny_model_folder: Path) -> Settings:
    """An index over a document whose text, title and district are made to do harm."""
    folder = tmp_path_factory.mktemp("evil")
    corpus = folder / "corpus"
    corpus.mkdir()
    words = f"2025年甲区政府工作报告\n一、{EVIL}\n{HOSTILE}。\n1. {HOSTILE}。\n"
    (corpus / "甲.txt").write_text(words, encoding="utf-8")
    with (corpus / "catalog.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["file", "title", "district"], ["甲.txt", EVIL, EVIL_DISTRICT]])
    settings = Settings(corpus, folder / "index", folder / "models", str(tiny_model_folder))
    build(corpus, settings.index, settings=settings)
    return settings


@pytest.fixture(scope="module")
def evil_server(evil: Settings) -> Iterator[str]:
    with serve(evil.corpus, evil.index, INDEXER_MODEL=evil.model) as server:
        yield server


def test_hostile_words_are_found_cited_and_read_as_they_are(page: Page, evil_server: str) -> None:
    search(page, evil_server, WORDS, district=EVIL_DISTRICT)
    found = page.locator("[class*=st-key-result_]", has_text="建设3~5个食堂").first
    expect(found.locator(".gz-text")).to_contain_text(HOSTILE)
    expect(page.locator("a.gz-title").first).to_contain_text(EVIL)
    expect(page.locator("h2.gz-district").first).to_contain_text(EVIL_DISTRICT)
    facet = page.get_by_test_id("stPopover").first
    assert facet.inner_text().replace("\u2060", "").startswith(f"区：{EVIL_DISTRICT}")
    only_words(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    found.get_by_role("button", name="复制引文").click()
    expect(page.get_by_role("button", name="已复制 ✓")).to_be_visible()
    assert HOSTILE in page.evaluate("navigator.clipboard.readText()")
    found.locator("a.gz-open").click()
    expect(page.locator(".gz-hit")).to_contain_text(HOSTILE)
    expect(page.locator("h1.gz-doctitle")).to_contain_text(EVIL)
    only_words(page)


def test_no_view_takes_words_for_anything_else(page: Page, evil: Settings, evil_server: str) -> None:
    searcher = Searcher.open(evil.index, settings=evil)
    document = searcher.read(searcher.documents()[0].doc_id)
    clause = next(clause for clause in document.clauses if "食堂" in clause.text)
    keep(searcher, evil, doc=document.doc_id, clause=clause.clause_id, words=WORDS + HOSTILE)
    for name, view in VIEWS.items():
        address = view.replace("q=养老床位", f"q={quote(WORDS)}").format(doc=document.doc_id, clause=clause.clause_id)
        open_page(page, evil_server + quote(address, safe="?&=%"))
        page.wait_for_timeout(200)  # for the canvas of table or chart
        assert page.get_by_test_id("stException").count() == 0, name
        assert page.get_by_text("这一页没有显示完整").count() == 0, name
        only_words(page)


def test_the_ledger_and_the_coverage_show_them_as_they_are(page: Page, evil_server: str) -> None:
    open_page(page, evil_server + "?view=ledger")
    expect(page.locator(".gz-entry .gz-text").first).to_contain_text(HOSTILE)
    open_page(page, evil_server + "?view=coverage&q=" + quote("建设食堂"))
    expect(page.locator(".gz-matrix")).to_contain_text(EVIL_DISTRICT)


def test_words_that_turn_text_round_turn_nothing_else_round(page: Page, evil_server: str) -> None:
    search(page, evil_server, "建设食堂")
    places = page.locator(".gz-head").first.evaluate(
        """head => [...head.children].map(child => [...child.getClientRects()])
                    .filter(rects => rects.length)
                    .map(rects => [rects[0], rects.at(-1)].map(({left, top}) => ({left, top})))"""
    )
    assert len(places) > 2
    for (_, last), (following, _) in pairwise(places):
        assert following["left"] >= last["left"] or following["top"] > last["top"] + 10
