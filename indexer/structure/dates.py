"""Dates in Chinese numerals → dates in figures: 二〇二五年二月十七日 → 2025年2月17日."""

from __future__ import annotations

import re

from indexer.structure.numerals import ordinal

_DIGITS = {char: value for value, char in enumerate("一二三四五六七八九", start=1)}
# 〇 has many look-alikes in files: ○ ◯ 零 the letter O and the figure 0.
_ZEROS = "〇○◯零OoＯ0０"
_YEAR = re.compile(rf"[一二][{_ZEROS}九][{_ZEROS}一二三四五六七八九]{{2}}(?=年)")
_MONTH_AND_DAY = re.compile(r"(?<=\d{4}年)([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})日)?")


def with_ascii_dates(text: str) -> str:
    """Return a text with the years and dates that are written in Chinese numerals written in figures.

    >>> with_ascii_dates("二〇二五年二月十七日"), with_ascii_dates("二○三五年远景目标")
    ('2025年2月17日', '2035年远景目标')
    """
    text = _YEAR.sub(lambda match: "".join(str(_DIGITS.get(char, 0)) for char in match.group()), text)
    return _MONTH_AND_DAY.sub(_month_and_day, text)


def _month_and_day(match: re.Match[str]) -> str:
    return f"{ordinal(match[1])}月" + (f"{ordinal(match[2])}日" if match[2] else "")
