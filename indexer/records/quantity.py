"""A number with its unit, as text states it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Comparator = Literal["eq", "about", "at_least", "more_than", "at_most", "less_than", "range", "stretch"]
QuantityKind = Literal["measure", "qualifier", "period", "bare"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit in a text.

    ``value`` is exact, 万 and 亿 multiplied out, in ``unit``; a percentage is its number, and 三分之二 is 66.66…%.
    ``unit`` is the usual name (㎡ is 平方米), 全覆盖 for full coverage (value 100), "" where none is written.
    ``comparator``: eq; about (约, 近, 左右); at_least (不少于, 以上); more_than (超, 余, 多); at_most (不超过, 以内);
    less_than (低于, 不足); range (2—3家: from ``value`` to ``upper``); stretch (增长2%，力争3%: the second of the two).
    A range with another comparator (3—5家左右) has that one, and ``upper`` says that it is a range.
    ``kind``: measure; qualifier, which says what is counted (60岁以上, 30万吨级); period (15个工作日); bare, a number
    that measures nothing (1788号), found only on request.
    """

    value: Decimal
    unit: str
    start: int
    end: int
    text: str  # the document's words: text[start:end]
    comparator: Comparator = "eq"
    upper: Decimal | None = None
    kind: QuantityKind = "measure"
