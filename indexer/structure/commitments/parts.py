"""A clause → for each number that measures something, the words before and behind it that belong to it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.records import Quantity
from indexer.structure.commitments.actions import verb_inside

_QUOTED = re.compile(
    r"“[^“”\n]{1,40}”|‘[^‘’\n]{1,40}’|「[^「」\n]{1,40}」|《[^《》\n]{1,60}》|[（(][^（）()\d\n]{1,30}[)）]"
)
_BOUNDARY = re.compile(r"[，,；;。！!？?：:\n（）()]|——")
_LIST = re.compile("、|以及|[和及与]")
HIDDEN = "□"  # stands for a character inside a name


@dataclass(frozen=True, slots=True)
class Part:
    """The words around one number: ``text[start:end]``; ``joined``: behind the number before by 、 or 和."""

    quantity: Quantity
    start: int
    end: int
    joined: bool
    sentence: int  # where the sentence begins that it stands in


def hide_names(text: str) -> str:
    """Return the text with what stands in quotation marks or brackets hidden, character for character."""
    return _QUOTED.sub(lambda match: HIDDEN * len(match[0]), text)


def cut_parts(masked: str, quantities: list[Quantity]) -> list[Part]:
    """Return the parts of a clause whose names are hidden, one for each quantity, in order."""
    cuts = [_cut(masked, left, right) for left, right in zip(quantities, quantities[1:], strict=False)]
    parts: list[Part] = []
    for number, quantity in enumerate(quantities):
        start, joined = _start(masked, quantity.start)
        if number and cuts[number - 1][1] > start:
            start, joined = cuts[number - 1][1], cuts[number - 1][2]
        match = _BOUNDARY.search(masked, quantity.end)
        end = match.start() if match else len(masked)
        if number < len(cuts):
            end = min(end, cuts[number][0])
        sentence = max((masked.rfind(mark, 0, quantity.start) for mark in "。；;！？\n"), default=-1) + 1
        parts.append(Part(quantity, start, end, joined, sentence))
    return parts


def _start(masked: str, at: int) -> tuple[int, bool]:
    start = 0
    for match in _BOUNDARY.finditer(masked, 0, at):
        start = match.end()
    return start, False


def _cut(masked: str, left: Quantity, right: Quantity) -> tuple[int, int, bool]:
    """Return where the words of one number end, where those of the next begin, and whether 、 stands between."""
    first, last = left.end, right.start
    if _BOUNDARY.search(masked, first, last):
        return last, first, False
    marks = list(_LIST.finditer(masked, first, last))
    strong = [mark for mark in marks if mark[0] == "、"] or marks
    if strong:
        before_verb = [mark for mark in strong if verb_inside(masked, mark.end(), min(last, mark.end() + 4), "act")]
        is_open = masked[first:last].endswith("等")
        mark = before_verb[0] if before_verb else strong[0] if is_open else strong[-1]
        return mark.start(), mark.end(), True
    verb = verb_inside(masked, first, last, "act", "light")
    if verb and verb.start > first:
        return verb.start, verb.start, False
    return last, first, False
