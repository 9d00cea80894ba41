"""Which clauses review the past and which set tasks: told by headings, and where those leave it open, by sentences.

A flag must never be wrong: where neither heading nor sentence tells, there is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from indexer.records import REVIEW, TASK
from indexer.structure.numerals import ordinal

REPORT, TASK_LIST, PLAN = "政府工作报告", "重点工作安排", "规划"
Passage = tuple[tuple[str, ...], str]  # the headings above a clause, outermost first, and its text

_REVIEW = r"回顾|总结|过去|已完成|完成情况|工作情况|执行情况|所做|实施情况|进展|取得|成绩|成就"
_TASK = r"任务|安排|计划|目标|打算|部署|思路|展望|今后|未来|建议|重点|努力|要求|举措|考虑|规划纲要"
_WORD = re.compile(f"(?P<{REVIEW}>{_REVIEW})|(?P<{TASK}>{_TASK})")
_SURELY_REVIEW = re.compile(r"回顾|总结|完成情况|执行情况")
# Chapters of a plan that look back: 发展基础, but not 夯实产业基础, 完善基础设施, 提升治理成效
_BASIS = re.compile(r"(?:基础|现状|成就|成效|回顾)(?:条件|分析|评估)?[”》]?$")
_ACTS = re.compile(
    "夯实|筑牢|打牢|打好|巩固|强化|加强|完善|增强|提升|提高|厚植|建设|构建|推进|推动|补齐|改善|优化|扩大|彰显|力争|取得更"
)
_SITUATION = re.compile(r"环境|形势|背景|机遇|挑战|问题|说明|解释")  # say neither what was done nor what will be
_TROUBLES = re.compile(r"(?:问题|困难|不足|挑战|短板|形势)(?:分析)?$")  # parts of a summary that set no tasks
_SOLVES = re.compile("解决|化解|破解|整治|应对|防范|攻坚|整改|补齐|治理")
_YEAR = re.compile(r"(?:19|20)\d{2}(?=\s*年)")
_AND = re.compile(r"[和及与、，,]")
_PART = re.compile(r"[一二三四五六七八九十百]+、|第[一二三四五六七八九十百]+[编章部]")
_INNER = re.compile(r"[（(]|\d{1,3}(?!\d)")  # sections and items, not 2025年主要工作

# How a sentence begins that looks back or ahead, behind an address.
_ADDRESS = re.compile(r"^(?:各位代表|同志们)[！!，,：:]\s*")
_BACK = re.compile(
    r"(?:回首|回顾|经过)?(?:刚刚)?(?:过去|这|上)的?(?:[一二三四五几两]年)|[一三四五]年来|去年|上年|(?:本届政府)?任期[以五]来?"
)
_AHEAD = re.compile(r"今后|未来[一三五]年|明年|下一步|新的一年|展望|我们(?:要|将|必须)|做好|《?(?:规划)?纲要")
_FIVE_YEARS = re.compile(r"“(十[一二三四五六七八九]?)五”(时期|期间|以来)")
_OF_YEAR = re.compile(r"(到)?((?:19|20)\d{2})年(?!来|以来)")
_WILL = re.compile(r"今年|明年|力争|确保|我们(?:要|将)|预期目标|目标是")
_PLEDGE = re.compile(r"(?:我们|对此|为此|对于这些|这些问题).{0,16}(?:一定|将|要|必须)")  # ends a review, but is none
_LAST_OF_FIRST_FIVE_YEARS = 1960  # counted back from the 14th, 2021 to 2025, as if all had lasted five years
_LEAST_NEXT_YEAR = 2  # times that 明年 is said: then 今年 is the year that ends
_NEAR_START = 3  # clauses of a part; what is told later is not told of the whole part


def periods_of(passages: Sequence[Passage], doc_type: str, year: int | None) -> list[str]:
    """Return for each clause of a document, in order, REVIEW, TASK or "".

    >>> periods_of([(("一、回顾",), "种树。"), (("二、任务",), "架桥。")], "政府工作报告", 2025)
    ['review', 'task']
    """
    if doc_type not in (REPORT, TASK_LIST, PLAN):
        return [""] * len(passages)
    signs = _Signs(year, sum(text.count("明年") for _, text in passages) >= _LEAST_NEXT_YEAR)
    heads = [path[0] if path else "" for path, _ in passages]
    parts = list(dict.fromkeys(head for head in heads if head and not _INNER.match(head)))
    told = period_of_parts(parts, doc_type, year)
    found: list[str] = []
    in_parts = [(head if head in told else "", passage) for head, passage in zip(heads, passages, strict=True)]
    for part, group in groupby(in_parts, key=itemgetter(0)):
        clauses = [passage for _, passage in group]
        if period := told.get(part, ""):
            found += [_of_sentence(text, period, signs) for _, text in clauses]
        else:
            found += _by_sentences(clauses, doc_type, signs)
    return found


@dataclass(frozen=True, slots=True)
class _Signs:
    """What the beginnings of sentences say in a report of ``year``; ``is_early``: given in the year before."""

    year: int | None
    is_early: bool

    def of(self, text: str) -> str:
        """Return what the beginning of a sentence tells: REVIEW, TASK or nothing.

        >>> signs = _Signs(2025, is_early=False)
        >>> signs.of("过去一年，种树三千株。"), signs.of("到2030年，种树三千株。"), signs.of("种树三千株。")
        ('review', 'task', '')
        """
        sentence = _ADDRESS.sub("", text)
        if _BACK.match(sentence) or sentence.startswith("今年以来"):
            return REVIEW
        if sentence.startswith("今年"):
            return "" if self.is_early else TASK
        return TASK if _AHEAD.match(sentence) else self._of_years(sentence)

    def _of_years(self, sentence: str) -> str:
        if self.year is None:
            return ""
        if match := _FIVE_YEARS.match(sentence):
            last = _LAST_OF_FIRST_FIVE_YEARS + 5 * (ordinal(match[1]) - 1)
            if match[2] == "以来" or last < self.year:
                return REVIEW
            return TASK if last > self.year else ""
        if match := _OF_YEAR.match(sentence):
            named = int(match[2])
            return TASK if named >= self.year else "" if match[1] else REVIEW
        return ""


def period_of_parts(parts: list[str], doc_type: str, year: int | None) -> dict[str, str]:
    """Return heading of a part → REVIEW, TASK or "" for a document with these parts in order.

    Every part of a task list or plan sets tasks, unless it says otherwise. In a report the review comes first, and from
    the first part of tasks on every part sets tasks, unless it is surely a review. A part in between whose heading
    tells neither, or both (“十四五”成就和“十五五”目标), is neither.

    >>> period_of_parts(["一、2024年工作回顾", "二、2025年主要任务", "三、政府自身建设"], "政府工作报告", 2025)
    {'一、2024年工作回顾': 'review', '二、2025年主要任务': 'task', '三、政府自身建设': 'task'}
    """
    if doc_type in (TASK_LIST, PLAN):
        return {part: _of_list_or_plan(part, doc_type, year) for part in parts}
    if doc_type != REPORT:
        return dict.fromkeys(parts, "")
    told = [_told(part, year) if _PART.match(part) or _is_sure(part, year) else set() for part in parts]
    first_task = next((number for number, kinds in enumerate(told) if kinds == {TASK}), len(parts))
    periods = [next(iter(kinds)) if len(kinds) == 1 else "" for kinds in told[:first_task]]
    if first_task < len(parts) and periods and not told[0] and not _SITUATION.search(parts[0]):
        periods[0] = REVIEW  # 一、政府工作的主要进展
    for part in parts[first_task:]:
        if "说明" in part:
            periods.append("")  # of a plan that is laid before the congress: begins with what the last one brought
        else:
            periods.append(REVIEW if _is_sure(part, year) and _told(part, year) == {REVIEW} else TASK)
    return dict(zip(parts, periods, strict=True))


def _of_list_or_plan(part: str, doc_type: str, year: int | None) -> str:
    if doc_type == PLAN and _SITUATION.search(part):
        return ""
    told = _told(part, year)
    if doc_type == PLAN and _names_basis(part):
        return "" if TASK in told else REVIEW  # 发展基础和总体要求: its sections tell
    if _TROUBLES.search(part) and not _SOLVES.search(part):
        return ""
    return REVIEW if told == {REVIEW} and _is_sure(part, year) else TASK


def _names_basis(heading: str) -> bool:
    """Tell whether a heading of a plan names what there is already, rather than what is to be done about it.

    >>> _names_basis("第一章 发展基础与环境"), _names_basis("第六章 夯实产业基础"), _names_basis("第七章 完善基础设施")
    (True, False, False)
    """
    pieces = _AND.split(heading)
    return any(_BASIS.search(piece) for piece in pieces) and not any(_ACTS.search(piece) for piece in pieces)


def _is_sure(heading: str, year: int | None) -> bool:
    """Tell whether a heading names the year or the review itself, rather than a word that any heading may hold."""
    return bool(_SURELY_REVIEW.search(heading) or (year is not None and _YEAR.search(heading)))


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


def _of_sentence(text: str, period: str, signs: _Signs) -> str:
    """Return the period of a sentence in a part of this period: 过去一年，… may stand among the tasks."""
    is_back = period == TASK and signs.of(text) == REVIEW and not _WILL.search(text)
    return REVIEW if is_back else period


def _by_sentences(clauses: Sequence[Passage], doc_type: str, signs: _Signs) -> list[str]:
    """Return the periods in a part whose heading leaves them open: each as the last sentence says that tells."""
    begins = [signs.of(text) for _, text in clauses]
    sections = [_of_section(path, doc_type, signs.year) for path, _ in clauses]
    is_review = doc_type != TASK_LIST and REVIEW in begins[:_NEAR_START] and TASK not in begins and not any(sections)
    if is_review and not any(_WILL.search(text) for _, text in clauses if not _PLEDGE.search(text)):
        return [REVIEW] * len(clauses)
    found: list[str] = []
    state, above = "", clauses[0][0]
    for (path, text), begin, section in zip(clauses, begins, sections, strict=True):
        if path != above and state == REVIEW:
            state = ""  # a new section may go on with tasks without saying so
        state, above = begin or state, path
        is_listed = (
            doc_type == TASK_LIST and bool(path) and bool(_INNER.match(path[0]))
        )  # an item of a list that has no parts
        found.append(_of_sentence(text, section or state or (TASK if is_listed else ""), signs))
    return found


def _of_section(path: tuple[str, ...], doc_type: str, year: int | None) -> str:
    """Return what the innermost heading says that surely tells, below a part that does not."""
    for heading in reversed(path):
        kinds = _told(heading, year)
        if len(kinds) == 1 and (_is_sure(heading, year) or (doc_type == PLAN and not _SITUATION.search(heading))):
            return next(iter(kinds))
        if doc_type == PLAN and _names_basis(heading) and not _SITUATION.search(heading) and TASK not in kinds:
            return REVIEW
    return ""
