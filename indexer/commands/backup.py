"""``backup`` and ``restore``: what cannot be made again, kept in one file and put back."""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.commands.options import add_command, put_json, with_index

if TYPE_CHECKING:
    from indexer.archive import Held, Restored
    from indexer.commands.options import Commands
    from indexer.settings import Settings


def add(commands: Commands, settings: Settings) -> None:
    """Register the commands."""
    backup = add_command(commands, "backup", _backup, "把收藏、纠错、核对记录和更正做成一个备份文件")
    backup.add_argument(
        "file", nargs="?", type=Path, metavar="文件", help="默认 indexer-backup-日期-时间.zip；已有的文件不会被覆盖"
    )
    backup.add_argument("--files", action="store_true", help="连同语料目录的全部文件")
    restore = add_command(commands, "restore", _restore, "从备份文件恢复；先核对备份，再为现有内容另做备份")
    restore.add_argument("file", type=Path, metavar="文件")
    for sub in (backup, restore):
        with_index(sub, settings)
        sub.add_argument(
            "--corpus", type=Path, default=settings.corpus, metavar="目录", help=f"语料目录（默认 {settings.corpus}）"
        )


def _backup(options: argparse.Namespace) -> int:
    from indexer.archive import write_backup

    target = options.file or Path(f"indexer-backup-{time.strftime('%Y%m%d-%H%M%S')}.zip")
    held = write_backup(target, _settings(options), with_files=options.files)
    if options.json:
        put_json(_row(held))
    else:
        print(f"已备份到 {held.path}：{_said(held)}。写入后已逐一核对。")
        for said in held.left_out:
            print(f"没有备份 {said}")
    return 0


def _restore(options: argparse.Namespace) -> int:
    from indexer.archive import restore_backup

    done = restore_backup(options.file, _settings(options))
    if options.json:
        put_json(
            _row(done.held)
            | {
                "changed": list(done.changed),
                "before": str(done.before or ""),
                "set_aside": str(done.set_aside or ""),
            }
        )
    else:
        _print_restored(done)
    return 0


def _print_restored(done: Restored) -> None:
    print(f"已从 {done.held.path} 恢复：{_said(done.held)}。")
    if done.before:
        print(f"恢复之前的内容另存为 {done.before}。")
    if done.set_aside:
        print(f"损坏的记录没有删除，改名为 {done.set_aside}。")
    if done.changed:
        print(f"语料目录有 {len(done.changed)} 个文件变了，请运行 python -m indexer build 更新索引。")


def _settings(options: argparse.Namespace) -> Settings:
    settings: Settings = options.settings
    return replace(settings, index=options.index, corpus=options.corpus)


def _said(held: Held) -> str:
    notes = "收藏、纠错和核对的记录" if held.has_notes else "没有收藏和纠错的记录"
    return f"{notes}，语料目录的 {len(held.files)} 个文件" if held.files else notes


def _row(held: Held) -> dict[str, object]:
    return {
        "file": str(held.path),
        "created": held.created,
        "notes": held.has_notes,
        "files": list(held.files),
        "settings": dict(held.settings),
        "left_out": list(held.left_out),
    }
