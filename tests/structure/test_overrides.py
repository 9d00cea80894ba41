"""``catalog.csv``: what a person sets stands over what is inferred, and says so; mistakes are told row by row."""

from __future__ import annotations

import pytest

from indexer.errors import CatalogInvalid
from indexer.reading import clean
from indexer.records import Evidence, Metadata
from indexer.structure import structure
from indexer.structure.overrides import COLUMNS, parse_catalog

ROW = "file,title,year,district\n甲.txt,某区要点,2024,长宁区\n"
INFERRED = Metadata(
    title="要点",
    district="静安区",
    parent="上海市",
    year=2023,
    evidence={
        "title": Evidence("inferred", "要点"),
        "district": Evidence("inferred", "静安区人民政府"),
        "parent": Evidence("inferred", "静安区属于上海市"),
    },
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_read_as_editors_and_excel_save_it(encoding: str) -> None:
    overrides = parse_catalog(ROW.encode(encoding))
    assert overrides.rows == {"甲.txt": {"title": "某区要点", "year": 2024, "district": "长宁区"}}
    assert overrides.problems == ()


def test_what_is_set_is_marked_and_the_rest_stays_inferred() -> None:
    metadata = parse_catalog(b"file,title\n\xe7\x94\xb2.txt,\xe6\x96\xb0\xe9\xa2\x98\n").apply("甲.txt", INFERRED)
    assert (metadata.title, metadata.district, metadata.year) == ("新题", "静安区", 2023)
    assert metadata.evidence["title"] == Evidence("catalog", "新题")
    assert metadata.evidence["district"] == Evidence("inferred", "静安区人民政府")


def test_a_file_without_a_row_and_an_empty_cell_change_nothing() -> None:
    overrides = parse_catalog("file,title,year\n甲.txt,,\n".encode())
    assert overrides.apply("甲.txt", INFERRED) == INFERRED
    assert overrides.apply("乙.txt", INFERRED) == INFERRED


@pytest.mark.parametrize(
    ("district", "parent", "evidence"),
    [
        ("长宁区", "上海市", Evidence("inferred", "长宁区属于上海市")),
        ("广东省", "", None),
        ("余杭区", "杭州市", Evidence("inferred", "余杭区属于杭州市")),
        ("闸北区", "", None),  # unknown: 上海市 was the parent of another
        ("鼓楼区", "", None),  # there are four
        ("静安区", "上海市", Evidence("inferred", "静安区属于上海市")),
    ],
)
def test_a_district_that_is_set_brings_its_own_parent(district: str, parent: str, evidence: Evidence | None) -> None:
    metadata = parse_catalog(f"file,district\n甲.txt,{district}\n".encode()).apply("甲.txt", INFERRED)
    assert (metadata.district, metadata.parent) == (district, parent)
    assert metadata.evidence.get("parent") == evidence


def test_a_parent_that_is_set_stands() -> None:
    metadata = parse_catalog("file,district,parent\n甲.txt,余杭区,杭州市\n".encode()).apply("甲.txt", INFERRED)
    assert (metadata.parent, metadata.evidence["parent"]) == ("杭州市", Evidence("catalog", "杭州市"))


def test_columns_may_stand_in_any_order_with_blanks_quotes_and_windows_line_ends() -> None:
    data = ' year , file \r\n"2024"," 子目录\\甲.txt "\r\n\r\n'.encode()
    assert parse_catalog(data).rows == {"子目录/甲.txt": {"year": 2024}}


@pytest.mark.parametrize(
    ("date", "iso"),
    [
        ("2024-03-01", "2024-03-01"),
        ("2024/3/1", "2024-03-01"),
        ("2024.3.1", "2024-03-01"),
        ("2024年3月1日", "2024-03-01"),
    ],
)
def test_dates_are_taken_in_the_ways_people_write_them(date: str, iso: str) -> None:
    assert parse_catalog(f"file,issued_on\n甲.txt,{date}\n".encode()).rows["甲.txt"] == {"issued_on": iso}


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("year", "二〇二四", "年份是「二〇二四」，应为 1949–2100 的四位数"),
        ("year", "２０２４", "年份是「２０２４」"),
        ("year", "1890", "年份是「1890」"),
        ("year", "20250", "年份是「20250」"),
        ("issued_on", "2024-02-30", "日期是「2024-02-30」，应写成 2025-02-17"),
        ("issued_on", "三月一日", "日期是「三月一日」"),
        ("source_url", "www.example.cn", "网址是「www.example.cn」，应以 http:// 或 https:// 开头"),
        ("source_url", "javascript:alert(1)", "网址是「javascript:alert(1)」"),
    ],
)
def test_a_bad_cell_is_told_with_its_row_and_the_other_rows_are_taken(column: str, value: str, said: str) -> None:
    overrides = parse_catalog(f"file,title,{column}\n甲.txt,甲,\n乙.txt,乙,{value}\n丙.txt,丙,\n".encode())
    assert overrides.rows == {"甲.txt": {"title": "甲"}, "丙.txt": {"title": "丙"}}
    [problem] = overrides.problems
    assert problem.startswith(f"catalog.csv 第 3 行（乙.txt）：{said}")
    assert problem.endswith("这一行没有采用，请改正。")


def test_a_row_that_names_no_file_is_told() -> None:
    overrides = parse_catalog("file,title\n,无主\n甲.txt,甲\n".encode())
    assert overrides.rows == {"甲.txt": {"title": "甲"}}
    assert overrides.problems == (
        "catalog.csv 第 2 行：没有写是哪个文件，请在 file 列写上文件名。这一行没有采用，请改正。",
    )


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("file,标题\n甲.txt,甲\n", "file、标题"),
        ("title,year\n甲,2024\n", "title、year"),
        ("", "空"),
    ],
)
def test_an_unknown_header_is_refused_with_what_is_expected(data: str, found: str) -> None:
    with pytest.raises(CatalogInvalid) as refused:
        parse_catalog(data.encode())
    assert str(refused.value) == f"catalog.csv：表头是「{found}」，应由这些列组成：{'、'.join(COLUMNS)}。请改正表头。"


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"file\n\xff\xff\xff\n", "编码既不是 UTF-8 也不是 GB18030"), (b"file\n" + b"a" * 200_000, "不是逗号分隔的表格")],
)
def test_what_is_no_table_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(CatalogInvalid, match=said):
        parse_catalog(data)


def test_what_is_set_decides_what_the_parts_of_the_document_are() -> None:
    cleaned = clean("一、2024年工作\n种树。\n二、2025年工作\n修路。")
    rows = parse_catalog("file,doc_type,year\n甲.txt,政府工作报告,2025\n".encode())
    assert [clause.flags for clause in structure(cleaned, doc_id="d", source="甲.txt").clauses] == [(), ()]
    document = structure(cleaned, doc_id="d", source="甲.txt", overrides=rows)
    assert [clause.flags for clause in document.clauses] == [("review",), ("task",)]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("静府发[2025]3号", "静府发〔2025〕3号"),
        ("甲市公告〔二〕", "甲市公告〔二〕"),
        ("静府发〔2025〕3号", "静府发〔2025〕3号"),
    ],
)
def test_a_number_is_put_into_one_way_of_writing_where_it_has_one(written: str, number: str) -> None:
    assert parse_catalog(f"file,doc_number\n甲.txt,{written}\n".encode()).rows["甲.txt"]["doc_number"] == number


def test_speaker_and_meeting_can_be_set() -> None:
    metadata = parse_catalog("file,speaker,meeting\n甲.txt,李明,区人代会\n".encode()).apply("甲.txt", INFERRED)
    assert (metadata.speaker, metadata.meeting) == ("李明", "区人代会")
    assert metadata.evidence["speaker"] == Evidence("catalog", "李明")


def test_a_person_can_say_that_there_is_none() -> None:
    overrides = parse_catalog("file,district,year,title\n甲.txt,无,无,无\n".encode())
    assert overrides.problems == ()
    metadata = overrides.apply("甲.txt", INFERRED)
    assert (metadata.district, metadata.parent, metadata.year, metadata.title) == ("", "", None, "")
    assert metadata.evidence["year"] == metadata.evidence["title"] == Evidence("catalog", "无")
