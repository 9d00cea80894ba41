"""Glyphs: characters that a font put in the place of others are put right, and recorded."""

from __future__ import annotations

import pytest

from indexer.reading import clean
from indexer.reading.glyphs import glyph_table


def test_a_wrong_glyph_is_put_right_and_recorded_where_it_stood() -> None:
    cleaned = clean("\n 依法处臵违规装臵。\n")
    assert cleaned.text == "依法处置违规装置。"
    assert [(repair.before, repair.after, repair.at) for repair in cleaned.repairs] == [
        ("臵", "置", 5),
        ("臵", "置", 9),
    ]
    assert {repair.reason for repair in cleaned.repairs} == {"错误字形"}


def test_the_table_of_glyphs_holds_single_characters_and_no_chains() -> None:
    table = glyph_table()
    assert all(len(wrong) == len(right) == 1 for wrong, right in table.items())
    assert not set(table) & set(table.values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("⽣活⽔平与⺠⽣", "生活水平与民生"),  # Kangxi radicals, and one of the supplement
        ("⻓三⻆、⻔⾯、⻋站、⻛⼒", "长三角、门面、车站、风力"),
        ("⼾籍", "户籍"),  # not 戶, which NFKC gives
        ("\uf9b4导，\uf967变", "領导，不变"),  # compatibility ideographs
        ("Ａ１％①㎡", "Ａ１％①㎡"),  # other compatibility characters are the author's
    ],
)
def test_radicals_and_compatibility_ideographs_become_common_characters(text: str, expected: str) -> None:
    cleaned = clean(text)
    assert cleaned.text == expected
    assert {repair.reason for repair in cleaned.repairs} <= {"错误字形"}
