"""The rows of indicator tables: 指标：高标准农田面积；单位：万亩；2020年：72；2025年目标：114."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from indexer.records import Quantity
from indexer.structure.quantities import find_quantities

_CELL = re.compile(r"(?P<label>[^：:；;\n]{1,20})[：:](?P<value>[^；;\n]*)")
_NAME = re.compile(r"(?:主要|具体)?(?:指标|项目|任务|目标)(?:名称|内容)?|名称")
_UNIT = re.compile(r"(?:计量)?单位")
_OF_TIME = re.compile(r"20\d\d|目标|基期|现状|完成|实际|计划|规划|预期|累计|年均")
_FIGURE = re.compile(r"\s*[≥≤<>＜＞]?\s*\d[\d.,]*")
_IN_NAME = re.compile(r"[（(](?P<unit>[^（）()\d]{1,12})[)）]\s*$")


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of a table row, with the name of the row and the label of its column."""

    quantity: Quantity
    name: str
    label: str


def figures(text: str) -> list[Cell]:
    """Return the figures of a row of an indicator table, with places in ``text``; [] for any other text."""
    cells = list(_CELL.finditer(text))
    name = next((cell["value"].strip() for cell in cells if _NAME.fullmatch(cell["label"].strip())), "")
    if not name or len(cells) < 2:
        return []
    unit = next((cell["value"].strip() for cell in cells if _UNIT.fullmatch(cell["label"].strip())), "")
    if not unit and (bracket := _IN_NAME.search(name)):
        unit, name = bracket["unit"], name[: bracket.start()]
    found = []
    for cell in cells:
        if _OF_TIME.search(cell["label"]) and _FIGURE.match(cell["value"]):
            quantity = _quantity(text, cell.start("value"), cell.end("value"), unit)
            if quantity:
                found.append(Cell(quantity, name, cell["label"]))
    return found


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
