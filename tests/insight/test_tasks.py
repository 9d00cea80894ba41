"""Lists of questions as people keep them: which lines are asked, which are not, and why."""

from __future__ import annotations

import io

import openpyxl
import pytest

from indexer.errors import FileRefused
from indexer.insight import tasks as module
from indexer.insight.tasks import Tasks, read_tasks


def asked(found: Tasks) -> list[tuple[int, str, str]]:
    return [(task.line, task.number, task.words) for task in found.tasks]


def workbook(*rows: list[object], name: str = "清单", also: str = "", hidden: str = "") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(row)
    if hidden:
        sheet.column_dimensions[hidden].hidden = True
    if also:
        book.create_sheet(also).append(["别的"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le"])
def test_lines_in_any_encoding(encoding: str) -> None:
    found = read_tasks("养老床位有多少\r\n\r\n口袋公园\r\n".encode(encoding), "问题.txt")
    assert asked(found) == [(1, "", "养老床位有多少"), (3, "", "口袋公园")]
    assert (found.problems, found.notes) == ((), ())


def test_numbers_before_a_line_are_its_number_and_not_asked() -> None:
    text = "1.养老床位\n2、口袋公园\n（三）托育\n④ 绿道\n- 加装电梯\n15分钟生活圈\n3.5万平方米绿地\n-托位 托育\n"
    assert asked(read_tasks(text.encode(), "a.txt")) == [
        (1, "1", "养老床位"),
        (2, "2", "口袋公园"),
        (3, "三", "托育"),
        (4, "④", "绿道"),
        (5, "", "加装电梯"),
        (6, "", "15分钟生活圈"),
        (7, "", "3.5万平方米绿地"),
        (8, "", "-托位 托育"),
    ]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("序号,问题,备注", "问题"),
        ("编号,检索内容,备注", "检索内容"),
        ("序号,重点任务,牵头单位", "重点任务"),
        ("序号,承诺事项,单位", "承诺事项"),
        ("No.,指标名称,来源", "指标名称"),
    ],
)
def test_the_column_of_questions_is_told_by_its_name(header: str, column: str) -> None:
    found = read_tasks(f"{header}\n7,养老床位,很长很长的一段说明文字很长很长\n".encode("gbk"), "a.csv")
    assert asked(found) == [(2, "7", "养老床位")]
    assert found.notes == (f"第 1 行是列名，按“{column}”一列提问。",)


def test_a_question_is_preferred_to_the_task_it_is_about() -> None:
    found = read_tasks("任务,问题\n建设养老设施,养老床位有多少\n".encode(), "a.csv")
    assert asked(found) == [(2, "", "养老床位有多少")]


def test_without_names_the_longest_column_is_asked() -> None:
    found = read_tasks("1,养老床位有多少\n2,口袋公园建了几座\n".encode(), "a.csv")
    assert asked(found) == [(1, "1", "养老床位有多少"), (2, "2", "口袋公园建了几座")]
    assert found.notes == ("没有认出列名，按文字最多的第 2 列提问。",)


@pytest.mark.parametrize(
    ("first", "count"), [("问题", 1), ("检索词", 1), ("重点任务", 1), ("实事项目", 2), ("主题公园", 2)]
)
def test_a_line_on_top_of_one_column_is_its_name_only_where_that_is_sure(first: str, count: int) -> None:
    assert len(read_tasks(f"{first}\n养老床位\n".encode(), "a.txt").tasks) == count


def test_one_column_is_never_cut_at_commas_and_keeps_its_quotes() -> None:
    text = '问题\n新增养老床位,多少张\n"口袋公园"有多少\n"托育,托位"\n'
    assert [words for _, _, words in asked(read_tasks(text.encode(), "a.csv"))] == [
        "新增养老床位,多少张",
        '"口袋公园"有多少',
        "托育,托位",
    ]


def test_bad_lines_are_named_and_the_rest_goes_on() -> None:
    text = "序号,问题\n1,养老床位\n2,？！\n3,\n,,\n4,托育,托位\n5,口袋公园\n6," + "长" * 1001 + "\n"
    found = read_tasks(text.encode(), "a.csv")
    assert asked(found) == [(2, "1", "养老床位"), (7, "5", "口袋公园")]
    assert [problem.line for problem in found.problems] == [3, 4, 6, 8]
    reasons = [problem.why for problem in found.problems]
    assert "只有标点或符号" in reasons[0]
    assert "没有问题或任务" in reasons[1]
    assert "有 3 列，第一行只有 2 列" in reasons[2]
    assert "最多 1000 个字" in reasons[3]


def test_a_quotation_mark_that_is_never_closed_is_no_silent_loss() -> None:
    found = read_tasks('序号,问题\n1,口袋公园\n2,"养老床位\n3,托育\n'.encode(), "a.csv")
    assert asked(found) == [(2, "1", "口袋公园")]
    assert [(problem.line, "引号" in problem.why) for problem in found.problems] == [(3, True)]


def test_a_workbook_with_a_title_empty_rows_numbers_and_more_sheets() -> None:
    data = workbook(
        ["2025年督查清单"], ["序号", "任务", "单位"], [1, "新增\n养老床位", "民政局"], [], [2, 2025, None],
        [3, None, "空"], [4, "'=cmd|calc", None], also="附表",
    )  # fmt: skip
    found = read_tasks(data, "清单.xlsx")
    assert asked(found) == [(3, "1", "新增养老床位"), (5, "2", "2025"), (7, "4", "=cmd|calc")]
    assert [problem.line for problem in found.problems] == [6]
    assert found.notes == (
        "只读了工作表“清单”；另外有内容而没有读的是：附表。",
        "第 2 行是列名，按“任务”一列提问。",
        "第 1 行“2025年督查清单”在列名之上，当作表名，没有提问。",
    )


def test_hidden_columns_are_not_asked() -> None:
    data = workbook(["序号", "问题", "任务"], [1, "旧的问题", "养老床位"], hidden="B")
    assert asked(read_tasks(data, "a.xlsx")) == [(2, "1", "养老床位")]


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.txt", "a.txt：文件是空的"),
        (b"\n \n\n", "a.txt", "文件是空的"),
        ("序号,问题\n".encode(), "a.csv", "没有要问的内容"),
        (b"%PDF-1.7 ...", "a.pdf", "应为 .txt、.csv 或 .xlsx"),
        (b"\xff\xfe\x00\xd8\x00" * 30, "a.txt", "请另存为 .xlsx、.csv 或 .txt"),
        (b"PK\x03\x04 broken", "a.xlsx", "请另存为"),
        (b"x" * (5 * 2**20 + 1), "a.txt", "清单有 5.0 MB，上限是 5 MB"),
    ],
)
def test_what_is_no_list_is_refused_with_the_way_out(data: bytes, name: str, words: str) -> None:
    with pytest.raises(FileRefused, match=words) as refused:
        read_tasks(data, name)
    assert "语料" not in str(refused.value)


def test_too_many_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_TASKS", 2)
    assert len(read_tasks("问题\n甲乙\n丙丁\n".encode(), "a.csv").tasks) == 2
    with pytest.raises(FileRefused, match="清单有 3 行，一次最多 2 行"):
        read_tasks("甲乙\n丙丁\n戊己\n".encode(), "a.txt")
