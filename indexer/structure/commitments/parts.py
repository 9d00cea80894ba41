"""A clause → for each number that measures something, the words before and behind it that belong to it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.records import Quantity
from indexer.structure.commitments.actions import Verbs

_NAMES = re.compile(r"“[^“”\n]{1,40}”|‘[^‘’\n]{1,40}’|「[^「」\n]{1,40}」|《[^《》\n]{1,60}》")
# 科技小巨人（含培育）企业: said beside; （九） is the number of an item.
_ASIDE = re.compile(r"[（(](?![一二三四五六七八九十]+[)）])[^（）()\d\n]{1,30}[)）]")
_BOUNDARY = re.compile(r"[，,；;。！!？?：:\n（）()★☆▲|]|——")
_END = re.compile(r"[；;。！!？?\n]")
_ITEM = re.compile(r"\s*(?:\d{1,2}[.．、](?!\d)|[①-⑳])")
_LIST = re.compile("、|以及|[和及与]")
HIDDEN, ASIDE = "□", "◇"  # stand for a character inside a name, and inside brackets


@dataclass(frozen=True, slots=True)
class Part:
    """The words around one number: ``text[start:end]``, in the sentence that begins at ``sentence``.

    ``is_joined``: it stands behind the number before in a list (新增480张床位、2个中心).
    """

    quantity: Quantity
    start: int
    end: int
    sentence: int
    is_joined: bool


def hide_names(text: str) -> str:
    """Return the text with what stands in quotation marks or brackets hidden, character for character."""
    text = _NAMES.sub(lambda match: HIDDEN * len(match[0]), text)
    return _ASIDE.sub(lambda match: ASIDE * len(match[0]), text)


def cut_parts(masked: str, quantities: list[Quantity], verbs: Verbs) -> list[Part]:
    """Return the parts of a clause whose names are hidden, one for each quantity, in order."""
    parts: list[Part] = []
    item = _ITEM.match(masked)
    start, is_joined, sentence = item.end() if item else 0, False, 0
    for quantity, following in zip(quantities, [*quantities[1:], None], strict=True):
        for boundary in _BOUNDARY.finditer(masked, start, quantity.start):
            start, is_joined = boundary.end(), False
            if _END.match(boundary[0]):
                sentence = start
        match = _BOUNDARY.search(masked, quantity.end)
        end = match.start() if match else len(masked)
        behind, joined_behind = quantity.end, False
        if following is not None and following.start < end:
            end, behind, joined_behind = _cut(masked, quantity.end, following.start, verbs)
        parts.append(Part(quantity, start, end, sentence, is_joined))
        start, is_joined = behind, joined_behind
    return parts


def _cut(masked: str, first: int, last: int, verbs: Verbs) -> tuple[int, int, bool]:
    """Return where the words of one number end, where those of the next begin, and whether they are a list."""
    marks = list(_LIST.finditer(masked, first, last))
    strong = [mark for mark in marks if mark[0] == "、"] or marks
    if strong:
        with_verb = [mark for mark in strong if verbs.at(mark.end(), last)]
        is_open = masked[first:last].endswith("等")
        mark = with_verb[0] if with_verb else strong[0] if is_open else strong[-1]
        return mark.start(), mark.end(), True
    found = verbs.within(first + 1, last, "act", "light")
    return (found[0].start, found[0].start, False) if found else (last, first, True)
