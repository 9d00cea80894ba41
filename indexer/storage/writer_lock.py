"""The lock of the one writer of an index, and who holds it."""

from __future__ import annotations

import getpass
import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from indexer.errors import IndexLocked

_TRIES, _BETWEEN = 20, 0.02  # seconds: who has just taken the lock writes its name within a millisecond
_NOTE = ".lock-holder"  # beside the lock, which whoever tries to take it empties


@contextmanager
def writer_lock(index: Path) -> Iterator[None]:
    """Hold the lock of an index, which the system takes back from a process that dies.

    Raises IndexLocked, saying which process of whom holds it since when.
    """
    lock, note = FileLock(index / ".lock"), index / _NOTE
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise IndexLocked(
            f"{index}：另一个程序正在建立索引（{_holder(note)}）。请等它完成后再试；如果它已停住，请先结束那个进程。"
        ) from None
    try:
        aside = note.with_name(f"{_NOTE}.new")
        aside.write_text(_name_of_this_process(), encoding="utf-8")
        aside.replace(note)
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def _name_of_this_process() -> str:
    try:
        user = getpass.getuser()
    except (KeyError, ImportError, OSError):  # a number without a name, as in containers
        user = str(os.getuid()) if hasattr(os, "getuid") else "?"
    return f"进程 {os.getpid()}，用户 {user}，主机 {platform.node()}，自 {time.strftime('%Y-%m-%d %H:%M:%S')} 起"


def _holder(note: Path) -> str:
    """Return what the holder wrote of itself; it may be about to."""
    for _ in range(_TRIES):
        if note.exists():
            return note.read_text(encoding="utf-8")
        time.sleep(_BETWEEN)
    return "没有留下名字"
