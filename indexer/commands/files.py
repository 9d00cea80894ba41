"""``add`` and ``remove``: files put into the corpus folder and taken out of it, as the page does it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.commands.options import add_command, put_json
from indexer.errors import FileRefused

if TYPE_CHECKING:
    from indexer.commands.options import Commands
    from indexer.settings import Settings


def add(commands: Commands, settings: Settings) -> None:
    """Register the commands."""
    adding = _with_corpus(add_command(commands, "add", _add, "检查文件，放进语料目录"), settings)
    adding.add_argument("files", nargs="+", type=Path, metavar="文件")
    adding.add_argument("--replace", action="store_true", help="替换同名的文件，旧的移出并保留")
    removing = _with_corpus(add_command(commands, "remove", _remove, "把文件移出语料目录，不删除"), settings)
    removing.add_argument("source", metavar="文件名", help="在语料目录里的名字")


def _with_corpus(sub: argparse.ArgumentParser, settings: Settings) -> argparse.ArgumentParser:
    sub.add_argument("--corpus", type=Path, default=settings.corpus, metavar="目录", help=f"默认 {settings.corpus}")
    return sub


def _add(options: argparse.Namespace) -> int:
    from indexer.corpus_files import put_in
    from indexer.intake import preview, read_overrides
    from indexer.reading import load_file

    overrides, _ = read_overrides(options.corpus)
    rows = []
    for path in options.files:
        if not path.is_file():
            raise FileRefused(f"{path}：没有这个文件。请检查路径。")
        data = load_file(path, path.name)
        document = preview(path.name, data, overrides)
        source = put_in(options.corpus, path.name, data, replace=options.replace)
        known = document.metadata
        rows.append(
            {"source": source, "clauses": len(document.clauses), "district": known.district, "year": known.year}
        )
        if not options.json:
            print(
                f"已放进 {source}：{known.district or '区不详'}，{known.year or '年份不详'}，{len(document.clauses)} 条"
            )
    if options.json:
        put_json({"added": rows})
    else:
        print("运行 python -m indexer build 后就能检索到。")
    return 0


def _remove(options: argparse.Namespace) -> int:
    from indexer.corpus_files import take_out
    from indexer.intake import scan_corpus

    names = [file.name for file in scan_corpus(options.corpus)]
    removed = take_out(options.corpus, options.source, documents=names)
    if options.json:
        put_json({"removed": removed.source, "path": str(removed.path)})
    else:
        print(f"已移出 {removed.source}，文件在 {removed.path}。运行 python -m indexer build 后就检索不到它了。")
    return 0
