"""Two figures side by side → how they stand to each other, in a word and the reason for it. Never a verdict.

What cannot be compared is said to be of different measure (口径不同): a growth and an amount, units that do not
convert, what was added and how many there are, three quarters and a year. Otherwise the bounds that the words set
decide: 170家以上 is reached by 180, 480张左右 by what is at most a tenth off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from indexer.insight.entry import Entry
from indexer.insight.likeness import Reading
from indexer.insight.pair_words import pair_words
from indexer.records import Commitment, Comparator

Sort = Literal["twice", "outcome", "change"]
Relation = Literal["一致", "不一致", "超过", "未达", "口径不同"]

_ABOUT = Decimal("0.1")  # 480张左右 is also met by 440 and 520; as in ``structure/quantity_match.py``
_ABOUT_A_RATE = Decimal("0.05")  # half a point of growth is much: 6%左右 is met by 5.7%, not by 5.5%
RATES = ("share", "个百分点")  # the family of % and ‰
_NOWHERE = Decimal("Infinity")
_UNCLEAR = "，从数字看不出是否达到"
_UPWARDS: tuple[Comparator, ...] = ("at_least", "more_than")
_DOWNWARDS: tuple[Comparator, ...] = ("at_most", "less_than")

_LEAST_SHARE = Decimal("0.0005")  # what would be shown as 0.0%

_LEVEL = re.compile(r"(?:[至到达为占]|达到|突破|保持在?|稳定在|控制在|不低于|超过?)\s*$")
_FROM = re.compile(r"[从由][^，。；,;]{0,20}$")
_TO = re.compile(r"[^，。；,;\d]{0,8}[到至]")
_TOTAL = re.compile(r"(?<!全年)(?<!年内)累计|总[数量]|存量|有效期内|现有|共有|拥有|保有")
# Years that a heading sums up or looks ahead to; not where it names a single year as well.
_YEARS = re.compile(
    r"(?:过去|近|这|今后|未来|以来的?)的?[三四五]年|[三四五]年[来间]|[三四五]年(?:工作|回顾|目标|成就)|本届政府|任期"
    r"|“十[一二三四五六]五”(?:时期|期间|以来|成就|回顾|发展|规划|主要|目标)"
)
_FIVE_YEARS = re.compile("五年|“十.五”|本届政府|任期")
_ONE_YEAR = re.compile(r"20\d\d年(?![—－-])")
_IN_YEAR = re.compile(r"20\d\d年|去年|今年|全年|一年来|过去一年")
_YEAR_END = re.compile(r"^截.*(?:年底|年末|12月)|^(?:全年|年内)$")
_BASES = (
    ("占比", "比重", "占全"),
    ("人均", "户均"),
    ("日均", "每日", "/日"),
    ("年均增", "年均新", "年均完"),
    ("扣除", "剔除", "同口径", "可比口径", "可比增"),
)
# Of these a smaller figure is not a shortfall.
_SMALLER_MAY_BE_MEANT = re.compile(
    "失业率|能耗|浓度|死亡|事故|排放|消费价格|涨幅|债务|赤字|负债|违法|违章|发案|投诉|支出|时间|时限|成本|费率|"
    "不良|污染|损失|流失率|缺口|人口(?!普查)|火灾|溢|重复率|贫困|耗水|用水量|用量"
)


@dataclass(frozen=True, slots=True)
class Stand:
    """How two figures stand to each other, and why."""

    relation: Relation
    reason: str


def stand(sort: Sort, left: Reading, right: Reading) -> Stand:
    """Return how the figure on the right stands to that on the left: the target, or what was said earlier."""
    if reason := _not_comparable(left, right):
        return Stand("口径不同", reason)
    if sort == "outcome":
        return _outcome(left, right)
    return _same_or_not(left, right, is_change=sort == "change")


def _figure(reading: Reading) -> str:
    """Return the figure with the words that bound it, for people."""
    said: dict[Comparator, str] = {
        "about": "（约数）",
        "at_least": "（下限）",
        "more_than": "（以上）",
        "at_most": "（上限）",
        "less_than": "（以下）",
        "stretch": "（力争）",
    }
    quantity = reading.entry.commitment.quantity
    return quantity.text + said.get(quantity.comparator, "")


def _not_comparable(left: Reading, right: Reading) -> str:
    ours, theirs = left.entry.commitment, right.entry.commitment
    if left.family != right.family:
        names = [unit or "无单位" for unit in (ours.quantity.unit, theirs.quantity.unit)]
        return f"单位不同：{names[0]}、{names[1]}"
    spans = span(left), span(right)
    if _length(spans[0]) != _length(spans[1]):
        is_written = (spans[0], spans[1]) == (_written(ours), _written(theirs))
        return f"期间{'' if is_written else '可能'}不同：{spans[0] or '一年'}、{spans[1] or '一年'}"
    first, second = measure(left), measure(right)
    if first and second and first != second:
        return f"所量不同：一处是{first}，一处是{second}"
    for words in _BASES:
        mine, other = (any(word in reading.around for word in words) for reading in (left, right))
        if mine != other:
            return f"所量不同：只有一处是“{words[0]}”"
    return ""


def span(reading: Reading) -> str:
    """Return the time that a figure covers, in the document's words: part of a year, or years; "" for one year.

    The words before the figure tell, else the headings: what stands under 过去五年工作回顾 is summed up over five
    years, but not what was reached in the end.
    """
    commitment, clause = reading.entry.commitment, reading.entry.clause
    if commitment.period:
        return _written(commitment)
    years = [
        match[0] for label in clause.path if not _ONE_YEAR.search(label) for match in [_YEARS.search(label)] if match
    ]
    is_of_year = _IN_YEAR.search(clause.text, 0, commitment.quantity.start)
    is_reached = commitment.kind == "result" and measure(reading) in ("达到的水平", "总数")
    return "" if not years or is_of_year or is_reached else years[-1]


def _written(commitment: Commitment) -> str:
    """Return the span that stands before the figure, without what only names its year."""
    return "" if _YEAR_END.search(commitment.period) else re.sub(r"^(?:今年|去年|20\d\d年)", "", commitment.period)


def _length(words: str) -> str:
    """Return how long a span is where it has many names: “十四五”时期, 过去五年 and 本届政府 are five years."""
    return "五年" if _FIVE_YEARS.search(words) else words


def measure(reading: Reading) -> str:
    """Return what a figure measures where the words say so: 增长幅度, 下降幅度, 新增数, 总数 or 达到的水平; else ""."""
    commitment = reading.entry.commitment
    text = reading.entry.clause.text
    before = text[max(0, commitment.quantity.start - 12) : commitment.quantity.start]
    sorts = reading.sorts
    if reading.family in RATES:
        if _LEVEL.search(before) and "增速" not in before and "增幅" not in before:
            return "达到的水平"
        if "fall" in sorts and "grow" not in sorts:
            return "下降幅度"
        return "增长幅度" if "grow" in sorts or "add" in sorts or "增速" in before else ""
    if _TOTAL.search(text[max(0, commitment.start - reading.entry.clause.start - 6) : commitment.quantity.end]):
        return "总数"
    if "add" in sorts:
        return "总数" if commitment.action.endswith(("到", "至")) else "新增数"
    is_reached = bool(re.search(r"[达至到]到?\s*$", before)) and not sorts & {"build", "bring", "help", "supply"}
    return "总数" if is_reached and reading.family in pair_words().counters.values() else ""


def is_comparable(entry: Entry) -> bool:
    """Return whether a figure measures something in a known year; the start of a change (从77%提高到80%) does not."""
    text, quantity = entry.clause.text, entry.commitment.quantity
    start = _FROM.search(text, 0, quantity.start)
    is_start = start and not _ONE_YEAR.search(start[0]) and _TO.match(text, quantity.end)
    return quantity.kind == "measure" and entry.year is not None and not is_start


def _same_or_not(left: Reading, right: Reading, *, is_change: bool) -> Stand:
    ours, theirs = _figure(left), _figure(right)
    if (left.low, left.high) == (right.low, right.high):
        same = left.entry.commitment.quantity.comparator == right.entry.commitment.quantity.comparator
        return Stand(
            "一致",
            f"数字相同：{left.entry.commitment.quantity.text}" if same else f"数字相同，说法不同：{ours}、{theirs}",
        )
    if is_change:
        return Stand("不一致", f"{ours} → {theirs}{_by(left, right)}")
    return Stand("不一致", f"数字不同：{ours}、{theirs}")


def _by(left: Reading, right: Reading) -> str:
    """Return by how much a plain figure changed, in words; a change of percentages in points."""
    is_plain = left.low == left.high and right.low == right.high and left.low > 0
    if not is_plain:
        return ""
    word = "增" if right.low > left.low else "减"
    if left.family in RATES:
        points = abs(right.entry.commitment.quantity.value - left.entry.commitment.quantity.value)
        return f"（{word} {points.normalize():f} 个百分点）"
    share = abs(right.low - left.low) / left.low
    return f"（{word}{f' {share:.1%}' if share >= _LEAST_SHARE else '不到 0.1%'}）"


def _outcome(target: Reading, result: Reading) -> Stand:
    """Return how a result stands to a target, by the bounds that the words of both set."""
    said, reported = target.entry.commitment.quantity.comparator, result.entry.commitment.quantity.comparator
    words = f"目标{_figure(target)}，结果{_figure(result)}"
    low, high = target.low, target.high
    least = _NOWHERE.copy_negate() if reported in _DOWNWARDS else result.low  # what the result is at least, and at most
    most = _NOWHERE if reported in _UPWARDS else result.high
    if said in _DOWNWARDS or (said == "eq" and "limit" in target.sorts):
        is_met = most < high or (most == high and said != "less_than")
        if is_met:
            return Stand("一致", f"{words}，在上限之内")
        is_over = least > high or (least == high and said == "less_than")
        return Stand("未达", f"{words}，不在上限之内") if is_over else Stand("不一致", words + _UNCLEAR)
    if said == "about":
        off = _ABOUT_A_RATE if target.family in RATES else _ABOUT
        low, high = low - abs(low) * off, high + abs(high) * off
    if least > high or (least == high and reported == "more_than"):
        return _beyond(target, words, is_over=True)
    if most < low or (most == low and reported == "less_than"):
        return _beyond(target, words, is_over=False)
    is_same = (result.low, result.high) == (target.low, target.high)
    if is_same or (low <= least and most <= high):
        return Stand("一致", words if is_same or said != "about" else f"{words}，与约数相差很小")
    return Stand("不一致", words + _UNCLEAR)


def _beyond(target: Reading, words: str, *, is_over: bool) -> Stand:
    if _SMALLER_MAY_BE_MEANT.search(target.object + target.around):
        return Stand("不一致", f"{words}，结果{'高' if is_over else '低'}于目标的数字，这一项不一定越大越好")
    if is_over:
        reached = target.entry.commitment.quantity.comparator in _UPWARDS
        return Stand("超过", f"{words}，达到目标并高于其下限" if reached else f"{words}，高于目标的数字")
    return Stand("未达", f"{words}，低于目标的数字")
