"""A draft beside what others wrote."""

from __future__ import annotations

import re
from pathlib import Path

from docx import Document

from indexer.build import build
from indexer.settings import Settings
from tests.app.browser.tools import Page, expect, only_words, overflows, serve


def test_a_draft_is_compared_with_a_clause_that_opens_and_leads_back(
    page: Page, corpus: Path, tiny_model_folder: Path, tmp_path: Path, hostile: str
) -> None:
    words = f"2025年甲区政府工作报告\n一、任务\n健全接诉即办工作机制，提高12345热线办理质量。\n{hostile}。\n"
    (corpus / "甲.txt").write_text(words, encoding="utf-8")
    settings = Settings(corpus, tmp_path / "index", tmp_path / "models", str(tiny_model_folder))
    build(corpus, settings.index, settings=settings)
    with serve(corpus, settings.index, INDEXER_MODEL=str(tiny_model_folder)) as server:
        page.goto(server)
        page.get_by_role("link", name="先例", exact=True).click()
        page.get_by_role("button", name=re.compile("^健全接诉即办机制")).press("Enter")
        found = page.locator(".gz-card").first
        expect(found.locator("mark")).to_have_text("工作")
        assert found.locator("mark").evaluate("mark => getComputedStyle(mark).textDecorationLine") == "underline"
        page.get_by_role("link", name="打开原文").first.click()
        expect(page.locator(".gz-hit")).to_contain_text("健全接诉即办工作机制")
        page.get_by_role("link", name="← 先例").click()
        box = page.get_by_label("正在写的话")
        expect(box).to_have_value(re.compile("^健全接诉即办机制"))
        box.fill(f"{hostile}。")
        box.press("Control+Enter")
        expect(page.locator(".gz-sentence").first).to_contain_text(hostile)
        expect(page.locator(".gz-variant", has_text="原样出现").first).to_be_visible()
        expect(page.locator(".gz-card .gz-text").first).to_contain_text(hostile)
        only_words(page)
        with page.expect_download() as saved:
            page.get_by_role("button", name="Word").click()
        paragraphs = [paragraph.text for paragraph in Document(str(saved.value.path())).paragraphs]
        assert any("<img src=x onerror=window.hacked=1>" in paragraph for paragraph in paragraphs)
        formula = page.get_by_label("要统计的提法")
        formula.fill("接诉即办")
        formula.press("Enter")
        expect(page.get_by_text("「接诉即办」：1 个文件，1 条")).to_be_visible()
        expect(page.locator(".st-key-frequency [data-testid=stVegaLiteChart]")).to_be_visible()
        expect(page.get_by_text("Cannot create property")).to_have_count(0)
        assert not overflows(page)
