"""The ledger: what the documents promise and report in figures, chosen by district, year, kind, ★ and topic.

An open ``Searcher`` and a ``Selection`` come in, ``Entry`` after ``Entry`` goes out: a commitment with its clause and
its document, so that every figure can be read where it stands. ``sums.py`` says what they make together; all of it is
imported from here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from indexer.insight.entry import Entry
from indexer.insight.sums import Indicator, Point, Total, indicators, totals
from indexer.records import CommitmentKind, DocumentRef, Filters
from indexer.retrieval.folding import fold
from indexer.retrieval.search import Searcher, check_known

__all__ = [
    "EVERYTHING",
    "Entry",
    "Indicator",
    "Point",
    "Selection",
    "Total",
    "all_entries",
    "indicators",
    "known_years",
    "select",
    "totals",
]


@dataclass(frozen=True, slots=True)
class Selection:
    """What to list. An empty value sets no condition; the values of one are alternatives."""

    districts: tuple[str, ...] = ()
    years: tuple[int, ...] = ()  # that a commitment applies to: a report of 2025 gives results of 2024
    types: tuple[str, ...] = ()  # of documents
    kinds: tuple[CommitmentKind, ...] = ()  # "" stands for those of which the text does not tell
    is_starred: bool = False  # only those that are marked ★
    documents: tuple[str, ...] = ()  # their doc_id, or their source
    topic: str = ""  # words for what is counted: 养老


EVERYTHING = Selection()


def select(searcher: Searcher, selection: Selection = EVERYTHING) -> tuple[Entry, ...]:
    """Return the entries that meet a selection, by district, year, document and place; with a topic the best first.

    Conditions among the words of the topic hold too: 静安区养老, 2024年就业完成情况. Raises QueryInvalid for a
    district, year, type or document that the index does not have, and for a topic without a word.
    """
    every = all_entries(searcher)
    filters = searcher.filters(selection.districts, types=selection.types)
    years = {year for year in (*known_years(searcher), *(ref.metadata.year for ref in searcher.documents())) if year}
    for year in selection.years:
        check_known(year, years, "年份")
    documents = _doc_ids(selection.documents, searcher.documents())
    found = [entry for entry in every if _meets(entry, selection, filters, documents)]
    return _on_topic(searcher, found, selection.topic) if selection.topic.strip() else tuple(found)


def _on_topic(searcher: Searcher, entries: Iterable[Entry], topic: str) -> tuple[Entry, ...]:
    query = searcher.understand(topic)
    words = query.text
    for piece in query.understood:
        words = words.replace(piece.words, "") if piece.stays else words
    excluded = [fold(word) for word in query.excluded]
    fitting = [
        entry
        for entry in entries
        if query.scope.admits_clause(entry.document.metadata, entry.clause.flags)
        and not any(word in fold(entry.clause.text) for word in excluded)
    ]
    if not words.strip():
        return tuple(fitting)
    scores = searcher.objects_of(words)
    scored = (replace(entry, score=scores.get(entry.commitment.object, 0.0)) for entry in fitting)
    return tuple(sorted((entry for entry in scored if entry.score), key=lambda entry: -entry.score))


@lru_cache(maxsize=2)  # of the index that is open, and of the one that replaces it
def all_entries(searcher: Searcher) -> tuple[Entry, ...]:
    """Return every entry of an index, by district, year, document and place."""
    documents = {ref.doc_id: ref for ref in searcher.documents()}
    entries = [Entry(stated, clause, documents[clause.doc_id]) for stated, clause in searcher.commitments()]
    return tuple(sorted(entries, key=_place))


def known_years(searcher: Searcher) -> list[int]:
    """Return the years that commitments apply to, in order."""
    return sorted({entry.year for entry in all_entries(searcher) if entry.year is not None})


def _place(entry: Entry) -> tuple[str, int, str, int, int]:
    commitment = entry.commitment
    return entry.district, entry.year or 0, entry.document.source, entry.clause.ordinal, commitment.quantity.start


def _doc_ids(chosen: Iterable[str], documents: Iterable[DocumentRef]) -> set[str]:
    by_name = {name: ref.doc_id for ref in documents for name in (ref.doc_id, ref.source)}
    sources = set(by_name)
    return {by_name[check_known(name, sources, "文件")] for name in chosen}


def _meets(entry: Entry, selection: Selection, filters: Filters, documents: Collection[str]) -> bool:
    commitment = entry.commitment
    return (
        filters.admits(entry.document.metadata)
        and (not selection.years or entry.year in selection.years)
        and (not selection.kinds or commitment.kind in selection.kinds)
        and (not selection.is_starred or commitment.is_starred)
        and (not documents or entry.document.doc_id in documents)
    )
