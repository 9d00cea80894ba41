"""The marks in the user's words: "phrases", −excluded words, and whether the words are pasted wording."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.retrieval.folding import fold
from indexer.retrieval.words import characters

_MINUS = r"(?:^|(?<=\s))[-−－–‐‑﹣]"
_QUOTED = (
    r"\"[^\"]+\"|＂[^＂]+＂|「[^」]+」|『[^』]+』|﹁[^﹂]+﹂|﹃[^﹄]+﹄"
    r"|[“”„][^“”„]+[“”]|[‘’][^‘’]+[‘’]"  # typed in haste, both marks are often the same one
)
_MARKED = re.compile(
    rf"{_MINUS}(?P<unwanted>{_QUOTED})"
    rf"|{_MINUS}(?!\d+(?:\.\d+)?(?:[%％‰℃]|个百分点))(?P<excluded>[^\s\"＂「『“‘]\S*)"  # -5% is a figure
    rf"|(?P<phrase>{_QUOTED})"
)
_CHINESE_MARKS = "“”„‘’"
# Longer than people ask, or several clauses of a sentence: wording pasted from a document, whose years and names are
# what it says, not where to look. A question may be longer.
_PASTED_CHARS, _ASKED_CHARS, _LISTED_CHARS = 30, 60, 10
_CLAUSE_END = re.compile(r"[，,；;。！!]")
_QUESTION = re.compile(r"多少|哪|什么|怎么|怎样|如何|是否|有没有|吗|几[个家张套台]|[？?]\s*$")


@dataclass(frozen=True, slots=True)
class Marks:
    """What the marks say, and the words without them; ``plain`` and ``outside`` are as long as the words."""

    phrases: tuple[str, ...]  # folded
    excluded: tuple[str, ...]  # folded
    plain: str  # blanks for the marks and the excluded words
    outside: str  # blanks for the phrases too


def is_pasted(words: str) -> bool:
    """Return whether words are wording of a document and not a search or a question.

    >>> is_pasted("静安区2025年要新增多少张养老床位？"), is_pasted("完善邻里议事办法，让居民的小事在楼组里办好")
    (False, True)
    """
    folded = fold(words)
    if _QUESTION.search(folded):
        return len(words) > _ASKED_CHARS
    pieces = [piece.strip() for piece in _CLAUSE_END.split(words.rstrip("。！!；;")) if piece.strip()]
    return len(words) > _PASTED_CHARS or (len(pieces) > 1 and max(map(len, pieces)) > _LISTED_CHARS)


def read_marks(words: str, *, pasted: bool) -> Marks:
    """Return the phrases and excluded words of what was typed.

    Texts set names apart with “…” (编制“十五五”规划), and pasted wording with any marks: there they are a person's own
    only where they stand by themselves.
    """
    phrases: list[str] = []
    excluded: list[str] = []
    plain, outside = list(words), list(words)
    for match in _MARKED.finditer(words):
        start, end = match.span()
        if match["phrase"] is None:
            taken = (match["unwanted"] or "")[1:-1] or match["excluded"] or ""
            if characters(taken):
                excluded.append(fold(taken))
                plain[start:end] = outside[start:end] = " " * (end - start)
            continue
        around = words[start - 1 : start] + words[end : end + 1]
        if (pasted or match["phrase"][0] in _CHINESE_MARKS) and around.strip():
            continue
        plain[start] = plain[end - 1] = " "
        outside[start:end] = " " * (end - start)
        if characters(match["phrase"]):
            phrases.append(fold(match["phrase"][1:-1]))
    return Marks(tuple(phrases), tuple(excluded), "".join(plain), "".join(outside))
