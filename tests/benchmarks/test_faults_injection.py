"""What is looked for in exported files is found where it is, and is in none of ours."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from benchmarks.faults.exported import flaws
from benchmarks.faults.payloads import PAYLOADS
from benchmarks.faults.roles import WORDS
from indexer.exports.result_exports import Kind, Row, Told, result_file
from indexer.intake import preview, read_overrides

PAGE = "http://127.0.0.1:8501/"


def _packed(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return file.getvalue()


def _formula() -> bytes:
    book, file = Workbook(), io.BytesIO()
    book.active["A1"] = "=1+1"
    book.save(file)
    return file.getvalue()


FIELD = "<w:document><w:instrText>DDEAUTO</w:instrText></w:document>"
LINK = '<Relationships><Relationship Target="http://evil.example/" TargetMode="External"/></Relationships>'


@pytest.mark.parametrize(
    ("ending", "data"),
    [
        ("csv", '"a","=1+1"\n'.encode("utf-8-sig")),
        ("csv", b'"\t=1+1"\n'),
        ("csv", b"-2+3\n"),
        ("xlsx", _formula()),
        ("docx", _packed(**{"word/document.xml": FIELD})),
        ("docx", _packed(**{"word/_rels/document.xml.rels": LINK})),
        ("docx", _packed(**{"word/vbaProject.bin": ""})),
        ("md", b"<script>window.hacked=1</script>"),
        ("md", b"![](http://evil.example/x.png)"),
        ("md", b"[a](http://evil.example/)"),
        ("md", b'<b onclick="x">a</b>'),
        ("txt", b"a\x1b[31m"),
    ],
)
def test_what_does_harm_is_found(ending: str, data: bytes) -> None:
    assert flaws(ending, data, PAGE)


def test_numbers_and_links_to_the_page_do_none() -> None:
    assert flaws("csv", b"-5,+3.2%,a=b\n", PAGE) == []
    assert flaws("md", f"[a]({PAGE}?view=read) \\<script>".encode(), PAGE) == []


@pytest.mark.parametrize("kind", ["xlsx", "docx", "csv", "md"])
def test_no_text_does_harm_in_a_file_of_results(kind: Kind, tmp_path: Path) -> None:
    document = preview("甲.txt", WORDS.encode(), read_overrides(tmp_path)[0])
    rows = []
    for payload in PAYLOADS.values():
        known = replace(document.metadata, title=payload, district=payload, doc_number=payload, issuer=payload)
        clause = replace(document.clauses[-1], text=payload, path=(payload, payload))
        ref = replace(document.ref, source=payload, metadata=known)
        rows.append(Row(ref, clause, f"{PAGE}?view=read", remark=payload, note=payload, saved_on=payload))
    told = Told("检索结果", (("查询", next(iter(PAYLOADS.values()))),), "前 100 条", is_saved=True)
    assert flaws(kind, result_file(kind, rows, told), PAGE) == []
