"""A topic → who says something on it: every district and year of the corpus asked on its own.

Three things are told apart: a district and year that *said* something, with its strongest clause and figure; one whose
documents are *silent*: nothing in them stands above the bar of the search; and one that no document is *not_loaded* of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from indexer.errors import QueryInvalid
from indexer.insight.figures import Figures
from indexer.insight.ledger import Entry
from indexer.insight.siblings import Unloaded, siblings_not_loaded
from indexer.records import DocumentRef, Filters, Metadata, Query, Result, Strongest, Understood
from indexer.retrieval.ranking import LEAST_COVERAGE
from indexer.retrieval.search import Searcher
from indexer.structure.gazetteer import areas_called, areas_named, spoken_name

State = Literal["said", "silent", "not_loaded"]
Place = tuple[str, str]  # parent and district: 江苏省南京市 and 徐州市 both have a 鼓楼区

_LISTING = re.compile(r"\s*[和与及跟同或、，,至到]\s*$")  # what ties a name to the one before it
_LISTED = re.compile(r"^\s*[和与及跟同或、，,至到的]?\s*")  # … or to what follows
LOOKED_AT = 5  # clauses of a cell: the strongest may leave the figure to the next


@dataclass(frozen=True, slots=True)
class Cell:
    """What the documents of a district and year say on a topic."""

    district: str  # "" for documents whose district is not known
    parent: str
    year: int | None  # of the documents; None for those whose year is not known
    state: State
    documents: tuple[DocumentRef, ...] = ()  # of this district and year; not loaded is then only the part asked for
    best: Result | None = None  # the strongest clause, where something is said
    figures: tuple[Entry, ...] = ()  # of the strongest clause, or of the next that has some; the best first
    nearest: Result | None = None  # where they are silent: below the bar, so that a reader can see how far

    @property
    def figure(self) -> Entry | None:
        """The figure whose object fits the words best. Its clause need not be the strongest one."""
        return self.figures[0] if self.figures else None

    @property
    def is_in_words(self) -> bool:
        """Whether the strongest clause holds the words that were asked for; if not, it is only near in meaning."""
        return self.best is not None and self.best.parts["coverage"] >= LEAST_COVERAGE


@dataclass(frozen=True, slots=True)
class Named:
    """What is asked for by name, in the words or beside them, and no document is loaded of."""

    districts: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicCoverage:
    """A topic over districts and years."""

    query: Query
    places: tuple[Place, ...]  # the rows: parent and district, those of unknown district last
    years: tuple[int | None, ...]  # the columns: of the corpus, as far as they are asked for; unknown last
    cells: tuple[Cell, ...]  # row by row; none for a district without documents of unknown year, and the like
    named: Named  # what was asked for by name and is not loaded
    beside: tuple[Unloaded, ...]  # areas beside those of the corpus that no document is loaded of, in any year

    def cell(self, place: Place, year: int | None) -> Cell | None:
        """Return the cell of a row and a column."""
        return next((cell for cell in self.cells if (cell.parent, cell.district, cell.year) == (*place, year)), None)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of which documents: the words as understood, and what is named that is not loaded."""

    query: Query
    documents: tuple[DocumentRef, ...]  # that have clauses which meet the conditions
    partial: tuple[DocumentRef, ...]  # whose part that is asked for is not there: a report without its review
    named: Named


def cover(
    searcher: Searcher,
    words: str,
    *,
    districts: Sequence[str] = (),
    years: Sequence[int] = (),
    types: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> TopicCoverage:
    """Return what is said on a topic by every district in every year; words that name such are conditions.

    Raises QueryInvalid for words without a topic, and for names that are no area.
    """
    asked = ask(searcher, words, districts=districts, years=years, types=types, ignore=ignore)
    every = searcher.documents()
    groups = _by_cell(asked.documents)
    found = searcher.strongest(asked.query, ({ref.doc_id for ref in group} for group in groups.values()), k=LOOKED_AT)
    figures = Figures(searcher)
    told = {
        key: _cell(asked.query, key, group, strongest, figures)
        for (key, group), strongest in zip(groups.items(), found, strict=True)
    }
    for (place, year), partial in _by_cell(asked.partial).items():
        told.setdefault((place, year), Cell(place[1], place[0], year, "not_loaded", tuple(partial)))
    places, columns = _places(asked, every, told), _years(asked, every, told)
    return TopicCoverage(
        asked.query,
        places,
        columns,
        tuple(_cells(places, columns, told)),
        asked.named,
        _beside(asked, every),
    )


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
    loaded = {ref.metadata.district for ref in searcher.documents()}
    dated = {ref.metadata.year for ref in searcher.documents()}
    names = [_full_name(name, loaded) for name in districts]
    known = searcher.filters([n for n in names if n in loaded], [y for y in years if y in dated], types)
    query, named = _understand(searcher, words, known, ignore)
    if not query.text:
        raise QueryInvalid(f"「{query.words}」只说了区、年份或文件类型，没有说主题。请加上要查的内容，例如：养老床位。")
    named = Named(
        tuple(dict.fromkeys((*(n for n in names if n not in loaded), *named.districts))),
        tuple(dict.fromkeys((*(str(y) for y in years if y not in dated), *named.years))),
        named.types,
    )
    scope = query.scope
    is_asked_of_any = (
        bool(known.districts or scope.districts or not named.districts)
        and bool(known.years or scope.periods or not named.years)
        and bool(known.types or scope.types or not named.types)
    )
    meeting = [
        ref
        for ref in searcher.documents()
        if is_asked_of_any and known.admits(ref.metadata) and scope.admits(ref.metadata)
    ]
    held = _with_clauses(searcher, query)
    return Asked(
        query,
        tuple(ref for ref in meeting if ref.doc_id in held),
        tuple(ref for ref in meeting if ref.doc_id not in held),
        named,
    )


def _understand(searcher: Searcher, words: str, known: Filters, ignore: Sequence[str]) -> tuple[Query, Named]:
    """Return the query without the names of what is not loaded, which would otherwise be looked for as words."""
    query = searcher.understand(words, known, ignore=ignore)
    unknown = [piece for piece in query.unknown if piece.kind in ("district", "year", "type")]
    if unknown:
        rest = _without(query.words, unknown)
        query = searcher.understand(rest, known, ignore=ignore) if rest else replace(query, text="")
    values = {kind: [piece.value for piece in unknown if piece.kind == kind] for kind in ("district", "year", "type")}
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


def _by_cell(documents: Sequence[DocumentRef]) -> dict[tuple[Place, int | None], list[DocumentRef]]:
    groups: dict[tuple[Place, int | None], list[DocumentRef]] = {}
    for ref in documents:
        groups.setdefault((_place(ref.metadata), ref.metadata.year), []).append(ref)
    return groups


def _beside(asked: Asked, every: Sequence[DocumentRef]) -> tuple[Unloaded, ...]:
    """Return the areas beside those of the corpus; none where single districts are asked for by name."""
    query = asked.query
    named = {piece.value for piece in query.understood if piece.kind == "district"}
    if asked.named.districts or query.filters.districts or named & {ref.metadata.district for ref in every}:
        return ()
    return siblings_not_loaded(ref for ref in every if not named or ref.metadata.district in query.scope.districts)


def _full_name(name: str, loaded: set[str]) -> str:
    """Return the district that is meant by a name: of the corpus, or an area of China. Raises QueryInvalid."""
    fitting = [known for known in loaded if name and known.startswith(name)]
    if name in loaded or len(fitting) == 1:
        return name if name in loaded else fitting[0]
    areas = {spoken_name(area) for area in (*areas_named(name), *areas_called(name))}
    if not areas:
        raise QueryInvalid(f"没有叫「{name}」的地区。请写全称，例如：静安区。")
    return name if name in areas or len(areas) > 1 else areas.pop()


def _cell(
    query: Query,
    key: tuple[Place, int | None],
    documents: Sequence[DocumentRef],
    strongest: Strongest,
    figures: Figures,
) -> Cell:
    (parent, district), year = key
    return Cell(
        district,
        parent,
        year,
        "said" if strongest.results else "silent",
        tuple(documents),
        next(iter(strongest.results), None),
        figures.of(query, strongest.results),
        strongest.nearest,
    )


def _place(metadata: Metadata) -> Place:
    return (metadata.parent, metadata.district) if metadata.district else ("", "")


def _places(
    asked: Asked, every: Sequence[DocumentRef], told: dict[tuple[Place, int | None], Cell]
) -> tuple[Place, ...]:
    """Return the rows: the districts of the corpus that are asked for, whether the years that are have documents."""
    query = asked.query
    named = {*query.filters.districts, *query.scope.districts}
    if not named and asked.named.districts:
        return ()
    known = {
        _place(ref.metadata) for ref in every if ref.metadata.district in named or (not named and ref.metadata.district)
    }
    return (*sorted(known), *sorted({place for place, _ in told} - known))


def _years(
    asked: Asked, every: Sequence[DocumentRef], told: dict[tuple[Place, int | None], Cell]
) -> tuple[int | None, ...]:
    query = asked.query
    named = {*query.filters.years} or {period.year for period in query.scope.periods}
    if not named and asked.named.years:
        return ()
    known = sorted(year for year in {ref.metadata.year for ref in every} if year and (not named or year in named))
    return (*known, *({None} & {year for _, year in told}))


def _cells(
    places: Sequence[Place], years: Sequence[int | None], told: dict[tuple[Place, int | None], Cell]
) -> list[Cell]:
    return [
        told.get((place, year)) or Cell(place[1], place[0], year, "not_loaded")
        for place in places
        for year in years
        if (place, year) in told or (place[1] and year is not None)
    ]
