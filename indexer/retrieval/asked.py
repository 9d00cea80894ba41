"""Words of a query → the conditions that they set: which districts, years and types of documents, plans or results."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import cast

from indexer.records import REVIEW, TASK, AskedKind, Filters, Kind, Known, Period, Scope, Understood
from indexer.retrieval.asked_areas import AskedArea, find_areas
from indexer.retrieval.asked_kinds import Marker, find_kind, find_types
from indexer.retrieval.asked_years import AskedYears, find_years, periods_of, year_label
from indexer.retrieval.folding import fold_with_map

_GAP = "\x00"  # stands for a piece that was understood
# What ties such a piece to the words around it, and says nothing without it: 在|静安区|的, 静安|和|黄浦.
_TIED = re.compile(
    rf"(?:在|于|关于|查一?下|查询|请问)?{_GAP}(?:[ 和与及跟同或、，,/至到]*{_GAP})*"
    r"(?:的|里面|里(?![弄程坊])|当中|中的|中?(?:提到|提出|写)的|文件|文本)*"
)
_EMPTY = re.compile(r"[（(【\[]\s*[）)】\]]")
_EDGES = " ，,、；;：:。"
_KIND_LABELS = {"task": "目标和任务", "review": "完成情况"}
_KINDS = {"": (), "task": (TASK, ""), "review": (REVIEW, "")}


@dataclass(frozen=True, slots=True)
class Asked:
    """The conditions, the pieces of the words that set them, and what is named but not in the corpus."""

    scope: Scope = field(default_factory=Scope)
    understood: tuple[Understood, ...] = ()
    unknown: tuple[Understood, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """A piece of the words, and what it asks for; not ``is_known``: the corpus has nothing of it."""

    piece: Understood
    is_known: bool
    districts: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()

    def agrees(self, filters: Filters) -> bool:
        """Return whether what a person chose from the lists leaves this as it is."""
        types = (self.piece.value,) if self.piece.kind == "type" else ()
        return (
            (not filters.districts or set(self.districts) <= set(filters.districts))
            and (not filters.years or {period.year for period in self.periods} <= set(filters.years))
            and (not filters.types or set(types) <= set(filters.types))
        )


def align_fold(text: str) -> str:
    """Return a text folded for matching, of the same length, so that spans hold in both.

    >>> align_fold("靜安區２０２５年½")
    '静安区2025年1'
    """
    folded, origin = fold_with_map(text)
    first = dict(zip(reversed(origin), reversed(folded), strict=True))
    return "".join(first.get(at, " ") for at in range(len(text)))


def read_conditions(
    text: str, known: Known, *, filters: Filters, ignore: Collection[str] = (), listing: bool = False
) -> Asked:
    """Return the conditions that a text sets, without those of the keys in ``ignore`` or that go against ``filters``.

    What is found does not depend on ``ignore``, so that to take one condition away never brings another. With
    ``listing``, the text asks for documents and for nothing in them: the year is that of the documents.
    """
    readings = [reading for reading in _read(text, known, ignore, listing=listing) if reading.piece.key not in ignore]
    readings.sort(key=lambda reading: (reading.piece.start, reading.piece.end))
    used = [reading for reading in readings if reading.is_known and reading.agrees(filters)]
    periods = tuple(dict.fromkeys(period for reading in used for period in reading.periods))
    scope = Scope(
        districts=tuple(dict.fromkeys(name for reading in used for name in reading.districts)),
        periods=periods,
        types=tuple(dict.fromkeys(reading.piece.value for reading in used if reading.piece.kind == "type")),
        kinds=() if periods else next((_KINDS[r.piece.value] for r in used if r.piece.kind == "kind"), ()),
        strict=listing,
    )
    return Asked(
        scope,
        tuple(reading.piece for reading in used),
        tuple(reading.piece for reading in readings if not reading.is_known),
    )


def _read(text: str, known: Known, ignore: Collection[str], *, listing: bool) -> list[_Reading]:
    """Return all that a text can be read to ask for."""
    folded = align_fold(text)
    areas = find_areas(folded, known)
    spans = [(area.start, area.end) for area in areas]
    years = find_years(folded, spans, known.years)
    types = find_types(folded, [*spans, *((asked.start, asked.end) for asked in years)])
    marker = find_kind(folded)
    kind = cast(Kind, marker.value) if marker and f"kind:{marker.value}" not in ignore else ""
    readings = [
        _Reading(
            _piece("district", area, area.label, text, stays=area.stays or known.unplaced),
            bool(area.districts),
            districts=area.districts,
        )
        for area in areas
    ]
    for asked in years:
        periods = periods_of(asked, kind, known, own=listing)
        label = year_label(asked, kind, periods)
        readings.append(
            _Reading(_piece("year", asked, label, text, stays=known.undated), bool(periods), periods=periods)
        )
    readings += [_Reading(_piece("type", named, named.value, text), named.value in known.types) for named in types]
    if marker:
        piece = _piece("kind", marker, _KIND_LABELS[marker.value], text, stays=marker.stays)
        readings.append(_Reading(piece, is_known=True))
    return readings


def _piece(
    kind: AskedKind, found: AskedArea | AskedYears | Marker, label: str, text: str, *, stays: bool = False
) -> Understood:
    words = text[found.start : found.end]
    return Understood(kind, found.value, label, words, found.start, found.end, stays)


def without_conditions(text: str, understood: Sequence[Understood]) -> str:
    """Return a text without pieces that were understood, and without what tied them to the rest.

    >>> without_conditions("静安区的养老床位", [Understood("district", "静安区", "静安区", "静安区", 0, 3)])
    '养老床位'
    """
    if not understood:
        return " ".join(text.split())
    characters = list(text)
    for piece in understood:
        characters[piece.start : piece.end] = [_GAP, *[""] * (piece.end - piece.start - 1)]
    rest = _EMPTY.sub(" ", _TIED.sub(" ", "".join(characters)))
    return " ".join(rest.split()).strip(_EDGES)
