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
    spans = {first: range(first, first + number) for _, first, number in catalogue.rows_by_document() if first < before}
    rows: set[int] = set()
    documents: set[int] = set()
    for name in names:
        holding = _holding(name, whole) & spans.keys()
        documents |= holding
        rows.update(clauses.containing(name, k=len(clauses)))
        for first in holding:
            rows.update(_under_heading(name, spans[first], catalogue))
    titles = {ref.doc_id: fold(ref.metadata.title) for ref in catalogue.documents()}
    firsts = {doc_id: first for doc_id, first, _ in catalogue.rows_by_document()}
    documents |= {
        firsts[doc_id] for doc_id, title in titles.items() if any(name in title for name in names)
    } & spans.keys()
    return Renamed(sorted(catalogue.clauses(sorted(rows))), sorted(documents))


def _holding(name: str, whole: KeywordIndex) -> set[int]:
    """Return the documents that have all pairs of characters of a name: those that hold it, and few others."""
    found = [set(whole.search({BIGRAMS: [pair]}, boosts={BIGRAMS: 1.0}, k=len(whole))) for pair in bigrams(name)]
    return set.intersection(*found) if found else set()


def _under_heading(name: str, rows: range, catalogue: Catalogue) -> list[int]:
    return [row for row, clause in catalogue.clauses(rows).items() if name in fold(" ".join(clause.path))]
