"""Generations: an index is published as a whole folder that never changes afterwards; one small file points to it.

index/CURRENT                    the id of the published generation
index/generations/<id>/          catalogue.sqlite, vectors/, tokens/, objects/, keyword/,
                                 keyword-documents/, terms.txt, manifest.json
index/.building-<id>/            a generation being written; nothing reads it
index/.old-<id>/                 one that nobody reads any more, being removed
"""

from __future__ import annotations

import json
import re
import shutil
import uuid
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from indexer.errors import IndexMissing, IndexUnusable
from indexer.storage.disk import sync, sync_folder, sync_folders, writing
from indexer.storage.reader_lock import hold, nobody_reading
from indexer.storage.seals import Sealed, find_damage, read_sealed_text, seal, sealed_text, words_for
from indexer.storage.writer_lock import writer_lock

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
_MOMENT = "%Y%m%d-%H%M%S"  # UTC, the beginning of an id
_POINTER = re.compile(rb"\d{8}-\d{6}-[0-9a-f]{6}\n")
_BUILDING, _OLD = ".building-", ".old-"


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
    manifest = load_manifest(index, generation)
    folder = generation_folder(index, generation)
    refuse(folder, find_damage(folder, manifest.files, "size"))
    return manifest


def refuse(folder: Path, damage: Mapping[str, str]) -> None:
    """Raise IndexUnusable where files of a generation are not what was written."""
    if damage:
        raise IndexUnusable(f"{folder}：索引文件已损坏：{words_for(damage)}。请重新运行 build，索引会从语料重建。")


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
        manifest = Manifest(**{**stored, "files": {name: Sealed(*entry) for name, entry in stored["files"].items()}})
    except FileNotFoundError:
        raise IndexUnusable(f"{folder}：索引不完整，缺少 {MANIFEST}。请重新运行 build。") from None
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise IndexUnusable(f"{path}：清单已损坏，不能说明索引是否完整。请重新运行 build。") from error
    if manifest.generation != generation:
        raise IndexUnusable(f"{folder}：清单属于版本 {manifest.generation}，不是这一版。请重新运行 build。")
    return manifest


def all_generations(index: Path) -> list[str]:
    """Return the ids of all generations that lie in an index, the one published last first."""
    return sorted((path.name for path in (index / "generations").glob("*") if path.is_dir()), reverse=True)


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
            folder = index / f"{_BUILDING}{_new_id(index)}"
            folder.mkdir()
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)


def _new_id(index: Path) -> str:
    """Return an id that comes after all others, also within their second or after the clock was set back."""
    now = datetime.now(UTC)
    for other in all_generations(index):
        with suppress(ValueError, OverflowError):  # a folder of somebody else
            now = max(now, datetime.strptime(other[:15], _MOMENT).replace(tzinfo=UTC) + timedelta(seconds=1))
    return f"{now:{_MOMENT}}-{uuid.uuid4().hex[:6]}"


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
    (folder / MANIFEST).write_bytes(sealed_text(stored).encode())
    sync(folder / MANIFEST)
    sync_folders(folder)
    pointer, aside, target = index / _CURRENT, index / f"{_CURRENT}.new", generation_folder(index, manifest.generation)
    aside.write_bytes(f"{manifest.generation}\n".encode())  # the last that needs room
    sync(aside)
    target.parent.mkdir(exist_ok=True)
    kept = {manifest.generation, _pointed_at(index)}
    folder.rename(target)
    sync_folder(target.parent)
    aside.replace(pointer)
    sync_folder(index)
    _remove_old(index, kept)


def _pointed_at(index: Path) -> str:
    """Return what is published, or nothing where nothing is, or nobody can tell."""
    try:
        return current_generation(index)
    except (IndexMissing, IndexUnusable):
        return ""


def _seal(path: Path, known: Mapping[tuple[int, int], Sealed]) -> Sealed:
    found = path.stat()
    entry = known.get((found.st_ino, found.st_mtime_ns))
    if entry is not None and entry.is_untouched(found):
        return entry
    sync(path)
    return seal(path)


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
