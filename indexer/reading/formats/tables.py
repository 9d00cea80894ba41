"""Rows of cells → lines of text: one line a row, with the columns' names as labels where the table has them."""

from __future__ import annotations

import re
from collections.abc import Sequence

Row = Sequence[str]

ACROSS = "\0"  # in place of a cell that the one to its left covers
_LONGEST_LABEL = 16  # characters; a longer first row is content
_LONGEST_CELL = 600  # characters; longer cells are a page laid out in a table
# What columns of task lists and tables of targets are called.
_LABEL = re.compile(
    "任务|事项|内容|项目|指标|目标|举措|措施|工作|单位|部门|牵头|责任|负责|配合|协办|主办|时限|时间|日期|进度|节点|序号|编号"
    "|类别|分类|领域|名称|备注|要求|地区|区域|街道|数量|完成|主题|标题|详情"
)
_NUMBER = re.compile(r"[\d.,%±+\-—/ ]+")
_ORDINAL = re.compile("序号|编号|序|No\\.?", re.IGNORECASE)
_ORGAN = re.compile(".{1,14}(?:局|委|办|处|部|院|会|厅|署|街道|镇|乡|政府|中心|公司|集团|单位)")
_SENTENCE = re.compile("[。！？；]")
_FIELD = re.compile("[：:].")  # a name with its value: 单位：万元
_BEFORE_VALUE = re.compile(r"([：:]) \| ")  # the name and the value of a form in two cells: 文号： | 府发〔2025〕3号
_ENUMERATOR = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|[①-⑳]")


def lines_of_table(rows: Sequence[Row]) -> list[str]:
    """Return the lines of a table.

    A cell merged down comes in every row that it covers, one merged across comes once, followed by ``ACROSS``.

    >>> lines_of_table([("序号", "任务", "牵头单位"), ("1", "新增养老床位480张", "民政局")])
    ['1.任务：新增养老床位480张；牵头单位：民政局']
    >>> lines_of_table([("静安区", "480张"), ("徐汇区", "300张")])
    ['静安区 | 480张', '徐汇区 | 300张']
    >>> lines_of_table([("任务", "时限", ACROSS), ("任务", "上半年", "下半年"), ("甲", "6月", "12月")])
    ['任务：甲；时限·上半年：6月；时限·下半年：12月']
    """
    labels: list[str] = []
    lines: list[str] = []
    cleaned = [[tidy_cell(cell) for cell in row] for row in rows]
    is_under_header = False
    is_apart = True  # after a title or an empty row another table may begin
    for number, row in enumerate(cleaned):
        was_under, is_under_header = is_under_header, False
        was_apart, is_apart = is_apart, False
        filled = [cell for cell in row if cell not in ("", ACROSS)]
        expanded = _expand(row)
        if not filled:
            is_apart = True
        elif len(filled) == 1 and row[0] == filled[0]:  # a title, or a heading inside the table
            lines.append(filled[0])
            is_apart = True
        elif expanded == labels:  # the header is repeated on every page
            continue
        elif was_under and _continues_header(expanded, labels):
            labels = _join_headers(labels, expanded)
        elif (not labels or (was_apart and _is_all_labels(filled))) and is_header(
            expanded, _until_empty(cleaned, number + 1)
        ):
            labels = expanded
            is_under_header = True
        else:
            lines.append(_labelled(row, labels) if labels else _BEFORE_VALUE.sub(r"\1", " | ".join(filled)))
    return lines


def is_layout(rows: Sequence[Row]) -> bool:
    """Tell whether the cells hold running text side by side rather than the columns of a table."""
    return max((len([cell for cell in row if cell.strip(" \n\0")]) for row in rows), default=0) < 2 or any(
        len(cell) > _LONGEST_CELL for row in rows for cell in row
    )


def is_header(row: Row, following: Sequence[Row]) -> bool:
    """Tell whether a row names the columns of those that follow."""
    names = [cell for cell in row if cell]
    if len(set(names)) < 2 or not any(any(other) for other in following):
        return False
    if len({name[-1] in "：:" for name in names}) > 1 or any(map(_FIELD.search, names)):  # a form: names and values
        return False
    if len(row) == 2 and not _LABEL.search(row[1]) and _is_all_labels([one[0] for one in (row, *following) if one]):
        return False  # names stand in the first column
    if any(len(name) > _LONGEST_LABEL or _SENTENCE.search(name) or _NUMBER.fullmatch(name) for name in names):
        return False
    known = sum(bool(_LABEL.search(name)) for name in names)
    figures = [
        at for at, name in enumerate(row) if name and _column_has(following, at, _NUMBER) and not _LABEL.search(name)
    ]
    return known >= 2 or (known >= 1 and len(names) <= 3) or bool(figures and len(names) == len(row))


def tidy_cell(cell: str) -> str:
    r"""Return a cell in one line: its line breaks only wrap it, except before a number of a list and between offices.

    >>> tidy_cell(" 新增床位\n480张 "), tidy_cell("1.新增床位\n2.改造床位"), tidy_cell("民政局\n财政局")
    ('新增床位480张', '1.新增床位；2.改造床位', '民政局、财政局')
    """
    parts = [part.strip() for part in cell.splitlines() if part.strip()]
    if len(parts) > 1 and all(map(_ORGAN.fullmatch, parts)):
        return "、".join(parts)
    text = ""
    for part in parts:
        if text and _ENUMERATOR.match(part):
            text += part if text[-1] in "。；;：:，,、" else "；" + part
        elif text and text[-1].isascii() and text[-1].isalnum() and part[0].isascii() and part[0].isalnum():
            text += " " + part
        else:
            text += part
    return text


def _expand(row: Row) -> list[str]:
    """Return a row with cells merged across in every column that they cover."""
    expanded: list[str] = []
    for cell in row:
        expanded.append(expanded[-1] if cell == ACROSS and expanded else cell)
    return expanded


def _column_has(rows: Sequence[Row], at: int, pattern: re.Pattern[str]) -> bool:
    cells = [row[at] for row in rows if at < len(row) and row[at] not in ("", ACROSS)]
    return bool(cells) and all(pattern.fullmatch(cell) for cell in cells)


def _is_all_labels(names: Sequence[str]) -> bool:
    return all(len(name) <= _LONGEST_LABEL and _LABEL.search(name) for name in names)


def _until_empty(rows: Sequence[Row], start: int) -> Sequence[Row]:
    end = next((at for at in range(start, len(rows)) if not any(rows[at])), len(rows))
    return rows[start:end]


def _continues_header(row: Row, labels: Row) -> bool:
    """Tell whether a row is the lower half of a header: cells above are merged across or down, or stand over blanks."""
    if len(row) != len(labels):
        return False
    own = [cell for cell, label in zip(row, labels, strict=True) if cell not in ("", label)]
    if row[0] in ("", labels[0]) and "" in labels and own and _is_all_labels(own):
        return True
    return bool(own) and all(
        cell in ("", label) or (labels.count(label) > 1 and len(cell) <= _LONGEST_LABEL and not _NUMBER.fullmatch(cell))
        for cell, label in zip(row, labels, strict=True)
    )


def _join_headers(above: Row, below: Row) -> list[str]:
    """Return the labels of a header of two rows; an empty cell above belongs to the one to its left.

    >>> _join_headers(["任务", "责任单位", ""], ["", "牵头", "配合"])
    ['任务', '责任单位·牵头', '责任单位·配合']
    """
    labels: list[str] = []
    left = ""
    for upper, lower in zip(above, below, strict=True):
        left = upper or left
        name = left if lower else upper
        labels.append(name if lower in ("", name) else f"{name}·{lower}")
    return labels


def _labelled(row: Row, labels: Row) -> str:
    ordinal = ""
    parts = []
    for at, cell in enumerate(row):
        label = labels[at].rstrip("：:") if at < len(labels) else ""
        if cell in ("", ACROSS):
            continue
        if _ORDINAL.fullmatch(label) and cell.isdigit():
            ordinal = f"{cell}."
        else:
            parts.append((f"{label}：" if label else "") + cell.rstrip("；;"))
    return ordinal + "；".join(parts)
