"""The small words around numbers, verbs and nouns: what says when, how and how much, and is no part of an object."""

from __future__ import annotations

import re
from typing import NamedTuple

from indexer.structure.commitments.actions import Verbs
from indexer.structure.commitments.parts import Part


class Span(NamedTuple):
    """A half-open span of a clause."""

    start: int
    end: int


_TIME = (
    r"(?:(?:今|明|去|上|全|本|当)年(?!度)|年[内底末](?:[之以]?前)?|每年|[到至]?20\d\d年(?:底|末)?(?:[之以]?前)?|十[一二三四五]五(?:期间|末)|"
    r"(?<!\d)[二两三四五2-5]年之?内|(?:今后|未来|过去|近)的?[二两三四五2-5]年|□+(?:时期|期间|以来)|(?:过去)?[一二三四五六七八九十]年来?(?=累计|新增|完成|建成|来|共|年均)|[上下]半年|前?[一二三四]季度|截至[^，。、]{0,8}?[底末日前]|目前|\d{1,2}月(?:底|末|份|[上中下]旬)?(?:[之以]?前)?)"
)
# Words that say when, or how sure it is: no part of action or object.
_STANCE = (
    rf"{_TIME}|(?:面对|克服|扭转)(?={_TIME})|力争|确保|努力|计划(?!生育|单列)|预计|预期(?!性)|拟|将|要|并|且|同时|其中|也|还|均|再|又|已经?|累计|总共|共计?|合计|继续|率先|分别|全面|大力|积极|持续|有序|着力|进一步|成功|超额|全力|深入|扎实|不断|"
    r"切实|顺利|如期|提前|首次|至少|年均|[比较]上年|[比较]去年|同比|按?(?:可比|同)口径(?:计算)?|按可比价(?:格)?(?:计算)?|可比|实际(?=完成|建成|新增|开工|竣工|筹措|实现|到位|发放|投入|已)|"
    r"(?:主要)?(?:预期)?目标[是为：:]?|第?[一二三四五六七八九十]+是|\s|了"
)
_STANCES = re.compile(f"(?:{_STANCE})+")
# Words that say how: before a verb they are no part of the object, before a noun they are (高标准农田).
_ADVERBS = re.compile(
    rf"(?:{_STANCE}|基本|稳步|统筹(?=推进|做好|实施|建设)|高标准|高质量|高水平|免费|同步|"
    r"重点|滚动|加快(?=[建完打构])|(?:标准|规范|智能|智慧|适老|信息)化(?=改造|提升|建设|升级)|再次)+"
)
_EFFORT = "争取"  # an adverb before a verb, a verb before a noun: 争取完成, 争取资金
_WHERE = re.compile(rf"(?:{_TIME}|[全我][区市县省镇州](?=..)(?!性)|其中|累计|年均|已|了|[\s★▲☆])+")
# Words between verb or noun and number.
_BETWEEN = re.compile(
    r"(?:不得?(?:少于|低于|小于|高于|超过|多于)|至少|最低|最高|超过|超出|高达|达到?或超过|大约|接近|(?<![签节预合契违制条公履缔])约|(?<![附就最靠邻临亲远晋])近|(?<![赶反])超(?!过)|逾|(?<![线跨迈跃晋赶])[过上]|低于|小于|少于|高于|大于|不足|不到|"
    r"共计?|各|总计|合计|累计|分别为?|力争(?:达到|实现|完成)?|努力|确保|争取|(?<!于)目标|仅|[≥≤>=<＞＜]|将|均|年均|平均|同比|可比|同口径|[比较]上年|[比较]去年|均为|"
    r"每人每[年月]|\s|[“])+$"
)
_COMPARED = re.compile(r"\s?◇{0,6}(?:及?以[上下内](?![海市])|之[内上]|左右|上下|[多余](?=[，。；、的]|$))?")
# Words behind a noun: each of them alone, for some have any words in them (比上年同期), so that one expression for all
# would try every way to part them.
_BEHIND = re.compile(
    r"[等各的为至到、和及与“\s]|(?<!公)共|(?<![签节预合契制条公])约|(?<![发表直抵通])达|(?<![附就邻])近|超|总数达|总计|合计|累计|不少于|分别|力争|确保|实现目标|目标|同比|可比|环比|同口径|年均|五年|"
    r"全面|成功|如期|大幅|已|基本|顺利|正式|全部|相继|陆续|提前|首次?|预计|预期|按?(?:可比|同)口径(?:计算)?|按可比价(?:格)?(?:计算)?|连续(?:[一二三四五六七八九十两几\d]+年)?|的?(?:基础|水平)上|[从由][^，。；、从由]{0,8}\d[^，。；、从由]{0,8}|逆势|强力|总体|整体|普遍|稳步|持续|不断|平?均|再|将|被|已?向|[比较][^，。；、比较]{0,12}(?:年|期|末|来|届|前|初|月|水平|全国|全省|同期|时期)□?|[比较]□+(?:时期|期间|末)?"
)
_LONGEST = 24  # characters of one of them
_HEAD = re.compile(r"(?:[，,了的之、和及与\s☆★▲◇]|一批|以及|中的|现有|为(?![民老侨])|其中|可比|同比|同口径)+")
_OPEN = re.compile(
    r".{0,2}(?:等|现有|全部|其余|其他|剩余|首批|[这那]些)$|现有|总[数量]|占比?|其中|目标|重点|基本|全面|超计划|历史性|占.*|全[区市县省镇乡州]"
)
# Nouns of one character.
_SHORT = frozenset("村县市镇桥树路床楼人房车站船水电气煤油粮棉猪牛羊鱼茶草园塘井渠坝渔蚕林长宽高深区州院所校馆店社事户")
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z□]")


def bounds(masked: str, part: Part) -> Span:
    """Return where the number of a part begins and ends with the words that say how it is meant: 不少于480张以上."""
    before = _BETWEEN.search(masked, part.start, part.quantity.start)
    behind = _COMPARED.match(masked, part.quantity.end, part.end)
    return Span(before.start() if before else part.quantity.start, behind.end() if behind else part.quantity.end)


def skip_adverbs(masked: str, start: int, end: int, verbs: Verbs) -> int:
    """Return where the verb or noun begins in the words of a part."""
    match = _ADVERBS.match(masked, start)  # looks behind the end: 实际完成
    start = min(match.end(), end) if match else start
    behind = start + len(_EFFORT)
    leads = _ADVERBS.match(masked, behind, end) or verbs.at(behind, end)
    if masked.startswith(_EFFORT, start) and leads:
        return skip_adverbs(masked, behind, end, verbs)
    return start


def skip_stance(masked: str, start: int, end: int) -> int:
    """Return where the noun begins in the words of a part, behind what says when or how sure it is."""
    match = _STANCES.match(masked, start)  # looks behind the end
    return min(match.end(), end) if match else start


def trimmed(masked: str, start: int, end: int) -> Span | None:
    """Return the words between two places without what joins them to others; None if nothing is left."""
    for words in (_HEAD, _WHERE, _HEAD):
        if match := words.match(masked, start, end):
            start = match.end()
    end = _without_behind(masked, start, end)
    if end - start == 1 and masked[start] not in _SHORT:
        return None
    if end <= start or _OPEN.fullmatch(masked, start, end) or not _WORD.search(masked, start, end):
        return None
    return Span(start, end)


def _without_behind(masked: str, start: int, end: int) -> int:
    """Return where the longest row of words behind a noun begins that ends at ``end``."""
    begins, waiting = {end}, [end]
    while waiting:
        place = waiting.pop()
        for at in range(max(start, place - _LONGEST), place):
            if at not in begins and _BEHIND.fullmatch(masked, at, place):
                begins.add(at)
                waiting.append(at)
    return min(begins)
