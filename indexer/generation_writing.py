"""Readings → the parts of a generation: all written anew, or the parts of the one before, shared and extended.

Rows never move in an extension: those of removed documents become holes, new clauses get rows behind the last one. A
hole has a vector and tokens, but no clause, and no entry in the keyword indexes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, starmap
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from indexer.corpus_reading import Intake
from indexer.embedding import Embedder
from indexer.intake import Progress, ProgressCallback
from indexer.keyword_writing import KeywordWriting, entry_of
from indexer.records import Filed, Reading
from indexer.renamed_clauses import renamed
from indexer.retrieval.keyword import KeywordEntry, KeywordIndex, update_keyword_index
from indexer.retrieval.tokens import Tokens, extend_tokens, write_tokens
from indexer.retrieval.vectors import extend_vectors, write_vectors
from indexer.retrieval.words import Segmenter
from indexer.storage import generations as store
from indexer.storage.catalogue import Catalogue
from indexer.storage.catalogue_writer import CatalogueWriter, update_catalogue, write_catalogue

_TOLD_EVERY = 1_000  # rows
_AT_ONCE = 8_192  # vectors of a block: 12 MB


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a generation is made of beside what was read."""

    terms: Sequence[str]  # names to keep whole, beside those of the documents
    embedder: Embedder
    tell: ProgressCallback


@dataclass(frozen=True, slots=True)
class Before:
    """The generation before: where it lies, what it says of itself, its catalogue."""

    folder: Path
    manifest: store.Manifest
    catalogue: Catalogue
    is_whole: bool = True  # and published; else it is not gone on from, but what it has of texts and meaning is


@dataclass(frozen=True, slots=True)
class Written:
    """What a new generation holds."""

    rows: int
    dimension: int
    vectors: dict[str, int | str]


def write_generation(folder: Path, intake: Intake, before: Before | None, inputs: Inputs) -> Written:
    """Write all parts anew; documents that did not change come from the catalogue before."""
    with write_catalogue(folder / store.CATALOGUE) as writer:
        _file(writer, intake, inputs.embedder, None if before is None else before.catalogue.reading)
    catalogue = Catalogue(folder / store.CATALOGUE)
    _write_names(folder, catalogue, inputs.terms)
    with KeywordWriting(folder, writer.rows, inputs.tell) as keywords:
        inputs.embedder.finish()
        texts = (clause.text for _, clause in catalogue.numbered_clauses())
        dimension, described = _write_meaning(folder, texts, writer.rows, inputs)
        if objects := catalogue.objects():
            write_tokens(folder / store.OBJECTS, inputs.embedder.objects(objects), dimension)
        keywords.wait()
    return Written(writer.rows, dimension, described)


def extend_generation(folder: Path, intake: Intake, before: Before, inputs: Inputs) -> Written:
    """Write the generation before without the documents that are gone, with what was read added."""
    gone, first = list(intake.gone.values()), before.manifest.rows
    ids = [filed.doc_id for filed in gone]
    with update_catalogue(before.folder / store.CATALOGUE, folder / store.CATALOGUE, rows=first, removed=ids) as writer:
        _file(writer, intake, inputs.embedder, None)
    catalogue = Catalogue(folder / store.CATALOGUE)
    _extend_keywords(folder, catalogue, gone, before, inputs)
    inputs.embedder.finish()
    texts = [clause.text for _, clause in catalogue.numbered_clauses(first)]
    dimension, described = _extend_meaning(folder, texts, before, inputs.embedder)
    _extend_objects(folder, catalogue, before, inputs.embedder)
    return Written(writer.rows, dimension, described)


def _file(writer: CatalogueWriter, intake: Intake, embedder: Embedder, kept: Callable[[str], Reading] | None) -> None:
    """Write readings into the catalogue as they come, and have them encoded; ``kept`` gives unchanged ones."""
    for found in intake:
        reading = kept(found.doc_id) if isinstance(found, Filed) and kept else found
        if isinstance(reading, Reading):
            writer.add(reading)
            embedder.offer(clause.text for clause in reading.document.clauses)
            embedder.offer_objects(stated.object for stated in reading.commitments if stated.object.strip())
    writer.report(intake.report)


def _write_names(folder: Path, catalogue: Catalogue, terms: Iterable[str]) -> list[str]:
    names = sorted({*catalogue.names(), *terms})
    (folder / store.TERMS).write_text("\n".join(names), encoding="utf-8")
    return names


def _write_meaning(folder: Path, texts: Iterable[str], rows: int, inputs: Inputs) -> tuple[int, dict[str, int | str]]:
    """Write vectors and tokens from one stream; the vectors wait in a file, since both are written as a whole.

    The file is written, not mapped: where a disk is full, a mapped one ends the process.
    """
    stream = inputs.embedder.clauses(texts)
    head = next(stream)
    dimension = len(head[0])
    waiting = folder / "vectors.waiting"

    def tokens(vectors: IO[bytes]) -> Iterator[Tokens]:
        for row, (vector, found) in enumerate(chain([head], stream)):
            if not row % _TOLD_EVERY:
                inputs.tell(Progress("写入语义索引", row, rows))
            vectors.write(vector.astype(np.float32).data)
            yield found
        inputs.tell(Progress("写入语义索引", rows, rows))

    with waiting.open("wb") as file:
        write_tokens(folder / store.TOKENS, tokens(file), dimension)
    with waiting.open("rb") as written:
        blocks = (block.reshape(-1, dimension) for block in _floats(written, _AT_ONCE * dimension))
        described = write_vectors(folder / store.VECTORS, blocks, count=rows, dimension=dimension)
    waiting.unlink()
    return dimension, described


def _floats(file: IO[bytes], at_once: int) -> Iterator[NDArray[np.float32]]:
    while block := file.read(at_once * np.dtype(np.float32).itemsize):
        yield np.frombuffer(block, np.float32)


def _extend_keywords(folder: Path, catalogue: Catalogue, gone: Sequence[Filed], before: Before, inputs: Inputs) -> None:
    """Extend both keyword indexes; what holds a name that came or went is cut otherwise now, and entered again."""
    names_before = set((before.folder / store.TERMS).read_text(encoding="utf-8").splitlines())
    names = _write_names(folder, catalogue, inputs.terms)
    inputs.tell(Progress("写入关键词索引", 0, 1))
    again = renamed(
        names_before.symmetric_difference(names),
        KeywordIndex(before.folder / store.KEYWORD),
        KeywordIndex(before.folder / store.WHOLE),
        catalogue,
        before=before.manifest.rows,
    )
    segmenter = Segmenter(names)
    first = before.manifest.rows
    update_keyword_index(
        before.folder / store.KEYWORD,
        folder / store.KEYWORD,
        segmenter,
        removed=[*chain.from_iterable(filed.rows for filed in gone), *again.rows],
        entries=starmap(entry_of, chain(catalogue.clauses(again.rows).items(), catalogue.numbered_clauses(first))),
    )
    documents = chain(catalogue.texts_at(again.documents), catalogue.texts(first))
    update_keyword_index(
        before.folder / store.WHOLE,
        folder / store.WHOLE,
        segmenter,
        removed=[*(filed.first for filed in gone), *again.documents],
        entries=(KeywordEntry(*document) for document in documents),
        has_phrases=False,
    )
    inputs.tell(Progress("写入关键词索引", 1, 1))


def _extend_meaning(
    folder: Path, texts: Sequence[str], before: Before, embedder: Embedder
) -> tuple[int, dict[str, int | str]]:
    """Extend vectors and tokens by those of texts, which are few beside those that are there."""
    if not texts:
        for part in (store.VECTORS, store.TOKENS):
            store.link_folder(before.folder / part, folder / part)
        return before.manifest.dimension, before.manifest.vectors
    vectors, tokens = zip(*embedder.clauses(texts), strict=True)
    extend_tokens(before.folder / store.TOKENS, folder / store.TOKENS, tokens)
    described = extend_vectors(before.folder / store.VECTORS, folder / store.VECTORS, np.stack(vectors))
    return before.manifest.dimension, described


def _extend_objects(folder: Path, catalogue: Catalogue, before: Before, embedder: Embedder) -> None:
    """Extend the tokens of the objects of commitments; an object that none states any more keeps its number."""
    objects, known = catalogue.objects(), len(before.catalogue.objects())
    new = embedder.objects(objects[known:])
    if not known and objects:
        write_tokens(folder / store.OBJECTS, new, before.manifest.dimension)
    elif len(objects) > known:
        extend_tokens(before.folder / store.OBJECTS, folder / store.OBJECTS, new)
    elif known:
        store.link_folder(before.folder / store.OBJECTS, folder / store.OBJECTS)
