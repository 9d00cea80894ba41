"""What speed is measured on, kept in ``cache/scale/``: synthetic files, indexes over them, and what peers are given."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.given import CACHE, given_encoder, given_queries
from benchmarks.queries import QUERIES
from benchmarks.synthetic import CLAUSES_A_DOCUMENT, documents_of, read_material
from indexer.intake import SourceFile, program_digest, scan_corpus
from indexer.retrieval.folding import fold
from indexer.retrieval.parts import open_parts
from indexer.retrieval.words import Segmenter
from indexer.settings import Settings
from indexer.storage import generations

SEED = 2026
FOUND = 10  # recall is counted among so many
_BLOCK = 20_000  # clauses whose vectors are made at once
_EQUAL = 1e-6  # cosines that differ by less are ties
_PROGRAM = ("reading", "structure", "retrieval", "storage")

Vectors = NDArray[np.float32]


def folder_of(size: int) -> Path:
    """Return where all about an index of a size is kept; what another program made lies elsewhere."""
    return CACHE / "scale" / f"{size}-{program_digest(*_PROGRAM)[:8]}"


def index_of(size: int) -> Path:
    """Return where the index of a size lies."""
    return folder_of(size) / "index"


def forget_older(size: int) -> None:
    """Delete what another program made of this size: an index of a million clauses takes 15 GB."""
    for folder in (CACHE / "scale").glob(f"{size}-*"):
        if folder != folder_of(size):
            shutil.rmtree(folder)


def sources_of(size: int, *, more: int = 0) -> list[SourceFile]:
    """Return the files of a corpus of some ``size`` clauses and ``more`` documents, written where they are missing."""
    corpus, wanted = CACHE / "scale" / "corpus", max(1, round(size / CLAUSES_A_DOCUMENT)) + more
    corpus.mkdir(parents=True, exist_ok=True)
    if len(list(corpus.iterdir())) < wanted:
        for name, text in islice(documents_of(SEED, read_material()), wanted):
            (corpus / name).write_text(text, encoding="utf-8")
    return scan_corpus(corpus)[:wanted]


def disk_of(folder: Path) -> int:
    """Return the bytes that the files in a folder take; a file under two names counts once."""
    stats = {stat.st_ino: stat.st_size for stat in (path.stat() for path in folder.rglob("*") if path.is_file())}
    return sum(stats.values())


def link_index(size: int, to: Path) -> None:
    """Make an index again by links: what is built in it leaves the first as it is."""
    shutil.copytree(index_of(size), to, copy_function=os.link)


@dataclass(frozen=True, slots=True)
class Given:
    """What every system gets: clauses by row, and queries, both with their words joined by blanks and their vectors."""

    rows: list[int]
    texts: list[str]
    words: list[str]
    districts: list[str]
    vectors: Vectors  # (rows, dimension), mapped from disk
    query_words: list[str]
    query_vectors: Vectors
    least: Vectors  # (queries,): the cosine of the tenth nearest clause, all compared

    def recall(self, found: list[list[int]]) -> float:
        """Return the share of the ten nearest that were found for the queries; ties are as good as each other."""
        places = {row: place for place, row in enumerate(self.rows)}
        share = 0.0
        for vector, least, rows in zip(self.query_vectors, self.least, found, strict=True):
            cosines = self.vectors[[places[row] for row in rows[:FOUND]]] @ vector
            share += min(1.0, float((cosines >= least - _EQUAL).sum()) / min(FOUND, len(self.rows)))
        return share / len(found)


def read_given(size: int) -> Given:
    """Return what is given of an index that is built; the first time it is put together from its catalogue."""
    folder = folder_of(size)
    if not (folder / "least.npy").is_file():
        _write_given(folder, index_of(size))
    with (folder / "clauses.jsonl").open(encoding="utf-8") as lines:
        rows, texts, words, districts = map(list, zip(*map(json.loads, lines), strict=True))
    segmenter = Segmenter(())
    encodings = given_queries(Settings())
    return Given(
        rows,
        texts,
        words,
        districts,
        np.load(folder / "vectors.npy", mmap_mode="r"),
        [" ".join(segmenter.words(fold(query))) for query in QUERIES],
        np.stack([encodings[fold(query)].vector for query in QUERIES]),
        np.load(folder / "least.npy"),
    )


def _write_given(folder: Path, index: Path) -> None:
    manifest = generations.read_manifest(index, generations.current_generation(index))
    catalogue = open_parts(generations.generation_folder(index, manifest.generation), manifest).catalogue
    segmenter = Segmenter(())
    districts = {ref.doc_id: ref.metadata.district for ref in catalogue.documents()}
    texts = []
    with (folder / "clauses.jsonl").open("w", encoding="utf-8") as lines:
        for row, clause in catalogue.numbered_clauses():
            words = " ".join(segmenter.words(fold(clause.text)))
            lines.write(json.dumps([row, clause.text, words, districts[clause.doc_id]], ensure_ascii=False) + "\n")
            texts.append(clause.text)
    encodings = given_queries(Settings())
    queries = np.stack([encodings[fold(query)].vector for query in QUERIES])
    stored = np.lib.format.open_memmap(folder / "vectors.npy", "w+", np.float32, (len(texts), queries.shape[1]))
    best = np.full((len(queries), FOUND), -1, np.float32)
    for start, vectors in _vectors(texts):
        stored[start : start + len(vectors)] = vectors
        best = np.sort(np.concatenate([best, queries @ vectors.T], axis=1), axis=1)[:, -FOUND:]
    stored.flush()
    np.save(folder / "least.npy", best[:, 0])


def _vectors(texts: list[str]) -> Iterator[tuple[int, Vectors]]:
    encoder = given_encoder(Settings())
    for start in range(0, len(texts), _BLOCK):
        yield start, encoder.vectors_of(texts[start : start + _BLOCK])
