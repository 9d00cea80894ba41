"""Cleaning step for what web sites add to a document: menus, forms, paths, share bars, footers, readers' comments.

What is furniture is said in ``furniture.toml``. A doubtful line is kept: a lost clause is worse than a menu line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import NamedTuple

from indexer.reading.layout import STARTS_BLOCK, lines_of
from indexer.reading.traced import Edit

_SENTENCE = re.compile(r"[。！？；;]")
_SEPARATORS = re.compile(r"[\s|｜/·>»›丨┃]+")
_ARROW = re.compile(r"[>»›→]+")
_LONGEST_FORM = 200  # characters; patterns may try many ways on a longer line, and no such line is furniture
_LEAST_RUN = 3  # words or lines of navigation in a row; fewer may be headings
_LONGEST_CRUMB = 20  # characters
_LONGEST_MENU = 12  # characters of a word of a menu that is on no list
_LONGEST_TAIL = 80  # characters of a line below the document
_LEAST_REPEAT = 12  # characters of a sentence that a page shows again below
_MOST_REPEATS = 5  # sentences
_LEAST_SENTENCES = 5  # lines with a sentence; with fewer, what is document and what is page cannot be told
_LONGEST_COMMENT = 40  # characters on average; policies are longer
_VALUE = re.compile(
    r"[\u4e00-\u9fff]{2,12}(?:报|网|社|台|政府|办公室|办公厅|局|委|中心|客户端|发布|频道|公众号|厅)|[\u4e00-\u9fff·]{2,4}"
)
# What a document itself may show behind its last sentence: annexes, notes, dates, signatures, rows of tables.
_DOCUMENT = re.compile(
    r"^(?:附件?|附[表录]|注|备注|抄送|主送|印发|此件)"
    r"|\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日[)）]?$|[〇○零一二三四五六七八九]{4}年.{1,3}月"
    r"|(?:人民政府|办公室|办公厅|委员会)$| \| |[:：].{0,60}[;；]|[〔\[]\d{4}[〕\]]"
)
_TITLE = re.compile(r"报告|通知|意见|规划|方案|安排|纲要|公告|决定|办法|目标|要点|\d{4}年")


class _Rules(NamedTuple):
    edge: list[tuple[str, re.Pattern[str]]]
    navigation: list[tuple[str, re.Pattern[str]]]
    anywhere: list[tuple[str, re.Pattern[str]]]
    value: list[tuple[str, re.Pattern[str]]]
    tail: re.Pattern[str]
    host: re.Pattern[str]
    licence: re.Pattern[str]
    readers: re.Pattern[str]


@cache
def _rules() -> _Rules:
    table = tomllib.loads(files(__package__).joinpath("furniture.toml").read_text(encoding="utf-8"))

    def named(kind: str, behind: str = "") -> list[tuple[str, re.Pattern[str]]]:
        return [(reason, re.compile(f"(?:{'|'.join(words)}){behind}")) for reason, words in table[kind].items()]

    def joined(kind: str) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{pattern})" for pattern in table["tail"][kind]))

    return _Rules(
        edge=named("edge", "[:：]?"),
        navigation=named("navigation"),
        anywhere=named("anywhere"),
        value=named("value"),
        tail=joined("patterns"),
        host=joined("host"),
        licence=joined("licence"),
        readers=joined("readers"),
    )


def remove_furniture(text: str) -> list[Edit]:
    r"""Remove lines of menus, forms and footers.

    >>> remove_furniture("打印 分享\n一是做好打印服务。\n打印")[0].start
    0
    """
    lines = lines_of(text)
    reasons = _Reasons([line for _, _, line in lines]).found()
    return [Edit(*lines[at][:2], "", reason, "removal") for at, reason in reasons.items()]


class _Reasons:
    """The lines of a text, and why each of them is furniture. The text itself lies between first and last sentence."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._known: dict[str, str] = {}  # lines come again by the thousand in what is no document
        self._reasons = {at: reason for at, line in enumerate(lines) if (reason := self._form(line))}
        self._sentences = [at for at, line in enumerate(lines) if at not in self._reasons and _SENTENCE.search(line)]
        self._first, self._last = (self._sentences[0], self._sentences[-1]) if self._sentences else (len(lines), -1)

    def found(self) -> dict[int, str]:
        """Return the reason for each line that is furniture, by its place."""
        self._take_edges()
        if len(self._sentences) > 1:  # else there is no text around which a page could stand
            self._take_navigation()
            self._take_crumbs()
            self._take_values()
        if len(self._sentences) >= _LEAST_SENTENCES:
            self._take_tail()
            self._take_readers()
        return self._reasons

    def _is_edge(self, at: int) -> bool:
        return at < self._first or at > self._last

    def _form(self, line: str) -> str:
        if line not in self._known:
            is_long = len(line) > _LONGEST_FORM
            self._known[line] = "" if is_long else _reason(line, _rules().anywhere)
        return self._known[line]

    def _take_edges(self) -> None:
        menus: dict[str, str] = {}
        for at, line in enumerate(self._lines):
            if self._is_edge(at) and at not in self._reasons:
                if line not in menus:
                    menus[line] = _menu(line)
                if menus[line]:
                    self._reasons[at] = menus[line]

    def _take_navigation(self) -> None:
        """Take the names of a site's sections where they stand in a row, in one line or in several."""
        rules = [*_rules().edge, *_rules().navigation]
        words: dict[int, int] = {}
        for at, line in enumerate(self._lines):
            if self._is_edge(at):
                parts = [part for part in _SEPARATORS.split(line) if part]
                is_menu = at in self._reasons or all(_reason(part, rules) for part in parts)
                words[at] = len(parts) if is_menu else 0
        for is_menu, group in groupby(words, key=lambda at: words[at] > 0):
            run = list(group)
            if is_menu and sum(words[at] for at in run) >= _LEAST_RUN:
                self._reasons |= {at: "网站菜单" for at in run if at not in self._reasons}

    def _take_crumbs(self) -> None:
        """Take the path to the page, and what stands above it: menus, and what comes again below."""
        head = self._lines[: self._first]
        crumbs = {at for at, line in enumerate(head) if "位置" in line and at in self._reasons}
        crumbs |= {at for at, line in enumerate(head) if line.startswith(("首页", "网站首页")) and at in self._reasons}
        for at in range(2, len(head)):  # 首页 / > / 政务公开 / > / 公报, a line each
            if at - 2 in crumbs and _ARROW.fullmatch(head[at - 1]) and len(head[at]) <= _LONGEST_CRUMB:
                self._reasons = {at - 1: "网站菜单", at: "网站菜单"} | self._reasons
                crumbs.add(at)
        last = max((at for at in crumbs if at - 2 in crumbs or len(head[at]) > len("网站首页")), default=-1)
        below = {_squeeze(line) for at, line in enumerate(head[last + 1 :], last + 1) if at not in self._reasons}
        for at, line in enumerate(head[: max(last, 0)]):
            is_menu = len(line) <= _LONGEST_MENU and not _TITLE.search(line) and not _DOCUMENT.search(line)
            if at not in self._reasons and (_squeeze(line) in below or (is_menu and "：" not in line)):
                self._reasons[at] = "网站菜单"

    def _take_values(self) -> None:
        """Take what stands below a label alone: 来源： / 某某日报."""
        for at, line in enumerate(self._lines[:-1]):
            is_label = self._is_edge(at) and bool(_reason(line, _rules().value))
            is_free = self._is_edge(at + 1) and at + 1 not in self._reasons
            if is_label and is_free and _VALUE.fullmatch(self._lines[at + 1]):
                self._reasons[at + 1] = "网页信息"

    def _take_tail(self) -> None:
        """Take what a page shows below the document, from the first sign of it to the end."""
        start = len(self._lines)
        repeats = 0
        while start > 0:
            line = self._lines[start - 1]
            is_sentence = start - 1 not in self._reasons and _SENTENCE.search(line)
            if is_sentence:
                repeats += 1
                if repeats > _MOST_REPEATS or not self._is_repeat(start - 1):
                    break
            elif STARTS_BLOCK.match(line) or len(line) > _LONGEST_TAIL:
                break
            start -= 1
        marker = next((at for at in range(start, len(self._lines)) if self._opens_tail(at)), len(self._lines))
        if sum(at < marker for at in self._sentences) < _LEAST_SENTENCES:
            return
        for at in range(marker, len(self._lines)):
            if not _DOCUMENT.search(self._lines[at]) or _rules().host.search(self._lines[at]):
                self._reasons.setdefault(at, "网站页尾")

    def _opens_tail(self, at: int) -> bool:
        line = self._lines[at]
        following = self._lines[at + 1 : at + 6]
        is_host = _rules().host.search(line) and any(_rules().licence.search(other) for other in following)
        return bool(_rules().tail.search(line) or is_host)

    def _is_repeat(self, at: int) -> bool:
        """Tell whether the text holds the line before: a page may show its beginning once more."""
        line = _squeeze(self._lines[at])
        return len(line) >= _LEAST_REPEAT and line in _squeeze("".join(self._lines[:at]))

    def _take_readers(self) -> None:
        """Take readers' comments and the news of the day to the end of the page, sentences and all."""
        for at, line in enumerate(self._lines):
            if _rules().readers.fullmatch(line) and sum(place < at for place in self._sentences) >= _LEAST_SENTENCES:
                below = self._lines[at:]
                is_short = sum(map(len, below)) <= _LONGEST_COMMENT * len(below)
                if is_short and not any(STARTS_BLOCK.match(other) and not other[0].isdigit() for other in below):
                    self._reasons |= dict.fromkeys(range(at, len(self._lines)), "网友评论和推荐") | self._reasons
                    return


def _reason(line: str, rules: Sequence[tuple[str, re.Pattern[str]]]) -> str:
    return next((reason for reason, pattern in rules if pattern.fullmatch(line)), "")


def _menu(line: str) -> str:
    """Return the reason when every word of the line, or the line as a whole, is a word of a menu, or it has no word."""
    edge = _rules().edge
    if len(line) <= _LONGEST_FORM and (reason := _reason(line, edge)):
        return reason
    reasons = []
    for word in filter(None, _SEPARATORS.split(line)):
        reasons.append(_reason(word, edge))
        if not reasons[-1]:
            return ""
    return reasons[0] if reasons else edge[0][0]  # a separator left alone on its line


def _squeeze(line: str) -> str:
    return "".join(line.split())
