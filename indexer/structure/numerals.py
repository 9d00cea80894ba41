"""Chinese ordinals as they number headings: 一, 十二, 二十三 → 1, 12, 23."""

from __future__ import annotations

ORDINAL = "[一二三四五六七八九十百][一二三四五六七八九十百零]*"
_DIGITS = {char: value for value, char in enumerate("一二三四五六七八九", start=1)}
_UNITS = {"十": 10, "百": 100}


def ordinal(numeral: str) -> int:
    """Return the value of a Chinese or ASCII ordinal from 1 to 999.

    >>> [ordinal(n) for n in ("一", "十", "十二", "二十三", "一百零五", "28")]
    [1, 10, 12, 23, 105, 28]
    """
    if numeral.isascii():
        return int(numeral)
    total = digit = 0
    for char in numeral:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS.get(char, 0)  # 零 only holds a place
    return total + digit
