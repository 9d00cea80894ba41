"""Results → groups of results that say the same: formulas that reports take over from each other word by word.

Only wording is folded, never a figure or a turn of meaning: numbers with what they count, words such as 完成 and 启动,
超过 and 不足 must agree, and what was done is never folded with what is planned.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.records import REVIEW, TASK, Result
from indexer.retrieval.folding import fold

# Shares of triples of characters, chosen on neighbouring years of reports and on a report beside its list of tasks:
# from 0.7 on pairs are one sentence with a word or two changed, at 0.6 they begin to promise different things.
_SAME = 0.7
_HELD = 0.95  # of a shorter clause that stands in a longer one almost whole …
_HALF = 0.5  # … and makes up at least half of it, so that the longer one is not another matter
_GRAM = 3

_MARKS = re.compile(r"[\W_]+")
_LIST_MARK = re.compile(r"^\W*(?:第?[一二三四五六七八九十\d]{1,3}(?:是|[、.．)）]))?")
_NUMERAL = "〇零一二两三四五六七八九十百千万亿"
# A number with the character behind it: 480张, 480户 and 480余张 are three promises.
_NUMBER = re.compile(rf"\d+(?:[.,]\d+)*[{_NUMERAL}]*(?:[%‰℃]|\w)?|[{_NUMERAL}]+\w?")
_FILLING = re.compile("进一步|统一")  # numerals that count nothing, and that one office writes and the next does not
# Words by which two sentences that are otherwise alike say different things.
_TURNS = re.compile(
    "完成|启动|推进|开工|建成|竣工|筹[建办备]|探索|研究|试点|新[增建]|改建|扩建|增[长加]|提[高升]|扩大|上升|下降|降低|减少|压减|缩小|"
    "取消|停止|禁止|严禁|限制|鼓励|力争|争取|确保|计划|预计|[不未无超近约]|以[上下内外]|左右|至少|最[多少高低]|[高低多少大小]于|达到?"
)


@dataclass(frozen=True, slots=True)
class Group:
    """A result, and those behind it in rank that say the same: 另有 N 处相同或相近表述."""

    first: Result
    others: tuple[Result, ...] = ()

    @property
    def label(self) -> str:
        """What is said of the others, empty where there are none."""
        return f"另有{len(self.others)}处相同或相近表述" if self.others else ""


@dataclass(frozen=True, slots=True)
class _Wording:
    """What two clauses are compared by: triples of characters, and what must agree."""

    grams: frozenset[str]
    fixed: tuple[object, ...]


def fold_alike(results: Sequence[Result]) -> list[Group]:
    """Return the results in groups of the same wording; groups, and results in them, keep the order of rank.

    Every result is in one group. A group is about its first: others are like that one, not like each other.
    """
    firsts: list[tuple[Result, _Wording]] = []
    members: list[list[Result]] = []
    having: dict[str, list[int]] = defaultdict(list)  # triple → the groups whose first has it
    for result in results:
        wording = _wording(result)
        shared = Counter(number for gram in wording.grams for number in having[gram])
        fitting = [number for number, count in shared.items() if _is_alike(wording, firsts[number][1], count)]
        if fitting:
            members[max(fitting, key=lambda number: (shared[number], -number))].append(result)
            continue
        for gram in wording.grams:
            having[gram].append(len(firsts))
        firsts.append((result, wording))
        members.append([])
    return [Group(first, tuple(others)) for (first, _), others in zip(firsts, members, strict=True)]


def _is_alike(wording: _Wording, first: _Wording, shared: int) -> bool:
    if wording.fixed != first.fixed:
        return False
    size, whole = len(wording.grams), len(first.grams)
    is_held = shared >= _HELD * size and size >= _HALF * whole
    return is_held or shared >= _SAME * (size + whole - shared)


def _wording(result: Result) -> _Wording:
    text = _LIST_MARK.sub("", fold(result.clause.text), count=1)
    kind = next((flag for flag in (REVIEW, TASK) if flag in result.clause.flags), "")
    numbers = tuple(_NUMBER.findall(_FILLING.sub("", text)))
    turns = tuple(sorted(_TURNS.findall(text)))
    plain = _MARKS.sub("", text)
    grams = frozenset(plain[at : at + _GRAM] for at in range(max(1, len(plain) - _GRAM + 1)) if plain)
    return _Wording(grams, (kind, numbers, turns))
