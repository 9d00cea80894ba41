"""Folded words of a query → the years that they ask about, and the clauses on them that the corpus may hold.

Only a year that is asked about counts. 到2035年 and 2025年底前 are the goals of a sentence, 2025年6月 is a date,
2023-2025年行动计划 is part of a name, 2025张 a quantity. 今年 and 去年 are left alone: the words do not say from when
to count, and the newest document of a corpus may be years old.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.records import REVIEW, TASK, Kind, Known, Period

_EVER = 9999  # the last year of a span that is open
_YEAR = r"(?:(?:19|20)\d{2}|[一二][〇○零九][〇○零一二三四五六七八九]{2})"
_TO = r"\s*(?:[-–—~到至]|——)\s*"
_ASKED = re.compile(
    rf"(?<![\d.第〔])(?:(?P<first>{_YEAR})(?:年度?)?{_TO}(?P<last>{_YEAR})(?P<of_span>年度?)?"
    rf"|(?P<only>{_YEAR})(?P<unit>\s*年度?)?(?P<open>以来|以后|之后|及以后|起|以前|之前)?)(?!\s*年|\.?\d)"
)
_SHORT = re.compile(r"(?<![\d.第])(?P<only>\d{2})年度?(?!\d)")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
# 到2025年, 截至2025年: a goal or a day, not the year that is asked about.
_GOAL_BEFORE = re.compile(r"(?:到|至|截止|力争|距|现于|[起终]于)\s*$")
_NOT_THE_YEAR = re.compile(
    r"\s*(?:\d{1,2}\s*月|[一二三四五六七八九十]{1,2}月|底|末|初|前|[一二三四1-4]季度|[上下]半年|[春夏秋冬]|"
    r"[\])]\s*\d|级|版|款|届|期|间|内|左右|以[上下内]|远景|愿景|(?:三年|五年)?行动|方案|第|应届|毕业)"
)
_NAME_OF_A_PLAN = re.compile(r"\s*(?:[\u4e00-\u9fff]{0,8}?(?:规划|行动|计划|方案|纲要))")
_DURATION = re.compile(r"\s*(?:以|之|左右|多|来|间|期|内|前|后|的?(?:老|历史|[房楼工教党]龄|时间|经验|功夫))")
# What a bare number counts: 2025张 is no year.
_COUNTED = re.compile(
    r"\s*(?:[个张套台家户人名位万亿千百元米亩条项件处所座间辆部吨次场号%‰楼室栋幢层班份册株棵盏根支块只头岁分秒吋寸]"
    r"|余|多|平|公|立方|千|毫|小时|分钟|以上|以下|左右)"
)
_LEADS = re.compile(rf"\s*[和与及、,/]\s*{_YEAR}\s*年")  # 2020和2025年
_AND = re.compile(r"\s*[和与及、,/]\s*$")
_SHORT_ENOUGH = 20  # characters: in a longer question a year after other words belongs to what they say
_BEFORE = re.compile(r"(?:^|[^\u3400-\u9fff0-9a-z]|[在和与及从自的])$")
_LEFT_FREE = re.compile(r"(?:^|[^\u3400-\u9fff0-9a-z.])$")


@dataclass(frozen=True, slots=True)
class AskedYears:
    """A year or a span of years that is asked about; ``first`` and ``last`` are open at 0 and 9999."""

    start: int
    end: int
    first: int
    last: int

    @property
    def value(self) -> str:
        """The name in a key: 2025, 2020-2025, 2024-, -2020."""
        if self.first == self.last:
            return str(self.first)
        return f"{self.first or ''}-{self.last if self.last < _EVER else ''}"

    @property
    def label(self) -> str:
        """The years in Chinese words."""
        if self.first == self.last:
            return f"{self.first}年"
        if self.last == _EVER:
            return f"{self.first}年以来"
        return f"{self.first}—{self.last}年" if self.first else f"{self.last}年以前"


def find_years(text: str, areas: Iterable[tuple[int, int]], years: Sequence[int]) -> list[AskedYears]:
    """Return the years that a folded text asks about, in order.

    ``areas`` are the spans of areas, which show that a number beside them is a year (静安2025, 静安25年), ``years``
    those of the corpus: a number without 年 is one of them, or the year before, which they look back on.
    """
    starts, ends = {start for start, _ in areas}, {end for _, end in areas}
    found: list[AskedYears] = []
    for match in _ASKED.finditer(text):
        asked = _asked(match)
        joined = bool(found) and bool(_AND.fullmatch(text[found[-1].end : match.start()]))
        beside = match.start() in ends or joined
        named = match["unit"] is not None or match["of_span"] is not None or bool(_LEADS.match(text, match.end()))
        there = any(asked.first <= year - later <= asked.last for year in years for later in (0, 1))
        if _is_asked_about(match, beside=beside) and (named or (there and _stands_alone(match, beside=beside))):
            found.append(asked)
    for match in _SHORT.finditer(text):
        year = 2000 + int(match["only"])
        beside = _beside(text, match.start(), match.end(), starts, ends)
        if year in years and beside and not _DURATION.match(text, match.end()):
            found.append(AskedYears(match.start(), match.end(), year, year))
    return sorted(found, key=lambda asked: asked.start)


def _is_asked_about(match: re.Match[str], *, beside: bool) -> bool:
    """Return whether a year is neither a goal, nor a date, nor part of a name, nor in the middle of a long sentence."""
    text, is_span = match.string, match["last"] is not None
    if is_span and _NAME_OF_A_PLAN.match(text, match.end()):
        return False
    if not is_span and (_GOAL_BEFORE.search(text[: match.start()]) or _NOT_THE_YEAR.match(text, match.end())):
        return False
    return beside or len(text) <= _SHORT_ENOUGH or bool(_BEFORE.search(text[: match.start()]))


def _stands_alone(match: re.Match[str], *, beside: bool) -> bool:
    """Return whether a number without 年 is no quantity, nor part of one."""
    text = match.string
    return (beside or bool(_LEFT_FREE.search(text[: match.start()]))) and not _COUNTED.match(text, match.end())


def _asked(match: re.Match[str]) -> AskedYears:
    end = len(match.string[: match.end()].rstrip())
    if match["only"]:
        year = _number(match["only"])
        opened = match["open"] or ""
        first = 0 if opened.endswith("前") else year
        last = _EVER if opened and not opened.endswith("前") else year
        return AskedYears(match.start(), end, first, last)
    first, last = sorted((_number(match["first"]), _number(match["last"])))
    return AskedYears(match.start(), end, first, last)


def _number(numeral: str) -> int:
    return int(numeral.translate(_DIGITS))


def _beside(text: str, start: int, end: int, starts: set[int], ends: set[int]) -> bool:
    before, after = len(text[:start].rstrip()), end + len(text[end:]) - len(text[end:].lstrip())
    return before in ends or after in starts


def periods_of(asked: AskedYears, kind: Kind, known: Known, *, own: bool = False) -> tuple[Period, ...]:
    """Return which clauses tell of the years: what a year's documents plan, and what the next year's look back on.

    What was planned stands in the documents of the year; what came of it in the review of the next year's report, and
    in papers of the year itself that are neither (a report on one matter). Without a ``kind``, both are meant. Where
    the corpus does not have the next year, results cannot be told apart, and all of the year's documents are taken;
    where it does not have the year itself, its plans are looked for where the next year's report looks back on them.
    With ``own``, the year's own documents are meant as a whole, if there are any.
    """
    in_years = [year for year in known.years if asked.first <= year <= asked.last]
    following = [year for year in known.years if asked.first <= year - 1 <= asked.last]
    if kind == "task" and in_years:
        return tuple(Period(year, (TASK, "")) for year in in_years)
    if own and in_years and not kind:
        return tuple(Period(year) for year in in_years)
    # Where nothing else can hold the answer, a report whose review was not told from the rest is taken too.
    review = (REVIEW,) if own or (in_years and not kind) else (REVIEW, "")
    looking_back = [Period(year, review) for year in following if kind or year not in in_years]
    plain = [Period(year, ("",) if kind and year + 1 in following else ()) for year in in_years]
    return (*plain, *looking_back)


def year_label(asked: AskedYears, kind: Kind, periods: Sequence[Period]) -> str:
    """Return the years in Chinese words, and where their clauses stand: 2024年完成情况（见2025年报告的回顾）."""
    reports = "、".join(str(period.year) for period in periods if REVIEW in period.kinds)
    plain = any(REVIEW not in period.kinds for period in periods)
    if not periods or (not kind and (not reports or asked.first != asked.last)):
        return asked.label
    if kind == "task" and not reports:
        return f"{asked.label}目标"
    if reports:
        about = "完成情况" if kind == "review" else ""
        return f"{asked.label}{about}（{'含' if plain and not kind else '见'}{reports}年报告的回顾）"
    return f"{asked.label}（语料中没有{asked.last + 1}年的报告，可能查不到完成情况）"
