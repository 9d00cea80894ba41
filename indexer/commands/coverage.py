"""``coverage``: a topic over districts and years — who says something, who is silent, who is not loaded."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from indexer import printing
from indexer.commands.options import add_command, filters, published, put_json, with_filters, with_index

if TYPE_CHECKING:
    from indexer.commands.options import Commands
    from indexer.settings import Settings


def add(commands: Commands, settings: Settings) -> None:
    """Register the command."""
    sub = with_index(add_command(commands, "coverage", _coverage, "一个主题：哪些区、哪些年说到，哪些没有"), settings)
    sub.add_argument("words", metavar="主题", help="一个词、一句话或一个问题；其中的区、年份、文件类型当作限定")
    with_filters(sub)
    sub.add_argument("--xlsx", type=Path, metavar="文件", help="另存为 Excel 工作簿")
    sub.add_argument("--csv", type=Path, metavar="文件", help="另存为 CSV，每行一个区和年份")


def _coverage(options: argparse.Namespace) -> int:
    from indexer import tables
    from indexer.commands.coverage_text import lines_of_coverage
    from indexer.exports.rows import coverage_row
    from indexer.exports.workbooks import coverage_sheets
    from indexer.insight.topic import cover
    from indexer.retrieval.search import Searcher

    searcher = Searcher.open(published(options))
    coverage = cover(searcher, options.words, **filters(options))
    sheets = coverage_sheets(coverage, searcher.manifest)
    if options.xlsx:
        tables.save(options.xlsx, tables.xlsx_bytes(sheets))
    if options.csv:
        tables.save(options.csv, tables.csv_bytes(sheets[1]))
    if options.json:
        put_json(coverage_row(coverage) | {"generation": searcher.generation})
    else:
        printing.print_lines(lines_of_coverage(coverage, shutil.get_terminal_size().columns))
    return 0
