"""The one place where BUILD is put together: corpus → reading → structure → words and vectors → a new generation.

What did not change costs nothing: its documents stay in the catalogue, its vectors are taken over. A small corpus is
written anew as a whole; to a large one that changed little, the generation before is linked and what is new is added
(docs/decisions/0014-extending-an-index.md).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.corpus_reading import Intake
from indexer.embedding import Embedder, Encoded, PassageEncoder
from indexer.encoding_journal import EncodingJournal, journal_path, remove_journals
from indexer.errors import IndexUnusable
from indexer.generation_writing import Before, Inputs, Written, extend_generation, write_generation
from indexer.intake import (
    Progress,
    ProgressCallback,
    SourceFile,
    digest,
    program_digest,
    read_overrides,
    read_terms,
    scan_corpus,
)
from indexer.models import ensure_model, model_fingerprint
from indexer.records import FileReport
from indexer.retrieval.encoder import Encoder
from indexer.retrieval.keyword import KeywordIndex
from indexer.retrieval.milvus.address import read_address
from indexer.retrieval.milvus.load import load
from indexer.retrieval.milvus.opening import gateway_to
from indexer.retrieval.parts import open_published, read_published
from indexer.retrieval.tokens import TokenIndex
from indexer.retrieval.vectors import VectorIndex
from indexer.settings import Settings
from indexer.storage import generations as store
from indexer.storage.catalogue import Catalogue
from indexer.structure.overrides import Overrides
from indexer.taking_over import open_before

__all__ = ["BuildReport", "Progress", "ProgressCallback", "build", "build_from"]

SMALL = 20_000  # rows; fewer are written anew in a few seconds, and lie as a fresh build would lay them
_NOT_TAKEN_OVER = "原有索引不能沿用，已从语料重新建立。原因：{}"
_MOST_HOLES = 0.2  # of all rows; more would be dragged along for nothing


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did."""

    generation: str
    files: tuple[FileReport, ...]
    documents: int
    clauses: int
    encoded: int  # clauses that had to be encoded; the others were taken over
    resumed: int  # of these, the clauses that a build that was interrupted had encoded
    seconds: float
    changed: bool
    notes: tuple[str, ...] = ()  # problems of catalog.csv, and of the index that was there before


@dataclass(frozen=True, slots=True)
class _Model:
    """The encoder's model: its name for people, its folder, its digest, and what is to run it."""

    name: str
    folder: Path
    fingerprint: str
    engine: str


@dataclass(frozen=True, slots=True)
class _Task:
    """What is to be built, of what, where."""

    index: Path
    folder: Path  # of the generation that is written
    sources: Sequence[SourceFile]
    model: _Model
    overrides: Overrides
    terms: Sequence[str]
    encoder: PassageEncoder | None  # None where the one of the model is to be loaded
    tell: ProgressCallback


def build(
    corpus: Path, index: Path, *, settings: Settings | None = None, progress: ProgressCallback | None = None
) -> BuildReport:
    """Bring the index up to the corpus folder, and the store of the settings up to the index; return what was done.

    Raises CorpusMissing (no folder, no file in it that can be read, or one that goes away meanwhile), IndexLocked,
    IndexUnwritable, ModelUnavailable; an index that was there stays then. StoreUnavailable comes before anything is
    built, or after: the index in the folder is published.
    """
    settings = settings or Settings()
    if settings.store:
        gateway_to(read_address(settings.store))
    sources = scan_corpus(corpus)
    overrides, notes = read_overrides(corpus)
    terms, remarks = read_terms(corpus)
    report = build_from(
        sources,
        index,
        settings=settings,
        overrides=overrides,
        terms=terms,
        notes=(*notes, *remarks),
        progress=progress,
    )
    if settings.store:
        _load_store(index, settings.store, progress or _tell_nobody)
    return report


def _load_store(index: Path, store: str, tell: ProgressCallback) -> None:
    """Load the published generation of a folder into a store."""
    parts = open_published(index, read_published(index))
    load(parts, store, lambda stage, done, total: tell(Progress(stage, done, total)))


def build_from(
    sources: Sequence[SourceFile],
    index: Path,
    *,
    settings: Settings,
    overrides: Overrides | None = None,
    terms: Sequence[str] = (),
    notes: Sequence[str] = (),
    encoder: PassageEncoder | None = None,
    progress: ProgressCallback | None = None,
) -> BuildReport:
    """Bring an index up to the given sources, by an encoder or that of the model set. Raises as ``build`` does."""
    started = time.monotonic()
    tell, overrides = progress or _tell_nobody, overrides or Overrides()
    with store.building(index) as folder:
        model = _get_model(settings, tell)
        before, remark = open_before(index)
        task = _Task(index, folder, sources, model, overrides, terms, encoder, tell)
        try:
            manifest, changed, intake, embedder = _carry_out(task, before)
        except IndexUnusable as error:
            if before is None:
                raise
            remark = _NOT_TAKEN_OVER.format(error)  # nothing of it is needed: all can be made from the corpus
            store.start_again(folder)
            manifest, changed, intake, embedder = _carry_out(task, None)
        remove_journals(index)
    return BuildReport(
        generation=manifest.generation,
        files=tuple(intake.report),
        documents=manifest.documents,
        clauses=manifest.clauses,
        encoded=embedder.encoded,
        resumed=embedder.resumed,
        seconds=time.monotonic() - started,
        changed=changed,
        notes=tuple(note for note in (*notes, remark, embedder.remark) if note),
    )


def _carry_out(task: _Task, before: Before | None) -> tuple[store.Manifest, bool, Intake, Embedder]:
    """Publish a generation of the sources, unless the one before is just that; return which one, and whether it is new.

    Raises IndexUnusable where the one before turns out to be damaged.
    """
    intake = Intake(task.sources, before.catalogue.filed() if before else {}, task.overrides, task.tell)
    made_by = digest([task.model.fingerprint, program_digest("retrieval", "storage")])
    with _embedder(task, before) as embedder:
        is_same = before is not None and before.is_whole and intake.is_unchanged()
        if before and is_same and before.manifest.inputs == _inputs(intake, made_by, task.terms):
            return before.manifest, False, intake, embedder
        parts = Inputs(task.terms, embedder, task.tell)
        if before and before.is_whole and before.manifest.program == made_by and _is_little(intake, before):
            written = extend_generation(task.folder, intake, before, parts)
        else:
            written = write_generation(task.folder, intake, before, parts)
        engine = embedder.engine or (before.manifest.encoder if before else "")
        inputs = _inputs(intake, made_by, task.terms)
        manifest = _manifest(task.folder, intake, written, task.model, engine, made_by, inputs)
        _check(task.folder, manifest)
        store.publish(task.index, task.folder, manifest, before.manifest if before else None)
    return manifest, True, intake, embedder


def _tell_nobody(_: Progress) -> None:
    """Take the place of a callback that was not given."""


def _get_model(settings: Settings, tell: ProgressCallback) -> _Model:
    def told(stage: str, done: int, total: int) -> None:
        tell(Progress(stage, done, total))

    folder = ensure_model(settings.model, settings.models, progress=told)
    return _Model(settings.model, folder, model_fingerprint(folder), settings.encoder)


def _inputs(intake: Intake, made_by: str, terms: Sequence[str]) -> str:
    """Return a digest of all that an index is made from: equal inputs, equal index."""
    return digest([made_by, *terms, "", *intake.inputs])


def _is_little(intake: Intake, before: Before) -> bool:
    """Tell whether so little changed of so much that the generation before is extended."""
    manifest = before.manifest
    holes = manifest.rows - manifest.clauses + sum(filed.clauses for filed in intake.gone.values())
    return manifest.rows > SMALL and holes < _MOST_HOLES * manifest.rows


def _manifest(
    folder: Path, intake: Intake, written: Written, model: _Model, engine: str, made_by: str, inputs: str
) -> store.Manifest:
    return store.Manifest(
        generation=store.generation_of(folder),
        created=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        documents=intake.documents,
        clauses=sum(entry.clauses for entry in intake.report if entry.state in ("read", "unchanged")),
        rows=written.rows,
        dimension=written.dimension,
        model=model.name,
        model_fingerprint=model.fingerprint,
        encoder=engine,
        vectors=written.vectors,
        inputs=inputs,
        format=store.FORMAT,
        program=made_by,
        files={},
    )


def _embedder(task: _Task, before: Before | None) -> Embedder:
    model = task.model

    def told(stage: str, done: int, total: int, detail: str) -> None:
        task.tell(Progress(stage, done, total, detail))

    def load(told: Callable[[str, int, int], None]) -> PassageEncoder:
        return task.encoder or Encoder.load(model.folder, engine=model.engine, progress=told)

    is_same_model = before is not None and before.manifest.model_fingerprint == model.fingerprint
    encoded = _encoded(before) if before and is_same_model else None
    journal = EncodingJournal(journal_path(task.index, model.fingerprint), model.fingerprint)
    return Embedder(load, encoded, journal, told)


def _encoded(before: Before) -> Encoded:
    objects = before.folder / store.OBJECTS
    return Encoded(
        before.catalogue,
        VectorIndex(before.folder / store.VECTORS),
        TokenIndex(before.folder / store.TOKENS),
        TokenIndex(objects) if objects.is_dir() else None,
    )


def _check(folder: Path, manifest: store.Manifest) -> None:
    """Open what was written and ask it: counts agree, and a clause is found by its own words and its own vector."""
    catalogue = Catalogue(folder / store.CATALOGUE)
    keyword = KeywordIndex(folder / store.KEYWORD)
    vectors = VectorIndex(folder / store.VECTORS)
    clauses = (catalogue.count_clauses(), len(keyword))
    rows = (len(vectors), len(TokenIndex(folder / store.TOKENS)))
    _, first, number = catalogue.rows_by_document()[-1]
    sample = catalogue.clauses(range(first, first + number))
    row = max(sample, key=lambda row: len(sample[row].text))
    is_found = row in keyword.containing(sample[row].text, k=manifest.clauses)
    nearest = vectors.search(vectors.vectors([row])[0], k=1)
    is_near = abs(max(nearest.values()) - 1.0) < 1e-3  # rounding of unit vectors
    if {*clauses} != {manifest.clauses} or {*rows} != {manifest.rows} or not is_found or not is_near:
        raise IndexUnusable(
            f"新建的索引没有通过自检（各部分 {clauses} 条，应为 {manifest.clauses} 条；"
            f"{rows} 行，应为 {manifest.rows} 行），没有发布。请再运行一次 build。"
        )
