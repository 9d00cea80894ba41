"""Hits → results: the clause and the document of each, where the words stand in it, and why it was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indexer.records import DocumentRef, Hit, Mode, Result
from indexer.retrieval.folding import fold
from indexer.retrieval.highlights import highlight, reasons
from indexer.retrieval.legs import Asked
from indexer.retrieval.ports import CataloguePort


class ResultWriter:
    """Writes the results of an open index."""

    def __init__(self, catalogue: CataloguePort, documents: Iterable[DocumentRef]) -> None:
        self._catalogue = catalogue
        self._documents = {ref.doc_id: ref for ref in documents}

    def write(self, hits: Sequence[Hit], asked: Asked, mode: Mode, *, inside: int | None = None) -> tuple[Result, ...]:
        """Return the hits as results; those behind the first ``inside`` lie beyond the conditions of the words."""
        clauses = self._catalogue.clauses([hit.row for hit in hits])
        mode = mode if asked.query.text else "exact"  # only listed: no words found them, nor a meaning
        marked = _marked(asked, mode)
        numbers = [fold(quantity.text) for quantity in asked.query.quantities]
        marks = [term for term in (*marked, *asked.query.phrases, *numbers) if len(term) > 1 or len(marked) == 1]
        results = []
        for rank, hit in enumerate(hits, start=1):
            clause, is_beyond = clauses[hit.row], inside is not None and rank > inside
            why = reasons(
                clause,
                asked.query,
                asked.terms if mode != "exact" else marked,
                expansions=asked.expansions if mode == "hybrid" else [],
                nearness=hit.parts.get("meaning", 1.0) if mode in ("hybrid", "semantic") else None,
                is_beyond=is_beyond,
            )
            document, spans = self._documents[clause.doc_id], highlight(clause.text, marks)
            results.append(Result(rank, hit.score, hit.parts, clause, document, spans, why, is_beyond))
        return tuple(results)


def _marked(asked: Asked, mode: Mode) -> list[str]:
    """Return the words that are marked where a result holds them."""
    if not asked.query.text:
        return []
    if mode == "exact":
        return [fold(asked.query.text)]
    said = [term for expansion in asked.expansions for term in expansion.terms] if mode == "hybrid" else []
    return [*asked.terms, *map(fold, said)]
