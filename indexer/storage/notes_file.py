"""The file of what people keep: SQLite beside the index, which no build touches.

An index can be thrown away and made again; what people decided, saved and reported cannot. So nothing in this file
refers to a row of the index or to the number of a clause: things are named by their content, with a copy of the
document's own words.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from indexer.errors import NotesUnusable
from indexer.storage.notes_backups import backups, has_copy_of_today, keep_copy, problem_of
from indexer.storage.notes_schema import APPLICATION, CHANGES

Connection = sqlite3.Connection
_PATIENCE = 10.0  # seconds that a writer waits for another one; a note is written in milliseconds
_AGAIN = 0.01  # seconds between two tries where SQLite does not wait by itself
_NO_ROOM = ("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_FULL")  # on a full disk
_log = logging.getLogger(__name__)
_checked: set[tuple[Path, int]] = set()  # files that this process found whole, by path and inode


class NotesFile:
    """The file, which the first writing makes; safe for many threads and programs: each use has its own connection.

    Every use raises NotesUnusable for a file that is damaged, of another program, or of a later version.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def check(self) -> None:
        """Open the file once, where there is one."""
        with self.reading():
            pass

    @contextmanager
    def reading(self) -> Iterator[Connection | None]:
        """Give a connection, or None where nothing was ever kept."""
        if not self._path.exists():
            yield None
            return
        with self._connected() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes are kept together or not at all."""
        is_new = not self._path.exists()
        with self._connected(create=True) as connection, connection:
            if not is_new:
                self._copy_daily(connection)
            yield connection

    @contextmanager
    def _connected(self, *, create: bool = False) -> Iterator[sqlite3.Connection]:
        """Give a connection to the file, brought to this version; what SQLite says of it comes as one sentence."""
        try:
            if create:
                self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._open(create=create)) as connection:
                self._check_once(connection)
                self._bring_up(connection)
                yield connection
        except sqlite3.Error as error:
            raise NotesUnusable(f"{self._path}：{_said(error) or self._damaged(str(error))}") from error
        except OSError as error:
            raise NotesUnusable(f"{self._path}：无法写入（{error.strerror}）。{_ELSEWHERE}") from error

    def _open(self, *, create: bool) -> sqlite3.Connection:
        """Connect in the first way that works: even to read, SQLite makes files beside this one, if it may at all."""
        *ways, last = self._ways(create=create)
        for way in ways:
            connection = self._connect(way)
            try:
                connection.execute("PRAGMA schema_version").fetchone()
            except sqlite3.OperationalError as error:
                connection.close()
                if not error.sqlite_errorname.startswith(_NO_ROOM):
                    raise
            else:
                return connection
        return self._connect(last)

    def _connect(self, way: str) -> sqlite3.Connection:
        return sqlite3.connect(f"{self._path.resolve().as_uri()}?mode={way}", uri=True, timeout=_PATIENCE)

    def _ways(self, *, create: bool) -> Sequence[str]:
        if create:
            return ["rwc"]
        alone = [] if self._has_log() else ["ro&immutable=1"]  # which would not see what is only in the log
        return ["rw", *alone] if os.access(self._path.parent, os.W_OK) else (alone or ["ro"])

    def _has_log(self) -> bool:
        log = self._path.with_name(f"{self._path.name}-wal")
        return log.exists() and log.stat().st_size > 0

    def _check_once(self, connection: sqlite3.Connection) -> None:
        """Check that the whole file can be read, when this process first opens it. Raises NotesUnusable."""
        known = (self._path.resolve(), self._path.stat().st_ino)
        if known in _checked:
            return
        if problem := problem_of(connection):
            raise NotesUnusable(f"{self._path}：{self._damaged(problem)}")
        _checked.add(known)

    def _damaged(self, problem: str) -> str:
        """Return what is wrong and what to do; the file itself is never touched, for it cannot be made again."""
        said = f"收藏和核对的记录无法读取（{problem}），文件已损坏，没有改动它。"
        if not (latest := next(iter(backups(self._path)), None)):
            return f"{said}没有找到备份：请把它改名移开后重试，收藏将从空白开始；索引不受影响。"
        return f"{said}请运行 python -m indexer restore {latest} 用最近的备份恢复，损坏的文件会改名留存；索引不受影响。"

    def _copy_daily(self, connection: sqlite3.Connection) -> None:
        """Keep a copy before the first change of a day. Where that cannot be done, the change is kept all the same."""
        if has_copy_of_today(self._path):
            return
        try:
            keep_copy(connection, self._path)
        except (sqlite3.Error, OSError) as error:
            _log.warning("%s：今天的备份没有做成（%s），记录照常保存。请检查磁盘空间和权限。", self._path, error)

    def _bring_up(self, connection: sqlite3.Connection) -> None:
        version = self._version(connection)
        if version == len(CHANGES):
            return
        _keep_a_log(connection)
        if version:
            keep_copy(connection, self._path, why=f"version-{version}")
        connection.isolation_level = None  # so that the whole change is one transaction, tables included
        connection.execute("BEGIN IMMEDIATE")
        try:
            for change in CHANGES[self._version(connection) :]:  # another program may have been first
                change(connection)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {len(CHANGES)}")
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        connection.isolation_level = "DEFERRED"

    def _version(self, connection: sqlite3.Connection) -> int:
        """Return the version of the file, 0 for an empty one. Raises NotesUnusable."""
        with _one_state(connection):
            application, version = (
                int(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("application_id", "user_version")
            )
            is_empty = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if application != APPLICATION and not is_empty:
            raise NotesUnusable(f"{self._path}：这是别的程序的数据库，不是收藏和核对的记录。{_ELSEWHERE}")
        if version > len(CHANGES):
            raise NotesUnusable(
                f"{self._path}：记录的版本是 {version}，本程序只认识到 {len(CHANGES)}。请换用较新的程序。"
            )
        return version


def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Turn to WAL, so that who reads and who writes do not wait for each other.

    Alone of all that is done here this does not wait for another connection by itself. Network drives may not be able
    to: SQLite stays with a journal then, which is as safe.
    """
    patience_ends = time.monotonic() + _PATIENCE
    while True:
        try:
            mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            break
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > patience_ends:
                raise
            time.sleep(_AGAIN)
    if mode != "wal":
        _log.warning("收藏所在的磁盘不能用 WAL（可能是网络盘），改用 %s：记录一样安全，但读写会互相等待。", mode)


@contextmanager
def _one_state(connection: sqlite3.Connection) -> Iterator[None]:
    """Let all that is read see the file at one time: another program may be making it just now."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


_ELSEWHERE = "请检查路径和权限，或用环境变量 INDEXER_NOTES 指定别的文件。"


def _said(error: sqlite3.Error) -> str:
    """Return what is wrong and what to do, or nothing where the file itself is damaged."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith("SQLITE_READONLY"):
        return f"文件是只读的，不能保存。{_ELSEWHERE}"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return "另一个程序正在写入，这次没有保存。请稍后再试。"
    if name == "SQLITE_FULL":
        return "磁盘已满，这次没有保存，原有记录没有改动。请腾出空间后再试。"
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PERM", "SQLITE_PROTOCOL")):
        return f"无法打开或写入（{error}）。{_ELSEWHERE}"
    return ""
