"""Tables that were pasted into plain text, their cells apart by tabs → lines of text with the names of the columns."""

from __future__ import annotations

from itertools import groupby

from indexer.reading.formats.tables import is_header, lines_of_table

_LEAST_COLUMNS = 3  # two are a heading with its page, or a form
_LEAST_ROWS = 2


def read_tabbed(text: str) -> str:
    r"""Return a text with its tables as lines of labelled cells; what is no table for sure stays as it is.

    A table is a run of lines with equally many tabs, the first of which names the columns.

    >>> read_tabbed("附件\n序号\t任务\t牵头单位\n1\t新增床位480张\t民政局\n")
    '附件\n1.任务：新增床位480张；牵头单位：民政局\n'
    """
    if "\t" not in text:
        return text
    lines = text.splitlines(keepends=True)
    read: list[str] = []
    for tabs, group in groupby(lines, key=lambda line: line.rstrip("\r\n").count("\t")):
        block = list(group)
        rows = [line.rstrip("\r\n").split("\t") for line in block]
        if tabs + 1 >= _LEAST_COLUMNS and len(rows) >= _LEAST_ROWS and is_header(_stripped(rows[0]), rows[1:]):
            read += [line + "\n" for line in lines_of_table(rows)]
        else:
            read += block
    return "".join(read)


def _stripped(row: list[str]) -> list[str]:
    return [cell.strip() for cell in row]
