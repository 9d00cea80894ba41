"""The words around a number → the verb that governs it and the object that it counts or measures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.records import Clause, Quantity
from indexer.structure.commitments.actions import Verb, verb_at, verb_before, verb_inside
from indexer.structure.commitments.parts import Part

# Words that only say how or when: they stand before the verb and are no part of action or object.
_ADVERBS = re.compile(
    r"(?:力争|确保|努力|计划|争取|预计|预期|拟|将|要|并|同时|其中|也|还|均|再|已经?|累计|总共|共计?|合计|实际|基本|全面|大力|积极|持续|有序|着力|"
    r"进一步|继续|率先|成功|稳步|分别|各|约|超额|全力|深入|扎实|统筹|不断|高标准|高质量|高水平|免费|新(?=建成|开工)|同步|"
    r"(?:今|明|去|上|全)年(?!度)|年[内底末](?:前)?|每年|截至[^，]{0,8}?[底末日]|到?20\d\d年(?:底|末)?前?|“?十[一二三四五]五”?(?:期间|末)|"
    r"(?:主要)?(?:预期)?目标[是为：]|[一二三四五]年来|比上年|同比|全年|本年|本届|第?[一二三四五六七八九十]+是|\s|了)+"
)
_COMPARING = re.compile(
    r"(?:不得?(?:少于|低于|小于|高于|超过)|不超过|至少|最低|最高|超过|超出|大约|约|近|超|逾|达到?或超过|低于|小于|少于|高于|大于|不足|不到|"
    r"共计?|各|总计|合计|累计|分别为?|力争(?:达到|实现|完成)?|努力|确保|争取|目标|仅|上|过|将|均|已|了|年均|同比|比上年|平均|较上年|每年|[“\s])+$"
)
_BEHIND = re.compile(
    r"\s?(?:[（(](?:间|户|含|次)[^）)]{0,4}[)）])?(?:及?以[上下内]|之[内上]|左右|上下|[多余](?=[，。；、的]|$)|以上)?(?:的|之)?"
)
_PREPOSITION = re.compile(r"(?:为|向|对|给|面向|帮助|在|从|由|让|使|把|将)$")
_PHRASE = re.compile(r"(?:为|向|对|给|面向|在|从|由|与|以|通过|围绕|依托|按照|结合)")
_NO_NOUN = re.compile(r"(?:用于|用来|以[满便]|来|后|时|[，。、；]|等(?!级)|和|及|与|以及)")
_OPEN = re.compile(r"(?:等|现有|全部|其余|其他|剩余)$")
_NOUN_END = re.compile(
    r"(?:[等共各约达超近的为至到、和及与“\s]|总数|数量|总计|合计|累计|不少于|分别|力争|确保|实现目标|目标|较上年|同比|比上年|年均)+$"
)
_LEADING = re.compile(r"^(?:[了的之、和及与“\s]|一批|以及|全[区市县省镇](?=.{2}))+")
_LONGEST_OBJECT = 40


@dataclass(frozen=True, slots=True)
class Told:
    """What is read of one number, its evidence ``clause.text[start:end]``, and where its sentence begins."""

    quantity: Quantity
    action: str
    object: str
    start: int
    end: int
    sentence: int


@dataclass(slots=True)
class _Read:
    action: tuple[int, int] | None = None
    object: tuple[int, int] | None = None


def read_parts(clause: Clause, masked: str, parts: list[Part]) -> Iterator[Told]:
    """Yield what is read of each part; what a part leaves out comes from the one before, or the words above."""
    text = clause.text
    last: Told | None = None
    last_part: Part | None = None
    for part in parts:
        read = _read(masked, part)
        action = text[slice(*read.action)] if read.action else ""
        words = text[slice(*read.object)] if read.object else ""
        near = last is not None and last_part is not None and last_part.sentence == part.sentence
        if not action and near and last is not None and (part.joined or _same_sort(last.quantity, part.quantity)):
            action = last.action
        if not words:
            words = _object_above(clause, masked, part, last if near else None)
        start, end = _evidence(masked, part, read)
        last, last_part = Told(part.quantity, action, words, start, end, part.sentence), part
        yield last


def _same_sort(left: Quantity, right: Quantity) -> bool:
    return (left.unit in ("%", "个百分点")) == (right.unit in ("%", "个百分点")) and left.unit != "%"


def _read(masked: str, part: Part) -> _Read:
    start, at = _skip(masked, part.start, part.quantity.start), part.quantity.start
    end = at
    if match := _COMPARING.search(masked, start, at):
        end = match.start()
    behind = _BEHIND.match(masked, part.quantity.end)
    after = behind.end() if behind else part.quantity.end
    noun = _noun_behind(masked, after, part.end)
    if _PREPOSITION.search(masked, max(start, end - 2), end) and noun:
        return _of_phrase(masked, end, after, part.end)
    verb = _governing(masked, start, end)
    if verb is None:
        return _without_verb(masked, part, start, end, noun, after)
    action = (verb.start, verb.end)
    if noun:
        return _Read(action, noun)
    between = _trimmed(masked, verb.end, end)
    if between:
        return _Read(action, between)
    subject = _subject(masked, start, verb)
    return _Read(action, subject)


def _skip(masked: str, start: int, end: int) -> int:
    match = _ADVERBS.match(masked, start, end)
    return match.end() if match else start


def _governing(masked: str, start: int, end: int) -> Verb | None:
    """Return the verb that governs a number behind ``end`` in the words from ``start``."""
    near = verb_before(masked, start, end)
    first = verb_at(masked, start, end)
    if first and first.end >= end:
        return first
    if near and near.last in ("change",):
        return near
    if first and first.first != "end":
        if first.first == "light" and near and near.first in ("act", "end") and near.start > first.end:
            return near if first.last == "light" else first
        return first
    inside = verb_inside(masked, start, end, "act", "light")
    if inside and inside.end < end:
        return inside
    return near or inside


def _subject(masked: str, start: int, verb: Verb) -> tuple[int, int] | None:
    at = start
    first = verb_at(masked, at, verb.start)
    if first and first.end < verb.start and first.first in ("light", "change"):
        at = _skip(masked, first.end, verb.start)
    return _trimmed(masked, at, verb.start)


def _without_verb(masked: str, part: Part, start: int, end: int, noun: tuple[int, int] | None, after: int) -> _Read:
    """Read a part whose number has no verb before it: 5所学校建成开学, 优良率90%以上."""
    before = _trimmed(masked, start, end)
    if noun and not (before and part.quantity.unit in ("%", "个百分点")):
        verb = verb_before(masked, noun[0], part.end, "end") if not part.joined else None
        if verb and verb.start > noun[0] + 1:
            return _Read((verb.start, verb.end), (noun[0], verb.start))
        return _Read(None, noun)
    verb = verb_at(masked, after, part.end)
    action = (verb.start, verb.end) if verb and verb.end >= part.end and not part.joined else None
    return _Read(action, before)


def _of_phrase(masked: str, end: int, after: int, last: int) -> _Read:
    """Read 为20户家庭进行改造: the verb stands behind what is counted."""
    verb = verb_inside(masked, after + 1, last, "act", "light") or verb_inside(masked, after + 1, last, "noun", "end")
    if verb is None:
        return _Read(None, _trimmed(masked, after, last))
    return _Read((verb.start, verb.end), _trimmed(masked, after, verb.start))


def _noun_behind(masked: str, after: int, end: int) -> tuple[int, int] | None:
    """Return the noun that a number with its unit counts, behind it: 480张养老床位."""
    if after >= end or _NO_NOUN.match(masked, after, end):
        return None
    verb = verb_at(masked, after, end)
    if verb and (verb.first in ("act", "change", "light") or verb.end >= end):
        return None
    stop = end
    inside = verb_inside(masked, after + 2, end, "act", "light")
    if inside:
        stop = inside.start
    return _trimmed(masked, after, stop)


def _trimmed(masked: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the words between two places without what joins them to others; None if nothing is left."""
    if match := _LEADING.match(masked[start:end]):
        start += match.end()
    if match := _ADVERBS.match(masked, start, end):
        start = match.end()
    if match := _NOUN_END.search(masked, start, end):
        end = match.start()
    if _OPEN.fullmatch(masked, start, end) or end - start < 1:
        return None
    return start, end


def _object_above(clause: Clause, masked: str, part: Part, last: Told | None) -> str:
    """Return the object that a part leaves out: of the number before, of the words before, of the heading."""
    if last and last.object:
        return last.object
    before = masked[part.sentence : part.start].rstrip("，,：: （(")
    if before:
        first = max(before.rfind(mark) for mark in "，,：:") + 1 + part.sentence
        stop = part.sentence + len(before)
        first = _skip(masked, first, stop)
        verb = verb_inside(masked, first, stop, "act", "light")
        found = _trimmed(masked, verb.end, stop) if verb else None
        found = found or _trimmed(masked, first, stop)
        if found:
            return clause.text[slice(*found)][-_LONGEST_OBJECT:]
    return ""


def _evidence(masked: str, part: Part, read: _Read) -> tuple[int, int]:
    """Return the span from action or object to number, with the words that say how the number is meant."""
    start, end = part.quantity.start, part.quantity.end
    if match := _COMPARING.search(masked, part.start, start):
        start = match.start()
    if match := _BEHIND.match(masked, end):
        end = match.end()
    for span in (read.action, read.object):
        if span:
            start, end = min(start, span[0]), max(end, span[1])
    return start, end
