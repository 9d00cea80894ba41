"""The areas of China that documents come from, as data: names, short names, what they belong to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

PROVINCE, PREFECTURE, COUNTY = "province", "prefecture", "county"
_DIGITS = {PROVINCE: 2, PREFECTURE: 4, COUNTY: 6}  # of a code, that all areas inside share
_AUTONOMOUS = re.compile(r".+自治([区州县旗])")


@dataclass(frozen=True, slots=True)
class Area:
    """An administrative area: 静安区, short 静安, parent 上海市, level province, prefecture or county.

    ``code`` is its official number, empty for an area that is not in the table. ``weak`` is "short" where the short
    name is also a word (合作), "text" where the full name arises between words (和|县级), "full" where it is a word
    (城区): the first does not count, the second not in running text, the third only beside its parent.
    """

    name: str
    short: str
    parent: str
    level: str
    code: str = ""
    weak: str = ""

    def holds(self, other: Area) -> bool:
        """Return whether the other area lies in this one."""
        return self.level != other.level and other.code.startswith(self.code[: _DIGITS[self.level]])


# Names of areas as they are written in full, from the outermost in: 江苏省南京市鼓楼区. Behind its first character a
# name holds no other ending, so 上海市推进城市更新 is no chain.
_NAME = r"[\u4e00-\u9fff](?:(?![省市县区旗盟])[\u4e00-\u9fff])"
CHAIN = (
    rf"(?:(?P<province>{_NAME}{{1,6}}?(?:省|自治区))?(?P<city>{_NAME}{{1,9}}?(?:市|自治州|州|地区|盟))?"
    rf"(?P<district>{_NAME}{{1,12}}?(?:自治县|自治旗|县|区|旗))?)"
)
_CHAIN = re.compile(CHAIN)
_DIVISION = re.compile(r"^(?:新疆生产建设兵团)?第[一二三四五六七八九十]{1,3}师(?=.)")  # governs together with its city
_LEVELS = {"province": PROVINCE, "city": PREFECTURE, "district": COUNTY}
_NO_NAME = re.compile(
    r"(?:自治|地|城|全|本|各|我|郊|市|县|新|高新|经开|(?:经济|经济技术|高新技术产业)?开发|示范|试验|(?:综合)?保税|(?:工业|产业|科技)?园)(?:区|市|县)"
    r"|直辖市|自治州"
)
_ENDING = re.compile("[省市区县州盟旗]")


def _rows(file: str) -> list[list[str]]:
    text = files(__package__).joinpath(file).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@cache
def areas() -> tuple[Area, ...]:
    """Return every area of ``areas.tsv``: counties, prefectures, provinces, each in the order of their codes."""
    found = [
        Area(name, short, parent, level, code, weak) for code, name, short, parent, level, weak in _rows("areas.tsv")
    ]
    return tuple(sorted(found, key=lambda area: -_DIGITS[area.level]))


def spoken_name(area: Area) -> str:
    """Return the full name as people say it: 恩施州 for 恩施土家族苗族自治州, 静安区 for 静安区."""
    match = _AUTONOMOUS.fullmatch(area.name)
    return area.short + ("自治区" if match[1] == "区" else match[1]) if match else area.name


@cache
def _areas_by_name() -> dict[str, tuple[Area, ...]]:
    by_name: dict[str, tuple[Area, ...]] = {}
    for area in areas():
        by_name[area.name] = (*by_name.get(area.name, ()), area)
    for area in areas():
        by_name.setdefault(spoken_name(area), (area,))
        if match := _AUTONOMOUS.fullmatch(area.name):
            by_name.setdefault(f"{area.short}自治{match[1]}", (area,))  # 湘西自治州
    return by_name


@cache
def _areas_by_short() -> dict[str, tuple[Area, ...]]:
    by_short: dict[str, tuple[Area, ...]] = {}
    for area in areas():
        by_short[area.short] = (*by_short.get(area.short, ()), area)
    return by_short


def areas_named(name: str) -> tuple[Area, ...]:
    """Return all areas with this full name: four of them are 鼓楼区. 恩施州 is a full name too."""
    return _areas_by_name().get(name, ())


def areas_called(short: str) -> tuple[Area, ...]:
    """Return all areas with this short name: 宝山 is a district of 上海市 and one of 双鸭山市."""
    return _areas_by_short().get(short, ())


def area_named(name: str) -> Area | None:
    """Return the area with this full name; None if there is none or if there are several."""
    named = areas_named(name)
    return named[0] if len(named) == 1 else None


@cache
def names() -> frozenset[str]:
    """Return every full name, those people say for long official ones too."""
    return frozenset(_areas_by_name())


@cache
def places() -> dict[str, tuple[Area, ...]]:
    """Return street, town or township → the counties that have one of this name, from ``places.tsv``.

    Four cities without counties (东莞市) have streets and towns themselves.
    """
    by_code = {area.code: area for area in areas()}
    found: dict[str, tuple[Area, ...]] = {}
    for code, listed in _rows("places.tsv"):
        for place in listed.split(" "):
            found[place] = (*found.get(place, ()), by_code[code])
    return found


def unsettled(area: Area) -> Area:
    """Return the area as one of several of its name: what it belongs to is left open."""
    return Area(area.name, area.short, "", area.level)


def area_of_chain(words: str) -> Area | None:
    """Return the narrowest area of a chain of names and what it belongs to; None if ``words`` is no such chain.

    The table comes first; a name that it does not have (上海市闸北区 until 2015) is read by its ending. Where several
    areas have the name and the chain does not say which, the parent is empty.

    >>> area_of_chain("江苏省南京市鼓楼区").parent, area_of_chain("鼓楼区").parent
    ('南京市', '')
    >>> area_of_chain("第八师石河子市").name
    '石河子市'
    """
    words = _DIVISION.sub("", words)
    if found := _known_chain(words, None):
        return found[0] if len(found) == 1 else unsettled(found[0])
    match = _CHAIN.fullmatch(words)
    levels = [(level, match[level]) for level in _LEVELS if match[level]] if match else []
    if not levels or any(_NO_NAME.fullmatch(name) or _is_word(name) for _, name in levels):
        return None
    level, name = levels[-1]
    parent = levels[-2][1] if len(levels) > 1 else ""
    if not parent and (outer := _outer_in_short(name)):
        parent, rest = outer.name, name.removeprefix(outer.short)
        name = name if _NO_NAME.fullmatch(rest) else rest  # 西安高新区 keeps its city's name, 河北雄安新区 does not
    return Area(name, name[:-1] if len(name) > 2 else name, parent, _LEVELS[level])


def _outer_in_short(name: str) -> Area | None:
    """Return the province or prefecture by whose short name a zone begins that the table does not have: 苏州园区."""
    called = (areas_called(name[:end]) for end in (3, 2) if end < len(name) - 1)
    outer = [area for group in called for area in group if area.level != COUNTY]
    return outer[0] if len(outer) == 1 else None


def area_at_start(words: str) -> Area | None:
    """Return the area of the longest chain of known names that ``words`` begin with.

    >>> area_at_start("上海市支持浦东新区改革行动方案").name
    '上海市'
    """
    ends = [match.end() for match in _ENDING.finditer(words)]
    chains = (_known_chain(words[:end], None) for end in reversed(ends))
    found = next((chain for chain in chains if chain), [])
    return found[0] if len(found) == 1 else unsettled(found[0]) if found else None


def _is_word(name: str) -> bool:
    return any(area.weak == "full" for area in areas_named(name))


def _known_chain(words: str, above: Area | None) -> list[Area]:
    """Return the areas of the table that a chain may end in; outer areas may go by their short names: 南京鼓楼区."""
    found: list[Area] = []
    for end in range(len(words), 1, -1):
        last = end == len(words)
        heads = areas_named(words[:end])
        if not last:
            heads += tuple(area for area in areas_called(words[:end]) if area.level != COUNTY)
        for area in heads:
            if area.weak == "full" if above is None else not above.holds(area):
                continue  # 城区 says nothing without its city
            found += [area] if last else _known_chain(words[end:], area)
    return list(dict.fromkeys(found))
