"""Ordinals as headings are numbered with them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.structure.numerals import ORDINAL, ordinal, with_ascii_dates


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


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("二〇二五年二月十七日", "2025年2月17日"),
        ("二○二五年十二月三十一日", "2025年12月31日"),
        ("二零二五年一月", "2025年1月"),
        ("二OO八年五月二十三日", "2008年5月23日"),
        ("一九九八年", "1998年"),
        ("2025年二月", "2025年2月"),
        ("十五年来，三年行动", "十五年来，三年行动"),
        ("一二三四年", "一二三四年"),
    ],
)
def test_dates_in_chinese_numerals(text: str, plain: str) -> None:
    assert with_ascii_dates(text) == plain
