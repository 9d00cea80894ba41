"""Cleaning step for characters that a font put in the place of others: radicals, compatibility forms, damaged maps."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

from indexer.reading.traced import Edit

# Blocks whose characters stand for a common one by Unicode's own data: Kangxi radicals (⼀ for 一), which PDF fonts
# give where both have one glyph, and compatibility ideographs.
_COMPUTED = ((0x2F00, 0x2FD5), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))


@cache
def glyph_table() -> dict[str, str]:
    """Return wrong character → right character: as listed with sources in ``glyphs.tsv``, else by NFKC."""
    computed = (chr(code) for first, last in _COMPUTED for code in range(first, last + 1))
    table = {char: right for char in computed if (right := unicodedata.normalize("NFKC", char)) != char}
    rows = files(__package__).joinpath("glyphs.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (row.split("\t") for row in rows if row and not row.startswith("#"))
    return table | {pair[0]: pair[1] for pair in pairs}


def repair_glyphs(text: str) -> list[Edit]:
    """Put the right character where a font map gave a wrong one: 处臵 → 处置, ⽣活 → 生活."""
    table = glyph_table()
    wrong = "".join(set(text) & table.keys())  # few or none: a pattern of the whole table is slow
    found = re.finditer(f"[{re.escape(wrong)}]", text) if wrong else ()
    return [Edit(m.start(), m.end(), table[m.group()], "错误字形", "repair") for m in found]
