"""``precedent``: who wrote a sentence so before, in which variants, first when."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from indexer import printing
from indexer.commands.options import add_command, filters, published, put_json, with_filters, with_index
from indexer.errors import QueryInvalid

if TYPE_CHECKING:
    from indexer.commands.options import Commands
    from indexer.settings import Settings


def add(commands: Commands, settings: Settings) -> None:
    """Register the command."""
    sub = with_index(add_command(commands, "precedent", _precedent, "先例：正在写的句子，谁这样写过、谁最早"), settings)
    sub.add_argument("text", nargs="?", metavar="文字", help="一句话或一段话")
    sub.add_argument("--file", type=Path, metavar="文件", help="草稿文件（文本、Word 等），代替写在命令里的文字")
    sub.add_argument("-k", type=int, default=5, metavar="种数", help="每句列出几种表述，默认 5")
    with_filters(sub)
    sub.add_argument("--docx", type=Path, metavar="文件", help="另存为 Word，可作引文")
    sub.add_argument("--txt", type=Path, metavar="文件", help="另存为纯文本引文")
    sub.add_argument("--csv", type=Path, metavar="文件", help="另存为 CSV，每行一个条款")
    sub.add_argument("--xlsx", type=Path, metavar="文件", help="另存为 Excel 工作簿")


def _precedent(options: argparse.Namespace) -> int:
    from indexer.build import Progress
    from indexer.commands.precedent_text import lines_of_precedents
    from indexer.exports.precedent_exports import citations, paragraphs, precedent_sheets
    from indexer.exports.precedent_rows import precedents_row
    from indexer.insight.precedent import find_precedents
    from indexer.retrieval.search import Searcher
    from indexer.tables import csv_bytes, save, xlsx_bytes
    from indexer.word import docx_bytes

    text = _draft(options)
    searcher = Searcher.open(published(options))
    with printing.progress(sys.stderr) as tell:
        found = find_precedents(
            searcher,
            text,
            k=options.k,
            **filters(options),
            progress=lambda done, total: tell(Progress("查找", done, total)),
        )
    if options.docx:
        save(options.docx, docx_bytes(paragraphs(found), title="先例"))
    if options.txt:
        save(options.txt, citations(found).encode("utf-8"))
    if options.csv:
        save(options.csv, csv_bytes(precedent_sheets(found)[0]))
    if options.xlsx:
        save(options.xlsx, xlsx_bytes(precedent_sheets(found)))
    if options.json:
        put_json(precedents_row(found) | {"generation": searcher.generation})
        return 0
    printing.print_lines(lines_of_precedents(found))
    saved = (path for path in (options.docx, options.txt, options.csv, options.xlsx) if path)
    printing.print_lines(f"已写入 {path}。" for path in saved)
    return 0


def _draft(options: argparse.Namespace) -> str:
    """Return the text to look for. Raises QueryInvalid, FileRefused."""
    from indexer.reading.reader import read_file

    if (options.text is None) == (options.file is None):
        raise QueryInvalid("请写一句话或一段话，或用 --file 给出草稿文件，两者写一种。")
    if options.file is None:
        return str(options.text)
    _, read = read_file(options.file, str(options.file))
    return read.original
