"""What comes in: the files of a corpus folder, and what a person set for them beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from indexer.corpus_walk import GONE, TERMS_NAME, FoundFile, files_in
from indexer.errors import CatalogInvalid, CorpusMissing, FileRefused
from indexer.file_reading import Job
from indexer.reading import load_file
from indexer.reading_processes import read_apart
from indexer.records import Document
from indexer.structure import doc_id_of
from indexer.structure.overrides import CATALOG_NAME, Overrides, decode_list, parse_catalog


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a build stands: ``done`` of ``total`` in a stage; ``detail`` names the file or says how many clauses."""

    stage: str
    done: int
    total: int
    detail: str = ""


ProgressCallback = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to be read: its name for people, and how to get its bytes, which raises FileRefused."""

    name: str
    load: Callable[[], bytes]


def scan_corpus(corpus: Path) -> list[SourceFile]:
    """Return the files of a corpus folder in the order of their names, those that are not taken as well: they say why.

    Raises CorpusMissing.
    """
    if not corpus.is_dir():
        raise CorpusMissing(f"{corpus}：没有这个语料目录。请建立目录并放入文件，或用参数指明目录。")
    found = sorted(files_in(corpus), key=lambda file: file.path)
    if not found:
        raise CorpusMissing(f"{corpus}：语料目录里没有文件。请放入网页、PDF、Word、OFD 或纯文本后再建立索引。")
    return [_file_source(file) for file in found]


def _file_source(file: FoundFile) -> SourceFile:
    def load() -> bytes:
        if file.reason:
            raise FileRefused(f"{file.name}：{file.reason}")
        return _load(file.path, file.name)

    return SourceFile(file.name, load)


def _load(path: Path, name: str) -> bytes:
    """Return the bytes of a file that was found. Raises FileRefused, and CorpusMissing where it is there no more.

    To go on without it could publish an index from which a network drive that went away took most documents.
    """
    try:
        return load_file(path, name)
    except FileRefused as error:
        if isinstance(error.__cause__, OSError) and error.__cause__.errno in GONE:
            raise CorpusMissing(
                f"{name}：刚才还在语料目录里，现在读不到了（{error.__cause__.strerror}），索引没有改动。"
                "请确认文件没有被移走、网络盘没有断开，再运行 build。"
            ) from error
        raise


def text_source(name: str, text: str) -> SourceFile:
    """Return a source whose bytes are a text in memory: a document of a benchmark."""
    return SourceFile(name, lambda: text.encode("utf-8"))


def preview(name: str, data: bytes, overrides: Overrides) -> Document:
    """Return the document that a file would be in the corpus, read as a build reads it. Raises FileRefused."""
    read = read_apart(job_of(name, data, overrides))
    if isinstance(read, str):
        raise FileRefused(read)
    return read.document


def read_overrides(corpus: Path) -> tuple[Overrides, tuple[str, ...]]:
    """Return what ``catalog.csv`` of a corpus folder sets, and a sentence for each thing in it that is wrong."""
    catalog = corpus / CATALOG_NAME
    if not catalog.is_file():
        return Overrides(), ()
    try:
        overrides = parse_catalog(load_file(catalog, CATALOG_NAME))
    except (CatalogInvalid, FileRefused) as error:
        return Overrides(), (str(error),)
    return overrides, overrides.problems


def read_terms(corpus: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names to keep whole that ``terms.txt`` of a corpus folder lists, and what is wrong with the file."""
    path = corpus / TERMS_NAME
    if not path.is_file():
        return (), ()
    try:
        return tuple(decode_list(load_file(path, TERMS_NAME), TERMS_NAME).split()), ()
    except (CatalogInvalid, FileRefused) as error:
        return (), (str(error),)


def job_of(name: str, data: bytes, overrides: Overrides, *, program: str = "") -> Job:
    """Return what has to be done to read a file; ``program`` is the digest of the rules that it is read by."""
    row = dict(overrides.rows.get(name, {}))
    fingerprint = digest([hashlib.sha256(data).hexdigest(), json.dumps(row, ensure_ascii=False), program])
    return Job(name, data, row, doc_id_of(data), fingerprint)


def digest(parts: Iterable[str]) -> str:
    """Return one digest of strings in order."""
    return hashlib.sha256(json.dumps(list(parts), ensure_ascii=False).encode()).hexdigest()


def program_digest(*rooms: str) -> str:
    """Return a digest of the program text of rooms or files: a changed rule makes anew what the old one made."""

    def walk(folder: Traversable) -> Iterable[Traversable]:
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name) if folder.is_dir() else [folder]:
            if entry.is_dir() and entry.name != "__pycache__":
                yield from walk(entry)
            elif entry.name.endswith((".py", ".tsv", ".toml", ".txt")):
                yield entry

    contents = (entry.read_bytes() for room in rooms for entry in walk(files("indexer").joinpath(room)))
    return hashlib.sha256(b"\0".join(contents)).hexdigest()
