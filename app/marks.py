"""The marks of what documents say on a topic, and the sentences on what is not loaded, as the page draws them."""

from __future__ import annotations

from collections.abc import Sequence

from app.text import Safe, join, notice, tag
from indexer.insight.asking import Named
from indexer.insight.marks import MARKS, Mark
from indexer.insight.siblings import Unloaded

_NAMED = 20  # areas named that no document is loaded of


def mark(name: Mark) -> Safe:
    """Draw a mark: sign and word."""
    words = MARKS[name]
    return tag("span", f"{words.sign} {words.word}", cls=f"gz-mark gz-{name}")


def legend(names: Sequence[Mark] = tuple(MARKS)) -> Safe:
    """Draw what marks mean."""
    return tag("ul", join(tag("li", mark(name), tag("span", MARKS[name].meaning)) for name in names), cls="gz-legend")


def not_loaded(missing: Named) -> str:
    """Say what was asked for by name and is not loaded; empty where there is no such thing."""
    named = [*missing.districts, *(f"{year}年" for year in missing.years), *missing.types]
    return f"没有收录{'、'.join(named)}的文件，说没说不知道。" if named else ""


def say_beside(beside: Sequence[Unloaded]) -> None:
    """Name the neighbours of which nothing is loaded at all."""
    for unloaded in beside:
        names = "、".join(unloaded.districts[:_NAMED])
        more = f"等 {len(unloaded.districts)} 个" if len(unloaded.districts) > _NAMED else ""
        notice("info", f"{unloaded.parent or '全国'}还没有收录任何文件的：", names, more, "。")
