"""The form of a document's metadata: checked field by field, written to the table, and the document read again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from streamlit.testing.v1 import AppTest

from app.building import builder
from app.reports.metadata_form import waiting_of
from indexer import Searcher
from indexer.build import build
from indexer.catalog_edit import catalog_row, set_metadata
from indexer.records import METADATA_FIELDS, Evidence, Metadata
from indexer.settings import Settings
from indexer.structure.wording import FIELD_WORDS
from tests.app.pages import markup, open_view, run, text

Use = Callable[[Path, Path], None]
SOURCE = "虹口区-2024.txt"


@pytest.fixture
def settings(
    corpus: Path, tmp_path: Path, use: Use, monkeypatch: pytest.MonkeyPatch, tiny_model_folder: Path
) -> Settings:
    monkeypatch.setenv("INDEXER_NOTES", str(tmp_path / "notes.sqlite"))
    settings = Settings(corpus, tmp_path / "index", tmp_path / "models", str(tiny_model_folder))
    build(corpus, settings.index, settings=settings)
    use(corpus, settings.index)
    builder.clear()  # type: ignore[attr-defined]
    return settings


def doc_id(settings: Settings, source: str = SOURCE) -> str:
    return next(ref.doc_id for ref in Searcher.open(settings.index).documents() if ref.source == source)


def open_form(settings: Settings, source: str = SOURCE) -> AppTest:
    return open_view(view="reports", doc=doc_id(settings, source))


def fill(page: AppTest, **values: str) -> AppTest:
    for field, value in values.items():
        next(box for box in page.text_input if box.label == FIELD_WORDS[field]).set_value(value)
    return run(next(button for button in page.button if button.label == "保存并重新读取").click())


def values(page: AppTest) -> dict[str, str]:
    return {box.label: box.value for box in page.text_input if box.label in FIELD_WORDS.values()}


def read_again(page: AppTest) -> AppTest:
    assert builder().wait(60)
    return run(page)


def test_every_field_has_a_name_and_shows_its_value_and_where_it_comes_from(settings: Settings) -> None:
    assert set(FIELD_WORDS) == set(METADATA_FIELDS)
    page = open_form(settings)
    assert list(values(page)) != []
    assert values(page) | {"区": "虹口区", "年份": "2024", "报告人": "李明", "文号": ""} == values(page)
    assert "推断自原文：" in text(page)
    assert "没有找到" in text(page)
    assert values(open_form(settings, "杨浦区-2025.txt"))["网上原文"] == "https://www.example.cn/yangpu"


def test_a_correction_is_written_and_read_and_the_filter_finds_the_document_under_it(settings: Settings) -> None:
    before = text(open_view(q="养老床位", district="余杭区"))
    assert "新增养老床位300张" not in before
    page = fill(open_form(settings), district="余杭区", year="2023")
    assert "更正已写进 catalog.csv，正在重新读取" in text(page) or "已按更正重新读过" in text(page)
    page = read_again(page)
    assert "已按更正重新读过这份文件。" in text(page)
    changes = re.findall(r"<li>([^<]*) → <b>([^<]*)</b></li>", markup(page))
    assert changes == [("区：虹口区", "余杭区"), ("上级：上海市", "杭州市"), ("年份：2024", "2023")]
    assert values(page) | {"区": "余杭区", "上级": "杭州市", "年份": "2023"} == values(page)
    assert catalog_row(settings.corpus, SOURCE) == {"district": "余杭区", "year": "2023"}
    assert catalog_row(settings.corpus, "杨浦区-2025.txt") == {"source_url": "https://www.example.cn/yangpu"}
    found = open_view(q="养老床位", district="余杭区")
    assert "新增<mark>养老床位</mark>300张" in markup(found)
    assert "新增<mark>养老床位</mark>300张" not in markup(open_view(q="养老床位", district="虹口区"))
    page = read_again(fill(page, district="", speaker="无"))
    changes = re.findall(r"<li>([^<]*) → <b>([^<]*)</b></li>", markup(page))
    assert changes == [("区：余杭区", "虹口区"), ("上级：杭州市", "上海市"), ("报告人：李明", "（空）")]
    assert "在 catalog.csv 里写明没有" in text(page)
    assert catalog_row(settings.corpus, SOURCE) == {"year": "2023", "speaker": "无"}


def test_what_is_not_allowed_is_told_at_its_field_and_nothing_is_saved(settings: Settings) -> None:
    page = fill(open_form(settings), year="去年", source_url="www.x.cn", title="=1+1", district="长宁区", speaker="")
    said = text(page)
    assert "什么都没有保存" in said
    assert "年份：年份是「去年」，应为 1949–2100 的四位数。" in said
    assert "网上原文：网址是「www.x.cn」，应以 http:// 或 https:// 开头。" in said
    assert "标题：以「=」开头，Excel 会当成公式。" in said
    assert "报告人：这个值是从原文推断的，清空不会改掉它。" in said
    assert values(page)["年份"] == "去年"  # to be mended, not typed again
    assert values(page)["区"] == "长宁区"
    assert catalog_row(settings.corpus, SOURCE) == {}
    assert not builder().running


def test_nothing_changed_is_said(settings: Settings) -> None:
    assert "没有改动，不用保存。" in text(fill(open_form(settings)))


def test_what_somebody_else_set_meanwhile_is_not_written_over(settings: Settings) -> None:
    page = open_form(settings)
    set_metadata(settings.corpus, SOURCE, {"year": "2022"})
    page = fill(page, district="长宁区")
    assert "刚刚被别人改过，这次没有保存" in text(page)
    assert "您填的是：区「长宁区」。" in text(page)
    assert values(page)["年份"] == "2022"  # as the table says now
    assert catalog_row(settings.corpus, SOURCE) == {"year": "2022"}


def test_what_is_set_and_not_read_yet_is_said_and_read_on_request(settings: Settings) -> None:
    set_metadata(settings.corpus, SOURCE, {"district": "长宁区"})
    page = open_form(settings)
    assert "catalog.csv 里已写明、还没有生效：区：虹口区 → 长宁区" in text(page)
    page = read_again(run(next(button for button in page.button if button.label == "重新读取").click()))
    assert "还没有生效" not in text(page)
    assert values(page)["区"] == "长宁区"


def test_a_build_that_fails_leaves_the_correction_waiting_with_the_reason(settings: Settings) -> None:
    page = open_form(settings)
    with FileLock(settings.index / ".lock"):
        page = read_again(fill(page, district="长宁区"))
    assert "另一个程序正在建立索引" in text(page)
    assert "还没有生效：区：虹口区 → 长宁区" in text(page)
    page = read_again(run(next(button for button in page.button if button.label == "重新读取").click()))
    assert ("区：虹口区", "长宁区") in re.findall(r"<li>([^<]*) → <b>([^<]*)</b></li>", markup(page))


def test_a_table_that_cannot_be_read_is_told_instead_of_the_form(settings: Settings) -> None:
    (settings.corpus / "catalog.csv").write_text("文件,区\n", encoding="utf-8")
    page = open_form(settings)
    assert "表头是「文件、区」" in text(page)
    assert not values(page)


def test_a_document_that_is_gone_is_said(settings: Settings) -> None:
    assert "这份文件不在现在的语料里" in text(open_view(view="reports", doc="nope"))


def test_what_waits_is_what_the_table_says_and_the_index_does_not() -> None:
    known = Metadata(
        title="题",
        year=2024,
        issuer="某府",
        evidence={"title": Evidence("catalog", "题"), "year": Evidence("inferred", "2024年")},
    )
    row = {"year": "2025", "issuer": "某府", "issued_on": "三月"}  # a bad cell waits for people, not for the build
    assert waiting_of(known, row) == [("title", "题", "恢复推断"), ("year", "2024", "2025")]
