"""Cleaning steps for what web sites and fonts add to a document: menus, forms, wrong glyphs."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from indexer.reading.layout import lines_of
from indexer.reading.traced import Edit

_SENTENCE = re.compile(r"[。！？；;]")
_SEPARATORS = re.compile(r"[\s|｜/·>]+")


@cache
def _rules() -> tuple[tuple[tuple[str, re.Pattern[str]], ...], tuple[tuple[str, re.Pattern[str]], ...]]:
    table = tomllib.loads(files(__package__).joinpath("furniture.toml").read_text(encoding="utf-8"))
    edge = tuple((reason, re.compile(f"(?:{'|'.join(words)})[:：]?")) for reason, words in table["edge"].items())
    anywhere = tuple((reason, re.compile("|".join(patterns))) for reason, patterns in table["anywhere"].items())
    return edge, anywhere


@cache
def glyph_table() -> dict[str, str]:
    """Return wrong character → right character, as listed with sources in ``glyphs.tsv``."""
    rows = files(__package__).joinpath("glyphs.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (row.split("\t") for row in rows if row and not row.startswith("#"))
    return {pair[0]: pair[1] for pair in pairs}


def remove_furniture(text: str) -> list[Edit]:
    r"""Remove lines of menus and forms.

    >>> remove_furniture("打印 分享\n一是做好打印服务。\n打印")[0].start
    0
    """
    lines = list(lines_of(text))
    sentences = [number for number, (_, _, line) in enumerate(lines) if _SENTENCE.search(line) and not _form(line)]
    first, last = (sentences[0], sentences[-1]) if sentences else (len(lines), -1)
    edits = []
    for number, (start, end, line) in enumerate(lines):
        is_edge = number < first or number > last
        if reason := _form(line) or (_menu(line) if is_edge else ""):
            edits.append(Edit(start, end, "", reason, "removal"))
    return edits


def _form(line: str) -> str:
    return next((reason for reason, pattern in _rules()[1] if pattern.fullmatch(line)), "")


def _menu(line: str) -> str:
    """Return the reason when every word of the line, or the line as a whole, is a word of a menu, or it has no word."""
    edge = _rules()[0]
    for reason, pattern in edge:
        if pattern.fullmatch(line):
            return reason
    words = [word for word in _SEPARATORS.split(line) if word]
    if not words:  # a separator left alone on its line
        return edge[0][0]
    reasons = []
    for word in words:
        reason = next((reason for reason, pattern in edge if pattern.fullmatch(word)), "")
        if not reason:
            return ""
        reasons.append(reason)
    return reasons[0]


def repair_glyphs(text: str) -> list[Edit]:
    """Put the right character where a damaged font map gave a wrong one: 处臵 → 处置."""
    table = glyph_table()
    pattern = re.compile("[" + re.escape("".join(table)) + "]")
    return [Edit(m.start(), m.end(), table[m.group()], "错误字形", "repair") for m in pattern.finditer(text)]
