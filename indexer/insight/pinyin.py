"""How Chinese characters are read, and which Latin letters can be read as Chinese: the one door of pypinyin."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from pypinyin.pinyin_dict import pinyin_dict

_TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
_DIAERESIS = "\u0308"
_INITIALS = {"zh": "z", "ch": "c", "sh": "s", "l": "n"}  # what speakers of many regions do not tell apart
_LONGEST = 6  # letters of a syllable: zhuang
_MOST_READINGS = 8  # of one Latin word: xianan may be xi'an'an, xian'an …
_VOWEL = re.compile("[aeiouv]")
_USUAL_READINGS = 2  # 行 xíng, háng; the others of its five are rare
_FINALS_WITH_G = ("ang", "eng", "ing")


@cache
def readings(character: str) -> tuple[str, ...]:
    """Return the readings of a character with their tones, the usual one first; none if it has none.

    >>> readings("行"), readings("绿")
    (('xing2', 'hang2', 'heng2', 'xing4', 'hang4'), ('lv4', 'lu4'))
    """
    listed = pinyin_dict.get(ord(character), "")
    return tuple(dict.fromkeys(_numbered(reading) for reading in listed.split(",") if reading))


def _numbered(reading: str) -> str:
    marks = unicodedata.normalize("NFD", reading).replace("u" + _DIAERESIS, "v")
    tone = next((_TONES[mark] for mark in marks if mark in _TONES), "")
    return "".join(letter for letter in marks if letter.isascii()) + tone


def without_tone(reading: str) -> str:
    """Return a reading without its tone.

    >>> without_tone("chuang2")
    'chuang'
    """
    return reading.rstrip("1234")


@cache
def usual_syllables(character: str) -> frozenset[str]:
    """Return the syllables that a character usually stands for; further readings are those of names and old texts."""
    return frozenset(map(without_tone, readings(character)[:_USUAL_READINGS]))


def sounds_same(one: str, other: str) -> bool:
    """Return whether two characters can be read alike, whatever the tone."""
    return not usual_syllables(one).isdisjoint(usual_syllables(other))


def blurred(syllable: str) -> str:
    """Return a syllable as those say it who do not tell zh, ch, sh, l and -ng from z, c, s, n and -n.

    >>> blurred("zhang") == blurred("zan"), blurred("ling") == blurred("nin"), blurred("wei") == blurred("hui")
    (True, True, False)
    """
    for initial, simple in _INITIALS.items():
        if syllable.startswith(initial):
            syllable = simple + syllable[len(initial) :]
            break
    return syllable[:-1] if syllable.endswith(_FINALS_WITH_G) else syllable


@cache
def _syllables() -> frozenset[str]:
    """Return every syllable of standard Chinese, ü as it is typed: lv, nv. Interjections without a vowel are none."""
    usual = (listed.split(",")[0] for code, listed in pinyin_dict.items() if 0x4E00 <= code < 0xA000)
    syllables = {without_tone(_numbered(reading)) for reading in usual}
    return frozenset(syllable for syllable in syllables if _VOWEL.search(syllable))


def spellings(word: str) -> list[tuple[str, ...]]:
    """Return the ways to read a Latin word as syllables, those with the fewest first; none for English words.

    >>> spellings("chuangwei"), spellings("xian"), spellings("school")
    ([('chuang', 'wei'), ('chu', 'ang', 'wei')], [('xian',), ('xi', 'an')], [])
    """
    ways: list[list[tuple[str, ...]]] = [[()]]
    for end in range(1, len(word) + 1):
        here = [
            (*before, word[start:end])
            for start in range(max(0, end - _LONGEST), end)
            if word[start:end] in _syllables()
            for before in ways[start]
        ]
        ways.append(sorted(here, key=len)[:_MOST_READINGS])
    return ways[-1]
