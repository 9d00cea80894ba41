"""Text and headings → Metadata, each field with the words it was inferred from. What cannot be known stays empty."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from indexer.records import DocNumber, Evidence, Heading, Metadata
from indexer.structure import front, issuing
from indexer.structure.dates import with_ascii_dates
from indexer.structure.form import read_form
from indexer.structure.gazetteer import Area
from indexer.structure.locality import area_by_names, settle
from indexer.structure.periods import REPORT, TASK_LIST
from indexer.structure.titles import OTHER, join_titles, main_title, type_of_title, year_of_title

_OUTLOOK = re.compile(r"任务|安排|计划|目标|重点工作|打算")
_YEAR_OF_TASKS = re.compile(
    r"((?:19|20)\d{2})年(?:政府工作|全?[省市区县州旗镇乡]?经济社会发展)[^，。；]{0,12}(?:要求|目标|思路|预期)|做好((?:19|20)\d{2})年(?:政府|各项)?工作"
)
_LATE = 11  # month; a report of November or December reviews a year that ends and sets the tasks of the next
_BUDGET = re.compile(r"(?:计划|预算)(?:草案|执行情况)|常务?委员?会.{0,4}(?:委托|报告工作)|人民法院|人民检察院")
_REFERRED = re.compile(r"^(?:根据|依据|依照|按照|参照|参见|详见|见|原|附|以)")
_CARRIES = re.compile(r"转发|批转|贯彻|落实|废止|修改|根据")
_NUMBER_IN_TITLE = re.compile(rf"^{front.NUMBER_TEXT}|[（(]{front.NUMBER_TEXT}[)）]$")
_ORDER = re.compile(r"([\u4e00-\u9fff]{3,30}(?:令|公告|通告)) ?(?:((?:19|20)\d{2})年)?第 ?(\d{1,4}) ?号")
_CAPTION = re.compile(
    r"(?:省长|市长|区长|县长|州长|盟长|旗长|主席)?(?P<person>[\u4e00-\u9fff]{2,4}?)(?:同志)?[作做]政府工作报告"
)


@dataclass(slots=True)
class _Findings:
    """What has been inferred so far; the first finding for a field stands."""

    values: dict[str, Any] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)

    def set(self, name: str, value: str | int | None, words: str) -> None:
        if value and name not in self.values:
            self.values[name] = value
            self.evidence[name] = Evidence("inferred", words.strip())

    def get(self, name: str) -> Any:
        return self.values.get(name)


def infer_metadata(text: str, headings: list[Heading]) -> Metadata:
    """Return what the document says of itself. ``headings`` are those of its outline."""
    found = _Findings()
    titles = join_titles(headings)
    formal = [with_ascii_dates(heading.text) for heading in headings if heading.kind in ("front", "opening")]
    _infer_speech(found, formal)
    _infer_from_form(found, formal)
    if title := main_title(titles):
        found.set("title", title, title)
    if found.get("title") and found.get("title") not in titles:
        titles.insert(0, found.get("title"))
    _infer_type(found, titles, text)
    _infer_issue(found, titles, formal, headings)
    if found.get("doc_type") == REPORT or found.get("meeting"):
        _infer_speaker(found, formal)
    _infer_year(found, titles, headings, text)
    _infer_area(found, titles, formal, text)
    return Metadata(**found.values, evidence=found.evidence)


def _infer_from_form(found: _Findings, formal: Sequence[str]) -> None:
    for name, (value, words) in read_form(formal).values.items():
        if name == "doc_number":
            found.set(name, _number(value), words)
        elif name == "issued_on":
            found.set(name, _date(value), words)
        elif name == "issuer":
            found.set(name, "" if "网" in value else value, words)  # 县政府网站 only put it up
        elif not value.endswith(("…", "...")):
            found.set(name, value, words)


def _infer_type(found: _Findings, titles: list[str], text: str) -> None:
    told = [type_of_title(title) for title in titles]
    for doc_type, words in sorted(told, key=lambda one: one[0] == OTHER):
        found.set("doc_type", doc_type, words)
    opening = front.OPENING_FORMULA.search(text)
    if opening and _BUDGET.search(text[max(0, opening.start() - 40) : opening.end()]):
        found.set("doc_type", OTHER, opening.group())
    if len(re.findall("各位代表[，,：:！!]", text)) > 1 or opening:
        found.set("doc_type", REPORT, "各位代表")
    if (match := re.search(r"主要预期目标|为民办实事项目", text)) and "各位代表" in text:
        found.set("doc_type", REPORT, match.group() + "；各位代表")
    found.set("doc_type", OTHER, "标题和正文中没有文种用语")


def _infer_issue(found: _Findings, titles: list[str], formal: list[str], headings: list[Heading]) -> None:
    for line in formal:
        if front.NUMBER_LINE.fullmatch(line):
            found.set("doc_number", _number(line), line)
        if match := front.DATE.search(line):
            found.set("issued_on", _iso(*match.groups()), line)
        if (match := issuing.SPEAKS_FOR.search(line)) and issuing.area_of_issuer(match[1]):
            found.set("issuer", match[1], match.group())
    for title in titles:
        if (match := _NUMBER_IN_TITLE.search(title)) and not _CARRIES.search(title):
            found.set("doc_number", _number(match.group()), title)
    for above, line in pairwise(heading.text for heading in headings):  # 某市人民政府令 / 第12号
        if front.ORDER_LINE.fullmatch(line):
            found.set("doc_number", _number(above + line.strip("（）() ")), f"{above} {line}")
    for title in titles:
        found.set("issuer", issuing.issuer_of(title), title)
    for signing in issuing.joint_issuers(formal):
        found.set("issuer", "、".join(signing), "、".join(signing))


def _number(words: str) -> str:
    """Return a document's number in one way of writing; "" where there is none, or only one that is referred to.

    >>> _number("沪府办发[2024] 第12号"), _number("根据国发〔2016〕76号")
    ('沪府办发〔2024〕12号', '')
    """
    match = re.search(front.NUMBER_TEXT, words) or _ORDER.fullmatch(words)
    number = DocNumber.parse(match.group()) if match else None
    return "" if number is None or _REFERRED.match(number.agency) else str(number)


def _date(words: str) -> str | None:
    match = re.search(r"(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})", words)
    return _iso(*match.groups()) if match else None


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:  # 2025年2月30日
        return None


def _infer_speech(found: _Findings, formal: list[str]) -> None:
    """Take meeting and date from the lines that name them; a form has the day on which the page was made."""
    for number, line in enumerate(formal):
        if front.MEETING_LINE.fullmatch(line) and (match := front.MEETING.search(line)):
            found.set("meeting", "".join(match["meeting"].split()), line)
            dated = (one for one in formal[number : number + 3] if front.DATE.search(one))
            if (one := next(dated, "")) and (day := front.DATE.search(one)):
                found.set("issued_on", _iso(*day.groups()), one)
        if match := front.CONGRESS_LINE.fullmatch(line):
            found.set("meeting", match["congress"], line)


def _infer_speaker(found: _Findings, formal: list[str]) -> None:
    # 2025年1月8日在…会议上 区长 某某 stands in one line too
    pieces = [(piece, line) for line in formal for piece in (line, re.split(r"会议上[)）]? ", line)[-1])]
    for piece, line in pieces:
        if match := front.SPEAKER_LINE.fullmatch(piece):
            found.set("speaker", "".join((match["person"] or match["name"]).split()), line)
    for line in formal:
        if match := _CAPTION.match(line):
            found.set("speaker", match["person"], line)


def _infer_year(found: _Findings, titles: list[str], headings: list[Heading], text: str) -> None:
    doc_type = found.get("doc_type")
    for title in titles:
        found.set("year", year_of_title(title, doc_type), title)
    for kinds in (("chapter", "part"), ("label", "section")):
        for heading in headings:
            is_ahead = heading.kind in kinds and _OUTLOOK.search(heading.text) and "回顾" not in heading.text
            if is_ahead and "草案" not in heading.text:
                found.set("year", year_of_title(heading.text, doc_type), heading.text)
    if doc_type not in (REPORT, TASK_LIST):
        return
    named = {match[1] or match[2]: match.group() for match in _YEAR_OF_TASKS.finditer(text)}
    for year, words in named.items() if len(named) == 1 else ():
        found.set("year", int(year), words)
    if issued := found.get("issued_on"):
        issued_in, month = int(issued[:4]), int(issued[5:7])
        words = found.evidence["issued_on"].words
        for next_year in (f"{issued_in + 1}年", "明年"):
            if month >= _LATE and next_year in text:
                found.set("year", issued_in + 1, f"{words}；文中有「{next_year}」")
        found.set("year", issued_in, words)


def _infer_area(found: _Findings, titles: list[str], formal: list[str], text: str) -> None:
    named: list[tuple[str, Callable[[str], Area | None]]] = [(found.get("issuer") or "", issuing.area_of_issuer)]
    named += [(title, issuing.area_of_title) for title in titles]
    named += [(line, issuing.area_of_front) for line in formal]
    named += [(match[1], issuing.area_of_issuer) for match in issuing.SPEAKS_FOR.finditer(text)]
    for words, read in named:
        if area := read(words):
            settled, reason = settle(area, text)
            _set_area(found, settled, f"{words}；{reason}" if reason else words)
            return
    if area := issuing.area_of_number(found.get("doc_number") or ""):
        _set_area(found, area, found.get("doc_number"))
    elif by_names := area_by_names(text):
        _set_area(found, *by_names)


def _set_area(found: _Findings, area: Area, words: str) -> None:
    found.set("district", area.name, words)
    found.set("parent", area.parent, f"{area.name}属于{area.parent}")
