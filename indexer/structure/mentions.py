"""Text → which areas, streets and towns it names, and how often; in one pass each."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from indexer.structure.gazetteer import areas, names, places

# 宝山路, 黄浦江, 普陀山, 金山银山, 静安寺, 南京西路 are not the areas 宝山, 黄浦, 普陀, 金山, 静安, 南京.
_NO_AREA = re.compile(r"[东南西北中]?[一二三四五]?[路街桥]|[江河湖湾山银寺]")
_PLACE_ENDING = re.compile("街道|[镇乡]|苏木")


@cache
def _index() -> dict[str, tuple[str, ...]]:
    """Return first two characters → names that begin so, longest first; without those that are words too."""
    words = {area.name for area in areas() if area.weak in ("full", "text")}
    known = (names() - words) | {area.short for area in areas() if not area.weak}
    index: dict[str, tuple[str, ...]] = {}
    for name in sorted(known, key=lambda name: (-len(name), name)):
        index[name[:2]] = (*index.get(name[:2], ()), name)
    return index


@cache
def _longest_place() -> int:
    return max(map(len, places()))


def count_names(text: str) -> Counter[str]:
    """Return full or short name of an area → how often it stands in the text. A place counts once, by its longest name.

    >>> sorted(count_names("上海市静安区在静安，黄浦江在黄浦。").items())
    [('上海市', 1), ('静安', 1), ('静安区', 1), ('黄浦', 1)]
    """
    counts: Counter[str] = Counter()
    index, full = _index(), names()
    at, last = 0, len(text) - 1
    while at < last:
        for name in index.get(text[at : at + 2], ()):
            if text.startswith(name, at):
                at += len(name)
                # What follows tells the river from the area, and is passed over with it: 黄浦江 is not 浦江 either.
                if name in full or not _NO_AREA.match(text, at):
                    counts[name] += 1
                break
        else:
            at += 1
    return counts


def count_places(text: str) -> Counter[str]:
    """Return street, town or township of ``places.tsv`` → how often it stands in the text.

    >>> count_places("北外滩街道和彭浦镇")
    Counter({'北外滩街道': 1, '彭浦镇': 1})
    """
    known = places()
    counts: Counter[str] = Counter()
    for match in _PLACE_ENDING.finditer(text):
        for start in range(max(0, match.end() - _longest_place()), match.start()):
            if (place := text[start : match.end()]) in known:
                counts[place] += 1
                break
    return counts
