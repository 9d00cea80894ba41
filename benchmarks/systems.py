"""The systems that are compared: a searcher → for each system, a query → clauses (by their rows), best first."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from benchmarks.judged import numbered_clauses
from indexer import Searcher
from indexer.models import ensure_model
from indexer.records import Mode
from indexer.retrieval.encoder import Encoder
from indexer.retrieval.legs import WHOLE, Compared
from indexer.retrieval.ranked import ranked
from indexer.retrieval.vectors import VectorIndex, Vectors
from indexer.settings import MAX_QUERY_CHARS, Settings
from indexer.storage import generations

Ranker = Callable[[str], Sequence[int]]
DEPTH = 400  # clauses of a query that are looked at: as many as the two legs of the hybrid search hold
RRF_K = 60  # the constant of Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion", SIGIR 2009
OURS: tuple[Mode, ...] = ("keyword", "semantic", "hybrid")
RRF = "hybrid, RRF"
PEER = "txtai"
QUERY, PASSAGE = "query: ", "passage: "  # the instructions that the default model was trained with


def rankers(searcher: Searcher, settings: Settings) -> dict[str, Ranker]:
    """Return every system by its name; the peer only where it is installed."""
    systems: dict[str, Ranker] = {mode: our_ranker(searcher, mode) for mode in OURS}
    systems[RRF] = lambda text: fuse_by_rank(searcher.legs(text[:MAX_QUERY_CHARS]))
    if peer_version():
        systems[PEER] = _peer(searcher, settings)
    return systems


def our_ranker(searcher: Searcher, mode: Mode) -> Ranker:
    """Return the search of this project in one of its modes."""
    rows: dict[str, int] = {}
    for doc_id, first, _ in searcher.rows_by_document():
        rows.update((clause.clause_id, row) for row, clause in enumerate(searcher.read(doc_id).clauses, start=first))

    def rank(text: str) -> list[int]:
        return [rows[result.clause.clause_id] for result in searcher.search(text[:MAX_QUERY_CHARS], k=DEPTH, mode=mode)]

    return rank


def fuse_by_rank(legs: Compared) -> list[int]:
    """Return the rows of both legs by reciprocal rank fusion, ties by row; a score of 0 has no rank."""
    total = np.zeros(len(legs.rows))
    by_words = np.where(legs.words > 0, legs.words + WHOLE * legs.documents, 0.0)
    for leg in (by_words, legs.meaning):
        order = np.lexsort((legs.rows, -leg))[: np.count_nonzero(leg > 0)]
        total[order] += 1 / (RRF_K + 1 + np.arange(len(order)))
    found: list[int] = ranked(legs.rows, total).rows[: np.count_nonzero(total)].tolist()
    return found


def peer_version() -> str:
    """Return the version of txtai that is installed, or nothing."""
    try:
        return version(PEER)
    except PackageNotFoundError:
        return ""


def _peer(searcher: Searcher, settings: Settings) -> Ranker:
    """Return txtai's hybrid search over the same clauses with the same vectors, all else as it comes.

    It asks for the vectors of texts with the instruction before them; those of clauses are taken from the index.
    """
    os.environ["HF_HUB_OFFLINE"] = "1"
    from txtai import Embeddings

    encoder = Encoder.load(ensure_model(settings.model, settings.models), queries=True)  # as ours
    folder = generations.generation_folder(Path(searcher.index), searcher.generation)
    stored = VectorIndex(folder / generations.VECTORS)
    texts = [text for _, text in numbered_clauses(searcher)]
    places = {PASSAGE + text: row for row, text in enumerate(texts)}

    def transform(wanted: Sequence[str]) -> Vectors:
        if wanted[0].startswith(QUERY):
            return np.stack([encoder.encode_query(text.removeprefix(QUERY)).vector for text in wanted])
        return stored.vectors([places[text] for text in wanted])

    embeddings = Embeddings(
        method="external",
        transform=transform,
        content=True,
        hybrid=True,
        instructions={"query": QUERY, "data": PASSAGE},
    )
    embeddings.index((row, text, None) for row, text in enumerate(texts))
    return lambda text: [int(hit["id"]) for hit in embeddings.search(text[:MAX_QUERY_CHARS], DEPTH)]
