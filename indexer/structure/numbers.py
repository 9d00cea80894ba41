"""The numbers of a text with the unit behind each: what ``quantities.py`` puts together to quantities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from indexer.structure.names import is_name
from indexer.structure.numerals import ARABIC, CHINESE, DIGITS, MULTIPLE, amount, multiple, neighbours
from indexer.structure.units import Unit, find_unit

_WORD = rf"(?P<word>翻了?(?P<times>{CHINESE}|\d)?(?:番(?![茄禺])|倍)|全覆盖|过?半数|(?<![另前后])一半|过半(?!数))"
_SHARE = rf"(?P<parts>{CHINESE}|\d+)分之(?P<part>{CHINESE}|{DIGITS})"
_FRACTION = r"(?<![\d/A-Za-z.])(?P<above>\d{1,2})/(?P<below>\d{1,3})(?![\d/]|\s?[号月日级版])"
_AMOUNT = (
    rf"(?P<minus>(?<![0-9A-Za-z%）)\]-])-|(?<=[为长，、（(])负|零下)?(?P<amount>{ARABIC}|{CHINESE}|(?<![上下前后大多个])半)"
    rf"(?:\s?(?P<more>[余多来几+]))?(?:[ \u00a0]?(?P<multiple>{MULTIPLE})(?P<also_more>[余多来])?)?"
)
_TOKEN = re.compile(f"{_WORD}|{_SHARE}|{_FRACTION}|{_AMOUNT}")
_MULTIPLE_END = re.compile("[百千万亿]+$")
_HALF = re.compile("半(?![年导身径岛])")
_GRADE = re.compile("级(?!别)")
_MANY = re.compile("[几数][十百千万亿]?$")  # 几十, 数百 are no numbers
_LIST_NUMBER = re.compile(r"(?:^|[\n。；;])\s*\d{1,2}\.$")
_CODE = re.compile(r"\d{12}")  # account numbers; sums so large are written with 万 or 亿
_WRITTEN_OUT = re.compile("[一二两三四五六七八九].{2,}[万亿]")  # 五千五百万 农村人口
_WHOLE_PERIODS = ("年", "日", "分钟")  # 3.2025年 at the start of a line: item 3, 2025年
_NO_AMOUNT = re.compile("[多余]?(?:级|工程|行动|计划)")  # 万亿级, “千万工程”
_PERCENT, _PERMILLE, _DOUBLING = (
    Unit("%", "rate", True, "share", 10),
    Unit("‰", "rate", True, "share", 1),
    Unit("番", "rate"),
)
_FULL = Unit("全覆盖", "rate")
_HUNDRED, _HALF_VALUE = Decimal(100), Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the text, its unit included where it has one."""

    start: int
    end: int
    value: Decimal
    written: str = ""  # without unit and 余
    upper: Decimal | None = None
    unit: Unit | None = None
    more: str = ""  # 余, 多, 来 or + inside
    graded: bool = False  # 30万吨级
    glued: bool = False  # behind a stroke or a point: the end of a range, or part of a code
    named: bool = False  # part of a name, a date, an ordinal
    measured: bool = True  # has a unit, or 万 and 亿 behind digits

    @property
    def is_digits(self) -> bool:
        """Whether it is written in digits."""
        return self.written[:1].isdigit()

    @property
    def has_multiple(self) -> bool:
        """Whether 万 or another multiple is written with it."""
        return bool(_MULTIPLE_END.search(self.written))

    @property
    def counts(self) -> bool:
        """Whether it is a quantity as it stands."""
        return self.measured and not self.glued and not self.named

    def scaled_like(self, other: Number) -> Number:
        """Return the number with the multiple behind the other: 5至6万 begins at 50,000, 500至1万 at 500."""
        match = _MULTIPLE_END.search(other.written)
        if not match or self.has_multiple:
            return self
        scale = multiple(match[0])
        return replace(self, value=self.value * scale) if self.value < abs(other.value) / scale else self


def find_numbers(text: str) -> list[Number]:
    """Return the numbers of a text whose full width is folded, in order; ``end`` lies behind the unit."""
    return list(_numbers(text))


def _numbers(text: str) -> Iterator[Number]:
    end = 0
    for match in _TOKEN.finditer(text):
        if match.start() < end:
            continue  # the 半 of 一年半
        if match["word"]:
            number: Number | None = _of_word(match)
        elif match["parts"] or match["above"]:
            number = _of_share(match)
        else:
            number = _of_amount(text, match)
        if number:
            end = number.end
            yield number


def _of_word(match: re.Match[str]) -> Number | None:
    word, times = match["word"], match["times"]
    if word == "全覆盖":
        return Number(match.start(), match.end(), _HUNDRED, unit=_FULL)
    if word.endswith(("番", "倍")):
        value = amount(times) if times else Decimal(1)
        doubled = word.endswith("番") or value == 1  # 翻两倍 is said, but nobody knows what is meant
        return Number(match.start(), match.end(), value, unit=_DOUBLING) if value and doubled else None
    return Number(match.start(), match.end(), _HUNDRED / 2, unit=_PERCENT, more="多" if word[0] == "过" else "")


def _of_share(match: re.Match[str]) -> Number | None:
    """Read 百分之五, 千分之三, 三分之二 and 1/10."""
    below, above = amount(match["parts"] or match["below"]), amount(match["part"] or match["above"])
    if not below or above is None or (match["above"] and above >= below):
        return None
    unit, whole = (_PERMILLE, Decimal(1000)) if match["parts"] == "千" else (_PERCENT, _HUNDRED)
    return Number(match.start(), match.end(), above * whole / below, unit=unit)


def _of_amount(text: str, match: re.Match[str]) -> Number | None:
    written, more, start = match["amount"], match["more"] or match["also_more"] or "", match.start()
    if (
        more == "几"
        or _CODE.match(written)
        or (written[0] in "十百千万亿" and _MANY.search(text, max(0, start - 2), start))
    ):
        return None
    between = neighbours(written)
    value = _HALF_VALUE if written == "半" else between[0] if between else amount(written)
    if value is None:
        return None
    scale = multiple(match["multiple"] or "")
    bare = Number(
        start,
        match.end("multiple") if match["multiple"] else match.end("amount"),
        _whole(-value * scale if match["minus"] else value * scale),
        written + (match["multiple"] or ""),
        between[1] * scale if between else None,
        more=more,
    )
    return _with_unit(text, bare, match.end())


def _times(number: Number, factor: int) -> Number:
    return replace(number, value=number.value * factor, upper=None if number.upper is None else number.upper * factor)


def _whole(value: Decimal) -> Decimal:
    return Decimal(int(value)) if value == value.to_integral_value() else value


def _with_unit(text: str, number: Number, behind: int) -> Number:
    """Return the number with its unit, and with what its surroundings say of it."""
    found = find_unit(text, behind, chinese=not number.is_digits)
    if not found or (found.unit.only_digits and not number.is_digits):
        full = number.is_digits or _WRITTEN_OUT.fullmatch(number.written)
        measured = bool(full) and number.has_multiple and not _NO_AMOUNT.match(text, behind)
        named = is_name(text, number.start, number.end, number.written, None)
        return replace(number, measured=measured, glued=_is_glued(text, number), named=named)
    unit, end = found.unit, found.end
    if number.value < 0 and unit.sort in ("count", "period", "age"):
        number = replace(number, value=-number.value, start=number.start + 1)  # the stroke of 静安区-3家
    if "." in number.written and not number.has_multiple and (unit.sort == "count" or unit.name in _WHOLE_PERIODS):
        number = _behind_list_number(text, number)
    if unit.name == "成":  # 三成 are 30 %
        number, unit = _times(number, 10), _PERCENT
    if (unit.sort == "period" or unit.name == "倍") and (half := _HALF.match(text, end)):
        number, end = replace(number, value=number.value + _HALF_VALUE), half.end()
    return replace(
        number,
        end=end,
        unit=unit,
        more="多" if found.more else number.more,
        graded=bool(_GRADE.match(text, end)),
        glued=_is_glued(text, number),
        named=is_name(text, number.start, end, number.written, unit)
        or (number.written == "半" and unit.sort != "period"),
    )


def _behind_list_number(text: str, number: Number) -> Number:
    """Return 5个 for 3.5个项目 at the start of a line: halves do not occur, so 3. is the number of the item."""
    point = text.index(".", number.start) + 1
    if not _LIST_NUMBER.search(text, max(0, number.start - 10), point):
        return number
    written = text[point : number.start + len(number.written)]
    return replace(number, start=point, value=Decimal(written), written=written)


def _is_glued(text: str, number: Number) -> bool:
    before, last = text[max(0, number.start - 2) : number.start], text[number.start - 1 : number.start]
    if last == "." and _LIST_NUMBER.search(text, max(0, number.start - 10), number.start):
        return False
    inside = last in ("-", "~", "/", ":", "∶", ".", ",") and before[:1].isdigit()
    return inside or (number.unit is None and bool(re.match(r"[./:∶]\d", text[number.end : number.end + 2])))
