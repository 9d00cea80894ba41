"""Titles: lines that belong together, the type they name, the year of the work."""

from __future__ import annotations

import pytest

from indexer.records import Heading
from indexer.structure.front import is_whole_title
from indexer.structure.titles import join_titles, main_title, type_of_title, year_of_title


def title_lines(*lines: str) -> list[Heading]:
    found, at = [], 0
    for line in lines:
        found.append(Heading(line, at, at + len(line), "title", 0))
        at += len(line) + 1
    return found


@pytest.mark.parametrize(
    ("lines", "titles"),
    [
        (("甲市人民政府", "关于印发植树方案的", "通知"), ["甲市人民政府关于印发植树方案的通知"]),
        (("甲县", "2024年政府工作报告"), ["甲县2024年政府工作报告"]),
        (("甲市城市总体规划", "（2017—2035年）"), ["甲市城市总体规划（2017—2035年）"]),
        (("担当作为", "——甲县2024年政府工作报告"), ["担当作为——甲县2024年政府工作报告"]),
        (("甲市第十四个五年规划", "和二〇三五年远景目标纲要"), ["甲市第十四个五年规划和二〇三五年远景目标纲要"]),
        (("政府工作报告", "甲县2024年政府工作报告"), ["政府工作报告", "甲县2024年政府工作报告"]),
        (("甲市2024年工作要点（草案）", "植树方案"), ["甲市2024年工作要点（草案）", "植树方案"]),
    ],
)
def test_lines_of_one_title_are_joined(lines: tuple[str, ...], titles: list[str]) -> None:
    assert join_titles(title_lines(*lines)) == titles


def test_a_public_notice_is_a_whole_title() -> None:
    assert is_whole_title("2025年甲区实事项目公示")


def test_lines_with_another_line_between_them_are_not_joined() -> None:
    first, last = Heading("甲县", 0, 2, "title", 0), Heading("工作要点", 20, 24, "title", 0)
    assert join_titles([first, last]) == ["甲县", "工作要点"]


def test_the_main_title_names_a_type_and_is_written_out() -> None:
    assert main_title(["政府工作报告", "甲区政府工作报告", "2024年工作要点"]) == "甲区政府工作报告"
    assert main_title(["甲区公报", "2024年工作要点"]) == "2024年工作要点"
    assert main_title(["重点工作", "2024年甲区重点工作清单"]) == "2024年甲区重点工作清单"  # the name of a sheet
    assert main_title(["政府工作报告", "关于政府工作报告的决议"]) == "政府工作报告"
    assert main_title([]) == ""


@pytest.mark.parametrize(
    ("title", "doc_type"),
    [
        ("甲市2025年上半年工作总结及下半年工作计划", "重点工作安排"),
        ("2024年甲区政府工作报告", "政府工作报告"),
        ("甲县人民政府2024年工作报告", "政府工作报告"),
        ("关于甲县政府工作的报告", "政府工作报告"),
        ("甲区政府工作报告（2024年1月9日）", "政府工作报告"),
        ("关于印发《2024年政府工作报告》的通知", "政府工作报告"),
        ("2024年政府工作报告重点工作责任分解", "重点工作安排"),
        ("关于印发2024年政府工作报告重点任务分工方案的通知", "重点工作安排"),
        ("甲区2024年重点工作", "重点工作安排"),
        ("2024年度民生实事项目", "重点工作安排"),
        ("2023年工作总结和2024年工作计划", "重点工作安排"),
        ("关于下达2024年目标任务分解表的通知", "重点工作安排"),
        ("甲市国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要", "规划"),
        ("甲市养老服务三年行动计划（2023—2025年）", "规划"),
        ("关于印发甲市“十四五”养老服务规划的通知", "规划"),
        ("关于印发植树实施方案的通知", "通知"),
        ("关于报送2024年工作要点的通知", "通知"),
        ("关于开展“十四五”规划编制工作的通知", "通知"),
        ("关于道路施工的通告", "通知"),
        ("关于甲县2023年国民经济和社会发展计划执行情况与2024年计划草案的报告", "其他"),
        ("关于2023年预算执行情况和2024年预算草案的报告", "其他"),
        ("2024年重点工作完成情况的报告", "其他"),
        ("甲区人民代表大会常务委员会工作报告", ""),
        ("关于《政府工作报告》的说明", "其他"),
        ("中共甲区委关于制定甲区“十五五”规划的建议", "其他"),
        ("区长作政府工作报告", ""),
        ("关于促进养老服务的若干意见", "其他"),
        ("植树管理办法", "其他"),
        ("植树实施方案", "其他"),
        ("甲区公报", ""),
    ],
)
def test_the_type_that_a_title_names(title: str, doc_type: str) -> None:
    assert type_of_title(title)[0] == doc_type


@pytest.mark.parametrize(
    ("title", "doc_type", "year"),
    [
        ("二〇二四年政府工作报告", "政府工作报告", 2024),
        ("二○二四年政府工作报告", "政府工作报告", 2024),
        ("甲区2024年度重点工作安排", "重点工作安排", 2024),
        ("2024甲区政府工作报告", "政府工作报告", 2024),
        ("2023年工作总结和2024年工作安排", "重点工作安排", 2024),
        ("甲市绿化规划（2021—2025年）", "规划", 2021),
        ("甲市绿化规划（2021-2025）", "规划", 2021),
        ("甲市城市总体规划（2017年至2035年）", "规划", 2017),
        ("甲市第十四个五年规划和二〇三五年远景目标纲要", "规划", 2021),
        ("甲市“十五五”绿化规划", "规划", 2026),
        ("甲市2030年前碳达峰方案", "其他", None),
        ("政府工作报告（2023年12月26日）", "政府工作报告", None),  # the day; the work is of the year after
        ("关于转发〔2023〕5号文的通知", "通知", None),
        ("“十四五”重点工作安排", "重点工作安排", None),
        ("工作要点", "重点工作安排", None),
    ],
)
def test_the_year_that_a_title_names(title: str, doc_type: str, year: int | None) -> None:
    assert year_of_title(title, doc_type) == year
