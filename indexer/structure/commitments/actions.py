"""The verbs that can govern a number, read from ``verbs.tsv``, and where they stand in a text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_CONJUNCTIONS = ("以及", "及", "和", "、", "并", "与", "或")
_PREFIXES = "新"
_PREFIXED = ("act", "end", "noun")  # 新签约, 新开工, 新培训
_EVENT = re.compile(r"(?:活动|服务)(?=[\d，,。；、\s]|$)")  # 推广活动, 放映服务, but 举办活动, 接入服务事项
_HOLDING = ("举办", "承办", "主办", "推出", "策划", "参加", "参与", "购买", "新增", "享受", "形成", "增设", "开设")
_NOUN = re.compile("[者率额]|量(?![子产化级])")  # behind a verb they make a noun of it: 建设者, 解决率
_NOUNS_OF_NOUNS = frozenset("业性型员商局署费点站器")  # behind a verb that is often a noun: 服务业, 创新型
_HEADS_OF_NOUNS = (
    "金额",
    "总额",
    "面积",
    "规模",
    "人数",
    "数量",
    "余额",
    "资金",
    "标准",
    "经费",
    "周期",
    "成本",
    "比例",
    "指标",
    "强度",
)
# Behind another verb these begin a noun: 兑付帮扶资金, 建成安置点.
_OF_NOUN = re.compile(
    "(?:帮扶|资助|安置|搬迁|救援|储备|转移|培育|处置|处理|回收|调解|共享|出让|征收|清理|接种|筛查|诊疗|接待|配送)"
    "(?:资金|项目|对象|人员|点|中心|基地|车间|房|区|设施|系统|机制|床位|车位|能力|站|机构|平台|队伍|任务|工程)"
)
_ASPECTS = ("了", "到", "至", "出", "起", "过")
_NO_VERB = "no"
# Two verbs that stand in a row are one action: class of the left, class of the right.
_ROWS = frozenset(
    {
        ("light", "light"),
        ("act", "act"),
        ("act", "end"),
        ("end", "act"),
        ("end", "end"),
        ("end", "noun"),
        ("noun", "noun"),
    }
)
_JOINED_ROWS = _ROWS | {("act", "noun"), ("noun", "end"), ("noun", "act")}


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb, or several in a row, at ``text[start:end]``: where each begins, and its class."""

    end: int
    words: tuple[tuple[int, str], ...]

    @property
    def start(self) -> int:
        """Where the first begins."""
        return self.words[0][0]

    @property
    def head(self) -> int:
        """Where the first ends, if others follow."""
        return self.words[1][0] if len(self.words) > 1 else self.end

    @property
    def first(self) -> str:
        """The class of the first."""
        return self.words[0][1]

    @property
    def last(self) -> str:
        """The class of the last."""
        return self.words[-1][1]


class Verbs:
    """The verbs of a text, found once, asked for by place."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._verbs = _find(text)
        self._starts = [verb.start for verb in self._verbs]

    def at(self, start: int, end: int) -> Verb | None:
        """Return the verb that begins at ``start`` and ends no later than ``end``."""
        verb = self.beginning_at(start)
        return verb if verb and verb.end <= end else None

    def beginning_at(self, start: int) -> Verb | None:
        """Return the verb that begins at ``start``, be it one of a row: 完成 of 争取完成."""
        place = bisect_right(self._starts, start) - 1
        if place < 0:
            return None
        verb = self._verbs[place]
        words = tuple(word for word in verb.words if word[0] >= start)
        return Verb(verb.end, words) if words and words[0][0] == start else None

    def before(self, start: int, end: int, *sorts: str) -> Verb | None:
        """Return the verb that ends at ``end``, 了, 到 or 至 between."""
        while end > start and self._text[end - 1] in _ASPECTS and not self._ends_at(start, end):
            end -= 1
        verb = self._ends_at(start, end)
        return verb if verb and (not sorts or verb.last in sorts) else None

    def within(self, start: int, end: int, *sorts: str) -> list[Verb]:
        """Return the verbs between two places, of the given classes, in order."""
        first = bisect_left(self._starts, start)
        found: list[Verb] = []
        for verb in self._verbs[first:]:
            if verb.start >= end:
                break
            if verb.end <= end and (not sorts or verb.first in sorts):
                found.append(verb)
        return found

    def _ends_at(self, start: int, end: int) -> Verb | None:
        place = bisect_left(self._starts, end) - 1
        if place < 0:
            return None
        verb = self._verbs[place]
        return verb if verb.end == end and verb.start >= start else None


def is_act(word: str) -> bool:
    """Tell whether a word says that something is done and nothing else.

    >>> is_act("新增"), is_act("培训")
    (True, False)
    """
    return _words().get(word[:1], {}).get(word) in ("light", "act")


@cache
def _words() -> dict[str, dict[str, str]]:
    """Return first character → word → class."""
    words: dict[str, dict[str, str]] = {}
    for line in files(__package__).joinpath("verbs.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            sort, *listed = line.replace("\t", " ").split(" ")
            for word in listed:
                kept = words.setdefault(word[0], {})
                kept[word] = sort if sort == _NO_VERB else kept.get(word, sort)
    return words


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    return {first: tuple(sorted({len(word) for word in words}, reverse=True)) for first, words in _words().items()}


def _word_at(text: str, at: int) -> tuple[int, str] | None:
    """Return length and class of the longest word at a place."""
    first = text[at]
    lengths = _lengths().get(first)
    if lengths is None:
        return None
    words = _words()[first]
    for length in lengths:
        sort = words.get(text[at : at + length])
        if sort is not None:
            return length, sort
    return None


def _verb_at(text: str, at: int) -> tuple[int, str] | None:
    """Return length and class of the verb at a place, and ``no`` as its class where a noun begins like one."""
    found = _word_at(text, at)
    if found is None and text[at] in _PREFIXES and at + 1 < len(text):
        behind = _word_at(text, at + 1)
        found = (behind[0] + 1, behind[1]) if behind and behind[0] > 1 and behind[1] in _PREFIXED else None
    if found is None:
        return None
    length, sort = found
    following = text[at + length : at + length + 1]
    if sort == "act" and _EVENT.match(text, at + length) and text[at : at + length] not in _HOLDING:
        return length, _NO_VERB
    if _NOUN.match(text, at + length) or (
        sort in ("noun", "light") and (following in _NOUNS_OF_NOUNS or text.startswith(_HEADS_OF_NOUNS, at + length))
    ):
        return length, _NO_VERB
    if length == 1 and sort == "act" and not _stands_alone(text, at):
        return None
    return found


def _stands_alone(text: str, at: int) -> bool:
    """Return whether a verb of one character is a word: 建公园3座, 修路5公里 at the beginning of a part."""
    return (at == 0 or text[at - 1] in "，。；、：,;: 新\n") and text[at + 1 : at + 2] not in ("", "、", "，")


def _find(text: str) -> list[Verb]:
    found: list[Verb] = []
    at = 0
    known = _lengths()
    while at < len(text):
        if text[at] not in known and text[at] not in _PREFIXES:
            at += 1
            continue
        word = _verb_at(text, at)
        if word is None or word[1] == _NO_VERB:
            at += word[0] if word else 1
            continue
        words = [(at, word[1])]
        at = _row(text, at + word[0], words)
        found.append(Verb(at, tuple(words)))
    return found


def _row(text: str, at: int, words: list[tuple[int, str]]) -> int:
    """Add the verbs that stand in a row behind the first, which ends at ``at``; return where the row ends."""
    while at < len(text):
        joint = next((word for word in _CONJUNCTIONS if text.startswith(word, at)), "")
        place = at + len(joint)
        word = _verb_at(text, place) if place < len(text) else None
        if word is None or (words[-1][1], word[1]) not in (_JOINED_ROWS if joint else _ROWS):
            return at
        if word[1] == "act" and _OF_NOUN.match(text, place):
            return at
        words.append((place, word[1]))
        at = place + word[0]
    return at
