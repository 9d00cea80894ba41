"""The units of quantities: read from ``units.tsv``, found at a place of a text, converted where that is exact."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from indexer.records import Quantity

_PER = "日|月|年|天|时|秒|床|[十百千]?[万亿]?[元人户]"  # what else can stand behind the stroke of a rate: 吨/日


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit under its usual name; the columns are told in the head of ``units.tsv``."""

    name: str
    sort: str  # count, measure, money, rate, period, age
    only_digits: bool = False
    family: str = ""
    factor: int = 1


class FoundUnit(NamedTuple):
    """A unit as it stands in a text: where it ends there, and whether 多 stands inside (3个多月)."""

    unit: Unit
    end: int
    more: bool


@dataclass(frozen=True, slots=True)
class _Table:
    by_spelling: dict[str, Unit]
    behind_digits: re.Pattern[str]
    behind_numerals: re.Pattern[str]


@cache
def _table() -> _Table:
    by_spelling: dict[str, Unit] = {}
    digits, numerals = {}, {}
    for line in files(__package__).joinpath("units.tsv").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        name, also, sort, writing, other, family, factor = (line + "\t" * 6).split("\t")[:7]
        unit = Unit(name, sort, writing == "digits", family, int(factor or 1))
        words = [word.lstrip("!") for word in other.split()]
        marked = [word.lstrip("!") for word in other.split() if unit.only_digits or word[0] == "!"]
        for spelling in (name, *also.split()):
            spellings = [spelling] if spelling[0] != "个" or spelling == "个" else [spelling, "个多" + spelling[1:]]
            for written in spellings:
                by_spelling[written] = unit
                digits[written], numerals[written] = _unless(written, marked), _unless(written, words)
    return _Table(by_spelling, _longest_first(digits), _longest_first(numerals))


def _unless(spelling: str, words: list[str]) -> str:
    """Return the expression for a spelling that no letter continues, and a single character none of the words."""
    no_word = f"(?!{'|'.join(words)})" if words and len(spelling) == 1 else ""
    return (
        re.escape(spelling) + no_word + ("(?![A-Za-z0-9])" if spelling[-1].isalnum() and spelling[-1].isascii() else "")
    )


def _longest_first(patterns: dict[str, str]) -> re.Pattern[str]:
    units = "|".join(patterns[spelling] for spelling in sorted(patterns, key=len, reverse=True))
    return re.compile(f"({units})(?:/({units}|{_PER})|每({units}))?")


def find_unit(text: str, at: int, *, chinese: bool) -> FoundUnit | None:
    """Return the unit at a place of the text, behind a Chinese numeral or digits; one blank may precede it."""
    table = _table()
    pattern = table.behind_numerals if chinese else table.behind_digits
    match = pattern.match(text, at + (text[at : at + 1] in (" ", "\u00a0")))
    if not match:
        return None
    unit, per, every = table.by_spelling[match[1]], match[2], match[3]
    end = match.end()
    if every and table.by_spelling[every].sort != "measure":
        every, end = None, match.end(1)  # 30元每吨 is a rate, in 3天每天 another word begins
    if below := per or every:
        unit = Unit(f"{unit.name}/{table.by_spelling[below].name if below in table.by_spelling else below}", "measure")
    return FoundUnit(unit, end, match[1].startswith("个多"))


def in_family(quantity: Quantity) -> tuple[str, Decimal, Decimal | None]:
    """Return the family of the unit, and value and upper bound in its smallest step; the unit itself has no family.

    2 公顷 and 30 亩 are the same area, 3 公里 are 3000 米; 家 and 个 are never the same.
    """
    unit = _table().by_spelling.get(quantity.unit)
    if unit is None or not unit.family:
        return quantity.unit, quantity.value, quantity.upper
    upper = None if quantity.upper is None else quantity.upper * unit.factor
    return unit.family, quantity.value * unit.factor, upper
