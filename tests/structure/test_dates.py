"""Dates in Chinese numerals, and what is none."""

from __future__ import annotations

import pytest

from indexer.structure.dates import with_ascii_dates


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
