"""Clauses and searches are kept in the file of notes, whoever writes, and nothing of them is lost by accident."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.errors import NoteRefused, NotesUnusable
from indexer.records import Clause, DocumentRef, Metadata
from indexer.storage import saved as module
from indexer.storage.notebook import Notebook, Side
from indexer.storage.saved import Saved, SavedClause, Seen, SeenClause, clause_name

META = Metadata(title="工作报告", district="东川区", parent="示例市", year=2025, source_url="http://x.cn")
DOCUMENT = DocumentRef("d1", "东川区/报告.txt", META, 9)
CLAUSE = Clause("d1-0003", "d1", 3, ("二、任务", "（一）养老"), "新增养老床位480张。", 40, 50, ("★", "task"))
SEEN = Seen(
    "g1", (SeenClause("d1", "东川区/报告.txt", CLAUSE.text, "东川区2025年《工作报告》"),), frozenset({"d1", "d2"})
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "index-notes.sqlite"


@pytest.fixture
def saved(path: Path) -> Saved:
    return Saved(path)


def the_clause(saved: Saved) -> SavedClause:
    (kept,) = saved.clauses()
    return kept


def test_nothing_is_written_by_looking(saved: Saved, path: Path) -> None:
    assert (saved.clauses(), saved.searches()) == ((), ())
    assert not saved.has_clause("x") and not saved.has_search("?q=x") and not saved.has_clause_of("d1", "x")
    assert not path.exists()


def test_a_clause_is_kept_with_all_that_a_citation_needs(saved: Saved, path: Path) -> None:
    saved.keep_clause(DOCUMENT, CLAUSE, 1)
    kept = the_clause(Saved(path))
    assert kept.name == clause_name("d1", CLAUSE.text, 1)
    assert kept.document == replace(DOCUMENT, clauses=0)
    assert kept.clause == replace(CLAUSE, start=0, end=len(CLAUSE.text))
    assert (kept.note, kept.occurrence, kept.when[-6:]) == ("", 1, "+00:00")
    assert saved.has_clause(kept.name) and saved.has_clause_of("d1", CLAUSE.text)
    assert not saved.has_clause_of("d2", CLAUSE.text)


def test_the_same_text_twice_in_a_document_is_two_clauses(saved: Saved) -> None:
    saved.keep_clause(DOCUMENT, CLAUSE, 1)
    saved.keep_clause(DOCUMENT, CLAUSE, 2)
    saved.keep_clause(DOCUMENT, replace(CLAUSE, clause_id="d1-0099"), 2)  # the same by content
    assert [kept.occurrence for kept in saved.clauses()] == [1, 2]


def test_keeping_again_changes_nothing(saved: Saved) -> None:
    saved.keep_clause(DOCUMENT, CLAUSE, 1)
    saved.write_note(the_clause(saved), "要核对")
    before = saved.clauses()
    saved.keep_clause(DOCUMENT, CLAUSE, 1)
    assert saved.clauses() == before


def test_what_is_removed_can_be_put_back_in_its_place_with_its_note(saved: Saved) -> None:
    for text in ("甲。", "乙。", "丙。"):
        saved.keep_clause(DOCUMENT, replace(CLAUSE, text=text), 1)
    first, second, last = saved.clauses()
    saved.write_note(second, "后来写的")  # by another session: ``second`` is older
    removed = saved.remove(second)
    assert [kept.clause.text for kept in saved.clauses()] == ["甲。", "丙。"]
    saved.remove(last)
    saved.keep_clause(DOCUMENT, replace(CLAUSE, text="丁。"), 1)
    saved.put_back(removed)
    assert [kept.clause.text for kept in saved.clauses()] == ["甲。", "乙。", "丁。"]
    assert saved.clauses()[1].note == "后来写的"
    saved.put_back(last)  # its number was not given to another one
    assert saved.clauses()[2] == last
    assert first in saved.clauses()


def test_putting_back_what_was_kept_again_meanwhile_keeps_the_newer(saved: Saved) -> None:
    saved.keep_clause(DOCUMENT, CLAUSE, 1)
    removed = saved.remove(the_clause(saved))
    saved.keep_clause(DOCUMENT, CLAUSE, 1)
    saved.write_note(the_clause(saved), "新写的")
    saved.put_back(removed)
    assert the_clause(saved).note == "新写的"


def test_two_who_write_a_note_at_once_both_keep_their_words(saved: Saved) -> None:
    saved.keep_clause(DOCUMENT, CLAUSE, 1)
    seen_by_both = the_clause(saved)
    assert saved.write_note(seen_by_both, "甲写的") == "甲写的"
    assert saved.write_note(seen_by_both, "乙写的") == "甲写的\n乙写的"
    assert the_clause(saved).note == "甲写的\n乙写的"
    assert saved.write_note(the_clause(saved), "") == ""


def test_a_note_that_is_too_long_is_refused_and_the_old_one_stays(saved: Saved) -> None:
    saved.keep_clause(DOCUMENT, CLAUSE, 1)
    kept = the_clause(saved)
    saved.write_note(kept, "短的")
    with pytest.raises(NoteRefused, match="备注有 2001 个字，最多 2000 个，没有保存。"):
        saved.write_note(the_clause(saved), "长" * 2001)
    assert the_clause(saved).note == "短的"


def test_a_note_on_what_somebody_removed_is_said_not_to_be_kept(saved: Saved) -> None:
    saved.keep_clause(DOCUMENT, CLAUSE, 1)
    kept = the_clause(saved)
    saved.remove(kept)
    with pytest.raises(NoteRefused, match="刚被移出收藏，备注没有保存"):
        saved.write_note(kept, "晚了")


def test_a_full_list_takes_no_more_and_says_so(saved: Saved, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CLAUSES", 2)
    monkeypatch.setattr(module, "MAX_SEARCHES", 1)
    saved.keep_clause(DOCUMENT, CLAUSE, 1)
    saved.keep_clause(DOCUMENT, CLAUSE, 2)
    with pytest.raises(NoteRefused, match="最多收藏 2 条条款，现在已经满了，没有加入。"):
        saved.keep_clause(DOCUMENT, CLAUSE, 3)
    saved.keep_clause(DOCUMENT, CLAUSE, 2)  # it is kept already
    assert len(saved.clauses()) == 2
    saved.keep_search("?q=a", "a", SEEN)
    with pytest.raises(NoteRefused, match="最多收藏 1 条检索"):
        saved.keep_search("?q=b", "b", SEEN)


def test_a_search_is_kept_with_what_was_seen_until_people_look_again(saved: Saved, path: Path) -> None:
    saved.keep_search("?q=养老", "养老", SEEN)
    (kept,) = Saved(path).searches()
    assert (kept.name, kept.words, kept.seen) == ("?q=养老", "养老", SEEN)
    later = Seen("g2", (), frozenset({"d3"}))
    saved.mark_seen(kept.name, later)
    assert saved.searches()[0].seen == later
    saved.write_note(kept, "每月看")
    removed = saved.remove(saved.searches()[0])
    assert not saved.has_search("?q=养老")
    saved.put_back(removed)
    assert (saved.searches()[0].note, saved.searches()[0].seen) == ("每月看", later)


def test_many_write_at_once_and_nothing_is_lost(path: Path) -> None:
    def write(number: int) -> None:
        saved = Saved(path)
        saved.keep_clause(DOCUMENT, CLAUSE, number)
        kept = next(kept for kept in saved.clauses() if kept.occurrence == number)
        saved.write_note(kept, f"第{number}条")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(1, 41)))
    assert {kept.occurrence: kept.note for kept in Saved(path).clauses()} == {n: f"第{n}条" for n in range(1, 41)}


def test_decisions_and_saved_things_share_the_file(saved: Saved, path: Path) -> None:
    side = Side("k", "e", "d", "s")
    Notebook.open(path).decide("a~b", "confirmed", side, side)
    saved.keep_clause(DOCUMENT, CLAUSE, 1)
    assert set(Notebook.open(path).decisions()) == {"a~b"}
    assert len(saved.clauses()) == 1


def test_a_damaged_file_is_one_sentence(saved: Saved, path: Path) -> None:
    path.write_bytes("这不是数据库。".encode() * 200)
    with pytest.raises(NotesUnusable, match=r"index-notes\.sqlite：.*文件已损坏"):
        saved.clauses()
