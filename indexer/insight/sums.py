"""What entries of the ledger make together: sums, and the points of a chart.

Only like is put with like: one object, unit, action, kind, year and part of the year. Percentages and other rates are
never summed, and neither is what one district states twice in different figures: nobody but a reader can tell whether
those are parts of a whole, a whole and its part, or a contradiction.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from indexer.insight.entry import Entry
from indexer.records import Commitment, CommitmentKind, Comparator, Quantity
from indexer.retrieval.folding import fold

# Units of rates, changes, durations and places in a ranking; whatever has a stroke is a rate as well.
_NOT_SUMMED = frozenset(
    {"%", "‰", "个百分点", "百分点", "全覆盖", "倍", "番", "成", "折", "度", "℃", "分贝", "岁"}
    | {"年", "个月", "月", "周", "天", "日", "小时", "分钟", "秒", "工作日", "个工作日"}
)
_RATE = re.compile("人均|户均|平均|每|率|比重|占比|比例|强度|密度|指数")
_SumKey = tuple[str, str, str, CommitmentKind, int, str]


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over the districts that state a figure each for the same object, action, unit, kind and year."""

    object: str
    action: str
    unit: str
    kind: CommitmentKind
    year: int
    value: Decimal
    upper: Decimal | None  # where the sum is a range
    comparator: Comparator  # of the sum: with one "at least" among its parts it is "at least"
    entries: tuple[Entry, ...]  # what was summed, one a district
    period: str = ""  # the part of the year: 前三季度
    repeated: tuple[Entry, ...] = ()  # what states the same figure again, counted once
    left_out: tuple[Entry, ...] = ()  # of districts that state more than one figure


@dataclass(frozen=True, slots=True)
class Indicator:
    """What can be compared across districts and years."""

    object: str
    unit: str
    action: str
    period: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A value of an indicator, for a chart."""

    district: str
    year: int
    kind: CommitmentKind
    value: Decimal
    upper: Decimal | None
    comparator: Comparator
    entry: Entry


def totals(entries: Iterable[Entry]) -> tuple[Total, ...]:
    """Return the sums over two districts or more, those of most districts first."""
    groups: dict[_SumKey, list[Entry]] = defaultdict(list)
    for entry in entries:
        commitment = entry.commitment
        if entry.district and entry.year is not None and is_summable(commitment):
            thing = fold(commitment.object), commitment.quantity.unit, commitment.action
            groups[(*thing, commitment.kind, entry.year, commitment.period)].append(entry)
    found = [total for key, members in groups.items() if (total := _total(key, members))]
    return tuple(sorted(found, key=lambda total: (-len(total.entries), total.object, total.action, total.year)))


def is_summable(commitment: Commitment) -> bool:
    """Return whether figures of this kind add up: 张 and 元 do, rates, shares, durations and averages do not."""
    unit = commitment.quantity.unit
    is_rate = unit in _NOT_SUMMED or "/" in unit or _RATE.search(unit + commitment.object)
    return bool(unit and commitment.object.strip()) and not is_rate and commitment.quantity.comparator != "stretch"


def _total(key: _SumKey, entries: Sequence[Entry]) -> Total | None:
    summed, repeated, left_out = _one_a_district(entries)
    if len(summed) < 2:
        return None
    added = add([entry.commitment.quantity for entry in summed])
    if added is None:
        return None
    _, unit, action, kind, year, period = key
    words = summed[0].commitment.object
    others = (tuple(repeated), tuple(left_out))
    return Total(words, action, unit, kind, year, *added, tuple(summed), period, *others)


def _one_a_district(entries: Sequence[Entry]) -> tuple[list[Entry], list[Entry], list[Entry]]:
    by_district: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_district[entry.district].append(entry)
    summed, repeated, left_out = [], [], []
    for members in by_district.values():
        if len({_figure(entry) for entry in members}) == 1:
            summed.append(members[0])
            repeated += members[1:]
        else:
            left_out += members
    return summed, repeated, left_out


def _figure(entry: Entry) -> tuple[Decimal, Decimal | None, Comparator]:
    quantity = entry.commitment.quantity
    return quantity.value, quantity.upper, quantity.comparator


def add(quantities: Sequence[Quantity]) -> tuple[Decimal, Decimal | None, Comparator] | None:
    """Return value, upper bound and comparator of a sum; None where nothing true can be said of it.

    A sum with "at least" in it is "at least"; with "about" it is "about". "At least" and "at most" do not add up, and
    neither does a bound with "about".
    """
    said = {quantity.comparator for quantity in quantities}
    lows = [quantity.value for quantity in quantities]
    highs = [quantity.value if quantity.upper is None else quantity.upper for quantity in quantities]
    above, below = said & {"at_least", "more_than"}, said & {"at_most", "less_than"}
    if (above and below) or ((above or below) and "about" in said):
        return None
    if above:
        return sum(lows, Decimal()), None, "more_than" if "more_than" in said else "at_least"
    if below:
        return sum(highs, Decimal()), None, "less_than" if "less_than" in said else "at_most"
    low, high = sum(lows, Decimal()), sum(highs, Decimal())
    upper = high if high > low else None
    return low, upper, "about" if "about" in said else "eq" if upper is None else "range"


def indicators(entries: Iterable[Entry]) -> dict[Indicator, tuple[Point, ...]]:
    """Return what can be drawn: indicators with points of two districts or years at least, the most points first.

    The points of one stand by district and year; a figure that a district states twice is one point.
    """
    groups: dict[tuple[str, str, str, str], dict[tuple[object, ...], Point]] = defaultdict(dict)
    for entry in entries:
        commitment, quantity = entry.commitment, entry.commitment.quantity
        if entry.year is None or not commitment.object.strip() or quantity.comparator == "stretch":
            continue
        place = (entry.district, entry.year, commitment.kind)
        point = Point(*place, quantity.value, quantity.upper, quantity.comparator, entry)
        key = (fold(commitment.object), quantity.unit, commitment.action, commitment.period)
        groups[key].setdefault((*place, *_figure(entry)), point)
    drawn = {
        Indicator(next(iter(points.values())).entry.commitment.object, *key[1:]): tuple(
            sorted(points.values(), key=lambda point: (point.district, point.year, point.kind, point.value))
        )
        for key, points in groups.items()
        if len({(point.district, point.year) for point in points.values()}) > 1
    }
    return dict(sorted(drawn.items(), key=lambda item: (-len(item[1]), item[0].object, item[0].action)))
