"""Words of titles, signatures and front lines → the office that issues a document, and the area it speaks for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.structure import front
from indexer.structure.gazetteer import (
    CHAIN,
    COUNTY,
    PREFECTURE,
    PROVINCE,
    Area,
    area_at_start,
    area_named,
    area_of_chain,
    areas_called,
    areas_named,
    places,
    unsettled,
)
from indexer.structure.mentions import count_names, count_places
from indexer.structure.numerals import ORDINAL

SPEAKS_FOR = re.compile(r"代表([\u4e00-\u9fff]{2,12}?人民政府)")
_GOVERNMENT = re.compile(
    r"([\u4e00-\u9fff]{2,20}?人民政府(?:办公室|办公厅)?)(?=关于|印发|转发|批转|公告|通告|文件|令|$| )"
)
_OFFICE = re.compile(rf"(?!关于)({front.OFFICE})(?=关于|印发|转发|批转|公告|通告|文件|$|[ 、]| *\d{{4}}年\d{{1,2}}月)")
_AREA_OF_TITLE = re.compile(
    rf"(?:关于)?(?:印发)?《?(?:(?:19|20)\d{{2}}年度?)?(?P<area>{CHAIN})(?=人民政府|政府工作报告|(?:19|20)\d{{2}}|“十)"
)
_AREA_OF_FRONT = (
    re.compile(rf"(?:在|^)(?P<area>{CHAIN})第{ORDINAL}届"),
    re.compile(rf"^(?P<area>{CHAIN})(?:人民政府)?(?:代|副)?(?:区长|市长|省长|县长|州长|盟长|旗长|主席)"),
)
_OF_AREA = re.compile("人民政府|管理委员会|管委会|行政公署")
_TOGETHER = re.compile(rf"({front.OFFICE}(?: +{front.OFFICE})+)(?=关于|印发|转发|$)")
_YEAR_BEFORE = re.compile(r"^(?:关于)?(?:(?:19|20)\d{2}年度?)")
# Marks of provinces that no county or city shares: 青政 is 青海省 and 青岛市 alike, so it is not among them.
_MARKS = {
    "沪府": "上海市",
    "京政": "北京市",
    "渝府": "重庆市",
    "粤府": "广东省",
    "浙政": "浙江省",
    "豫政": "河南省",
    "皖政": "安徽省",
    "闽政": "福建省",
}
_BRANCH = re.compile(r"局([\u4e00-\u9fff]{2,3})分局$")  # 上海市公安局静安分局


def issuer_of(line: str) -> str:
    """Return the office that a title begins with or that signs in a line; "" where no area is named with it.

    >>> issuer_of("静安区民政局关于试点的通知"), issuer_of("民政局关于试点的通知"), issuer_of("关于静安区的通知")
    ('静安区民政局', '', '')
    """
    if (match := _TOGETHER.match(line)) and area_of_issuer(match[1]):
        return "、".join(match[1].split())
    if match := _GOVERNMENT.match(line):
        return _apart(match[1])
    match = _OFFICE.match(line)
    return _apart(match[1]) if match and area_of_issuer(match[1]) else ""


def _apart(offices: str) -> str:
    """Return offices that a title writes one behind the other with a mark between them.

    >>> _apart("静安区委办公室静安区人民政府办公室")
    '静安区委办公室、静安区人民政府办公室'
    """
    ends = (match.end() for match in re.finditer("办公[室厅]|人民政府|委员会|局|厅", offices))
    between = (end for end in ends if end < len(offices) and area_at_start(offices[end:]))
    end = next(between, len(offices))
    return "、".join(part for part in (offices[:end], offices[end:]) if part)


def joint_issuers(lines: Sequence[str]) -> list[list[str]]:
    """Return the offices that sign in the lines, those together whose lines follow each other."""
    groups: list[list[str]] = []
    is_open = False
    for line in lines:
        office = issuer_of(line)
        if office and is_open:
            groups[-1].append(office)
        elif office:
            groups.append([office])
        is_open = office == line
    return groups


def area_of_issuer(issuer: str) -> Area | None:
    """Return the area whose office an issuer is."""
    if match := _BRANCH.search(issuer):
        outer = _area_in(issuer)
        inner = [area for area in areas_called(match[1]) if outer is None or area.parent == outer.name]
        if len(inner) == 1:
            return inner[0]
    return area_of_chain(_OF_AREA.split(issuer)[0]) or _area_in(issuer) or _area_of_place(issuer)


def area_of_title(title: str) -> Area | None:
    """Return the area that a title begins with, or the one that it names."""
    match = _AREA_OF_TITLE.match(title)
    named = (area_of_chain(match["area"]) if match else None) or area_at_start(title)
    named = named or area_at_start(_YEAR_BEFORE.sub("", title))
    return named or _area_in(title) or _area_of_place(title)


def area_of_number(number: str) -> Area | None:
    """Return the province whose government's mark a document's number begins with, where no other office has it.

    >>> area_of_number("沪府办发〔2025〕3号").name, area_of_number("静府发〔2025〕3号")
    ('上海市', None)
    """
    name = _MARKS.get(number[:2])
    return area_named(name) if name else None


def area_of_front(line: str) -> Area | None:
    """Return the area whose congress or leader a line of the front names."""
    chains = (match["area"] for pattern in _AREA_OF_FRONT if (match := pattern.search(line)))
    found = next((area for chain in chains if (area := area_of_chain(chain))), None)
    is_speech = front.MEETING_LINE.fullmatch(line) or front.SPEAKER_LINE.fullmatch(line)
    return found or (_area_of_place(line) if is_speech else None)


def _area_in(words: str) -> Area | None:
    """Return the narrowest area that words name in full; None if they name several of that level."""
    found = [group for name in count_names(words) if (group := areas_named(name))]
    for level in (COUNTY, PREFECTURE, PROVINCE):
        groups = [group for group in found if group[0].level == level]
        if groups:
            return None if len(groups) > 1 else groups[0][0] if len(groups[0]) == 1 else unsettled(groups[0][0])
    return None


def _area_of_place(words: str) -> Area | None:
    """Return the only county that has the streets and towns that words name: 彭浦镇人民政府 is of 静安区."""
    groups = [set(places()[place]) for place in count_places(words)]
    shared = set.intersection(*groups) if groups else set()
    return next(iter(shared)) if len(shared) == 1 else None
