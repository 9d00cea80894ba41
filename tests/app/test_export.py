"""The CSV file opens in a spreadsheet, says what the page says, and computes nothing."""

from __future__ import annotations

import csv
import io

import pytest

from app.cards import citation
from app.export import COLUMNS, to_csv
from indexer.records import Clause, DocumentRef, Metadata, Result


def make_result(text: str = "新增480张养老床位。", **metadata: object) -> Result:
    known = {"title": "2025年重点工作安排", "district": "静安区", "year": 2025, "doc_type": "重点工作安排"} | metadata
    document = DocumentRef("d1", "静安/安排.txt", Metadata(**known), 3)  # type: ignore[arg-type]
    clause = Clause("d1-0002", "d1", 2, ("五、民生", "19.养老"), text, 10, 10 + len(text), ("★", "task"))
    return Result(1, 0.87654321, {}, clause, document, (), ("词：养老",))


def read(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_result_is_a_row() -> None:
    rows = read(
        to_csv(
            [make_result(doc_number="静府发〔2025〕3号")], ["http://127.0.0.1:8501/?view=read&doc=d1&clause=d1-0002"]
        )
    )
    assert rows == [
        list(COLUMNS),
        [
            "静安区",
            "2025",
            "2025年重点工作安排",
            "重点工作安排",
            "五、民生 › 19.养老",
            "新增480张养老床位。",
            "★ 标星项目、当年任务",
            "0.8765",
            "静安/安排.txt",
            "http://127.0.0.1:8501/?view=read&doc=d1&clause=d1-0002",
            "静府发〔2025〕3号",
            "",
        ],
    ]


def test_no_result_is_a_file_with_its_head() -> None:
    assert read(to_csv([], [])) == [list(COLUMNS)]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_is_a_formula(start: str) -> None:
    evil = f'{start}HYPERLINK("http://x","点")'
    rows = read(to_csv([make_result(evil, title=evil, district=evil, source_url=evil)], ["?x"]))
    assert rows[1][0] == rows[1][2] == rows[1][5] == rows[1][8] == "'" + evil
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for row in rows for cell in row)


def test_commas_quotes_and_line_breaks_stay_in_their_cell() -> None:
    text = '18、“多格合一”,\n"综合"网格'
    assert read(to_csv([make_result(text)], ["?x"]))[1][5] == text


def test_an_unknown_year_is_an_empty_cell() -> None:
    assert read(to_csv([make_result(year=None)], ["?x"]))[1][1] == ""


def test_a_source_on_the_web_is_named() -> None:
    assert read(to_csv([make_result(source_url="https://x.cn/1")], ["?x"]))[1][8] == "https://x.cn/1"


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({}, "《2025年重点工作安排》（静安区，2025年）第五部分第19条「新增480张养老床位。」"),
        (
            {"doc_number": "静府发〔2025〕3号"},
            "《2025年重点工作安排》（静安区，2025年，静府发〔2025〕3号）第五部分第19条「新增480张养老床位。」",
        ),
        ({"title": "", "district": "", "year": None}, "《安排》第五部分第19条「新增480张养老床位。」"),
    ],
)
def test_a_citation_names_document_place_and_words(metadata: dict[str, object], expected: str) -> None:
    result = make_result(**metadata)
    assert citation(result.document, result.clause) == expected
