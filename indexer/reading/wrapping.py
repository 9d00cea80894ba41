"""Cleaning steps for text that was broken at a fixed column, as it comes out of a PDF: page numbers, line breaks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import pairwise

from indexer.reading.layout import STARTS_BLOCK, lines_of
from indexer.reading.traced import Edit

_BARE_NUMBER = re.compile(r"(\d{1,3})")
_MARKED_NUMBER = re.compile(
    r"[-—–－·]+ ?\d{1,4} ?[-—–－·]+|第 ?\d{1,4} ?页(?: ?[,，/]? ?共 ?\d{1,4} ?页)?|\d{1,4} ?/ ?\d{1,4} ?页"
)
_ENDS_SENTENCE = re.compile(r"[。！？!?；;：:][”’』」）)》]*$")
_UNIT = re.compile(r"[A-Za-z0-9.%]+|.[，。；：、！？”’）》]*")
_HALF_LINE = 30  # columns; shorter lines are headings and the ends of paragraphs, and tell nothing of the page
_WIDEST_PAGE = 130  # columns; longer lines are paragraphs, not lines of a page
_ENOUGH_LINES = 8  # fewer lines show no habit
_LEAST_LINES = 10  # lines; hardly a page of running text has fewer
_PLAY = 4  # columns that justified text leaves or squeezes out
_MEETING = re.compile(r"(?:[（(]|——|—)?\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日.*届$")


def width(text: str) -> int:
    """Return the columns a text takes in a fixed-width layout: two for a full-width character, one for others."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def remove_page_numbers(text: str) -> list[Edit]:
    """Remove lines that hold a page number alone.

    A marked number (— 3 —, 第3页) is one for sure. A bare number is one only in hard-wrapped text, where numbers
    stand alone in rising order, a page apart: elsewhere it may be a figure of a table.
    """
    lines = list(lines_of(text))
    edits = [Edit(s, e, "", "页码", "removal") for s, e, line in lines if _MARKED_NUMBER.fullmatch(line)]
    if wrap_width(text):
        bare = [(at, int(line)) for at, (_, _, line) in enumerate(lines) if _BARE_NUMBER.fullmatch(line)]
        edits += [Edit(*lines[at][:2], "", "页码", "removal") for at in _page_lines(bare)]
    return edits


def _page_lines(numbers: list[tuple[int, int]]) -> list[int]:
    """Return the lines of the page numbers among the bare ``numbers``, given as line and value in the order of lines.

    Numbers in lines that follow each other are a column of a table. Pages have at least a few lines, so a number that
    rises faster than that is a figure. The first one may be any that the next confirms: an extract does not begin at
    page 1.
    """
    lines = {line for line, _ in numbers}
    alone = [(line, value) for line, value in numbers if not {line - 1, line + 1} & lines]
    found: list[int] = []
    last_line, last = 0, 1  # the first page begins with the text
    for (line, value), (next_line, next_value) in pairwise([*alone, (0, 0)]):
        is_next = 0 < value - last <= (line - last_line) // _LEAST_LINES
        is_confirmed = 0 < next_value - value <= (next_line - line) // _LEAST_LINES
        if is_next or (not found and is_confirmed):
            found.append(line)
            last_line, last = line, value
    return found


def wrap_width(text: str) -> int:
    """Return the usual columns of a full line where the lines of a text were broken, or 0 where each is a paragraph.

    Text is hard-wrapped when most of its longer lines stop in mid-sentence at nearly the same column.
    """
    sized = [(width(line), line) for _, _, line in lines_of(text)]
    widths = sorted(size for size, _ in sized if size >= _HALF_LINE)
    if len(widths) < _ENOUGH_LINES:
        return 0
    longest = widths[int(len(widths) * 0.9)]  # single lines may run over
    full = [(size, line) for size, line in sized if longest * 0.85 <= size <= longest * 1.15]
    broken = sum(not _ENDS_SENTENCE.search(line) for _, line in full)
    if longest > _WIDEST_PAGE or len(full) < 0.5 * len(widths) or broken < 0.6 * len(full):
        return 0
    return sorted(size for size, _ in full)[len(full) // 2]


def join_lines(text: str) -> list[Edit]:
    """Join the lines of one paragraph where the text was broken at a fixed column, and the two lines of a 会议 line."""
    limit = wrap_width(text)
    lines = list(lines_of(text))
    pairs = list(pairwise(lines))
    joined = [_continues(before[2], after[2], limit) for before, after in pairs]
    if limit:
        gaps = [(before[2], text[before[1] : after[0]]) for before, after in pairs]
        for is_mark in (_has_trailing_blank, _has_indent):
            joined = _respect_marks(gaps, joined, is_mark)
    edits = []
    for (before, after), is_joined in zip(pairs, joined, strict=True):
        if is_joined:
            glue = " " if before[2][-1].isascii() and after[2][0].isascii() and before[2][-1].isalpha() else ""
            edits.append(Edit(before[1], after[0], glue, "断行拼接", "repair"))
    return edits


def _continues(line: str, following: str, usual: int) -> bool:
    if _MEETING.match(line) and following.endswith("会议上") and width(following) < _HALF_LINE * 2:
        return True
    if not usual or (STARTS_BLOCK.match(following) and _ENDS_SENTENCE.search(line)):
        return False
    first = _UNIT.match(following)  # what the line break kept together: it did not fit into the line before
    return width(line) + (width(first.group()) if first else 0) >= usual - _PLAY


def _has_trailing_blank(gap: str) -> bool:
    return gap.startswith(" ")  # the paragraph mark of a word processor, kept in its PDF


def _has_indent(gap: str) -> bool:
    return gap.endswith("  ")  # two characters, as Chinese paragraphs are indented; a single blank is chance


def _respect_marks(gaps: list[tuple[str, str]], joined: list[bool], is_mark: Callable[[str], bool]) -> list[bool]:
    """Split after full lines too where the text marks the paragraphs by blanks between them.

    ``gaps`` holds each line with what stands between it and the next. Blanks are taken for a mark only if they stand
    between most lines that are not joined and few that are.
    """
    apart = [is_mark(gap) for (_, gap), is_joined in zip(gaps, joined, strict=True) if not is_joined]
    together = [is_mark(gap) for (_, gap), is_joined in zip(gaps, joined, strict=True) if is_joined]
    if not apart or not together or sum(apart) < 0.9 * len(apart) or sum(together) > 0.3 * len(together):
        return joined
    return [
        is_joined and not (is_mark(gap) and _ENDS_SENTENCE.search(line))
        for (line, gap), is_joined in zip(gaps, joined, strict=True)
    ]
