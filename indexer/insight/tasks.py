"""A list of questions or tasks, one a line → what is to be asked, and the lines that cannot be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.errors import FileRefused, QueryInvalid
from indexer.reading.grid import Row, read_grid
from indexer.retrieval.query import parse_query

MAX_BYTES = 5 * 2**20  # a thousand questions take 100 KB; a workbook with pictures is no list
MAX_TASKS = 1_000  # each is asked of every district and year: four of them take one to three minutes

# What a column of questions is called, the likelier first; of 序号, 问题 and 任务 it is 问题.
_ASKING = (
    re.compile(r"(?:查询|检索|搜索)?(?:问题|问句|题目|提问)(?:内容|描述)?"),
    re.compile(r"(?:查询|检索|搜索)(?:内容|词|语|项)?"),
    re.compile(r"(?:重点|主要|具体|工作|目标|年度)*任务(?:内容|名称|事项|描述)?"),
    re.compile(
        r"(?:重点|主要|具体|工作|承诺|督查|审计|实事)*(?:事项|承诺|内容|实事|指标|目标|项目|要点)(?:内容|名称|描述)?"
    ),
    re.compile(r"主题|议题|关键词|名称|标题|工作"),
)
_SURE = 3  # of these name a column that stands alone: 实事项目 on top of a list may be asked for
_NUMBERING = re.compile(r"序号|编号|序|题号|任务号|[Nn][Oo]\.?|[Ii][Dd]|#|号")
_LONGEST_NAME = 10  # characters of a column's name
_LOOKED_AT = 5  # rows, in which the names of the columns stand: a title may stand above them
_ORDINAL = re.compile(
    r"(?:[（(](?P<enclosed>\d{1,4}|[一二三四五六七八九十]{1,3})[)）]"
    r"|(?P<han>[一二三四五六七八九十]{1,3})、|(?P<digits>\d{1,4})(?:[、．)）]|\.(?!\d))|(?P<circled>[①-⑳])|[-•·●▪]\s)\s*"
)
_NEUTRALISED = re.compile(r"^'(?=[=+\-@＝＋－＠])")  # as our own exports write it


@dataclass(frozen=True, slots=True)
class Task:
    """A line to be asked."""

    line: int  # under which an editor or a spreadsheet shows it
    number: str  # its own, as the list gives it: 1, （一）, A-3; "" where it has none
    words: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that cannot be asked, and why, in one sentence."""

    line: int
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class Tasks:
    """A list as it was read. ``notes`` say what was chosen: column, sheet, rows taken as names."""

    name: str
    tasks: tuple[Task, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Columns:
    asking: int
    numbering: int | None = None
    header: int = -1  # index of the row that names them, -1 without one


def read_tasks(data: bytes, name: str) -> Tasks:
    """Return the tasks of a TXT, CSV or XLSX file in any Chinese encoding, empty lines skipped.

    Raises FileRefused for a file that is no list, too large, or holds nothing to ask.
    """
    if len(data) > MAX_BYTES:
        raise FileRefused(
            f"{name}：清单有 {len(data) / 2**20:.1f} MB，上限是 {MAX_BYTES // 2**20} MB。请只留下问题一列，或拆成几份。"
        )
    grid = read_grid(data, name)
    columns = _columns(grid.rows)
    lines = grid.rows[columns.header + 1 :]
    if len(lines) > MAX_TASKS:
        raise FileRefused(f"{name}：清单有 {len(lines):,} 行，一次最多 {MAX_TASKS:,} 行。请拆成几份。")
    tasks: list[Task] = []
    problems: list[Problem] = []
    for row in lines:
        read = _read(row, columns)
        if isinstance(read, Task):
            tasks.append(read)
        else:
            problems.append(read)
    if not tasks and not problems:
        raise FileRefused(f"{name}：清单里没有要问的内容。请每行写一个问题或一项任务。")
    return Tasks(name, tuple(tasks), tuple(problems), tuple(_notes(grid.rows, columns, grid.sheet, grid.unread)))


def _read(row: Row, columns: _Columns) -> Task | Problem:
    shown = " ".join(filter(None, row.cells))
    if row.problem:
        return Problem(row.number, shown, row.problem)
    words = _cell(row, columns.asking)
    number = _cell(row, columns.numbering) if columns.numbering is not None else ""
    if match := _ORDINAL.match(words):
        number = number or next((part for part in match.groups() if part), "")
        words = words[match.end() :]
    words = _NEUTRALISED.sub("", words)
    if not words:
        return Problem(row.number, shown, "这一行没有问题或任务，只有其他内容。")
    try:
        parse_query(words)
    except QueryInvalid as error:
        return Problem(row.number, shown, str(error))
    return Task(row.number, number, words)


def _cell(row: Row, at: int) -> str:
    return row.cells[at].strip() if at < len(row.cells) else ""


def _columns(rows: Sequence[Row]) -> _Columns:
    """Return which column asks and which numbers, by their names, or else by what they hold."""
    for header, row in enumerate(rows[:_LOOKED_AT]):
        if row.problem or not _names_columns(row):
            continue
        kinds = _ASKING if len(row.cells) > 1 else _ASKING[:_SURE]
        asking = next((at for kind in kinds for at, cell in enumerate(row.cells) if kind.fullmatch(cell.strip())), None)
        numbering = next((at for at, cell in enumerate(row.cells) if _NUMBERING.fullmatch(cell.strip())), None)
        if asking is None and numbering is not None:
            asking = _longest(rows[header + 1 :])
        if asking is not None:
            return _Columns(asking, numbering, header)
    asking = _longest(rows)
    numbered = asking > 0 and all(_cell(row, 0).isalnum() and len(_cell(row, 0)) <= 4 for row in rows)
    return _Columns(asking, 0 if numbered else None)


def _names_columns(row: Row) -> bool:
    return all(len(cell) <= _LONGEST_NAME for cell in row.cells)


def _longest(rows: Sequence[Row]) -> int:
    """Return the column that holds the most text."""
    sizes: dict[int, int] = {}
    for row in rows:
        for at, cell in enumerate(row.cells if not row.problem else ()):
            sizes[at] = sizes.get(at, 0) + len(cell)
    return max(sizes, key=lambda at: (sizes[at], -at), default=0)


def _notes(rows: Sequence[Row], columns: _Columns, sheet: str, unread: Sequence[str]) -> list[str]:
    notes = []
    if unread:
        notes.append(f"只读了工作表“{sheet}”；另外有内容而没有读的是：{'、'.join(unread)}。")
    if columns.header >= 0:
        name = rows[columns.header].cells[columns.asking].strip()
        notes.append(f"第 {rows[columns.header].number} 行是列名，按“{name}”一列提问。")
    elif max((len(row.cells) for row in rows), default=1) > 1:
        notes.append(f"没有认出列名，按文字最多的第 {columns.asking + 1} 列提问。")
    above = rows[: max(columns.header, 0)]
    return notes + [
        f"第 {row.number} 行“{' '.join(filter(None, row.cells))}”在列名之上，当作表名，没有提问。" for row in above
    ]
