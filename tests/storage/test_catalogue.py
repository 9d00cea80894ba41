"""What goes into the catalogue comes out the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from indexer.errors import IndexUnusable
from indexer.records import Clause, Document, Evidence, FileReport, Heading, Metadata, Removal, Repair
from indexer.storage.catalogue import Catalogue, write_catalogue

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
REPORT = (FileReport("静安/安排.txt", "read", clauses=1), FileReport("图.png", "refused", "图.png：内容是 图片"))


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    write_catalogue(tmp_path / "c.sqlite", [(DOCUMENT, "f1"), (EMPTY, "f2")], REPORT)
    return Catalogue(tmp_path / "c.sqlite")


def test_round_trip(catalogue: Catalogue) -> None:
    assert catalogue.document("d1") == DOCUMENT
    assert catalogue.document("d2") == EMPTY
    assert catalogue.report() == REPORT
    assert catalogue.clauses([0, 7]) == {0: DOCUMENT.clauses[0]}
    assert catalogue.clauses([]) == {}
    assert list(catalogue.all_clauses()) == list(DOCUMENT.clauses)
    assert catalogue.fingerprints() == {"静安/安排.txt": ("f1", "d1"), "空.txt": ("f2", "d2")}
    assert catalogue.rows_by_document() == [("d1", 0, 1)]
    assert catalogue.documents() == (EMPTY.ref, DOCUMENT.ref)
    assert catalogue.count_clauses() == 1


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
