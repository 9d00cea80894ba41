"""Text → the area that its names speak for, where title and front do not say it; and which of several of one name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from indexer.structure.gazetteer import (
    COUNTY,
    PREFECTURE,
    PROVINCE,
    Area,
    areas,
    areas_named,
    places,
    spoken_name,
    unsettled,
)
from indexer.structure.mentions import count_names, count_places

# What documents of an area say of it: 全区, 区委. They tell the level of who speaks, never which area it is.
_OFFICES = "政府|委(?!员|会)|人大|政协(?![调同])"  # 城市|政|协调 is none
_COUNTY_WORDS = re.compile(rf"(?<![各新治社地郊园发])区(?:{_OFFICES})|(?<![各市区省])[县旗](?:{_OFFICES})")
_COUNTY_WHOLE = re.compile(r"[全本我][区县旗](?!域)")
# Districts speak of 全市 and 市委 too, but not of 本市; nobody below speaks of 全州 or 全盟 as often as of himself.
_CITY_WORDS = re.compile(r"各区(?!域)|各县(?!域)|[本我]市(?!场)|[全本我][州盟]|[市州盟](?:人大|政协(?![调同]))")
_CITY_OFFICES = re.compile(r"全市(?!场)|[市州](?:委(?!员|会)|政府)|盟委|全地区|地委")
_CITY_UNIT = re.compile("[市州盟地]")
_PROVINCE_WORDS = re.compile(r"各市(?!场|民)|[本我]省|省人大|省政协|自治区(?:人大|政协)")
_PROVINCE_OFFICES = re.compile(r"全省|省(?:委|政府)|自治区(?:党委|政府|人民政府)")
_LOWER_COUNTIES = re.compile(r"各区(?!域)|各县(?!域)|区县|县区|县[（(]市")
# A name seen less often is a neighbour or a project: reports have that of whose they are once in 300 to 700 characters.
_LEAST_NAMES, _CHARACTERS_A_NAME = 3, 3000
_DOMINANCE = 2  # times the next: two that come near are neighbours
_TOGETHER = 3  # places of a name that several counties have: so many of them together lead to the one that has all


def area_by_names(text: str) -> tuple[Area, str] | None:
    """Return the area whose name, streets and towns stand throughout the text, none other near, and what counted.

    Only areas of the level that the text speaks for are taken: a report of a city names its districts more than itself.
    """
    candidates = _candidates(text)
    if not candidates:
        return None
    names, seen_places = count_names(text), count_places(text)
    scores = {name: _score(group, names, seen_places) for name, group in candidates.items()}
    ranked = sorted(scores, key=lambda name: (-sum(scores[name].values()), name))
    first = sum(scores[ranked[0]].values())
    second = sum(scores[ranked[1]].values()) if len(ranked) > 1 else 0
    if first < max(_LEAST_NAMES, len(text) // _CHARACTERS_A_NAME) or first < _DOMINANCE * second:
        return None
    group = candidates[ranked[0]]
    area = group[0]
    if _is_one_of_many(area, first, names):
        return None
    words = [
        f"「{area.short}」出现{times}次" if name == area.name else f"{name}属于{area.name}"
        for name, times in scores[ranked[0]].items()
    ]
    settled, reason = settle(area if len(group) == 1 else unsettled(area), text)
    return settled, "；".join([*words, reason] if reason else words)


def settle(area: Area, text: str) -> tuple[Area, str]:
    """Return which of several areas of this name the text means, or it without a parent, and the reason.

    Asked are, in this order, the parent beside the name, streets and towns, and the parents named elsewhere.
    """
    rivals = areas_named(area.name)
    if area.parent or len(rivals) < 2:
        return area, ""
    names, seen_places = count_names(text), count_places(text)
    beside = {rival: _times_beside(rival, text) for rival in rivals}
    owned = {rival: _places_telling(rival, rivals, seen_places) for rival in rivals}
    parents = {rival: _times_named(_outer(rival, PREFECTURE), names) for rival in rivals}
    provinces = {rival: _times_named(_outer(rival, PROVINCE), names) for rival in rivals}
    for counts, kind in ((beside, "与上级连写"), (owned, "所属街镇"), (parents, "上级"), (provinces, "所在省份")):
        ranked = sorted(rivals, key=lambda rival: -counts[rival])
        if counts[ranked[0]] and counts[ranked[0]] >= _DOMINANCE * counts[ranked[1]]:
            return ranked[0], f"{kind}出现{counts[ranked[0]]}次，是{ranked[0].parent}的{area.name}"
        if any(counts.values()):
            break  # they contradict each other: what is further off does not decide
    listed = "、".join(rival.parent for rival in rivals)
    return unsettled(area), f"全国有{len(rivals)}个{area.name}（{listed}），文中没有写明是哪一个"


def _candidates(text: str) -> dict[str, tuple[Area, ...]]:
    """Return name → areas of that name, of the level and kind (区, 县, 市 …) that the text speaks for."""
    offices = Counter(match.group()[0] for match in _COUNTY_WORDS.finditer(text))
    whole = Counter(match.group()[1] for match in _COUNTY_WHOLE.finditer(text))
    if not offices["区"] and "自治区" in text:
        whole["区"] = 0  # 全区 of the autonomous region
    county = offices + whole
    cities, province = _CITY_WORDS.findall(text), len(_PROVINCE_WORDS.findall(text))
    if county.total() > max(len(cities), province):
        unit = county.most_common(1)[0][0]
        return _grouped(area for area in areas() if area.level == COUNTY and area.name[-1] == unit)
    cities += _CITY_OFFICES.findall(text)
    if len(cities) > province:
        units = Counter(match.group() for word in cities if (match := _CITY_UNIT.search(word)))
        unit = units.most_common(1)[0][0] if units else "市"
        ending = "地区" if unit == "地" else unit
        # A city that has counties below it is none of those below a prefecture.
        levels = (PROVINCE, PREFECTURE) if _LOWER_COUNTIES.search(text) else (PROVINCE, PREFECTURE, COUNTY)
        return _grouped(area for area in areas() if area.level in levels and area.name.endswith(ending))
    if province + len(_PROVINCE_OFFICES.findall(text)):
        return _grouped(area for area in areas() if area.level == PROVINCE)
    return {}


def _grouped(found: Iterable[Area]) -> dict[str, tuple[Area, ...]]:
    groups: dict[str, tuple[Area, ...]] = {}
    for area in found:
        groups[area.name] = (*groups.get(area.name, ()), area)
    return groups


def _score(group: tuple[Area, ...], names: Counter[str], seen_places: Counter[str]) -> dict[str, int]:
    """Return what speaks for the areas of one name: the name itself, and places of theirs alone → times."""
    area = group[0]
    times = _times_named(group[:1], names)
    return ({area.name: times} if times else {}) | _places_of(group, seen_places)


def _places_of(group: tuple[Area, ...], seen: Counter[str]) -> dict[str, int]:
    """Return streets and towns of the areas → times: those of theirs alone; with them, or many together, shared ones.

    There are 88 城关镇: one of them is no evidence, beside a town that only this county has it is.
    """
    of_group = {place: times for place, times in seen.items() if any(area in group for area in places()[place])}
    alone = any(all(area in group for area in places()[place]) for place in of_group)
    return of_group if alone or len(of_group) >= _TOGETHER else {}


def _places_telling(area: Area, rivals: tuple[Area, ...], seen: Counter[str]) -> int:
    """Return how often streets and towns are named that this area has and no other of its name."""
    return sum(times for place, times in seen.items() if [a for a in places()[place] if a in rivals] == [area])


def _is_one_of_many(area: Area, times: int, names: Counter[str]) -> bool:
    """Return whether a city below a prefecture is only one of those that the prefecture's document names."""
    if area.level != COUNTY or area.name[-1] != "市":
        return False
    siblings = (other for other in areas() if other.parent == area.parent and other != area and other.level == COUNTY)
    return _times_named(siblings, names) >= times


def _outer(area: Area, level: str) -> list[Area]:
    """Return the province of an area, or what it belongs to below the province (a municipality counts as that)."""
    around = [outer for outer in areas() if outer.holds(area)]
    return [outer for outer in around if outer.level == level or (level == PREFECTURE and outer.name == area.parent)]


def _times_named(found: Iterable[Area], names: Counter[str]) -> int:
    return sum(names[name] for area in found for name in _names_of(area))


def _names_of(area: Area) -> set[str]:
    """Return the names that count: full, as people say it, and short where that is no word."""
    return {area.name, spoken_name(area)} | (set() if area.weak else {area.short})


def _times_beside(area: Area, text: str) -> int:
    return sum(
        text.count(outer + area.name) for parent in _outer(area, PREFECTURE) for outer in {parent.name, parent.short}
    )
