"""Tables for spreadsheets, CSV and XLSX: the one writer of both, and the one door of openpyxl for writing.

Rows come in, the bytes of a file go out. Text stays text: nothing that a document says is computed by a spreadsheet.
Numbers stay numbers, negative ones too.
"""

from __future__ import annotations

import csv
import io
import math
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from indexer.errors import OutputFailed

# OWASP, CSV injection; a spreadsheet in Chinese takes the wide forms for formulas as well.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, section 2.2
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_MOST_NAME, _MOST_TEXT, _MOST_LINK = 31, 32_767, 2_079  # what Excel takes: characters of a name, a cell, an address
_MOST_LINKS = 65_530  # what Excel takes in one sheet; beyond it the address stays as text
_CUT = "…（单元格放不下，已截断）"
_NARROWEST, _WIDEST = 6, 60  # of a column, in characters of the Latin alphabet
_SEEN_FOR_WIDTH = 500  # rows
_LINE, _TALLEST = 16.0, 409.0  # of a row, in points; what Excel takes at most
_HEAD = PatternFill("solid", fgColor="E8EEF5")

# What a browser is told that a workbook is.
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to an address: shown as ``text`` in XLSX, as the address in CSV."""

    url: str
    text: str = "打开"


Cell = str | int | float | Decimal | Link | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: one sheet of a workbook, or a CSV file."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def csv_bytes(sheet: Sheet, *, above: str = "") -> bytes:
    """Return a sheet as a CSV file: UTF-8 with a byte order mark, lines that end in CR LF, no cell that is computed.

    ``above`` is said in one line above the head.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    if above:
        writer.writerow([_csv_cell(above)])
    writer.writerow([_csv_cell(name) for name in sheet.columns])
    writer.writerows([_csv_cell(cell) for cell in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig")


def neutral(text: str) -> str:
    """Keep a spreadsheet from taking text for a formula.

    >>> neutral("=1+1"), neutral("3~5个")
    ("'=1+1", '3~5个')
    """
    return "'" + text if text.startswith(_FORMULA_STARTS) else text


def _csv_cell(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, Link):
        cell = cell.url
    return neutral(_ILLEGAL.sub("", cell)) if isinstance(cell, str) else cell


def xlsx_bytes(sheets: Sequence[Sheet]) -> bytes:
    """Return sheets as an XLSX workbook: the head stays in view and filters, columns are as wide as what they hold.

    Raises ValueError where there is no sheet.
    """
    if not sheets:
        raise ValueError("a workbook has at least one sheet")
    book = Workbook(write_only=True)
    taken: set[str] = set()
    for sheet in sheets:
        name = _sheet_name(sheet.name, taken)
        taken.add(name.casefold())
        _write_sheet(book.create_sheet(name), sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_sheet(target: WriteOnlyWorksheet, sheet: Sheet) -> None:
    rows = [list(row) for row in sheet.rows]
    widths = _widths(sheet.columns, rows)
    for number, width in enumerate(widths, start=1):
        target.column_dimensions[get_column_letter(number)].width = width
    target.freeze_panes = "A2"
    target.auto_filter.ref = f"A1:{get_column_letter(max(1, len(sheet.columns)))}{len(rows) + 1}"
    target.append([_head_cell(target, name) for name in sheet.columns])
    links = 0
    for number, row in enumerate(rows, start=2):
        target.row_dimensions[number].height = _height(row, widths)
        links += sum(isinstance(cell, Link) for cell in row)
        target.append([_xlsx_cell(target, cell, is_linked=links <= _MOST_LINKS) for cell in row])


def _head_cell(target: WriteOnlyWorksheet, name: str) -> WriteOnlyCell:
    cell = _text_cell(target, name)
    cell.font, cell.fill = Font(bold=True), _HEAD
    return cell


def _xlsx_cell(target: WriteOnlyWorksheet, cell: Cell, *, is_linked: bool) -> WriteOnlyCell | None:
    if cell is None or cell == "":
        return None
    if isinstance(cell, str):
        return _text_cell(target, cell)
    if not isinstance(cell, Link):
        number = WriteOnlyCell(target, cell)
        number.alignment = Alignment(vertical="top")
        return number
    can_lead = is_linked and cell.url.startswith(("http://", "https://")) and len(cell.url) <= _MOST_LINK
    if not can_lead:
        return _text_cell(target, cell.url) if cell.url else None
    linked = _text_cell(target, cell.text)
    linked.hyperlink = _ILLEGAL.sub("", cell.url)
    linked.font = Font(color="0563C1", underline="single")
    return linked


def _text_cell(target: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    legal = _ILLEGAL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    if len(legal) > _MOST_TEXT:
        legal = legal[: _MOST_TEXT - len(_CUT)] + _CUT
    cell = WriteOnlyCell(target, legal)
    cell.data_type = "s"  # openpyxl would take =1+1 for a formula and #N/A for an error
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    cell.quotePrefix = legal.startswith(_FORMULA_STARTS)  # so that it is still text when somebody edits it
    return cell


def _widths(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[float]:
    """Return a width for each column: of its widest line, within bounds; a Chinese character is two wide."""
    widths = [_width(name) + 3 for name in columns]  # the arrow of the filter
    for row in rows[:_SEEN_FOR_WIDTH]:
        for at, cell in enumerate(row[: len(widths)]):
            widths[at] = max(widths[at], _width(cell) + 1)
    return [float(min(max(width, _NARROWEST), _WIDEST)) for width in widths]


def _height(row: Sequence[Cell], widths: Sequence[float]) -> float | None:
    """Return the height that shows the whole of a row's text, wrapped; None for one line. Not every program fits it."""
    texts = ((str(cell), width) for cell, width in zip(row, widths, strict=False) if isinstance(cell, str))
    lines = max(
        (sum(max(1, math.ceil(_places(line) / (width - 1))) for line in text.splitlines()) for text, width in texts),
        default=1,
    )
    return min(lines * _LINE, _TALLEST) if lines > 1 else None


def _width(cell: Cell) -> int:
    text = cell.text if isinstance(cell, Link) else "" if cell is None else str(cell)[: _WIDEST * 2]
    lines = text.splitlines() or [""]
    return max(map(_places, lines))


def _places(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


def _sheet_name(name: str, taken: set[str]) -> str:
    """Return a name that Excel takes: no special characters, not too long, not taken, whatever the case."""
    plain = _ILLEGAL.sub("", _NOT_IN_NAMES.sub("-", name)).strip("' \t\r\n")[:_MOST_NAME] or "表"
    number, free = 1, plain
    while free.casefold() in taken:
        number += 1
        free = f"{plain[: _MOST_NAME - len(str(number)) - 1]}-{number}"
    return free


def save(path: Path, data: bytes) -> None:
    """Write a file in one step: a reader sees what was there before, or the whole of the new. Raises OutputFailed."""
    try:
        descriptor, aside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())  # before it takes the place of what was there
            Path(aside).chmod(_mode(path))
            Path(aside).replace(path)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputFailed(
            f"{path}：无法写入（{error.strerror}）。请检查目录是否存在、文件是否正被打开，或换一个位置。"
        ) from error


def _mode(path: Path) -> int:
    """Return the permissions of the file that is replaced, or those that a new file gets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
