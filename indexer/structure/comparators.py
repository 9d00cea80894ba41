"""The words around a number that say how it is meant: 不少于, 超, 约 before it, 以上, 左右 behind its unit."""

from __future__ import annotations

import re
from typing import cast

from indexer.records import Comparator

# Before the number. The longer word comes first where one ends like another: 不超过 before 超过. Behind some characters
# the word is part of another one (签约, 附近, 赶超).
_BEFORE: tuple[tuple[Comparator, str], ...] = (
    ("at_least", "不得?(?:少于|低于|小于|下于|短于)|至少|最少|最低|达到?[或和]超过|≥|>="),
    ("at_most", "[不未]得?(?:超过|高于|大于|多于|突破|超|逾)|至多|最多|最高可?达?|≤|<="),
    ("more_than", "超过|超出|(?<![赶反])超|逾|高于|大于|多于|突破|>"),
    ("less_than", "低于|小于|少于|短于|不足|不到|不满|未满|不及|<"),
    ("about", "大约|(?<![签节预合契违制条公履缔邀])约|接近|(?<![附就最靠邻临亲远晋])近|大致|≈"),
)
_BEFORE_NUMBER = re.compile("(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _BEFORE) + r")[了为到达在]?\s?$")
_LONGEST_BEFORE = 8  # characters of 不得少于了 with a blank, and the one in front that may forbid it

# Behind the unit. 以上, 以下 and 以内 include the number, 超过 and 不满 do not (民法典, article 1259).
_BEHIND: tuple[tuple[Comparator, str], ...] = (
    ("at_least", "及?以上|之上"),
    ("at_most", "及?以下(?!简称|措施|任务|工作|几)|及?以内|之内"),
    ("about", "左右(?!岸|侧|两)|上下(?![游联楼班级左工水文贯齐功])"),
    ("more_than", "[多余](?!、[中高低]层)(?=[，。；、,;）)\\s来的]|$)"),
)
_BEHIND_UNIT = re.compile(
    r"\s?(?:[（(]含[^）)]{0,4}[）)])?(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _BEHIND) + ")"
)
# 上 and 过 compare only before a multiple without a digit: 上百家, 过亿元.
_BEFORE_MULTIPLE = re.compile("(?:(?P<at_least>(?<![以网线海马晚早身路])上)|(?P<more_than>(?<![通经不])过))$")
_INSIDE: dict[str, Comparator] = {"余": "more_than", "多": "more_than", "来": "about", "+": "at_least"}
_RECENT = re.compile(r"近\s?$")  # 近三年 are the last three years
_STRETCH = re.compile("(?:力争|争取|冲刺|挑战)(?:达到|实现|增长|突破|完成|达)?$")


def comparator(text: str, start: int, end: int, *, more: str, period: bool) -> Comparator:
    """Return how the number at ``text[start:end]`` is meant.

    ``more`` is 余, 多, 来 or + where it stands inside the number: 1.2万余套, 20来家. Of two words the firm one decides.
    """
    first = max(0, start - _LONGEST_BEFORE)
    before = _BEFORE_NUMBER.search(text, first, start)
    if not before and text[start] in "百千万亿":
        before = _BEFORE_MULTIPLE.search(text, first, start)
    if period and _RECENT.search(text, first, start):
        before = None
    said = [_name(before), _name(_BEHIND_UNIT.match(text, end)), _INSIDE.get(more, "eq")]
    firm = [name for name in said if name not in ("eq", "about")]
    return firm[0] if firm else "about" if "about" in said else "eq"


def _name(match: re.Match[str] | None) -> Comparator:
    return cast(Comparator, match.lastgroup) if match else "eq"


def is_stretch(text: str, start: int) -> bool:
    """Return whether the number is called an ambition: 力争3%."""
    return bool(_STRETCH.search(text, max(0, start - _LONGEST_BEFORE), start))
