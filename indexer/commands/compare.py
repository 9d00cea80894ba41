"""``compare``: a topic across districts or years, side by side."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from indexer import printing
from indexer.commands.options import add_command, filters, published, put_json, with_filters, with_index

if TYPE_CHECKING:
    from indexer.commands.options import Commands
    from indexer.settings import Settings


def add(commands: Commands, settings: Settings) -> None:
    """Register the command."""
    sub = with_index(add_command(commands, "compare", _compare, "一个主题：各区或各年怎么说，并排对照"), settings)
    sub.add_argument("words", metavar="主题", help="一个词、一句话或一个问题；其中的区、年份、文件类型当作限定")
    sub.add_argument(
        "--across", choices=("district", "year"), default="district", help="比各区（district，默认）还是比各年（year）"
    )
    with_filters(sub)
    sub.add_argument("--xlsx", type=Path, metavar="文件", help="另存为 Excel 工作簿")
    sub.add_argument("--docx", type=Path, metavar="文件", help="另存为 Word")


def _compare(options: argparse.Namespace) -> int:
    from indexer.commands.compare_text import lines_of_comparison
    from indexer.exports.compare_exports import comparison_sheets, paragraphs
    from indexer.exports.compare_rows import comparison_row
    from indexer.insight.compare import compare
    from indexer.retrieval.search import Searcher
    from indexer.tables import save, xlsx_bytes
    from indexer.word import docx_bytes

    searcher = Searcher.open(published(options))
    found = compare(searcher, options.words, across=options.across, **filters(options))
    asked_at = f"{datetime.now().astimezone():%Y-%m-%d %H:%M}"
    if options.xlsx:
        save(options.xlsx, xlsx_bytes(comparison_sheets(found, searcher.manifest, asked_at=asked_at)))
    if options.docx:
        text = paragraphs(found, searcher.manifest, asked_at=asked_at, address=lambda _document, _clause: "")
        save(options.docx, docx_bytes(text, title=f"对比：{found.query.text}"))
    if options.json:
        put_json(comparison_row(found) | {"generation": searcher.generation})
        return 0
    printing.print_lines(lines_of_comparison(found))
    printing.print_lines(f"已写入 {path}。" for path in (options.xlsx, options.docx) if path)
    return 0
