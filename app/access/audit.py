"""The audit log: who did what when, and what came of it, as JSON lines that are only ever added to.

A file that grew too large is set aside under the time, and nothing is ever deleted: how long records are kept is for
the office to say. What people search for is not in it unless that was switched on, for it can be personal.
"""

from __future__ import annotations

import errno
import json
import os
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from app.access.sessions import Person
from indexer.errors import AuditUnwritable
from indexer.logs import current_request

Result = Literal["done", "failed", "refused"]
_MOST_BYTES = 10 * 2**20  # some 40,000 records
_MOST_CHARS = 500  # of one value


@dataclass(slots=True)
class Audit:
    """The log; without a file nothing is written."""

    path: Path | None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self) -> None:
        """Make sure that what is going to be done can be put on record. Raises AuditUnwritable."""
        if self.path is not None:
            with self._lock:
                _append(self.path, b"")

    def write(
        self, person: Person | None, action: str, result: Result, *, about: str = "", why: str = "", session: str = ""
    ) -> None:
        """Add a record: keys without a value are left out. Raises AuditUnwritable."""
        if self.path is None:
            return
        record = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),  # as in the log of the server
            "who": (person.name or None) if person else None,
            "role": person.role if person and person.name else None,
            "address": person.address if person else "",
            "action": action,
            "about": about[:_MOST_CHARS],
            "result": result,
            "why": why[:_MOST_CHARS],
            "session": session[:12],
            "request": current_request(),
        }
        kept = {key: value for key, value in record.items() if value not in ("", None) or key == "who"}
        line = json.dumps(kept, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        with self._lock:
            _set_aside(self.path, len(line))
            _append(self.path, line)


def _append(path: Path, line: bytes) -> None:
    """Add a line in one write, so that two programs never mix theirs."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if os.write(handle, line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finally:
            os.close(handle)
    except OSError as error:
        raise AuditUnwritable(
            f"操作记录 {path} 写不进去（{error.strerror}），所以没有做。请检查权限和磁盘空间。"
        ) from error


def _set_aside(path: Path, more: int) -> None:
    """Move a file that has no room for so many bytes more out of the way, under the time."""
    try:
        if path.stat().st_size + more <= _MOST_BYTES:
            return
        now = f"{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}"
        path.rename(path.with_name(f"{path.stem}-{now}{path.suffix}"))
    except FileNotFoundError:
        return
    except OSError as error:
        raise AuditUnwritable(f"操作记录 {path} 满了，又移不开（{error.strerror}）。请检查文件夹的权限。") from error
