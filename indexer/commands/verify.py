"""``verify``: whether everything that an index is made of is as it was built, and answers as it must."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from indexer import printing
from indexer.commands.options import add_command, put_json, with_index

if TYPE_CHECKING:
    from indexer.commands.options import Commands
    from indexer.settings import Settings


def add(commands: Commands, settings: Settings) -> None:
    """Register the command."""
    sub = with_index(add_command(commands, "verify", _verify, "打开并核对索引的每个部分，试查，并与语料对照"), settings)
    sub.add_argument("--corpus", type=Path, default=settings.corpus, metavar="目录", help=f"默认 {settings.corpus}")


def _verify(options: argparse.Namespace) -> int:
    from indexer.settings import Settings
    from indexer.verification import verify

    settings = replace(Settings(), corpus=options.corpus, index=options.index, store=options.store)
    with printing.progress(sys.stderr) as tell:
        found = verify(settings, tell)
    if options.json:
        put_json({"healthy": found.is_healthy, "index": str(settings.published), **asdict(found)})
    else:
        for entry in found.checked:
            print(f"完好  {entry.part}：{entry.said}") if not entry.problem else None
        for entry in found.checked:
            if entry.problem:
                print(f"损坏  {entry.part}：{entry.problem}", file=sys.stderr)
        if found.is_healthy:
            print(f"索引完好：{settings.published} 中 {found.clauses} 条条款，每个部分都核对无误。")
    return 0 if found.is_healthy else 1
