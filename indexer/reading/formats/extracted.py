"""What a format reader hands out: the text of a file, and what it saw and left out of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from indexer.records import Removal

_LONGEST = 1_000  # characters shown of one piece that was left out; a menu of a whole site is a few thousand
_MOST = 500  # pieces listed; a page of a portal leaves out some fifty


@dataclass(frozen=True, slots=True)
class Dropped:
    """A piece that a person sees in the file and that is no text of the document, among the lines where it stands."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file. ``removed[i].at`` is where in ``text`` the piece stood: at the end of a line, or at 0."""

    text: str
    removed: tuple[Removal, ...] = ()


Item = str | Dropped  # a line, or what is left out between the lines


def gather(items: Iterable[Item]) -> Extracted:
    r"""Return the lines as one text, with what was left out between them; nothing is listed that shows nothing.

    >>> gather(["一、养老", Dropped(" 打印\n关闭", "网页导航"), "新增床位。"])
    Extracted(text='一、养老\n新增床位。', removed=(Removal(text='打印 关闭', reason='网页导航', at=4),))
    """
    lines: list[str] = []
    removed: list[Removal] = []
    length = unlisted = 0
    for item in items:
        if isinstance(item, str):
            length += len(item) + bool(lines)
            lines.append(item)
        elif shown := " ".join(item.text.split()):
            if len(removed) < _MOST:
                removed.append(Removal(_shorten(shown), item.reason, length))
            else:
                unlisted += 1
    if unlisted:
        removed.append(Removal(f"……另有 {unlisted:,} 处", "未逐一列出", length))
    return Extracted("\n".join(lines), tuple(removed))


def split(items: Iterable[Item]) -> tuple[list[str], list[Dropped]]:
    """Return the lines and what was left out apart, for cells, whose lines become one."""
    lines: list[str] = []
    dropped: list[Dropped] = []
    for item in items:
        if isinstance(item, str):
            lines.append(item)
        else:
            dropped.append(item)
    return lines, dropped


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……（共 {len(text):,} 字）"
