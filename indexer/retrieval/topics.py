"""A topic → the words of things that belong to it, from ``topics.tsv``: 养老 → 长者食堂, 日间照护中心, 助餐点.

In comes a folded topic, out go its parts, each with the words by which an object of it can be told though its name
does not say it. The table is curated by hand and knows nothing of the corpus; what it does not hold is looked up among
the wordings of everyday speech (``wording.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from indexer.retrieval.wording import expand

_BETWEEN = re.compile(r"[\s、，,；;/|+]+|以及|和|与|及")
# What says nothing of the topic: 养老服务, 绿化建设, 就业方面.
_FRAME = re.compile(
    "(?:方面|领域|工作|建设|服务|事业|情况|问题|项目|设施|体系|保障|指标|任务|目标|发展|相关|有关|类|的)+$"
)


@dataclass(frozen=True, slots=True)
class Topic:
    """One of the things that are asked for: its words, and the words of what belongs to it."""

    words: str
    kinds: tuple[str, ...]


def read_topic(folded_topic: str) -> list[Topic]:
    """Return the parts of a topic, without the words that only frame them.

    >>> read_topic("停车和充电桩建设")
    [Topic(words='停车', kinds=('停车', '泊位', '车位')), Topic(words='充电桩', kinds=('充电', '换电'))]
    """
    return [Topic(part, _table().get(part) or _said(part)) for part in dict.fromkeys(_parts(folded_topic))]


def _said(part: str) -> tuple[str, ...]:
    return tuple(term for expansion in expand(part) for term in expansion.terms)


def _parts(topic: str) -> Iterator[str]:
    for part in [topic] if topic in _table() else _BETWEEN.split(topic):
        plain = part if part in _table() else _FRAME.sub("", part) or part
        if re.search(r"\w", plain):
            yield plain


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """Return name → words; a name that two lines give stands in the first."""
    table: dict[str, tuple[str, ...]] = {}
    for line in files(__package__).joinpath("topics.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            names, words = line.split("\t")
            for name in names.split("|"):
                table.setdefault(name, tuple(words.split("|")))
    return table
