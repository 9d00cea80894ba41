"""The words around a number → the verb that governs it and the object that it counts or measures."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from indexer.structure.commitments.actions import Verb, Verbs
from indexer.structure.commitments.comparing import distance, rank
from indexer.structure.commitments.parts import ASIDE, Part
from indexer.structure.commitments.phrases import Span, bounds, skip_adverbs, skip_stance, trimmed

RATES = ("%", "‰", "个百分点", "倍", "番")
FULL = "全覆盖"
# 从2017年的243座, 由: the number behind is what was, the number to come what is.
_BASE = re.compile(
    r"(?:分别)?(?:从|由)(?:(?:20|19)\d\d年|五年前|上年|去年)?(?:底|末)?(?:的|时的)?(?:每人每月|每人每年)?$"
)
_PREPOSITION = re.compile(r"(?:为|向|对|给|面向|在|让|使|把|对全|为全|助力|全力为)(?:全?[区市县省]|本区|辖区)?$")
# With what a number is compared: 比“十三五”时期增长, 高于全国0.4个百分点, 是五年前的3.6倍.
_COMPARED_WITH = ("高于", "低于", "快于", "优于", "相当于", "是", "为", "占", "不低于", "不高于", "不少于", "不超过")
_NO_NOUN = re.compile(
    r"用于|用来|以[满便]|来(?![自华沪])|[后时]|等(?!级)|[和及与、]|以及|的?(?:基础|水平)上|增速|并|且|同比|[比较](?=上年|去年|20|“|□)|占(?=全|比|总|地区)|居(?=全|世)|创(?=历史|下|近|出)|位列|的(?:目标|预期)?(?:任务|目标|增长|增速|增幅|速度)|[^，]{0,4}(?:台阶|大关|关口|门槛|行列)"
)
_OF = re.compile(r"(?:的|之)(?=.)")
# These make others act: 帮助600名人员实现就业.
_PIVOT = re.compile("帮助|组织|支持|推动|引导|带动|鼓励|助力|促进|推进|吸引|动员|帮扶|扶持|安排|选派|争取")
_RATE = re.compile("(?:率|比重|占比|比例|增速|增幅|涨幅|程度)$")
_THEME = re.compile(
    "消费|投资|贷款|生产|就业|创业|服务|管理|教育|研发|进口|出口|交易|使用|运行|控制|创新|制造|配套|试点|示范"
)
_PHRASE = re.compile("[在为向对由]")
_SURELY_VERB = re.compile(r"(?:累计|全年|年内|共|已|将|均|全区|全市|全省|全县|优惠|免费)$")
# Of what was said before: 占比65%, 增速11%.
_SHARE = re.compile("(?:所?占比重?|占|比重|增速|增幅|涨幅|降幅)$")
# Names of indicators that hold their verb: 城镇新增就业, 实际使用外资.
_INDICATOR = re.compile("(?:新增(?:城镇)?就业|[使利]用[内外])")


_PLACE = re.compile("全[国省市区县球]的?|世界的?")
_STANDS = re.compile(
    r"创(?:历史|出|近|新)|再创|连续|保持|位居|稳居|居(?=全)|稳步|持续|实现(?=[^，]{0,4}增)|首次|双双|再上|迈上"
)
_LABEL = re.compile(r"\s*(?:进展|任务|目标|内容|项目|完成情况|完成时限|责任单位|牵头单位|其中|一是|二是|三是)")


@dataclass(frozen=True, slots=True)
class Governing:
    """Where the verb and the object of a number stand in its part; None where the part leaves one out.

    ``is_behind``: the verb stands behind the number (5所学校开工). ``is_base``: what was before a change (从15家增加).
    """

    action: Span | None
    object: Span | None
    is_behind: bool = False
    is_base: bool = False
    is_alone: bool = False  # it has no verb, and takes none: 是五年前的3.6倍
    spare: Span | None = None  # a verbal noun that governs if no verb does: 城中村改造8.8万套
    head: int | None = None  # where the first of several verbs ends, if they stand alone: the others can be the object


def govern(masked: str, part: Part, verbs: Verbs, *, led: str = "") -> Governing:
    """Return the verb and the object of the number of a part; ``led``: the class of the verb of the list before it."""
    number = bounds(masked, part)
    if base := _BASE.search(masked, part.start, number[0]):
        return replace(
            _of_words(masked, part, (part.start, base.start()), verbs, Span(number[1], number[1]), led), is_base=True
        )
    if part.quantity.unit in ("%", "个百分点") and (compared := distance(masked, part.start, number[0])):
        action, whose = compared
        subject = trimmed(masked, skip_stance(masked, *whose), whose[1]) if whose else None
        return Governing(action, subject)
    start = skip_adverbs(masked, part.start, number[0], verbs)
    if _PREPOSITION.search(masked, start, number[0]) and not verbs.before(start, number[0], "state", "move"):
        found = _of_phrase(masked, Span(number[1], part.end), verbs)
        if found:
            return found
    return _of_words(masked, part, Span(start, number[0]), verbs, Span(number[1], part.end), led)


def _of_words(masked: str, part: Part, words: tuple[int, int], verbs: Verbs, behind: Span, led: str) -> Governing:
    """Read the words before a number, and what it counts behind it."""
    start, end = skip_adverbs(masked, *words, verbs), words[1]
    if _SHARE.match(masked, start, end):
        action = Span(start, end) if masked.startswith(("占", "所占"), start) else None
        return Governing(action, None, is_alone=action is None)
    verb = _verb_before(masked, Span(start, end), part, verbs)
    if verb and verb.first == "noun" and led == "light" and (verb.start, verb.end) == (start, end):
        verb = None  # 完成改炕900个、改厕300户
    if verb and masked.startswith("每", start) and masked.startswith("拥有", verb.start) and verb.end < end:
        return Governing(Span(verb.start, verb.end), Span(start, end))  # 每千人口拥有托位4.5个 is a rate
    if verb is None and not part.is_joined and _noun_behind(masked, part, behind, verbs, None, led):
        verb = verbs.before(start, end, "noun")  # 实体化运行30个网格
    noun = _noun_behind(masked, part, behind, verbs, verb, led)
    if verb and noun and start < verb.start and verb.end < end - 1 and "、" in masked[start:end]:
        verb = None  # 本桓宽、凌绥4条高速: a list of names before the number
    if verb is None:
        return _without_verb(masked, part, Span(start, end), noun, verbs, behind, bool(led))
    if noun and not (part.quantity.unit in RATES and verb.last == "move"):
        return Governing(Span(verb.start, verb.end), noun)
    return _of_verb(masked, part, Span(start, end), verb, verbs)


def _of_verb(masked: str, part: Part, words: Span, verb: Verb, verbs: Verbs) -> Governing:
    """Read a number that stands behind all its words: 新增床位480张, 地区生产总值增长5%."""
    action = Span(verb.start, verb.end)
    subject = _subject(masked, part, words[0], verb, verbs)
    if masked.startswith(("是", "为", "不"), verb.start):
        return Governing(None, subject, is_alone=True)
    if (
        masked.startswith(_COMPARED_WITH, verb.start)
        or _PLACE.fullmatch(masked, verb.end, words[1])
        or (part.quantity.unit == FULL and subject)
    ):
        return Governing(action, subject)
    between = trimmed(masked, verb.end, words[1])
    if between and verb.start > words[0] and _INDICATOR.match(masked, verb.start):
        between = Span(words[0], between[1])
    head = verb.head if between is None and subject is None and verb.head < verb.end else None
    return Governing(action, between or subject, head=head)


def _verb_before(masked: str, words: Span, part: Part, verbs: Verbs) -> Verb | None:
    """Return the verb that governs a number behind some words: the one next to it, or the one that they begin with."""
    start, end = words
    first, near = verbs.at(start, end), verbs.before(start, end)
    if near and masked[near.start : near.end] == "组织" and near.start > start:
        near = None  # 合作经济组织98家
    if first and first.end == end:
        return first
    is_name = part.quantity.unit in RATES and _RATE.search(masked, start, end)
    if first and first.first in ("noun", "act") and (is_name or (part.is_joined and _THEME.match(masked, start))):
        first = None  # 消费名品
    is_moving = near is not None and near.last in ("move", "state")
    if is_name and not is_moving and not (first and first.first in ("light", "move")):
        return None  # 支出压减比例
    if first and first.first == "noun" and verbs.within(first.end, end - 1, "act", "light"):
        first = None  # 装修垃圾清运模式实现全覆盖
    is_led = first is not None and first.first in ("act", "light")
    if near and (
        near.last == "move"
        or (near.last == "state" and (part.quantity.unit in RATES or not (first and first.first == "act")))
    ):
        return near
    if near and near.first == "end" and not (first and near.start == first.end):
        return near
    if first and (is_led or near is None or near.last == "noun"):
        return first
    if near and (near.last in ("act", "light") or _SURELY_VERB.search(masked, start, near.start)):
        return near
    return _verb_inside(masked, Span(start, end), part, verbs)


def _verb_inside(masked: str, words: Span, part: Part, verbs: Verbs) -> Verb | None:
    """Return the verb that stands behind a subject and before its object: 各级财政投入资金3亿元."""
    start, end = words
    inside = [verb for verb in verbs.within(start, end) if verb.end < end]
    sure = [verb for verb in inside if _SURELY_VERB.search(masked, start, verb.start) or masked[verb.start] == "占"]
    if part.is_joined and not _PHRASE.match(masked, start, end):
        return sure[0] if sure else None
    strong = [verb for verb in inside if verb.first in ("act", "state")]
    light = [verb for verb in inside if verb.first == "light"]  # 清运模式实现居民区全覆盖
    return next(iter(sure or light or strong), None)


def _subject(masked: str, part: Part, start: int, verb: Verb, verbs: Verbs) -> Span | None:
    """Return what stands before a verb: 地区生产总值 of 实现地区生产总值增长5%."""
    first = verbs.at(start, verb.start)
    if first and first.first in ("light", "act") and first.end < verb.start:
        return trimmed(masked, skip_adverbs(masked, first.end, verb.start, verbs), verb.start)
    if first and first.first == "light" and first.end == verb.start:
        return None  # 实现增长
    return trimmed(masked, skip_stance(masked, part.start, verb.start), verb.start)


def _without_verb(
    masked: str, part: Part, words: Span, noun: Span | None, verbs: Verbs, behind: Span, is_led: bool
) -> Governing:
    """Read a part whose number has no verb before it: 5所学校建成开学, 优良率90%以上."""
    named = trimmed(masked, skip_stance(masked, part.start, words[1]), words[1])
    if noun and (ranked := rank(masked, noun[0] + 1, behind[1])) is not None:
        return Governing(None, trimmed(masked, noun[0], ranked), is_alone=True)
    if noun and not (named and part.quantity.unit in RATES):
        ending = None if is_led else _verb_of_subject(masked, Span(noun[0] + 1, behind[1]), verbs)
        if ending:
            subject = trimmed(masked, noun[0], min(ending.start, behind[1])) or named  # 项目60个全部开工
            return Governing(Span(ending.start, ending.end), subject, is_behind=True)
        return Governing(None, noun)
    found = verbs.at(*behind)
    if found and (found.end == behind[1] or named is None) and not is_led:
        named = named or trimmed(masked, found.end, behind[1])
        return Governing(Span(found.start, found.end), named, is_behind=True)
    near = verbs.before(*words, "noun")
    return Governing(None, named, spare=Span(near.start, near.end) if near else None)


def _verb_of_subject(masked: str, words: Span, verbs: Verbs) -> Verb | None:
    """Return the verb of a subject that the words hold: 学校建成开学, 菜场产生的垃圾进行处置."""
    found = verbs.within(*words, "end", "act", "light", "state", "move")
    of = masked.rfind("的", *words)
    main = [verb for verb in found if verb.start > of]
    main = [verb for verb in main if masked[verb.start] not in "是为"]
    last = [verb for verb in main[-1:] if verb.end == words[1] and verb.last == "end"]  # 省际对接道路建成通车
    light = [verb for verb in main if verb.first in ("light", "state")]  # 污水处理设施完成改造
    return next(iter(last or light or main or found), None) or verbs.beginning_at(words[1])


def _of_phrase(masked: str, behind: Span, verbs: Verbs) -> Governing | None:
    """Read 为20户家庭进行改造: the verb stands behind what is counted."""
    start, end = behind
    found = verbs.within(start, end, "act", "light") or verbs.within(start, end, "noun", "end", "move")
    verb = found[0] if found else verbs.beginning_at(end)
    if verb is None:
        return None
    counted = trimmed(masked, start, min(verb.start, end)) or trimmed(masked, verb.end, end)
    return Governing(Span(verb.start, verb.end), counted, is_behind=True)


def _noun_behind(masked: str, part: Part, behind: Span, verbs: Verbs, action: Verb | None, led: str) -> Span | None:
    """Return the noun that a number with its unit counts, behind it: 480张养老床位."""
    start, end = behind
    is_count = part.quantity.unit not in RATES and not part.quantity.unit.endswith("元")
    while start < end and masked[start] == ASIDE:
        start += 1
    if _NO_NOUN.match(masked, start, end):
        return None
    of = _OF.match(masked, start, end)
    start = of.end() if of else start
    if start >= end or _NO_NOUN.match(masked, start, end):
        return None
    verb = verbs.at(start, end)
    is_item = bool(led) and part.start == part.quantity.start and verb is not None and verb.first in ("act", "light")
    if verb and not of and not is_item and not _is_nominal(masked, verb, end, action, verbs, is_count=is_count):
        return None
    if action is None or _PIVOT.search(masked, action.start, action.end):
        for verb in verbs.within(start + 2, end, "act", "light"):
            if verb.end < end:  # with an object of its own: 帮助600名人员实现就业
                end = verb.start
                break
    return trimmed(masked, start, end)


def subject_above(masked: str, part: Part, start: int, verbs: Verbs) -> Span | None:
    """Return the subject of the words between ``start`` and a part: 出口总值 of 出口总值创新高，达到5379亿元."""
    end = part.start
    while end > start and masked[end - 1] in "，,：:、 （(":
        end -= 1
    start = max(start, masked.rfind("，", start, end) + 1, masked.rfind(",", start, end) + 1)
    match = _STANDS.search(masked, start, end)
    found = verbs.within(start + 1, match.start() if match else end, "move", "state")
    stop = found[0].start if found else match.start() if match else start
    return trimmed(masked, start, stop) if stop > start + 1 else None


def _is_nominal(masked: str, verb: Verb, end: int, action: Verb | None, verbs: Verbs, *, is_count: bool) -> bool:
    """Return whether a verb right behind a number is part of a noun: 举办400场招聘会, 完成200户改造."""
    if verb.first == "noun":
        return verb.end < end or action is not None
    if masked.startswith("组织", verb.start):
        return bool(verbs.within(verb.end, end))  # 6家组织获得
    return (
        is_count and action is not None and verb.first == "act" and not _PIVOT.search(masked, action.start, action.end)
    )


def object_above(masked: str, part: Part, verbs: Verbs) -> Span | None:
    """Return what the words of the sentence before a part speak of: 加装电梯 of 推行规模化加装电梯，完工200台."""
    end = part.start
    while end > part.sentence and masked[end - 1] in "，,：:、 （(":
        end -= 1
    if end <= part.sentence:
        return None
    start = max(masked.rfind(mark, part.sentence, end) for mark in "，,：:；")
    start = max(start + 1, part.sentence)
    if _LABEL.fullmatch(masked, start, end):
        return None
    if _STANDS.search(masked, start, end):
        return subject_above(masked, part, part.sentence, verbs)
    start = skip_adverbs(masked, start, end, verbs)
    strong = verbs.within(start, end, "act", "light")
    found = trimmed(masked, strong[0].end, end) if strong else None
    return found or trimmed(masked, start, end)
