"""Generations: an index is published as a whole folder that never changes afterwards; one small file points to it.

index/CURRENT                    the id of the published generation
index/generations/<id>/          catalogue.sqlite, vectors/, tokens/, objects/, keyword/,
                                 keyword-documents/, terms.txt, manifest.json
index/.building-<id>/            a generation being written; nothing reads it
index/.old-<id>/                 one that nobody reads any more, being removed
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, NamedTuple

from indexer.errors import IndexMissing, IndexUnusable
from indexer.storage.disk import sync, sync_folder, sync_folders, writing
from indexer.storage.reader_lock import hold, nobody_reading
from indexer.storage.writer_lock import writer_lock

FORMAT = 5  # raised when an older program could not read what is written
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
_BUILDING, _OLD = ".building-", ".old-"


class Sealed(NamedTuple):
    """What a file was when it was published. Where time and inode are the same, nobody wrote to it since."""

    size: int  # bytes
    digest: str  # SHA-256
    modified: int  # nanoseconds
    inode: int  # where a folder was copied, it and the time are others, and only reading the file can tell

    def is_untouched(self, found: os.stat_result) -> bool:
        """Tell from what the system says of a file that it is the one that was sealed."""
        return (self.size, self.modified, self.inode) == (found.st_size, found.st_mtime_ns, found.st_ino)


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


def sha256_of(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def current_generation(index: Path) -> str:
    """Return the id of the published generation. Raises IndexMissing."""
    try:
        return (index / _CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise IndexMissing(f"{index}：还没有索引。请先运行 python -m indexer build 建立索引。") from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexUnusable(f"{index / _CURRENT}：无法读取（{error}）。请重新运行 build。") from error


def read_published(index: Path) -> Manifest:
    """Return the manifest of the published generation. Raises IndexMissing, IndexUnusable."""
    while True:
        generation = current_generation(index)
        try:
            return read_manifest(index, generation)
        except IndexUnusable:
            if current_generation(index) == generation:
                raise  # else it was cleaned away since it was named: others are published meanwhile


def hold_generation(folder: Path) -> IO[bytes]:
    """Keep a generation from being cleaned away as long as what is returned is held on to. Raises IndexUnusable."""
    try:
        return hold(folder / MANIFEST)
    except OSError as error:
        raise IndexUnusable(f"{folder}：索引不完整，缺少有效的 {MANIFEST}。请重新运行 build。") from error


def generation_folder(index: Path, generation: str) -> Path:
    """Return where a generation lies."""
    return index / "generations" / generation


def read_manifest(index: Path, generation: str) -> Manifest:
    """Return the manifest of a generation, checked: its format is ours and its files are there in full length.

    Raises IndexUnusable.
    """
    folder = generation_folder(index, generation)
    try:
        stored = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        found = stored.get("format")
        if found != FORMAT:
            raise IndexUnusable(
                f"{folder}：索引格式是 {found}，本程序使用 {FORMAT}。请重新运行 build，原文件不受影响。"
            )
        manifest = Manifest(**{**stored, "files": {name: Sealed(*entry) for name, entry in stored["files"].items()}})
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise IndexUnusable(f"{folder}：索引不完整，缺少有效的 {MANIFEST}。请重新运行 build。") from error
    for name, sealed in manifest.files.items():
        path = folder / name
        actual = path.stat().st_size if path.is_file() else None
        if actual != sealed.size:
            state = "不存在" if actual is None else f"只有 {actual} 字节，应为 {sealed.size} 字节"
            raise IndexUnusable(f"{path}：{state}，索引已损坏。请重新运行 build。")
    return manifest


def damaged_files(index: Path, manifest: Manifest, *, only_touched: bool = False) -> list[str]:
    """Return the files of a generation whose content is not what was written.

    With ``only_touched`` those that nobody wrote to since, by their time and inode, are not read.
    """
    folder = generation_folder(index, manifest.generation)
    return [
        name
        for name, sealed in manifest.files.items()
        if not (only_touched and sealed.is_untouched((folder / name).stat()))
        and sha256_of(folder / name) != sealed.digest
    ]


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

    The folder is removed when it was not published. Raises IndexLocked, saying who builds and since when, and for what
    the system refuses IndexUnwritable.
    """
    with writing(index):
        index.mkdir(parents=True, exist_ok=True)
        with writer_lock(index):
            for leftover in (*index.glob(f"{_BUILDING}*"), *index.glob(f"{_OLD}*")):
                shutil.rmtree(leftover)
            generation = time.strftime("%Y%m%d-%H%M%S", time.gmtime()) + "-" + uuid.uuid4().hex[:6]
            folder = index / f"{_BUILDING}{generation}"
            folder.mkdir()
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)


def start_again(folder: Path) -> None:
    """Empty a folder given by ``building``."""
    shutil.rmtree(folder)
    folder.mkdir()


def generation_of(building_folder: Path) -> str:
    """Return the id of the generation that is being written in a folder given by ``building``."""
    return building_folder.name.removeprefix(_BUILDING)


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
    (folder / MANIFEST).write_text(json.dumps(stored, ensure_ascii=False, indent=1), encoding="utf-8")
    sync(folder / MANIFEST)
    sync_folders(folder)
    pointer, aside, target = index / _CURRENT, index / f"{_CURRENT}.new", generation_folder(index, manifest.generation)
    aside.write_text(manifest.generation + "\n", encoding="utf-8")  # the last that needs room
    sync(aside)
    target.parent.mkdir(exist_ok=True)
    kept = {manifest.generation, pointer.read_text(encoding="utf-8").strip() if pointer.exists() else ""}
    folder.rename(target)
    sync_folder(target.parent)
    aside.replace(pointer)
    sync_folder(index)
    _remove_old(index, kept)


def _seal(path: Path, known: Mapping[tuple[int, int], Sealed]) -> Sealed:
    found = path.stat()
    entry = known.get((found.st_ino, found.st_mtime_ns))
    if entry is not None and entry.is_untouched(found):
        return entry
    sync(path)
    return Sealed(found.st_size, sha256_of(path), found.st_mtime_ns, found.st_ino)


def _remove_old(index: Path, kept: Collection[str]) -> None:
    """Remove all generations but those kept: the published one, and the one before it, which somebody may just open.

    What is still read stays until a later build finds that it is not. Times of the clock do not count.
    """
    for folder in (index / "generations").iterdir():
        if folder.name not in kept:
            with suppress(OSError), nobody_reading(folder / MANIFEST) as is_free:  # it is published: nothing may fail
                if is_free:
                    aside = index / f"{_OLD}{folder.name}"
                    folder.rename(aside)  # Windows refuses where a reader has a file open
                    shutil.rmtree(aside)
