"""Traced text: edits are applied together, and every character knows where in the original it stood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.reading.traced import Edit, TracedText
from indexer.records import Removal, Repair


def test_characters_keep_their_origin_across_several_steps() -> None:
    traced = TracedText("甲乙丙丁戊")
    traced.apply(lambda _: [Edit(1, 2, "", "菜单", "removal"), Edit(3, 4, "子", "字形", "repair")])
    assert (traced.text, traced.origin) == ("甲丙子戊", [0, 2, 3, 4])
    traced.apply(lambda _: [Edit(1, 3, "丑寅卯", "拼接", "repair")])
    assert (traced.text, traced.origin) == ("甲丑寅卯戊", [0, 2, 2, 2, 4])
    result = traced.result()
    assert result.removed == (Removal("乙", "菜单", 1),)
    assert result.repairs == (Repair("丙子", "丑寅卯", "拼接", 2), Repair("丁", "子", "字形", 3))
    assert result.original == "甲乙丙丁戊"


def test_a_replacement_of_equal_length_keeps_origins_one_by_one() -> None:
    traced = TracedText("甲乙丙")
    traced.apply(lambda _: [Edit(0, 2, "子丑", "字形", "repair")])
    assert traced.origin == [0, 1, 2]


def test_layout_leaves_no_record() -> None:
    traced = TracedText("甲  ")
    traced.apply(lambda _: [Edit(1, 3, "", "空行", "layout")])
    assert traced.result().removed == traced.result().repairs == ()


def test_an_insertion_at_the_end_comes_from_behind_the_last_character() -> None:
    traced = TracedText("甲")
    traced.apply(lambda _: [Edit(1, 1, "。", "标点", "repair")])
    assert (traced.text, traced.origin) == ("甲。", [0, 1])


def test_overlapping_edits_are_an_error_of_the_step() -> None:
    with pytest.raises(ValueError, match="overlapping edits at 1"):
        TracedText("甲乙丙").apply(lambda _: [Edit(0, 2, "", "a", "layout"), Edit(1, 3, "", "b", "layout")])


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.text(max_size=3)), max_size=8))
def test_what_is_not_edited_is_found_again_at_its_origin(text: str, wanted: list[tuple[int, str]]) -> None:
    places = {start: new for start, new in wanted if start < len(text)}
    traced = TracedText(text)
    traced.apply(lambda _: [Edit(start, start + 1, new, "x", "repair") for start, new in places.items()])
    assert traced.text == "".join(places.get(place, char) for place, char in enumerate(text))
    kept = [(char, at) for char, at in zip(traced.text, traced.origin, strict=True) if at not in places]
    assert kept == [(char, place) for place, char in enumerate(text) if place not in places]
