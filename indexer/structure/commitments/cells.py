"""The rows of indicator tables: 指标：高标准农田面积；单位：万亩；2020年：72；2025年目标：114."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from indexer.records import Quantity
from indexer.structure.quantities import find_quantities

_CELL = re.compile(r"(?P<label>[^：:；;\n]{1,20})[：:](?P<value>[^；;\n]*)")
_NAME = re.compile(r"(?:主要|具体|重点|实事|民生实事)?(?:指标|项目|任务|目标)(?:名称|内容)?|名称")
_NAME_OF_ROW = re.compile(r"(?:指标|项目|任务|目标|名称|内容)\s*[：:]")
_UNIT = re.compile(r"(?:计量)?单位")
_OF_TIME = re.compile(r"20\d\d|目标|基期|现状|完成|实际|计划|规划|预期|累计|年均")
_FIGURE = re.compile(r"\s*[≥≤<>＜＞]?\s*\d[\d.,]*")
_IN_NAME = re.compile(r"[（(](?P<unit>[^（）()\d]{1,12})[)）]\s*$")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an indicator table: what it is of, ``text[start:end]``, its unit if it tells one, its cells of figures.

    What it is of may state a measure itself: 新增300张床位 | 完成情况 412.
    """

    start: int
    end: int
    unit: str
    cells: tuple[tuple[str, int, int], ...]  # label, and where the figure stands


def row_of(text: str) -> Row | None:
    """Return the row of an indicator table that a clause is; None for any other clause."""
    if not _NAME_OF_ROW.search(text):
        return None
    cells = list(_CELL.finditer(text))
    named = next((cell for cell in cells if _NAME.fullmatch(cell["label"].strip())), None)
    if named is None or not named["value"].strip():
        return None
    start, end = named.span("value")
    unit = next((cell["value"].strip() for cell in cells if _UNIT.fullmatch(cell["label"].strip())), "")
    if not unit and (bracket := _IN_NAME.search(text, start, end)):
        unit, end = bracket["unit"], bracket.start()
    figures = [cell for cell in cells if _OF_TIME.search(cell["label"]) and _FIGURE.match(cell["value"])]
    found = tuple((cell["label"], *cell.span("value")) for cell in figures)
    return Row(start, end, unit, found) if found else None


def figures(text: str, row: Row, unit: str) -> list[tuple[str, Quantity]]:
    """Return label and quantity of each figure of a row, with its place in ``text``; ``unit`` is for those without."""
    found = ((label, _quantity(text, start, end, unit)) for label, start, end in row.cells)
    return [(label, quantity) for label, quantity in found if quantity]


def _quantity(text: str, start: int, end: int, unit: str) -> Quantity | None:
    """Read the figure at ``text[start:end]`` with the unit of its cell, or of the row."""
    figure = _FIGURE.match(text, start, end)
    if figure is None:
        return None
    written = text[start:end] if find_quantities(text[start:end]) else text[start : figure.end()] + unit
    found = find_quantities(written)
    if not found:
        return None
    last = min(start + found[0].end, end)
    first = start + found[0].start
    return replace(found[0], start=first, end=last, text=text[first:last])
