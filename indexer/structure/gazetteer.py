"""The areas of China that documents come from, as data: names, short names, what they belong to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Area:
    """An administrative area: 静安区, short 静安, parent 上海市, level province or district."""

    name: str
    short: str
    parent: str
    level: str


# Names of areas as they are written in full, from the outermost in: 江苏省南京市鼓楼区. Behind its first character a
# name holds no other ending, so 上海市推进城市更新 is no chain.
_NAME = r"[\u4e00-\u9fff](?:(?![省市县区旗盟])[\u4e00-\u9fff])"
CHAIN = (
    rf"(?:(?P<province>{_NAME}{{1,6}}?(?:省|自治区))?(?P<city>{_NAME}{{1,9}}?(?:市|自治州|州|地区|盟))?"
    rf"(?P<district>{_NAME}{{1,12}}?(?:自治县|自治旗|县|区|旗))?)"
)
_CHAIN = re.compile(CHAIN)
_NO_NAME = re.compile(r"(?:自治|地|城|全|本|各|我|郊|市|县|开发|示范|试验|园)(?:区|市|县)|直辖市|自治州")


def _rows(file: str) -> list[list[str]]:
    text = files(__package__).joinpath(file).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@cache
def areas() -> tuple[Area, ...]:
    """Return every area of ``areas.tsv``, districts before provinces."""
    found = [Area(name, short, parent, level) for name, short, parent, level in _rows("areas.tsv")]
    return tuple(sorted(found, key=lambda area: area.level))


@cache
def places() -> dict[str, str]:
    """Return street or town → district, from ``places.tsv``."""
    return dict((place, district) for place, district in _rows("places.tsv"))


@cache
def _areas_by_name() -> dict[str, Area]:
    return {area.name: area for area in areas()}


def area_named(name: str) -> Area | None:
    """Return the area of ``areas.tsv`` with this full name."""
    return _areas_by_name().get(name)


def area_of_chain(words: str) -> Area | None:
    """Return the narrowest area of a chain of full names and what it belongs to; None if ``words`` is no such chain.

    >>> area_of_chain("江苏省南京市鼓楼区")
    Area(name='鼓楼区', short='鼓楼', parent='南京市', level='district')
    """
    match = _CHAIN.fullmatch(words)
    levels = [(level, match[level]) for level in ("province", "city", "district") if match[level]] if match else []
    if not levels or any(_NO_NAME.fullmatch(name) for _, name in levels):
        return None
    level, name = levels[-1]
    known = area_named(name)
    parent = levels[-2][1] if len(levels) > 1 else ""
    if known is not None and parent in ("", known.parent):
        return known
    return Area(name, name[:-1] if len(name) > 2 else name, parent, "province" if level == "province" else "district")
