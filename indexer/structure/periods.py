"""Which clauses review the past and which set tasks: told by the headings of the parts they stand in."""

from __future__ import annotations

import re

from indexer.records import REVIEW, TASK

_REVIEW = r"回顾|总结|过去|已完成|完成情况|工作情况|执行情况|所做|实施情况|进展|取得|成绩|成就"
_TASK = r"任务|安排|计划|目标|打算|部署|思路|展望|今后|未来|建议|重点|努力|要求|举措|考虑|规划纲要"
_WORD = re.compile(f"(?P<{REVIEW}>{_REVIEW})|(?P<{TASK}>{_TASK})")
_YEAR = re.compile(r"(?:19|20)\d{2}(?=\s*年)")
_AND = re.compile(r"[和及与、，,]")
REPORT, TASK_LIST, PLAN = "政府工作报告", "重点工作安排", "规划"


def period_of_parts(parts: list[str], doc_type: str, year: int | None) -> dict[str, str]:
    """Return heading of a part → REVIEW, TASK or "" for a document with these parts in order.

    Every part of a task list or plan sets tasks. In a report the review comes first, and from the first part of tasks
    on every part sets tasks, whatever its heading says. A part in between whose heading tells neither, or both
    (“十四五”成就和“十五五”目标), is neither.

    >>> period_of_parts(["一、2024年工作回顾", "二、2025年主要任务", "三、政府自身建设"], "政府工作报告", 2025)
    {'一、2024年工作回顾': 'review', '二、2025年主要任务': 'task', '三、政府自身建设': 'task'}
    """
    if doc_type in (TASK_LIST, PLAN):
        return dict.fromkeys(parts, TASK)
    if doc_type != REPORT:
        return dict.fromkeys(parts, "")
    told = [_told(part, year) for part in parts]
    first_task = next((number for number, kinds in enumerate(told) if kinds == {TASK}), len(parts))
    periods = [next(iter(kinds)) if len(kinds) == 1 else "" for kinds in told[:first_task]]
    if first_task < len(parts) and periods and not told[0]:
        periods[0] = REVIEW  # 一、政府工作的主要进展
    return dict(zip(parts, periods + [TASK] * (len(parts) - first_task), strict=True))


def _told(part: str, year: int | None) -> set[str]:
    """Return what the pieces of a heading say: REVIEW, TASK, both or nothing."""
    kinds = set()
    for piece in _AND.split(part):
        years = [int(found) for found in _YEAR.findall(piece)]
        words = [match.lastgroup or "" for match in _WORD.finditer(piece)]
        if year is not None and years and max(years) < year:
            kinds.add(REVIEW)
        elif words:
            kinds.add(words[-1])  # the head of a Chinese phrase comes last: 计划执行情况 is a review
        elif year is not None and year in years:
            kinds.add(TASK)
    return kinds
