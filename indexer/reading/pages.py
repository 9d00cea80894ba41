"""Cleaning step for what pages add to a text: their numbers, running heads, and sentences that a page break cut in two.

A reader of laid-out formats gives pages apart by form feeds. Text copied out of a PDF has none; there a page shows by
numbers that rise, and by lines that come again, both a page apart.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.reading.layout import STARTS_BLOCK, lines_of
from indexer.reading.traced import Edit
from indexer.reading.wrapping import ENDS_SENTENCE, wrap_width

_MARKED_NUMBER = re.compile(
    r"[-—–－·]+ ?(?:\d{1,4}|[IVXivx]{1,5}|[Ⅰ-Ⅻⅰ-ⅻ]) ?[-—–－·]+"
    r"|第 ?\d{1,4} ?页(?: ?[,，/]? ?共 ?\d{1,4} ?页)?|\d{1,4} ?/ ?\d{1,4} ?页"
    # what a browser prints below and above a page: http://…/a.html 1/15, 2025/3/1 09:30 政府工作报告
    r"|(?:https?://|file:///)\S+ +\d{1,4}/\d{1,4}"
    r"|\d{4}/\d{1,2}/\d{1,2},? ?(?:上午|下午)?\d{1,2}:\d{2}(?::\d{2})?(?: [^。；！？]{1,60})?"
)
_MARK = r"[-—–－·•|｜/]"
_HEAD = re.compile(
    rf"(?:{_MARK}* ?(?P<before>\d{{1,4}})(?: ?{_MARK}+ ?| +))?(?P<key>\D.*?)"
    rf"(?:(?: ?{_MARK}+ ?| +)(?:第 ?)?(?P<after>\d{{1,4}})(?: ?页)? ?{_MARK}*)?"
)
_NO_HEAD = re.compile(
    r"[。；！？;!?：:，]|^(?:附[件表录]|专栏|[图表])|\d$"
)  # a sentence, or a label that is counted itself
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LONGEST_HEAD = 40  # characters without blanks
_LEAST_TIMES = 3  # two lines alike are chance
_LEAST_PAGES = 3
_MOST_ELSEWHERE = 2  # times that a running head stands within pages: as the title, and on a cover
_LEAST_HAN = 4  # characters; a box to tick and a byline come again too
_EDGE = 2  # lines at either end of a page that can be a head: its title and the number
_DIGITS = 3  # of a page number without a mark; four are a year
_LEAST_LINES = 10  # lines; hardly a page of running text has fewer
_FULL = 15  # characters; a line shorter than that is a heading or an end, and is not cut by a page
_SENTENCES = re.compile(r"[。；]")
_LONGEST_HEADING = 60


@dataclass(frozen=True, slots=True)
class _Head:
    """A line that may be a running head: ``key`` comes again, ``number`` is the page, ``span`` the key in the line."""

    line: int
    key: str
    number: int | None
    span: tuple[int, int]


def remove_page_furniture(text: str) -> list[Edit]:
    """Remove page numbers and running heads, and join the sentence that a page break stands in.

    A marked number (— 3 —, 第3页) is one for sure. A bare number is one only where it counts pages: elsewhere it may
    be a figure of a table. A running head is a line that comes again page by page, with a page number or without, and
    stands at least once in mid-sentence. The title that stands first is none, unless the text holds it once more.
    """
    lines = lines_of(text)
    pages = _pages(text, lines)
    numbers = {at for at, (_, _, line) in enumerate(lines) if _MARKED_NUMBER.fullmatch(line)}
    numbers |= _bare_numbers(text, lines, pages)
    heads = _running_heads(lines, pages, numbers, is_wrapped=wrap_width(text) > 0)
    first = _kept_title(lines, heads, numbers)
    edits = [Edit(*lines[at][:2], "", "页码", "removal") for at in numbers]
    edits += [Edit(*lines[at][:2], "", "页眉页脚", "removal") for at in heads if at != first]
    if first >= 0:
        edits += _without_number(lines[first], heads[first])
    gone = numbers | heads.keys() - {first}
    return edits if wrap_width(text) else edits + _rejoined(text, lines, gone)


def _pages(text: str, lines: Sequence[tuple[int, int, str]]) -> list[int]:
    """Return the page of each line, counted from 0; [] where the text is not paged."""
    breaks = [match.start() for match in re.finditer("\f", text)]
    if len(breaks) + 1 < _LEAST_PAGES:
        return []
    return [bisect_right(breaks, start) for start, _, _ in lines]


def _edges(pages: Sequence[int]) -> set[int]:
    """Return the lines at the ends of pages."""
    starts = [at for at in range(len(pages)) if at == 0 or pages[at] != pages[at - 1]]
    edges: set[int] = set()
    for start, end in pairwise([*starts, len(pages)]):
        edges.update(range(start, min(start + _EDGE, end)), range(max(end - _EDGE, start), end))
    return edges


def _bare_numbers(text: str, lines: Sequence[tuple[int, int, str]], pages: Sequence[int]) -> set[int]:
    bare = [(at, int(line)) for at, (_, _, line) in enumerate(lines) if len(line) <= _DIGITS and line.isdecimal()]
    if pages:
        edges = _edges(pages)
        return set(_in_step([(at, value) for at, value in bare if at in edges], pages))
    return set(_page_lines(bare)) if bare and wrap_width(text) else set()


def _in_step(numbers: Sequence[tuple[int, int]], pages: Sequence[int]) -> list[int]:
    """Return the lines of the numbers, given as line and value, that rise with the pages."""
    offsets = Counter(value - pages[at] for at, value in numbers)
    offset, times = offsets.most_common(1)[0] if offsets else (0, 0)
    return [at for at, value in numbers if value - pages[at] == offset] if times >= _LEAST_TIMES else []


def _page_lines(numbers: Sequence[tuple[int, int]]) -> list[int]:
    """Return the lines of the page numbers among bare ``numbers``, given as line and value in the order of lines.

    Numbers in lines that follow each other are a column of a table. Pages have at least a few lines, so a number that
    rises faster than that is a figure. The first one may be any that the next confirms: an extract does not begin at
    page 1.
    """
    lines = {line for line, _ in numbers}
    alone = [(line, value) for line, value in numbers if not {line - 1, line + 1} & lines]
    found: list[int] = []
    last_line, last = 0, 1  # the first page begins with the text
    for (line, value), (next_line, next_value) in pairwise([*alone, (0, 0)]):
        is_next = 0 < value - last <= (line - last_line) // _LEAST_LINES
        is_confirmed = 0 < next_value - value <= (next_line - line) // _LEAST_LINES
        if is_next or (not found and is_confirmed):
            found.append(line)
            last_line, last = line, value
    return found


def _running_heads(
    lines: Sequence[tuple[int, int, str]], pages: Sequence[int], numbers: Collection[int], *, is_wrapped: bool
) -> dict[int, _Head]:
    """Return the running heads by line."""
    edges = _edges([page for at, page in enumerate(pages) if at not in numbers]) if pages else set()
    body = [at for at in range(len(lines)) if at not in numbers]
    places = [body[at] for at in sorted(edges)] if pages else body
    groups: dict[str, list[_Head]] = defaultdict(list)
    for at in places:
        if head := _head(at, lines[at][2]):
            groups[head.key].append(head)
    often = [group for key, group in groups.items() if len(group) >= _LEAST_TIMES]
    interrupting = _interrupting(lines, {head.line for group in often for head in group}.union(numbers))
    everywhere = Counter(_squeeze(line) for _, _, line in lines) if pages else Counter()
    found: dict[int, _Head] = {}
    for group in often:
        numbered = [head for head in group if head.number is not None]
        plain = [head for head in group if head.number is None]
        found |= _numbered_heads(pages, numbered, interrupting)
        is_rare = bool(plain) and everywhere[plain[0].key] <= len(plain) + _MOST_ELSEWHERE
        if is_rare if pages else is_wrapped:
            found |= _plain_heads(pages, plain, interrupting)
    return found


def _head(at: int, line: str) -> _Head | None:
    if not _LEAST_HAN <= len(line) <= _LONGEST_HEAD * 2 or STARTS_BLOCK.match(line):
        return None
    match = _HEAD.fullmatch(line)
    if match is None or (match["before"] and match["after"]):
        return None
    key = _squeeze(match["key"])
    number = match["before"] or match["after"]
    if len(key) > _LONGEST_HEAD or len(_HAN.findall(key)) < _LEAST_HAN or _NO_HEAD.search(key):
        return None
    return _Head(at, key, int(number) if number else None, match.span("key"))


def _numbered_heads(pages: Sequence[int], heads: Sequence[_Head], interrupting: Collection[int]) -> dict[int, _Head]:
    """Return the heads whose numbers rise with the pages."""
    values = [(head.line, head.number or 0) for head in heads]
    in_step = set(_in_step(values, pages) if pages else _page_lines(values))
    is_rising = all(before[1] < after[1] for before, after in pairwise(values))
    is_whole = is_rising and len(in_step) >= _LEAST_TIMES  # the last page may be short
    found = {head.line: head for head in heads if is_whole or head.line in in_step}
    return found if len(found) >= _LEAST_TIMES and found.keys() & interrupting else {}


def _plain_heads(pages: Sequence[int], heads: Sequence[_Head], interrupting: Collection[int]) -> dict[int, _Head]:
    """Return the heads, all of one wording, if they come again page by page."""
    if len(heads) < _LEAST_TIMES:
        return {}
    times = sum(head.line in interrupting for head in heads)
    if pages:
        on_pages = len({pages[head.line] for head in heads})
        is_head = on_pages * 5 >= (pages[-1] + 1) * 2 and times > 0  # left and right pages may have heads apart
    else:
        is_apart = all(after.line - before.line > _LEAST_LINES for before, after in pairwise(heads[:-1]))
        is_head = is_apart and times >= max(2, len(heads) / 2)
    return {head.line: head for head in heads} if is_head else {}


def _interrupting(lines: Sequence[tuple[int, int, str]], skipped: Collection[int]) -> set[int]:
    """Return the lines, of those that are ``skipped``, that stand in the middle of a sentence."""
    found: set[int] = set()
    body = [-1, *(at for at in range(len(lines)) if at not in skipped), len(lines)]
    for before, after in pairwise(body):
        if after - before > 1 and before >= 0 and after < len(lines):
            line, following = lines[before][2], lines[after][2]
            if len(line) >= _FULL and not ENDS_SENTENCE.search(line) and not STARTS_BLOCK.match(following):
                found.update(range(before + 1, after))
    return found


def _kept_title(lines: Sequence[tuple[int, int, str]], heads: dict[int, _Head], numbers: Collection[int]) -> int:
    """Return the line of the first running head if the text begins with it and holds it nowhere else, else -1."""
    first = next((at for at in range(len(lines)) if at not in numbers), -1)
    if first not in heads:
        return -1
    key = heads[first].key
    others = (_squeeze(line) for at, (_, _, line) in enumerate(lines) if at not in heads and at not in numbers)
    return -1 if key in others else first


def _without_number(line: tuple[int, int, str], head: _Head) -> list[Edit]:
    start, end, _ = line
    key_start, key_end = start + head.span[0], start + head.span[1]
    return [Edit(s, e, "", "页码", "removal") for s, e in ((start, key_start), (key_end, end)) if s < e]


def _rejoined(text: str, lines: Sequence[tuple[int, int, str]], gone: Collection[int]) -> list[Edit]:
    """Return the edits that put the halves of a sentence together where a page ended between them.

    Hard-wrapped text is left to the step that joins its lines.
    """
    edits: list[Edit] = []
    before = -1
    for at in range(len(lines)):
        if at in gone:
            continue
        gap = text[lines[before][1] : lines[at][0]] if before >= 0 else ""
        is_page_end = before >= 0 and (before < at - 1 or "\f" in gap)
        if is_page_end and _is_cut(lines[before][2], lines[at][2]):
            between = [lines[before], *(lines[place] for place in range(before + 1, at)), lines[at]]
            for place, (left, right) in enumerate(pairwise(between)):
                edits.append(Edit(left[1], right[0], "", "跨页断句拼接", "layout" if place else "repair"))
        before = at
    return edits


def _is_cut(line: str, following: str) -> bool:
    """Tell whether ``following`` goes on with the sentence of ``line``, and neither is a heading or a row."""
    if ENDS_SENTENCE.search(line) or STARTS_BLOCK.match(following) or len(line) < _FULL or "|" in line + following:
        return False
    is_running = line[-1] in "，、" or len(line) > _LONGEST_HEADING or bool(_SENTENCES.search(line))
    is_running |= "，" in line and len(line) > _LONGEST_HEADING / 2 and not STARTS_BLOCK.match(line)
    return is_running and bool(re.search(r"[，。；：！？]", following))


def _squeeze(line: str) -> str:
    return "".join(line.split())
