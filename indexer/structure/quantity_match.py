"""Whether a quantity of a clause is the one that a user asks for."""

from __future__ import annotations

from decimal import Decimal

from indexer.records import Quantity
from indexer.structure.units import in_family

_UPWARDS = ("at_least", "more_than")
_DOWNWARDS = ("at_most", "less_than")
_TOLERANCE = Decimal("0.1")  # 480张左右 is also answered by 440 and by 520


def equal(first: Quantity, second: Quantity) -> bool:
    """Return whether two quantities give the same figure: value, upper bound and unit, whatever their comparators.

    Units that convert exactly may differ: 3公里 and 3000米, 1.2万套 and 12000套, 2公顷 and 30亩.
    """
    return in_family(first) == in_family(second)


def satisfies(asked: Quantity, stated: Quantity) -> bool:
    """Return whether the quantity of a clause answers the one of a query.

    A plain figure is answered by the same figure under any comparator (480张 by 不少于480张) and by an end of a range;
    左右 by what is at most 10 % off; 以上 and 超过 by what reaches or passes the bound and is no upper limit itself
    (480张以上 by 500张, not by 不超过500张); 以内 and 低于 the other way round; a range by what lies inside.
    A query without a unit (480) is answered in every unit. A clause without one (1.6万) answers only a plain figure.
    """
    if not _units_agree(asked, stated):
        return False
    _, bound, upper = in_family(asked) if asked.unit else (asked.unit, asked.value, asked.upper)
    _, low, stated_upper = in_family(stated) if asked.unit else (stated.unit, stated.value, stated.upper)
    high = low if stated_upper is None else stated_upper
    off = abs(bound) * _TOLERANCE if asked.comparator == "about" else Decimal(0)
    if upper is not None:
        return bound - off <= low and high <= upper + off
    if asked.comparator in _UPWARDS:
        passes = high > bound or (high == bound and asked.comparator in ("at_least", stated.comparator))
        return passes and stated.comparator not in _DOWNWARDS
    if asked.comparator in _DOWNWARDS:
        passes = low < bound or (low == bound and asked.comparator in ("at_most", stated.comparator))
        return passes and stated.comparator not in _UPWARDS
    return abs(low - bound) <= off or abs(high - bound) <= off


def _units_agree(asked: Quantity, stated: Quantity) -> bool:
    if not asked.unit:
        return True
    if not stated.unit:
        return asked.comparator == "eq" and stated.kind != "bare"
    return in_family(asked)[0] == in_family(stated)[0]
