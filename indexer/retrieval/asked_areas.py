"""Folded words of a query → the areas that they name: districts of the corpus, and areas that it has nothing of.

A full name (静安区) counts anywhere; a short one (静安) only where it can be nothing else. 静安寺, 黄浦江, 徐汇滨江 are
places of their own, 和平 and 朝阳 are words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from indexer.records import Known
from indexer.structure.gazetteer import COUNTY, Area, areas, areas_named, names, spoken_name

_HAN = r"[\u3400-\u9fff]"
# What makes a place or an institution of the name before it: 静安寺, 黄浦江, 宝山路, 徐汇滨江. 静安河道 is none.
_PLACE = re.compile(
    r"[东南西北中]?[一二三四五]?(?:路(?![面网灯口况边])|街(?![道镇区面])|大?道(?![路德])|弄|里弄)|[东南西北]岸"
    r"|大?桥|江|河(?![道长湖])|湖|湾|山|岛|港(?![澳口])|寺|庙|银|滨(?!水)|外滩|新[城村]|老街|古[镇城]|码头|机场|站(?![点房])"
    r"|[火汽]?车站|火车|公园|广场|大厦|体育[场馆]|[足篮]球|医院|大学|学院|[中小]学|法院|剧[院场]|影院|饭店|宾馆|酒店|商[厦场]"
    r"|(?:博物|图书|美术|文化|展览|科技)馆|雕塑|苑|花园|人(?![大民均口才])|话|菜(?!场|市|篮)|市(?=[场容值面]|政(?!府|协))"
)
# What makes a word of the last character of a full name: 静安区|域 is 静安|区域, 上海市|民 is 上海|市民.
_ENDING_IS_WORD = {
    "区": re.compile("[域间块位片划]"),
    "市": re.compile("[民场容值面区内郊价]|政(?!府|协)|中心"),
    "县": re.compile("[级域城]"),
    "省": re.compile("[会钱力心道]"),
}
# What a name can follow without being the end of another word.
_BEFORE = re.compile(
    r"(?:^|[^\u3400-\u9fff0-9a-z]|20\d\d|[年月日在和与及跟同或对比较查看问从到由除于是为找搜的]|关于|知道|了解|查询|年度|中国|我想|想要)$"
)
# What shows that a short name stands by itself: it begins the next part of the sentence.
_AFTER = re.compile(
    r"$|[^\u3400-\u9fff0-9a-z]|[的有要将是能和与及跟或在做]|计划|怎么|如何|哪|什么|多少|可以|[今去明]年|\d{2,4}年|近[几\d三五十]|20\d\d"
)
_LISTED = re.compile(r"\s*[和与及跟、,/ ]?\s*")


@dataclass(frozen=True, slots=True)
class _Name:
    """A name by which an area can be asked for."""

    value: str  # 静安区
    districts: tuple[str, ...]  # of the corpus that it stands for; none: the corpus does not have it
    is_full: bool
    is_weak: bool  # also a word: 朝阳; 城区, which says nothing without its city


@dataclass(frozen=True, slots=True)
class AskedArea:
    """An area that is named at ``text[start:end]``, and the districts of the corpus that are meant by it.

    Without districts, the corpus has nothing of it. ``stays``: the words may be part of a longer name.
    """

    start: int
    end: int
    value: str  # 静安区; 上海市; 南京市鼓楼区 where the corpus has another 鼓楼区
    label: str  # 上海市（语料中的4个地区）
    districts: tuple[str, ...]
    stays: bool


@dataclass(frozen=True, slots=True)
class _Found:
    name: _Name
    start: int
    end: int
    stays: bool


_Index = Mapping[str, tuple[tuple[str, _Name], ...]]  # first two characters → (name, what it means), longest first


def find_areas(text: str, known: Known) -> list[AskedArea]:
    """Return the areas that a folded text names, in order; a chain (上海市静安区) is one."""
    index = _index(known)
    found: list[_Found] = []
    at = 0
    while at < len(text) - 1:
        one, at = _read(text, at, index, found[-1] if found else None)
        if one:
            found.append(one)
    asked = [_asked(chain, text, known) for chain in _chains(found, text, known)]
    for number in range(1, len(asked)):
        before, area = asked[number - 1], asked[number]
        if area.districts and before.districts and _LISTED.fullmatch(text[before.end : area.start]):
            # in 静安、黄浦、徐汇养老床位 and in 静安徐汇黄浦三个区 none begins a longer name
            asked[number - 1 : number + 1] = [replace(before, stays=False), replace(area, stays=False)]
    return asked


def _read(text: str, at: int, index: _Index, before: _Found | None) -> tuple[_Found | None, int]:
    """Return the area named at a place of the text, if any, and where to go on."""
    for name, meant in index.get(text[at : at + 2], ()):
        end = at + len(name)
        if not text.startswith(name, at):
            continue
        if _is_area(text, at, end, meant, before) and (
            meant.districts or meant.is_full or _is_shown(text, at, end, meant, index, before)
        ):
            return _Found(meant, at, end, stays=_may_go_on(text, end, meant)), end
        if not meant.is_full and _PLACE.match(text, end):
            return None, end  # 黄浦江 is passed over as a whole: 浦江 is not in it
    return None, at + 1


def _is_area(text: str, start: int, end: int, name: _Name, last: _Found | None) -> bool:
    """Return whether a name that stands at ``text[start:end]`` means the area there; ``last`` is the one before it."""
    follows = last is not None and last.end == start
    before = follows or bool(_BEFORE.search(text[:start]))
    if name.is_full and name.is_weak:
        return follows
    if name.is_full:
        ending = _ENDING_IS_WORD.get(text[end - 1])
        # 市北区 arises in 城市|北区, 应城市 in 适应|城市, 赵县 and its like in many words
        unsafe = end - start == 2 or text[start] in "市城" or text.startswith("城市", end - 2)
        return not (ending and ending.match(text, end)) and (before or not unsafe)
    if name.is_weak:
        alone = follows or start == 0 or not re.match(f"{_HAN}|[0-9a-z]", text[start - 1])
        return alone and bool(re.match(r"$|[^\u3400-\u9fff0-9a-z]|\d{2,4}年|的", text[end:]))
    return before and not _PLACE.match(text, end)


def _is_shown(text: str, start: int, end: int, name: _Name, index: _Index, last: _Found | None) -> bool:
    """Return whether a short name that the corpus does not have is shown to be an area by those beside it.

    So it is behind what it lies in (上海宝山) and in a list of areas (杨浦和静安).
    """
    if last is not None and last.end == start:
        return any(outer.holds(area) for outer in areas_named(last.name.value) for area in areas_named(name.value))
    if last is not None and text[last.end : start].strip() and _LISTED.fullmatch(text[last.end : start]):
        return True
    link = _LISTED.match(text, end)
    if not link or not link.group().strip():
        return False
    after = index.get(text[link.end() : link.end() + 2], ())
    return any(text.startswith(full, link.end()) and not other.is_weak for full, other in after)


def _may_go_on(text: str, end: int, name: _Name) -> bool:
    """Return whether a name may be the beginning of a longer one: 静安国际光影节, 静安区委."""
    return text[end : end + 1] in tuple("委长级属") if name.is_full else not _AFTER.match(text, end)


def _chains(found: list[_Found], text: str, known: Known) -> list[list[_Found]]:
    """Return the names found, each with the outer ones that stand before it: 上海市|静安区, 上海 静安."""
    groups: list[list[_Found]] = []
    for one in found:
        before = groups[-1][-1] if groups else None
        if before and not text[before.end : one.start].strip() and _lies_in(one.name.value, before.name.value, known):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _asked(chain: list[_Found], text: str, known: Known) -> AskedArea:
    last = chain[-1]
    outer = [part.name.value for part in chain[:-1]]
    districts = last.name.districts
    if districts and outer and last.name.value in dict(known.districts):
        # 南京市鼓楼区 is not the 鼓楼区 of 徐州市 that the corpus has
        fits = all(_holds_known(name, last.name.value, known) for name in outer)
        districts = districts if fits else ()
    start, end = chain[0].start, last.end
    value = last.name.value if districts or not outer else text[start:end].replace(" ", "")
    label = value if set(districts) <= {value} else f"{value}（语料中的{len(districts)}个地区）"
    return AskedArea(start, end, value, label, districts, stays=last.stays)


def _lies_in(inner: str, outer: str, known: Known) -> bool:
    if dict(known.districts).get(inner) == outer:
        return True
    return any(around.holds(area) for around in areas_named(outer) for area in areas_named(inner))


def _holds_known(outer: str, district: str, known: Known) -> bool:
    """Return whether an outer area holds the district of this name that the corpus has."""
    parents = [parent for name, parent in known.districts if name == district]
    return outer in parents or any(
        around.holds(area)
        for around in areas_named(outer)
        for area in areas_named(district)
        if area.parent in parents or "" in parents
    )


@lru_cache(maxsize=8)
def _index(known: Known) -> _Index:
    """Return every name by which an area can be asked for: of the corpus, of what lies around it, of all of China."""
    meant: dict[str, _Name] = {}
    for area in _areas_around(known):
        districts = tuple(
            name for name, parent in known.districts if area.name in (name, parent) or _holds_area(area, name, parent)
        )
        for full in {area.name, spoken_name(area)}:
            meant.setdefault(full, _Name(area.name, districts, is_full=True, is_weak=area.weak == "full"))
        meant.setdefault(area.short, _Name(area.name, districts, is_full=False, is_weak=bool(area.weak)))
    for name, _ in known.districts:  # what the table of areas does not have: 临港新片区
        meant.setdefault(name, _Name(name, (name,), is_full=True, is_weak=False))
    words = {area.name for area in areas() if area.weak in ("full", "text")}
    for name in names() - words:
        meant.setdefault(name, _Name(name, (), is_full=True, is_weak=False))
    for area in areas():
        if not area.weak:
            meant.setdefault(area.short, _Name(area.name, (), is_full=False, is_weak=False))
    index: dict[str, tuple[tuple[str, _Name], ...]] = {}
    for name in sorted(meant, key=lambda name: (-len(name), name)):
        index[name[:2]] = (*index.get(name[:2], ()), (name, meant[name]))
    return index


def _areas_around(known: Known) -> list[Area]:
    """Return the areas of the table that the corpus has documents of, and those that these lie in; inner ones first."""
    own = [
        area
        for name, parent in known.districts
        for area in areas_named(name)
        if area.parent == parent or not parent or len(areas_named(name)) == 1
    ]
    outer = [around for around in areas() if around.level != COUNTY and any(around.holds(area) for area in own)]
    return list(dict.fromkeys([*own, *outer]))


def _holds_area(outer: Area, district: str, parent: str) -> bool:
    return any(outer.holds(area) for area in areas_named(district) if area.parent == parent or not parent)
