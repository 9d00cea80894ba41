"""Decisions are kept in a file of their own, whoever writes, and what is wrong with it is said in one sentence."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from indexer.errors import NotesUnusable
from indexer.storage import notes_file as module
from indexer.storage.notebook import Notebook, Side

LEFT = Side("d1:aa:3", "新增养老床位480张", "东川区 2025年 《报告》", "东川区报告.txt")
RIGHT = Side("d2:bb:7", "养老床位500张", "东川区 2026年 《报告》", "东川区新报告.txt")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "notes" / "index-notes.sqlite"


def execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_nothing_is_written_before_the_first_decision(path: Path) -> None:
    book = Notebook.open(path)
    assert (book.decisions(), book.history()) == ({}, ())
    assert not path.parent.exists()


def test_a_decision_is_there_for_whoever_opens_the_file_next_with_what_people_saw(path: Path) -> None:
    made = Notebook.open(path).decide("a~b", "confirmed", LEFT, RIGHT)
    found = Notebook.open(path).decisions()
    assert found == {"a~b": made}
    assert (found["a~b"].left, found["a~b"].right, found["a~b"].verdict) == (LEFT, RIGHT, "confirmed")
    assert found["a~b"].when.endswith("+00:00")


def test_the_last_decision_is_in_force_and_the_earlier_ones_can_be_read(path: Path) -> None:
    book = Notebook.open(path)
    book.decide("a~b", "confirmed", LEFT, RIGHT)
    book.decide("c~d", "rejected", RIGHT, LEFT)
    book.decide("a~b", "rejected", LEFT, RIGHT)
    assert {pair: decision.verdict for pair, decision in book.decisions().items()} == {
        "a~b": "rejected",
        "c~d": "rejected",
    }
    book.decide("a~b", "", LEFT, RIGHT)
    assert set(book.decisions()) == {"c~d"}
    assert [(decision.pair, decision.verdict) for decision in book.history()] == [
        ("a~b", "confirmed"),
        ("c~d", "rejected"),
        ("a~b", "rejected"),
        ("a~b", ""),
    ]


def test_another_word_is_no_decision(path: Path) -> None:
    with pytest.raises(ValueError, match="maybe"):
        Notebook.open(path).decide("a~b", "maybe", LEFT, RIGHT)  # type: ignore[arg-type]
    assert not path.exists()


def test_many_threads_write_and_nothing_is_lost(path: Path) -> None:
    books = [Notebook.open(path), Notebook.open(path)]

    def write(number: int) -> int:
        books[number % 2].decide(f"p{number}", "confirmed", LEFT, RIGHT)
        return len(books[0].decisions())

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(80)))
    assert set(books[1].decisions()) == {f"p{number}" for number in range(80)}
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


@pytest.mark.parametrize("attempt", range(20))
def test_several_may_make_the_file_at_once(path: Path, attempt: int) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: Notebook.open(path).decide(f"p{n}", "confirmed", LEFT, RIGHT), range(8)))
    assert len(Notebook.open(path).decisions()) == 8


def test_a_file_of_an_earlier_version_is_brought_up_and_keeps_what_it_holds(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Notebook.open(path).decide("a~b", "confirmed", LEFT, RIGHT)

    def add_later(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE later (clause TEXT PRIMARY KEY)")

    monkeypatch.setattr(module, "CHANGES", (*module.CHANGES, add_later))
    assert set(Notebook.open(path).decisions()) == {"a~b"}
    execute(path, "INSERT INTO later VALUES ('x')")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == len(module.CHANGES)


def test_a_change_that_fails_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Notebook.open(path).decide("a~b", "confirmed", LEFT, RIGHT)

    def half(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE half (x)")
        connection.execute("SELECT * FROM absent")

    with monkeypatch.context() as patch:
        patch.setattr(module, "CHANGES", (*module.CHANGES, half))
        with pytest.raises(NotesUnusable):
            Notebook.open(path)
    assert set(Notebook.open(path).decisions()) == {"a~b"}
    execute(path, "CREATE TABLE half (x)")  # it is not there


def test_a_file_of_a_later_version_is_not_touched(path: Path) -> None:
    Notebook.open(path).decide("a~b", "confirmed", LEFT, RIGHT)
    execute(path, "PRAGMA user_version = 9")
    with pytest.raises(
        NotesUnusable, match=rf"index-notes\.sqlite：记录的版本是 9，本程序只认识到 {len(module.CHANGES)}。"
    ):
        Notebook.open(path)


def test_a_database_of_another_program_is_not_taken_for_ours(path: Path) -> None:
    path.parent.mkdir()
    execute(path, "CREATE TABLE other (x)")
    with pytest.raises(NotesUnusable, match="别的程序的数据库"):
        Notebook(path).decide("a~b", "confirmed", LEFT, RIGHT)


def test_a_damaged_file_is_said_to_be_damaged_and_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes("这不是数据库。".encode() * 200)
    before = path.read_bytes()
    with pytest.raises(NotesUnusable, match=r"index-notes\.sqlite：.*文件已损坏，没有改动它。没有找到备份"):
        Notebook.open(path)
    with pytest.raises(NotesUnusable, match="文件已损坏"):
        Notebook(path).decide("a~b", "confirmed", LEFT, RIGHT)
    assert path.read_bytes() == before


def test_a_place_that_cannot_be_written_is_one_sentence(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(NotesUnusable, match=r"无法打开或写入.*INDEXER_NOTES"):
        Notebook.open(path)
    with pytest.raises(NotesUnusable, match=r"无法写入.*INDEXER_NOTES"):
        Notebook.open(Path("/dev/null/notes.sqlite")).decide("a~b", "confirmed", LEFT, RIGHT)


_AS_READER = """
import os, sys
from pathlib import Path
from indexer.errors import NotesUnusable
from indexer.storage.notebook import Notebook, Side
if os.geteuid() == 0:
    os.setuid(65534)  # root may write everywhere
book, side = Notebook.open(Path(sys.argv[1])), Side("k", "e", "d", "s")
print(*book.decisions())
try:
    book.decide("c~d", "confirmed", side, side)
except NotesUnusable as error:
    print(error)
"""


def test_a_read_only_folder_is_read_and_said_to_be_one() -> None:
    with tempfile.TemporaryDirectory() as name:  # that other users may enter, as those of tmp_path are not
        folder, path = Path(name), Path(name) / "notes.sqlite"
        Notebook.open(path).decide("a~b", "confirmed", LEFT, RIGHT)
        path.chmod(0o444)
        folder.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", _AS_READER, str(path)], capture_output=True, encoding="utf-8", check=False
        )
        folder.chmod(0o755)
    assert done.stdout.splitlines() == [
        "a~b",
        f"{path}：文件是只读的，不能保存。请检查路径和权限，或用环境变量 INDEXER_NOTES 指定别的文件。",
    ], done.stderr
