"""The beginning of a line → how it is numbered: 第一章, 一、, （一）, 1., （1）, ①, 一是. Shapes only, no decisions."""

from __future__ import annotations

import re
from typing import NamedTuple

from indexer.structure.numerals import ORDINAL, ordinal

_N = rf"(?:{ORDINAL}|\d{{1,3}})"
_GAP = r"[\s　、：:]*"
_DOT = r"[.．]"
# 1.2025年底前…, 2.12345热线…: a number before a figure of four or five digits that no unit follows is no decimal
_DOT_BEFORE_FIGURE = rf"{_DOT}(?=(?:19|20)\d{{2}}年|\d{{4,5}}(?![\d.．万亿%％]))"
# not 1、2号楼 nor 11、12栋: figures of one width, counted or followed by what has numbers
_COMMA = "|".join(rf"(?<![\d])\d{{{n}}}、(?!\d{{{n}}}(?:[、号#栋幢期楼层区段标]|年级))" for n in (1, 2, 3))
# not 一、二、三产业 nor 三、四级医院 nor 一、二季度
_NO_PAIR = r"(?!(?:一、二|二、三|三、四|四、五)[、级类线产季期批层号月楼])"
_CJK = r"[\u4e00-\u9fff“‘《（]"
_CIRCLED = "[①-⑳㉑-㉟㊱-㊿❶-❿➀-➉]"

ITEM = rf"\d{{1,3}}(?:{_DOT}(?!\d)|{_DOT_BEFORE_FIGURE})|{_COMMA}|[⒈-⒛]"
POINT = rf"第{ORDINAL}(?:，|是)|{ORDINAL}(?:是|要(?![素件职闻道员塞点害领]))"

# Numbering styles from the outermost in; the place in this list is the rank of a heading.
NUMBERINGS: dict[str, str] = {
    "book": rf"第{_N}(?:[编篇]|部分(?=[\s　、：:]|[^。；，：\n]{{0,40}}$)){_GAP}",
    "chapter": rf"第{_N}章{_GAP}",
    "division": rf"第{_N}节{_GAP}",
    # 一 深化改革: without a mark only where nothing but a heading stands behind it
    "part": rf"{_NO_PAIR}{ORDINAL}(?:、|{_DOT}(?!\d)|[ 　]+(?={_CJK}[^。；;：:，,！？\n]{{2,38}}$))",
    "article": rf"第{_N}条(?:之{ORDINAL})?(?=[\s　（(【：:\d“《]|$)[\s　]*",
    "section": rf"[（(]{ORDINAL}[)）]、?|[㈠-㈩]",
    "item": ITEM,
    "subitem": r"[（(]\d{1,3}[)）]|[⑴-⒇]",
    "paren": r"\d{1,3}[)）]",
    "circled": _CIRCLED,
    "letter": rf"[（(]?[A-Za-z][.．)）](?={_CJK})",
    "point": POINT,
}
OUTER = ("book", "chapter", "division", "part")
RANK: dict[str, float] = {kind: rank for rank, kind in enumerate(NUMBERINGS)}
RANK |= {"label": 90, "box": 90, "row": 98, "run-in": 99}

_MARK = r"(?:[★▲△☆※◆●■][ 　]?)?"  # ★（一）…: the mark of an item can stand before its number
_NUMBER = re.compile(_MARK + "(?:" + "|".join(f"(?P<{kind}>{shape})" for kind, shape in NUMBERINGS.items()) + ")")
_STARTS = re.compile(r"[★▲△☆※◆●■第（(㈠-㈩\d⑴-⒛①-⑳㉑-㉟㊱-㊿❶-❿➀-➉A-Za-z一二三四五六七八九十百]")
_VALUE = re.compile(rf"{ORDINAL}|\d+|[㈠-㈩⑴-⒛①-⑳㉑-㉟㊱-㊿❶-❿➀-➉A-Za-z]")

_BOUNDARY = r"(?:^|(?<=[。；;！!？?：:])|(?<=[。；;！!？?：:] ))"
_INLINE_KINDS = ("section", "item", "subitem", "paren", "circled", "point")
INLINE = re.compile(
    f"{_BOUNDARY}{_MARK}(?:" + "|".join(f"(?P<{kind}>{NUMBERINGS[kind]})" for kind in _INLINE_KINDS) + ")"
)


class Number(NamedTuple):
    """What numbers a line: its style ("" where nothing does), its length in characters, its value."""

    kind: str
    length: int
    value: int


NO_NUMBER = Number("", 0, 0)


def number_of(text: str) -> Number:
    """Return what a text is numbered with.

    >>> number_of("（十二）养老服务"), number_of("2.改造旧院")[:2], number_of("3.5亿元").kind
    (Number(kind='section', length=4, value=12), ('item', 2), '')
    """
    if not _STARTS.match(text) or not (match := _NUMBER.match(text)):
        return NO_NUMBER
    return Number(match.lastgroup or "", match.end(), value_of(match.group()))


def value_of(number: str) -> int:
    """Return the value of a number as it is written.

    >>> [value_of(number) for number in ("第十二条 ", "（三）", "１８．", "④", "b.")]
    [12, 3, 18, 4, 2]
    """
    found = _VALUE.search(number)
    return ordinal(found.group()) if found else 0


def label_of(number: str) -> str:
    """Return a number as an element of a path, without the mark of an item.

    >>> label_of("★（一）"), label_of("第二条　"), label_of("第一，")
    ('（一）', '第二条', '第一')
    """
    return number.strip(" 　，★▲△☆※◆●■")
