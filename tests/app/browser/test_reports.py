"""What is wrong is reported while reading, listed, corrected, and read again: the filter finds the document then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer import Searcher
from indexer.build import build
from indexer.settings import Settings
from indexer.storage.reports import Reports
from tests.app.browser.tools import Page, expect, only_words, open_page, overflows, search, serve, settle, tab_to

TEXT = """2025年东川区政府工作报告
一、主要任务
新增<b>托育</b>托位120个，改建3~5个食堂。
推进旧区改造，新增绿地5公顷。
"""


@pytest.fixture
def settings(tmp_path: Path, tiny_model_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("INDEXER_NOTES", raising=False)
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "甲.txt").write_text(TEXT, encoding="utf-8")
    (corpus / "catalog.csv").write_text("file,district\n甲.txt,静安区\n", encoding="utf-8")
    settings = Settings(corpus, tmp_path / "index", tmp_path / "models", str(tiny_model_folder))
    build(corpus, settings.index, settings=settings)
    return settings


@pytest.fixture
def server(settings: Settings, chromium: str) -> Iterator[str]:
    with serve(settings.corpus, settings.index, INDEXER_MODEL=settings.model) as address:
        yield address


@pytest.fixture
def clause(settings: Settings) -> str:
    """Return the parameters that open the first clause in its document."""
    searcher = Searcher.open(settings.index, settings=settings)
    document = searcher.read(searcher.documents()[0].doc_id)
    return f"view=read&doc={document.doc_id}&clause={document.clauses[0].clause_id}"


def test_a_report_leads_to_a_correction_and_a_document_read_again(page: Page, server: str, clause: str) -> None:
    open_page(page, f"{server}?{clause}")
    page.get_by_role("button", name="报错").click()
    page.get_by_text("信息不对").click()
    expect(page.get_by_placeholder("区、年份、标题、文号等，哪一项不对")).to_be_visible()
    page.get_by_label("说明").fill("不是<i>静安区</i>")
    page.get_by_label("应为（知道就写）").fill("余杭区")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已记下，谢谢。整理语料的人会看到。")).to_be_visible()

    open_page(page, server + "?view=corpus")
    page.get_by_role("link", name="纠错 1").click()
    report = page.locator(".st-key-report_1")
    expect(report).to_contain_text("新增<b>托育</b>托位120个")
    expect(report).to_contain_text("不是<i>静安区</i>")
    only_words(page)
    report.get_by_role("link", name="更正这份文件的信息").click()
    settle(page)
    page.get_by_label("年份", exact=True).fill("20255")
    page.get_by_role("button", name="保存并重新读取").click()
    expect(page.get_by_text("年份：年份是「20255」")).to_be_visible()
    page.get_by_label("年份", exact=True).fill("2025")
    page.get_by_label("区", exact=True).fill("余杭区")
    page.get_by_role("button", name="保存并重新读取").click()
    expect(page.get_by_text("已按更正重新读过这份文件。")).to_be_visible()
    expect(page.locator(".gz-notice li").first).to_have_text("区：静安区 → 余杭区")
    settle(page)
    page.locator(".st-key-report_1").get_by_role("button", name="已改正").click()
    expect(page.get_by_text("没有待处理的报告。")).to_be_visible()
    search(page, server, "托育托位", district="余杭区")
    expect(page.locator(".gz-card").first).to_contain_text("新增<b>托育</b>托位120个")


def test_a_report_is_made_with_the_keyboard_on_a_phone(
    phone: Page, server: str, clause: str, settings: Settings
) -> None:
    open_page(phone, f"{server}?{clause}")
    tab_to(phone, "[class*=st-key-report] button")
    phone.keyboard.press("Enter")
    expect(phone.get_by_label("说明")).to_be_visible()
    assert not overflows(phone)
    box = phone.get_by_test_id("stPopoverBody").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    expect(phone.locator("[data-testid=stPopoverBody] :focus")).to_have_count(1)
    tab_to(phone, "textarea")
    phone.keyboard.type("少一个字")
    tab_to(phone, "[data-testid=stBaseButton-primaryFormSubmit]")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("已记下，谢谢。")).to_be_visible()
    assert [report.said for report in Reports(settings.notes).all()] == ["少一个字"]
