"""Copies of the notes are made by themselves, and are at hand when the file is damaged."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from indexer.errors import BackupInvalid, NotesUnusable, OutputFailed
from indexer.storage import notes_backups, notes_file
from indexer.storage.notebook import Notebook, Side
from indexer.storage.notes_backups import backups, restore_notes

SIDE = Side("k", "新增养老床位480张", "d", "东川区报告.txt")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "index-notes.sqlite"


def decide(path: Path, *pairs: str) -> None:
    for pair in pairs:
        Notebook.open(path).decide(pair, "confirmed", SIDE, SIDE)


def pairs(path: Path) -> set[str]:
    return set(Notebook.open(path).decisions())


def day(monkeypatch: pytest.MonkeyPatch, date: str) -> None:
    monkeypatch.setattr(notes_backups.time, "strftime", lambda _: date)


def test_the_first_change_of_a_day_is_preceded_by_a_copy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    day(monkeypatch, "2026-01-01")
    decide(path, "a~b")
    assert backups(path) == []
    decide(path, "c~d", "e~f")
    day(monkeypatch, "2026-01-02")
    decide(path, "g~h", "i~j")
    assert [copy.name for copy in backups(path)] == ["0002-2026-01-02.sqlite", "0001-2026-01-01.sqlite"]
    assert [pairs(copy) for copy in backups(path)] == [{"a~b", "c~d", "e~f"}, {"a~b"}]


def test_the_latest_are_kept_by_number_even_where_the_clock_was_set_back(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes_backups, "_KEPT", 3)
    decide(path, "start")
    for number in range(5):
        day(monkeypatch, f"2026-01-{20 - number}")
        decide(path, f"p{number}")
    assert [copy.name for copy in backups(path)] == [
        *("0005-2026-01-16.sqlite", "0004-2026-01-17.sqlite", "0003-2026-01-18.sqlite"),
    ]


def test_a_change_of_the_tables_is_preceded_by_a_copy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decide(path, "a~b")
    known = len(notes_file.CHANGES)
    change = (lambda connection: connection.execute("DELETE FROM decision"),)
    monkeypatch.setattr(notes_file, "CHANGES", (*notes_file.CHANGES, *change))
    assert pairs(path) == set()
    (copy,) = backups(path)
    assert copy.name.endswith(f"-version-{known}.sqlite")
    monkeypatch.undo()
    assert pairs(copy) == {"a~b"}


def test_tables_are_not_changed_where_no_copy_can_be_made(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decide(path, "a~b")
    notes_backups.backup_folder(path).write_text("a file where the folder should be", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(notes_file, "CHANGES", (*notes_file.CHANGES, lambda _: pytest.fail("changed")))
        with pytest.raises(NotesUnusable, match="无法写入"):
            Notebook.open(path)
    assert pairs(path) == {"a~b"}


def test_a_day_without_a_copy_is_said_and_the_change_is_kept(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    decide(path, "a~b")
    notes_backups.backup_folder(path).write_text("a file where the folder should be", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        decide(path, "c~d")
    assert pairs(path) == {"a~b", "c~d"}
    assert "今天的备份没有做成" in caplog.text


def test_damage_in_the_middle_is_found_when_the_file_is_opened_and_the_latest_copy_is_offered(path: Path) -> None:
    decide(path, *(f"p{number}" for number in range(400)))
    data = bytearray(path.read_bytes())
    page = 4096 * (len(data) // 4096 // 2)
    data[page : page + 4096] = b"\xff" * 4096
    path.write_bytes(data)
    notes_file._checked.clear()  # as in a process that opens it for the first time
    (copy,) = backups(path)
    with pytest.raises(NotesUnusable, match=rf"文件已损坏，没有改动它。请运行 python -m indexer restore {copy} "):
        Notebook.open(path)
    assert path.read_bytes() == data
    assert restore_notes(copy, path) == path.with_name("index-notes.sqlite.damaged-1")
    assert pairs(path) == {"p0"}


def test_a_file_that_others_have_open_is_restored_under_their_hands(path: Path, tmp_path: Path) -> None:
    decide(path, "a~b")
    copy = tmp_path / "copy.sqlite"
    notes_backups.copy_notes(path, copy)
    with closing(sqlite3.connect(path)) as other:
        decide(path, "c~d")
        assert other.execute("SELECT count(*) FROM decision").fetchone() == (2,)
        restore_notes(copy, path)
        assert other.execute("SELECT count(*) FROM decision").fetchone() == (1,)
    assert pairs(path) == {"a~b"}


def test_what_is_no_copy_of_notes_is_refused(path: Path, tmp_path: Path) -> None:
    decide(path, "a~b")
    other = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("CREATE TABLE x (y)")
    with pytest.raises(BackupInvalid, match="这不是收藏和核对的记录"):
        restore_notes(other, path)
    later = tmp_path / "later.sqlite"
    notes_backups.copy_notes(path, later)
    with closing(sqlite3.connect(later)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(BackupInvalid, match="版本是 99"):
        restore_notes(later, path)
    with pytest.raises(OutputFailed, match="没有写成"):
        notes_backups.copy_notes(path, tmp_path / "absent" / "copy.sqlite")
    assert pairs(path) == {"a~b"}


def test_where_wal_cannot_be_set_the_file_works_with_a_journal_and_it_is_said(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    connect = sqlite3.connect

    def without_shared_memory(address: str, **options: object) -> sqlite3.Connection:
        return connect(f"{address}&vfs=unix-dotfile", **options)  # as on a network drive

    monkeypatch.setattr(notes_file.sqlite3, "connect", without_shared_memory)
    with caplog.at_level(logging.WARNING):
        Notebook.open(path).decide("a~b", "confirmed", SIDE, SIDE)
    assert pairs(path) == {"a~b"}
    assert "不能用 WAL（可能是网络盘），改用 delete" in caplog.text


def test_notes_can_be_read_on_a_full_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decide(path, "a~b")
    connect = notes_file.NotesFile._connect

    def full(self: notes_file.NotesFile, way: str) -> sqlite3.Connection:
        if "immutable" in way:
            return connect(self, way)
        shared = path.with_name(f"{path.name}-shm")
        if not shared.is_dir():
            shared.unlink(missing_ok=True)
            shared.mkdir()  # no file can be made there, as where no room is left
        return connect(self, way)

    monkeypatch.setattr(notes_file.NotesFile, "_connect", full)
    assert pairs(path) == {"a~b"}
