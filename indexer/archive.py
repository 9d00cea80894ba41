"""One file that holds what cannot be made again: notes of people, corrections, lists; the corpus on request.

A ZIP with ``manifest.json``, which has the size and SHA-256 of each entry: ``notes.sqlite``, ``settings.json``,
``corpus/catalog.csv``, ``corpus/terms.txt``, ``corpus/…``. The index is not in it: ``build`` makes it from these.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import time
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO, Any

from indexer.corpus_walk import NOT_DOCUMENTS, FoundFile, files_in
from indexer.errors import BackupInvalid, OutputFailed
from indexer.settings import Settings
from indexer.storage.disk import is_full, sync, sync_folder
from indexer.storage.notes_backups import backup_folder, copy_notes, restore_notes
from indexer.tables import save

FORMAT = 1  # raised when an older program could not read what is written
_MANIFEST, _NOTES, _SETTINGS, _CORPUS = "manifest.json", "notes.sqlite", "settings.json", "corpus/"
_MOST_MANIFEST = 64 * 2**20  # bytes; a corpus of 100,000 files takes a sixth
_AT_ONCE = 2**20
_UNSAFE = re.compile(r'[\x00-\x1f\x7f\\<>:"|?*]' if os.name == "nt" else r"[\x00-\x1f\x7f\\]")
# What damaged or strange archives raise: RuntimeError for encrypted ones, and for methods that are unknown.
_UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, LookupError, ValueError, TypeError, RuntimeError)
_LINK = 0o120000  # type bits of a symbolic link, in the upper half of what a ZIP says of a file


@dataclass(frozen=True, slots=True)
class Held:
    """What a backup holds."""

    path: Path
    created: str  # ISO time, UTC
    has_notes: bool
    files: tuple[str, ...]  # of the corpus folder, by their names there
    settings: Mapping[str, str]  # with which the index was made, for people
    left_out: tuple[str, ...] = ()  # what no build takes either, and why, each a sentence


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restoring did."""

    held: Held
    changed: tuple[str, ...]  # files of the corpus folder that are others now
    before: Path | None  # a backup of what was replaced; None where nothing was
    set_aside: Path | None  # where a damaged file of notes lies now


def write_backup(target: Path, settings: Settings, *, with_files: bool = False) -> Held:
    """Write a backup of notes and lists, with all files of the corpus where asked for; it is read back and compared.

    Raises BackupInvalid (nothing to keep, damaged notes, a name that no backup takes, the file is there), OutputFailed.
    """
    if target.exists():
        raise BackupInvalid(f"{target}：已有这个文件，备份从不覆盖已有的文件。请换一个文件名。")
    found = list(files_in(settings.corpus)) if with_files and settings.corpus.is_dir() else []
    names = [*_lists(settings.corpus), *_names(settings.corpus, found)]
    if not names and not settings.notes.exists():
        raise BackupInvalid(f"{settings.notes}、{settings.corpus}：没有收藏和纠错，也没有清单，没有可备份的内容。")
    entries = {_CORPUS + name: settings.corpus / name for name in names}
    if refused := next((entry for entry in entries if not _is_allowed(entry)), None):
        raise BackupInvalid(f"{refused!a}：文件名里有备份不能带的字符，没有备份。请先给这个文件改名。")
    held = _write(target, entries, settings.notes, settings)
    return replace(held, left_out=tuple(f"{file.name}：{file.reason}" for file in found if file.reason))


def read_backup(source: Path) -> Held:
    """Return what a backup holds, after every entry was read and compared with its digest. Raises BackupInvalid."""
    with tempfile.TemporaryDirectory() as folder:
        return _extract(source, Path(folder))


def restore_backup(source: Path, settings: Settings) -> Restored:
    """Put back what a backup holds; nothing is changed before all of it was found whole, or before it was backed up.

    Files that the backup does not hold stay. ``source`` may also be a copy of the file of notes alone. Raises
    BackupInvalid, OutputFailed.
    """
    if not source.is_file():
        raise BackupInvalid(f"{source}：没有这个文件。请检查备份的路径。")
    with tempfile.TemporaryDirectory(prefix="restore-") as name:
        folder = Path(name)
        held = _extract(source, folder) if zipfile.is_zipfile(source) else _copy_of_notes(source, folder)
        changed = [file for file in held.files if _is_other(folder / _CORPUS / file, settings.corpus / file)]
        for file in changed:
            _check_inside(settings.corpus, file)
        before = _back_up_replaced(changed, held, settings)
        set_aside = restore_notes(folder / _NOTES, settings.notes) if held.has_notes else None
        for file in changed:
            path = settings.corpus / file
            path.parent.mkdir(parents=True, exist_ok=True)
            save(path, (folder / _CORPUS / file).read_bytes())
    return Restored(held, tuple(changed), before, set_aside)


def _lists(corpus: Path) -> list[str]:
    return [name for name in sorted(NOT_DOCUMENTS) if (corpus / name).is_file()]


def _names(corpus: Path, found: list[FoundFile]) -> list[str]:
    return sorted(file.path.relative_to(corpus).as_posix() for file in found if not file.reason)


def _back_up_replaced(changed: list[str], held: Held, settings: Settings) -> Path | None:
    """Write a backup of what is going to be replaced; damaged notes, which no backup takes, are set aside instead."""
    entries = {_CORPUS + file: settings.corpus / file for file in changed if (settings.corpus / file).is_file()}
    notes = settings.notes if held.has_notes and _are_whole(settings.notes) else None
    if not entries and not notes:
        return None
    folder, number = backup_folder(settings.notes), 1
    folder.mkdir(parents=True, exist_ok=True)
    while (target := folder / f"before-restore-{number:04}.zip").exists():
        number += 1
    return _write(target, entries, notes, settings).path


def _are_whole(notes: Path) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        try:
            copy_notes(notes, Path(folder) / _NOTES)
        except BackupInvalid:
            return False
    return True


def _write(target: Path, entries: Mapping[str, Path], notes: Path | None, settings: Settings) -> Held:
    """Write a backup in one step: the file is there when it was read back and is whole."""
    aside = target.with_name(f".{target.name}.part")
    try:
        with tempfile.TemporaryDirectory() as name, zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as archive:
            files = dict(entries)
            if notes and notes.exists():
                files[_NOTES] = Path(name) / _NOTES
                copy_notes(notes, files[_NOTES])
            files[_SETTINGS] = Path(name) / _SETTINGS
            files[_SETTINGS].write_text(json.dumps(_settings_row(settings), ensure_ascii=False), encoding="utf-8")
            manifest = {
                "format": FORMAT,
                "created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                "files": {entry: _add(archive, entry, path) for entry, path in files.items()},
            }
            archive.writestr(_MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        sync(aside)
        held = read_backup(aside)
        aside.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise OutputFailed(
            f"{target}：备份没有写成（{error.strerror or error}）。请检查磁盘空间和权限，或换一个位置。"
        ) from error
    finally:
        aside.unlink(missing_ok=True)
    return replace(held, path=target)


def _settings_row(settings: Settings) -> dict[str, str]:
    return {"INDEXER_MODEL": settings.model, "INDEXER_ENCODER": settings.encoder}


def _add(archive: zipfile.ZipFile, entry: str, path: Path) -> dict[str, Any]:
    """Write a file into an archive, and return its size and digest as they were read."""
    with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
        size, digest = _copy(source, target, None)
    return {"size": size, "sha256": digest}


def _copy(source: IO[bytes], target: IO[bytes], most: int | None) -> tuple[int, str]:
    """Copy a stream, no more than ``most`` bytes and some; return how many there were, and their digest."""
    size, digest = 0, hashlib.sha256()
    while (block := source.read(_AT_ONCE)) and (most is None or size <= most):
        size += len(block)
        digest.update(block)
        target.write(block)
    return size, digest.hexdigest()


def _copy_of_notes(source: Path, folder: Path) -> Held:
    shutil.copyfile(source, folder / _NOTES)
    return Held(source, "", True, (), {})


def _extract(source: Path, folder: Path) -> Held:
    """Write what a backup holds into an empty folder, each entry compared with its digest. Raises BackupInvalid."""
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _read_manifest(source, archive)
            for entry, expected in manifest["files"].items():
                _extract_entry(source, archive, entry, expected, folder)
    except _UNREADABLE as error:
        if is_full(error):
            raise OutputFailed(f"{folder}：磁盘已满，备份没有读完，也没有改动。请腾出空间后再试。") from error
        raise BackupInvalid(f"{source}：不是备份文件，或已损坏（{error}），没有恢复。请换一个备份。") from error
    files = sorted(entry.removeprefix(_CORPUS) for entry in manifest["files"] if entry.startswith(_CORPUS))
    settings = folder / _SETTINGS
    row = json.loads(settings.read_text(encoding="utf-8")) if settings.exists() else {}
    return Held(source, manifest["created"], _NOTES in manifest["files"], tuple(files), row)


def _read_manifest(source: Path, archive: zipfile.ZipFile) -> dict[str, Any]:
    info = archive.getinfo(_MANIFEST)
    if info.file_size > _MOST_MANIFEST:
        raise BackupInvalid(f"{source}：清单有 {info.file_size} 字节，不是备份文件，没有恢复。请换一个备份。")
    manifest: dict[str, Any] = json.loads(archive.read(info))
    if manifest["format"] != FORMAT:
        raise BackupInvalid(
            f"{source}：备份的格式是 {manifest['format']}，本程序使用 {FORMAT}。请用做备份的那一版程序恢复。"
        )
    listed, found = {*manifest["files"], _MANIFEST}, archive.namelist()
    if sorted(listed) != sorted(found):
        raise BackupInvalid(f"{source}：备份里的文件与清单不一致，没有恢复。请换一个备份。")
    return manifest


def _extract_entry(
    source: Path, archive: zipfile.ZipFile, entry: str, expected: Mapping[str, Any], folder: Path
) -> None:
    info = archive.getinfo(entry)
    if not _is_allowed(entry) or info.is_dir() or (info.external_attr >> 16) & 0o170000 == _LINK:
        raise BackupInvalid(f"{source}：备份里有不允许的文件名（{entry!a}），没有恢复。请换一个备份。")
    target = folder / entry
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(info) as packed, target.open("xb") as file:
        found = _copy(packed, file, int(expected["size"]))
    if found != (expected["size"], expected["sha256"]):
        raise BackupInvalid(f"{source}：{entry} 与备份时不同，备份已损坏，没有恢复。请换一个备份。")


def _is_allowed(entry: str) -> bool:
    """Tell whether an entry is one that backups have: never one outside of the folder that it is restored to."""
    if entry in (_NOTES, _SETTINGS):
        return True
    parts = entry.split("/")
    return len(parts) > 1 and parts[0] == "corpus" and all(map(_is_plain, parts[1:]))


def _is_plain(part: str) -> bool:
    is_name = part and not part.startswith(".") and not _UNSAFE.search(part)
    return bool(is_name) and not any("\ud800" <= char <= "\udfff" for char in part)  # bytes that are no characters


def _check_inside(corpus: Path, file: str) -> None:
    """Raise BackupInvalid where a link in the corpus folder leads a file out of it."""
    path = corpus / PurePosixPath(file)
    if not path.parent.resolve().is_relative_to(corpus.resolve()) or path.is_symlink():
        raise BackupInvalid(f"{path}：语料目录里的链接指向目录之外，没有恢复任何文件。请先移走这个链接。")


def _is_other(stored: Path, path: Path) -> bool:
    return not path.is_file() or path.read_bytes() != stored.read_bytes()
