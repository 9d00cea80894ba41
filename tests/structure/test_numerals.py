"""Ordinals as headings are numbered with them."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.structure.numerals import ARABIC, CHINESE, ORDINAL, amount, neighbours, ordinal


def written(number: int) -> str:
    """A number from 1 to 999 as a heading writes it."""
    digits = "零一二三四五六七八九"
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    text = digits[hundreds] + "百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (digits[ones] if ones else "")


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("一", 1),
        ("九", 9),
        ("十", 10),
        ("十一", 11),
        ("二十", 20),
        ("三十四", 34),
        ("一百", 100),
        ("一百零五", 105),
        ("28", 28),
    ],
)
def test_ordinals_have_their_value(numeral: str, value: int) -> None:
    assert ordinal(numeral) == value


@given(st.integers(1, 999))
def test_every_ordinal_that_is_written_is_matched_and_read(number: int) -> None:
    assert re.fullmatch(ORDINAL, written(number))
    assert ordinal(written(number)) == ordinal(str(number)) == number


def spelled(number: int) -> str:
    """A number below 10**12 in full Chinese numerals."""
    for name, size in (("亿", 10**8), ("万", 10**4)):
        if number >= size:
            above, below = divmod(number, size)
            gap = "零" if 0 < below < size // 10 else ""
            return spelled(above) + name + gap + (spelled(below) if below else "")
    digits, text = "零一二三四五六七八九", ""
    for name, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // size % 10
        text += digits[digit] + name if digit else "零"
    return re.sub("零+", "零", text).strip("零")


@given(st.integers(1, 10**12 - 1))
def test_amounts_in_chinese_and_in_digits_are_read_back(number: int) -> None:
    assert re.fullmatch(CHINESE, spelled(number))
    assert re.fullmatch(ARABIC, f"{number:,}")
    assert amount(spelled(number)) == amount(f"{number:,}") == amount(str(number)) == number


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1.2万", "12000"),
        ("1万2千", "12000"),
        ("1万2000", "12000"),
        ("3亿5000万", "350000000"),
        ("2.5万亿", "2500000000000"),
        ("百万", "1000000"),
        ("两万五", "25000"),
        ("三百五", "350"),
        ("三百零五", "305"),
        ("一万零五", "10005"),
        ("一百十", "110"),
        ("三点五亿", "350000000"),
        ("三点一四", "3.14"),
    ],
)
def test_amounts_have_their_value(written: str, value: str) -> None:
    assert amount(written) == Decimal(value)


@pytest.mark.parametrize(
    "written", ["二〇二五", "一二三", "百千万", "零", "十十", "三千百", "2万3亿", "9" * 25, "万" * 5000, "万亿亿亿"]
)
def test_what_is_no_amount_has_no_value(written: str) -> None:
    assert amount(written) is None


def test_neighbouring_digits_are_an_estimate_between_two_values() -> None:
    assert neighbours("两三") == (2, 3)
    assert neighbours("十七八") == (17, 18)
    assert neighbours("七八万") == (70_000, 80_000)
    assert neighbours("二四") is neighbours("二") is neighbours("十二") is None


@pytest.mark.parametrize(
    ("numeral", "value"), [("１８", 18), ("③", 3), ("㉑", 21), ("⑿", 12), ("⒎", 7), ("㈣", 4), ("b", 2), ("C", 3)]
)
def test_signs_letters_and_wide_digits_have_their_value(numeral: str, value: int) -> None:
    assert ordinal(numeral) == value
