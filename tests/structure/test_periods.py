"""Periods: which parts of a document look back and which look ahead."""

from __future__ import annotations

import pytest

from indexer.records import REVIEW, TASK
from indexer.structure.periods import period_of_parts


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


@pytest.mark.parametrize(("doc_type", "expected"), [("重点工作安排", TASK), ("规划", TASK), ("通知", ""), ("其他", "")])
def test_other_types_look_one_way(doc_type: str, expected: str) -> None:
    assert period_of_parts(["一、工作回顾", "二、主要任务"], doc_type, 2025) == {
        "一、工作回顾": expected,
        "二、主要任务": expected,
    }
