"""``evaluate``: the quality of the search on a judged set."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from indexer import printing
from indexer.commands.options import add_command, put_json
from indexer.records import MODES
from indexer.settings import Settings

if TYPE_CHECKING:
    from indexer.commands.options import Commands


def add(commands: Commands, _: Settings) -> None:
    """Register the command."""
    sub = add_command(commands, "evaluate", _evaluate, "在 BEIR 布局的评测集上测量检索质量")
    sub.add_argument("folder", type=Path, metavar="评测集目录")
    sub.add_argument(
        "--index", type=Path, default=None, metavar="目录", help="评测索引放在哪里（默认 索引目录/evaluate/评测集名）"
    )
    sub.add_argument("--split", default="test", metavar="名称")
    sub.add_argument("--mode", choices=MODES, default="hybrid")
    sub.add_argument("--run", dest="run_file", type=Path, metavar="文件", help="另存 TREC 格式的结果")


def _evaluate(options: argparse.Namespace) -> int:
    from indexer.evaluation import evaluate, write_trec_run

    index = options.index or Settings().index / "evaluate" / options.folder.resolve().name
    with printing.progress(sys.stderr) as tell:
        done = evaluate(options.folder, index, split=options.split, mode=options.mode, progress=tell)
    if options.run_file:
        write_trec_run(options.run_file, done.run, f"indexer-{options.mode}")
    if options.json:
        put_json({"set": done.name, "mode": done.mode, "queries": done.queries, **done.measures})
    else:
        measures = "  ".join(f"{name}={value:.3f}" for name, value in done.measures.items())
        print(f"{done.name}  {done.mode}  {done.queries} 个查询  {measures}")
    return 0
