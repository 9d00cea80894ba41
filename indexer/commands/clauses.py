"""``clauses``: how one file was read."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from indexer import printing
from indexer.commands.options import add_command, put_json
from indexer.errors import FileRefused

if TYPE_CHECKING:
    from indexer.commands.options import Commands
    from indexer.settings import Settings


def add(commands: Commands, _: Settings) -> None:
    """Register the command."""
    sub = add_command(commands, "clauses", _clauses, "显示一个文件读出的结构和条款")
    sub.add_argument("file", type=Path, metavar="文件")


def _clauses(options: argparse.Namespace) -> int:
    from indexer.exports.rows import document_row
    from indexer.intake import preview, read_overrides
    from indexer.reading import load_file

    if not options.file.is_file():
        raise FileRefused(f"{options.file}：没有这个文件。请检查路径。")
    overrides, _ = read_overrides(options.file.parent)
    document = preview(options.file.name, load_file(options.file, str(options.file)), overrides)
    if options.json:
        put_json(document_row(document))
    else:
        printing.print_document(document)
    return 0
