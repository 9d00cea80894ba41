"""Lines of a clean text → what each looks like, and the habits of the document they show. No state, no headings yet."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from indexer.structure import marks
from indexer.structure.enumerations import inline_items
from indexer.structure.numbering import OUTER, RANK, Number, number_of

LONGEST_HEADING = 60  # characters; longer lines are sentences, whatever they end in
LONGEST_RUN_IN = 24  # characters; a paragraph's opening sentence up to this length can be its heading
_LONGEST_NUMBERED_RUN_IN = 60
_LINE = re.compile(r"[^\n]+")
_QUOTED = re.compile(r"“[^“”]*”|《[^《》]*》")
_LONGEST_BROKEN = 600  # characters; what is longer is no paragraph
_UNFINISHED = re.compile(r"[的和与及、，,]$")
_GOES_ON = re.compile(r"是(?!否)|[的，。、；：）”,;:]")
_ENDED = re.compile(r"[。！？!?；;：:…”）)]$")
_STATEMENT = re.compile(r"[：:；;]|我们|了|(?<!就)是")  # what a sentence holds and a heading does not
_WORD = re.compile(r"\w")
_COMMA = re.compile(r"[，,]")
_COUNTED = re.compile("[一二三四五六七八九十百千][个座株张家条项处所套座户名件批次人公里平]")  # it commits to something
_DONE = "完成|建成|落成|竣工|开工|办结|办好|办成|新增|新建|改造|达标|投用|兑现"
# 十件实事全部完成, 办好十件实事: a result or a promise, not a heading
_COMMITS = re.compile(rf"{_COUNTED.pattern}.*(?:{_DONE})|(?:{_DONE}).{{0,4}}{_COUNTED.pattern}")
FIGURE = re.compile(r"\d")


@dataclass(slots=True)
class Line:
    """A line ``text`` that begins at ``start`` of the document, or a part of one; what is asked often is kept."""

    start: int
    end: int
    text: str
    _number: Number | None = field(default=None, init=False, repr=False, compare=False)
    _is_sentence: bool | None = field(default=None, init=False, repr=False, compare=False)

    def number(self) -> Number:
        """Return what the line is numbered with: kind, length and value; ("", 0, 0) where nothing numbers it."""
        if self._number is None:
            self._number = number_of(self.text)
        return self._number

    def is_sentence(self) -> bool:
        """Tell whether a sentence ends in the line, outside quotations."""
        if self._is_sentence is None:
            self._is_sentence = bool(marks.ANY_END.search(unquoted(self.text)))
        return self._is_sentence

    def behind(self, length: int) -> Line:
        """Return the line without its first ``length`` characters."""
        return Line(self.start + length, self.end, self.text[length:])


def lines_of(text: str) -> list[Line]:
    r"""Return the lines of a text that hold anything; a sentence that a site broke is one line.

    >>> [line.text for line in lines_of("一、目标\n今年发展的\n主要目标\n是：稳中求进。\n二、任务")]
    ['一、目标', '今年发展的\n主要目标\n是：稳中求进。', '二、任务']
    """
    lines: list[Line] = []
    for match in reversed(list(_LINE.finditer(text))):
        if not match.group().strip():
            continue
        line = Line(match.start(), match.end(), match.group())
        if lines and _is_broken(line, lines[-1]):
            below = lines.pop()
            line = Line(line.start, below.end, text[line.start : below.end])
        lines.append(line)
    return lines[::-1]


def _is_broken(line: Line, below: Line) -> bool:
    """Tell whether a sentence goes on below a line: it ends in 的 or a comma, or below it begins in mid-sentence."""
    if len(below.text) > _LONGEST_BROKEN or not below.is_sentence() or below.number().kind:
        return False
    return bool(_UNFINISHED.search(line.text) or (_GOES_ON.match(below.text) and not _ENDED.search(line.text)))


def unquoted(text: str) -> str:
    """Return a text without what it quotes.

    >>> unquoted("深化“一网通办，一网统管”改革")
    '深化改革'
    """
    return _QUOTED.sub("", text) if "“" in text or "《" in text else text


def run_in(line: Line) -> int:
    """Return the length of the heading that a paragraph opens with, its number included, or 0."""
    end = _end_of_opening(line)
    least = LONGEST_RUN_IN // 2
    if line.number().kind:  # behind a number a heading is surer: （二）设施配套。硬化公路8公里。
        least = min(least, 2 * (end - line.number().length))
    return end if len(line.text) - end >= least else 0


def is_headline(lines: list[Line], position: int) -> bool:
    """Tell whether a numbered line is but one sentence fit for a heading, above a longer paragraph without number."""
    line = lines[position]
    following = lines[position + 1] if position + 1 < len(lines) else None
    if following is None or following.number().kind or not following.is_sentence():
        return False
    return _end_of_opening(line) == len(line.text) < len(following.text) and not _COUNTED.search(unquoted(line.text))


def _end_of_opening(line: Line) -> int:
    """Return where the first sentence of a line ends, if it says no more than a heading does; else 0."""
    kind, number, _ = line.number()
    text = line.text
    end = marks.SENTENCE_END.search(text, number)
    longest = _LONGEST_NUMBERED_RUN_IN if kind else LONGEST_RUN_IN
    if end is None or end.group() != "。" or end.end() - number > longest:
        return 0
    sentence = unquoted(text[number : end.start()])
    commas = 2 if kind and RANK[kind] <= RANK["section"] else 0  # （一）稳中求进，推动经济向好。实施…
    is_too_much = len(_COMMA.findall(sentence)) > commas or _STATEMENT.search(sentence) or FIGURE.search(sentence)
    is_too_much = is_too_much or _COMMITS.search(sentence)
    return 0 if is_too_much or not _WORD.search(sentence) else end.end()


def opening_habits(lines: list[Line]) -> dict[str, int]:
    """Return the numbering styles ("" for none) of which half the paragraphs open with a heading → how many do.

    The heading runs into its paragraph or stands alone above it, with a full stop. Without number fewer than half do.
    """
    seen: Counter[str] = Counter()
    texts: Counter[str] = Counter()
    for position, line in enumerate(lines):
        items = inline_items(line.text) if line.is_sentence() else []
        if line.is_sentence() and not (items and items[0].start == 0):
            kind = line.number().kind
            texts[kind] += 1
            seen[kind] += bool(run_in(line)) or (bool(kind) and is_headline(lines, position))
    return {kind: count for kind, count in seen.items() if not kind or count >= texts[kind] / 2}


def list_kinds(lines: list[Line]) -> set[str]:
    r"""Return the outer numbering styles that number a list here: their lines follow each other, nothing under them.

    >>> list_kinds(lines_of("请做好以下工作：\n一、排查隐患\n二、加强值守\n三、及时报告"))
    {'part'}
    """
    numbers = [line.number().kind for line in lines]
    found = set()
    for kind in OUTER:
        places = [place for place, number in enumerate(numbers) if number == kind]
        if not places or any(after - before > 1 for before, after in pairwise(places)):
            continue
        following = lines[places[-1] + 1] if places[-1] + 1 < len(lines) else None
        if following is not None and following.number().kind:
            continue
        is_last = following is None or not following.is_sentence()
        if len(places) > 2 or (is_last and (len(places) == 2 or len(lines) == 1)):
            found.add(kind)
    return found


def bare_runs(lines: list[Line]) -> list[int]:
    """Return for each line how many lines without number or sentence follow each other there, itself included."""
    runs = [0] * len(lines)
    start = 0
    for place in range(len(lines) + 1):
        if place == len(lines) or lines[place].number().kind or lines[place].is_sentence():
            runs[start:place] = [place - start] * (place - start)
            start = place + 1
    return runs
