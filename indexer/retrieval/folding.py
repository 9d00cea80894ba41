"""Folding for matching only: width, 繁→简, case. What is shown stays as the document has it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

import opencc

# Full-width marks, of which NFKC makes the same; where it finds any, it takes ten times as long as where it finds none.
_MARKS = (("，", ","), ("；", ";"), ("：", ":"), ("（", "("), ("）", ")"), ("？", "?"), ("！", "!"), ("％", "%"))
_HALF = re.compile("[\ud800-\udfff]")  # of a pair of characters: alone it stands for nothing, and cannot be encoded
_PARTED = "\x1e"  # the record separator: no text has it, and folding leaves it as it is


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def fold(text: str) -> str:
    """Return the form in which query and text are compared: NFKC, simplified Chinese, lower case.

    >>> fold("養老床位４８０张 AI")
    '养老床位480张 ai'
    """
    for wide, narrow in _MARKS:
        text = text.replace(wide, narrow)
    return _simplified(unicodedata.normalize("NFKC", text)).lower()


def whole_characters(text: str) -> str:
    r"""Return a text with the sign of a lost character, U+FFFD, for each lone half of a surrogate pair.

    >>> whole_characters("床位\ud83d")
    '床位\ufffd'
    """
    return text if text.isascii() else _HALF.sub("\ufffd", text)


def _simplified(text: str) -> str:
    try:
        simplified: str = _simplifier().convert(text)
    except UnicodeEncodeError:
        simplified = _simplifier().convert(whole_characters(text))
    return simplified


def fold_all(texts: Sequence[str]) -> list[str]:
    """Return each text folded; many are folded faster together than one by one."""
    folded = fold(_PARTED.join(texts)).split(_PARTED) if texts else []
    return folded if len(folded) == len(texts) else list(map(fold, texts))


def fold_with_map(text: str) -> tuple[str, Sequence[int]]:
    """Return the folded text and, for each of its characters, the offset in ``text`` that it comes from."""
    text = whole_characters(text)
    whole = _simplified(text)
    simplified = whole if len(whole) == len(text) else text  # phrases convert better as a whole, where lengths agree
    pieces = list(map(_fold_character, simplified))
    folded = "".join(pieces)
    if len(folded) == len(pieces):  # no character folds to nothing
        return folded, range(len(folded))
    return folded, [offset for offset, piece in enumerate(pieces) for _ in piece]


@lru_cache(maxsize=16_384)  # the characters of Chinese texts, and more
def _fold_character(char: str) -> str:
    return unicodedata.normalize("NFKC", char).lower()
