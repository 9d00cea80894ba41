"""Files → documents: which files of a corpus are read, which are taken over from before, which are refused and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from indexer.errors import CatalogInvalid, CorpusMissing, FileRefused
from indexer.reading import read_bytes, read_file
from indexer.records import CleanText, Commitment, Document, FileReport
from indexer.structure import doc_id_of, structure
from indexer.structure.commitments import find_commitments
from indexer.structure.overrides import CATALOG_NAME, Overrides, decode_list, parse_catalog

TERMS_NAME = "terms.txt"  # in the corpus: names to keep whole, one a line
NOT_DOCUMENTS = frozenset({CATALOG_NAME, TERMS_NAME, "README.md"})  # what lies beside the documents


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
    """A file to be read: its name for people, and how to get its bytes and clean text."""

    name: str
    read: Callable[[], tuple[bytes, CleanText]]


@dataclass(frozen=True, slots=True)
class Known:
    """The documents of the generation before: by source their fingerprint and id, and how to get what one states."""

    fingerprints: Mapping[str, tuple[str, str]]
    document: Callable[[str], Document]
    commitments: Callable[[str], Sequence[Commitment]]


def nothing_known() -> Known:
    """Return the documents of no generation: every file is new."""
    return Known({}, _no_document, _no_commitments)


def _no_document(doc_id: str) -> Document:
    raise KeyError(doc_id)


def _no_commitments(doc_id: str) -> tuple[Commitment, ...]:
    raise KeyError(doc_id)


@dataclass(frozen=True, slots=True)
class Intake:
    """The documents of a corpus with their fingerprints, the commitments of each, and what became of each file."""

    documents: tuple[tuple[Document, str], ...]
    report: tuple[FileReport, ...]
    commitments: Mapping[str, Sequence[Commitment]]  # by doc_id


@dataclass(frozen=True, slots=True)
class _Read:
    document: Document
    fingerprint: str
    commitments: Sequence[Commitment]
    is_new: bool


def scan_corpus(corpus: Path) -> list[SourceFile]:
    """Return the files of a corpus folder in the order of their names. Raises CorpusMissing."""
    if not corpus.is_dir():
        raise CorpusMissing(f"{corpus}：没有这个语料目录。请建立目录并放入文件，或用参数指明目录。")
    found = []
    for path in sorted(path for path in corpus.rglob("*") if path.is_file()):
        relative = path.relative_to(corpus)
        if relative.as_posix() not in NOT_DOCUMENTS and not any(part.startswith(".") for part in relative.parts):
            found.append(_file_source(path, relative.as_posix()))
    if not found:
        raise CorpusMissing(f"{corpus}：语料目录里没有文件。请放入网页、PDF、Word、OFD 或纯文本后再建立索引。")
    return found


def _file_source(path: Path, name: str) -> SourceFile:
    return SourceFile(name, lambda: read_file(path, name))


def text_source(name: str, text: str) -> SourceFile:
    """Return a source whose bytes are a text in memory: a document of a benchmark."""
    return _data_source(name, text.encode("utf-8"))


def _data_source(name: str, data: bytes) -> SourceFile:
    return SourceFile(name, lambda: (data, read_bytes(data, name)))


def preview(name: str, data: bytes, overrides: Overrides) -> Document:
    """Return the document that a file would be in the corpus, read as a build reads it. Raises FileRefused."""
    intake = take_in([_data_source(name, data)], nothing_known(), overrides, lambda _: None)
    if not intake.documents:
        raise FileRefused(intake.report[0].reason)
    return intake.documents[0][0]


def read_overrides(corpus: Path) -> tuple[Overrides, tuple[str, ...]]:
    """Return what ``catalog.csv`` of a corpus folder sets, and a sentence for each thing in it that is wrong."""
    catalog = corpus / CATALOG_NAME
    if not catalog.is_file():
        return Overrides(), ()
    try:
        overrides = parse_catalog(catalog.read_bytes())
    except (CatalogInvalid, OSError) as error:
        return Overrides(), (str(error),)
    return overrides, overrides.problems


def read_terms(corpus: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names to keep whole that ``terms.txt`` of a corpus folder lists, and what is wrong with the file."""
    path = corpus / TERMS_NAME
    if not path.is_file():
        return (), ()
    try:
        return tuple(decode_list(path.read_bytes(), TERMS_NAME).split()), ()
    except (CatalogInvalid, OSError) as error:
        return (), (str(error),)


def take_in(
    sources: Sequence[SourceFile], known: Known, overrides: Overrides, tell: Callable[[Progress], None]
) -> Intake:
    """Read every source, or take it over where neither it nor the rules for reading it changed."""
    program = program_digest("reading", "structure")
    taken: dict[str, _Read] = {}
    report = []
    for done, source in enumerate(sources):
        tell(Progress("读取文件", done, len(sources), source.name))
        try:
            read = _read_one(source, known, overrides, program)
        except FileRefused as error:
            report.append(FileReport(source.name, "refused", str(error)))
            continue
        except Exception as error:  # noqa: BLE001 - the one broad net: one file never stops the others
            said = (
                f"{source.name}：处理时出错（{type(error).__name__}：{error}）。请把它报告给维护者，其余文件不受影响。"
            )
            report.append(FileReport(source.name, "refused", said))
            continue
        if read.document.doc_id in taken:
            twin = taken[read.document.doc_id].document.source
            said = f"{source.name}：内容与 {twin} 完全相同，只收录一份。请删去多余的一份。"
            report.append(FileReport(source.name, "refused", said, twin_of=twin))
            continue
        taken[read.document.doc_id] = read
        report.append(_taken(read.document, is_new=read.is_new))
    tell(Progress("读取文件", len(sources), len(sources)))
    names = {source.name for source in sources}
    report += [FileReport(name, "removed") for name in sorted(known.fingerprints) if name not in names]
    documents = tuple((read.document, read.fingerprint) for read in taken.values())
    return Intake(documents, tuple(report), {doc_id: read.commitments for doc_id, read in taken.items()})


def _taken(document: Document, *, is_new: bool) -> FileReport:
    return FileReport(
        document.source,
        "read" if is_new else "unchanged",
        clauses=len(document.clauses),
        removed=len(document.removed),
        repairs=len(document.repairs),
    )


def _read_one(source: SourceFile, known: Known, overrides: Overrides, program: str) -> _Read:
    data, clean = source.read()
    row = json.dumps(dict(overrides.rows.get(source.name, {})), ensure_ascii=False)
    fingerprint = digest([hashlib.sha256(data).hexdigest(), row, program])
    before, before_id = known.fingerprints.get(source.name, ("", ""))
    if before == fingerprint:
        return _Read(known.document(before_id), fingerprint, known.commitments(before_id), is_new=False)
    document = structure(clean, doc_id=doc_id_of(data), source=source.name, overrides=overrides)
    if not document.clauses:
        raise FileRefused(f"{source.name}：没有可检索的条款，只有标题或空白。请检查文件内容。")
    return _Read(document, fingerprint, find_commitments(document), is_new=True)


def digest(parts: Iterable[str]) -> str:
    """Return one digest of strings in order."""
    return hashlib.sha256(json.dumps(list(parts), ensure_ascii=False).encode()).hexdigest()


def program_digest(*rooms: str) -> str:
    """Return a digest of the program text of rooms: a changed rule makes anew what the old one made."""

    def walk(folder: Traversable) -> Iterable[Traversable]:
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if entry.is_dir() and entry.name != "__pycache__":
                yield from walk(entry)
            elif entry.name.endswith((".py", ".tsv", ".toml", ".txt")):
                yield entry

    contents = (entry.read_bytes() for room in rooms for entry in walk(files("indexer").joinpath(room)))
    return hashlib.sha256(b"\0".join(contents)).hexdigest()
