"""The form that a web site puts above a document (索引号, 发文机关 …): lines → which are of it, what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from indexer.structure import marks
from indexer.structure.dates import with_ascii_dates

_LEAST_LABELS = 2  # one label alone may be a line of the text: 名称：…
_CELL = re.compile(r"\s*[|｜]+\s*")
_BULLET = re.compile(r"^[•·●■◆\-*\s]+")
_BLANKS = re.compile(r"\s+")
# What a value looks like that stands in the line below its label, where it could also be what follows an empty field.
_SHAPES = {
    "code": re.compile(r"[A-Za-z0-9/\-_.（）()〔〕]{4,40}"),
    "date": re.compile(r"\d{4}[-年./]\d{1,2}[-月./]\d{1,2}日?(?: *\d{1,2}:\d{2}(?::\d{2})?)?"),
    "number": re.compile(r"[^，。；：]{1,16}\d{4}[^，。；：]{1,3}第?\d{1,4} ?号"),
    "office": re.compile(r"[^，。；：]{2,30}?(?:政府|办公室|办公厅|委员会|管委会|办事处|局|厅|委|办|网站|中心)"),
    "word": re.compile(r"[^，。；：]{1,20}"),
    "title": re.compile(r"[^。；]{4,120}"),
}


@dataclass(frozen=True, slots=True)
class Form:
    """Positions of the lines that make up a form, and field of the metadata → (value, the line it stands in)."""

    positions: frozenset[int] = frozenset()
    values: dict[str, tuple[str, str]] = field(default_factory=dict)


@cache
def _labels() -> dict[str, tuple[str, str]]:
    rows = files(__package__).joinpath("form_labels.tsv").read_text(encoding="utf-8").splitlines()
    cells = (row.split("\t") for row in rows if row and not row.startswith("#"))
    return {label: (shape, name) for label, shape, name in cells}


@cache
def _label_pattern() -> re.Pattern[str]:
    spaced = (r"\s*".join(label) for label in sorted(_labels(), key=len, reverse=True))  # 索 引 号
    return re.compile(rf"(?:(?<![\u4e00-\u9fff])|(?<=[日号]))({'|'.join(spaced)})(?:\s*[:：]\s*|\s+|$|(?=[A-Za-z0-9]))")


def read_form(lines: Sequence[str]) -> Form:
    """Return the form among the first lines of a document, up to the first sentence; an empty one if there is none."""
    positions: set[int] = set()
    values: dict[str, tuple[str, str]] = {}
    seen: set[str] = set()
    at = 0
    while at < len(lines) and (at in positions or not marks.ANY_END.search(lines[at])):
        pairs = _pairs(lines[at])
        if pairs:
            positions.add(at)
            label, value = pairs[-1]
            if not value and _stands_below(label, lines, at):
                pairs[-1] = (label, lines[at + 1].strip())
                positions.add(at + 1)
        for label, value in pairs:
            seen.add(label)
            name = _labels()[label][1]
            if name and value and name not in values:
                values[name] = (value, f"{label}：{value}")
        at += 1 if at + 1 not in positions else 2
    return Form(frozenset(positions), values) if len(seen) >= _LEAST_LABELS else Form()


def _pairs(line: str) -> list[tuple[str, str]]:
    """Return label and value of each field in a line; [] for a line that does not begin with a label.

    >>> _pairs("索 引 号： | 000014349/2025-00012 | 主题分类： | 综合政务")
    [('索引号', '000014349/2025-00012'), ('主题分类', '综合政务')]
    """
    found: list[tuple[str, str]] = []
    for cell in _CELL.split(_BULLET.sub("", line)):
        matches = list(_label_pattern().finditer(cell))
        if not matches or matches[0].start():
            if cell and not found:
                return []
            if cell and not found[-1][1]:
                found[-1] = (found[-1][0], cell.strip())
            continue
        ends = [match.start() for match in matches[1:]] + [len(cell)]
        for match, end in zip(matches, ends, strict=True):
            found.append((_BLANKS.sub("", match[1]), cell[match.end() : end].strip()))
    return found


def _stands_below(label: str, lines: Sequence[str], at: int) -> bool:
    """Tell whether the line below a label without a value is its value."""
    shape = _SHAPES.get(_labels()[label][0])
    if shape is None or at + 1 >= len(lines) or _pairs(lines[at + 1]):
        return False
    is_value = bool(shape.fullmatch(with_ascii_dates(lines[at + 1].strip())))
    if _labels()[label][0] not in ("word", "title"):
        return is_value
    return is_value and at + 2 < len(lines) and bool(_pairs(lines[at + 2]))  # else it may be the document's title
