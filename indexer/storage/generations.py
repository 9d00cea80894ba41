"""Generations: an index is published as a whole folder that never changes afterwards; one small file points to it.

index/CURRENT                    the id of the published generation
index/generations/<id>/          catalogue.sqlite, vectors/, tokens/, objects/, keyword/,
                                 keyword-documents/, terms.txt, manifest.json
index/.building-<id>/            a generation being written; nothing reads it
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from indexer.errors import IndexLocked, IndexMissing, IndexUnusable
from indexer.storage.seals import (
    CHECKED_WHEN_READ,
    Check,
    Sealed,
    find_damage,
    read_sealed_text,
    seal,
    sealed_text,
    words_for,
)

FORMAT = 6  # raised when an older program could not read what is written
CATALOGUE, VECTORS, TOKENS, OBJECTS, KEYWORD, WHOLE, TERMS, MANIFEST = (
    "catalogue.sqlite",
    "vectors",
    "tokens",
    "objects",
    "keyword",
    "keyword-documents",
    "terms.txt",
    "manifest.json",
)
_CURRENT = "CURRENT"
_POINTER = re.compile(rb"\d{8}-\d{6}-[0-9a-f]{6}\n")
_MARK = "DAMAGED"  # in a generation that somebody found damaged: what was found, for the next build
_KEPT = 2  # the published generation and the one before it, which readers may still have open


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds, and digests to tell whether it still does."""

    generation: str
    created: str  # ISO time, UTC
    documents: int
    clauses: int
    rows: int  # of vectors and tokens: clauses, and those of removed documents until all is written anew
    dimension: int
    model: str  # name or folder, for people
    model_fingerprint: str  # digest, for programs
    encoder: str  # what ran the model: a name of ``retrieval/encoder.py``
    vectors: dict[str, int | str]  # kind of the vector index and what it was made with, for people
    inputs: str  # digest of corpus, catalog, terms, program and model: equal inputs, equal index
    format: int
    program: str  # digest of the program that made it: another one has to make all anew
    files: dict[str, Sealed]  # path in the generation → what it was when it was published

    @property
    def created_here(self) -> str:
        """When it was made, in the time of this place: 2026-01-31 09:05."""
        return f"{datetime.fromisoformat(self.created).astimezone():%Y-%m-%d %H:%M}"


def current_generation(index: Path) -> str:
    """Return the id of the published generation. Raises IndexMissing, IndexUnusable."""
    path = index / _CURRENT
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise IndexMissing(f"{index}：还没有索引。请先运行 python -m indexer build 建立索引。") from None
    except OSError as error:
        raise IndexUnusable(f"{path}：无法读取（{error.strerror}）。请重新运行 build。") from error
    if not _POINTER.fullmatch(content):
        raise IndexUnusable(f"{path}：内容不是一个版本号，文件已损坏。请重新运行 build。")
    return content.decode("ascii").strip()


def generation_folder(index: Path, generation: str) -> Path:
    """Return where a generation lies."""
    return index / "generations" / generation


def read_manifest(index: Path, generation: str) -> Manifest:
    """Return the manifest of a generation, checked: its format is ours and its files are there in full length.

    Raises IndexUnusable.
    """
    manifest = load_manifest(index, generation)
    folder = generation_folder(index, generation)
    _refuse(folder, find_damage(folder, manifest.files, "size"))
    return manifest


def load_manifest(index: Path, generation: str) -> Manifest:
    """Return the manifest of a generation, without a look at its files. Raises IndexUnusable: it is not as written."""
    folder = generation_folder(index, generation)
    path = folder / MANIFEST
    try:
        text = path.read_bytes().decode("utf-8")
        found = json.loads(text).get("format")
        if found != FORMAT:
            raise IndexUnusable(
                f"{folder}：索引格式是 {found}，本程序使用 {FORMAT}。请重新运行 build，原文件不受影响。"
            )
        stored = read_sealed_text(text)
        return Manifest(**{**stored, "files": {name: Sealed(*entry) for name, entry in stored["files"].items()}})
    except FileNotFoundError:
        raise IndexUnusable(f"{folder}：索引不完整，缺少 {MANIFEST}。请重新运行 build。") from None
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise IndexUnusable(f"{path}：清单已损坏，不能说明索引是否完整。请重新运行 build。") from error


def check_files(index: Path, manifest: Manifest) -> None:
    """Compare the files of a generation with their checksums, all but those that are checked when they are read.

    Raises IndexUnusable, also where somebody found it damaged before.
    """
    refuse_damaged(index, manifest.generation)
    folder = generation_folder(index, manifest.generation)
    _refuse(folder, damaged_files(index, manifest, "checksum", but_rows=True))


def refuse_damaged(index: Path, generation: str) -> None:
    """Raise IndexUnusable where somebody found a generation damaged before. Costs a look at one file."""
    if found := damage_found(index, generation):
        folder = generation_folder(index, generation)
        raise IndexUnusable(f"{folder}：此前核对时发现损坏（{found}）。请重新运行 build，索引会从语料重建。")


def _refuse(folder: Path, damage: Mapping[str, str]) -> None:
    if damage:
        raise IndexUnusable(f"{folder}：索引文件已损坏：{words_for(damage)}。请重新运行 build，索引会从语料重建。")


def damaged_files(
    index: Path,
    manifest: Manifest,
    check: Check,
    *,
    but_rows: bool = False,
    tell: Callable[[int, int], None] = lambda _done, _total: None,
) -> dict[str, str]:
    """Return file → what is wrong with it, of the files of a generation that are not what was written.

    ``but_rows`` leaves out those that have a checksum for each row, unless somebody wrote to them. ``tell`` hears how
    many bytes were compared, and of how many.
    """
    folder = generation_folder(index, manifest.generation)

    def is_left(name: str, sealed: Sealed) -> bool:
        return but_rows and name.endswith(CHECKED_WHEN_READ) and sealed.is_untouched((folder / name).stat())

    return find_damage(folder, manifest.files, check, leave=is_left, tell=tell)


def all_generations(index: Path) -> list[str]:
    """Return the ids of all generations that lie in an index, the newest first."""
    return sorted((path.name for path in (index / "generations").glob("*") if path.is_dir()), reverse=True)


def damage_found(index: Path, generation: str) -> str:
    """Return what somebody found wrong with a generation, in words; "" where nobody did."""
    try:
        return (generation_folder(index, generation) / _MARK).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""


def mark_damaged(folder: Path, found: str) -> None:
    """Write down in the folder of a generation what is wrong with it, for readers and for the next build."""
    with contextlib.suppress(OSError):  # who may only read cannot; the error that is raised says it all the same
        (folder / _MARK).write_text(found, encoding="utf-8")


def unmark_damaged(folder: Path) -> None:
    """Take back what ``mark_damaged`` wrote: the generation was looked at as a whole and is sound."""
    with contextlib.suppress(OSError):
        (folder / _MARK).unlink(missing_ok=True)


def link_file(source: Path, target: Path) -> None:
    """Give a file that never changes a second name, or copy it where the file system has no links."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def link_folder(source: Path, target: Path) -> None:
    """Make a folder of the same files as another one, which never change."""
    target.mkdir()
    for path in source.iterdir():
        link_file(path, target / path.name)


@contextmanager
def building(index: Path) -> Iterator[Path]:
    """Hold the one writer's lock of an index and give a folder to write a generation in.

    The folder is removed when it was not published. Raises IndexLocked, saying since when another process builds.
    """
    index.mkdir(parents=True, exist_ok=True)
    note = index / ".lock-holder"
    lock = FileLock(index / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        holder = note.read_text(encoding="utf-8") if note.exists() else "未知进程"
        raise IndexLocked(f"{index}：另一个程序正在建立索引（{holder}）。请等它完成后再试。") from None
    try:
        note.write_text(f"进程 {os.getpid()}，自 {time.strftime('%Y-%m-%d %H:%M:%S')}", encoding="utf-8")
        for leftover in index.glob(".building-*"):
            shutil.rmtree(leftover)
        generation = time.strftime("%Y%m%d-%H%M%S", time.gmtime()) + "-" + uuid.uuid4().hex[:6]
        folder = index / f".building-{generation}"
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def generation_of(building_folder: Path) -> str:
    """Return the id of the generation that is being written in a folder given by ``building``."""
    return building_folder.name.removeprefix(".building-")


def publish(index: Path, folder: Path, manifest: Manifest, before: Manifest | None = None) -> None:
    """Seal what was written in ``folder`` with its manifest and make it the published generation in one atomic step.

    Files that are links to those of the generation before keep the digests that they have there.
    """
    known = {(entry.inode, entry.modified): entry for entry in before.files.values()} if before else {}
    files = {
        path.relative_to(folder).as_posix(): _seal(path, known)
        for path in sorted(path for path in folder.rglob("*") if path.is_file())
    }
    stored = asdict(manifest) | {"files": files}
    (folder / MANIFEST).write_bytes(sealed_text(stored).encode())
    _sync(folder / MANIFEST)
    target = generation_folder(index, manifest.generation)
    target.parent.mkdir(exist_ok=True)
    folder.rename(target)
    _sync(target.parent)
    aside = index / f"{_CURRENT}.new"
    aside.write_bytes(f"{manifest.generation}\n".encode())
    _sync(aside)
    aside.replace(index / _CURRENT)
    _sync(index)
    _remove_old(index, manifest.generation)


def _seal(path: Path, known: Mapping[tuple[int, int], Sealed]) -> Sealed:
    found = path.stat()
    entry = known.get((found.st_ino, found.st_mtime_ns))
    if entry is not None and entry.is_untouched(found):
        return entry
    _sync(path)
    return seal(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_old(index: Path, published: str) -> None:
    others = sorted(path for path in (index / "generations").iterdir() if path.is_dir() and path.name != published)
    for folder in others[: len(others) - (_KEPT - 1)]:
        shutil.rmtree(folder, ignore_errors=True)  # on Windows a reader may hold it open; the next build tries again
