"""Cleaning steps for text that was broken at a fixed column, as it comes out of a PDF: line breaks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

from indexer.reading.layout import STARTS_BLOCK, lines_of
from indexer.reading.traced import Edit

ENDS_SENTENCE = re.compile(r"[。！？!?；;：:][”’』」）)》]*$")
_UNIT = re.compile(r"[A-Za-z0-9.%]+|.[，。；：、！？”’）》]*")
_HALF_LINE = 30  # columns; shorter lines are headings and the ends of paragraphs, and tell nothing of the page
_WIDEST_PAGE = 130  # columns; longer lines are paragraphs, not lines of a page
_ENOUGH_LINES = 8  # fewer lines show no habit
_PLAY = 4  # columns that justified text leaves or squeezes out
_MEETING_LINE = re.compile(r"(?:[（(]|——?)?\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日.*会议上[)）]?")  # ends there
_SUBSCRIPT = re.compile(r"\d(?:\.\d)?")  # PM / 2.5 / 浓度: a site gave the index a line of its own
_MEETING = re.compile(r"(?:[（(]|——|—)?\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日.*届$")


class _Columns(dict[str, int]):
    """Character → the columns it takes; each is looked up once."""

    def __missing__(self, char: str) -> int:
        self[char] = 2 if unicodedata.east_asian_width(char) in "WFA" else 1
        return self[char]


_COLUMNS = _Columns()


def width(text: str) -> int:
    """Return the columns a text takes in a fixed-width layout: two for a full-width character, one for others."""
    return sum(map(_COLUMNS.__getitem__, text))


@lru_cache(maxsize=1)  # two steps ask for it
def wrap_width(text: str) -> int:
    """Return the usual columns of a full line where the lines of a text were broken, or 0 where each is a paragraph.

    Text is hard-wrapped when most of its longer lines stop in mid-sentence at nearly the same column.
    """
    long_enough = (line for _, _, line in lines_of(text) if len(line) * 2 >= _HALF_LINE)
    sized = [(size, line) for line in long_enough if (size := width(line)) >= _HALF_LINE]
    widths = sorted(size for size, _ in sized)
    if len(widths) < _ENOUGH_LINES:
        return 0
    longest = widths[int(len(widths) * 0.9)]  # single lines may run over
    full = [(size, line) for size, line in sized if longest * 0.85 <= size <= longest * 1.15]
    broken = sum(not ENDS_SENTENCE.search(line) for _, line in full)
    if longest > _WIDEST_PAGE or len(full) < 0.5 * len(widths) or broken < 0.6 * len(full):
        return 0
    return sorted(size for size, _ in full)[len(full) // 2]


def join_lines(text: str) -> list[Edit]:
    """Join the lines of one paragraph where the text was broken at a fixed column, and the two lines of a 会议 line."""
    limit = wrap_width(text)
    pairs = list(pairwise(lines_of(text)))
    joined = [_continues(before[2], after[2], limit) for before, after in pairs]
    if limit:
        gaps = [(before[2], text[before[1] : after[0]]) for before, after in pairs]
        for is_mark in (_has_trailing_blank, _has_indent):
            joined = _respect_marks(gaps, joined, is_mark)
    for at, ((_, _, above), (_, _, line)) in enumerate(pairs[:-1]):
        if _SUBSCRIPT.fullmatch(line) and re.search(r"[\u4e00-\u9fff，、（][A-Za-z]{1,4}$", above):
            joined[at] = joined[at + 1] = joined[at + 1] or _goes_on_behind_index(pairs[at + 1][1][2])
    edits = []
    for (before, after), is_joined in zip(pairs, joined, strict=True):
        if is_joined:
            are_words = before[2][-1].isascii() and after[2][0].isascii() and before[2][-1].isalpha()
            glue = " " if are_words and not _SUBSCRIPT.fullmatch(after[2]) else ""
            edits.append(Edit(before[1], after[0], glue, "断行拼接", "repair"))
    return edits


def _continues(line: str, following: str, usual: int) -> bool:
    if following.endswith("会议上") and _MEETING.match(line) and width(following) < _HALF_LINE * 2:
        return True
    if _MEETING_LINE.fullmatch(line):
        return False
    if not usual or (STARTS_BLOCK.match(following) and ENDS_SENTENCE.search(line)):
        return False
    first = _UNIT.match(following)  # what the line break kept together: it did not fit into the line before
    return width(line) + (width(first.group()) if first else 0) >= usual - _PLAY


def _goes_on_behind_index(line: str) -> bool:
    return not STARTS_BLOCK.match(line) and bool(re.match(r"[\u4e00-\u9fff，、。；）]", line))


def _has_trailing_blank(gap: str) -> bool:
    return gap.startswith(" ")  # the paragraph mark of a word processor, kept in its PDF


def _has_indent(gap: str) -> bool:
    return gap.endswith("  ")  # two characters, as Chinese paragraphs are indented; a single blank is chance


def _respect_marks(gaps: Sequence[tuple[str, str]], joined: list[bool], is_mark: Callable[[str], bool]) -> list[bool]:
    """Split after full lines too where the text marks the paragraphs by blanks between them.

    ``gaps`` holds each line with what stands between it and the next. Blanks are taken for a mark only if they stand
    between most lines that are not joined and few that are.
    """
    apart = [is_mark(gap) for (_, gap), is_joined in zip(gaps, joined, strict=True) if not is_joined]
    together = [is_mark(gap) for (_, gap), is_joined in zip(gaps, joined, strict=True) if is_joined]
    if not apart or not together or sum(apart) < 0.9 * len(apart) or sum(together) > 0.3 * len(together):
        return joined
    return [
        is_joined and not (is_mark(gap) and ENDS_SENTENCE.search(line))
        for (line, gap), is_joined in zip(gaps, joined, strict=True)
    ]
