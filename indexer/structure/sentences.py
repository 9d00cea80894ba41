"""A stretch of text → the spans of its sentences and of the parts of long ones, with the ★ that mark them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.records import STAR
from indexer.settings import MAX_CLAUSE_CHARS
from indexer.structure.marks import CLOSING, COMMA, SENTENCE_END
from indexer.structure.numerals import ORDINAL, ordinal
from indexer.structure.stars import star_pattern

_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", "（": "）", "(": ")", "《": "》", "【": "】"}
_MARKS_OF_PAIRS = re.compile(f"[{re.escape(''.join((*_PAIRS, *_PAIRS.values())))}]")
_SEMICOLON = re.compile(r"[；;]")
_WEAKER = re.compile(r"[；;、 \n]")  # where a clause that is too long can be cut if it has no comma
_WHOLE = 40  # characters; a sentence up to this length reads better whole than cut at its ；
_POINT = re.compile(rf"(?<=[，,])({ORDINAL})是")
_LEAST_POINT = 15  # characters; 一是多，二是快 is one thought
_CRUMB = 8  # characters; a part shorter than this says nothing alone and stays with its neighbour
# （责任单位：区民政局，各街道）, and any other brackets with nothing behind them
_INSIDE = r"[^（）()\n]{1,120}(?:[（(][^（）()\n]{1,40}[)）][^（）()\n]{0,80}){0,3}[)）]。?"
_REMARK = re.compile(rf"[（(](?:[^（）()：:\n]{{2,12}}[：:]{_INSIDE}|[^（）()\n]{_INSIDE}(?=\s*$))")
_GOES_ON = set("，,、的；;：:。和与及等")  # behind a closing mark these continue the sentence around it
_LONGEST_FIGURE = 20  # characters; a run of digits or Latin letters up to this length is not cut apart


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence or a part of one: ``text[start:end]``, marked by ★ or not."""

    start: int
    end: int
    starred: bool


def split_pieces(text: str, start: int, end: int, *, item_start: int | None = None, signs: str = STAR) -> list[Piece]:
    """Cut ``text[start:end]`` into the pieces that become clauses; together they cover all but blanks.

    Cut at 。！？ always, at ； and before an inner ★ where the sentence is long or partly marked, and at commas where a
    piece is longer than a clause may be. ``item_start`` is where the text of an item begins behind its number: a ★
    there, or before the number, marks its whole first sentence, a ★ elsewhere the part it opens. ``signs`` are the
    characters that mark as ★ does.
    """
    pieces: list[Piece] = []
    star = star_pattern(signs)
    while item_start is not None and text[item_start : item_start + 1].isspace():
        item_start += 1
    for first, last in _with_remarks(text, _cut(text, start, end, SENTENCE_END)):
        is_item = item_start is not None and first <= item_start < last
        opened = is_item and any(star.match(text, at, end) for at in (first, item_start or first))
        pieces += _split_sentence(text, first, last, star, all_starred=opened)
    return pieces


def _with_remarks(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Leave the brackets that stand behind a sentence with it: 新增床位480张。（责任单位：区民政局）."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        is_near = bool(joined) and "\n" not in text[joined[-1][1] : start]
        remark = _REMARK.match(text, start, end) if is_near else None
        if remark and remark.end() - joined[-1][0] <= MAX_CLAUSE_CHARS:
            joined[-1] = (joined[-1][0], remark.end())
            joined += _stripped(text, remark.end(), end)
        else:
            joined.append((start, end))
    return joined


def _split_sentence(text: str, start: int, end: int, star: re.Pattern[str], *, all_starred: bool) -> list[Piece]:
    inner_star = not all_starred and star.search(text, start + 1, end)
    if end - start <= _WHOLE and not inner_star:
        spans = [(start, end)]
    else:
        parts = [part for span in _cut(text, start, end, _SEMICOLON) for part in _cut_at_points(text, *span)]
        spans = _join_crumbs(text, parts, None if all_starred else star)
    pieces = []
    for first, last in spans:
        for part_start, part_end in _cut_at_star(text, first, last, star) if not all_starred else [(first, last)]:
            starred = all_starred or bool(star.search(text, part_start, part_end))
            pieces += [Piece(s, e, starred) for s, e in _cut_long(text, part_start, part_end)]
    return pieces


def _cut(text: str, start: int, end: int, ends: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield the stripped spans between the ends that stand outside brackets and quotation marks."""
    inside = _enclosed(text, start, end)
    at = start
    for match in ends.finditer(text, start, end):
        if match.start() < at or inside[match.start() - start]:
            continue
        stop = match.end()
        while stop < end and (text[stop] in CLOSING or text[stop] in "。！!？?；;"):
            stop += 1
        yield from _stripped(text, at, stop)
        at = stop
    yield from _stripped(text, at, end)


def _enclosed(text: str, start: int, end: int) -> bytearray:
    """Return for each character of ``text[start:end]`` 1 if it stands inside a pair of brackets or quotation marks.

    A mark that is never closed, or closed only after more than a clause may hold, encloses nothing.
    """
    inside = bytearray(end - start)
    opened: list[int] = []
    awaited: Counter[str] = Counter()  # closing mark → how many of the opened ones it could close
    for match in _MARKS_OF_PAIRS.finditer(text, start, end):
        at, char = match.start(), match.group()
        if char in _PAIRS:
            opened.append(at)
            awaited[_PAIRS[char]] += 1
        elif awaited[char]:
            first = opened.pop()
            awaited[_PAIRS[text[first]]] -= 1
            while _PAIRS[text[first]] != char:
                first = opened.pop()
                awaited[_PAIRS[text[first]]] -= 1
            if at - first <= MAX_CLAUSE_CHARS:
                inside[first + 1 - start : at - start] = b"\x01" * (at - first - 1)
    for match in SENTENCE_END.finditer(text, start, end):
        if inside[match.start() - start] and _ends_both(text, match.end(), end):
            inside[match.start() - start] = 0
    return inside


def _ends_both(text: str, at: int, end: int) -> bool:
    """Tell whether the closing marks at ``at``, behind a sentence's end, end the sentence around it too: 「……。」"""
    after = at
    while after < end and text[after] in CLOSING:
        after += 1
    return after > at and (after == end or text[after] not in _GOES_ON)


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def _cut_at_points(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a part of a sentence before the points that it counts behind commas (，二是…，三是…), where all are long."""
    starts = [start]
    value = 1
    for match in _POINT.finditer(text, start, end):
        if ordinal(match[1]) == value + 1:
            value += 1
            starts.append(match.start())
    ends = [*starts[1:], end]
    if any(last - first < _LEAST_POINT for first, last in zip(starts, ends, strict=True)):
        return [(start, end)]
    return list(zip(starts, ends, strict=True))


def _join_crumbs(text: str, spans: list[tuple[int, int]], star: re.Pattern[str] | None) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    is_marked = False  # a ★ ends with its part, be the next a crumb
    for start, end in spans:
        first, last = joined[-1] if joined else (start, start)
        is_crumb = bool(joined) and (end - start < _CRUMB or (len(joined) == 1 and last - first < _CRUMB))
        has_mark = star is not None and bool(star.search(text, start, end))
        if is_crumb and not is_marked and not has_mark:
            joined[-1] = (first, end)
        else:
            joined.append((start, end))
            is_marked = has_mark
    return joined


def _cut_at_star(text: str, start: int, end: int, star: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    at = start
    for match in star.finditer(text, start + 1, end):
        if text[match.start() - 1] in "，,、；;：:。 ":  # a mark inside a word opens nothing
            yield from _stripped(text, at, match.start())
            at = match.start()
    yield from _stripped(text, at, end)


def _cut_long(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a piece that is longer than a clause may be at the comma nearest to its middle, again and again.

    Commas outside brackets come first, then any comma, then weaker marks; where there is none it is cut in the middle.
    """
    if end - start <= MAX_CLAUSE_CHARS:
        return [(start, end)]
    inside = _enclosed(text, start, end)
    commas = [match.end() for match in COMMA.finditer(text, start, end)]
    outer = [at for at in commas if not inside[at - 1 - start]]
    weaker = [match.end() for match in _WEAKER.finditer(text, start, end)]
    return list(_halve(text, start, end, (outer, commas, weaker)))


def _halve(text: str, start: int, end: int, places: tuple[list[int], ...]) -> Iterator[tuple[int, int]]:
    if end - start <= MAX_CLAUSE_CHARS:
        yield from _stripped(text, start, end)
        return
    middle = (start + end) // 2
    found = (_nearest(candidates, start + _CRUMB, end - _CRUMB, middle) for candidates in places)
    cut = next((at for at in found if at), None) or _beside_figure(text, middle)
    yield from _halve(text, start, cut, places)
    yield from _halve(text, cut, end, places)


def _nearest(places: list[int], first: int, last: int, wanted: int) -> int | None:
    """Return the one of the sorted ``places`` from ``first`` to ``last`` that is nearest to ``wanted``."""
    at = bisect_left(places, wanted)
    near = [place for place in places[max(at - 1, 0) : at + 1] if first <= place <= last]
    return min(near, key=lambda place: abs(place - wanted), default=None)


def _beside_figure(text: str, at: int) -> int:
    """Return ``at``, or the place before the figure or Latin word that stands there."""
    for place in range(at, at - _LONGEST_FIGURE, -1):
        if not (text[place - 1].isascii() and text[place - 1].isalnum()):
            return place
    return at
