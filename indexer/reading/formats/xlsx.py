"""XLSX → one line a row, sheet after sheet under their names. The one module that imports openpyxl.

openpyxl is used for the cells' number formats: a share of 0.95 shown as 95% must be read as 95%.
"""

from __future__ import annotations

import datetime
import io
import re
import warnings
from typing import Any

from indexer.reading.formats.containers import check_container
from indexer.reading.formats.refusals import Unreadable
from indexer.reading.formats.tables import ACROSS, lines_of_table
from indexer.settings import MAX_TEXT_CHARS

_GENERIC_SHEET = re.compile(r"(?:Sheet|工作表|表)\s*\d*", re.IGNORECASE)  # a name that the program gave
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_MOST_COLUMNS = 200  # formatted but empty columns reach to 16,384


def read_xlsx(data: bytes) -> str:
    """Return the text of a workbook: its visible sheets in order, their names as headings where they say something.

    Raises Unreadable for empty workbooks, and what openpyxl raises for damaged ones.
    """
    import openpyxl

    check_container(data, "Excel")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions it does not know
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    sheets = [(str(sheet.title), _rows(sheet)) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    lines: list[str] = []
    for title, rows in sheets:
        found = lines_of_table(rows)
        if found and not _GENERIC_SHEET.fullmatch(title) and title.strip() != found[0]:
            lines.append(title.strip())
        lines += found
    if not lines:
        raise Unreadable("Excel 文件里没有内容。请检查文件，或移出语料目录。")
    return "\n".join(lines)


def _rows(sheet: Any) -> list[list[str]]:
    """Return the shown text of the cells of a sheet as ``lines_of_table`` wants them."""
    shown: dict[tuple[int, int], str] = {}
    size = 0
    for (row, column), cell in sorted(sheet._cells.items()):  # iter_rows would make the empty ones
        if column <= _MOST_COLUMNS and (text := show_value(cell.value, str(cell.number_format))):
            shown[row, column] = text
            size += len(text)
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
    width = max((column for _, column in shown), default=0)
    used = sorted({row for row, _ in shown})
    return [[shown.get((row, column), "") for column in range(1, width + 1)] for row in used]


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
