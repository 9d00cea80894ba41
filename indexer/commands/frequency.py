"""``frequency``: how often a formula is written, by district and year, beside how much is loaded."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from indexer import printing
from indexer.commands.options import add_command, filters, published, put_json, with_filters, with_index

if TYPE_CHECKING:
    from indexer.commands.options import Commands
    from indexer.settings import Settings


def add(commands: Commands, settings: Settings) -> None:
    """Register the command."""
    sub = with_index(add_command(commands, "frequency", _frequency, "一种提法逐年、逐区出现多少次"), settings)
    sub.add_argument("formula", metavar="提法", help="逐字查找；几种写法用 | 分开：一网通办|一网统管")
    with_filters(sub)
    sub.add_argument("--csv", type=Path, metavar="文件", help="另存为 CSV，每行一个区和年份")
    sub.add_argument("--xlsx", type=Path, metavar="文件", help="另存为 Excel 工作簿")


def _frequency(options: argparse.Namespace) -> int:
    from indexer.commands.precedent_text import lines_of_frequency
    from indexer.exports.precedent_exports import frequency_sheet
    from indexer.exports.precedent_rows import frequency_row
    from indexer.insight.formula import count_formula
    from indexer.retrieval.search import Searcher
    from indexer.tables import csv_bytes, save, xlsx_bytes

    searcher = Searcher.open(published(options))
    frequency = count_formula(searcher, options.formula, **filters(options))
    if options.csv:
        save(options.csv, csv_bytes(frequency_sheet(frequency)))
    if options.xlsx:
        save(options.xlsx, xlsx_bytes([frequency_sheet(frequency)]))
    if options.json:
        put_json(frequency_row(frequency) | {"generation": searcher.generation})
        return 0
    printing.print_lines(lines_of_frequency(frequency))
    printing.print_lines(f"已写入 {path}。" for path in (options.csv, options.xlsx) if path)
    return 0
