"""A query: what was understood of the user's words, and the conditions that they set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from indexer.records.document import OTHER_TYPE, REVIEW, TASK, DocumentRef, Metadata
from indexer.records.quantity import Quantity

Mode = Literal["hybrid", "keyword", "semantic", "exact"]
MODES: tuple[Mode, ...] = ("hybrid", "keyword", "semantic", "exact")
Order = Literal["relevance", "newest", "oldest"]  # in which results stand; by year those alike keep their order

# What of a year is asked for: what was planned (task), what came of it (review), or either.
Kind = Literal["", "task", "review"]
# What kind of answer a question wants: how much, how (a measure), where, when, who, what a term means; or "".
Wants = Literal["", "figure", "measure", "place", "time", "who", "meaning"]
# What words of a query can be read as: kind is 目标 or 完成.
AskedKind = Literal["district", "year", "type", "kind", "number"]


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
    def sets_conditions(self) -> bool:
        """Whether there are clauses that the query rules out, whatever they say of it."""
        return bool(self.filters or self.scope or self.phrases or self.excluded or self.quantities)

    @property
    def unknown_districts(self) -> tuple[str, ...]:
        """The areas that the words name and the corpus has no document of."""
        return tuple(dict.fromkeys(piece.value for piece in self.unknown if piece.kind == "district"))

    @property
    def unknown_years(self) -> tuple[str, ...]:
        """The years that the words name and the corpus has nothing on."""
        return tuple(dict.fromkeys(piece.value for piece in self.unknown if piece.kind == "year"))
