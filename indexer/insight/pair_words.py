"""The words by which commitments are compared, read from ``pair_words.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class PairWords:
    """The table in compiled form; the head of the file says what each part is for."""

    names: tuple[tuple[re.Pattern[str], str], ...]
    scope: re.Pattern[str]
    actions: Mapping[str, re.Pattern[str]]
    contrasts: Mapping[str, tuple[re.Pattern[str], ...]]
    counters: Mapping[str, str]  # unit → the sort of what it counts


@cache
def pair_words() -> PairWords:
    """Return the table, read once."""
    table = tomllib.loads(files(__package__).joinpath("pair_words.toml").read_text(encoding="utf-8"))
    return PairWords(
        names=tuple((re.compile(words), name) for words, name in table["names"]),
        scope=re.compile(table["scope"]),
        actions={sort: re.compile(words) for sort, words in table["actions"].items()},
        contrasts={name: tuple(map(re.compile, row)) for name, row in table["contrasts"].items()},
        counters={unit: sort for sort, units in table["counters"].items() for unit in units.split()},
    )


def action_sorts(action: str) -> frozenset[str]:
    """Return the sorts of an action: 新建 both adds and builds.

    >>> sorted(action_sorts("新建"))
    ['add', 'build']
    """
    return frozenset(sort for sort, pattern in pair_words().actions.items() if pattern.search(action))


def excluded(first: str, second: str) -> tuple[str, str] | None:
    """Return the words by which two texts speak of two matters, or None.

    >>> excluded("城镇居民收入", "农村居民收入"), excluded("城镇和农村居民收入", "农村居民收入")
    (('城镇', '农村'), None)
    """
    for ours, theirs in zip(_stated(first), _stated(second), strict=True):
        if ours and theirs and not ours.keys() & theirs.keys():
            return next(iter(ours.values())), next(iter(theirs.values()))
    return None


@lru_cache(maxsize=100_000)
def _stated(text: str) -> tuple[dict[int, str], ...]:
    """Return for each row of contrasts which of it a text has: place in the row → the words."""
    return tuple(
        {place: match[0] for place, pattern in enumerate(row) if (match := pattern.search(text))}
        for row in pair_words().contrasts.values()
    )
