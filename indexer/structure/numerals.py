"""Ordinals as they number headings: 一, 十二, 28, ③, b → 1, 12, 28, 3, 2."""

from __future__ import annotations

import unicodedata

ORDINAL = "[一二三四五六七八九十百][一二三四五六七八九十百零〇]*"
_DIGITS = {char: value for value, char in enumerate("一二三四五六七八九", start=1)}
_UNITS = {"十": 10, "百": 100}


def ordinal(numeral: str) -> int:
    """Return the value of an ordinal from 1 to 999: Chinese, digits of any width, one letter, one numbered sign.

    >>> [ordinal(n) for n in ("一", "十", "十二", "二十三", "一百零五", "28", "１８", "③", "⑿", "㈣", "b")]
    [1, 10, 12, 23, 105, 28, 18, 3, 12, 4, 2]
    """
    if numeral.isdecimal():
        return int(numeral)
    if numeral.isascii():
        return ord(numeral.lower()) - ord("a") + 1
    if numeral[0] not in _DIGITS and numeral[0] not in _UNITS:
        return int(unicodedata.numeric(numeral))
    total = digit = 0
    for char in numeral:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS.get(char, 0)  # 零 only holds a place
    return total + digit
