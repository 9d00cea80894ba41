"""报错: what a reader writes is kept and thanked for, or stays in the form with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from indexer.settings import Settings
from indexer.storage.reports import MAX_WORDS, Reports
from tests.app.pages import markup, run, text

PLACE = "report_d1_d1-0007"


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reports:
    monkeypatch.setenv("INDEXER_NOTES", str(tmp_path / "notes.sqlite"))
    return Reports(Settings().notes)


def script(url: str, *, has_clause: bool = True) -> None:
    from app.reports.report_form import report_button
    from indexer.records import Clause, DocumentRef, Metadata
    from indexer.settings import Settings

    document = DocumentRef("d1", "甲.txt", Metadata(title="<b>题</b>", source_url=url), 9)
    clause = Clause("d1-0007", "d1", 7, ("二、任务",), "新增<i>床位</i>480张。", 100, 118)
    report_button(document, clause if has_clause else None, Settings(), key="report")


def form(url: str = "", *, has_clause: bool = True) -> AppTest:
    page = AppTest.from_function(script, args=(url,), kwargs={"has_clause": has_clause})
    return run(page)


def send(page: AppTest) -> AppTest:
    return run(next(button for button in page.button if button.label == "提交").click())


def test_a_report_is_kept_and_thanked_for(notes: Reports) -> None:
    page = form()
    assert "<b>报告的是：</b>新增&lt;i&gt;床位&lt;/i&gt;480张。" in markup(page)
    assert page.radio(f"{PLACE}_kind").options == ["错字", "断句不对", "信息不对", "其他"]
    run(page.radio(f"{PLACE}_kind").set_value("split"))
    page.text_area(f"{PLACE}_said").set_value("与下一句是一句")
    page.text_input(f"{PLACE}_instead").set_value("合并")
    send(page)
    assert "已记下，谢谢。整理语料的人会看到。" in text(page)
    (report,) = notes.all()
    assert (report.kind, report.said, report.instead) == ("split", "与下一句是一句", "合并")
    assert report.clause is not None
    assert (report.clause.text, report.document.doc_id) == ("新增<i>床位</i>480张。", "d1")
    assert (page.text_area(f"{PLACE}_said").value, page.text_input(f"{PLACE}_instead").value) == ("", "")
    run(page.radio(f"{PLACE}_kind").set_value("word"))
    assert "已记下" not in text(page)


def test_nothing_written_is_told_and_what_is_written_stays(notes: Reports) -> None:
    page = form()
    send(page)
    assert "还没有写哪里不对" in text(page)
    page.text_area(f"{PLACE}_said").set_value("字" * 5)
    page.text_input(f"{PLACE}_instead").set_value("字" * (MAX_WORDS + 1))
    send(page)
    assert "最多 1000 个，没有保存" in text(page)
    assert page.text_area(f"{PLACE}_said").value == "字" * 5
    assert notes.all() == ()


def test_a_file_that_cannot_be_written_is_one_sentence(notes: Reports, tmp_path: Path) -> None:
    (tmp_path / "notes.sqlite").write_bytes("这不是数据库。".encode() * 200)
    page = form()
    page.text_area(f"{PLACE}_said").set_value("错字")
    send(page)
    assert "文件已损坏" in text(page)
    assert 'role="alert"' in markup(page)
    assert page.text_area(f"{PLACE}_said").value == "错字"


def test_the_original_is_offered_to_be_checked_and_the_document_can_be_meant(notes: Reports) -> None:
    page = form("https://www.example.cn/1", has_clause=False)
    assert '<a href="https://www.example.cn/1" target="_blank" rel="noopener">对照网上原文（另开一页）</a>' in markup(
        page
    )
    assert "报告的是：这份文件" in text(page)
    assert "href" not in markup(form())
    page.text_area("report_d1__said").set_value("区不对")
    send(page)
    assert notes.all()[0].clause is None
