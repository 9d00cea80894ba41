"""XLSX → one line a row, sheet after sheet under their names. The one module that imports openpyxl.

openpyxl is used for the cells' number formats: a share of 0.95 shown as 95% must be read as 95%.
"""

from __future__ import annotations

import datetime
import io
import json
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from indexer.reading.formats.containers import check_container
from indexer.reading.formats.extracted import Dropped, Extracted, Item, gather
from indexer.reading.formats.refusals import Unreadable
from indexer.reading.formats.tables import ACROSS, lines_of_table, tidy_cell
from indexer.settings import MAX_TEXT_CHARS

_GENERIC_SHEET = re.compile(r"(?:Sheet|工作表|表)\s*\d*", re.IGNORECASE)  # a name that the program gave
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_EMPTY_CELL = re.compile(rb"<c\b[^<>]*/>")
_MERGED = re.compile(rb'<mergeCell ref="[A-Z]{1,3}(\d{1,7}):[A-Z]{1,3}(\d{1,7})"\s*/>')
_MOST_MERGED_ROWS = 1_000
_MOST_COLUMNS = 200  # with content; columns that are formatted but empty reach to 16,384


def read_xlsx(data: bytes) -> Extracted:
    """Return the text of a workbook: its visible sheets in order, their names as headings where they say something.

    Raises Unreadable for empty workbooks, and what openpyxl raises for damaged ones.
    """
    found = gather(item for sheet in _open(data).worksheets for item in _items(sheet))
    if not found.text:
        raise Unreadable("Excel 文件里没有内容。请检查文件，或移出语料目录。")
    return found


def read_rows(data: bytes) -> Extracted:
    """Return the rows of the first visible sheet that has any, as lines of JSON.

    The first line names that sheet, and the other visible ones that hold something; each line behind it is the number
    of a row and its cells as they are shown, hidden columns left out.
    """
    sheets = [(str(sheet.title).strip(), sheet) for sheet in _open(data).worksheets if sheet.sheet_state == "visible"]
    filled = [(title, sheet) for title, sheet in sheets if _shown(sheet)]
    if not filled:
        raise Unreadable("Excel 文件里没有内容。请检查文件。")
    (title, sheet), *others = filled
    rows: dict[int, dict[int, str]] = {}
    hidden = _hidden_columns(sheet)
    for (row, column), text in _shown(sheet).items():
        if column not in hidden:
            rows.setdefault(row, {})[column] = tidy_cell(text)
    lines: list[object] = [[title, [name for name, _ in others]]]
    lines += [[at, [cells.get(column, "") for column in range(1, max(cells) + 1)]] for at, cells in rows.items()]
    return Extracted("\n".join(json.dumps(line, ensure_ascii=False) for line in lines))


def _open(data: bytes) -> Any:
    import openpyxl

    check_container(data, "Excel")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions it does not know
        return openpyxl.load_workbook(io.BytesIO(_without_empty_cells(data)), data_only=True)


def _without_empty_cells(data: bytes) -> bytes:
    """Return the workbook without cells that hold only a format: a sheet can have 17 billion, openpyxl keeps each."""
    slim = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(slim, "w") as target:
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename.startswith("xl/worksheets/"):
                part = _MERGED.sub(_bounded, _EMPTY_CELL.sub(b"", part))
            target.writestr(entry.filename, part)
    return slim.getvalue()


def _bounded(found: re.Match[bytes]) -> bytes:
    """Return a merged area, or nothing if it is larger than any table: openpyxl makes every cell of it."""
    first, last = int(found.group(1)), int(found.group(2))
    return found.group() if last - first < _MOST_MERGED_ROWS else b""


def _items(sheet: Any) -> Iterator[Item]:
    """Yield the lines of a sheet and what is hidden in it; rows that a filter hides are read."""
    title = str(sheet.title).strip()
    shown = _shown(sheet)
    hidden = _hidden_columns(sheet)
    if sheet.sheet_state != "visible":
        yield Dropped(f"{title}：{' '.join(shown.values())}", "隐藏的工作表")
        return
    if unseen := [text for (_, column), text in shown.items() if column in hidden]:
        yield Dropped(" ".join(unseen), "隐藏的列")
    seen = {at: text for at, text in shown.items() if at[1] not in hidden}
    lines = lines_of_table(_rows(sheet, seen, hidden))
    if lines and not _GENERIC_SHEET.fullmatch(title) and title != lines[0]:
        yield title
    yield from lines


def _hidden_columns(sheet: Any) -> set[int]:
    groups = [group for group in sheet.column_dimensions.values() if group.hidden]
    return {at for group in groups for at in range(group.min, min(group.max, _MOST_COLUMNS) + 1)}


def _shown(sheet: Any) -> dict[tuple[int, int], str]:
    """Return the shown text of each cell that has any, by row and column. Raises Unreadable for too many columns."""
    cells = sorted(sheet._cells.items())  # iter_rows would make the empty ones
    texts = ((at, show_value(cell.value, str(cell.number_format))) for at, cell in cells)
    shown = {at: text for at, text in texts if text}
    widest = max((column for _, column in shown), default=0)
    if widest > _MOST_COLUMNS:
        raise Unreadable(
            f"工作表 {sheet.title} 有 {widest:,} 列内容，上限是 {_MOST_COLUMNS} 列。"
            "请删去多余的列，或拆分后再放入语料目录。"
        )
    return shown


def _rows(sheet: Any, shown: dict[tuple[int, int], str], hidden: set[int]) -> list[list[str]]:
    """Return the cells as ``lines_of_table`` wants them: merged ones filled, a gap as an empty row."""
    size = sum(map(len, shown.values()))
    for area in sheet.merged_cells.ranges:
        if text := shown.get((area.min_row, area.min_col), ""):
            for row in range(area.min_row, area.max_row + 1):
                shown[row, area.min_col] = text
                shown |= {
                    (row, column): ACROSS for column in range(area.min_col + 1, min(area.max_col, _MOST_COLUMNS) + 1)
                }
                size += len(text)
                if size > MAX_TEXT_CHARS:
                    break
    if size > MAX_TEXT_CHARS:
        raise Unreadable(f"表格内容超过 {MAX_TEXT_CHARS:,} 个字符的上限。请按表拆分后再放入语料目录。")
    columns = [at for at in range(1, max((column for _, column in shown), default=0) + 1) if at not in hidden]
    rows: list[list[str]] = []
    below = 0
    for at in sorted({row for row, _ in shown}):
        rows += [[]] if rows and at > below else []
        rows.append([shown.get((at, column), "") for column in columns])
        below = at + 1
    return rows


def show_value(value: object, number_format: str = "General") -> str:
    """Return a cell's value as the sheet shows it.

    >>> show_value(0.955, "0.0%"), show_value(12000, "#,##0"), show_value(480.0), show_value(5, '0"个"')
    ('95.5%', '12,000', '480', '5个')
    """
    if value is None:
        return ""
    if isinstance(value, datetime.datetime) and value.time() != datetime.time():
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, datetime.date):
        return f"{value.year}年{value.month}月{value.day}日" if "年" in number_format else f"{value:%Y-%m-%d}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value).strip()
    pattern = number_format.split(";")[0]
    bare = _QUOTED.sub("", pattern)
    digits = len(found.group(1)) if (found := re.search(r"\.([0#]+)", bare)) else 0
    if "%" in bare:
        return f"{value * 100:.{digits}f}%"
    if not re.search("[0#]", bare) or bare == "General" or "E" in bare:
        return f"{value:.10g}" if isinstance(value, float) else str(value)
    unit = "".join(m.group(1) or m.group(2) or "" for m in _QUOTED.finditer(pattern))
    return f"{value:{',' if ',' in bare else ''}.{digits}f}{unit}"
