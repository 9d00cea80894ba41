"""Text and headings → Metadata, each field with the words it was inferred from. What cannot be known stays empty."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from indexer.records import Evidence, Heading, Metadata
from indexer.structure import front as marks
from indexer.structure.gazetteer import (
    CHAIN,
    COUNTY,
    PREFECTURE,
    PROVINCE,
    Area,
    area_at_start,
    area_of_chain,
    areas_named,
    unsettled,
)
from indexer.structure.locality import area_by_names, settle
from indexer.structure.mentions import count_names
from indexer.structure.numerals import ORDINAL
from indexer.structure.periods import PLAN, REPORT, TASK_LIST

_YEAR = re.compile(r"((?:19|20)\d{2})(?=\s*年)")
_SPAN_OF_YEARS = re.compile(r"(?<=\d{4})\s*年?\s*[-—–~～至]+\s*(?:19|20)\d{2}")  # 2021—2035年: the work begins in 2021
_YEAR_OF_TITLE = re.compile(r"((?:19|20)\d{2})(?=\s*年|\s*[区市省县])")
_ISSUER = re.compile(r"([\u4e00-\u9fff]{2,20}?人民政府(?:办公室|办公厅)?)(?=关于|印发|$)")
_SPEAKS_FOR = re.compile(r"代表([\u4e00-\u9fff]{2,12}?人民政府)")
_AREA_OF_TITLE = re.compile(
    rf"(?:关于)?(?:印发)?《?(?:(?:19|20)\d{{2}}年度?)?(?P<area>{CHAIN})(?=人民政府|政府工作报告|(?:19|20)\d{{2}}|“十)"
)
_AREA_OF_FRONT = (
    re.compile(rf"在(?P<area>{CHAIN})第{ORDINAL}届"),
    re.compile(rf"^(?P<area>{CHAIN})(?:人民政府)?(?:代|副)?(?:区长|市长|省长|县长|州长|盟长|旗长|主席)"),
)
_TYPES = (
    (REPORT, re.compile(r"(?:人民)?政府工作报告(?=$|[ （(—])")),  # 《政府工作报告》重点任务分工 is no report
    (
        TASK_LIST,
        re.compile(
            r"重点(?:工作|任务)(?:目标)?(?:安排|任务|计划|清单|分工)|工作目标安排|工作要点|任务(?:清单|分解|分工)|实事项目"
        ),
    ),
    (PLAN, re.compile(r"规划(?!和自然资源|资源|局)|五年计划|远景目标|纲要")),
    ("通知", re.compile(r"通知|通告|公告")),
)
_OTHER = "其他"
_OUTLOOK = re.compile(r"任务|安排|计划|目标|重点工作|打算")


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
    titles = [heading.text for heading in headings if heading.kind == "title"]
    front = [heading.text for heading in headings if heading.kind in ("front", "opening")]
    if titles:
        title = next((title for title in titles if any(p.search(title) for _, p in _TYPES)), titles[0])
        found.set("title", title, title)
    _infer_type(found, titles, text)
    _infer_issue(found, titles, front)
    _infer_year(found, titles, [h.text for h in headings if h.kind in ("chapter", "part")])
    _infer_area(found, titles, front, text)
    return Metadata(**found.values, evidence=found.evidence)


def _infer_type(found: _Findings, titles: list[str], text: str) -> None:
    for doc_type, pattern in _TYPES:
        for title in titles:
            if match := pattern.search(title):
                found.set("doc_type", doc_type, match.group())
    if text.count("各位代表") > 1 or marks.OPENING_FORMULA.search(text):
        found.set("doc_type", REPORT, "各位代表")
    if (
        "doc_type" not in found.values
        and (match := re.search(r"主要预期目标|为民办实事项目", text))
        and "各位代表" in text
    ):
        found.set("doc_type", REPORT, match.group() + "；各位代表")
    found.set("doc_type", _OTHER, "标题和正文中没有文种用语")


def _infer_issue(found: _Findings, titles: list[str], front: list[str]) -> None:
    for line in front:
        if match := marks.NUMBER_LINE.fullmatch(line):
            found.set("doc_number", f"{match[1]}〔{match[2]}〕{match[3]}号", line)
        if match := marks.DATE.search(line):
            found.set("issued_on", _iso(*match.groups()), line)
        if (match := _SPEAKS_FOR.search(line)) and _area_of_issuer(match[1]):
            found.set("issuer", match[1], match.group())
    for line in (*titles, *front):
        if match := _ISSUER.match(line):
            found.set("issuer", match[1], line)


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:  # 2025年2月30日
        return None


def _infer_year(found: _Findings, titles: list[str], parts: list[str]) -> None:
    for title in titles:
        years = [int(year) for year in _YEAR_OF_TITLE.findall(_SPAN_OF_YEARS.sub("", title))]
        found.set("year", max(years, default=None), title)  # 2024年总结和2025年安排 is of 2025
    for part in parts:
        if (match := _YEAR.search(part)) and _OUTLOOK.search(part) and "回顾" not in part:
            found.set("year", int(match[1]), part)
    if found.get("issued_on") and found.get("doc_type") in (REPORT, TASK_LIST):
        found.set("year", int(found.get("issued_on")[:4]), found.evidence["issued_on"].words)


def _area_in(words: str) -> Area | None:
    """Return the narrowest area that words name in full; None if they name several of that level."""
    found = [group for name in count_names(words) if (group := areas_named(name))]
    for level in (COUNTY, PREFECTURE, PROVINCE):
        groups = [group for group in found if group[0].level == level]
        if groups:
            return None if len(groups) > 1 else groups[0][0] if len(groups[0]) == 1 else unsettled(groups[0][0])
    return None


def _area_of_issuer(issuer: str) -> Area | None:
    return area_of_chain(issuer.split("人民政府")[0]) or _area_in(issuer)


def _area_of_title(title: str) -> Area | None:
    match = _AREA_OF_TITLE.match(title)
    named = (area_of_chain(match["area"]) if match else None) or area_at_start(title)
    return named or _area_in(title)


def _area_of_front(line: str) -> Area | None:
    chains = (match["area"] for pattern in _AREA_OF_FRONT if (match := pattern.search(line)))
    return next((area for chain in chains if (area := area_of_chain(chain))), None)


def _infer_area(found: _Findings, titles: list[str], front: list[str], text: str) -> None:
    named: list[tuple[str, Callable[[str], Area | None]]] = [(found.get("issuer") or "", _area_of_issuer)]
    named += [(title, _area_of_title) for title in titles] + [(line, _area_of_front) for line in front]
    named += [(match[1], _area_of_issuer) for match in _SPEAKS_FOR.finditer(text)]
    for words, read in named:
        if area := read(words):
            settled, reason = settle(area, text)
            _set_area(found, settled, f"{words}；{reason}" if reason else words)
            return
    if by_names := area_by_names(text):
        _set_area(found, *by_names)


def _set_area(found: _Findings, area: Area, words: str) -> None:
    found.set("district", area.name, words)
    found.set("parent", area.parent, f"{area.name}属于{area.parent}")
