"""Hard-wrapped text: told from paragraphs, joined again, and freed of page numbers."""

from __future__ import annotations

import re

import pytest

from indexer.reading import clean
from indexer.reading.wrapping import width, wrap_width

COLUMNS = 60
_UNIT = re.compile(r"[A-Za-z0-9.%]+|.[，。；：、！？”’）》]*")
PARAGRAPHS = [
    "一、去年工作回顾",
    "过去一年，我们把改善居住条件放在心上，启动老旧小区综合改造42个，惠及居民1.8万户，加装电梯130台，"
    "群众满意率达到96.5%；同步整治楼道堆物，清理僵尸车辆，打通消防通道，让老房子住得安全、住得舒心。",
    "着力办好学前教育，新开办幼儿园6所，增加普惠学位1500个，家门口入园不再难。全面推行课后服务，"
    "延长托管时间到晚上六点，减轻家长接送负担；建立教师轮岗制度，让好老师流动起来。",
    "二、今年主要任务",
    "今年要继续做好六件实事，新建口袋公园9座、绿道12公里，改造公共厕所30座，推动河道水质稳定达标，"
    "让居民推窗见绿、出门进园。坚持建管并举，落实养护责任，不让绿地变荒地、公园变停车场。",
]


def wrap(paragraphs: list[str], *, indent: str = "", mark: str = "", gap: str = "\n") -> str:
    """Break paragraphs at a fixed column as a PDF does: no line begins with a comma, no figure is cut."""
    lines: list[str] = []
    for paragraph in paragraphs:
        line = indent
        for unit in _UNIT.findall(paragraph):
            if width(line + unit) > COLUMNS:
                lines.append(line)
                line = ""
            line += unit
        lines.append(line + mark)
    return gap.join(lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("推进", 4), ("AI", 2), ("（一）", 6), ("2025年", 6), ("ＡＢ", 4), ("“引”", 6), ("", 0)],
)
def test_a_full_width_character_takes_two_columns(text: str, expected: int) -> None:
    assert width(text) == expected


@pytest.mark.parametrize("gap", ["\n", "\n\n", " \n \n"])
def test_wrapped_text_is_told_by_its_lines(gap: str) -> None:
    assert COLUMNS - 4 <= wrap_width(wrap(PARAGRAPHS, gap=gap)) <= COLUMNS


@pytest.mark.parametrize(
    "lines",
    [
        PARAGRAPHS,
        ["新增床位480张，改建床位150张，惠及老年人家庭三百户以上。"] * 30,  # alike, but each ends its sentence
        ["推进社区食堂建设工作"] * 30,  # a list of short entries
        [f"第{n}小学：新增学位{n * 10}个" for n in range(30)],
        ["建设" * n for n in range(10, 60)],  # no common column
        ["甲" * 28] * 7,  # too few to show a habit
    ],
    ids=["paragraphs", "equal sentences", "short entries", "list", "growing", "few"],
)
def test_paragraphs_and_lists_are_not_taken_for_wrapped_text(lines: list[str]) -> None:
    assert wrap_width("\n".join(lines)) == 0
    assert clean("\n".join(lines)).text == "\n".join(lines)


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize(
    ("indent", "mark"), [("", ""), ("\u3000\u3000", ""), ("", " ")], ids=["plain", "indent", "blank"]
)
def test_wrapped_paragraphs_come_back_as_they_were(indent: str, mark: str, gap: str) -> None:
    cleaned = clean(wrap(PARAGRAPHS, indent=indent, mark=mark, gap=gap))
    assert cleaned.text.split("\n") == PARAGRAPHS
    assert {repair.reason for repair in cleaned.repairs} == {"断行拼接"}


# The first paragraph's last line fills the page's width, so only a mark tells that it ends there.
FULL_LAST_LINE = [
    "今年要建成社区食堂十二家，新增助餐点三十六个，让高龄老人步行十分钟就能吃上热饭，做到价格公道、菜品丰富、味道可口好。",
    *PARAGRAPHS[1:],
]


@pytest.mark.parametrize(("indent", "mark"), [("\u3000\u3000", ""), ("", " ")], ids=["indent", "blank"])
def test_a_mark_ends_a_paragraph_whose_last_line_is_full(indent: str, mark: str) -> None:
    first = FULL_LAST_LINE[0][2:] if indent else FULL_LAST_LINE[0]
    text = wrap([first, *FULL_LAST_LINE[1:]], indent=indent, mark=mark)
    assert width(text.split("\n")[1].rstrip(" ")) >= COLUMNS - 4
    assert clean(text).text.split("\n") == [first, *FULL_LAST_LINE[1:]]


@pytest.mark.xfail(
    strict=True, reason="without indent or mark nothing tells a full last line from a line in mid-paragraph"
)
def test_a_full_last_line_without_a_mark_ends_its_paragraph() -> None:
    assert clean(wrap(FULL_LAST_LINE)).text.split("\n") == FULL_LAST_LINE


def test_latin_words_keep_the_blank_of_the_line_break() -> None:
    lines = [*wrap(PARAGRAPHS).split("\n"), "建" * 20 + "Global Innovation", "Center" + "设" * 24, "。"]
    assert "Global Innovation Center设" in clean("\n".join(lines)).text


def test_a_numbered_heading_begins_a_line_of_its_own_behind_a_full_stop() -> None:
    lines = wrap([*PARAGRAPHS[:2], "（一）" + PARAGRAPHS[2], PARAGRAPHS[4]]).split("\n")
    assert "\n（一）着力办好学前教育" in clean("\n".join(lines)).text


def test_the_two_lines_of_a_session_are_one_even_where_nothing_is_wrapped() -> None:
    text = "政府工作报告\n——2025年1月9日在某市某区第三届\n人民代表大会第二次会议上\n各位代表："
    assert clean(text).text.split("\n")[1] == "——2025年1月9日在某市某区第三届人民代表大会第二次会议上"


def test_the_line_of_a_session_is_not_joined_to_the_speaker_below() -> None:
    head = "——2025年1月9日在某市某某区第三届人民代表大会第二次会议上"
    lines = clean(f"{head}\n某某区区长 李 明\n" + wrap(PARAGRAPHS)).text.split("\n")
    assert lines[:2] == [head, "某某区区长 李 明"]


def test_an_index_that_a_site_set_in_a_line_of_its_own_is_put_back() -> None:
    assert clean("改善空气质量，PM\n2.5\n浓度降到28微克。").text == "改善空气质量，PM2.5浓度降到28微克。"
    table = "指标\nGDP\n5\n6"
    assert clean(table).text == table


@pytest.mark.parametrize(
    "line", ["— 3 —", "-3-", "－ 12 －", "第 4 页", "第4页 共20页", "第4页/共20页", "3 / 20页", "·7·"]
)
def test_a_marked_page_number_goes_in_any_text(line: str) -> None:
    cleaned = clean(f"加快建设。\n{line}\n持续推进。")
    assert cleaned.text == "加快建设。\n持续推进。"
    assert [(removal.text, removal.reason, removal.at) for removal in cleaned.removed] == [(line, "页码", 6)]


@pytest.mark.parametrize("line", ["3", "480", "第3页的表", "3 / 20", "2024-2025", "第四页", "——", "3-5岁"])
def test_other_figures_alone_on_a_line_stay(line: str) -> None:
    cleaned = clean(f"养老床位\n{line}\n张\n持续推进。")
    assert line.replace(" ", "") in cleaned.text.replace(" ", "")
    assert cleaned.removed == ()


def pages(numbers: list[str], *, each: int = 12) -> str:
    """Wrapped text with a line of its own every ``each`` lines."""
    lines = [line for line in wrap(PARAGRAPHS * 6).split("\n") if width(line) > COLUMNS - 6]
    out: list[str] = []
    for place, number in enumerate(numbers):
        out += [*lines[place * each % 24 : place * each % 24 + each], number]
    return "\n".join(out)


@pytest.mark.parametrize(
    ("numbers", "removed"),
    [
        (["1", "2", "3"], ["1", "2", "3"]),
        (["17", "18", "19"], ["17", "18", "19"]),  # an extract does not begin at page 1
        (["2", "480", "4"], ["2", "4"]),  # a figure of the text between page numbers
        (["480", "3", "4"], ["3", "4"]),
        (["7", "7", "7"], []),
        (["9", "5", "1"], []),
    ],
)
def test_bare_page_numbers_are_told_by_their_order_in_wrapped_text(numbers: list[str], removed: list[str]) -> None:
    assert [removal.text for removal in clean(pages(numbers)).removed] == removed


def test_a_column_of_figures_in_wrapped_text_stays() -> None:
    table = "\n".join(["序号", "1", "2", "3", "4", "合计", "480"])
    cleaned = clean(f"{wrap(PARAGRAPHS)}\n{table}")
    assert cleaned.removed == ()
    assert cleaned.text.endswith("序号\n1\n2\n3\n4\n合计\n480")
