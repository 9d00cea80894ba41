"""Cleaning step for tables of contents: their lines come again as headings, so the text loses nothing without them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.reading.layout import lines_of
from indexer.reading.traced import Edit

_TITLE = re.compile(r"[（(【\[]?目 *[录次][)）】\]]?|(?i:contents)")
_DOTS = r"(?:(?:[.．·•_—-] ?){3,}|(?:[‥…⋯] ?)+)"
_LEADER = re.compile(rf"^(?P<key>.+?) ?{_DOTS} ?[（(]?(?P<page>\d{{1,4}}|[IVXivx]{{1,5}})[)）]?$")
_PAGE = re.compile(r"^(?P<key>.*?[^\d.]) ?[（(]?(?P<page>\d{1,3})[)）]?$")
_LAST = "0123456789IVXivx)）"  # what an entry with a page number ends in
_KEY_LENGTH = 16  # characters; a longer heading may be broken where it stands in the text
_LONGEST_ENTRY = 160  # characters, dots included
_LEAST_ENTRIES = 3  # under a title, and without one
_MOST_TITLES = 3  # of one file: a report, its annex


@dataclass(frozen=True, slots=True)
class _Entry:
    key: str
    page: int | None
    has_leader: bool


def remove_contents(text: str) -> list[Edit]:
    r"""Remove tables of contents.

    Under 目录 an entry is a line that ends in dots and a page number, or that comes again below as a heading. A list
    that merely is called 目录, such as one of services, does not come again and stays. Without the title only lines
    with dots and a number that all come again are entries.

    >>> toc = "目录\n一、回顾……1\n二、任务……5\n三、建设……9\n"
    >>> [toc[edit.start : edit.end] for edit in remove_contents(toc + "一、回顾\n去年。\n二、任务\n三、建设")][:2]
    ['目录', '一、回顾……1']
    """
    lines = lines_of(text)
    titles = [at for at, (_, _, line) in enumerate(lines) if line[-1] in "录次sS)）】]" and _TITLE.fullmatch(line)]
    numbered = ((at, line[-_LONGEST_ENTRY:]) for at, (_, _, line) in enumerate(lines) if line[-1] in _LAST)
    dotted = [at for at, line in numbered if _LEADER.match(line)]
    starts = sorted({*titles[:_MOST_TITLES], *dotted})
    if not starts:
        return []
    last = {_squeeze(line)[:_KEY_LENGTH]: at for at, (_, _, line) in enumerate(lines) if len(line) <= _LONGEST_ENTRY}
    edits: list[Edit] = []
    reached = 0
    for start in starts:
        if start >= reached:
            is_titled = start in titles
            entries, reached = _entries(lines, start + is_titled, last, is_titled=is_titled)
            if _is_table(entries, reached, last, is_titled=is_titled):
                edits += [Edit(*lines[at][:2], "", "目录", "removal") for at in range(start, reached)]
    return edits


def _entries(
    lines: Sequence[tuple[int, int, str]], start: int, last: dict[str, int], *, is_titled: bool
) -> tuple[list[_Entry], int]:
    """Return the entries that follow each other from ``start`` on, and where they end."""
    entries: list[_Entry] = []
    at = start
    while at < len(lines):
        entry, length = _entry(lines[at][2], at, last), 1
        if is_titled and not _is_entry(entry, at, last) and at + 1 < len(lines) and len(lines[at][2]) >= _KEY_LENGTH:
            entry, length = _entry(lines[at][2] + lines[at + 1][2], at, last), 2  # a long entry may take two lines
        fits = entry.has_leader or (is_titled and length == 1 and _is_entry(entry, at, last))
        is_text = bool(entries) and entry.page is None and entry.key == entries[0].key  # the text itself begins
        if not fits or is_text or not _rises(entries, entry):
            break
        entries.append(entry)
        at += length
    return entries, at


def _is_table(entries: Sequence[_Entry], end: int, last: dict[str, int], *, is_titled: bool) -> bool:
    come_again = sum(_comes_again(entry.key, end - 1, last) for entry in entries)
    with_leader = sum(entry.has_leader for entry in entries)
    enough = max(come_again, with_leader) * 2 if is_titled else come_again * 1.5
    return len(entries) >= _LEAST_ENTRIES and enough >= len(entries)


def _entry(line: str, at: int, last: dict[str, int]) -> _Entry:
    if len(line) > _LONGEST_ENTRY:
        return _Entry("", None, has_leader=False)
    if match := _LEADER.match(line):
        page = int(match["page"]) if match["page"].isdigit() else None
        return _Entry(_squeeze(match["key"]), page, has_leader=True)
    whole = _squeeze(line)
    if not _comes_again(whole, at, last) and (match := _PAGE.match(line)):
        return _Entry(_squeeze(match["key"]), int(match["page"]), has_leader=False)
    return _Entry(whole, None, has_leader=False)


def _is_entry(entry: _Entry, at: int, last: dict[str, int]) -> bool:
    return bool(entry.key) and (entry.has_leader or _comes_again(entry.key, at, last))


def _comes_again(key: str, at: int, last: dict[str, int]) -> bool:
    return last.get(key[:_KEY_LENGTH], -1) > at


def _rises(entries: Sequence[_Entry], entry: _Entry) -> bool:
    pages = [entry.page for entry in entries[-3:] if entry.page is not None]
    return entry.page is None or not pages or entry.page >= pages[-1]


def _squeeze(line: str) -> str:
    return "".join(line.split())
