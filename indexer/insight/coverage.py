"""Results → districts: who says something, and who has documents and says nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.records import DocumentRef, Filters, Result, Scope

UNKNOWN = "未知区"  # documents whose district is not known are shown under this name, never left out


@dataclass(frozen=True, slots=True)
class DistrictGroup:
    """The results of one district, best first."""

    district: str
    parent: str
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Districts that answer, in the order of their best result, and those that have documents but no match."""

    groups: tuple[DistrictGroup, ...]
    silent: tuple[str, ...]


def group_by_district(
    results: Sequence[Result],
    documents: Iterable[DocumentRef],
    filters: Filters | None = None,
    scope: Scope | None = None,
) -> Coverage:
    """Group results by district. ``documents`` are all that are loaded; a district outside them is not loaded at all.

    Only documents that meet the filters, and the scope that was read from the words, count for silence: a district is
    not silent on 2025 for want of a document.
    """
    filters, scope = filters or Filters(), scope or Scope()
    grouped: dict[str, list[Result]] = {}
    for result in results:
        grouped.setdefault(result.document.metadata.district or UNKNOWN, []).append(result)
    groups = tuple(
        DistrictGroup(district, members[0].document.metadata.parent, tuple(members))
        for district, members in grouped.items()
    )
    loaded = {
        document.metadata.district or UNKNOWN
        for document in documents
        if filters.admits(document.metadata) and scope.admits(document.metadata)
    }
    return Coverage(groups, tuple(sorted(loaded - grouped.keys())))
