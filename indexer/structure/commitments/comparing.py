"""Numbers set beside those of other places, and ranks: 高于全国增速1.2个百分点, 产量居全省第1位."""

from __future__ import annotations

import re

from indexer.structure.commitments.phrases import Span

_DISTANCE = re.compile(
    r"(?:均|都|仍|还|分别|明显|大幅|继续|持续)*"
    r"(?:(?P<above>(?<!不)[高低快慢优好]于)[^，。；、]{1,16}?|(?<![占对之])比(?![例重率值如])[^，。；、比]{1,16}?(?<![提升最降减增缩扩加])(?P<how>[高低快慢大]))出?$"
)
# What says nothing of what is measured: 增速高于全国 is that of the indicator before.
_BARE = re.compile(r"\s*(?:且|其)?(?:增速|增幅|涨幅|降幅|增长率|总量|占比|比重)?(?:也|均|都|又)?\s*")
_RANK = re.compile(
    r"(?:位居|稳居|跃居|位列|名列|排名|排在|(?<![安定民宜旧新群])居)(?:全|世界|中西?部|[东西]部|内地|各|第|前|首|同类)"
)


def distance(masked: str, start: int, end: int) -> tuple[Span, Span | None] | None:
    """Return the word that compares, and what is compared, before a number; None if nothing is."""
    match = _DISTANCE.search(masked, start, end)
    if match is None:
        return None
    action = Span(*match.span("above" if match["above"] else "how"))
    return action, None if _BARE.fullmatch(masked, start, match.start()) else Span(start, match.start())


def rank(masked: str, start: int, end: int) -> int | None:
    """Return where the words between two places begin to tell a rank."""
    match = _RANK.search(masked, start, end)
    return match.start() if match else None
