"""Automatic numbering of Word paragraphs, rendered as the reader sees it: 一、 （一） 1. ①.

The numbers stand in no text of the file: they are counted from ``numbering.xml`` (ECMA-376 part 1, 17.9).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "零一二三四五六七八九"
_UNITS = ((1000, "千"), (100, "百"), (10, "十"))
_CHINESE = frozenset((
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "taiwaneseCounting",
    "taiwaneseCountingThousand", "chineseLegalSimplified", "japaneseDigitalTenThousand",
))  # fmt: skip
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
          (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_STEMS = {"ideographTraditional": "甲乙丙丁戊己庚辛壬癸", "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥"}
_MEANINGFUL_BULLETS = "★☆▲△※*"  # of other bullets only the place counts
_CLOSED = re.compile(r"[、.．,，:：)）】〕\]\s①-⑳]$")  # such a number needs no blank before the text
_LEVELS = 9  # as the standard has


def format_number(number: int, style: str) -> str:
    """Return a number in a ``w:numFmt``.

    >>> [format_number(n, "chineseCounting") for n in (2, 10, 12, 20, 105)]
    ['二', '十', '十二', '二十', '一百零五']
    >>> format_number(3, "decimalEnclosedCircle"), format_number(4, "lowerRoman"), format_number(28, "upperLetter")
    ('③', 'iv', 'BB')
    """
    if style in _CHINESE and 0 <= number < 10_000:
        return _chinese(number)
    if style.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if style == "decimalFullWidth":
        return str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    if style == "decimalZero":
        return f"{number:02d}"
    if style in _STEMS:
        stems = _STEMS[style]
        return stems[(number - 1) % len(stems)]
    lower = style.startswith("lower")
    if style.endswith("Letter") and 1 <= number <= 26 * 50:
        letter = chr(ord("a" if lower else "A") + (number - 1) % 26)
        return letter * ((number - 1) // 26 + 1)
    if style.endswith("Roman") and 1 <= number < 4000:
        return _roman(number).lower() if lower else _roman(number)
    return "" if style == "none" else str(number)


def _chinese(number: int) -> str:
    if number < 10:
        return _DIGITS[number]
    text = ""
    gap = False
    for value, unit in _UNITS:
        digit, number = divmod(number, value)
        if digit:
            text += ("零" if gap else "") + ("" if not text and value == 10 and digit == 1 else _DIGITS[digit]) + unit
        gap = bool(text) and not digit
    return text + (("零" if gap else "") + _DIGITS[number] if number else "")


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text


@dataclass(slots=True)
class _Level:
    style: str
    text: str
    start: int
    restart: int | None  # lvlRestart: 0 never
    legal: bool


@dataclass(slots=True)
class Numbering:
    """The lists of a document, with the counts as they stand while its paragraphs are walked in order."""

    abstract: dict[str, dict[int, _Level]] = field(default_factory=dict)
    lists: dict[str, tuple[str, dict[int, int], dict[int, _Level]]] = field(default_factory=dict)
    counts: dict[str, list[int | None]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    linked: dict[str, int] = field(default_factory=dict)  # style → level, where a level names its style

    @classmethod
    def parse(cls, root: Any) -> Numbering:
        """Return the lists that ``numbering.xml`` defines; ``root`` None means no lists."""
        numbering = cls()
        if root is None:
            return numbering
        for abstract in root.iter(f"{W}abstractNum"):
            levels = {}
            for node in abstract.iter(f"{W}lvl"):
                at = _integer(node.get(f"{W}ilvl"), 0)
                levels[at] = _level(node)
                if style := _value(node, "pStyle"):
                    numbering.linked[style] = at
            numbering.abstract[abstract.get(f"{W}abstractNumId") or ""] = levels
        for node in root.iter(f"{W}num"):
            starts: dict[int, int] = {}
            own: dict[int, _Level] = {}
            for override in node.iter(f"{W}lvlOverride"):
                at = _integer(override.get(f"{W}ilvl"), 0)
                if start := _value(override, "startOverride"):
                    starts[at] = _integer(start, 1)
                if (level := override.find(f"{W}lvl")) is not None:
                    own[at] = _level(level)
            numbering.lists[node.get(f"{W}numId") or ""] = (_value(node, "abstractNumId"), starts, own)
        return numbering

    def advance(self, list_id: str, at: int) -> str:
        """Count one paragraph of a list, and return what stands before its text."""
        if list_id not in self.lists or not 0 <= at < _LEVELS:
            return ""
        abstract, starts, own = self.lists[list_id]
        levels = self.abstract.get(abstract, {}) | own
        if at not in levels:
            return ""
        counts = self.counts.setdefault(abstract, [None] * _LEVELS)
        if list_id not in self.begun:
            self.begun.add(list_id)
            for level in starts:
                counts[level] = None
        before = counts[at]
        counts[at] = starts.get(at, levels[at].start) if before is None else before + 1
        for deeper in range(at + 1, _LEVELS):
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart and at < restart):
                counts[deeper] = None
        return self._render(levels, counts, at)

    @staticmethod
    def _render(levels: dict[int, _Level], counts: list[int | None], at: int) -> str:
        level = levels[at]
        if level.style == "bullet":
            return level.text if level.text and level.text in _MEANINGFUL_BULLETS else ""

        def count(match: re.Match[str]) -> str:
            named = int(match.group(1)) - 1
            if named not in levels:
                return ""
            value = counts[named]
            style = "decimal" if level.legal else levels[named].style
            return format_number(levels[named].start if value is None else value, style)

        text = re.sub(r"%([1-9])", count, level.text).strip()
        return text if not text or _CLOSED.search(text) else text + " "


def _level(node: Any) -> _Level:
    restart = _value(node, "lvlRestart")
    return _Level(
        style=_value(node, "numFmt") or "decimal",
        text=_value(node, "lvlText"),
        start=_integer(_value(node, "start"), 1),
        restart=_integer(restart, 0) if restart else None,
        legal=node.find(f"{W}isLgl") is not None,
    )


def _value(node: Any, name: str) -> str:
    found = node.find(f"{W}{name}")
    return (found.get(f"{W}val") or "") if found is not None else ""


def _integer(text: str | None, default: int) -> int:
    try:
        return int(text or default)
    except ValueError:
        return default
