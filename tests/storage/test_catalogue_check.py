"""What is wrong inside a catalogue is named, though its file may be as it was written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from indexer.records import Clause, Document, Metadata, Reading
from indexer.storage.catalogue_check import find_faults
from indexer.storage.catalogue_writer import write_catalogue

CLAUSES = (Clause("d-1", "d", 1, (), "新增床位480张。", 0, 9), Clause("d-2", "d", 2, (), "建成食堂6家。", 9, 16))
DOCUMENT = Document("d", "甲.txt", Metadata(), "新增床位480张。建成食堂6家。", clauses=CLAUSES)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "catalogue.sqlite"
    with write_catalogue(path) as writer:
        writer.add(Reading(DOCUMENT, "f"))
    return path


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(sql)


def test_a_sound_one(path: Path) -> None:
    heard: list[tuple[int, int]] = []
    assert find_faults(path, lambda done, total: heard.append((done, total))) == []
    assert heard == [(0, 1), (1, 1)]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE clause SET text = '新增床位488张。' WHERE row = 0", "甲.txt 无法读取"),
        ("UPDATE clause SET start = 1 WHERE row = 1", "甲.txt 有 1 条条款与正文不符"),
        ("UPDATE clause SET digest = 7 WHERE row = 1", "甲.txt 无法读取"),
        ("DELETE FROM clause WHERE row = 1", "数目不一致（2 与 1）"),
        ("UPDATE clause SET row = 9 WHERE row = 1", "1 条条款不在所属文件的行内"),
        ("INSERT INTO quantity VALUES (77, '张', 1, 1)", "1 行指向不存在的文件或条款"),
        ("UPDATE document SET body = x'00'", "甲.txt 无法读取"),
    ],
)
def test_each_fault_is_named(path: Path, sql: str, said: str) -> None:
    change(path, sql)
    assert any(fault.startswith(said) for fault in find_faults(path))


def test_an_index_that_does_not_fit_its_table_and_a_file_that_is_none(path: Path) -> None:
    change(path, "PRAGMA writable_schema = ON")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, '(digest)', '(start)') WHERE name = 'clause_of_text'"
        )
    assert find_faults(path)[0].startswith("数据库文件有错误（")
    path.write_bytes(b"x" * 5_000)
    assert find_faults(path) == ["无法读取（file is not a database）"]
