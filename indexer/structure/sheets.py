"""Lines that are rows of a table (1.任务：…；牵头单位：…) → where their cells begin."""

from __future__ import annotations

import re
from collections import Counter

from indexer.settings import MAX_CLAUSE_CHARS
from indexer.structure.lines import Line

_CELL = re.compile(r"(?:^|(?<=；))([^：；，。！？、“”《》]{1,24})：")
_LEAST_CELLS = 3  # a line alone that is made of so many labelled cells and nothing else is a row
_LONGEST_LABEL = 8  # characters, of such a line
JOINED = " | "  # between the cells of a table without names of columns


def labels_of_rows(lines: list[Line]) -> set[str]:
    """Return the names of columns in a document: labels that open cells in several lines with several cells."""
    rows = [[match[1] for match in _cells(line)] for line in lines]
    rows = [labels for labels in rows if len(labels) > 1]
    seen = Counter(label for labels in rows for label in set(labels))
    firsts = Counter(labels[0] for labels in rows if seen[labels[1]] > 1)
    columns = {label for label, count in firsts.items() if count > 1}
    return columns | {label for labels in rows if labels[0] in columns for label in labels if seen[label] > 1}


def cells_of(line: Line, labels: set[str]) -> list[int]:
    """Return where the cells of a row begin in its line; [] if the line is no row."""
    cells = _cells(line)
    number = line.number().length
    if not cells or cells[0].start() != 0:
        return []
    if cells[0][1] in labels:
        return [number + match.start() for match in cells if match[1] in labels]
    is_all_cells = len(cells) == line.text.rstrip("；").count("；") + 1 >= _LEAST_CELLS
    if is_all_cells and all(len(match[1]) <= _LONGEST_LABEL for match in cells):
        return [number + match.start() for match in cells]
    return []


def _cells(line: Line) -> list[re.Match[str]]:
    """Return the labels of a line that stand behind its number or a ；, with their places behind the number."""
    return list(_CELL.finditer(line.text[line.number().length :])) if "；" in line.text else []


def parts_of(line: Line, cells: list[int]) -> list[Line]:
    """Return a row in parts of whole cells, as few as fit into clauses."""
    starts = [0]
    for cell, end in zip(cells, [*cells[1:], len(line.text)], strict=True):
        if end - starts[-1] > MAX_CLAUSE_CHARS and cell > starts[-1]:
            starts.append(cell)
    ends = [*starts[1:], len(line.text)]
    return [Line(line.start + at, line.start + end, line.text[at:end]) for at, end in zip(starts, ends, strict=True)]
