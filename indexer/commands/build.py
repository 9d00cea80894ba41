"""``build``: read the corpus and publish its index."""

from __future__ import annotations

import argparse
import logging
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from indexer import printing
from indexer.commands.options import add_command, put_json, with_index

if TYPE_CHECKING:
    from indexer.commands.options import Commands
    from indexer.settings import Settings

_log = logging.getLogger(__name__)


def add(commands: Commands, settings: Settings) -> None:
    """Register the command."""
    sub = with_index(add_command(commands, "build", _build, "读取语料目录，建立或更新索引"), settings)
    sub.add_argument(
        "corpus", nargs="?", type=Path, default=settings.corpus, metavar="语料目录", help=f"默认 {settings.corpus}"
    )


def _build(options: argparse.Namespace) -> int:
    from indexer.build import build
    from indexer.settings import Settings

    with printing.progress(sys.stderr) as tell:
        report = build(options.corpus, options.index, settings=replace(Settings(), store=options.store), progress=tell)
    _log.info("索引已更新" if report.changed else "语料没有变化", extra=printing.build_fields(report))
    if options.json:
        put_json(printing.build_row(report) | ({"store": options.store} if options.store else {}))
    else:
        printing.print_build(report)
        if options.store:
            print(f"已发布到 {options.store}。")
    return 0
