"""What the commands share: how one is registered, the arguments that mean the same everywhere, JSON out."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from indexer.errors import OutputFailed

if TYPE_CHECKING:
    from indexer.settings import Settings

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_command(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int], text: str
) -> argparse.ArgumentParser:
    """Register a command that ``run`` carries out, with ``--json`` as every command has it."""
    sub = commands.add_parser(name, help=text, description=text)
    sub.set_defaults(run=run)
    sub.add_argument("--json", action="store_true", help="只输出 JSON")
    return sub


def with_index(sub: argparse.ArgumentParser, settings: Settings) -> argparse.ArgumentParser:
    """Let a command be told which index it reads or writes."""
    sub.add_argument(
        "--index", type=Path, default=settings.index, metavar="目录", help=f"索引目录（默认 {settings.index}）"
    )
    sub.add_argument(
        "--store",
        default=settings.store,
        metavar="地址",
        help="Milvus 存储，写成 milvus:http://主机:19530；建立索引时装入，检索时代替索引目录",
    )
    sub.set_defaults(settings=settings)
    return sub


def published(options: argparse.Namespace) -> str | Path:
    """Return what a command searches: the store, where one is named, or the folder."""
    settings: Settings = options.settings
    return replace(settings, index=options.index, store=options.store).published


def with_filters(sub: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Let a command be limited to districts, years and document types."""
    sub.add_argument("--district", action="append", default=[], metavar="区", help="可重复")
    sub.add_argument("--year", action="append", type=int, default=[], metavar="年份", help="可重复")
    sub.add_argument("--type", action="append", default=[], metavar="类型", help="可重复")
    return sub


def filters(options: argparse.Namespace) -> dict[str, Any]:
    """Return what ``with_filters`` read, as the library takes it."""
    return {"districts": options.district, "years": options.year, "types": options.type}


def put_json(value: Any) -> None:
    """Print a value as JSON for programs."""
    print(json.dumps(value, ensure_ascii=False, indent=1))


def open_output(path: Path) -> TextIO:
    """Open a text file for writing.

    Raises:
        OutputFailed: it cannot be written.
    """
    try:
        return path.open("w", encoding="utf-8")
    except OSError as error:
        raise OutputFailed(f"{path}：无法写入（{error.strerror}）。请换一个位置。") from error
