"""A document's text as HTML for the reading view: headings, clauses with their anchors, hits marked.

The glossary entry or note that a passage calls for stands beside the passage. Pure: records in, ``Safe`` out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.text import Safe, escape, join, mark, tag
from indexer.records import GLOSSARY, NOTE, STAR, Clause, Document, Heading

Spans = Sequence[tuple[int, int]]
_LINE = re.compile(r"[^\n]+")
_NUMBER = re.compile(r"^[（(]?[\d一二三四五六七八九十]+[)）]?[、.．\s]*")
_SHORT = 40  # characters; a longer line is set as text, not centred like a date
_DEEPEST = 6  # HTML has no heading below h6


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the text that is one thing: a heading, a clause, or neither."""

    start: int
    end: int
    thing: Heading | Clause | None


@dataclass(frozen=True, slots=True)
class Aside:
    """An explanation that the document gives elsewhere: a glossary entry, a note."""

    name: str
    clause: Clause
    words: str  # what in the text calls for it


def contents(document: Document, hit: str = "") -> Safe:
    """Draw the table of contents: links to the headings of the text; the one that ``hit`` stands under is marked."""
    clause = next((clause for clause in document.clauses if clause.clause_id == hit), None)
    above = [heading for heading in document.headings if heading.level > 0 and clause and heading.end <= clause.start]
    return tag(
        "ul",
        join(
            tag(
                "li",
                tag("a", heading.text, href=f"#h-{number}", aria_current="true" if heading in above[-1:] else None),
                cls=f"gz-l{min(heading.level, 3)}",
            )
            for number, heading in enumerate(document.headings)
            if heading.level > 0
        ),
    )


def body(document: Document, *, hit: str, found: Mapping[str, Spans], href: Callable[[Clause], str]) -> Safe:
    """Draw the whole text; ``hit`` is the clause to stand out, ``found`` the marks by clause, ``href`` its link."""
    numbers = {heading: number for number, heading in enumerate(document.headings)}
    drawing = _Drawing(document.text, numbers, hit, found, href)
    every = list(asides(document))
    waiting = every  # for their first mention; beside the hit they stand again
    lines: list[Safe] = []
    for words, pieces in _lines(document):
        lines.append(drawing.line(pieces))
        is_hit = any(isinstance(piece.thing, Clause) and piece.thing.clause_id == hit for piece in pieces)
        called = [aside for aside in (every if is_hit else waiting) if _calls(aside, pieces, words, hit)]
        lines += [_aside(aside) for aside in called]
        waiting = [aside for aside in waiting if aside not in called]
    return join(lines)


def asides(document: Document) -> Iterator[Aside]:
    """Find the document's explanations: glossary entries by their term, notes that say what ★ means."""
    for clause in document.clauses:
        if GLOSSARY in clause.flags and clause.path:
            term = _NUMBER.sub("", clause.path[-1]).strip()
            if len(term) > 1:
                yield Aside(f"名词解释：{term}", clause, term)
        elif NOTE in clause.flags and STAR in clause.text:
            yield Aside("注：★是什么意思", clause, STAR)


def _lines(document: Document) -> Iterator[tuple[str, list[_Piece]]]:
    """Cut the text into its lines, and each line along the headings and clauses that lie in it."""
    things: list[Heading | Clause] = [*document.headings, *document.clauses]
    things.sort(key=lambda thing: (thing.start, thing.end))
    first = 0
    for line in _LINE.finditer(document.text):
        while first < len(things) and things[first].end <= line.start():
            first += 1
        yield line.group(), list(_pieces(things, first, line.start(), line.end()))


def _pieces(things: Sequence[Heading | Clause], first: int, start: int, end: int) -> Iterator[_Piece]:
    """Cut ``start..end`` along ``things``, of which those before ``first`` end before ``start``."""
    done = start
    for number in range(first, len(things)):
        thing = things[number]
        if thing.start >= end:
            break
        if thing.end <= done:
            continue
        if done < thing.start:
            yield _Piece(done, thing.start, None)
        yield _Piece(max(done, thing.start), min(end, thing.end), thing)
        done = min(end, thing.end)
    if done < end:
        yield _Piece(done, end, None)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What is needed to draw any line of one document."""

    text: str
    numbers: Mapping[Heading, int]
    hit: str
    found: Mapping[str, Spans]
    href: Callable[[Clause], str]

    def line(self, pieces: Sequence[_Piece]) -> Safe:
        only = pieces[0].thing if len(pieces) == 1 else None
        if not isinstance(only, Heading) or only.kind == "run-in":
            return tag("div", join(map(self.piece, pieces)), cls="gz-para")
        anchor = f"h-{self.numbers[only]}"
        if only.kind in ("front", "opening"):
            kind = "gz-front gz-date" if len(only.text) <= _SHORT else "gz-front"
            return tag("div", only.text, cls=kind, id=anchor)
        name = "h2" if only.kind == "title" else f"h{min(only.level + 2, _DEEPEST)}"
        return tag(name, only.text, id=anchor)

    def piece(self, piece: _Piece) -> Safe:
        text, thing = self.text[piece.start : piece.end], piece.thing
        if thing is None:
            return escape(text)
        if isinstance(thing, Heading):
            return tag("strong", text, id=f"h-{self.numbers[thing]}")
        moved = thing.start - piece.start  # a clause may run over several lines
        spans = [(start + moved, end + moved) for start, end in self.found.get(thing.clause_id, ())]
        kind = "gz-clause gz-hit" if thing.clause_id == self.hit else "gz-clause gz-also" if spans else "gz-clause"
        opening = piece.start == thing.start
        if not opening:
            return tag("span", mark(text, spans), cls=kind)
        # The style sheet draws the number and the sign of the link, so that neither is copied with the text.
        title = f"序号 {thing.ordinal} 的链接"
        link = tag("a", href=self.href(thing), cls="gz-perma gz-quick", title=title, tabindex="-1", aria_hidden="true")
        number = thing.ordinal
        return tag("span", mark(text, spans), link, cls=kind, id=f"c-{number}", data_number=number)


def _calls(aside: Aside, pieces: Sequence[_Piece], line: str, hit: str) -> bool:
    """Whether a line calls for an explanation; the explanation itself does not."""
    clauses = [piece.thing for piece in pieces if isinstance(piece.thing, Clause)]
    if any(GLOSSARY in clause.flags or NOTE in clause.flags for clause in clauses):
        return False
    if aside.words == STAR:
        return any(clause.clause_id == hit and STAR in clause.flags for clause in clauses)
    return bool(clauses) and aside.words in line


def _aside(aside: Aside) -> Safe:
    return tag(
        "details",
        tag("summary", aside.name),
        tag("div", aside.clause.text, " ", tag("a", "看原处", href=f"#c-{aside.clause.ordinal}")),
        cls="gz-aside",
    )
