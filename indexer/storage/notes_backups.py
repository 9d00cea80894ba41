"""Copies of the file of notes: made by SQLite itself, so that each is whole whoever writes meanwhile.

They lie beside the file in ``<file>.backups/``, numbered, for clocks can be set back: ``0007-2026-11-22.sqlite``. One
is made before the first change of a day, and one before the tables are changed; the latest are kept.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from indexer.errors import BackupInvalid, OutputFailed
from indexer.storage.disk import sync, sync_folder
from indexer.storage.notes_schema import APPLICATION, CHANGES

_KEPT = 30  # a month of working days and more; a file of notes is a megabyte or two
_NAME = re.compile(r"(\d{4,})-(\d{4}-\d{2}-\d{2}).*\.sqlite")
_BESIDE = ("", "-wal", "-shm")  # the files that SQLite has for one database


def backup_folder(path: Path) -> Path:
    """Return where the copies of a file of notes lie."""
    return path.with_name(f"{path.name}.backups")


def backups(path: Path) -> list[Path]:
    """Return the copies of a file of notes, the latest first."""
    folder = backup_folder(path)
    found = [entry for entry in folder.iterdir() if _NAME.fullmatch(entry.name)] if folder.is_dir() else []
    return sorted(found, key=_number_of, reverse=True)


def has_copy_of_today(path: Path) -> bool:
    """Whether the latest copy was made on the day that the clock shows."""
    latest = next(iter(backups(path)), None)
    return latest is not None and _match(latest).group(2) == time.strftime("%Y-%m-%d")


def keep_copy(connection: sqlite3.Connection, path: Path, *, why: str = "") -> Path:
    """Copy the open file of notes to its backups and return where; the oldest beyond what is kept goes.

    Raises sqlite3.Error, OSError.
    """
    folder = backup_folder(path)
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f".{uuid.uuid4().hex}.part"
    try:
        copy_database(connection, aside)
        aside.chmod(path.stat().st_mode & 0o777)
        known = backups(path)
        number = 1 + (_number_of(known[0]) if known else 0)
        target = folder / f"{number:04}-{time.strftime('%Y-%m-%d')}{f'-{why}' if why else ''}.sqlite"
        aside.replace(target)
        sync_folder(folder)
    finally:
        aside.unlink(missing_ok=True)
    for old in backups(path)[_KEPT:]:
        old.unlink(missing_ok=True)
    return target


def copy_database(connection: sqlite3.Connection, target: Path) -> None:
    """Copy an open database into a new file of its own, without a log beside it. Raises sqlite3.Error."""
    with closing(sqlite3.connect(target)) as copy:
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    sync(target)


def problem_of(connection: sqlite3.Connection) -> str:
    """Return what SQLite's check of an open file finds wrong, or nothing."""
    found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    return "" if found == "ok" else found


def copy_notes(path: Path, target: Path) -> None:
    """Copy a file of notes that may be in use. Raises BackupInvalid (damaged, or none of ours), OutputFailed."""
    _check_notes(path)
    with _writing(target), closing(_opened(path)) as connection:
        copy_database(connection, target)


def restore_notes(source: Path, path: Path) -> Path | None:
    """Give a file of notes the content of a copy; return where a damaged one was set aside, under a name of its own.

    A whole one, which others may have open, is replaced by SQLite in one transaction. Raises BackupInvalid where the
    source is damaged or of a later version, and OutputFailed; nothing is changed then.
    """
    _check_notes(source)
    set_aside = None
    if path.exists():
        try:
            _check_notes(path)
        except BackupInvalid:
            set_aside = _set_aside(path)
    with _writing(path):
        if path.exists():
            with closing(_opened(source)) as connection, closing(_opened(path)) as notes:
                connection.backup(notes)
        else:
            _put(source, path)
    return set_aside


def _put(source: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        shutil.copyfile(source, aside)
        sync(aside)
        aside.replace(path)
        sync_folder(path.parent)
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise OutputFailed(f"{path}：没有写成（{error}），原有内容没有改动。请检查磁盘空间和权限后再试。") from error


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)


def _check_notes(path: Path) -> None:
    """Raise BackupInvalid for a file that is not whole, not ours, or of a later version."""
    try:
        with closing(_opened(path)) as connection:
            problem = problem_of(connection)
            application, version = (
                int(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("application_id", "user_version")
            )
    except sqlite3.Error as error:
        raise BackupInvalid(f"{path}：收藏和核对的记录无法读取（{error}），文件已损坏。请换一个备份。") from error
    if problem or application != APPLICATION:
        said = f"文件已损坏（{problem}）" if problem else "这不是收藏和核对的记录"
        raise BackupInvalid(f"{path}：{said}。请换一个备份。")
    if version > len(CHANGES):
        raise BackupInvalid(f"{path}：记录的版本是 {version}，本程序只认识到 {len(CHANGES)}。请换用较新的程序再恢复。")


def _set_aside(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    for ending in _BESIDE:
        beside = path.with_name(f"{path.name}{ending}")
        if beside.exists():
            beside.rename(aside.with_name(f"{aside.name}{ending}"))
    sync_folder(path.parent)
    return aside


def _number_of(path: Path) -> int:
    return int(_match(path).group(1))


def _match(path: Path) -> re.Match[str]:
    match = _NAME.fullmatch(path.name)
    if match is None:
        raise ValueError(f"no name of a copy: {path}")
    return match
