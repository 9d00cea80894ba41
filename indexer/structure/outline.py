"""Clean text → headings and bodies: which lines are titles and headings, and under which headings each body stands.

A body is a stretch of running text that becomes one or more clauses. Every character that is no blank belongs to one
heading or one body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from indexer.records import GLOSSARY, NOTE, Heading
from indexer.structure import marks, regions
from indexer.structure.enumerations import Item, inline_items
from indexer.structure.front import SALUTATION, Front, is_opening
from indexer.structure.headings import Headings
from indexer.structure.lines import (
    LONGEST_HEADING,
    Line,
    lines_of,
)
from indexer.structure.numbering import RANK, Number, label_of
from indexer.structure.sheets import cells_of, labels_of_rows, parts_of
from indexer.structure.trail import ANNEX_RANK, ANNEX_TITLE_RANK, PERIOD_RANK, Trail


@dataclass(frozen=True, slots=True)
class Body:
    """Running text: ``text[start:end]`` under ``path``. ``content`` is where it begins behind its number."""

    start: int
    end: int
    content: int
    path: tuple[str, ...]
    region: str = ""  # GLOSSARY, NOTE or "" for the text itself
    whole: bool = False  # one clause if it fits: a glossary entry, a row of a table


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
    outside: Trail = field(default_factory=Trail)  # the headings to go on with behind it


class _Parser:
    """One pass over the lines, with the trail of headings that the present line stands under."""

    def __init__(self, text: str, lines: list[Line]) -> None:
        self._text = text
        self._lines = lines
        self._outline = Outline()
        self._trail = Trail()
        self._region = _Region()
        self._headings = Headings(lines)
        self._front = Front(lines)
        self._row_labels = labels_of_rows(lines)
        self._references = regions.references_of(text)
        numbered = (n for n, line in enumerate(lines) if line.number().kind)
        self._first_numbered = next(numbered, len(lines))
        self._owned = ""  # what belongs to its paragraph alone: the open "heading", or the open "number"
        self._is_box_itemised = False  # what stands in the open box is counted, dashed or a table

    def parse(self) -> Outline:
        position = 0
        while position < len(self._lines):
            position = self._take(position)
        return self._outline

    def _take(self, position: int) -> int:
        """Handle the line at ``position`` and return the position of the next one."""
        line = self._lines[position]
        is_first = position == self._first_numbered
        contents = regions.end_of_contents(self._lines, position, is_first=is_first)
        if (end := max(contents, regions.end_of_annex_list(self._lines, position))) > position:
            return self._take_front(position, end)
        if marks.GLOSSARY_TITLE.fullmatch(line.text):
            self._open_region(GLOSSARY, line)
            return position + 1
        if self._region.name != GLOSSARY and regions.is_footnote(line, self._references):
            self._entry(line, line.end)
            return position + 1
        if notes := marks.NOTES_OPENING.match(line.text):
            self._take_notes(line, notes.end())
            return position + 1
        if self._region.name and regions.ends_region(
            line, self._numbering_of_region(line), is_line=self._region.is_line
        ):
            self._trail, self._region = self._region.outside, _Region()
        if self._region.name == GLOSSARY:
            return self._take_glossary(position)
        if formal := self._front.formal_kind(position):
            self._heading(line.start, line.end, formal, 0)
        elif self._region.name == NOTE:
            self._body(line, region=NOTE)
        elif regions.is_enclosed_note(line):
            self._outline.bodies.append(Body(line.start, line.end, line.start, self._trail.path(), NOTE))
        elif self._front.is_title(position):
            self._trail.pop(ANNEX_TITLE_RANK)  # a document enclosed in this one: what stood above ends, but its annex
            self._heading(line.start, line.end, "title", 0)
        else:
            return self._take_text(position)
        return position + 1

    def _take_front(self, position: int, end: int) -> int:
        for line in self._lines[position:end]:
            self._heading(line.start, line.end, "front", 0)
        return end

    # Regions beside the text

    def _open_region(self, name: str, line: Line, length: int | None = None) -> None:
        label = line.text[:length].rstrip()
        outside = self._region.outside if self._region.name else self._trail
        self._region = _Region(name, outside=outside)
        self._trail = Trail()
        self._trail.push(0, "label", label.strip("：: （）()"))
        self._heading(line.start, line.start + len(label), "label", 1)

    def _take_notes(self, line: Line, length: int) -> None:
        self._open_region(NOTE, line, length)
        rest = line.behind(length)
        if rest.text.strip():
            self._region.is_line = True
            self._region.numbering = rest.number().kind
            self._body(rest, region=NOTE)

    def _numbering_of_region(self, line: Line) -> str | None:
        kind = line.number().kind
        if self._region.numbering is None and (kind or not marks.PARENTHESIS.fullmatch(line.text)):
            self._region.numbering = kind
        return self._region.numbering

    def _take_glossary(self, position: int) -> int:
        """Take one entry: its term and all lines up to the next term or part of the document."""
        line = self._lines[position]
        if not line.number().kind and marks.PARENTHESIS.fullmatch(line.text):
            self._heading(line.start, line.end, "front", 0)
            return position + 1
        last = position
        while last + 1 < len(self._lines):
            below = self._lines[last + 1]
            is_alone = last == position
            if regions.starts_glossary_entry(line, below, is_alone=is_alone) or regions.ends_region(
                below, self._region.numbering, is_line=self._region.is_line
            ):
                break
            last += 1
        self._entry(line, self._lines[last].end)
        return last + 1

    def _entry(self, line: Line, end: int) -> None:
        label = regions.term_of(line)
        path = (*self._trail.path(), label) if label else self._trail.path()
        content = line.start + line.number().length
        self._outline.bodies.append(Body(line.start, end, content, path, GLOSSARY, whole=True))

    # The text itself

    def _take_text(self, position: int) -> int:
        line = self._lines[position]
        number = line.number()
        if cells := cells_of(line, self._row_labels):
            self._take_row(line, cells)
        elif (items := inline_items(line.text)) and items[0].start == 0:
            self._take_items(line, items, self._trail.rank_of(number))
        elif number.kind:
            return self._take_numbered(line, number, position)
        elif marks.ANNEX_TITLE.fullmatch(line.text):
            return self._take_annex(position)
        elif marks.BOX.fullmatch(line.text):
            self._push(line.start, line.end, "box")
            self._is_box_itemised = False
        elif self._headings.is_unnumbered(position):
            is_part = self._trail.is_unnumbered() and marks.PERIOD.fullmatch(line.text.strip())
            self._push(line.start, line.end, "label", rank=PERIOD_RANK if is_part else None)
        else:
            self._take_paragraph(line)
        return position + 1

    def _take_annex(self, position: int) -> int:
        """Take the line that opens an annex, and the line of its title, which holds the numbers of the annex."""
        line = self._lines[position]
        self._trail = Trail()
        self._trail.push(ANNEX_RANK, "annex", line.text.rstrip("：:"))
        self._heading(line.start, line.end, "label", 1)
        title = self._lines[position + 1] if position + 2 < len(self._lines) else None
        if re.search(r"[：:\s]\S", line.text[3:]) or title is None or self._front.formal_kind(position + 1):
            return position + 1
        is_title = not (title.is_sentence() or title.number().kind or marks.ANNEX_TITLE.fullmatch(title.text))
        if not is_title or len(title.text) > LONGEST_HEADING or marks.GLOSSARY_TITLE.fullmatch(title.text):
            return position + 1
        self._trail.push(ANNEX_TITLE_RANK, "label", title.text.strip())
        self._heading(title.start, title.end, "label", 2)
        return position + 2

    def _take_numbered(self, line: Line, number: Number, position: int) -> int:
        rank = self._trail.rank_of(number)
        if end := self._headings.end_of_numbered(position):
            self._push(line.start, self._lines[end - 1].end, number.kind, rank=rank, value=number.value)
            return end
        if heading := self._headings.run_in(line):
            self._push(line.start, line.start + heading, number.kind, rank=rank, value=number.value)
            self._owned = "heading"
            self._take_running(line.behind(heading))
        else:
            self._trail.push(rank, number.kind, label_of(line.text[: number.length]), number.value)
            self._owned = "number"
            self._take_running(line, content=number.length)
        return position + 1

    def _take_row(self, line: Line, cells: list[int]) -> None:
        number = line.text[: cells[0]].strip()
        self._trail.pop(RANK["row"])
        path = (*self._trail.path(), number) if number else self._trail.path()
        for part in parts_of(line, cells):
            self._add(Body(part.start, part.end, part.start, path, whole=True))
        self._is_box_itemised = True

    def _take_running(self, line: Line, *, content: int = 0) -> None:
        """Take running text, with the items inside it under the heading or number that it stands under."""
        items = inline_items(line.text)
        if not items or items[0].start < content:
            self._body(line, content=content)
            return
        lead = line.text[: items[0].start]
        self._body(Line(line.start, line.start + len(lead), lead), content=content)
        self._take_items(line, items, self._trail.rank_below(items[0].kind))

    def _take_items(self, line: Line, items: list[Item], rank: float) -> None:
        for item in items:
            piece = Line(line.start + item.start, line.start + item.end, line.text[item.start : item.end])
            self._trail.push(rank, item.kind, label_of(line.text[item.start : item.content]), item.value)
            self._take_running(piece, content=item.content - item.start)
        self._trail.pop(rank)

    def _take_paragraph(self, line: Line) -> None:
        self._trail.pop(RANK["run-in"])
        self._leave_finished(line)
        salutation = SALUTATION.match(line.text)
        if salutation:
            self._heading(line.start, line.start + salutation.end(), "opening", 0)
            line = line.behind(salutation.end())
            if is_opening(line.text):
                self._heading(line.start, line.end, "opening", 0)
                return
        heading = 0 if salutation else self._headings.run_in(line)
        if heading:
            self._push(line.start, line.start + heading, "run-in")
        self._take_running(line.behind(heading))

    def _leave_finished(self, line: Line) -> None:
        """Leave the headings that end above a paragraph without number."""
        is_aside = line.text.startswith(("同时", "此外", "另外"))
        if line.text.startswith(("各位代表", "同志们")):
            self._trail.pop(RANK["part"] + 1)
        elif (self._trail.top_kind() == "point" and self._owned) or (self._owned == "heading" and is_aside):
            self._trail.leave()  # 一是…, 二是…: each is a paragraph of its own
        is_plain = line.is_sentence() and not marks.BULLET.match(line.text)
        if is_plain and self._is_box_itemised and self._trail.is_open("box"):
            self._trail.leave_box()
        self._is_box_itemised = self._is_box_itemised or not is_plain
        self._owned = ""

    # What is put out

    def _push(self, start: int, end: int, kind: str, *, rank: float | None = None, value: int = 0) -> None:
        label = " ".join(self._text[start:end].split("\n")).strip().rstrip("。：:")
        self._trail.push(RANK[kind] if rank is None else rank, kind, label, value)
        self._owned = ""
        self._heading(start, end, "label" if kind == "box" else kind, len(self._trail))
        self._trail.is_bare = True

    def _heading(self, start: int, end: int, kind: str, level: int) -> None:
        self._outline.headings.append(Heading(self._text[start:end], start, end, kind, level))

    def _body(self, line: Line, *, content: int = 0, region: str = "") -> None:
        path = self._trail.path()
        if region == NOTE and (number := line.number().length):
            path, content = (*path, line.text[:number].strip()), number
        self._add(Body(line.start, line.end, line.start + content, path, region))

    def _add(self, body: Body) -> None:
        if self._text[body.start : body.end].strip():
            self._outline.bodies.append(body)
            self._trail.is_bare = False
