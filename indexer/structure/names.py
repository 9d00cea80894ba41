"""Numbers that measure nothing: dates, ordinals, codes, and names that begin with a number."""

from __future__ import annotations

import re
from functools import cache

from indexer.structure import gazetteer
from indexer.structure.units import Unit

_YEAR = re.compile(r"(?:\d{1,2}\.)?(?:19|20)\d\d")  # with the number of its list: 3.2025年
_BEFORE_NAME = re.compile(
    r"第\s?$|[每逐届]$"  # 第3家, 每100户, 十四届三次会议
    r"|(?:[0-9A-Za-z”][+×*]|[_#@&])$"  # 1+7, 7×24小时
    r"|(?<![A-Za-z])[A-Za-z]{1,2}$"  # G60, PM2.5; in AED120台 the letters are a word of their own
)
_RANKED = re.compile("(?<![目此之以当提年])前$")  # 前10名
_PERIOD_NAME = re.compile("[^，。；、,;“”\\s]{0,8}圈|规划")  # 15分钟社区生活圈, 第十五个五年规划
_QUOTED = re.compile("[^“”‘’《》「」\n]{1,12}[”’》」]")
# 一 is part of a word, or points to one thing instead of counting it.
_ONE = re.compile("[统唯单同专逐万进某这那任另哪其归如合不之上下整]$")
_ARTICLES = ("种", "方面")  # 一种, 一方面
# 一户一策, 一件事, 一张网
_ONE_AND_ONE = re.compile("[^，。；、]{0,2}一|事|网(?!络|点)|图|龙|盘棋|家亲|家人")
_INSIDE_QUOTES = re.compile("[“‘「《][^”’」》\n]{0,20}$")  # “一张床、一间房、一套房”
# Only behind these does 一个 count one: elsewhere it is an article (走出一条路, 一步一个脚印).
_COUNTS_ONE = re.compile(
    r"(?:^|[，。、；：,;:\s和及与各共]"
    r"|(?:新增|增加|增设|新建|改建|扩建|建成|建设|创建|建立|搭建|设立|开设|开办|开通|引进|培育|启动|完成|配备|至少|不少于|达到?|拥?有)了?)$"
)
_SET_PHRASE = re.compile(
    "确立|维护|意识|自信|毫不动摇|务必|代表重要|全面|一百年|必须坚持|更好统筹|规定|大局|大事(?!项)|补贴|大?文章|一|再"
)
_SINGLE_MULTIPLE = ("百", "千", "万", "亿")
_COMPARED = re.compile("(?:近|约|超|逾|上|过|超过|突破|不足|达)$")
_COMPARING = re.compile("[余多]|及?以[上下内]|级")


def _is_date(text: str, start: int, end: int, written: str, unit: Unit) -> bool:
    """Return whether the number is a year, or the day of a month: 2025年, 1月8日; 15日内 is a period."""
    if unit.name == "年":
        return bool(_YEAR.fullmatch(written))
    if unit.name == "日":
        return text[start - 1 : start] in ("月", "-", "~", "、") or not re.match("之?以?内", text[end : end + 2])
    return False


def is_name(text: str, start: int, end: int, written: str, unit: Unit | None) -> bool:
    """Return whether the number, its unit included up to ``end``, belongs to a date, a name, an ordinal or a code."""
    if _BEFORE_NAME.search(text, max(0, start - 3), start):
        return True
    if unit is None:
        return False
    if _is_date(text, start, end, written, unit):
        return True
    if unit.sort == "count" and _RANKED.search(text, max(0, start - 2), start):
        return True
    if unit.sort == "period" and _PERIOD_NAME.match(text, end):
        return True
    if unit.sort == "count" and text[start - 1 : start] in ("“", "‘", "「", "《") and _QUOTED.match(text, end):
        return True
    return not written[0].isdigit() and _is_chinese_name(text, start, end, written, unit)


def _is_chinese_name(text: str, start: int, end: int, written: str, unit: Unit) -> bool:
    before = max(0, start - 2)
    if unit.sort == "count" and _INSIDE_QUOTES.search(text, max(0, start - 21), start):
        return True
    if written == "一" and not _is_one(text, start, end, unit):
        return True
    if written == "二" and unit.sort == "count":
        return True  # two are 两: 二次供水, 二层平台
    if written in _SINGLE_MULTIPLE and not (_COMPARED.search(text, before, start) or _COMPARING.match(text, end)):
        return True  # 千家万户, 亿元楼; 近百家 counts
    if unit.name == "元" and len(written) == 1 and written not in "十百千万亿":
        return True  # 多元, 二元结构
    if unit.sort == "count" and _SET_PHRASE.match(text, end):
        return True
    return bool(_places().match(text, start))


def _is_one(text: str, start: int, end: int, unit: Unit) -> bool:
    """Return whether 一 counts, so that it is neither part of a word nor an article."""
    if unit.sort != "count":
        return not _ONE.search(text, max(0, start - 2), start)
    word = _ONE_AND_ONE.match(text, end) or text.startswith(unit.name, end) or unit.name in _ARTICLES
    return not word and bool(_COUNTS_ONE.search(text, max(0, start - 6), start))


@cache
def _places() -> re.Pattern[str]:
    """Return the expression for areas and towns that begin like a quantity: 五家渠市, 三台县."""
    names = [name for name in (*gazetteer.names(), *gazetteer.places()) if name[0] in "一二三四五六七八九十百千万"]
    return re.compile("|".join(sorted(names, key=len, reverse=True)))
