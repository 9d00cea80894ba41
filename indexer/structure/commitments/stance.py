"""What a clause says of the time of its numbers: planned or reached, which year, which part of it."""

from __future__ import annotations

import re

from indexer.records import REVIEW, TASK, Clause, CommitmentKind, Metadata

_DONE = re.compile(
    r"已(?!建|有)|完成了|实现了|取得了|达到了|新增了|去年|上年|同比|比上年|累计(?:完成|实现|建成|发放|新增)"
)
_SURELY_DONE = re.compile(r"去年|上年(?!同期|度?水平)|过去|来，|完成了|实现了")
_PLANNED = re.compile(r"力争|确保|计划|争取|将|年内|今年|预期|目标|到20\d\d年|新增|拟")
_SURELY_PLANNED = re.compile(r"力争|今年(?!以来)|明年|将(?!近)|预期目标")
_PERIOD = re.compile(
    r"(?:今年|去年|20\d\d年)?(?:前[一二三四五六七八九十]+个?(?:季度|月)|1[—\-–~－至]+\d{1,2}月(?:份)?|[上下]半年|一季度|[二三四]季度|首季度)"
    r"|[近过]?[去]?[一二三四五六七八九十]年来|五年来|过去[一三四五]年|“十[一二三四五]+五”(?:期间|时期|以来)"
    r"|截[至止]?到?(?:目前|20\d\d年[^，。、]{0,8}?(?:底|末|日)|[^，。、]{0,6}月[底末]?|年底)"
)
_BY_YEAR = re.compile(r"(?:到|至)?(20[0-4]\d)年")
_WORDS = (("前年", -2), ("去年", -1), ("上年", -1), ("今年", 0), ("明年", 1))


def kind_of(clause: Clause, metadata: Metadata, sentence: str) -> CommitmentKind:
    """Return whether the numbers of a sentence are planned or reached."""
    if REVIEW in clause.flags:
        return "target" if _SURELY_PLANNED.search(sentence) else "result"
    if TASK in clause.flags or metadata.doc_type == "重点工作安排":
        return "result" if _SURELY_DONE.search(sentence) and not _SURELY_PLANNED.search(sentence) else "target"
    if _PLANNED.search(sentence):
        return "target"
    if _DONE.search(sentence):
        return "result"
    return "target" if metadata.doc_type in ("规划", "通知") else ""


def year_of(kind: CommitmentKind, clause: Clause, metadata: Metadata, before: str) -> int | None:
    """Return the year that a number applies to; ``before`` are the words of its sentence up to it."""
    if found := list(_BY_YEAR.finditer(before)):
        return int(found[-1][1])
    if metadata.year is None:
        return None
    for word, shift in _WORDS:
        if word in before:
            return metadata.year + shift
    if kind == "result" and metadata.doc_type == "政府工作报告":
        return metadata.year - 1
    return metadata.year


def period_of(before: str) -> str:
    """Return the part of a year, or the span of years, that the words up to a number name, as written."""
    found = [match[0] for match in _PERIOD.finditer(before)]
    return found[-1] if found else ""
