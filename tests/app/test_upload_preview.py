"""What a keeper is told of a file before it is accepted."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from app.corpus.upload_preview import preview, twin_of, warnings_of
from indexer.intake import preview as read
from indexer.structure.overrides import Overrides
from tests.conftest import REPORT

DOCUMENT = read("东川.txt", REPORT.encode(), Overrides())


def test_a_report_that_is_read_well_needs_no_warning() -> None:
    assert warnings_of(DOCUMENT, []) == []


def test_what_is_not_known_or_hardly_anything_is_said() -> None:
    note = read("记录.txt", "今天讨论了停车问题。\n大家说要多建车位。\n".encode(), Overrides())
    said = "".join(warnings_of(note, []))
    assert "哪个区" in said
    assert "哪一年" in said
    assert "哪一类" in said
    assert "只读出 2 条" in said


def test_a_file_without_a_title_is_looked_at_before_it_is_taken_in() -> None:
    document = replace(DOCUMENT, metadata=replace(DOCUMENT.metadata, title=""))
    assert "没有读出标题" in "".join(warnings_of(document, []))


def test_what_a_person_wrote_of_another_file_of_that_name_is_not_applied_in_silence() -> None:
    document = read("甲.txt", REPORT.encode(), Overrides({"甲.txt": {"district": "甲区", "year": 2020}}))
    assert warnings_of(document, []) == [
        "catalog.csv 里为这个文件名写明过区、年份，收入后照那里的。不对的话请在下面改。"
    ]


def test_the_same_content_and_another_version_are_two_things() -> None:
    other = read("旧版.txt", REPORT.replace("480张", "450张").encode(), Overrides())
    assert twin_of(DOCUMENT, [other.ref]) == ""
    assert warnings_of(DOCUMENT, [other.ref]) == [
        "语料里已有同一区、同一年的政府工作报告：旧版.txt。若是它的新版本，收入后请移出旧的。"
    ]
    assert twin_of(DOCUMENT, [other.ref, DOCUMENT.ref]) == "东川.txt"
    replaced = read("旧版.txt", REPORT.encode(), Overrides())
    assert warnings_of(replaced, [other.ref]) == []
    last_year = read("去年.txt", REPORT.replace("2025", "2024").encode(), Overrides())
    assert warnings_of(DOCUMENT, [last_year.ref]) == []


def test_the_preview_shows_evidence_and_clauses_in_their_own_words() -> None:
    words = "2025年甲区政府工作报告\n一、任务\n" + "".join(f"第{n}项，新增<b>{n}</b>张。\n" for n in range(1, 10))
    document = read("甲.txt", words.encode(), Overrides({"甲.txt": {"district": "甲区"}}))
    drawn = preview(document)
    assert "<b>1</b>" not in drawn
    shown = html.unescape(re.sub("<[^>]*>", "", drawn))
    assert all(clause.text in shown for clause in document.clauses)
    assert "分成 9 条" in shown
    assert "在 catalog.csv 里写明" in shown
    assert "再看 3 条" in shown


def test_what_was_left_out_can_be_looked_at() -> None:
    pages = "".join(f"2025年甲区通知的第{n}段，新增绿地{n}公顷。\n- {n} -\n" for n in range(1, 6))
    document = read("甲.txt", pages.encode(), Overrides())
    assert document.removed
    drawn = preview(document)
    assert f"去掉 {len(document.removed)} 段" in drawn
    assert "- 3 -" in drawn
