"""Cleaning steps for blanks inside words and figures: what typesetting, justifying and PDF fonts leave behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from indexer.reading.traced import Edit

_CJK = r"\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
# A blank between Chinese text and a figure or Latin word is the typesetter's, not the author's.
_BESIDE = re.compile(
    rf"(?<=[{_CJK}，。；：、（）“”《》]) +(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%‰]) +(?=[{_CJK}，。；：、（）“”《》])"
)
_UNIT = (
    r"(?=[%％‰万亿元个张家户人名项套座条处所件次辆台吨倍亩只枚场期届米年岁分位]|公[里顷斤]|[平立]方|千[米瓦克]|百分点)"
)
_NOT_BEHIND_FIGURE = r"(?<![\d.] )(?<![\d.])"
# A figure is closed only where it reads in one way: “3 5岁” may be 3~5岁 that lost its mark, 12 345 two figures.
_SPREAD_YEAR = re.compile(r"(?<![\d.])(?:2 0 \d \d|1 9 \d \d|2 0\d\d|1 9\d\d|(?:19|20)\d \d)(?= ?年)")  # 2 025 年
_SPREAD_FIGURE = re.compile(  # 1 2 3.5 亿元, 6 7 . 8 亿元
    rf"{_NOT_BEHIND_FIGURE}(?:\d(?: \d){{2,8}}(?: ?\. ?\d(?: ?\d)*)?|\d \d \. \d(?: \d)*)(?= ?{_UNIT})"
)
_SPREAD_PAIR = re.compile(rf"{_NOT_BEHIND_FIGURE}\d \d(?:\.\d+)?(?= ?{_UNIT})")  # only where others are spread
_SPREAD_POINT = re.compile(rf"(?<=[{_CJK}])\d+(?: +\. *|\. +)\d+(?= ?[%％‰万亿])")  # 12 . 5%
_BEFORE_PERCENT = re.compile(r"(?<=\d) +(?=[%％‰])")
_NEAR = 200  # characters on either side that tell whether a figure stands in running text
_RUNNING = re.compile(r"[，。；]")
_COLUMNS = re.compile(r"\||(?:^|[^\d.])\d[\d.]* {2,}\d")  # cells of a table
_NUMBERED = re.compile(r"(?:[表图第]|附件|附表|专栏) ?$")  # 表1 200个: the number of a table, then a figure

_SPREAD_WORD = re.compile(
    r"(?m)^ *(?:目 +[录次]|附 +[件表录]|[前序] +言|通 +[知报]|公 +[告报]|报 +告|说 +明|摘 +要)(?=[ \d]*(?:[:：]|$))"
)
_SPREAD_DATE = re.compile(
    r"(?<![一-鿿])[二一](?: ?[〇○零一二三四五六七八九]){3} ?年(?: ?[一二三四五六七八九十]{1,2}| ?十 [一二]) ?月"
    r"(?: ?[一二三四五六七八九十](?: ?[一二三四五六七八九十]){0,2} ?日)?"
)
_SPREAD_LINE = re.compile(rf"(?m)^ *[{_CJK}](?: [{_CJK}]){{4,}} *$")
_TITLE_WORD = re.compile(r"报告|通知|意见|规划|方案|安排|纲要|公报|决定|办法|要点|总结|计划|政府")
_BLANKS = re.compile(r" +")


def close_spaces(text: str) -> list[Edit]:
    """Take out the blanks that typesetting puts between Chinese text and figures: 2025 年 → 2025年."""
    return [Edit(m.start(), m.end(), "", "数字、字母两侧的空格", "repair") for m in _BESIDE.finditer(text)]


def close_figures(text: str) -> list[Edit]:
    """Take out the blanks inside a figure of running text: 12 . 5% → 12.5%, 1 2 3.5 亿元 → 123.5亿元.

    In lines without a sentence, and between cells, figures that stand beside each other are figures of a table. Two
    digits apart are one figure only in a text that spreads others too.
    """
    found: dict[int, int] = {}
    spread = [match for pattern in (_SPREAD_YEAR, _SPREAD_FIGURE) for match in _figures(pattern, text)]
    pairs = _figures(_SPREAD_PAIR, text) if spread else ()
    for match in chain(spread, pairs, _figures(_SPREAD_POINT, text), _figures(_BEFORE_PERCENT, text)):
        found.update(_blanks_in(text, *match.span()))
    return [Edit(start, end, "", "数字中间的空格", "repair") for start, end in found.items()]


def _figures(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield the matches that stand in running text."""
    for match in pattern.finditer(text):
        start, end = match.span()
        before = text[max(start - _NEAR, 0) : start].rpartition("\n")[2]
        after = text[end : end + _NEAR].partition("\n")[0]
        line = before + match.group() + after
        if _RUNNING.search(line) and not _COLUMNS.search(line) and not _NUMBERED.search(before):
            yield match


def close_words(text: str) -> list[Edit]:
    """Take out the blanks by which words of a title were spread: 目 录 → 目录, 二 〇 二 五 年 → 二〇二五年.

    Names (张 三) keep theirs: a line is closed only if it is a word known to be spread, a date, or a title.
    """
    found: dict[int, int] = {}
    for pattern in (_SPREAD_WORD, _SPREAD_DATE, _SPREAD_LINE):
        for match in pattern.finditer(text):
            if pattern is not _SPREAD_LINE or _TITLE_WORD.search(match.group().replace(" ", "")):
                start = match.end() - len(match.group().lstrip())
                found.update(_blanks_in(text, start, start + len(match.group().strip())))
    return [Edit(start, end, "", "字间空格", "repair") for start, end in found.items()]


def _blanks_in(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _BLANKS.finditer(text, start, end))
