"""The numbers of a clause in a row: what one leaves out comes from its neighbours, or from the words before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from indexer.records import Comparator
from indexer.structure.commitments.actions import Verbs
from indexer.structure.commitments.governing import RATES, Governing, govern, object_above, subject_above
from indexer.structure.commitments.parts import Part

# Indicators have a verb of their own, or none: 完成道路20条，总投资3亿元.
_INDICATOR = re.compile(
    r"(?:[量率额值比重例]|收入|面积|规模|总[投产]资?|投资|产量|金额|水平|指数|余额|装机|产能|里程|人口|人数|资金|引资)$"
)
_LEVEL = re.compile("^(?:国家|省|市|区|县|州)级|^(?:国|省)内外?")
_COMPARES = re.compile("(?:超过?|突破|逾|约|近|不低于|不少于|不超过|低于|高于)$")  # holds for a list
_REACHES = re.compile("惠及|覆盖|受益|达到?$|(?<!新)增|降|升|占|突破|是|为$")  # says nothing of a new subject
_SPENT = re.compile("^(?:投入|投资|筹资|减税降费|减负)")
_STATED = re.compile(r"(?:[超达是为]|超过|突破|达到)$")


@dataclass(slots=True)
class Told:
    """What is read of one number of a clause."""

    part: Part
    governing: Governing
    action: str
    object: str
    comparator: Comparator


def read_list(text: str, masked: str, parts: list[Part], verbs: Verbs, carried: str) -> list[Told]:
    """Return what is read of each number of a clause; ``carried`` is the object of a sentence that goes on."""
    read: list[Told] = []
    led = ""
    for part in parts:
        governing = govern(masked, part, verbs, led=led if part.is_joined else "")
        if read and read[-1].governing.is_base and part.is_joined and part.start == part.quantity.start:
            governing = Governing(None, None, is_base=True, is_alone=True)  # 从15家、8家增加到40家、20家
        read.append(_told(text, part, governing))
        led = _class_of(governing, verbs) or (led if part.is_joined else "")
    for left, right in pairwise(read):
        if (not left.object or _LEVEL.fullmatch(left.object)) and _counts_together(left.part, right.part):
            left.object = _LEVEL.sub("", right.object, count=1) or left.object  # 新建1个、翻建2个运动场
        left_at, right_at = left.part.quantity, right.part.quantity
        is_bare = right.part.is_joined and right.part.start == right_at.start and left_at.unit == right_at.unit
        if is_bare and right.comparator == "eq" and _COMPARES.search(text, left.part.start, left_at.start):
            right.comparator = left.comparator  # 分别超过4万元、2万元
    _share_out(text, read)
    for number, told in enumerate(read):
        before = [one for one in read[:number] if one.part.sentence == told.part.sentence]
        above = "" if before else _said_before(told.part, read[:number]) or carried
        _complete(text, masked, told, before, verbs, above)
        if told.part.is_joined and told.governing.is_behind:
            _hand_back(before, told)
    return read


def _share_out(text: str, read: list[Told]) -> None:
    """Give the numbers behind 分别 the objects of those before: 接待游客90万人次、实现收入8亿元，分别增长5%和6%."""
    for first, told in enumerate(read):
        if told.object or "分别" not in text[told.part.start : told.part.quantity.start]:
            continue
        last = first + 1
        while last < len(read) and read[last].part.is_joined and not read[last].governing.object:
            last += 1
        whose = read[max(0, 2 * first - last) : first]
        if len(whose) == last - first > 1 and all(one.governing.object for one in whose):
            for one, other in zip(read[first:last], whose, strict=True):
                one.object = other.object


def _class_of(governing: Governing, verbs: Verbs) -> str:
    """Return the class of the verb that a number has of its own."""
    verb = verbs.beginning_at(governing.action.start) if governing.action else None
    return verb.first if verb else ""


def _told(text: str, part: Part, governing: Governing) -> Told:
    action = text[slice(*governing.action)] if governing.action else ""
    if not action and part.quantity.unit == "番":
        action = part.quantity.text[:1]  # 翻 of 翻一番
    return Told(
        part, governing, action, text[slice(*governing.object)] if governing.object else "", part.quantity.comparator
    )


def _counts_together(left: Part, right: Part) -> bool:
    if left.quantity.unit in RATES or not right.is_joined:
        return False
    return (
        left.quantity.unit == right.quantity.unit or right.quantity.start - left.quantity.end <= 1
    )  # 2500公里3460个排污口


def _complete(text: str, masked: str, told: Told, before: list[Told], verbs: Verbs, carried: str) -> None:
    last = before[-1] if before else None
    has_object = bool(told.object)
    if told.part.quantity.unit.endswith("元") and _SPENT.search(told.action):
        return  # 投入2亿元，实施…: what for is said behind
    if not told.object:
        told.object = _object_between(text, masked, told, last, verbs) or _object_before(told.part, before)
    if not told.object and not before and (above := object_above(masked, told.part, verbs)):
        told.object = text[slice(*above)]
    if not told.object and not before:
        told.object = carried
    if not told.object and told.governing.action and (head := told.governing.head):
        start, end = told.governing.action
        told.action, told.object = text[start:head], text[head:end]  # 新增减税降费59.3亿元
    if (
        last
        and not told.action
        and not told.governing.is_alone
        and ((not has_object and _is_alike(told, last)) or _goes_on(text, told, last))
    ):
        told.action = last.action
    if not told.action and told.governing.spare:
        told.action = text[slice(*told.governing.spare)]


def _is_alike(told: Told, last: Told) -> bool:
    return (told.part.quantity.unit in RATES) == (last.part.quantity.unit in RATES)


def _said_before(part: Part, read: list[Told]) -> str:
    """Return the object of the sentence before that is counted in the same unit: 新建600套；已开工420套."""
    return read[-1].object if read and read[-1].part.quantity.unit == part.quantity.unit else ""


def _object_between(text: str, masked: str, told: Told, last: Told | None, verbs: Verbs) -> str:
    """Return what the words between the number before and this one speak of: 进出口总值创新高，达到5379亿元."""
    if last is None or not told.governing.action:
        return ""
    above = subject_above(masked, told.part, last.part.end, verbs)
    return text[slice(*above)] if above else ""


def _object_before(part: Part, before: list[Told]) -> str:
    """Return the object of the number before, of the last with the same unit where there is one."""
    quantity = part.quantity
    if part.is_joined and before:
        return before[-1].object
    alike = [one for one in before if one.part.quantity.unit == quantity.unit and quantity.unit not in RATES]
    found = alike or before
    return found[-1].object if found else ""


def _goes_on(text: str, told: Told, last: Told) -> bool:
    """Return whether a number with an object of its own has the verb of the one before."""
    quantity = told.part.quantity
    stated = _STATED.search(text, told.part.start, quantity.start)
    between = text[last.part.quantity.end : quantity.start]
    if told.part.is_joined or "其中" in between or not ("，" in between or "," in between):
        return not stated and not (last.part.quantity.unit in RATES and quantity.unit not in RATES)
    is_rate = quantity.unit in RATES or last.part.quantity.unit in RATES
    return not (
        is_rate or stated or _REACHES.search(last.action) or told.governing.is_behind or _INDICATOR.search(told.object)
    )


def _hand_back(before: list[Told], told: Told) -> None:
    """Give the verb behind a list to the numbers of the list before it: 5个亭、10个廊投入使用."""
    for one in reversed(before):
        if one.action:
            return
        one.action = told.action
        if not one.part.is_joined:
            return
