"""CSV and TSV: text → lines, one a row."""

from __future__ import annotations

import csv
import io
from collections import Counter

from indexer.reading.formats.tables import is_header, lines_of_table, tidy_cell

_DELIMITERS = ",\t;|"
_SAMPLE_ROWS = 50  # rows; a file that is a table shows it at once
_LEAST_ROWS = 2
_SUFFIXES = (".csv", ".tsv")
_REGULAR = 0.9  # of the rows have the width of the table; prose with commas has any


def read_csv(text: str, name: str) -> str | None:
    """Return the lines of a table of delimited values, or None where the text is none.

    Prose has commas too: without the suffix, the rows must all be of one width under a row of column names.
    """
    for delimiter in _DELIMITERS:
        rows = _rows(text, delimiter)
        if rows and _is_table(rows, trusted=name.lower().endswith(_SUFFIXES)):
            return "\n".join(lines_of_table(rows))
    return None


def _rows(text: str, delimiter: str) -> list[list[str]]:
    if delimiter not in text[:100_000]:
        return []
    try:
        return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(row)]
    except csv.Error:  # a stray quotation mark swallowed the rest of the file
        return []


def _is_table(rows: list[list[str]], *, trusted: bool) -> bool:
    sample = rows[:_SAMPLE_ROWS]
    if len(rows) < _LEAST_ROWS:
        return False
    width, count = Counter(len(row) for row in sample).most_common(1)[0]
    if width < 2 or count < _REGULAR * len(sample):
        return False
    header = [tidy_cell(cell) for cell in rows[0]]
    return trusted or (count == len(sample) and all(header) and is_header(header, rows[1:]))
