"""What a process does with files, operation by operation, and its end before one of them."""

from __future__ import annotations

import itertools
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Python's audit events of what is done with files (docs.python.org, «Audit events table»); fsync has none, see below.
_EVENTS = frozenset(
    (
        *("open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod", "os.listdir"),
        *("shutil.rmtree", "shutil.copyfile", "sqlite3.connect", "fcntl.flock", "os.scandir"),
    )
)


def watch_files(folder: Path, kill_at: int) -> Callable[[], int]:
    """Count operations on files under a folder in this process, and kill it before the one of that number."""
    counter, last, inside = itertools.count(1), [0], str(folder)

    def count() -> None:
        last[0] = next(counter)
        if last[0] == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _EVENTS and any(inside in str(argument) for argument in arguments[:2]):
            count()

    fsync = os.fsync

    def counted_fsync(descriptor: int) -> None:
        count()
        fsync(descriptor)

    sys.addaudithook(hook)
    os.fsync = counted_fsync  # type: ignore[assignment]
    return lambda: last[0]
