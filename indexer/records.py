"""The nouns of the project: what every room takes in and gives out.

All records are frozen. Spans are half-open character offsets into ``Document.text``, and
``document.text[start:end]`` is the cited text, always. Larger scores are better everywhere and ranks start at 1.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Literal

Mode = Literal["hybrid", "keyword", "semantic", "exact"]
MODES: tuple[Mode, ...] = ("hybrid", "keyword", "semantic", "exact")

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

# What of a year is asked for: what was planned (task), what came of it (review), or either.
Kind = Literal["", "task", "review"]
# What kind of answer a question wants: how much, how (a measure), where, when, who, what a term means; or "".
Wants = Literal["", "figure", "measure", "place", "time", "who", "meaning"]
# What words of a query can be read as: kind is 目标 or 完成.
AskedKind = Literal["district", "year", "type", "kind", "number"]


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
        runs: list[Run] = []
        for at, source in enumerate(self.origin):
            if runs and source == runs[-1][1] + runs[-1][2]:
                runs[-1] = (*runs[-1][:2], runs[-1][2] + 1)
            else:
                runs.append((at, source, 1))
        return tuple(runs)


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


Comparator = Literal["eq", "about", "at_least", "more_than", "at_most", "less_than", "range", "stretch"]
QuantityKind = Literal["measure", "qualifier", "period", "bare"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit in a text.

    ``value`` is exact, 万 and 亿 multiplied out, in ``unit``; a percentage is its number, and 三分之二 is 66.66…%.
    ``unit`` is the usual name (㎡ is 平方米), 全覆盖 for full coverage (value 100), "" where none is written.
    ``comparator``: eq; about (约, 近, 左右); at_least (不少于, 以上); more_than (超, 余, 多); at_most (不超过, 以内);
    less_than (低于, 不足); range (2—3家: from ``value`` to ``upper``); stretch (增长2%，力争3%: the second of the two).
    A range with another comparator (3—5家左右) has that one, and ``upper`` says that it is a range.
    ``kind``: measure; qualifier, which says what is counted (60岁以上, 30万吨级); period (15个工作日); bare, a number
    that measures nothing (1788号), found only on request.
    """

    value: Decimal
    unit: str
    start: int
    end: int
    text: str  # the document's words: text[start:end]
    comparator: Comparator = "eq"
    upper: Decimal | None = None
    kind: QuantityKind = "measure"


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
class Filters:
    """Conditions on the document of a clause. An empty tuple sets no condition; the values of one are alternatives."""

    districts: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    types: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.districts or self.years or self.types)

    def admits(self, metadata: Metadata) -> bool:
        """Tell whether a document meets every condition."""
        return (
            (not self.districts or metadata.district in self.districts)
            and (not self.years or metadata.year in self.years)
            and (not self.types or metadata.doc_type in self.types)
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What the corpus holds, as far as words of a query can name it."""

    districts: tuple[tuple[str, str], ...] = ()  # (district, parent), as in Metadata; sorted
    years: tuple[int, ...] = ()
    types: tuple[str, ...] = ()
    unplaced: bool = False  # there are documents whose district is not known
    undated: bool = False  # or whose year is not

    @classmethod
    def of(cls, documents: Iterable[DocumentRef]) -> Known:
        """Return what these documents are of."""
        metadata = [document.metadata for document in documents]
        return cls(
            districts=tuple(sorted({(meta.district, meta.parent) for meta in metadata if meta.district})),
            years=tuple(sorted({meta.year for meta in metadata if meta.year is not None})),
            types=tuple(sorted({meta.doc_type for meta in metadata if meta.doc_type})),
            unplaced=not all(meta.district for meta in metadata),
            undated=any(meta.year is None for meta in metadata),
        )


@dataclass(frozen=True, slots=True)
class Period:
    """Clauses of the documents of a year: all, or those flagged REVIEW or TASK, or ("") neither."""

    year: int
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """Conditions read from the user's words. Values of one are alternatives; an empty tuple sets no condition.

    Words rule out only what is known to be otherwise: a document of unknown district, year or type may hold the answer
    and stays, unless the scope is ``strict``. (``Filters``, which a person chose from a list, are always strict.)
    """

    districts: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()
    types: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()  # as in Period, where no year is named
    strict: bool = False  # nothing else is looked for: what is listed must be known to fit

    def __bool__(self) -> bool:
        return bool(self.districts or self.periods or self.types or self.kinds)

    def admits(self, metadata: Metadata) -> bool:
        """Tell whether any clause of a document can meet the conditions."""
        years = [period.year for period in self.periods]
        return (
            self._fits(metadata.district, self.districts)
            and self._fits(metadata.year, years)
            and self._fits(metadata.doc_type if metadata.doc_type != OTHER_TYPE else "", self.types)
        )

    def admits_clause(self, metadata: Metadata, flags: Sequence[str]) -> bool:
        """Tell whether a clause with these flags, of a document of this metadata, meets every condition."""
        kind = next((flag for flag in (REVIEW, TASK) if flag in flags), "")
        return (
            self.admits(metadata)
            and (not self.kinds or kind in self.kinds)
            and (
                not self.periods
                or metadata.year is None
                or any(p.year == metadata.year and (not p.kinds or kind in p.kinds) for p in self.periods)
            )
        )

    def _fits(self, value: str | int | None, wanted: Sequence[str | int]) -> bool:
        return not wanted or value in wanted or (not value and not self.strict)


@dataclass(frozen=True, slots=True)
class Understood:
    """A piece of the user's words that was read as a condition: ``query.words[start:end] == words``."""

    kind: AskedKind
    value: str  # 静安区; 2025, 2020-2025, 2024-; 政府工作报告; task, review
    label: str  # in Chinese, for people: 2024年（见2025年报告的回顾）
    words: str
    start: int
    end: int
    # Whether the words are looked for as well: they may be part of a name (静安国际光影节), or tell documents of
    # unknown district or year apart.
    stays: bool = False

    @property
    def key(self) -> str:
        """The name under which ``parse_query`` is told to leave this piece as plain words: ``district:静安区``."""
        return f"{self.kind}:{self.value}"


@dataclass(frozen=True, slots=True)
class Query:
    """What was understood of the user's words.

    ``text`` is empty where the words only name documents (静安 2020): their clauses are to be listed in order.
    """

    words: str  # as typed, blanks trimmed
    text: str  # what is looked for by meaning: without what was understood, phrases' marks and excluded words
    keywords: str = ""  # the same without the words that only ask (请问, 多少, 怎么): what is looked for by words
    phrases: tuple[str, ...] = ()  # must occur, folded
    excluded: tuple[str, ...] = ()  # must not occur, folded
    filters: Filters = Filters()  # chosen beside the words
    scope: Scope = Scope()  # read from the words
    understood: tuple[Understood, ...] = ()  # the pieces that the scope was read from, in order
    unknown: tuple[Understood, ...] = ()  # districts, years and types named that the corpus does not have; no condition
    wants: Wants = ""  # to favour clauses that hold such an answer, never to leave out others
    quantities: tuple[Quantity, ...] = ()  # numbers with units that must be stated, however they are written
    leans: Kind = ""  # what the words sound like where they are not clear enough for a condition; to favour only

    @property
    def unknown_districts(self) -> tuple[str, ...]:
        """The areas that the words name and the corpus has no document of."""
        return tuple(dict.fromkeys(piece.value for piece in self.unknown if piece.kind == "district"))

    @property
    def unknown_years(self) -> tuple[str, ...]:
        """The years that the words name and the corpus has nothing on."""
        return tuple(dict.fromkeys(piece.value for piece in self.unknown if piece.kind == "year"))


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause found, by number of its row in the index, with its score and the parts of the score (0 to 1 each)."""

    row: int
    score: float
    parts: Mapping[str, float] = field(default_factory=dict)  # words, meaning, coverage …


@dataclass(frozen=True, slots=True)
class Result:
    """A hit as a reader needs it."""

    rank: int
    score: float
    parts: Mapping[str, float]
    clause: Clause
    document: DocumentRef
    highlights: tuple[tuple[int, int], ...] = ()  # offsets into clause.text
    reasons: tuple[str, ...] = ()  # in Chinese words: 词：养老、床位
    is_beyond: bool = False  # it does not meet the conditions that were read from the words, and stands behind those


@dataclass(frozen=True, slots=True)
class Answer:
    """What was understood of a user's words, and what was found, best first."""

    query: Query
    results: tuple[Result, ...]


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
