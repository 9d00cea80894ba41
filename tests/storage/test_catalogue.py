"""What goes into the catalogue comes out the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
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
    FileReport,
    Heading,
    Metadata,
    Quantity,
    Removal,
    Repair,
)
from indexer.storage.catalogue import Catalogue, write_catalogue
from indexer.storage.commitment_rows import distinct_objects

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
REPORT = (FileReport("静安/安排.txt", "read", clauses=1), FileReport("图.png", "refused", "图.png：内容是 图片"))


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    write_catalogue(tmp_path / "c.sqlite", [(DOCUMENT, "f1"), (EMPTY, "f2")], REPORT, {"d1": (BEDS, SHARE)})
    return Catalogue(tmp_path / "c.sqlite")


def test_round_trip(catalogue: Catalogue) -> None:
    assert catalogue.document("d1") == DOCUMENT
    assert catalogue.document("d2") == EMPTY
    assert catalogue.report() == REPORT
    assert catalogue.clauses([0, 7]) == {0: DOCUMENT.clauses[0]}
    assert catalogue.clauses([]) == {}
    assert list(catalogue.numbered_clauses()) == list(enumerate(DOCUMENT.clauses))
    assert catalogue.fingerprints() == {"静安/安排.txt": ("f1", "d1"), "空.txt": ("f2", "d2")}
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
    assert distinct_objects(stated) == ["养老床位", "绿道"]
    write_catalogue(tmp_path / "o.sqlite", [(DOCUMENT, "f1")], REPORT, {"d1": stated})
    assert Catalogue(tmp_path / "o.sqlite").objects() == ["养老床位", "绿道"]
    assert [found.object for found in Catalogue(tmp_path / "o.sqlite").commitments()] == [
        "绿道",
        "养老床位",
        "",
        "绿道",
    ]


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
