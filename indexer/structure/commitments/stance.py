"""What a text says of the time of its numbers: planned or reached, which year, which part of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.records import REVIEW, TASK, Clause, CommitmentKind, Metadata
from indexer.structure.commitments.listed import Told
from indexer.structure.commitments.spans import COUNTS, FIVES, Span

_PLANNED = re.compile(r"力争|确保|计划|争取|将|年内|预期|目标|到20\d\d年|拟")
_INCREASE = re.compile("新增|不少于|以上")  # sounds like a plan where nothing else tells
_DONE = re.compile(
    r"(?<!而)已(?!建|有)|完成了|实现了|取得了|达到了|新增了|同比|比上年|较上年|累计(?:完成|实现|建成|发放|新增)"
)
_WILL = re.compile(r"力争|(?<![即])将(?=[建达实完新增启开]|在|提|进一步)|预期目标")
_HAS = re.compile(r"已(?!建|有)经?|完成了|实现了|达到了|新增了")
_PROGRESS = re.compile("(?:进展|进度|完成情况|工作成效)[：:]")
_MEASURED = re.compile("基期|现状|完成|实际|基数|占|进度")
_REVIEWS = re.compile(r"执行情况|完成情况|工作总结|回顾|工作成效|主要成绩|取得的成|进展情况|发展基础|现状")
_FULFILLED = re.compile("超额完成|提前完成|完成率|完成年度")
_TASK_TITLE = re.compile("要点|计划|方案|清单|任务|安排|目标|实事|规划")
_TASKS = re.compile(r"目标|任务|安排|打算|思路|措施|举措|重点|计划")
_PERIOD = re.compile(
    r"(?:今年|去年|20\d\d年)?(?:前[一二三四五六七八九十]+个?(?:季度|月)|\d{1,2}(?:月)?[—\-–~－至]+\d{1,2}月(?:份)?|[上下]半年|[一二三四]季度|首季度)"
    r"|(?:过去|近|这)?(?<!连续)(?<![第个〇零○一二三四五六七八九十])[二三四五六七八九十两]年(?:来|间|累计|(?=年均|平均|增长|新增|净增|提高|下降|完成|共|跨越|$))|(?:过去|近|今后|未来|这)的?[二两三四五2-5]年|(?<![比较于])(?<![比较于][“\"])[“\"]?十[一二三四五]五[”\"]?(?:期间|时期|以来)"
    r"|(?:用|通过|经过)[二两三四五2-5]年左?右?的?(?:时间|努力)|(?<![\d〇零○一二三四五六七八九十])[二两三四五2-5]年(?:之?内)"
    r"|每(?:[天日周月年]|学期|季度)|截[至止]?到?(?:目前|20\d\d年[^，。、]{0,8}?(?:底|末|日)|[^，。、]{0,6}月[底末]?|年底)"
)
_WHOLE_YEAR = re.compile("全年|年末|年底|当年|一年来")
_ONE_YEAR = re.compile("同比|[比较](?:上|去)年")
_EACH_YEAR = re.compile("年均(?:增|下降|提高|减|实现|递增)")  # of several years, whatever year was named before
_YEARS_AGO = re.compile("年前的?$")
_LONG = re.compile('[二两三四五六七八九十]年|五[”"]?(?:期间|时期|以来)?$')
_AHEAD = re.compile("(?:今后|未来|用|通过|经过)的?([二两三四五2-5])年|([二两三四五2-5])年之?内")
_WITHIN = re.compile("(?:面对|针对|克服|扭转|应对|在)[^，,。；]{0,8}$")
_COMMA = re.compile("[，,]")
_PART_OF_YEAR = re.compile(r"[上下]半年|前[一二三]个?季度|[一二三四]季度|1[—\-–~－至]+\d{1,2}月")
_OVER_YEARS = re.compile("年均|累计")
_SPAN_OF_YEARS = re.compile(r"(?:过去|近)?[三四五]年来?|“十[一二三四五]五”|20\d\d[—\-–至]20\d\d年?")
# A year that dates the number, and not what it is compared with (从2017年的, 比2020年).
_YEAR = re.compile(
    r"(?<![从由自比较于至到同是占])(?P<by>[到至])?(?P<year>20[0-4]\d)年(?![来度]|以来|的(?:\d|$)|同期|水平|版|底?[以之]?前(?:建|完|竣|开)|[期末底]的|[^，。；]{0,3}相比)"
)
_RELATIVE = re.compile(r"(?<![比较与于同])(?P<word>前年|去年|上年|今年|明年)(?!同期|持平|水平|以来的|基本)")
_PLAN_END = re.compile(r"(?<![比较于])(?<![比较于][“\"])十(?P<five>[一二三四五])五[”\"]?期?末")
_SHIFT = {"前年": -2, "去年": -1, "上年": -1, "今年": 0, "明年": 1}
_BASE_YEAR = re.compile(r"(?:从|由|自)(20\d\d)年[^，。；]{0,24}$|(20\d\d)年的?$")
_OWN_YEAR = re.compile(r"(?:到|至|达|为)(20[0-4]\d)年[底末]?的$")  # 增加到2025年的66座
_HORIZON = re.compile(r"20\d\d年?[—\-–~至－]+(20\d\d)年|“?十(?P<five>[一二三四五])五”?")
_REPORT, _LIST, _PLAN, _NOTICE = "政府工作报告", "重点工作安排", "规划", "通知"


@dataclass(frozen=True, slots=True)
class Time:
    """Planned or reached, the year, and the part of it as written."""

    kind: CommitmentKind
    year: int | None
    period: str


class Stance:
    """Tells the time of the numbers of one document; ``year``: whose tasks it sets, its own or the next."""

    def __init__(self, metadata: Metadata, year: int | None) -> None:
        self._type = metadata.doc_type
        self._year = year
        self._this_year = metadata.year
        self._horizon = _horizon(metadata.title)
        part = _PART_OF_YEAR.search(metadata.title)
        self._period = part[0] if part else ""
        self._of_title: CommitmentKind = (
            "result" if _REVIEWS.search(metadata.title) else "target" if _TASK_TITLE.search(metadata.title) else ""
        )

    def of(self, clause: Clause, told: Told, spans: Sequence[Span] = ()) -> Time:
        """Return the time of a number of a clause; ``spans``: what its section is about, if that is no single year."""
        at = told.part.quantity.start
        before = clause.text[told.part.sentence : at]
        own = clause.text[told.part.start : told.part.end]
        named = self._named_year(before)
        period, is_told = _period(before)
        kind = self._kind(clause, own, before, named if named is not None else self._past_plan(period))
        under = next((span for span in spans if span.fits(kind)), None)
        if (named is not None or is_told or _ONE_YEAR.search(own)) and not _EACH_YEAR.search(own):
            under = None
        if told.governing.is_base:
            is_long = bool(under or _LONG.search(period) or _YEARS_AGO.search(before))
            return Time("result", self._base_year(clause, before, kind, is_long=is_long), "")
        if under:
            return Time(kind, self._end(under, kind, clause), period or under.words)
        if named is None:
            named = self._end_of(period, kind)
        if kind == "result":
            period = period or _over_years(clause, before) or self._period
        return Time(kind, named if named is not None else self._default_year(kind, clause), period)

    def _base_year(self, clause: Clause, before: str, kind: CommitmentKind, *, is_long: bool) -> int | None:
        """Return the year of what was before a change: as written, else the one before, if no span tells of more."""
        if base := _BASE_YEAR.search(before):
            return int(base[1] or base[2])
        year = self._default_year(kind, clause)
        return None if year is None or is_long else year - 1

    def _past_plan(self, period: str) -> int | None:
        """Return the last year of a plan that is over: “十三五”期间."""
        end = _horizon(period)
        return end if end is not None and self._year is not None and end < self._year else None

    def _end(self, span: Span, kind: CommitmentKind, clause: Clause) -> int | None:
        """Return the last year of a span; of results, no later than the year that the document reviews."""
        usual = self._default_year(kind, clause)
        if kind == "target" or span.end is None or usual is None:
            return span.end if span.end is not None else usual
        return min(span.end, usual)

    def _end_of(self, period: str, kind: CommitmentKind) -> int | None:
        """Return the last year of a span of years that a clause names: 今后五年, “十五五”时期."""
        end = _horizon(period)
        if end is not None and kind == "result" and self._year is not None:
            return min(end, self._year - 1) if self._type in (_REPORT, _PLAN) else min(end, self._year)
        if kind == "target" and self._year is not None and (ahead := _AHEAD.search(period)):
            return self._year + COUNTS[ahead[1] or ahead[2]] - 1
        return end

    def of_label(self, label: str) -> Time:
        """Return the time of a figure in a table, told by the label of its column: 2020年, 2025年目标."""
        years = re.findall(r"20\d\d", label)
        year = int(years[-1]) if years else None
        is_past = year is not None and self._year is not None and year < self._year
        kind: CommitmentKind = "result" if is_past or _MEASURED.search(label) else "target"
        return Time(kind, year if year is not None or kind == "result" else self._horizon or self._year, "")

    def _named_year(self, before: str) -> int | None:
        """Return the last year that the words up to a number name: 2030年, 去年, “十五五”末."""
        if own := _OWN_YEAR.search(before):
            return int(own[1])
        years = [(match.start(), int(match["year"])) for match in _YEAR.finditer(before)]
        years += [(match.start(), FIVES[match["five"]]) for match in _PLAN_END.finditer(before)]
        if self._this_year is not None:
            years += [(match.start(), self._this_year + _SHIFT[match["word"]]) for match in _RELATIVE.finditer(before)]
        return max(years)[1] if years else None

    def _kind(self, clause: Clause, own: str, before: str, year: int | None) -> CommitmentKind:
        """Return whether a number is planned or reached: by its year, its words, the part that it stands in."""
        if self._year is not None and year is not None and year < self._year:
            return "result"
        if REVIEW in clause.flags:
            is_ahead = self._year is not None and year is not None and year > self._year
            return "target" if is_ahead or _WILL.search(own) else "result"
        if _PROGRESS.search(before):
            return "result"
        if TASK in clause.flags or self._type == _LIST:
            return "result" if _HAS.search(own) and not _WILL.search(own) else "target"
        if heading := self._of_headings(clause):
            return heading
        if _HAS.search(own) or _FULFILLED.search(clause.text):
            return "result"
        if self._of_title == "result":
            return "result"
        if _PLANNED.search(before):
            return "target"
        if self._of_title or self._type in (_PLAN, _NOTICE):
            return "target"
        if _DONE.search(before):
            return "result"
        return "target" if _INCREASE.search(before) else ""

    def _of_headings(self, clause: Clause) -> CommitmentKind:
        for heading in reversed(clause.path):
            if _REVIEWS.search(heading):
                return "result"
            if _TASKS.search(heading):
                return "target"
        return ""

    def _default_year(self, kind: CommitmentKind, clause: Clause) -> int | None:
        for heading in reversed(clause.path):
            years = re.findall(r"(20\d\d)年", heading)
            if len(years) == 1 and (_REVIEWS.search(heading) or _TASKS.search(heading)):
                return int(years[0])
        if self._year is None:
            return None
        if kind == "target" and self._horizon:
            return self._horizon
        return self._year - 1 if kind == "result" and self._type in (_REPORT, _PLAN) else self._year


def _horizon(title: str) -> int | None:
    """Return the last year of a plan that its title names: 2023—2025年, “十四五”."""
    match = _HORIZON.search(title)
    if not match:
        return None
    return int(match[1]) if match[1] else FIVES[match["five"]]


def _period(before: str) -> tuple[str, bool]:
    """Return the period that the words up to a number name, as written, and whether they tell the time at all."""
    if found := list(_PERIOD.finditer(before)):
        word, rest = found[-1][0], before[found[-1].end() :]
        if word.startswith("每"):
            if not _COMMA.search(rest):
                return word, False
        elif not _ends(before, found[-1], rest):
            return word, True
        else:
            return "", True
    if _WHOLE_YEAR.search(before):
        return "", True
    return "", False


def _over_years(clause: Clause, before: str) -> str:
    """Return the span of years that a heading names, for what can only be of several: 年均, 累计."""
    if _OVER_YEARS.search(before) and "同比" not in before:
        for heading in reversed(clause.path):
            if span := _SPAN_OF_YEARS.search(heading):
                return span[0]
    return ""


def _ends(before: str, period: re.Match[str], rest: str) -> bool:
    """Return whether another time, or the end of its part, ends a period before the number is reached."""
    if _WHOLE_YEAR.search(rest) or _YEAR.search(rest) or _RELATIVE.search(rest):
        return True
    is_within = _WITHIN.search(before, 0, period.start())  # 面对一季度的困难，
    return bool(is_within and _COMMA.search(rest))
