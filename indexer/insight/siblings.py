"""Districts of a corpus → the areas beside them that it has no document of: the other districts of the same city."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from indexer.records import DocumentRef
from indexer.structure.gazetteer import COUNTY, PROVINCE, Area, areas, areas_named, spoken_name


@dataclass(frozen=True, slots=True)
class Unloaded:
    """Areas of one city, prefecture or province that no document is loaded of; with ``parent`` empty, provinces."""

    parent: str
    districts: tuple[str, ...]


def siblings_not_loaded(documents: Iterable[DocumentRef]) -> tuple[Unloaded, ...]:
    """Return, parent by parent, the areas of the same level as those loaded, in the order of their official codes.

    One province among the documents is that of the others; only two or more are compared with all of China.
    """
    groups: dict[tuple[str, str], set[str]] = {}
    for district, parent in {(ref.metadata.district, ref.metadata.parent) for ref in documents}:
        for area in _known(district, parent):
            groups.setdefault((area.level, area.parent), set()).add(area.name)
    found: dict[str, list[str]] = {}
    for (level, parent), names in sorted(groups.items()):
        if level == PROVINCE and len(names) == 1:
            continue
        beside = [area for area in areas() if (area.level, area.parent) == (level, parent) and area.name not in names]
        found.setdefault(parent, []).extend(area.name if level == PROVINCE else spoken_name(area) for area in beside)
    return tuple(Unloaded(parent, tuple(names)) for parent, names in found.items() if names)


def _known(district: str, parent: str) -> list[Area]:
    """Return the area of the table that a district is; none where it has none, or does not tell which is meant."""
    named = areas_named(district)
    fitting = [area for area in named if area.parent == parent] if parent else list(named)
    if len(fitting) == 1:
        return fitting
    return [Area(district, "", parent, COUNTY)] if parent and not named else []  # a zone: 临港新片区 of 上海市
