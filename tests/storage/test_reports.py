"""Reports are kept with copies of what they are about, once each, until the keeper has answered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from indexer.errors import NoteRefused
from indexer.records import Clause, DocumentRef, Metadata
from indexer.storage import reports as module
from indexer.storage.notebook import Notebook, Side
from indexer.storage.reports import MAX_WORDS, Reports

DOCUMENT = DocumentRef("d1", "东川区报告.txt", Metadata(title="报告", district="东川区", year=2025), 9)
CLAUSE = Clause("d1-0007", "d1", 7, ("二、任务", "（一）民生"), "新增养老床位480张。", 100, 111)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "index-notes.sqlite"


@pytest.fixture
def reports(path: Path) -> Reports:
    return Reports(path)


def later(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    """Let it be so much later for the module."""

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(tz) + timedelta(seconds=seconds)

    monkeypatch.setattr(module, "datetime", Later)


def test_nothing_is_written_before_the_first_report(reports: Reports, path: Path) -> None:
    assert (reports.all(), reports.count_open()) == ((), 0)
    assert not path.exists()


def test_a_report_is_kept_with_copies_of_clause_and_document(reports: Reports, path: Path) -> None:
    made = reports.add("word", DOCUMENT, CLAUSE, said=" 480\x1b[2J\n多了一位\x00 ", instead="48")
    (found,) = Reports(path).all()
    assert found == made
    assert (found.number, found.kind, found.said, found.instead) == (1, "word", "480[2J\n多了一位", "48")
    assert (found.state, found.answer, found.settled_at) == ("open", "", "")
    assert found.clause is not None
    assert (found.clause.doc_id, found.clause.path, found.clause.text) == ("d1", CLAUSE.path, CLAUSE.text)
    assert (found.document.doc_id, found.document.source) == ("d1", "东川区报告.txt")
    assert (found.document.metadata.district, found.document.metadata.year) == ("东川区", 2025)
    assert abs(datetime.fromisoformat(found.reported_at) - datetime.now(UTC)) < timedelta(seconds=10)


def test_a_document_as_a_whole_can_be_reported(reports: Reports) -> None:
    found = reports.add("metadata", DOCUMENT, None, said="", instead="西山区")
    assert (found.clause, found.instead) == (None, "西山区")


def test_the_same_within_a_minute_is_one_report(reports: Reports, monkeypatch: pytest.MonkeyPatch) -> None:
    first = reports.add("word", DOCUMENT, CLAUSE, said="错字")
    assert reports.add("word", DOCUMENT, CLAUSE, said="错字 ") == first
    assert reports.add("word", DOCUMENT, CLAUSE, said="错字", instead="对").number == 2
    assert reports.add("word", DOCUMENT, None, said="错字").number == 3
    assert reports.add("other", DOCUMENT, CLAUSE, said="错字").number == 4
    later(monkeypatch, 50)
    assert reports.add("word", DOCUMENT, CLAUSE, said="错字") == first
    later(monkeypatch, 70)
    assert reports.add("word", DOCUMENT, CLAUSE, said="错字").number == 5


def test_two_presses_at_once_are_one_report(path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        sent = list(threads.map(lambda _: Reports(path).add("word", DOCUMENT, CLAUSE, said="错字"), range(8)))
    assert {report.number for report in sent} == {1}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"said": " \n"}, "还没有写哪里不对"),
        ({"said": "字" * (MAX_WORDS + 1)}, "说明有 1001 个字，最多 1000 个，没有保存"),
        ({"said": "字", "instead": "字" * (MAX_WORDS + 1)}, "“应为”有 1001 个字"),
    ],
)
def test_nothing_said_or_too_much_is_refused(reports: Reports, path: Path, words: dict[str, str], said: str) -> None:
    with pytest.raises(NoteRefused, match=said):
        reports.add("word", DOCUMENT, CLAUSE, **words)
    assert not path.exists()


def test_there_is_room_for_so_many_and_settled_ones_do_not_count(
    reports: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_OPEN", 2)
    reports.add("word", DOCUMENT, CLAUSE, said="一")
    reports.add("word", DOCUMENT, CLAUSE, said="二")
    with pytest.raises(NoteRefused, match="待处理的纠错已有 2 条，这一条没有记下"):
        reports.add("word", DOCUMENT, CLAUSE, said="三")
    reports.settle(1, "declined")
    assert reports.add("word", DOCUMENT, CLAUSE, said="三").said == "三"


def test_the_keeper_answers_and_takes_it_back(reports: Reports) -> None:
    for said in ("一", "二", "三"):
        reports.add("word", DOCUMENT, CLAUSE, said=said)
    settled = reports.settle(3, "fixed", " 已换文件 ")
    assert (settled.state, settled.answer, settled.said) == ("fixed", "已换文件", "三")
    assert settled.settled_at >= settled.reported_at
    assert [report.number for report in reports.all()] == [2, 1, 3]  # what waits comes first
    assert reports.count_open() == 2
    again = reports.settle(3, "open", "不用了")
    assert (again.state, again.answer, again.settled_at) == ("open", "", "")
    assert [report.number for report in reports.all()] == [3, 2, 1]


def test_what_cannot_be_settled_is_told(reports: Reports) -> None:
    with pytest.raises(NoteRefused, match="没有编号为 7 的纠错"):
        reports.settle(7, "fixed")
    number = reports.add("word", DOCUMENT, CLAUSE, said="一").number
    with pytest.raises(NoteRefused, match="答复有 1001 个字"):
        reports.settle(number, "fixed", "字" * (MAX_WORDS + 1))
    assert reports.count_open() == 1
    with pytest.raises(ValueError, match="maybe"):
        reports.settle(number, "maybe")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="maybe"):
        reports.add("maybe", DOCUMENT, CLAUSE, said="一")  # type: ignore[arg-type]


def test_reports_and_decisions_are_kept_in_one_file(reports: Reports, path: Path) -> None:
    side = Side("k", "e", "d", "s")
    Notebook.open(path).decide("a~b", "confirmed", side, side)
    reports.add("word", DOCUMENT, CLAUSE, said="一")
    assert (set(Notebook.open(path).decisions()), reports.count_open()) == ({"a~b"}, 1)
