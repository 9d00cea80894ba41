"""The marks of what documents say on a topic, as the page draws them."""

from __future__ import annotations

from collections.abc import Sequence

from app.text import Safe, join, tag
from indexer.insight.marks import MARKS, Mark


def mark(name: Mark) -> Safe:
    """Draw a mark: sign and word."""
    words = MARKS[name]
    return tag("span", f"{words.sign} {words.word}", cls=f"gz-mark gz-{name}")


def legend(names: Sequence[Mark] = tuple(MARKS)) -> Safe:
    """Draw what marks mean."""
    return tag("ul", join(tag("li", mark(name), tag("span", MARKS[name].meaning)) for name in names), cls="gz-legend")
