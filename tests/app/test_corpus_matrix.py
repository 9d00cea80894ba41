"""Every document stands in its cell, and every empty cell says that it is empty."""

from __future__ import annotations

import html
import re

from app.corpus.corpus_matrix import matrix, years_between
from indexer.records import DocumentRef, Metadata


def make(district: str, year: int | None, doc_type: str = "通知", parent: str = "", title: str = "") -> DocumentRef:
    known = Metadata(
        title=title or f"{district}{doc_type}", district=district, parent=parent, year=year, doc_type=doc_type
    )
    return DocumentRef(f"d{district}{year}{title}", "x.txt", known, 3)


def cells(*documents: DocumentRef) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", matrix(documents))
    return [
        [html.unescape(re.sub("<[^>]*>", " ", cell)).strip() for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", row)]
        for row in rows
    ]


def test_districts_are_rows_and_years_columns_and_what_is_empty_says_so() -> None:
    drawn = cells(
        make("静安区", 2025, parent="上海市"), make("静安区", 2020, "规划"), make("黄浦区", 2025, parent="上海市")
    )
    assert [[" ".join(cell.split()) for cell in row] for row in drawn] == [
        ["区", "2025年", "2020年"],
        ["黄浦区 上海市", "1 份 通知", "没有收入"],
        ["静安区 上海市", "1 份 通知", "1 份 规划"],
    ]


def test_without_district_or_year_documents_have_a_row_and_a_column_of_their_own() -> None:
    drawn = cells(make("静安区", 2025), make("", 2025), make("静安区", None))
    assert drawn[0] == ["区", "2025年", "年份不详"]
    assert [row[0] for row in drawn[1:]] == ["静安区", "区不详"]
    assert [row[2].split()[0] for row in drawn[1:]] == ["1", "没有收入"]


def test_districts_of_one_name_in_two_cities_are_two() -> None:
    drawn = cells(make("鼓楼区", 2025, parent="南京市"), make("鼓楼区", 2025, parent="福州市"), make("鼓楼区", 2024))
    assert len(drawn) == 4


def test_documents_of_one_type_are_told_apart_by_their_titles_and_many_lead_to_the_list() -> None:
    many = [make("静安区", 2025, title=f"第{number}号<通知>") for number in range(7)]
    drawn = matrix(many)
    assert "第4号&lt;通知&gt;</a>" in drawn
    assert 'href="?view=corpus&amp;district=%E9%9D%99%E5%AE%89%E5%8C%BA&amp;year=2025">另有 2 份' in drawn
    assert drawn.count("view=read") == 5
    assert matrix([make("", 2025, title=f"{number}") for number in range(7)]).count("view=read") == 7


def test_headers_and_the_region_can_be_told_by_a_reader_of_screens() -> None:
    drawn = matrix([make("静安区", 2025)])
    assert re.search(r'<div [^>]*role="region" tabindex="0" aria-label="[^"]+">', drawn)
    assert drawn.count('scope="col"') == 2
    assert drawn.count('scope="row"') == 1


def test_the_years_between_are_named() -> None:
    assert years_between([make("静安区", 2020), make("黄浦区", 2023), make("", None)]) == [2021, 2022]
    assert years_between([make("", None)]) == []
