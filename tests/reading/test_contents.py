"""Tables of contents go where their lines come again as headings; lists and tables of figures stay."""

from __future__ import annotations

import pytest

from indexer.reading import clean

HEADINGS = ["一、去年工作回顾", "（一）民生保障更加有力", "二、今年主要任务", "（一）扩大托育供给", "三、政府自身建设"]
BODY = "\n".join(f"{heading}\n新建口袋公园{number}座，绿道更长。" for number, heading in enumerate(HEADINGS, 1))


def contents(form: str, title: str = "目 录") -> list[str]:
    return [title, *(form.format(heading=heading, page=page) for page, heading in enumerate(HEADINGS, 1))]


@pytest.mark.parametrize(
    "form",
    [
        "{heading}……{page}",
        "{heading}.............. {page}",
        "{heading} · · · · · ·{page}",
        "{heading}————（{page}）",
        "{heading}\t{page}",
        "{heading} {page}",
        "{heading}{page}",
        "{heading}",
    ],
)
@pytest.mark.parametrize("title", ["目录", "目 录", "目\u3000\u3000录", "目次", "（目录）"])
def test_a_table_of_contents_goes_line_by_line(form: str, title: str) -> None:
    lines = contents(form, title)
    cleaned = clean("\n".join(["某区政府工作报告", *lines, BODY]))
    assert cleaned.text == f"某区政府工作报告\n{BODY}"
    assert [removal.reason for removal in cleaned.removed] == ["目录"] * len(lines)
    assert ["".join(removal.text.split()) for removal in cleaned.removed] == ["".join(line.split()) for line in lines]


def test_an_entry_that_takes_two_lines_goes_too() -> None:
    long = "（二）推动产业园区提质增效，建设更高水平的开放型经济新体制试验区"
    lines = contents("{heading}……{page}")
    text = "\n".join([*lines[:3], long[:20], f"{long[20:]}……2", *lines[3:], BODY])
    assert clean(text).text == BODY


def test_dots_and_rising_numbers_tell_a_table_without_a_title() -> None:
    lines = contents("{heading}……{page}")[1:]
    cleaned = clean("\n".join(["某区政府工作报告", *lines, BODY]))
    assert cleaned.text == f"某区政府工作报告\n{BODY}"


@pytest.mark.parametrize(
    "text",
    [
        "政务服务事项\n目录\n老年人证办理\n残疾人证办理\n婚姻登记\n本目录每年更新一次。",  # a list called so
        f"常住人口……120\n户籍人口……130\n就业人口……140\n{BODY}",  # figures
        f"目录\n一、去年工作回顾\n{BODY}",  # the first heading of the text below a menu's word
        f"{BODY}\n目录\n床位：12\n托位：13\n车位：14\n以上为年度指标。",
        "目录\n1.新增床位480张……\n2.改建床位150张……\n3.新增托位60个……\n以上任务按季度督查。",
    ],
)
def test_lists_and_tables_that_do_not_come_again_stay(text: str) -> None:
    cleaned = clean(text)
    assert {removal.text for removal in cleaned.removed} <= {"目录"}
    assert cleaned.text.replace("目录\n", "") == text.replace("目录\n", "")
