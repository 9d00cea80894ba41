"""The quantities of a clause that measure something, and what the words around them add to them."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from indexer.records import Comparator, Quantity
from indexer.structure.commitments.governing import RATES
from indexer.structure.commitments.listed import Told
from indexer.structure.commitments.parts import HIDDEN
from indexer.structure.quantities import find_quantities

# Points of the text itself: 以下七方面工作, 从6个维度, 最后一公里.
_POINTING = re.compile(r"(?:以下|下列|如下|上述|这|那|前述|最后|连续|铁人)\s?$")
_ADJECTIVE = re.compile(r"[的、式]|[\u4e00-\u9fff](?<![和及与等])")  # 全覆盖的体系, 全覆盖开展
_POINTS = re.compile(
    r"(?:大?方面|个?维度|大类|项?任务举措[：:]|[大项个类]?(?:主要|约束性|预期性)?指标|[^，。；]{0,8}[：:]$)"
)
_RANK = re.compile(r"(?:排名|排位|位次|名次|位居|位列|稳居|居全)[^，。；]{0,14}$")
# 总投资3亿元的项目, 年吞吐量超千万吨的港口, 50万元以上的村: which ones are meant.
_SIZE_OF = re.compile(
    r"(?:投资|规模|产值|营收|收入|资本|资金|价值|量|面积|长|宽|高|深|时速)(?:超过?|达到?|在|约|近|为)?\s?$"
)
_SORT = re.compile("(?:及?以上)?的?[^，。；、]{0,2}(?:企业|项目|县|园区|集群|楼宇|乡镇|村|公司)")  # 超百亿元企业3家
_STANDARD = re.compile(r"(?:服务)?半径|范围|以?内|(?:见方|口径|分辨率|车程|步行|间距|距离)")
_NAMED_BY = {
    "千伏": re.compile("[变输线电直交配电网及以级]"),
    "纳米": re.compile("[\u4e00-\u9fff]"),
    "英寸": re.compile("[\u4e00-\u9fff]"),
}
_ROUND = re.compile("[百千万亿]{2,}[^百千万亿]")  # 千万吨炼化一体化 is a name
_NOUN = re.compile("[^\\W\\d_以左上及多余的]")
_SAYS_WHICH = re.compile(r"\s?(?:及?以[上下]|左右)?的(?!目标|任务|增|贷款|资金|税|补)[^，。；]{1,}")
# A duration is a measure where it is what changes, or what is promised at least.
_DURATION = re.compile(
    r"(?:压缩|缩短|压减|缩减|减少|延长|增加|提前|节约|节省|达到?|提高|控制在?|提速|降|快)(?:到|至|为|了)?(?:了)?\s?(?:\d+个?)?$"
)
_DURATION_NOUN = re.compile(
    r"(?:时间|时长|服务|活动|培训|教育|锻炼|运动|学习|值守|开放|天数|日数|时限|工期)[^，。；]{0,8}$"
)
_DURATION_OF = re.compile("以?上?的?[^，。；、]{0,6}(?:服务|培训|活动|教育|锻炼|学习)")
_LARGEST_CLASS = 3
_LARGER = re.compile("及?以[上下]的?[^，,。；;、：:]{2,14}")  # 存栏50头以上养殖户23户: the second is counted
_OR_MORE = re.compile("及?以[上下][^，,。；;、：:]")  # 86个20户以上自然村
_AMONG = re.compile("[^，。；、]{0,10}中(?=[，,有])")  # 其余27项中，
_HUNDRED = re.compile("“?(?:100[%％]|百分之百)")
_NUMERALS = "一二三四五六七八九十两"
# 1万台（套）以上
_BEHIND_BRACKET = re.compile(r"[（(][^（）()\d]{1,4}[)）](以上|以下|以内|左右)")
_SIGNS: dict[str, Comparator] = {"以上": "at_least", "以下": "at_most", "以内": "at_most", "左右": "about"}
_LEAST = re.compile("至少|最少|不少于")
_COUNTED = re.compile("(人次|户次|场次|件次)$")


def measures(text: str, masked: str) -> list[Quantity]:
    """Return the quantities of a clause that measure something; ``masked`` is its text with the names hidden."""
    found = [quantity for quantity in find_quantities(text) if _measures(text, masked, quantity)]
    which = {one for one, following in pairwise(found) if _LARGER.fullmatch(text, one.end, following.start)}
    which |= {two for one, two in pairwise(found) if two.start - one.end <= 1 and _OR_MORE.match(text, two.end)}
    return [quantity for quantity in found if quantity not in which or quantity.unit in RATES]


def _measures(text: str, masked: str, quantity: Quantity) -> bool:
    if masked[quantity.start] == HIDDEN:
        return False  # in a name: “电竞20条”
    if quantity.unit in ("课时", "学时"):
        return True
    if (
        quantity.comparator in ("more_than", "at_least")
        and quantity.unit.endswith("元")
        and _SORT.match(text, quantity.end)
    ):
        return False
    if quantity.kind == "period":
        return _is_promised(text, quantity)
    if quantity.kind != "measure" or quantity.unit == "方面" or _POINTING.search(text, 0, quantity.start):
        return False
    if quantity.unit in ("", "位", "名") and _RANK.search(text, max(0, quantity.start - 16), quantity.start):
        return False
    if quantity.unit == "个" and _HUNDRED.match(text, quantity.end):
        return False  # 实现三个100%
    if quantity.unit == "类" and quantity.value <= _LARGEST_CLASS and quantity.text[0].isdigit():
        return False  # 1类新药, 3类区域
    if quantity.unit in ("%", "‰") and text[max(0, quantity.start - 1) : quantity.start] in ("前", "个"):
        return False
    if quantity.comparator == "eq" and _ROUND.match(text, quantity.start) and _NOUN.match(text, quantity.end):
        return False
    if quantity.unit == "全覆盖":
        return not _ADJECTIVE.match(text, quantity.end)
    if quantity.unit in ("个", "项", "件") and _AMONG.match(text, quantity.end):
        return False
    if quantity.unit in _NAMED_BY and _NAMED_BY[quantity.unit].match(text, quantity.end):
        return False
    if quantity.unit in ("米", "公里") and _STANDARD.match(text, quantity.end):
        return False
    is_size = bool(_SIZE_OF.search(text, max(0, quantity.start - 12), quantity.start))
    if (is_size or quantity.unit.endswith("元")) and _SAYS_WHICH.match(text, quantity.end):
        return not is_size and not text.startswith("以", quantity.end)
    return not (quantity.unit in ("个", "项", "类") and _POINTS.match(text, quantity.end))


def counts(told: Told) -> bool:
    """Return whether a number is a measure once its verb is known: 一条跑道、两个关键 without one are not."""
    quantity = told.part.quantity
    is_small = (
        quantity.text[0] in _NUMERALS
        and quantity.unit not in ("%", "倍", "番", "全覆盖")
        and not quantity.unit.endswith("元")
    )
    return bool(told.action) or not is_small


def _is_promised(text: str, quantity: Quantity) -> bool:
    first = max(0, quantity.start - 14)
    if _DURATION.search(text, first, quantity.start) and quantity.unit != "年":
        return True
    is_least = quantity.comparator in ("at_least", "more_than")
    return is_least and bool(
        _DURATION_NOUN.search(text, first, quantity.start) or _DURATION_OF.match(text, quantity.end)
    )


def with_adverbs(text: str, told: Told) -> Quantity:
    """Return the quantity with what stands before its verb (至少建成1处) and in its object (观赛人次超过3万)."""
    quantity, action = told.part.quantity, told.governing.action
    if told.comparator != quantity.comparator:
        quantity = replace(quantity, comparator=told.comparator)
    if quantity.comparator == "eq" and (match := _BEHIND_BRACKET.match(text, quantity.end)):
        quantity = replace(quantity, comparator=_SIGNS[match[1]])
    if (
        quantity.comparator == "eq"
        and action
        and _LEAST.search(text, told.part.start, max(told.part.start, action.start))
    ):
        quantity = replace(quantity, comparator="at_least")
    counted = _COUNTED.search(told.object)
    if not quantity.unit and counted:
        quantity = replace(quantity, unit=counted[1])
    return quantity
