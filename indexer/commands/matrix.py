"""A table for a terminal: columns as wide as what they hold, in blocks that fit the width of the window."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

_GAP = "  "


def width(text: str) -> int:
    """Return how many places a text takes in a terminal; a Chinese character takes two.

    >>> width("有 480张")
    8
    """
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def lines_of_matrix(head: Sequence[str], rows: Sequence[Sequence[str]], *, columns: int) -> Iterator[str]:
    """Yield the lines of a table whose first column names the rows: it begins every block of those that fit."""
    widths = [max(width(row[at]) for row in (head, *rows)) for at in range(len(head))]
    start = 1
    while start < len(head):
        end = start + 1
        while end < len(head) and sum(widths[start : end + 1]) + widths[0] + len(_GAP) * (end - start + 1) <= columns:
            end += 1
        for row in (head, *rows):
            shown = [0, *range(start, end)]
            yield _GAP.join(row[at] + " " * (widths[at] - width(row[at])) for at in shown).rstrip()
        start = end
