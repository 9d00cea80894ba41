"""Folding for matching only: width, 繁→简, case. What is shown stays as the document has it."""

from __future__ import annotations

import unicodedata
from functools import cache

import opencc


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def fold(text: str) -> str:
    """Return the form in which query and text are compared: NFKC, simplified Chinese, lower case.

    >>> fold("養老床位４８０张 AI")
    '养老床位480张 ai'
    """
    folded: str = _simplifier().convert(unicodedata.normalize("NFKC", text)).lower()
    return folded


def fold_with_map(text: str) -> tuple[str, list[int]]:
    """Return the folded text and, for each of its characters, the offset in ``text`` that it comes from."""
    folded: list[str] = []
    origin: list[int] = []
    whole = _simplifier().convert(text)
    simplified = whole if len(whole) == len(text) else text  # phrases convert better as a whole, where lengths agree
    for offset, char in enumerate(simplified):
        piece = unicodedata.normalize("NFKC", char).lower()
        folded.append(piece)
        origin += [offset] * len(piece)
    return "".join(folded), origin
