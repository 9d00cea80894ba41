"""Cleaning steps for the layout: control characters, lost line breaks. Each is text → edits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from indexer.reading.traced import Edit
from indexer.settings import MAX_PDF_PAGES

_INVISIBLE = re.compile("[\ufeff\u200b-\u200f\u2060\u00ad\u202a-\u202e\u2066-\u2069\\x1c-\\x1e]")
_BREAK = re.compile("\r\n|[\r\v\x85\u2028\u2029]")
_PAGE_BREAK = re.compile("(?<!\n)\f|\f(?!\n)")
_BLANK = re.compile("[\t\u00a0\u2000-\u200a\u202f\u205f\u3000]")
STARTS_BLOCK = re.compile(
    r"[一二三四五六七八九十百]+、|[（(][一二三四五六七八九十百\d]+[)）]|\d{1,3}[.．、](?!\d)|第[一二三四五六七八九十百]+[章节条编]"
    r"|——|注[:：]|★|各位代表"
)
_BLANKS = re.compile(r" +")
_AFTER_SENTENCE = re.compile(r"(?:(?<=[。！？：])|(?<=[。！？：][”’」』）)])) +")
_LONGEST_PARAGRAPH = 1_000  # characters; paragraphs of reports stay below
_LONGEST_HEADING = 60  # characters
_LEAST_BREAKS = 3  # fewer blanks after sentences are slips of the keyboard


@lru_cache(maxsize=1)  # most steps change nothing, so the next one asks for the lines of the same text
def lines_of(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return start, end and stripped content of each line that holds anything."""
    lines = []
    at = 0
    for line in text.split("\n"):
        if stripped := line.strip():
            start = at + line.index(stripped[0])
            lines.append((start, start + len(stripped), stripped))
        at += len(line) + 1
    return tuple(lines)


def normalise_controls(text: str) -> list[Edit]:
    """Drop invisible characters, and write every kind of line break and blank in one way.

    A form feed gets a line of its own: it tells the next steps where pages end, and the last one takes it away.
    """
    edits = [Edit(m.start(), m.end(), "", "不可见字符", "layout") for m in _INVISIBLE.finditer(text)]
    edits += [Edit(m.start(), m.end(), "\n", "换行符", "layout") for m in _BREAK.finditer(text)]
    page_break = "\n\f\n" if text.count("\f") <= MAX_PDF_PAGES else "\n"  # more are no pages
    edits += [Edit(m.start(), m.end(), page_break, "换页符", "layout") for m in _PAGE_BREAK.finditer(text)]
    edits += [Edit(m.start(), m.end(), " ", "空白", "layout") for m in _BLANK.finditer(text)]
    return edits


def restore_paragraphs(text: str) -> list[Edit]:
    """Put line breaks where a whole document stands in one line because its line breaks became blanks."""
    edits = []
    for start, _, line in lines_of(text):
        if len(line) > _LONGEST_PARAGRAPH and sum(1 for _ in _AFTER_SENTENCE.finditer(line)) >= _LEAST_BREAKS:
            edits += [Edit(start + s, start + e, "\n", "恢复分段", "repair") for s, e in _lost_breaks(line)]
    return edits


def _lost_breaks(line: str) -> Iterator[tuple[int, int]]:
    """Yield the blanks that stand for a line break: after a sentence, around a numbered heading, and wide ones.

    A blank inside a quotation (“救在黄浦 助福万家”), beside a figure or behind a Latin word is one of the text.
    """
    at = counted = quotes = 0  # where the present paragraph begins, and how many quotations are open in it
    for blank in _BLANKS.finditer(line):
        start, end = blank.span()
        quotes += line.count("“", counted, start) - line.count("”", counted, start)
        counted = end
        is_end = _AFTER_SENTENCE.match(line, start) is not None
        if not is_end and (quotes > 0 or line[start - 1 : start].isascii()):
            continue
        if not (is_end or end - start > 1 or STARTS_BLOCK.match(line, end) or _is_heading(line, at, blank)):
            continue
        at, quotes = end, 0
        yield start, end


def _is_heading(line: str, at: int, blank: re.Match[str]) -> bool:
    """Tell whether a numbered heading stands between ``at`` and the blank."""
    start, end = blank.span()
    if start - at > _LONGEST_HEADING or line[end : end + 1].isascii():
        return False
    return bool(STARTS_BLOCK.match(line, at)) and not re.search(r"[。！？；：]", line[at:start])


def trim_lines(text: str) -> list[Edit]:
    """Leave one line break between paragraphs and no blanks at either end of a line."""
    edits = []
    at = 0
    for start, end, _ in lines_of(text):
        glue = "\n" if at else ""
        if text[at:start] != glue:
            edits.append(Edit(at, start, glue, "空行", "layout"))
        at = end
    if at < len(text):
        edits.append(Edit(at, len(text), "", "空行", "layout"))
    return edits
