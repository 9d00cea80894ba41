"""The one place where BUILD is put together: corpus → reading → structure → words and vectors → a new generation.

What did not change costs nothing: documents are taken from the catalogue of the generation before, vectors of equal
texts from its vector index. The keyword index is always written anew, because a name found in one document changes how
the words of all are cut; it takes seconds for 100,000 clauses.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.embedding import Embedding, Encoded, PassageEncoder, embed
from indexer.errors import CorpusMissing, IndexMissing, IndexUnusable
from indexer.intake import (
    Intake,
    Known,
    Progress,
    ProgressCallback,
    SourceFile,
    digest,
    nothing_known,
    program_digest,
    read_overrides,
    read_terms,
    scan_corpus,
    take_in,
)
from indexer.models import ensure_model, model_fingerprint
from indexer.records import FileReport
from indexer.retrieval.encoder import Encoder
from indexer.retrieval.keyword import KeywordEntry, KeywordIndex, write_keyword_index
from indexer.retrieval.milvus.address import read_address
from indexer.retrieval.milvus.load import load
from indexer.retrieval.milvus.opening import gateway_to
from indexer.retrieval.parts import open_published, read_published
from indexer.retrieval.tokens import TokenIndex, write_tokens
from indexer.retrieval.vectors import VectorIndex, write_vectors
from indexer.retrieval.words import Segmenter, corpus_terms
from indexer.settings import Settings
from indexer.storage import generations as store
from indexer.storage.catalogue import Catalogue, write_catalogue
from indexer.storage.commitment_rows import distinct_objects
from indexer.structure.overrides import Overrides

__all__ = ["BuildReport", "Progress", "ProgressCallback", "build", "build_from"]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did."""

    generation: str
    files: tuple[FileReport, ...]
    documents: int
    clauses: int
    encoded: int  # clauses that had to be encoded; the others were taken over
    seconds: float
    changed: bool
    notes: tuple[str, ...] = ()  # problems of catalog.csv, and of the index that was there before


@dataclass(frozen=True, slots=True)
class _Before:
    """The generation before, opened; nothing in it changes."""

    manifest: store.Manifest
    encoded: Encoded

    @property
    def known(self) -> Known:
        """Its documents, to take over those that did not change."""
        catalogue = self.encoded.catalogue
        return Known(catalogue.fingerprints(), catalogue.document, catalogue.commitments)


@dataclass(frozen=True, slots=True)
class _Model:
    """The encoder's model: its name for people, its folder, its digest."""

    name: str
    folder: Path
    fingerprint: str


def build(
    corpus: Path, index: Path, *, settings: Settings | None = None, progress: ProgressCallback | None = None
) -> BuildReport:
    """Bring the index up to the corpus folder, and the store of the settings up to the index; return what was done.

    Raises CorpusMissing (no folder, or no file in it that can be read; an index that was there stays), IndexLocked,
    ModelUnavailable, StoreUnavailable (before anything is built, or after: the index in the folder is published).
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
    tell = progress or _tell_nobody
    with store.building(index) as folder:
        model = _get_model(settings, tell)
        before, remark = _open_before(index)
        known = before.known if before else nothing_known()
        intake = take_in(sources, known, overrides or Overrides(), tell)
        if not intake.documents:
            refused = "".join(entry.reason for entry in intake.report if entry.state == "refused")
            raise CorpusMissing(f"语料中没有一个能读的文件，索引没有改动。{refused}")
        inputs = _inputs(intake, model, terms)
        encoded, changed = 0, before is None or before.manifest.inputs != inputs
        if before is not None and not changed:
            manifest = before.manifest
        else:
            manifest, encoded = _write(folder, intake, terms, model, encoder, before, inputs, tell)
            _check(folder, manifest)
            store.publish(index, folder, manifest)
    return BuildReport(
        generation=manifest.generation,
        files=intake.report,
        documents=manifest.documents,
        clauses=manifest.clauses,
        encoded=encoded,
        seconds=time.monotonic() - started,
        changed=changed,
        notes=tuple(note for note in (*notes, remark) if note),
    )


def _tell_nobody(_: Progress) -> None:
    """Take the place of a callback that was not given."""


def _get_model(settings: Settings, tell: ProgressCallback) -> _Model:
    def told(stage: str, done: int, total: int) -> None:
        tell(Progress(stage, done, total))

    folder = ensure_model(settings.model, settings.models, progress=told)
    return _Model(settings.model, folder, model_fingerprint(folder))


def _open_before(index: Path) -> tuple[_Before | None, str]:
    """Return the published generation if it is whole, or None and why it cannot be used."""
    try:
        manifest = store.read_manifest(index, store.current_generation(index))
        if damaged := store.damaged_files(index, manifest):
            raise IndexUnusable(f"{index}：索引文件 {'、'.join(damaged)} 的内容与建立时不同。")
        folder = store.generation_folder(index, manifest.generation)
        encoded = Encoded(
            Catalogue(folder / store.CATALOGUE),
            VectorIndex(folder / store.VECTORS),
            TokenIndex(folder / store.TOKENS),
            TokenIndex(folder / store.OBJECTS) if (folder / store.OBJECTS).is_dir() else None,
        )
        return _Before(manifest, encoded), ""
    except IndexMissing:
        return None, ""
    except IndexUnusable as error:
        return None, f"原有索引不能沿用，已从语料重新建立。原因：{error}"


def _inputs(intake: Intake, model: _Model, terms: Sequence[str]) -> str:
    """Return a digest of all that an index is made from: equal inputs, equal index."""
    fingerprints = [f"{document.source}\n{fingerprint}" for document, fingerprint in intake.documents]
    refused = [f"{entry.source}\n{entry.reason}" for entry in intake.report if entry.state == "refused"]
    return digest([model.fingerprint, program_digest("retrieval"), *terms, "", *fingerprints, "", *refused])


def _write(
    folder: Path,
    intake: Intake,
    terms: Sequence[str],
    model: _Model,
    encoder: PassageEncoder | None,
    before: _Before | None,
    inputs: str,
    tell: ProgressCallback,
) -> tuple[store.Manifest, int]:
    """Write all parts of a generation; return its manifest and how many clauses had to be encoded."""
    clauses = [clause for document, _ in intake.documents for clause in document.clauses]
    embedding = _embed(intake, model, encoder, before, tell)
    tell(Progress("写入索引", 0, 3, "目录"))
    write_catalogue(folder / store.CATALOGUE, intake.documents, intake.report, intake.commitments)
    tell(Progress("写入索引", 1, 3, "关键词"))
    names = sorted({*corpus_terms(document for document, _ in intake.documents), *terms})
    (folder / store.TERMS).write_text("\n".join(names), encoding="utf-8")
    entries = (KeywordEntry(row, c.doc_id, c.text, " ".join(c.path)) for row, c in enumerate(clauses))
    segmenter = Segmenter(names)
    write_keyword_index(folder / store.KEYWORD, entries, segmenter)
    held = (document for document, _ in intake.documents if document.clauses)
    whole = (KeywordEntry(row, d.doc_id, d.text, d.metadata.title) for row, d in enumerate(held))
    write_keyword_index(folder / store.WHOLE, whole, segmenter, has_phrases=False)
    tell(Progress("写入索引", 2, 3, "向量"))
    dimension = embedding.vectors.shape[1]
    write_vectors(folder / store.VECTORS, embedding.vectors)
    write_tokens(folder / store.TOKENS, embedding.tokens, dimension)
    if embedding.objects:
        write_tokens(folder / store.OBJECTS, embedding.objects, dimension)
    tell(Progress("写入索引", 3, 3))
    manifest = store.Manifest(
        generation=store.generation_of(folder),
        created=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        documents=len(intake.documents),
        clauses=len(clauses),
        rows=len(clauses),
        dimension=dimension,
        model=model.name,
        model_fingerprint=model.fingerprint,
        encoder=embedding.engine or (before.manifest.encoder if before else ""),
        vectors={"kind": "exact"},
        inputs=inputs,
        format=store.FORMAT,
        files={},
    )
    return manifest, embedding.encoded


def _embed(
    intake: Intake, model: _Model, encoder: PassageEncoder | None, before: _Before | None, tell: ProgressCallback
) -> Embedding:
    def told(stage: str, done: int, total: int, detail: str) -> None:
        tell(Progress(stage, done, total, detail))

    clauses = [clause.text for document, _ in intake.documents for clause in document.clauses]
    objects = distinct_objects(stated for those in intake.commitments.values() for stated in those)
    is_same_model = before is not None and before.manifest.model_fingerprint == model.fingerprint
    taken_over = before.encoded if before and is_same_model else None
    return embed(clauses, objects, lambda: encoder or Encoder.load(model.folder), taken_over, told)


def _check(folder: Path, manifest: store.Manifest) -> None:
    """Open what was written and ask it: counts agree, and a clause is found by its own words and its own vector."""
    catalogue = Catalogue(folder / store.CATALOGUE)
    keyword = KeywordIndex(folder / store.KEYWORD)
    vectors = VectorIndex(folder / store.VECTORS)
    counts = (catalogue.count_clauses(), len(keyword), len(vectors), len(TokenIndex(folder / store.TOKENS)))
    row, clause = max(catalogue.numbered_clauses(), key=lambda numbered: len(numbered[1].text))
    is_found = row in keyword.containing(clause.text, k=manifest.clauses)
    nearest = vectors.search(vectors.vectors([row])[0], k=1)
    is_near = abs(max(nearest.values()) - 1.0) < 1e-3  # rounding of unit vectors
    if set(counts) != {manifest.clauses} or not is_found or not is_near:
        raise IndexUnusable(
            f"新建的索引没有通过自检（各部分 {counts} 条，应为 {manifest.clauses} 条），没有发布。请再运行一次 build。"
        )
