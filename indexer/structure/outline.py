"""Clean text → headings and bodies: which lines are titles and headings, and under which headings each body stands.

A body is a stretch of running text that becomes one or more clauses. Every character that is no blank belongs to one
heading or one body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from indexer.records import GLOSSARY, NOTE, Heading
from indexer.structure import marks
from indexer.structure.front import Front
from indexer.structure.lines import (
    LONGEST_HEADING,
    LONGEST_RUN_IN,
    OUTER,
    Line,
    inline_items,
    lines_of,
    list_kinds,
    run_in,
    run_in_habits,
)

_ANNEX_RANK = -1  # an annex holds all numbers that follow
_WORD = re.compile(r"[A-Za-z\u4e00-\u9fff]")
_TERM_END = re.compile(r"[：:。]|(?<=.)(?:是指|指的是)")


@dataclass(frozen=True, slots=True)
class Body:
    """Running text: ``text[start:end]`` under ``path``. ``content`` is where it begins behind its number."""

    start: int
    end: int
    content: int
    path: tuple[str, ...]
    region: str = ""  # GLOSSARY, NOTE or "" for the text itself
    whole: bool = False  # one clause if it fits: a glossary entry


@dataclass(slots=True)
class Outline:
    """Headings and bodies in the order of the text."""

    headings: list[Heading] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)


def parse_outline(text: str) -> Outline:
    """Return the outline of a clean text (paragraphs separated by single line breaks)."""
    return _Parser(text, lines_of(text)).parse()


@dataclass(slots=True)
class _Region:
    """A part of the document that is not its text: a glossary or notes."""

    name: str = ""
    numbering: str | None = None  # of its entries; None before the first
    is_line: bool = False  # the label stands in the line of its first entry: 注：1.…
    outside: list[tuple[int, str]] = field(default_factory=list)  # the stack to go on with behind it


class _Parser:
    """One pass over the lines, with the stack of headings that the present line stands under."""

    def __init__(self, text: str, lines: list[Line]) -> None:
        self._text = text
        self._lines = lines
        self._outline = Outline()
        self._stack: list[tuple[int, str]] = []  # rank and label, outermost first
        self._region = _Region()
        self._run_in_kinds = run_in_habits(lines)
        self._list_kinds = list_kinds(lines)
        self._front = Front(lines)
        self._is_owned = False  # the open heading belongs to the paragraph it stands in alone

    def parse(self) -> Outline:
        position = 0
        while position < len(self._lines):
            position = self._take(position)
        return self._outline

    def _take(self, position: int) -> int:
        """Handle the line at ``position`` and return the position of the next one."""
        line = self._lines[position]
        if marks.GLOSSARY_TITLE.fullmatch(line.text):
            self._open_region(GLOSSARY, line)
            return position + 1
        if notes := marks.NOTES_OPENING.match(line.text):
            self._take_notes(line, notes.end())
            return position + 1
        if self._region.name and self._ends_region(line):
            self._stack, self._region = self._region.outside, _Region()
        if self._region.name == GLOSSARY:
            return self._take_glossary(position)
        if formal := self._front.formal_kind(position):
            self._heading(line.start, line.end, formal, 0)
        elif self._region.name == NOTE:
            self._body(line, region=NOTE)
        elif self._front.is_title(position):
            self._pop(_ANNEX_RANK + 1)  # of a document enclosed in this one: what stood above ends, but for its annex
            self._heading(line.start, line.end, "title", 0)
        else:
            self._take_text(position)
        return position + 1

    # Regions beside the text

    def _open_region(self, name: str, line: Line, length: int | None = None) -> None:
        label = line.text[:length].rstrip()
        outside = self._region.outside if self._region.name else self._stack
        self._region = _Region(name, outside=outside)
        self._stack = [(0, label.strip("：: （）()"))]
        self._heading(line.start, line.start + len(label), "label", 1)

    def _take_notes(self, line: Line, length: int) -> None:
        self._open_region(NOTE, line, length)
        rest = line.behind(length)
        if rest.text.strip():
            self._region.is_line = True
            self._region.numbering = rest.number()[0]
            self._body(rest, region=NOTE)

    def _ends_region(self, line: Line) -> bool:
        """Tell whether the text goes on: at an annex, or at an outer number that does not number the entries.

        A note that stands in the line of its label ends with it unless the lines below go on counting.
        """
        kind, _ = line.number()
        if self._region.numbering is None and (kind or not marks.PARENTHESIS.fullmatch(line.text)):
            self._region.numbering = kind
        if marks.ANNEX_TITLE.fullmatch(line.text):
            return True
        if self._region.is_line and (not kind or kind != self._region.numbering):
            return True
        return kind in OUTER and kind != self._region.numbering

    def _take_glossary(self, position: int) -> int:
        """Take one entry: its term and all lines up to the next term or part of the document."""
        line = self._lines[position]
        kind, length = line.number()
        if not kind and marks.PARENTHESIS.fullmatch(line.text):
            self._heading(line.start, line.end, "front", 0)
            return position + 1
        last = position
        while last + 1 < len(self._lines):
            if self._starts_entry(line, self._lines[last + 1], is_alone=last == position):
                break
            last += 1
        term = _TERM_END.split(line.text, maxsplit=1)[0]
        label = term if len(term) <= LONGEST_HEADING else line.text[:length].strip()
        path = (*self._path(), label) if label else self._path()
        end = self._lines[last].end
        self._outline.bodies.append(Body(line.start, end, line.start + length, path, GLOSSARY, whole=True))
        return last + 1

    def _starts_entry(self, entry: Line, line: Line, *, is_alone: bool) -> bool:
        """Tell whether ``line`` begins what follows ``entry``.

        An entry without number ends with its paragraph, or with the one below its term where that stands alone.
        """
        if marks.GLOSSARY_TITLE.fullmatch(line.text) or marks.NOTES_OPENING.match(line.text) or self._ends_region(line):
            return True
        kind, _ = entry.number()
        return line.number()[0] == kind if kind else not (is_alone and not entry.is_sentence() and line.is_sentence())

    # The text itself

    def _take_text(self, position: int) -> None:
        line = self._lines[position]
        kind, length = line.number()
        if items := inline_items(line):
            self._take_inline(line, items)
        elif kind:
            self._take_numbered(line, kind, length, position)
        elif marks.ANNEX_TITLE.fullmatch(line.text):
            self._stack = [(_ANNEX_RANK, line.text.rstrip("：:"))]
            self._heading(line.start, line.end, "label", 1)
        elif self._is_unnumbered_heading(position):
            self._push(line.start, line.end, "label")
        else:
            self._take_paragraph(line)

    def _take_numbered(self, line: Line, kind: str, length: int, position: int) -> None:
        if not line.is_sentence() and len(line.text) <= LONGEST_HEADING and not self._is_list_entry(position):
            self._push(line.start, line.end, kind)
            return
        heading = run_in(line) if kind in self._run_in_kinds else 0
        if heading:
            self._push(line.start, line.start + heading, kind)
            self._is_owned = True
            self._body(line.behind(heading))
        else:
            self._pop(marks.RANK[kind])
            self._stack.append((marks.RANK[kind], line.text[:length].strip()))
            self._body(line, content=length)

    def _take_inline(self, line: Line, items: list[re.Match[str]]) -> None:
        rank = marks.RANK["section"]
        self._pop(rank)
        lead = items[0].start()
        if line.text[:lead].strip():
            self._body(Line(line.start, line.start + lead, line.text[:lead]))
        starts = [item.start() for item in items] + [len(line.text)]
        for item, (start, end) in zip(items, pairwise(starts), strict=True):
            piece = Line(line.start + start, line.start + end, line.text[start:end])
            self._stack.append((rank, item.group()))
            self._body(piece, content=item.end() - item.start())
            self._stack.pop()

    def _take_paragraph(self, line: Line) -> None:
        self._pop(marks.RANK["run-in"])
        if line.text.startswith(("各位代表", "同志们")):
            self._pop(marks.RANK["part"] + 1)
        elif self._is_owned and line.text.startswith(("同时", "此外", "另外")):
            self._stack.pop()
        self._is_owned = False
        heading = run_in(line) if "" in self._run_in_kinds else 0
        if heading:
            self._push(line.start, line.start + heading, "run-in")
        self._body(line.behind(heading))

    def _is_unnumbered_heading(self, position: int) -> bool:
        line = self._lines[position]
        if line.is_sentence() or len(line.text) > LONGEST_RUN_IN or line.text.endswith(("：", ":", "，", ",")):
            return False
        following = self._lines[position + 1] if position + 1 < len(self._lines) else None
        is_followed = following is not None and (following.is_sentence() or bool(following.number()[0]))
        return is_followed and bool(_WORD.search(line.text))  # a figure alone belongs to a broken table or formula

    def _is_list_entry(self, position: int) -> bool:
        """Tell whether a numbered line without a full stop is an entry of a list: nothing stands under it."""
        line = self._lines[position]
        kind, length = line.number()
        if not line.text[length:].strip():  # a number alone belongs to what follows
            return False
        if kind in OUTER:
            return kind in self._list_kinds
        following = self._lines[position + 1] if position + 1 < len(self._lines) else None
        if following is None:
            return True
        next_kind, _ = following.number()
        is_outer = bool(next_kind) and marks.RANK[next_kind] < marks.RANK[kind] and not following.is_sentence()
        return next_kind == kind or is_outer

    # What is put out

    def _path(self) -> tuple[str, ...]:
        return tuple(label for _, label in self._stack)

    def _pop(self, rank: int) -> None:
        while self._stack and self._stack[-1][0] >= rank:
            self._stack.pop()

    def _push(self, start: int, end: int, kind: str) -> None:
        self._pop(marks.RANK[kind])
        label = self._text[start:end].strip().rstrip("。：:")
        self._stack.append((marks.RANK[kind], label))
        self._is_owned = False
        self._heading(start, end, kind, len(self._stack))

    def _heading(self, start: int, end: int, kind: str, level: int) -> None:
        self._outline.headings.append(Heading(self._text[start:end], start, end, kind, level))

    def _body(self, line: Line, *, content: int = 0, region: str = "") -> None:
        path = self._path()
        if region == NOTE and (number := line.number()[1]):
            path, content = (*path, line.text[:number].strip()), number
        self._outline.bodies.append(Body(line.start, line.end, line.start + content, path, region))
