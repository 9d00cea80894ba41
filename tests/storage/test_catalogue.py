"""What goes into the catalogue comes out the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from indexer.errors import IndexUnusable
from indexer.records import (
    Clause,
    Commitment,
    Document,
    Evidence,
    Filed,
    FileReport,
    Heading,
    Metadata,
    Quantity,
    Reading,
    Removal,
    Repair,
)
from indexer.storage.catalogue import Catalogue, Passage
from indexer.storage.catalogue_writer import update_catalogue, write_catalogue

EVIDENCE = {"district": Evidence("inferred", "「静安」出现3次"), "year": Evidence("catalog", "2025")}
DOCUMENT = Document(
    doc_id="d1",
    source="静安/安排.txt",
    metadata=Metadata(
        *("安排", "静安区", "上海市", 2025, "重点工作安排", "2025-02-17", "静府发〔2025〕3号", "静安区人民政府"),
        *("李明", "区人民代表大会", "https://a.cn"),
        evidence=EVIDENCE,
    ),
    text="一、民生\n★新增养老床位480张。",
    headings=(Heading("一、民生", 0, 4, "part", 1),),
    clauses=(Clause("d1-0001", "d1", 1, ("一、民生",), "★新增养老床位480张。", 5, 17, ("★", "task")),),
    removed=(Removal("打印", "网站菜单", 40),),
    repairs=(Repair("臵", "置", "错误字形", 7),),
    original="打印\n一、民生\n\n★新增养老床位 480 张。\n",
    runs=((0, 3, 5), (5, 9, 7), (12, 17, 3), (15, 21, 2)),
)
EMPTY = Document("d2", "空.txt", Metadata(), "")
BEDS = Commitment(
    *("d1-0001", "d1", 6, 17, Quantity(Decimal(480), "张", 7, 11, "480张")),
    *("新增", "养老床位", "target", 2025, "", True),
)
SHARE = Commitment(
    *("d1-0001", "d1", 8, 17, Quantity(Decimal("2.5"), "%", 7, 11, "480张", "at_least", Decimal("66.67"), "measure")),
    *("", "", "", None, "前三季度", False),
)
READING = Reading(DOCUMENT, "f1", (BEDS, SHARE), ((0, "", 3.0, 3.0), (0, "张", 480.0, 480.0)), ("静邻", "静安"))
REPORT = (FileReport("静安/安排.txt", "read", clauses=1), FileReport("图.png", "refused", "图.png：内容是 图片"))


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    with write_catalogue(tmp_path / "c.sqlite") as writer:
        assert [writer.add(reading) for reading in (READING, Reading(EMPTY, "f2"))] == [0, 1]
        writer.report(REPORT)
    return Catalogue(tmp_path / "c.sqlite")


def test_round_trip(catalogue: Catalogue) -> None:
    assert catalogue.document("d1") == DOCUMENT
    assert catalogue.document("d2") == EMPTY
    assert catalogue.report() == REPORT
    assert catalogue.clauses([0, 7]) == {0: DOCUMENT.clauses[0]}
    assert catalogue.clauses([]) == {}
    assert catalogue.passages([0, 7]) == {0: Passage("★新增养老床位480张。", ("一、民生",), ("★", "task"))}
    assert list(catalogue.numbered_clauses()) == list(enumerate(DOCUMENT.clauses))
    filed = {"静安/安排.txt": Filed("d1", "f1", 0, 1, 1, 1), "空.txt": Filed("d2", "f2", 1, 0, 0, 0)}
    assert catalogue.filed() == filed
    assert catalogue.reading("d1") == READING
    assert list(catalogue.texts()) == list(catalogue.texts_at([0])) == [(0, "d1", DOCUMENT.text, "安排")]
    assert catalogue.names() == {"静邻", "静安"}
    assert catalogue.rows_of_texts([DOCUMENT.clauses[0].text, "无"]) == {DOCUMENT.clauses[0].text: 0}
    assert catalogue.numbers_of_objects(["养老床位", "无"]) == {"养老床位": 0}
    assert catalogue.rows_by_document() == [("d1", 0, 1)]
    assert catalogue.documents() == (EMPTY.ref, DOCUMENT.ref)
    assert catalogue.count_clauses() == 1


def test_commitments_come_out_as_they_went_in(catalogue: Catalogue) -> None:
    assert catalogue.commitments() == catalogue.commitments("d1") == [BEDS, SHARE]
    assert catalogue.commitments("d2") == []
    assert catalogue.count_commitments() == 2
    assert catalogue.objects() == ["养老床位"]
    assert list(catalogue.clauses_with_commitments()) == list(DOCUMENT.clauses)


def test_objects_are_numbered_in_one_order(tmp_path: Path) -> None:
    stated = [replace(BEDS, object=words) for words in ("绿道", "养老床位", " ", "绿道")]
    with write_catalogue(tmp_path / "o.sqlite") as writer:
        writer.add(Reading(DOCUMENT, "f1", tuple(stated)))
    assert Catalogue(tmp_path / "o.sqlite").objects() == ["绿道", "养老床位"]
    assert [found.object for found in Catalogue(tmp_path / "o.sqlite").commitments()] == [
        "绿道",
        "养老床位",
        "",
        "绿道",
    ]


def other(doc_id: str, source: str, text: str) -> Document:
    clause = replace(DOCUMENT.clauses[0], clause_id=f"{doc_id}-0001", doc_id=doc_id, text=text)
    return replace(DOCUMENT, doc_id=doc_id, source=source, clauses=(clause,))


def test_an_update_leaves_rows_and_numbers_where_they_are(tmp_path: Path, catalogue: Catalogue) -> None:
    second, third = other("d3", "b.txt", "新增绿道2公里。"), other("d4", "c.txt", "新增绿道3公里。")
    laid = replace(BEDS, clause_id="d3-0001", doc_id="d3", object="绿道")
    with update_catalogue(tmp_path / "c.sqlite", tmp_path / "u.sqlite", rows=1, removed=[]) as writer:
        assert writer.add(Reading(second, "f3", (laid,), ((0, "公里", 2.0, 2.0),))) == 1
        writer.report(REPORT[:1])
    updated = Catalogue(tmp_path / "u.sqlite")
    assert updated.reading("d1") == READING
    assert updated.objects() == ["养老床位", "绿道"]
    assert updated.report() == REPORT[:1]

    again = replace(BEDS, clause_id="d4-0001", doc_id="d4", object="绿道")
    with update_catalogue(tmp_path / "u.sqlite", tmp_path / "v.sqlite", rows=2, removed=["d1", "d3"]) as writer:
        assert writer.add(Reading(third, "f4", (again,), ((0, "公里", 3.0, 3.0),))) == 2
    last = Catalogue(tmp_path / "v.sqlite")
    assert last.rows_by_document() == [("d4", 2, 1)]
    assert list(last.numbered_clauses()) == [(2, third.clauses[0])]
    assert (last.count_clauses(), last.rows_near("张", 0, 999), last.rows_near("公里", 0, 9)) == (1, [], [2])
    assert last.objects() == ["", "绿道"]  # 养老床位 keeps its number, and is said by nobody
    assert last.commitments() == [again]
    assert last.report() == ()
    assert catalogue.reading("d1") == READING  # what was copied from did not change


def test_unknown_document(catalogue: Catalogue) -> None:
    with pytest.raises(KeyError):
        catalogue.document("d3")


def test_many_threads_read_at_once(catalogue: Catalogue) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: catalogue.document("d1") == DOCUMENT, range(200))) == {True}


def test_a_catalogue_is_never_written_to(catalogue: Catalogue, tmp_path: Path) -> None:
    before = (tmp_path / "c.sqlite").read_bytes()
    catalogue.document("d1")
    assert (tmp_path / "c.sqlite").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["c.sqlite"]


def test_damaged_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "c.sqlite").write_bytes(b"SQLite format 3\0" + b"\1" * 5000)
    with pytest.raises(IndexUnusable, match="重新运行 build"):
        Catalogue(tmp_path / "c.sqlite").count_clauses()


def test_a_text_that_is_not_as_written_is_never_given_out(tmp_path: Path) -> None:
    """A bit that turned over after the file was opened and compared: the disk may give other bytes at every reading."""
    path = tmp_path / "catalogue.sqlite"
    with write_catalogue(path) as writer:
        writer.add(Reading(DOCUMENT, "f"))
    catalogue = Catalogue(path)
    assert catalogue.clauses([0])[0] == DOCUMENT.clauses[0]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE clause SET text = replace(text, '480', '580')")
    changed = Catalogue(path)
    asked: list[Callable[[], object]] = [
        lambda: changed.clauses([0]),
        lambda: changed.document("d1"),
        lambda: list(changed.numbered_clauses()),
    ]
    for ask in asked:
        with pytest.raises(IndexUnusable, match="条款 d1-0001 的文字与写入时不同，索引已损坏。请重新运行 build"):
            ask()
    assert "d1-0001" in (tmp_path / "DAMAGED").read_text(encoding="utf-8")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE document SET body = x'789c0300000000ff'")
    with pytest.raises(IndexUnusable, match="文件 d1 的正文与写入时不同"):
        list(Catalogue(path).texts())
