"""Which clauses and documents hold a name that came to the corpus or went from it: their words are cut anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from indexer.retrieval.folding import fold
from indexer.retrieval.keyword import BIGRAMS, KeywordIndex
from indexer.retrieval.words import bigrams
from indexer.storage.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Renamed:
    """Rows of clauses, and first rows of documents, rising."""

    rows: list[int]
    documents: list[int]


def renamed(
    names: Iterable[str], clauses: KeywordIndex, whole: KeywordIndex, catalogue: Catalogue, *, before: int
) -> Renamed:
    """Return what holds any of the names, in the text or in the headings, of what lies in rows under ``before``.

    The indexes are those of before, the catalogue is the new one, which tells what of them is still there.
    """
    names = sorted(names)
    rows = {row for name in names for row in clauses.holding(name).tolist()}
    documents = {first for name in names for first in _holding(name, whole)}
    firsts = {doc_id: first for doc_id, first, _ in catalogue.rows_by_document() if first < before}
    titles = {ref.doc_id: fold(ref.metadata.title) for ref in catalogue.documents()}  # a person may have set them
    documents |= {first for doc_id, first in firsts.items() if any(name in titles[doc_id] for name in names)}
    return Renamed(sorted(catalogue.clauses(sorted(rows))), sorted(documents.intersection(firsts.values())))


def _holding(name: str, whole: KeywordIndex) -> set[int]:
    """Return the documents that have all pairs of characters of a name: those that hold it, and few others."""
    found = [set(whole.search({BIGRAMS: [pair]}, boosts={BIGRAMS: 1.0}, k=len(whole))) for pair in bigrams(name)]
    return set.intersection(*found) if found else set()
