"""Lines of a document → which of them, or of their beginnings, are headings, by the habits of the document."""

from __future__ import annotations

import re
from collections import Counter

from indexer.structure import marks, regions
from indexer.structure.lines import (
    LONGEST_HEADING,
    LONGEST_RUN_IN,
    Line,
    is_headline,
    list_kinds,
    opening_habits,
    run_in,
    unquoted,
)
from indexer.structure.numbering import OUTER, RANK
from indexer.structure.sheets import JOINED

_LEAST_RUN_INS = 3  # paragraphs; a sentence taken for a heading is no clause any more, so chance is not believed
_LEAST_HEADLINES = 2  # lines; a heading alone in its line is surer than one that opens its paragraph
_LONGEST_ARTICLE = 15  # characters, of what an article is about
_LONGEST_SECOND_LINE = 40  # characters, of a heading on two lines
_WORD = re.compile(r"[A-Za-z\u4e00-\u9fff]")
_FIGURE = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.]|\s*年)")  # but not a year
_UNFINISHED = re.compile(r"[的和与及、，,]$|“[^”]*$|《[^》]*$")  # a heading that goes on in the next line


class Headings:
    """The headings among the lines of a document. Where it is in doubt, a line is a clause."""

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines
        habits = opening_habits(lines)
        alone = Counter(line.number().kind for line in lines if _is_alone(line))
        self._run_in_kinds = {
            kind for kind, count in habits.items() if count + alone[kind] * (count > 1) >= _LEAST_RUN_INS
        }
        self._headline_kinds = {kind for kind, count in habits.items() if count >= _LEAST_HEADLINES}
        self._list_kinds = list_kinds(lines)

    def run_in(self, line: Line) -> int:
        """Return the length of the heading that a paragraph opens with, its number included, or 0."""
        return run_in(line) if line.number().kind in self._run_in_kinds else 0

    def end_of_numbered(self, position: int) -> int:
        """Return the position behind the heading that begins with the numbered line at ``position``, or 0."""
        line = self._lines[position]
        if not line.is_sentence() and len(line.text) <= LONGEST_HEADING:
            return 0 if self._is_list_entry(position) else position + 1 + self._has_second_line(position)
        is_usual = line.number().kind in self._headline_kinds
        return position + 1 if is_usual and is_headline(self._lines, position) else 0

    def is_unnumbered(self, position: int) -> bool:
        """Tell whether a line without number is a heading: short, no statement, with text or a number below."""
        line = self._lines[position]
        if line.is_sentence() or len(line.text) > LONGEST_RUN_IN or line.text.endswith(("：", ":", "，", ",")):
            return False
        if marks.BULLET.match(line.text) or marks.LABELLED.match(line.text) or JOINED in line.text:
            return False
        if marks.DATED_TASK.match(line.text):
            return False
        following = self._below(position)
        if following is None or marks.MEASURE.search(unquoted(line.text)) or len(_FIGURE.findall(line.text)) > 1:
            return False  # it commits to something, or is the row of a table
        is_followed = following.is_sentence() or bool(following.number().kind or marks.PERIOD.fullmatch(line.text))
        return is_followed and bool(_WORD.search(line.text))  # a figure alone belongs to a broken table or formula

    def _below(self, position: int) -> Line | None:
        return self._lines[position + 1] if position + 1 < len(self._lines) else None

    def _has_second_line(self, position: int) -> bool:
        """Tell whether a numbered heading goes on in the line below: 第一章 / 发展环境."""
        line = self._lines[position]
        number = line.number()
        following = self._below(position)
        if following is None or position + 2 == len(self._lines) or number.kind not in OUTER:
            return False
        if len(following.text) > _LONGEST_SECOND_LINE or following.is_sentence() or following.number().kind:
            return False
        rest = line.text[number.length :].strip()
        return not marks.BULLET.match(following.text) and (not rest or bool(_UNFINISHED.search(rest)))

    def _is_list_entry(self, position: int) -> bool:
        """Tell whether a numbered line without a full stop is an entry of a list: nothing stands under it."""
        line = self._lines[position]
        kind, length, _ = line.number()
        if not line.text[length:].strip():  # a number alone belongs to what follows
            return False
        if kind in OUTER:
            return kind in self._list_kinds
        following = self._below(position)
        if following is None or regions.opens_region(following):
            return True
        if RANK[kind] >= RANK["item"] and marks.MEASURE.search(unquoted(line.text[length:])):
            return True  # 2.新建养老服务中心3个, be there a line below that says who does it
        next_kind = following.number().kind
        if kind == "article":  # 第三条 适用范围 is a heading, 第五条 本办法自发布之日起施行 is none
            is_long = len(line.text) - length > _LONGEST_ARTICLE or bool(marks.ANY_PAUSE.search(line.text))
            return is_long or next_kind in (*OUTER, kind) or not following.is_sentence()
        is_outer = bool(next_kind) and RANK[next_kind] < RANK[kind] and not following.is_sentence()
        return next_kind == kind or is_outer


def _is_alone(line: Line) -> bool:
    """Tell whether a numbered heading stands alone in its line: its style numbers headings, run in or not."""
    kind = line.number().kind
    is_outer = bool(kind) and RANK[kind] <= RANK["section"]
    return is_outer and not line.is_sentence() and len(line.text) <= LONGEST_HEADING
