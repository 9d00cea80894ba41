"""What several columns say → rows: figures of one thing in a row, clauses of near wording in a row.

A row of figures holds nothing that is not the same as everything else in it. What has no like stands alone.
docs/decisions/0012-compare.md says what was measured.
"""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations, pairwise
from math import log

import numpy as np
from numpy.typing import NDArray

from indexer.insight.alike import Group
from indexer.insight.entry import Entry
from indexer.insight.ledger import all_entries
from indexer.insight.likeness import LONG_OBJECT, Reading, Weights, likeness, overlap, read_entries, weigh
from indexer.insight.relations import RATES, is_comparable, measure, stand
from indexer.records import REVIEW, TASK
from indexer.retrieval.folding import fold
from indexer.retrieval.search import Searcher

_ALIKE = 0.4  # least likeness of two figures with one object: nothing around them may speak against it
_SAME_MATTER = 0.35  # what clauses must share where the object is short: 出口 of 猕猴桃 is not 出口 of a city
_NEAR, _SHARED = 0.33, 0.2  # of two clauses: likeness, and what they share of both
_LAST = sys.maxsize
_NOT_WORDS = re.compile(r"[\W\d_]+")  # figures differ where the matter is one

_Pairs = dict[tuple[int, int], float]  # two numbers, the smaller first → how alike


@dataclass(frozen=True, slots=True)
class FigureRow:
    """Figures of one thing, unit and kind; for each column those that it states, in the order of its clauses."""

    cells: tuple[tuple[Entry, ...], ...]

    @property
    def first(self) -> Entry:
        """The figure that names the row."""
        return next(entry for cell in self.cells for entry in cell)

    @property
    def width(self) -> int:
        """The number of columns that state such a figure."""
        return sum(map(bool, self.cells))


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """Clauses, one a column at most: some of near wording, the others only next in rank."""

    cells: tuple[Group | None, ...]
    near: frozenset[int] = frozenset()  # the columns whose clauses are of near wording

    @property
    def rank(self) -> int:
        """The best rank of a clause of the row within its own column."""
        return min(group.first.rank for group in self.cells if group)


def figure_rows(searcher: Searcher, columns: Sequence[Sequence[Entry]]) -> tuple[FigureRow, ...]:
    """Return the figures of the columns in rows, those of most columns first, then by how well they answer."""
    placed = [(at, stated) for at, column in enumerate(columns) for stated in _stated_together(column)]
    alike = _alike_figures(searcher, [stated[0] for _, stated in placed])
    rows = [
        FigureRow(
            tuple(tuple(chain(*(placed[n][1] for n in group if placed[n][0] == at))) for at in range(len(columns)))
        )
        for group in _groups(len(placed), alike)
    ]
    best = {id(row): max(entry.score for cell in row.cells for entry in cell) for row in rows}
    return tuple(sorted(rows, key=lambda row: (-row.width, -best[id(row)])))


def _stated_together(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Put together what a clause states of one thing: 4.4% and 5.6% of 城乡居民人均可支配收入分别增长4.4%、5.6%."""
    stated: dict[object, list[Entry]] = {}
    for entry in entries:
        said = entry.commitment
        thing = (said.clause_id, said.action, said.object or said.start, said.quantity.unit, said.kind, said.period)
        stated.setdefault((*thing, entry.year), []).append(entry)
    return list(stated.values())


def _alike_figures(searcher: Searcher, entries: Sequence[Entry]) -> _Pairs:
    """Return the pairs that may stand in one row: the same thing, done so, of one kind, in units that convert."""
    weights = _weights(searcher)
    readings = read_entries(entries)
    known = [number for number, entry in enumerate(entries) if is_comparable(entry)]
    return {
        (first, second): likeness(readings[first], readings[second], weights)
        for first, second in combinations(known, 2)
        if _is_same_thing(readings[first], readings[second], weights)
    }


def _is_same_thing(first: Reading, second: Reading, weights: Weights) -> bool:
    ours, theirs = first.entry.commitment, second.entry.commitment
    return (
        ours.kind == theirs.kind
        and first.family == second.family
        and _names_same(first, second)
        and (ours.action == theirs.action or bool(first.acts & second.acts) or not (first.acts and second.acts))
        and _measures_same(first, second)
        and stand("change", first, second).relation != "口径不同"
        and likeness(first, second, weights) >= _ALIKE
        and (
            max(len(first.object), len(second.object)) >= LONG_OBJECT
            or overlap(first.clause, second.clause, weights) >= _SAME_MATTER
        )
    )


def _names_same(first: Reading, second: Reading) -> bool:
    """Tell whether objects are the same, or one leaves out in front what its own clause says elsewhere.

    公共充电桩 is 电动汽车公共充电桩 where its clause speaks of 电动汽车; 养老床位 is not 家庭养老床位.
    """
    shorter, longer = sorted((first, second), key=lambda reading: len(reading.object))
    if not shorter.object or not longer.object.endswith(shorter.object):
        return False
    return longer.object[: -len(shorter.object)] in shorter.clause


def _measures_same(first: Reading, second: Reading) -> bool:
    """Tell whether both are an increase, or a total, or a level; the level of a rate is often only named."""
    measures = {measure(first), measure(second)}
    return len(measures) == 1 or (first.family in RATES and measures == {"", "达到的水平"})


@lru_cache(maxsize=2)  # as the entries of the ledger
def _weights(searcher: Searcher) -> Weights:
    return weigh(read_entries(all_entries(searcher)))


def clause_rows(columns: Sequence[Sequence[Group]]) -> tuple[ClauseRow, ...]:
    """Return the clauses of the columns in rows, the strongest of each column first.

    Clauses of near wording share a row, at the place of the strongest of them; the other columns go on by rank in it.
    """
    placed = [(at, group) for at, column in enumerate(columns) for group in column]
    groups = _groups(len(placed), _alike_clauses(placed), lambda number: placed[number][0])
    near = deque(sorted((dict(placed[n] for n in group) for group in groups if len(group) > 1), key=_rank))
    alone = [placed[group[0]] for group in groups if len(group) == 1]
    left = [deque(group for at, group in alone if at == column) for column in range(len(columns))]
    rows = []
    while near or any(left):
        following = min((column[0].first.rank for column in left if column), default=_LAST)
        held = near.popleft() if near and _rank(near[0]) <= following else {}
        cells = tuple(held.get(at) or (column.popleft() if column else None) for at, column in enumerate(left))
        rows.append(ClauseRow(cells, frozenset(held)))
    return tuple(rows)


def _rank(held: Mapping[int, Group]) -> int:
    return min(group.first.rank for group in held.values())


def _alike_clauses(placed: Sequence[tuple[int, Group]]) -> _Pairs:
    """Return how near the wording of each two clauses is; what was done is never beside what is planned."""
    texts = [_NOT_WORDS.sub("", fold(group.first.clause.text)) for _, group in placed]
    shared, wholes = _shared([frozenset(pairwise(text)) for text in texts])
    kinds = [next((f for f in (REVIEW, TASK) if f in group.first.clause.flags), "") for _, group in placed]
    found: _Pairs = {}
    for first, second in np.argwhere(np.triu(shared, 1) > 0).tolist():
        of_both = 2 * shared[first, second] / (wholes[first] + wholes[second])
        of_shorter = shared[first, second] / min(wholes[first], wholes[second])
        if kinds[first] == kinds[second] and of_both >= _SHARED:
            found[first, second] = float(of_both + of_shorter) / 2
    return found


def _shared(texts: Sequence[frozenset[tuple[str, str]]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what each two texts share and what each weighs: pairs of characters, the rarer the heavier."""
    having: dict[tuple[str, str], list[int]] = {}
    for number, text in enumerate(texts):
        for pair in text:
            having.setdefault(pair, []).append(number)
    shared, wholes = np.zeros((len(texts), len(texts))), np.full(len(texts), 1e-9)
    for pair in sorted(having):
        numbers = having[pair]
        weight = 0.1 + log(len(texts) / len(numbers))  # what all have says little, but not nothing
        wholes[numbers] += weight
        if len(numbers) > 1:
            shared[np.ix_(numbers, numbers)] += weight
    return shared, wholes


def _groups(count: int, alike: _Pairs, column: Callable[[int], int] | None = None) -> list[list[int]]:
    """Put numbers together, the most alike first, as long as all of a group are alike.

    With ``column`` a group has one of each column, and must be near on the whole: wording drifts from year to year.
    """
    groups = {number: [number] for number in range(count)}
    for first, second in sorted(alike, key=lambda pair: (-alike[pair], pair)):
        ours, theirs = groups[first], groups[second]
        if ours is theirs or (column and set(map(column, ours)) & set(map(column, theirs))):
            continue
        scores = [alike.get((min(a, b), max(a, b)), 0.0) for a in ours for b in theirs]
        if (sum(scores) >= _NEAR * len(scores)) if column else all(scores):
            merged = sorted(ours + theirs)
            groups.update(dict.fromkeys(merged, merged))
    return list({id(group): group for group in groups.values()}.values())
