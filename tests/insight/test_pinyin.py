"""Readings of characters, and Latin letters as syllables."""

from __future__ import annotations

import pytest

from indexer.insight.pinyin import blurred, readings, sounds_same, spellings, usual_syllables


def test_readings_carry_their_tones_and_the_usual_one_comes_first() -> None:
    assert readings("床") == ("chuang2",)
    assert readings("女")[0] == "nv3"
    assert readings("行")[:2] == ("xing2", "hang2")
    assert readings("a") == ()


def test_rare_readings_do_not_count() -> None:
    assert usual_syllables("长") == {"chang", "zhang"}
    assert "yin" in usual_syllables("听") or usual_syllables("听") == {"ting"}
    assert usual_syllables("大") == {"da", "dai"}


@pytest.mark.parametrize(
    ("one", "other", "same"), [("窗", "床", True), ("为", "位", True), ("跟", "更", False), ("老", "脑", False)]
)
def test_characters_sound_the_same_whatever_the_tone(one: str, other: str, same: bool) -> None:
    assert sounds_same(one, other) is same


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("zhang", "zan", True),
        ("shi", "si", True),
        ("chuang", "cuan", True),
        ("lao", "nao", True),
        ("jing", "jin", True),
        ("geng", "gen", True),
        ("gong", "gon", False),
        ("fu", "hu", False),
        ("wei", "hui", False),
    ],
)
def test_sounds_that_regions_do_not_tell_apart(one: str, other: str, near: bool) -> None:
    assert (blurred(one) == blurred(other)) is near


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("yanglao", ("yang", "lao")),
        ("jingan", ("jin", "gan")),
        ("chuangwei", ("chuang", "wei")),
        ("lvdao", ("lv", "dao")),
    ],
)
def test_latin_words_are_read_in_the_fewest_syllables(word: str, first: tuple[str, ...]) -> None:
    assert spellings(word)[0] == first


def test_other_ways_to_read_a_word_follow() -> None:
    assert ("jing", "an") in spellings("jingan")


@pytest.mark.parametrize("word", ["school", "elderly", "hm", "n", "x1", "employment"])
def test_english_is_no_pinyin(word: str) -> None:
    assert spellings(word) == []
