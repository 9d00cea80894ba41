"""The quantities of running text: 480张, 1.2万余套, 百分之五, 5至6万平方米, 翻一番, with place and comparator.

Text comes in as it is; a list of ``Quantity`` goes out, in order. What only looks like one is left out: dates,
ordinals, list numbers, addresses, names (“五个一”工程, 15分钟社区生活圈); ``numbers.py`` and ``names.py`` tell.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from indexer.records import Quantity, QuantityKind
from indexer.structure.comparators import comparator, is_stretch
from indexer.structure.numbers import Number, find_numbers

# One character for one, so that offsets stay: full width, and traditional forms in numbers and units.
_SAME = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
    | dict(zip("％．－～＋／＜＞−–—―〜", "%.-~+/<>----~", strict=True))
    | dict(
        zip(
            "萬億兩餘個張戶條項處場間輛臺畝頃噸隻棟層類種筆頭幾達過約於內爭實數從歲點鐘時蓋",
            "万亿两余个张户条项处场间辆台亩顷吨只栋层类种笔头几达过约于内争实数从岁点钟时盖",
            strict=True,
        )
    )
)
_RANGE = re.compile(r"\s?(?:-{1,2}|~|至|到)\s?")
_CHANGE = re.compile(r"[从由自]\s?$")  # 从5个到8个 is no range
_LIST = re.compile("[、和与及]|以及")
_EACH = re.compile("分别|依次")
_FAR_BACK = 20  # characters between 分别 and the first number of its list
_PROJECTS = re.compile(
    r"\s?及?以[上下]的?(?=[^，。；、]{0,8}(?:项目|企业|公司|单位|工业|产业|集群|园区|楼宇|商圈|工程|品牌))"
)
_LIFE = re.compile("寿命")  # years of life are what is measured, other ages say who is counted
_KINDS: dict[str, QuantityKind] = {"period": "period", "age": "qualifier"}


def find_quantities(text: str, *, bare: bool = False) -> list[Quantity]:
    """Return the quantities of a text, in order, none inside another; ``text[q.start:q.end] == q.text``.

    With ``bare``, also the numbers in digits that measure nothing (1788号, 2025年) or whose unit is not known.

    >>> [(str(q.value), q.unit, q.comparator) for q in find_quantities("新增养老床位1.2万张以上，增长百分之五")]
    [('12000', '张', 'at_least'), ('5', '%', 'eq')]
    """
    return list(_find(text, bare))


@lru_cache(maxsize=512)  # what reads a clause asks for them more than once
def _find(text: str, bare: bool) -> tuple[Quantity, ...]:
    folded = text.translate(_SAME)
    numbers = _joined(folded, find_numbers(folded))
    found: list[Quantity] = []
    for number in numbers:
        if number.counts:
            found.append(_quantity(text, folded, number, found[-1] if found else None))
        elif bare and number.is_digits:
            words = text[number.start : number.end]
            found.append(Quantity(number.value, "", number.start, number.end, words, kind="bare"))
    return tuple(found)


def _joined(folded: str, numbers: list[Number]) -> list[Number]:
    """Join the ends of ranges, and give a number without a unit the one of its list, from the back to the front."""
    joined: list[Number] = []
    for number in reversed(numbers):
        if joined and _is_second_of_hundred(folded, number, joined[-1]):
            joined[-1] = replace(joined[-1], unit=number.unit, measured=True, glued=False)
        behind = joined[-1] if joined else None
        if behind is None or behind.unit is None or number.unit not in (None, behind.unit):
            joined.append(number)
            continue
        between = folded[number.end : behind.start]
        stroke = behind.value < 0 and not between  # in 5个-8个 the stroke was taken for a minus
        if behind.upper is None and (stroke or _RANGE.fullmatch(between)):
            joined[-1:] = _ends(folded, number.scaled_like(behind), replace(behind, value=abs(behind.value)))
        elif _LIST.fullmatch(between) and not behind.named and _shares(folded, number):
            joined.append(replace(number, unit=behind.unit, measured=True))
        else:
            joined.append(number)
    return joined[::-1]


def _ends(folded: str, low: Number, high: Number) -> list[Number]:
    """Return one number for a range, the two numbers of a change, back to front (从5个到8个)."""
    changes = _CHANGE.search(folded, max(0, low.start - 2), low.start)
    if low.value < high.value and not changes:
        whole = replace(high, value=low.value, upper=high.value, start=low.start, written=low.written)
        return [replace(whole, glued=low.glued, named=low.named or high.named)]
    if changes or low.unit:
        return [high, replace(low, unit=high.unit, measured=True)]
    return [high, low]  # high stays glued to low: 09-2个 is a code


def _is_second_of_hundred(folded: str, number: Number, behind: Number) -> bool:
    """Return whether the number behind is the 八 of 百分之五至八."""
    opened = folded.startswith(("百分之", "千分之"), number.start)
    return opened and behind.unit is None and bool(_RANGE.fullmatch(folded[number.end : behind.start]))


def _shares(folded: str, number: Number) -> bool:
    """Return whether a number of a list has the unit of its last: 1409万、1305万人次, 分别为30、50和80张."""
    if not number.is_digits or number.unit:
        return False
    return number.has_multiple or bool(_EACH.search(folded, max(0, number.start - _FAR_BACK), number.start))


def _quantity(text: str, folded: str, number: Number, last: Quantity | None) -> Quantity:
    unit = number.unit
    name = unit.name if unit else ""
    sort = unit.sort if unit else ""
    said = comparator(folded, number.start, number.end, more=number.more, period=sort == "period")
    if said == "eq" and number.upper is not None:
        said = "range"
    if said == "eq" and last is not None and last.unit == name and _is_stretch_of(folded, last, number):
        said = "stretch"
    kind = _KINDS.get(sort, "measure")
    if sort == "age" and _LIFE.search(folded, max(0, number.start - _FAR_BACK), number.start):
        kind = "measure"
    if (number.graded and sort != "rate") or (sort == "money" and _PROJECTS.match(folded, number.end)):
        kind = "qualifier"
    words = text[number.start : number.end]
    return Quantity(number.value, name, number.start, number.end, words, said, number.upper, kind)


def _is_stretch_of(folded: str, last: Quantity, number: Number) -> bool:
    between = folded[last.end : number.start]
    return len(between) <= 12 and not re.search("[。；;]", between) and is_stretch(folded, number.start)
