"""纠错: what readers reported is listed with the ways to settle it, and can be found again in its document."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from app.reports.report_form import reports_link
from app.state import FAULT, PART
from indexer import Searcher
from indexer.exports.report_tables import report_sheet
from indexer.records import Clause, Document, DocumentRef, Metadata
from indexer.settings import Settings
from indexer.storage.reports import Reports
from tests.app.pages import address, markup, open_view, run, text

Use = Callable[[Path, Path], None]


@pytest.fixture
def document(built: Path, use: Use, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Document:
    """Return the document that is reported on; notes are of this test alone."""
    use(built / "corpus", built / "index")
    monkeypatch.setenv("INDEXER_NOTES", str(tmp_path / "notes.sqlite"))
    searcher = Searcher.open(built / "index")
    return searcher.read(next(ref.doc_id for ref in searcher.documents() if ref.source == "长宁区-2025.txt"))


@pytest.fixture
def kept(document: Document) -> Reports:
    """Return four reports on the document: three wait, the second is settled."""
    kept = Reports(Settings().notes)
    evil = next(clause for clause in document.clauses if "onerror" in clause.text)
    kept.add("word", document.ref, evil, said="<b>粗</b> $x$", instead="~~对~~\n两行")
    kept.add("split", document.ref, document.clauses[-1], said="应断开")
    kept.add("metadata", document.ref, None, said="年份不对")
    kept.add("word", document.ref, document.clauses[0], said="少一字")
    kept.settle(2, "declined", "原文<i>如此</i>")
    return kept


def cards(page: AppTest) -> list[str]:
    return [element.body for element in page.html if 'class="gz-relation"' in element.body]


def press(page: AppTest, key: str) -> AppTest:
    return run(page.button(key).click())


def test_without_a_report_the_way_to_make_one_is_said(document: Document) -> None:
    page = open_view(view="reports")
    assert "还没有人报告。读原文时，点开一条，按上方的“报错”就能报告。" in text(page)
    assert "这里不用登录：能打开这个页面的人都能报告、答复和更正。" in text(page)
    assert not page.download_button


def test_what_waits_is_listed_with_the_words_as_they_are(kept: Reports, hostile: str) -> None:
    page = open_view(view="reports")
    shown = cards(page)
    assert [re.findall(r"第 (\d) 号", card) for card in shown] == [["4"], ["3"], ["1"]]
    assert html.escape(hostile) in shown[-1]
    assert "<b>说明：</b>&lt;b&gt;粗&lt;/b&gt; $x$" in shown[-1]
    assert "<b>应为：</b>~~对~~\n两行" in shown[-1]
    assert "原文照录，不在这里改字" in shown[-1]
    assert "原文照录" not in shown[1]
    assert "更正这份文件的信息" in shown[1]


def test_a_report_leads_to_its_clause_and_back(kept: Reports, document: Document) -> None:
    page = open_view(view="reports")
    (href,) = re.findall(r'<a href="([^"]*)" class="gz-title">', cards(page)[-1])
    asked = parse_qs(html.unescape(href)[1:])
    clause = next(clause for clause in document.clauses if "onerror" in clause.text)
    assert (asked["doc"], asked["clause"], asked["from"]) == ([document.doc_id], [clause.clause_id], ["reports"])
    reading = open_view(**{name: values[0] for name, values in asked.items()})
    assert "← 纠错" in text(reading)
    assert html.escape("onerror") in markup(reading)


def test_choices_narrow_the_list_and_stand_in_the_address(kept: Reports) -> None:
    page = open_view(view="reports")
    assert [page.pills(key).options for key in (PART, FAULT)] == [
        ["待处理 3", "已改正 0", "不改 1", "全部 4"],
        ["各类 3", "错字 2", "断句不对 0", "信息不对 1", "其他 0"],
    ]
    run(page.pills(FAULT).set_value("metadata"))
    assert (address(page, "fault"), len(cards(page))) == (["metadata"], 1)
    run(page.pills(PART).set_value("fixed"))
    assert address(page, "part") == ["fixed"]
    assert "没有这样的报告。看全部" in text(page)
    assert len(cards(open_view(view="reports", part="all"))) == 4


def test_the_keeper_answers_and_takes_it_back(kept: Reports) -> None:
    page = open_view(view="reports")
    page.text_input("answer_4").set_value("已换文件")
    press(page, "fixed_4")
    assert len(cards(page)) == 2
    run(page.pills(PART).set_value("all"))
    assert "已改正（" in text(page)
    assert "答复：已换文件" in text(page)
    assert "答复：原文&lt;i&gt;如此&lt;/i&gt;" in markup(page)
    press(page, "undo_4")
    press(page, "declined_3")
    assert {report.number: report.state for report in kept.all()} == {
        1: "open",
        4: "open",
        2: "declined",
        3: "declined",
    }
    page.text_input("answer_1").set_value("字" * 1001)
    press(page, "fixed_1")
    assert "答复有 1001 个字，最多 1000 个" in text(page)


def test_what_is_no_longer_in_the_corpus_is_said_and_shown_as_it_was(kept: Reports, document: Document) -> None:
    other = Clause("", document.doc_id, 1, ("一、旧",), "这句话后来没有了。", 0, 9)
    kept.add("word", document.ref, other, said="错字")
    gone = Clause("", "d-gone", 1, (), "整份不在了。", 0, 6)
    kept.add("word", DocumentRef("d-gone", "不在.txt", Metadata(title="旧件"), 3), gone, said="错字")
    page = open_view(view="reports")
    assert "整份不在了。" in cards(page)[0]
    assert "这份文件已不在现在的语料里。" in cards(page)[0]
    assert 'class="gz-title"' not in cards(page)[0]
    assert "更正这份文件" not in cards(page)[0]
    assert "现在的文件里已没有这一条的原话。" in cards(page)[1]


def test_what_is_listed_can_be_exported(kept: Reports) -> None:
    page = open_view(view="reports", part="all")
    assert [button.label for button in page.download_button] == ["导出 Excel（4 行）", "导出 CSV（4 行）"]
    sheet = report_sheet(kept.all(), lambda report: f"http://x/?{report.number}")
    assert len(sheet.columns) == len(sheet.rows[0]) == 15
    assert [row[0] for row in sheet.rows] == [4, 3, 1, 2]


def test_notes_that_cannot_be_read_are_one_sentence(kept: Reports, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path, ignore_errors=True)
    tmp_path.mkdir()
    (tmp_path / "notes.sqlite").write_bytes("这不是数据库。".encode() * 200)
    assert "文件已损坏" in text(open_view(view="reports"))
    assert reports_link(Settings()).endswith(">纠错</a>")


def test_the_way_to_the_reports_says_how_many_wait(kept: Reports) -> None:
    assert reports_link(Settings()) == '<a href="?view=reports" class="gz-way">纠错 3</a>'
    for number in (1, 3, 4):
        kept.settle(number, "fixed")
    assert reports_link(Settings()) == '<a href="?view=reports" class="gz-way">纠错</a>'
    assert "没有待处理的报告。看全部" in text(open_view(view="reports"))
