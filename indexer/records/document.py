"""A document: what is known of it, its text, and what it is made of."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from itertools import pairwise
from typing import Literal

# A run of characters that stand in a row in the clean text and in the original: where it begins in each, its length.
Run = tuple[int, int, int]

# What a clause can be flagged with. ``★`` stands for the mark itself: the document's note says what it means.
STAR = "★"
GLOSSARY = "glossary"
NOTE = "note"
REVIEW = "review"
TASK = "task"
FLAGS: tuple[str, ...] = (STAR, GLOSSARY, NOTE, REVIEW, TASK)

OTHER_TYPE = "其他"  # a document that does not say what type it is of


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a field of the metadata comes from: set by a person, or inferred, and from which words."""

    origin: Literal["catalog", "inferred"]
    words: str


_DOC_NUMBER = re.compile(
    r"(?P<agency>[^\s\d〔\[［(（﹝【〖][^\d〔\[［(（﹝【〖]*?) ?"
    r"(?:[〔\[［(（﹝【〖](?P<year>\d{4})[〕\]］)）﹞】〗] ?(?:第 ?)?|(?P<edition>\d{4})年第 ?|第 ?)"
    r"(?P<serial>\d{1,5}) ?号"
)


@dataclass(frozen=True, slots=True)
class DocNumber:
    """The parts of a document's number (GB/T 9704): 静府发〔2025〕3号. An order has no year: 某市人民政府令第12号."""

    agency: str  # the mark of the office (静府发); of an order, its name
    year: int | None
    serial: int

    @classmethod
    def parse(cls, number: str) -> DocNumber | None:
        """Return the parts of a number, whatever brackets it is written with; None for any other text.

        >>> DocNumber.parse("静府发[2025] 第3号")
        DocNumber(agency='静府发', year=2025, serial=3)
        """
        match = _DOC_NUMBER.fullmatch(number.strip())
        if match is None:
            return None
        year = match["year"] or match["edition"]
        return cls(match["agency"].strip(), int(year) if year else None, int(match["serial"]))

    def __str__(self) -> str:
        """Return the number as it is always written: 静府发〔2025〕3号."""
        if self.year is None:
            return f"{self.agency}第{self.serial}号"
        if self.agency.endswith(("令", "公告", "通告")):
            return f"{self.agency}{self.year}年第{self.serial}号"
        return f"{self.agency}〔{self.year}〕{self.serial}号"


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a document. What cannot be known is empty (``""`` or ``None``), never guessed silently."""

    title: str = ""
    district: str = ""  # the issuing government's area as people say it: 静安区, 上海市
    parent: str = ""  # the area it belongs to: 上海市
    year: int | None = None  # the year of the work, not of the publication
    doc_type: str = ""  # 政府工作报告, 重点工作安排, 规划, 通知, 其他
    issued_on: str = ""  # ISO date, 2025-02-17
    doc_number: str = ""  # 静府发〔2025〕3号; ``number`` has its parts
    issuer: str = ""
    speaker: str = ""  # who gave the report: the name as written, without the blanks inside it
    meeting: str = ""  # where it was given: 上海市静安区第十七届人民代表大会第六次会议
    source_url: str = ""
    evidence: Mapping[str, Evidence] = field(default_factory=dict)  # field name → where its value comes from

    @property
    def number(self) -> DocNumber | None:
        """The parts of the document's number; None where it has none, or one of another shape."""
        return DocNumber.parse(self.doc_number)


METADATA_FIELDS: tuple[str, ...] = tuple(f.name for f in fields(Metadata) if f.name != "evidence")


@dataclass(frozen=True, slots=True)
class Removal:
    """A piece of the original that is no text of the document (menu, form, page number), and why it was removed."""

    text: str
    reason: str
    at: int  # offset in the original text; what the reader of the format left out stood there, and is not in it


@dataclass(frozen=True, slots=True)
class Repair:
    """A piece of the original that reads differently in the clean text, and why."""

    before: str
    after: str
    reason: str
    at: int  # offset in the original text


@dataclass(frozen=True, slots=True)
class CleanText:
    """A document's text as it is shown and cited, with the way back to the original.

    ``origin[i]`` is the offset in ``original`` of the character ``text[i]``.
    """

    text: str
    original: str
    origin: tuple[int, ...]
    removed: tuple[Removal, ...] = ()
    repairs: tuple[Repair, ...] = ()

    def runs(self) -> tuple[Run, ...]:
        """Return the way back in short form: the longest runs whose characters stand in a row in both texts."""
        starts: list[int] = []
        before = None  # by how much the original is ahead, which is the same all along a run
        for at, source in enumerate(self.origin):
            if source - at != before:
                starts.append(at)
                before = source - at
        return tuple((at, self.origin[at], end - at) for at, end in pairwise([*starts, len(self.origin)]))


@dataclass(frozen=True, slots=True)
class Heading:
    """A title, a heading, a salutation or another line that is part of the document but no clause.

    ``kind``: title, front (date, number, speaker, addressee), opening (salutation and courtesy), part (一、), section
    (（一）), item (1.), run-in (the short sentence a paragraph opens with), label (注：, 名词解释, 附件).
    ``level`` is the depth in the table of contents, 0 for what does not stand there.
    """

    text: str
    start: int
    end: int
    kind: str
    level: int


@dataclass(frozen=True, slots=True)
class Clause:
    """The smallest unit worth citing: a sentence, or a whole short item. This is what is indexed and found."""

    clause_id: str
    doc_id: str
    ordinal: int  # place among the clauses of its document, from 1
    path: tuple[str, ...]  # the headings it stands under, outermost first
    text: str
    start: int
    end: int
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One source file, read: its clean text, what is known of it, and what it is made of."""

    doc_id: str  # depends on the file's bytes alone
    source: str  # path inside the corpus folder, with forward slashes
    metadata: Metadata
    text: str
    headings: tuple[Heading, ...] = ()
    clauses: tuple[Clause, ...] = ()
    removed: tuple[Removal, ...] = ()
    repairs: tuple[Repair, ...] = ()
    original: str = ""  # the file's text before anything was removed or repaired
    runs: tuple[Run, ...] = ()  # the way back from ``text`` to ``original``

    def in_original(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of ``original`` that ``text[start:end]`` was read from, what was removed inside included.

        Raises ValueError for an empty span, or where the way back is not known.
        """
        if not 0 <= start < end <= len(self.text) or not self.runs:
            raise ValueError(f"no span {start}:{end} of {self.doc_id} in its original")
        return self._source(start), self._source(end - 1) + 1

    def _source(self, position: int) -> int:
        begin, source, _ = self.runs[bisect_right(self.runs, position, key=lambda run: run[0]) - 1]
        return source + position - begin

    @property
    def ref(self) -> DocumentRef:
        """The same document without its text."""
        return DocumentRef(self.doc_id, self.source, self.metadata, len(self.clauses))


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """A document without its text: what lists and results need of it."""

    doc_id: str
    source: str
    metadata: Metadata
    clauses: int  # how many it has

    @property
    def label(self) -> str:
        """The name a reader knows the document by: its title, or its file name where it has none."""
        return self.metadata.title or self.source.rsplit("/", 1)[-1].rsplit(".", 1)[0]


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file of the corpus in a build."""

    source: str
    state: Literal["read", "unchanged", "refused", "removed"]
    reason: str = ""  # why it was refused
    twin_of: str = ""  # the file of equal content that was taken in its place
    clauses: int = 0
    removed: int = 0
    repairs: int = 0
