"""A file comes into the corpus, is found, goes out of it, is not found, and comes back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from indexer.build import build
from indexer.settings import Settings
from tests.app.browser.tools import Page, expect, only_words, open_page, overflows, serve, settle

WORDS = "政府工作报告\n一、2025年主要任务\n新增口袋公园3座，新建绿道2公里。\n加装电梯8台。\n"
DONE = "文件有变化，索引已更新"


@pytest.fixture
def own(corpus: Path, tiny_model_folder: Path, tmp_path: Path) -> Iterator[str]:
    """The page over a corpus of its own, for these tests write into it."""
    settings = Settings(corpus, tmp_path / "index", tmp_path / "models", str(tiny_model_folder))
    build(corpus, settings.index, settings=settings)
    with serve(corpus, settings.index, INDEXER_MODEL=str(tiny_model_folder)) as address:
        yield address


def upload(page: Page, name: str, data: bytes) -> None:
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/plain", "buffer": data})


def found(page: Page, server: str, words: str) -> int:
    open_page(page, f"{server}?mode=exact&q={quote(words)}")
    expect(page.locator(".gz-loaded")).to_be_visible()
    return page.locator("article.gz-card").count()


def test_a_file_comes_in_goes_out_and_comes_back(page: Page, own: str, corpus: Path) -> None:
    open_page(page, own + "?view=corpus&part=add")
    upload(page, "../青浦.txt", WORDS.encode("gb18030"))
    expect(page.locator(".gz-clauses li").first).to_contain_text("新增口袋公园3座")
    expect(page.locator(".gz-warning")).to_contain_text("没有读出是哪个区的")
    settle(page)
    page.get_by_label("区", exact=True).fill("青浦区")
    page.get_by_label("区", exact=True).press("Tab")
    settle(page)
    page.get_by_role("button", name="收录进语料").click()
    expect(page.get_by_text("已收录：青浦.txt")).to_be_visible()
    expect(page.get_by_text(DONE)).to_be_visible()
    assert (corpus / "青浦.txt").is_file()
    with (corpus / "catalog.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["file"]: row["district"] for row in csv.DictReader(file)}["青浦.txt"] == "青浦区"
    assert found(page, own, "口袋公园") == 1
    expect(page.locator("h2.gz-district")).to_contain_text("青浦区")

    open_page(page, own + "?view=corpus&q=" + quote("青浦"))
    page.get_by_role("link", name="依据").click()
    expect(page.locator(".gz-known")).to_contain_text("在 catalog.csv 里写明")
    settle(page)
    page.get_by_role("button", name="移出这个文件").click()
    page.get_by_role("button", name="确定移出").click()
    expect(page.get_by_text("已移出 青浦.txt。文件没有删除")).to_be_visible()
    expect(page.get_by_text(DONE)).to_be_visible()
    assert found(page, own, "口袋公园") == 0

    open_page(page, own + "?view=corpus")
    page.get_by_text("移出的文件（1）").click()
    page.get_by_role("button", name="放回").click()
    expect(page.get_by_text("已放回 青浦.txt")).to_be_visible()
    expect(page.get_by_text(DONE)).to_be_visible()
    assert found(page, own, "口袋公园") == 1


def test_the_corpus_fits_a_phone_and_says_what_it_lacks(phone: Page, own: str, hostile: str) -> None:
    open_page(phone, own + "?view=corpus")
    expect(phone.locator(".gz-warning")).to_contain_text("空白.txt")
    assert not overflows(phone)
    open_page(phone, own + "?view=corpus&part=matrix")
    expect(phone.get_by_role("region", name="收录了哪些区、哪些年的文件")).to_contain_text("未收录")
    assert not overflows(phone)
    open_page(phone, own + "?view=corpus&part=add")
    upload(phone, "空.txt", b"")
    expect(phone.get_by_role("alert")).to_contain_text("不能收录")
    settle(phone)
    upload(phone, "<img src=x onerror=window.hacked=1>.txt", f"{hostile}的通知\n一、{hostile}\n{hostile}。\n".encode())
    expect(phone.locator(".gz-clauses li").first).to_contain_text(hostile)
    expect(phone.get_by_text("收录后的文件名：_img src=x onerror=window.hacked=1_.txt")).to_be_visible()
    only_words(phone)
    assert not overflows(phone)
