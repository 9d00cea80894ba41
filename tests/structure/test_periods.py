"""Periods: which parts of a document look back and which look ahead."""

from __future__ import annotations

import pytest

from indexer.records import REVIEW, TASK
from indexer.structure.periods import period_of_parts, periods_of


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (["一、2024年工作回顾", "二、2025年主要任务"], [REVIEW, TASK]),
        (["一、2024年工作回顾", "二、2025年主要任务", "三、政府自身建设"], [REVIEW, TASK, TASK]),
        (["一、过去五年工作", "二、今后五年奋斗目标", "三、2025年重点工作"], [REVIEW, TASK, TASK]),
        (["一、2024年主要工作", "二、2025年主要工作"], [REVIEW, TASK]),  # only the years tell
        (["一、2024年目标任务完成情况", "二、2025年目标任务"], [REVIEW, TASK]),  # the head of the phrase comes last
        (["一、上年计划执行情况", "二、面临的形势", "三、本年计划安排"], [REVIEW, "", TASK]),
        (["一、2024年工作回顾和“十四五”主要成绩", "二、“十五五”主要目标和2025年任务"], [REVIEW, TASK]),
        (["一、工作回顾", "二、“十四五”成就和“十五五”目标", "三、2025年任务"], [REVIEW, "", TASK]),  # both
        (["一、乘势而上开新局", "二、2025年主要任务"], [REVIEW, TASK]),  # a report begins with the review
        (["二、2025年主要任务", "三、加强自身建设"], [TASK, TASK]),  # an extract without its review
        (["一、2024年工作回顾"], [REVIEW]),
        (["一、概况", "二、特色"], ["", ""]),
        ([], []),
    ],
)
def test_parts_of_a_report(parts: list[str], expected: list[str]) -> None:
    assert period_of_parts(parts, "政府工作报告", 2025) == dict(zip(parts, expected, strict=True))


def test_without_a_year_the_words_decide() -> None:
    parts = ["一、2024年工作回顾", "二、2025年主要任务"]
    assert period_of_parts(parts, "政府工作报告", None) == dict(zip(parts, [REVIEW, TASK], strict=True))


@pytest.mark.parametrize(
    ("doc_type", "expected"),
    [("重点工作安排", [REVIEW, TASK]), ("规划", [REVIEW, TASK]), ("通知", ["", ""]), ("其他", ["", ""])],
)
def test_other_types(doc_type: str, expected: list[str]) -> None:
    parts = ["一、工作回顾", "二、主要任务"]
    assert period_of_parts(parts, doc_type, 2025) == dict(zip(parts, expected, strict=True))


@pytest.mark.parametrize(
    ("parts", "doc_type", "expected"),
    [
        (["一、实现突破", "二、提升品质"], "重点工作安排", [TASK, TASK]),  # what shall be, though it sounds done
        (["第一章 发展基础", "第二章 发展环境", "第三章 总体要求"], "规划", [REVIEW, "", TASK]),
        (["一、形势与挑战", "二、2025年主要任务"], "政府工作报告", ["", TASK]),
        (
            ["一、2024年工作回顾", "二、2025年任务", "三、2024年实事完成情况"],
            "政府工作报告",
            [REVIEW, TASK, REVIEW],
        ),
        (["一、2024年工作回顾", "二、规划纲要（草案）说明", "三、2025年任务"], "政府工作报告", [REVIEW, "", TASK]),
        (["第一章 发展基础和总体要求", "第二章 夯实产业基础"], "规划", ["", TASK]),
        (["第五章 完善基础设施", "第六章 扩大改革成效"], "规划", [TASK, TASK]),
        (["一、完成情况", "二、存在的问题", "三、解决突出问题"], "重点工作安排", [REVIEW, "", TASK]),
        (["2024年工作回顾", "2025年主要工作"], "政府工作报告", [REVIEW, TASK]),
        (["（一）完成目标任务", "（二）改善民生"], "政府工作报告", ["", ""]),  # sections say nothing of the whole
    ],
)
def test_parts_that_stand_for_something_else(parts: list[str], doc_type: str, expected: list[str]) -> None:
    assert period_of_parts(parts, doc_type, 2025) == dict(zip(parts, expected, strict=True))


def of(*texts: str, part: str = "二、成就和目标", year: int | None = 2026, doc_type: str = "政府工作报告") -> list[str]:
    """Return the periods of sentences in a part that its heading leaves open."""
    return periods_of([((part,), text) for text in texts], doc_type, year)


def test_in_an_open_part_each_sentence_is_as_the_last_that_tells() -> None:
    assert of(
        "根据安排，编制了文件。",
        "“十四五”时期，发展不平凡。",
        "建成公园六座。",
        "这五年，种树三千株。",
        "“十五五”时期是关键时期。",
        "新建公园九座。",
        "到2030年，种树五千株。",
    ) == ["", REVIEW, REVIEW, REVIEW, TASK, TASK, TASK]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("过去一年，种树三千株。", REVIEW),
        ("五年来，种树三千株。", REVIEW),
        ("各位代表！刚刚过去的一年，种树三千株。", REVIEW),
        ("2025年，种树三千株。", REVIEW),
        ("今年以来，种树三千株。", REVIEW),
        ("“十四五”以来，种树三千株。", REVIEW),
        ("2026年，种树三千株。", TASK),
        ("今年，种树三千株。", TASK),
        ("今后五年，种树三千株。", TASK),
        ("到2025年，种树三千株。", ""),  # a target of the past, or what came of it
        ("“十三五”时期，种树三千株。", REVIEW),
        ("种树三千株。", ""),
        ("全年增长5%。", ""),
    ],
)
def test_the_beginning_of_a_sentence_tells(text: str, period: str) -> None:
    assert of(text, "另有说明。", part="二、概述")[0] == period


def test_a_part_that_only_looks_back_is_a_review_in_all_its_sections() -> None:
    passages = [(("一、奋进", "（一）经济"), "过去一年，种树三千株。"), (("一、奋进", "（二）民生"), "新增床位六张。")]
    assert periods_of(passages, "政府工作报告", 2025) == [REVIEW, REVIEW]
    passages.append((("一、奋进", "（三）民生"), "今年力争新增床位九张。"))
    assert periods_of(passages, "政府工作报告", 2025) == [REVIEW, "", TASK]  # where the review ends is not known


def test_in_a_report_of_the_old_year_this_year_is_the_old_one() -> None:
    texts = ("今年，种树三千株。", "明年，架桥五座。", "明年，修路。")
    assert of(*texts, part="概述") == ["", TASK, TASK]
    assert of("今年，种树三千株。", part="概述") == [TASK]


def test_a_sentence_that_looks_back_among_the_tasks() -> None:
    texts = ("过去一年，种树三千株。", "种树五千株。", "过去一年成绩不小，今年力争更好。")
    assert of(*texts, part="二、2026年任务") == [REVIEW, TASK, TASK]


def test_sections_of_a_plan_tell_where_its_chapter_does_not() -> None:
    passages = [
        (("第一章 发展环境", "第一节 发展基础"), "建成公园六座。"),
        (("第一章 发展环境", "第二节 面临形势"), "形势复杂。"),
        (("第二章 总体要求", "第一节 基本原则"), "坚持绿色。"),
    ]
    assert periods_of(passages, "规划", 2021) == [REVIEW, "", TASK]


def test_no_passages_no_periods() -> None:
    assert periods_of([], "政府工作报告", 2025) == []


def test_the_sections_of_a_chapter_that_looks_both_ways_tell() -> None:
    passages = [
        (("第一章 发展基础和总体要求", "第一节 发展基础"), "建成公园六座。"),
        (("第一章 发展基础和总体要求", "第二节 主要目标"), "到2025年，建成公园九座。"),
    ]
    assert periods_of(passages, "规划", 2021) == [REVIEW, TASK]


def test_items_of_a_task_list_without_parts_are_tasks_its_introduction_is_none() -> None:
    passages = [((), "现将实事项目公布如下。"), (("1.",), "1.种树三千株。"), (("2.",), "去年，架桥五座。")]
    assert periods_of(passages, "重点工作安排", 2026) == ["", TASK, REVIEW]
    assert periods_of(passages[:2], "政府工作报告", 2026) == ["", ""]


def test_a_part_without_number_that_begins_with_its_year_tells() -> None:
    passages = [(("2024年工作回顾", "城区更美"), "种树三千株。"), (("2025年主要工作", "城区更美"), "种树五千株。")]
    assert periods_of(passages, "政府工作报告", 2025) == [REVIEW, TASK]
