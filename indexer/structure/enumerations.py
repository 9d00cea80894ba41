"""A paragraph → the items that are counted inside it: （一）…（二）…, ①…②…, 1.…2.…, 一是…二是…."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from indexer.structure.numbering import INLINE, value_of

_LARGEST_GAP = 3  # numbers; a site may lose an item, a larger jump is a reference
_LEAST = 40  # characters; a shorter row of items reads better whole


class Item(NamedTuple):
    """An item of a paragraph: ``text[start:end]`` with its number ``text[start:content]``."""

    kind: str
    start: int
    content: int
    end: int
    value: int


def inline_items(text: str) -> list[Item]:
    """Return the items of the first row that is counted inside ``text``; [] if there are not two."""
    rows: dict[str, list[tuple[int, int, int]]] = {}
    for match in INLINE.finditer(text):
        kind = match.lastgroup or ""
        value = value_of(match.group())
        row = rows.setdefault(kind, [])
        goes_on = bool(row) and 0 < value - row[-1][2] <= _LARGEST_GAP
        if goes_on or (not row and _can_open(text, kind, match.start(), value)):
            row.append((match.start(), match.end(), value))
    found = [(kind, row) for kind, row in rows.items() if _is_row(text, kind, row)]
    if not found:
        return []
    kind, row = min(found, key=lambda one: one[1][0][0])
    return list(_items(kind, row, len(text)))


def _can_open(text: str, kind: str, at: int, value: int) -> bool:
    """Tell whether a number can be the first of a row: ① in mid-text is mostly the mark of a footnote."""
    if at == 0:
        return True
    return value == 1 and (kind in ("section", "point") or text[max(0, at - 2) : at].rstrip()[-1:] in "：:")


def _is_row(text: str, kind: str, row: list[tuple[int, int, int]]) -> bool:
    if len(row) < 2:
        return False
    if kind == "section":
        return True
    ends = [start for start, _, _ in row[1:]] + [len(text)]
    is_empty = any(not text[content:end].strip() for (_, content, _), end in zip(row, ends, strict=True))
    return not is_empty and len(text) - row[0][0] > _LEAST


def _items(kind: str, row: list[tuple[int, int, int]], end: int) -> Iterator[Item]:
    for (start, content, value), (following, _, _) in pairwise([*row, (end, end, 0)]):
        yield Item(kind, start, content, following, value)
