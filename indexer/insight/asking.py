"""Words and conditions → which documents are asked what, and what is named that no document is loaded of.

A search says of such names that it has nothing, and looks for the rest everywhere. A survey asks only who is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.errors import QueryInvalid
from indexer.records import DocumentRef, Filters, Metadata, Query, Understood
from indexer.retrieval.search import Searcher
from indexer.retrieval.words import characters
from indexer.structure.gazetteer import areas_called, areas_named, spoken_name

Place = tuple[str, str]  # parent and district: 江苏省南京市 and 徐州市 both have a 鼓楼区

_LISTING = re.compile(r"\s*[和与及跟同或、，,至到]\s*$")  # what ties a name to the one before it
_LISTED = re.compile(r"^\s*[和与及跟同或、，,至到的]?\s*")  # … or to what follows
_DOCUMENT_KINDS = ("district", "year", "type")  # of what words name, as in ``Named``


@dataclass(frozen=True, slots=True)
class Named:
    """What is asked for by name, in the words or beside them, and no document is loaded of."""

    districts: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    types: tuple[str, ...] = ()

    def joined(self, other: Named) -> Named:
        """Return what both name, each once."""
        return Named(
            tuple(dict.fromkeys((*self.districts, *other.districts))),
            tuple(dict.fromkeys((*self.years, *other.years))),
            tuple(dict.fromkeys((*self.types, *other.types))),
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of which documents: the words as understood, and what is named that is not loaded."""

    query: Query
    documents: tuple[DocumentRef, ...]  # that have clauses which meet the conditions
    partial: tuple[DocumentRef, ...]  # whose part that is asked for is not there: a report without its review
    places: tuple[
        Place, ...
    ]  # districts of the corpus that are asked for, with documents of the years asked for or not
    named: Named


def ask(
    searcher: Searcher,
    words: str,
    *,
    districts: Sequence[str] = (),
    years: Sequence[int] = (),
    types: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> Asked:
    """Return what is understood of words and conditions; districts and years may be asked for that are not loaded.

    Raises QueryInvalid for words without a topic, and for names that are no area.
    """
    known, beside = resolve(searcher, districts, years, types)
    query, within = _understand(searcher, words, known, ignore)
    if not query.text:
        raise QueryInvalid(f"「{query.words}」只说了区、年份或文件类型，没有说主题。请加上要查的内容，例如：养老床位。")
    named = beside.joined(within)
    scope, every = query.scope, searcher.documents()
    has_district = bool(known.districts or scope.districts or not named.districts)
    has_year = bool(known.years or scope.periods or not named.years)
    has_type = bool(known.types or scope.types or not named.types)
    meeting = [
        ref
        for ref in every
        if has_district and has_year and has_type and known.admits(ref.metadata) and scope.admits(ref.metadata)
    ]
    held = _with_clauses(searcher, query)
    chosen = {*known.districts, *scope.districts}
    places = {
        place_of(ref.metadata)
        for ref in every
        if has_district and ref.metadata.district and (not chosen or ref.metadata.district in chosen)
    }
    return Asked(
        query,
        tuple(ref for ref in meeting if ref.doc_id in held),
        tuple(ref for ref in meeting if ref.doc_id not in held),
        (*sorted(places), *sorted({place_of(ref.metadata) for ref in meeting} - places)),
        named,
    )


def resolve(
    searcher: Searcher, districts: Sequence[str], years: Sequence[int], types: Sequence[str]
) -> tuple[Filters, Named]:
    """Return conditions on what the index has, and what else they name. Raises QueryInvalid for what is no area."""
    loaded = {ref.metadata.district for ref in searcher.documents()}
    dated = {ref.metadata.year for ref in searcher.documents()}
    names = [_full_name(name, loaded) for name in districts]
    known = searcher.filters([n for n in names if n in loaded], [y for y in years if y in dated], types)
    missing = Named(tuple(n for n in names if n not in loaded), tuple(str(y) for y in years if y not in dated))
    return known, missing


def _understand(searcher: Searcher, words: str, known: Filters, ignore: Sequence[str]) -> tuple[Query, Named]:
    """Return the query without the names of what is not loaded, and without figures.

    Both would otherwise be looked for: who states another figure than 480张 is not silent on 养老床位.
    """
    query = searcher.understand(words, known, ignore=ignore)
    unknown = [piece for piece in query.unknown if piece.kind in _DOCUMENT_KINDS]
    numbers = [piece for piece in (*query.understood, *query.unknown) if piece.kind == "number"]
    figures = [piece for piece in numbers if re.search(r"\d", piece.words)]  # 两张网 is a name
    ignore = [*ignore, *(piece.key for piece in numbers)]
    rest = _without(query.words, [*unknown, *figures])
    if characters(rest):
        query = searcher.understand(rest, known, ignore=ignore) if unknown or numbers else query
    elif unknown:
        query = replace(query, text="")
    values = {kind: [piece.value for piece in unknown if piece.kind == kind] for kind in _DOCUMENT_KINDS}
    return query, Named(*(tuple(dict.fromkeys(named)) for named in values.values()))


def _without(words: str, pieces: Sequence[Understood]) -> str:
    """Return words without pieces of them, and without what listed these: 杨浦区和静安区的托育 → 静安区的托育."""
    for piece in sorted(pieces, key=lambda piece: -piece.start):
        before, after = words[: piece.start], words[piece.end :]
        listed = _LISTING.sub("", before)
        words = listed + after if listed != before else before + _LISTED.sub("", after)
    return words.strip()


def _with_clauses(searcher: Searcher, query: Query) -> set[str]:
    """Return the documents that have clauses of the districts, years and parts that are asked for."""
    rows = searcher.rows_meeting(replace(query, phrases=(), excluded=(), quantities=()))
    return {doc_id for doc_id, first, number in searcher.rows_by_document() if rows[first : first + number].any()}


def _full_name(name: str, loaded: set[str]) -> str:
    """Return the district that is meant by a name: of the corpus, or an area of China. Raises QueryInvalid."""
    fitting = [known for known in loaded if name and known.startswith(name)]
    if name in loaded or len(fitting) == 1:
        return name if name in loaded else fitting[0]
    areas = {spoken_name(area) for area in (*areas_named(name), *areas_called(name))}
    if not areas:
        raise QueryInvalid(f"没有叫「{name}」的地区。请写全称，例如：静安区。")
    return name if name in areas or len(areas) > 1 else areas.pop()


def place_of(metadata: Metadata) -> Place:
    """Return the row that a document belongs to."""
    return (metadata.parent, metadata.district) if metadata.district else ("", "")
