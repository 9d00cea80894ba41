"""``batch``: a list of questions or tasks, answered district by district into one workbook."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from indexer import printing
from indexer.commands.options import add_command, filters, published, put_json, with_filters, with_index
from indexer.errors import FileRefused

if TYPE_CHECKING:
    from indexer.commands.options import Commands
    from indexer.insight.batch import BatchAnswer
    from indexer.settings import Settings


def add(commands: Commands, settings: Settings) -> None:
    """Register the command."""
    sub = with_index(add_command(commands, "batch", _batch, "一份清单，每行一个问题或一项任务：逐个区回答"), settings)
    sub.add_argument("file", type=Path, metavar="清单", help="TXT、CSV 或 XLSX；UTF-8、GBK 等编码都可以")
    sub.add_argument("--out", type=Path, metavar="文件", help="结果写入的 Excel 工作簿；用 --json 时可以不写")
    with_filters(sub)


def _batch(options: argparse.Namespace) -> int:
    from indexer.build import Progress
    from indexer.exports.rows import batch_row
    from indexer.exports.workbooks import batch_sheets
    from indexer.insight.batch import answer, read_tasks
    from indexer.retrieval.search import Searcher
    from indexer.tables import save, xlsx_bytes

    if not options.out and not options.json:
        raise FileRefused("没有写结果放在哪里。例如：python -m indexer batch 清单.xlsx --out 结果.xlsx")
    searcher = Searcher.open(published(options))
    tasks = read_tasks(_read(options.file), options.file.name)
    with printing.progress(sys.stderr) as tell:
        found = answer(
            searcher,
            tasks,
            **filters(options),
            progress=lambda done, total: tell(Progress("提问", done, total)),
        )
    if options.out:
        asked_at = datetime.now().astimezone().isoformat(timespec="seconds")
        save(options.out, xlsx_bytes(batch_sheets(found, tasks, searcher.manifest, asked_at=asked_at)))
    if options.json:
        put_json(batch_row(found) | {"notes": list(tasks.notes), "generation": searcher.generation})
    else:
        _print(found, tasks.notes, options.out)
    return 1 if found.problems else 0


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileRefused(f"{path}：无法打开（{error.strerror}）。请检查路径和权限。") from error


def _print(found: BatchAnswer, notes: tuple[str, ...], out: Path) -> None:
    printing.print_lines(notes)
    for problem in found.problems:
        print(f"第 {problem.line} 行没有提问：{problem.why}", file=sys.stderr)
    said = sum(len(one.cells("said")) for one in found.answers)
    silent = sum(len(one.cells("silent")) for one in found.answers)
    nobody = [one.task for one in found.answers if not one.cells("said")]
    print(
        f"已提问 {len(found.answers)} 条，{len(found.problems)} 行有问题没有提问："
        f"找到 {said} 条，没有说到 {silent} 处，结果写入 {out}。"
    )
    for task in nobody:
        print(f"  没有一个区说到：第 {task.line} 行 {task.words}")
