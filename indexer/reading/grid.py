"""A list that a person made, as TXT, CSV or XLSX → its rows, with the numbers under which an editor shows them.

Unlike a document of the corpus, a list is not cleaned: what a cell says is what was asked.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from itertools import count

from indexer.errors import FileRefused
from indexer.reading.encodings import decode
from indexer.reading.formats.apart import read_apart
from indexer.reading.formats.office import convert
from indexer.reading.formats.refusals import Unreadable
from indexer.reading.formats.sniff import sniff

_DELIMITERS = ",\t;|"
_SUFFIXES = (".csv", ".tsv")
_WAY_OUT = "请另存为 .xlsx、.csv 或 .txt（UTF-8）后再提交。"


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds something; ``problem`` says why it cannot be read."""

    number: int  # from 1, empty rows counted
    cells: tuple[str, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a list. A list of lines has one cell a row."""

    rows: tuple[Row, ...]
    sheet: str = ""  # of a workbook, the one that was read
    unread: tuple[str, ...] = ()  # its other sheets that hold something


def read_grid(data: bytes, name: str) -> Grid:
    """Return the rows of a file, told by content; ``name`` is for the messages, and tells CSV from lines of text.

    Raises FileRefused with the reason and the way out.
    """
    try:
        found = sniff(data, name)
        if found in ("ole", "odf"):
            data, found = convert(data, found)
        if found == "xlsx":
            return _of_workbook(read_apart("rows", data).text)
        if found == "empty":
            raise FileRefused(f"{name}：文件是空的，没有一行内容。请检查是否保存完整。")
        if found != "text":
            raise FileRefused(f"{name}：不是清单，应为 .txt、.csv 或 .xlsx 文件。{_WAY_OUT}")
        text = decode(data, name)
    except Unreadable as error:
        raise FileRefused(f"{name}：{_reason(str(error))}{_WAY_OUT}") from error
    except FileRefused as error:
        raise FileRefused(_reason(str(error)) + _WAY_OUT) from error
    is_csv = name.lower().endswith(_SUFFIXES)
    return Grid(tuple(_table(text, _DELIMITERS if is_csv else "\t") or _lines(text, is_csv=is_csv)))


def _reason(message: str) -> str:
    """Return the first sentence of a refusal; what it says to do is meant for documents of the corpus."""
    return message.split("。")[0] + "。"


def _of_workbook(lines: str) -> Grid:
    head, *rows = map(json.loads, lines.splitlines())
    return Grid(tuple(Row(number, tuple(cells)) for number, cells in rows), head[0], tuple(head[1]))


def _lines(text: str, *, is_csv: bool) -> list[Row]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    read = _only_cell if is_csv else str.strip
    return [Row(number, (cell,)) for number, line in enumerate(lines, start=1) if (cell := read(line))]


def _only_cell(line: str) -> str:
    """Return the one cell of a line of CSV; a line whose commas or quotes nobody quoted is taken as it is.

    >>> _only_cell('"养老床位,有多少"'), _only_cell('养老床位,有多少'), _only_cell('"养老床位"有多少')
    ('养老床位,有多少', '养老床位,有多少', '"养老床位"有多少')
    """
    try:
        cells = next(csv.reader([line], strict=True), [""])
    except csv.Error:
        cells = []
    return (cells[0] if len(cells) == 1 else line).strip()


def _table(text: str, delimiters: str) -> list[Row]:
    """Return the rows of delimited values; none where the first row, which names the columns, has but one cell."""
    for delimiter in delimiters:
        rows = _delimited(text, delimiter)
        width = len(rows[0].cells) if rows else 0
        if width >= 2:
            return [fitted for row in rows if (fitted := _fitted(row, width))]
    return []


def _delimited(text: str, delimiter: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    for number in count(1):
        try:
            cells = tuple(cell.strip() for cell in next(reader))
        except StopIteration:
            break
        except csv.Error:
            rows.append(Row(number, (), "引号不成对，这一行读不出来；引号没有闭合时，其后各行也读不到。请改正引号。"))
            continue
        if cells or rows:
            rows.append(Row(number, cells))
    return rows


def _fitted(row: Row, width: int) -> Row | None:
    """Return a row of no more than so many cells, or what is wrong with it; None where it holds nothing."""
    if any(row.cells[width:]):
        found = len(row.cells)
        why = f"有 {found} 列，第一行只有 {width} 列。内容里有分隔符时，请用英文双引号括起来。"
        return Row(row.number, row.cells, why)
    return Row(row.number, row.cells[:width], row.problem) if row.problem or any(row.cells) else None
