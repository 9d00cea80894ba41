"""Words that only ask: what a question wants to know, and the question without them."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import cast, get_args

from indexer.records import Wants

# Names of figures that end a question which has no 多少: 厨余垃圾回收率.
_FIGURE_AT_END = re.compile(r"(?:[户台套人次家张总个]数|数量|[\u4e00-\u9fff]率|总额|金额|面积|增速|指标|目标值|几何)$")


def wanted(text: str) -> Wants:
    """Return what kind of answer a folded question wants; what is asked last counts: 地方有多少 wants a figure.

    >>> wanted("孩子踢球的地方有多少"), wanted("小店租金高有什么办法"), wanted("养老床位")
    ('figure', 'measure', '')
    """
    kinds = [kind for match in _pattern().finditer(text) if (kind := _kind(match))]
    if kinds:
        return kinds[-1]
    return "figure" if _FIGURE_AT_END.search(text.rstrip("?。 ")) else ""


def without_question(text: str) -> str:
    """Return a question without the words that only ask.

    >>> without_question("请问孩子踢球的地方有多少")
    '孩子踢球的地方有'
    """
    return " ".join(_pattern().sub(" ", text).split())


@cache
def _words() -> tuple[tuple[str, str], ...]:
    """Return (pattern, wants) of ``question_words.tsv``, the longest pattern first."""
    text = files(__package__).joinpath("question_words.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(sorted(((pattern, wants) for pattern, wants in rows), key=lambda row: (-len(row[0]), row[0])))


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<w{number}>{pattern})" for number, (pattern, _) in enumerate(_words())))


def _kind(match: re.Match[str]) -> Wants:
    wants = _words()[int((match.lastgroup or "w0")[1:])][1]
    return cast(Wants, wants) if wants in get_args(Wants) else ""
