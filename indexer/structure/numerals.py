"""Numerals as Chinese documents write them: ordinals of headings (二十三), amounts (480, 1.2万, 四百八十, 1万2千)."""

from __future__ import annotations

import itertools
import re
import unicodedata
from decimal import Decimal

ORDINAL = "[一二三四五六七八九十百][一二三四五六七八九十百零〇]*"
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1_000}
_MYRIADS = {"亿": 10**8, "万": 10**4}  # the greater first: 一万亿 is 一万 times 亿
_MULTIPLES = {**_UNITS, **_MYRIADS}

# A multiple behind digits. 千 belongs to the unit in 5千米, 30千瓦时.
MULTIPLE = r"(?:[十百千]?(?:万亿|亿|万)|百(?!分)|千(?![米瓦伏克帕卡赫焦兆]))"
DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?!,?\d)|\d+)(?:\.\d+)?"
ARABIC = rf"{DIGITS}(?:{MULTIPLE}(?:\d+(?:\.\d+)?{MULTIPLE}|\d{{4}}(?![\d.年]))?)?"
CHINESE = "[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+[百千万亿]*)?"

_ADDEND = re.compile(rf"({DIGITS})({MULTIPLE}|)")
_DIGIT = "[一二两三四五六七八九]"
_BELOW_MYRIAD = re.compile(rf"(?:({_DIGIT}?)千)?(?:[零〇]?({_DIGIT}?)百)?(?:[零〇]?({_DIGIT}?)十)?([零〇]?)({_DIGIT}?)")
_NEIGHBOURS = re.compile(rf"([一二三四五六七八九]?[十百千]|)({_DIGIT})({_DIGIT})([十百千万亿]*)")
_TOO_LARGE = 10**18  # 万亿亿亿 counts nothing
_MAX_LENGTH = 24  # of a number below 10**12 in full Chinese numerals; longer runs are codes and accounts


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


def multiple(written: str) -> Decimal:
    """Return what a written multiple multiplies by.

    >>> [int(multiple(m)) for m in ("", "万", "百万", "万亿")]
    [1, 10000, 1000000, 1000000000000]
    """
    product = 1
    for char in written:
        product *= _MULTIPLES[char]
    return Decimal(product)


def amount(written: str) -> Decimal | None:
    """Return the exact value of an amount in digits, in Chinese numerals or in both; None if it is none.

    >>> [int(amount(a)) for a in ("12,000", "1.2万", "1万2千", "四百八十", "一万二千", "两万五", "百万")]
    [12000, 12000, 12000, 480, 12000, 25000, 1000000]
    >>> amount("二〇二五"), amount("一二三")
    (None, None)
    """
    if len(written) > _MAX_LENGTH:
        return None
    value = _arabic(written) if written[0].isdigit() else _chinese(written)
    if value is None or value >= _TOO_LARGE:
        return None
    return value if value % 1 else Decimal(int(value))


def neighbours(written: str) -> tuple[Decimal, Decimal] | None:
    """Return the two values that an estimate by neighbouring digits lies between; None if it is none.

    >>> [[int(value) for value in neighbours(n)] for n in ("两三", "十七八", "三四百", "三五")]
    [[2, 3], [17, 18], [300, 400], [3, 5]]
    """
    match = _NEIGHBOURS.fullmatch(written)
    if not match or len(written) > _MAX_LENGTH:
        return None
    head, first, second, tail = match.groups()
    if _DIGITS[second] != _DIGITS[first] + 1 and first + second != "三五":
        return None
    low, high = amount(head + first + tail), amount(head + second + tail)
    return None if low is None or high is None else (low, high)


def _arabic(written: str) -> Decimal | None:
    addends = [Decimal(d.replace(",", "")) * multiple(m) for d, m in _ADDEND.findall(written)]
    falling = all(more > less for more, less in itertools.pairwise(addends))
    return sum(addends, Decimal(0)) if falling else None


def _chinese(written: str) -> Decimal | None:
    whole, _, rest = written.partition("点")
    value = _integer(whole)
    if value is None or not rest:
        return None if value is None else Decimal(value)
    digits = rest.rstrip("百千万亿")
    return Decimal(f"{value}.{''.join(str(_DIGITS[char]) for char in digits)}") * multiple(rest[len(digits) :])


def _integer(numeral: str) -> int | None:
    for myriad, size in _MYRIADS.items():
        high, found, low = numeral.rpartition(myriad)
        if not found:
            continue
        above = _integer(high) if high else 1
        below = _DIGITS[low] * size // 10 if low in _DIGITS else _integer(low) if low else 0  # 两万五 is 25000
        return None if above is None or below is None or below >= size else above * size + below
    return _below_myriad(numeral)


def _below_myriad(numeral: str) -> int | None:
    match = _BELOW_MYRIAD.fullmatch(numeral)
    if not match or not numeral.strip("零〇"):
        return None
    *places, zero, last = match.groups()
    total, lowest = 0, 10
    for place, (sign, size) in zip(places, reversed(_UNITS.items()), strict=True):
        if place is None:
            continue
        if not place and sign != "十" and numeral[0] != sign:
            return None  # 三千百: a hundred without its digit
        total += (_DIGITS[place] if place else 1) * size
        lowest = size
    if not last:
        return total
    return total + _DIGITS[last] * (1 if zero or not total else lowest // 10)  # 三百五 is 350, 三百零五 is 305
