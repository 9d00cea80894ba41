"""A search → how many clauses would match with each district, year and type chosen, the other filters kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from indexer.records import AskedKind, Filters, Metadata, Mode, Query
from indexer.retrieval.search import Searcher

_KINDS: Mapping[str, AskedKind] = {"districts": "district", "years": "year", "types": "type"}
_FIELDS = {"districts": "district", "years": "year", "types": "doc_type"}


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """Clauses that match, by what may be chosen; what stands in no document's metadata is in none of them."""

    districts: Counter[str]
    years: Counter[int]
    types: Counter[str]


def count_facets(
    searcher: Searcher, words: str, filters: Filters, *, mode: Mode = "hybrid", ignore: Collection[str] = ()
) -> FacetCounts:
    """Return the number of clauses that one would get by each choice. Raises QueryInvalid."""
    metadata = {ref.doc_id: ref.metadata for ref in searcher.documents()}

    def counted(name: str) -> Counter[Any]:
        others = replace(filters, **{name: ()})
        query = searcher.understand(words, others, mode=mode, ignore=ignore)
        found = _by_value(searcher.count(query, mode=mode), metadata, others, name)
        pieces = {piece.key for piece in query.understood if piece.kind == _KINDS[name]}
        if not pieces:
            return found
        # What the words name is a condition until something else is chosen: then it is read as plain words.
        plain = searcher.understand(words, others, mode=mode, ignore={*ignore, *pieces})
        against = _by_value(searcher.count(plain, mode=mode), metadata, others, name)
        return Counter({**against, **{value: found[value] for value in _named(query, name)}})

    return FacetCounts(counted("districts"), counted("years"), counted("types"))


def _by_value(counts: Counter[str], metadata: Mapping[str, Metadata], filters: Filters, name: str) -> Counter[Any]:
    """Return value → clauses, 0 for a value whose documents say nothing or are not among those chosen."""
    by_value: Counter[Any] = Counter()
    for doc_id, known in metadata.items():
        if value := getattr(known, _FIELDS[name]):
            by_value[value] += counts[doc_id] if filters.admits(known) else 0
    return by_value


def _named(query: Query, name: str) -> Iterable[str | int]:
    """Return the values that the words name."""
    if name == "years":
        return [period.year for period in query.scope.periods]
    return query.scope.districts if name == "districts" else query.scope.types
