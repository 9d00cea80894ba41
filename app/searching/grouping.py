"""Results → groups as the page shows them: by district, by document, by year, or all in one; with how many there are.

Pure: what matches in all documents tells how much a group holds, shown or not, and which districts say nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from app.cards import by_sound, year_words
from indexer.insight.coverage import UNKNOWN
from indexer.records import DocumentRef, Metadata, Query, Result

Key = Hashable


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """Results that stand together, in their order; ``total`` counts all that match, shown or not."""

    name: str
    facts: str  # beside the name: the city of a district, the district and year of a document
    results: tuple[Result, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Silence:
    """The districts of the documents that were searched, of which none of the results shown is."""

    silent: tuple[str, ...]  # nothing matches
    later: tuple[tuple[str, str, int], ...]  # (name, district, clauses that match and are not among the first)


def group_results(
    results: Sequence[Result], by: str, order: str, documents: Sequence[DocumentRef], counts: Mapping[str, int]
) -> list[ResultGroup]:
    """Group results; ``counts`` says how many clauses of each of the ``documents`` that were searched match.

    Groups stand in the order of their first result; years in the order of time, unknown ones last.
    """
    key_of = _KEYS[by]
    totals: Counter[Key] = Counter()
    for ref in documents:
        totals[key_of(ref)] += counts.get(ref.doc_id, 0)
    members: dict[Key, list[Result]] = {}
    for result in results:
        members.setdefault(key_of(result.document), []).append(result)
    groups = [ResultGroup(*_name(by, found[0].document), tuple(found), totals[key]) for key, found in members.items()]
    return sorted(groups, key=partial(_time, is_rising=order == "oldest")) if by == "year" else groups


def silence(
    results: Sequence[Result], query: Query, documents: Sequence[DocumentRef], counts: Mapping[str, int]
) -> Silence:
    """Say which districts are not among the results: those that say nothing, and those that stand further down.

    Only documents that meet the filters, and the scope that was read from the words, count for silence: a district is
    not silent on 2025 for want of a document.
    """
    asked = [ref for ref in documents if query.filters.admits(ref.metadata) and query.scope.admits(ref.metadata)]
    areas = {_district(ref): ref.metadata for ref in asked}
    shown = {_district(result.document) for result in results}
    totals: Counter[Key] = Counter()
    for ref in asked:
        totals[_district(ref)] += counts.get(ref.doc_id, 0)
    names = Counter(known.district for known in areas.values())
    missing = {
        key: _full_name(known, is_alone=names[known.district] == 1) for key, known in areas.items() if key not in shown
    }
    ordered = sorted(missing.items(), key=lambda item: by_sound(item[1]))
    return Silence(
        tuple(name for key, name in ordered if not totals[key]),
        tuple((name, areas[key].district, totals[key]) for key, name in ordered if totals[key]),
    )


def _full_name(known: Metadata, *, is_alone: bool) -> str:
    """Name a district, with the area it belongs to where another one bears the same name."""
    name = known.district or UNKNOWN
    return name if is_alone or not known.parent else f"{name}（{known.parent}）"


def _name(by: str, document: DocumentRef) -> tuple[str, str]:
    known = document.metadata
    if by == "district":
        return known.district or UNKNOWN, known.parent
    if by == "document":
        return document.label, " · ".join([known.district or UNKNOWN, year_words(known.year)])
    return (year_words(known.year), "") if by == "year" else ("", "")


def _district(ref: DocumentRef) -> Key:
    return ref.metadata.parent, ref.metadata.district


_KEYS: Mapping[str, Callable[[DocumentRef], Key]] = {
    "district": _district,  # there are districts of one name in two cities
    "document": lambda ref: ref.doc_id,
    "year": lambda ref: ref.metadata.year,
    "none": lambda ref: None,  # noqa: ARG005 - every document is of the one group
}


def _time(group: ResultGroup, *, is_rising: bool) -> tuple[bool, int]:
    year = group.results[0].document.metadata.year
    return year is None, (year or 0) * (1 if is_rising else -1)
