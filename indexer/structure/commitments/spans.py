"""Headings and openings of sections → the span of years that the figures below them are of: 过去五年, “十五五”."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.records import Clause, CommitmentKind, Document

FIVES = {"一": 2010, "二": 2015, "三": 2020, "四": 2025, "五": 2030}
COUNTS = {"二": 2, "两": 2, "2": 2, "三": 3, "3": 3, "四": 4, "4": 4, "五": 5, "5": 5}
_PLAN = r"[“\"]?十(?P<five>[一二三四五])五[”\"]?"
_YEARS = r"(?<![〇零○一二三四五六七八九十\d])[二两三四五2-5]年"  # not of 二〇二五年
_AHEAD = r"(?P<ahead>(?:今后|未来|下一个)的?(?P<count>[二两三四五2-5])年)"
# In a heading: a span of years, or a year. 三年行动, “十五五”开局之年 are names of other things.
_IN_HEADING = re.compile(
    rf"{_AHEAD}"
    rf"|(?P<past>(?:过去|近|这)的?{_YEARS}来?|{_YEARS}(?:来|(?=工作|成就|发展成)))"
    rf"|(?P<plan>{_PLAN})(?=时期|期间|以来|规划的?目标|的?(?:奋斗|总体|主要|发展|目标)|任务|工作|成就|[及和与、])"
    r"|(?P<whole>第十(?P<five2>[一二三四五])个五年规划)|(?P<year>20\d\d)年"
)
_GREETING = r"\s*(?:回[眸顾]过去[，,]|各位(?:代表|委员)[，,！!：:、]?|同志们[，,！!]?|回顾|回眸|展望|在|——|\s)*"
# At the beginning of a clause: what it and those behind it are about.
_SPAN_OPENS = re.compile(
    rf"{_GREETING}(?:{_AHEAD}|(?P<past>(?:过去|这)的?{_YEARS}来?|[四五45]年[来间])|(?P<plan>{_PLAN})(?:时期|期间|以来))"
)
_SPAN_IS_OF = re.compile(rf"{_GREETING}这是[^，。]{{2,30}}的(?P<past>[三四五]年)")
# 明确了今后五年的发展目标：, but not 落实“十四五”时期任务
_GOALS = re.compile(
    rf"(?P<told>(?:提出|明确|确定|设定|描绘)了?[^，。；]{{0,4}}?)?(?<!今年和)(?:{_AHEAD}|(?P<plan>{_PLAN})(?:时期|期间))"
    r"[^，。；]{0,20}(?:目标|任务)(?(told)|[^，。；]{0,6}[：:是为])"
)
_YEAR_OPENS = re.compile(
    rf"{_GREETING}(?:(?:刚刚)?过去的?(?:一年|20\d\d年)|一年来|去年|新的一年"
    r"|20\d\d年(?:[，,是极]|[^，,。；：:]{0,14}(?:目标|任务|工作|安排)))"
)
_THIS_YEAR = re.compile(rf"{_GREETING}今年")
_POINT_OPENS = re.compile(rf"{_GREETING}到(?P<year>20\d\d)年[底末]?[，,]")


@dataclass(frozen=True, slots=True)
class Span:
    """Some years that figures are of, as written; ``past`` and ``ahead``: whether results, targets can be of it."""

    words: str
    end: int | None
    past: bool
    ahead: bool

    def fits(self, kind: CommitmentKind) -> bool:
        """Return whether a figure of a kind can be of it."""
        return self.past if kind == "result" else self.ahead if kind == "target" else False


@dataclass(frozen=True, slots=True)
class _Section:
    """What an opening says, for the clauses under the same headings; no span: the year of the document."""

    path: tuple[str, ...]
    spans: tuple[Span, ...]
    is_point: bool = False  # 到2035年: for its paragraph


class Spans:
    """Follows the clauses of a document, and tells the span of years that each stands under."""

    def __init__(self, document: Document, year: int | None) -> None:
        self._text = document.text
        self._year = year
        self._end = 0  # of the clause before
        self._opened: _Section | None = None
        self._point: Span | None = None

    def under(self, clause: Clause) -> tuple[Span, ...]:
        """Return the spans that a clause stands under, those of its headings or those of the last opening."""
        is_paragraph = "\n" in self._text[self._end : clause.start] or self._end == 0
        self._end = clause.end
        self._open(clause, is_paragraph=is_paragraph)
        if self._point:
            return (self._point,)
        if self._opened:
            return self._opened.spans
        return self._of_headings(clause.path)

    def _open(self, clause: Clause, *, is_paragraph: bool) -> None:
        """Take note of what a clause opens, and close what it ends."""
        if self._opened and clause.path[: len(self._opened.path)] != self._opened.path:
            self._opened = None
        if is_paragraph:
            self._point = None
        match = _SPAN_OPENS.match(clause.text) or _SPAN_IS_OF.match(clause.text) or _GOALS.search(clause.text)
        if match:
            self._opened, self._point = _Section(clause.path, (span_of(match, self._year),)), None
        elif _THIS_YEAR.match(clause.text) or (is_paragraph and _YEAR_OPENS.match(clause.text)):
            self._opened, self._point = _Section(clause.path, ()), None
        elif point := _POINT_OPENS.match(clause.text):
            year = int(point["year"])
            self._point = Span("", year, past=False, ahead=True) if self._year and year > self._year else None

    def _of_headings(self, path: tuple[str, ...]) -> tuple[Span, ...]:
        """Return what the innermost heading that names a time says, for results and for targets what it names first."""
        for heading in reversed(path):
            named = [span_of(match, self._year) for match in _IN_HEADING.finditer(heading)]
            if named:
                first = [next((span for span in named if span.fits(kind)), None) for kind in ("result", "target")]
                return tuple(span for span in first if span and not self._is_usual(span))
        return ()

    def _is_usual(self, span: Span) -> bool:
        """Return whether a span is a single year that figures are of anyway: this one, or one that lies behind."""
        return not span.words and (self._year is None or span.end is None or span.end <= self._year)


def year_of_tasks(document: Document) -> int | None:
    """Return the year whose tasks a document sets: the next where a report of December names it in a heading."""
    year = document.metadata.year
    if year is None or document.metadata.doc_type != "政府工作报告":
        return year
    headings = {heading for clause in document.clauses for heading in clause.path}
    tasks = re.compile(rf"{year + 1}年[^，。；]{{0,12}}(?:工作|任务|安排|目标|打算|计划)")
    return year + 1 if any(tasks.search(heading) for heading in headings) else year


def span_of(match: re.Match[str], year: int | None) -> Span:
    """Return the span that a match names in a document of a year: its groups past, ahead, plan, year say how."""
    named = match.groupdict()
    five = named.get("five") or named.get("five2")
    if five:
        end = FIVES[five]
        words = named.get("plan") or named["whole"]
        return Span(words or "", end, past=year is None or end - 5 < year, ahead=year is None or end >= year)
    if named.get("ahead"):
        count = COUNTS[named["count"]]
        return Span(named["ahead"], None if year is None else year + count - 1, past=False, ahead=True)
    if named.get("past"):
        return Span(named["past"], None, past=True, ahead=False)
    of = int(named["year"])
    return Span("", of, past=year is None or of < year, ahead=year is None or of >= year)
