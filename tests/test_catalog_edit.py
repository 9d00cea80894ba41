"""A correction changes one row of ``catalog.csv`` and nothing else, is read by the build, and never costs the table."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.catalog_edit import BACKUP_NAME, catalog_row, check_values, set_metadata
from indexer.errors import CatalogChanged, CatalogInvalid
from indexer.intake import read_overrides, scan_corpus
from indexer.records import METADATA_FIELDS
from indexer.structure.overrides import COLUMNS

TABLE = 'year,file,title,\r\n2024,甲.txt,"题，""引号""",\r\n,,,\r\n2023,不在了.txt,旧,备注\r\n\r\n'


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for name in ("甲.txt", "乙.txt"):
        (tmp_path / name).write_text("2025年某区工作\n一、种树。\n", encoding="utf-8")
    return tmp_path


def rows(corpus: Path) -> list[list[str]]:
    data = (corpus / "catalog.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")  # so that Excel knows it
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def write(corpus: Path, text: str, encoding: str = "utf-8-sig") -> bytes:
    (corpus / "catalog.csv").write_bytes(data := text.encode(encoding))
    return data


def test_a_table_is_made_where_there_is_none(corpus: Path) -> None:
    set_metadata(corpus, "甲.txt", {"district": " 长宁区 ", "year": "2024", "title": ""})
    assert rows(corpus) == [list(COLUMNS), ["甲.txt", "", "长宁区", "", "2024", *[""] * 7]]
    assert read_overrides(corpus)[0].rows == {"甲.txt": {"district": "长宁区", "year": 2024}}
    assert not (corpus / BACKUP_NAME).exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_all_else_stays_as_people_wrote_it(corpus: Path, encoding: str) -> None:
    before = write(corpus, TABLE, encoding)
    set_metadata(corpus, "乙.txt", {"district": "长宁区"})
    assert rows(corpus) == [
        ["year", "file", "title", "", "district"],
        ["2024", "甲.txt", '题，"引号"', ""],
        ["", "", "", ""],
        ["2023", "不在了.txt", "旧", "备注"],
        [],
        ["", "乙.txt", "", "", "长宁区"],
    ]
    assert (corpus / BACKUP_NAME).read_bytes() == before
    assert [source.name for source in scan_corpus(corpus)] == ["乙.txt", "甲.txt"]  # neither backup nor lock is read


def test_a_field_is_changed_and_taken_back_and_the_others_stay(corpus: Path) -> None:
    write(corpus, TABLE)
    set_metadata(corpus, "甲.txt", {"year": "2025"})
    assert catalog_row(corpus, "甲.txt") == {"year": "2025", "title": '题，"引号"'}
    set_metadata(corpus, "甲.txt", {"year": "", "district": ""})
    assert catalog_row(corpus, "甲.txt") == {"title": '题，"引号"'}
    assert rows(corpus)[0] == ["year", "file", "title", ""]
    assert read_overrides(corpus)[0].rows["甲.txt"] == {"title": '题，"引号"'}


def test_of_two_rows_of_a_file_the_one_in_force_is_changed(corpus: Path) -> None:
    write(corpus, "file,title\n子\\甲.txt,一\n子/甲.txt,二\n")
    set_metadata(corpus, "子/甲.txt", {"title": "三"})
    assert rows(corpus)[1:] == [["子\\甲.txt", "一"], ["子/甲.txt", "三"]]
    assert read_overrides(corpus)[0].rows == {"子/甲.txt": {"title": "三"}}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("year", "二五年", "年份是「二五年」，应为 1949–2100 的四位数。"),
        ("issued_on", "2025-02-30", "日期是「2025-02-30」，应写成 2025-02-17。"),
        ("source_url", "javascript:alert(1)", "网址是「javascript:alert(1)」，应以 http:// 或 https:// 开头。"),
        ("title", '=HYPERLINK("http://x.cn","题")', "以「=」开头，Excel 会当成公式。请去掉开头的符号。"),
        ("title", "＋1", "以「＋」开头，Excel 会当成公式。请去掉开头的符号。"),
        ("issuer", "-1+1|cmd", "以「-」开头，Excel 会当成公式。请去掉开头的符号。"),
        ("speaker", "@李明", "以「@」开头，Excel 会当成公式。请去掉开头的符号。"),
        ("title", "一\n二", "含有换行、制表符或别的看不见的字符。请删去，写成一行。"),
        ("title", "一\x00二", "含有换行、制表符或别的看不见的字符。请删去，写成一行。"),
        ("title", "题" * 501, "有 501 个字，最多 500 个字。请缩短。"),
    ],
)
def test_a_value_that_may_not_stand_is_told_and_nothing_is_written(
    corpus: Path, field: str, value: str, said: str
) -> None:
    before = write(corpus, TABLE)
    assert check_values({field: value, "district": "长宁区", "parent": ""}) == {field: said}
    with pytest.raises(CatalogInvalid) as refused:
        set_metadata(corpus, "甲.txt", {field: value, "district": "长宁区"})
    assert str(refused.value) == said
    assert (corpus / "catalog.csv").read_bytes() == before
    assert not (corpus / BACKUP_NAME).exists()


@pytest.mark.parametrize("name", ["=cmd.txt", "-报告.txt", "甲\n乙.txt", " 甲.txt"])
def test_a_name_of_a_file_that_excel_would_compute_is_refused(corpus: Path, name: str) -> None:
    with pytest.raises(CatalogInvalid, match="请先给文件改名"):
        set_metadata(corpus, name, {"year": "2025"})
    assert not (corpus / "catalog.csv").exists()


def test_signs_inside_a_value_are_text(corpus: Path) -> None:
    value = '十四五=规划, "3~5" + 续'
    set_metadata(corpus, "甲.txt", {"title": value})
    assert read_overrides(corpus)[0].rows["甲.txt"]["title"] == value


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("file,标题\n甲.txt,甲\n".encode(), "请改正表头"),
        (b"", "表头是「空」"),
        (b"file\n\xff\xff\xff\n", "编码既不是 UTF-8 也不是 GB18030"),
        (b"file\n" + b"a" * 200_000, "不是逗号分隔的表格"),
        (b"file,title,title\n", "表头有重复的列"),
    ],
)
def test_a_table_that_cannot_be_read_is_never_written_over(corpus: Path, data: bytes, said: str) -> None:
    (corpus / "catalog.csv").write_bytes(data)
    with pytest.raises(CatalogInvalid, match=said):
        set_metadata(corpus, "甲.txt", {"title": "题"})
    assert (corpus / "catalog.csv").read_bytes() == data


def test_a_row_that_the_build_passes_over_is_told_until_it_is_mended(corpus: Path) -> None:
    before = write(corpus, "file,year,title\n甲.txt,今年,题\n")
    with pytest.raises(CatalogInvalid, match=r"catalog.csv 第 2 行（甲.txt）：年份是「今年」"):
        set_metadata(corpus, "甲.txt", {"title": "新题"})
    assert (corpus / "catalog.csv").read_bytes() == before
    set_metadata(corpus, "甲.txt", {"title": "新题", "year": "无"})
    overrides, problems = read_overrides(corpus)
    assert (overrides.rows, problems) == ({"甲.txt": {"title": "新题", "year": None}}, ())
    write(corpus, "file,year,issued_on\n甲.txt,,三月\n")
    with pytest.raises(CatalogInvalid, match="日期是「三月」"):
        set_metadata(corpus, "甲.txt", {"year": "无"})


def test_what_somebody_else_changed_since_it_was_shown_is_not_written_over(corpus: Path) -> None:
    write(corpus, TABLE)
    seen = catalog_row(corpus, "甲.txt")
    set_metadata(corpus, "乙.txt", {"title": "别的一行"})
    set_metadata(corpus, "甲.txt", {"year": "2022"}, seen=seen)  # its own row is as it was
    with pytest.raises(CatalogChanged, match="刚刚被别人改过，这次没有保存"):
        set_metadata(corpus, "甲.txt", {"year": "2021"}, seen=seen)
    assert catalog_row(corpus, "甲.txt")["year"] == "2022"
    assert catalog_row(corpus, "乙.txt") == {"title": "别的一行"}


def test_many_writers_lose_nothing(corpus: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: set_metadata(corpus, f"{n}.txt", {"title": f"题{n}"}), range(40)))
    assert read_overrides(corpus)[0].rows == {f"{n}.txt": {"title": f"题{n}"} for n in range(40)}


def test_nothing_to_change_writes_nothing(corpus: Path) -> None:
    set_metadata(corpus, "甲.txt", {"title": "题"})
    before = (corpus / "catalog.csv").stat().st_mtime_ns
    set_metadata(corpus, "甲.txt", {"title": "题", "year": ""})
    assert (corpus / "catalog.csv").stat().st_mtime_ns == before
    assert not (corpus / BACKUP_NAME).exists()


_AS_READER = """
import os, sys
from pathlib import Path
from indexer.catalog_edit import set_metadata
from indexer.errors import IndexerError
if os.geteuid() == 0:
    os.setuid(65534)  # root may write everywhere
try:
    set_metadata(Path(sys.argv[1]), "a.txt", {"year": "2025"})
except IndexerError as error:
    print(error)
"""


def test_a_folder_that_cannot_be_written_is_one_sentence() -> None:
    with tempfile.TemporaryDirectory() as name:  # that other users may enter, as those of tmp_path are not
        (Path(name) / "catalog.csv").write_text("file\n")
        Path(name).chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", _AS_READER, name],
            capture_output=True,
            encoding="utf-8",
            check=False,
            env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        )
        Path(name).chmod(0o755)
    assert done.stdout.startswith(f"{name}：无法写入（"), done.stderr
    assert done.stdout.endswith("请检查语料目录和权限。\n")


def test_a_field_that_metadata_does_not_have_is_a_mistake_of_the_program(corpus: Path) -> None:
    with pytest.raises(ValueError, match="colour"):
        set_metadata(corpus, "甲.txt", {"colour": "红"})


@given(st.dictionaries(st.sampled_from(METADATA_FIELDS), st.text(max_size=20)))
def test_what_is_taken_comes_back_as_the_build_reads_it(values: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        corpus = Path(name)
        good = {field: value for field, value in values.items() if field not in check_values(values)}
        set_metadata(corpus, "甲.txt", good)
        if any(value.strip() for value in good.values()):
            overrides, problems = read_overrides(corpus)
            assert problems == ()
            assert set(overrides.rows["甲.txt"]) == {field for field, value in good.items() if value.strip()}
