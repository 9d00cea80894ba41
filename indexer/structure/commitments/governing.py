"""The words around a number → the verb that governs it and the object that it counts or measures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from indexer.structure.commitments.actions import Verb, Verbs
from indexer.structure.commitments.parts import Part

Span = tuple[int, int]

_TIME = (
    r"(?:(?:今|明|去|上|全|本|当)年(?!度)|年[内底末](?:[之以]?前)?|每年|20\d\d年(?:底|末)?(?:[之以]?前)?|[到至](?=20)|十[一二三四五]五(?:期间|末)|"
    r"[一二三四五六七八九十]年来|[上下]半年|前[一二三]季度|截至[^，。、]{0,8}?[底末日前]|目前)"
)
# Words that say how or when: before a verb they are no part of the object.
_ADVERBS = re.compile(
    rf"(?:{_TIME}|力争|确保|努力|计划|争取|预计|预期|拟|将|要|并|且|同时|其中|也|还|均|再|又|已经?|累计|总共|共计?|合计|实际|基本|"
    r"全面|大力|积极|持续|有序|着力|进一步|继续|率先|成功|稳步|分别|超额|全力|深入|扎实|统筹|不断|高标准|高质量|高水平|免费|同步|"
    r"重点|滚动|切实|加快(?=[建完打构])|(?:主要)?(?:预期)?目标[是为：:]|第?[一二三四五六七八九十]+是|比上年|较上年|同比|首次|顺利|如期|提前|\s|了|□□?(?=[^□]))+"
)
_WHERE = re.compile(rf"(?:{_TIME}|[全我][区市县省镇州]|其中|累计|已|了|\s)+")
# Words between verb or noun and number.
_BETWEEN = re.compile(
    r"(?:不得?(?:少于|低于|小于|高于|超过|多于)|至少|最低|最高|超过|超出|高达|达到?或超过|大约|接近|[约近超逾过上]|低于|小于|少于|高于|大于|不足|不到|"
    r"共计?|各|总计|合计|累计|分别为?|力争(?:达到|实现|完成)?|努力|确保|争取|目标|仅|将|均|年均|平均|每年|同比|[比较]上年|[比较]去年|新增的|均为|为|是|\s|[“])+$"
)
_COMPARED = re.compile(
    r"\s?(?:[（(](?:间|户|含|次)[^）)]{0,4}[)）])?(?:及?以[上下内](?![海市])|之[内上]|左右|上下|[多余](?=[，。；、的]|$))?"
)
_OF = re.compile(r"(?:的|之)(?=.)")
_PREPOSITION = re.compile(r"(?:为|向|对|给|面向|在|从|由|让|使|把)(?:全[区市县省])?$")
_NO_NOUN = re.compile(r"用于|用来|以[满便]|来|后|时|等(?!级)|和|及|与|以及|的?(?:基础|水平)上|增速|、")
_TAIL = re.compile(r"(?:[等共各约达超近的为至到、和及与“\s]|总数(?=达)|总计|合计|累计|不少于|分别|力争|确保|实现目标|目标|[比较]上年|同比|年均)+$")
_HEAD = re.compile(r"(?:[了的之、和及与\s]|一批|以及|中的)+")
_OPEN = re.compile(r".{0,2}(?:等|现有|全部|其余|其他|剩余|首批|[这那]些)$")
# These make others act: 帮助600名人员实现就业.
_PIVOT = re.compile("帮助|组织|支持|推动|引导|带动|鼓励|助力|促进|推进|吸引|动员|帮扶|扶持|安排|选派|服务|争取")
_INDICATOR = ("%", "‰", "个百分点", "倍", "番")
_LONGEST_OBJECT = 40


@dataclass(frozen=True, slots=True)
class Governing:
    """Where the verb and the object of a number stand in its part; None where the part leaves one out.

    ``is_behind``: the verb stands behind the number (5所学校开工).
    """

    action: Span | None
    object: Span | None
    is_behind: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """The number of a part with what compares it, ``text[start:end]``: 不少于480张以上."""

    start: int
    end: int


def bounds(masked: str, part: Part) -> Bounds:
    """Return where the number begins and ends with the words that say how it is meant."""
    before = _BETWEEN.search(masked, part.start, part.quantity.start)
    behind = _COMPARED.match(masked, part.quantity.end, part.end)
    start = before.start() if before else part.quantity.start
    return Bounds(start, behind.end() if behind else part.quantity.end)


def govern(masked: str, part: Part, verbs: Verbs) -> Governing:
    """Return the verb and the object of the number of a part."""
    number = bounds(masked, part)
    start = _skip(masked, part.start, number.start)
    if _PREPOSITION.search(masked, start, number.start):
        found = _of_phrase(masked, number.end, part.end, verbs)
        if found:
            return found
    verb = _verb_before(start, number.start, part, verbs)
    noun = _noun_behind(masked, number.end, part.end, verbs, verb)
    if verb is None:
        return _without_verb(masked, part, (start, number.start), noun, verbs)
    action = (verb.start, verb.end)
    if noun and not (part.quantity.unit in _INDICATOR and verb.last == "move"):
        return Governing(action, noun)
    between = _trimmed(masked, verb.end, number.start)
    return Governing(action, between or _subject(masked, start, verb, verbs))


def _skip(masked: str, start: int, end: int) -> int:
    match = _ADVERBS.match(masked, start, end)
    return match.end() if match else start


def _verb_before(start: int, end: int, part: Part, verbs: Verbs) -> Verb | None:
    """Return the verb that governs a number at ``end`` in the words from ``start`` to it."""
    first, near = verbs.at(start, end), verbs.before(start, end)
    if first and first.end == end:
        return first
    if first and first.first == "noun":
        strong = verbs.within(first.end, end, "act", "light", "move", "state")
        if part.is_joined or strong:
            first = None
    if near and near.last == "move":
        return near
    if near and near.last == "state" and not (first and first.first in ("act", "light")):
        return near
    if first and first.first == "light" and near and near.first == "end":
        return near
    if first and first.first != "end":
        return first
    if near and near.last in ("end", "act"):
        return near
    strong = verbs.within(start, end, "act", "light")
    if strong:
        return strong[0] if strong[0].first == "act" else strong[-1]
    return None


def _subject(masked: str, start: int, verb: Verb, verbs: Verbs) -> Span | None:
    """Return what stands before a verb: 地区生产总值 of 实现地区生产总值增长5%."""
    first = verbs.at(start, verb.start)
    if first and first.first in ("light", "move", "state") and first.end < verb.start:
        start = _skip(masked, first.end, verb.start)
    return _trimmed(masked, start, verb.start)


def _without_verb(masked: str, part: Part, before: Span, noun: Span | None, verbs: Verbs) -> Governing:
    """Read a part whose number has no verb before it: 5所学校建成开学, 优良率90%以上."""
    number = bounds(masked, part)
    named = _trimmed(masked, *before)
    if noun and not (named and part.quantity.unit in _INDICATOR):
        ending = _ending(noun[0] + 1, part.end, verbs)
        if ending and not part.is_joined:
            return Governing((ending.start, ending.end), _trimmed(masked, noun[0], ending.start), is_behind=True)
        return Governing(None, noun)
    behind = verbs.at(number.end, part.end)
    if behind and behind.end == part.end and named and not part.is_joined:
        return Governing((behind.start, behind.end), named, is_behind=True)
    return Governing(None, named)


def _ending(start: int, end: int, verbs: Verbs) -> Verb | None:
    """Return the verb of the subject that stands between two places: 学校建成开学."""
    found = verbs.within(start, end, "end", "act", "light")
    return found[0] if found else None


def _of_phrase(masked: str, start: int, end: int, verbs: Verbs) -> Governing | None:
    """Read 为20户家庭进行改造: the verb stands behind what is counted."""
    found = verbs.within(start, end, "act", "light") or verbs.within(start, end, "noun", "end", "move")
    beyond = verbs.beginning_at(end)
    if not found and beyond is None:
        return None
    verb = found[0] if found else cast(Verb, beyond)
    counted = _trimmed(masked, start, verb.start) or _trimmed(masked, verb.end, end)
    return Governing((verb.start, verb.end), counted, is_behind=True)


def _noun_behind(masked: str, start: int, end: int, verbs: Verbs, action: Verb | None) -> Span | None:
    """Return the noun that a number with its unit counts, behind it: 480张养老床位."""
    of = _OF.match(masked, start, end)
    start = of.end() if of else start
    if start >= end or _NO_NOUN.match(masked, start, end):
        return None
    verb = verbs.at(start, end)
    if verb and not of and (verb.first != "noun" or (verb.end == end and action is None)):
        return None
    is_told = action is not None and not _PIVOT.search(masked, action.start, action.end)
    for verb in verbs.within(start + 1, end, "light") if is_told else verbs.within(start + 1, end, "act", "light"):
        if verb.end < end:  # with an object of its own: 帮助600名人员实现就业
            end = verb.start
            break
    return _trimmed(masked, start, end)


def _trimmed(masked: str, start: int, end: int) -> Span | None:
    """Return the words between two places without what joins them to others; None if nothing is left."""
    for words in (_HEAD, _WHERE, _HEAD):
        if match := words.match(masked, start, end):
            start = match.end()
    if match := _TAIL.search(masked, start, end):
        end = match.start()
    if end <= start or _OPEN.fullmatch(masked, start, end):
        return None
    return start, end


def object_above(masked: str, part: Part, verbs: Verbs) -> Span | None:
    """Return what the words of the sentence before a part speak of: 加装电梯 of 推行规模化加装电梯，完工200台."""
    end = part.start
    while end > part.sentence and masked[end - 1] in "，,：:、 （(":
        end -= 1
    if end <= part.sentence:
        return None
    start = max(masked.rfind(mark, part.sentence, end) for mark in "，,：:；")
    start = _skip(masked, max(start + 1, part.sentence), end)
    strong = verbs.within(start, end, "act", "light")
    found = _trimmed(masked, strong[0].end, end) if strong else None
    found = found or _trimmed(masked, start, end)
    return (max(found[0], found[1] - _LONGEST_OBJECT), found[1]) if found else None
