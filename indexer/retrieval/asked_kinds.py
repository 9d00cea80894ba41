"""Folded words of a query → the kind of document that they name, and whether plans or results are asked for.

Both are conditions only where the words can mean nothing else: 重点工作, 规划建设, 完成旧改 and 目标 stand in the
clauses themselves. What is less clear only leans to one side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from indexer.records import Kind
from indexer.structure.periods import PLAN, REPORT, TASK_LIST

# Names of kinds of documents. Those in the second group are everyday words too: they need 里 or 文件 behind them.
_TYPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (REPORT, re.compile(r"(?:人民)?政府工作报告")),
    (REPORT, re.compile(r"工作报告(?=里|中的|文件|$)")),
    (TASK_LIST, re.compile(r"(?:年度)?重点(?:工作|任务)(?:目标)?(?:任务)?(?:安排|清单)(?:表)?")),
    (TASK_LIST, re.compile(r"(?:工作要点|任务清单)(?=里|文件)")),
    (PLAN, re.compile(r"(?:发展)?规划(?:纲要)?(?=里|文件|文本)")),
    ("通知", re.compile(r"通知(?=里|文件)")),
)
_TYPE_BEFORE = re.compile(r"(?:^|[^\u3400-\u9fff0-9a-z]|[年在从查看找的省市区县州旗]|年度|关于|了解)$")
_TYPE_AFTER = re.compile(
    r"$|[^\u3400-\u9fff0-9a-z]|[里中内上有对的怎如哪是将要]|文件|文本|提到|关于|提出|什么|多少|(?:19|20)\d\d"
)

_DONE_LABEL = re.compile(r"^\s*(?:完成|完成情况|结果|实绩|回顾|工作回顾)\s*:")
_PLANNED_LABEL = re.compile(r"^\s*(?:目标|目标任务|任务|计划|承诺)\s*:")
_TOPIC_ENDS = r"(?=\s*(?:如何|怎么?样|是什么|有哪些)?\s*\??\s*$)"
_DONE_TOPIC = re.compile(rf"(?:的?(?:任务|目标|工作))?(?:(?:完成|执行)情况|工作(?:回顾|总结)){_TOPIC_ENDS}")
_PLANNED_TOPIC = re.compile(
    rf"(?<=年)的?(?:主要|工作|发展|预期|总体)*(?:目标和?任务|任务和?目标|目标|任务){_TOPIC_ENDS}"
)
_ACTION = r"(?:完成|完工|建成|建|新建|新增|改造|建设|加装|安装|开工|竣工|创建|培育|引进|筹措|实现|发放|修|打造)"
_DONE = re.compile(
    rf"(?:实际|已经?|累计|共){_ACTION}了?(?:多少|几)|{_ACTION}了(?:多少|几[个家张套台处所座间])|(?:完成|完工)(?:了|得|的)?多少"
    r"|完成(?:了吗|了没有|得怎么?样|得如何)"
)
_PLANNED = re.compile(
    r"(?:计划|打算|准备|(?<![模虚])拟)(?:要|在|于)?[\u4e00-\u9fff]{0,4}(?:多少|几[个家张套台处所座间])"
    r"|目标值?(?:是|为|定为|定在|定)?(?:多少|几[个家张套台处所座间])|承诺(?:了|要)?[\u4e00-\u9fff]{0,4}多少"
)
_LEANS_TO_DONE = re.compile(r"了(?:多少|几[个家张套台处所座间])|进展(?:如何|怎么?样|情况)?\s*\??\s*$|结果\s*\??\s*$")
_LEANS_TO_PLANNED = re.compile(
    r"(?:(?<![需只主重必])[要将](?![求点素])|预计|预期)[\u4e00-\u9fff]{0,4}多少|(?:目标|目标任务|目标值)(?:是什么|有哪些)?\s*\??\s*$"
)


@dataclass(frozen=True, slots=True)
class Marker:
    """A piece of the words that names a type of document or a kind of clause; ``stays`` if it is looked for as well."""

    start: int
    end: int
    value: str
    stays: bool = False


def find_types(text: str, pieces: Iterable[tuple[int, int]]) -> list[Marker]:
    """Return the kinds of documents that a folded text names; ``pieces`` are spans of areas and years beside them."""
    starts, ends = {start for start, _ in pieces}, {end for _, end in pieces}
    found: list[Marker] = []
    for doc_type, pattern in _TYPES:
        for match in pattern.finditer(text):
            before = match.start() in ends or _TYPE_BEFORE.search(text[: match.start()])
            after = match.end() in starts or _TYPE_AFTER.match(text, match.end())
            if before and after and not any(other.start <= match.start() < other.end for other in found):
                found.append(Marker(match.start(), match.end(), doc_type))
    return sorted(found, key=lambda marker: marker.start)


def find_kind(text: str) -> Marker | None:
    """Return the words that ask for plans or for results; None where there are none, or both."""
    planned = _first(text, "task", _PLANNED_LABEL, _PLANNED_TOPIC, _PLANNED)
    done = _first(text, "review", _DONE_LABEL, _DONE_TOPIC, _DONE)
    return None if planned and done else planned or done


def leaning(text: str) -> Kind:
    """Return whether a folded text sounds like plans or like results.

    >>> leaning("静安区要开多少家便民店"), leaning("来信处理结果"), leaning("完成旧改")
    ('task', 'review', '')
    """
    planned, done = _LEANS_TO_PLANNED.search(text), _LEANS_TO_DONE.search(text)
    return "" if bool(planned) == bool(done) else "task" if planned else "review"


def _first(text: str, kind: str, *patterns: re.Pattern[str]) -> Marker | None:
    for pattern in patterns:
        if match := pattern.search(text):
            start = match.end() - len(match.group().lstrip())  # where a quoted phrase stood there are blanks now
            return Marker(start, match.end(), kind, stays=pattern in (_DONE, _PLANNED))
    return None
