"""Ordinals as headings are numbered with them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.structure.numerals import ORDINAL, ordinal


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
    ("numeral", "value"), [("１８", 18), ("③", 3), ("㉑", 21), ("⑿", 12), ("⒎", 7), ("㈣", 4), ("b", 2), ("C", 3)]
)
def test_signs_letters_and_wide_digits_have_their_value(numeral: str, value: int) -> None:
    assert ordinal(numeral) == value
