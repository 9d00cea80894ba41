"""A topic → who says something on it: every district and year of the corpus asked on its own.

Three things are told apart: a district and year that *said* something, with its strongest clause and figure; one whose
documents are *silent*: nothing in them stands above the bar of the search; and one that no document is *not_loaded* of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.insight.asking import Asked, Named, Place, ask, place_of
from indexer.insight.figures import Figures
from indexer.insight.ledger import Entry
from indexer.insight.marks import State
from indexer.insight.siblings import Unloaded, siblings_not_loaded
from indexer.records import DocumentRef, Query, Result, Strongest
from indexer.retrieval.search import Searcher

__all__ = ["Cell", "Named", "Place", "State", "TopicCoverage", "cover"]

MOST_WORDS = 0.6  # of the words asked, by their rarity: a clause that holds one of two does not say what was asked
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
        return self.best is not None and holds_words(self.best)


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
    figures = Figures(searcher, asked.query)
    told = {
        key: _cell(key, group, strongest, figures)
        for (key, group), strongest in zip(groups.items(), found, strict=True)
    }
    for (place, year), partial in _by_cell(asked.partial).items():
        told.setdefault((place, year), Cell(place[1], place[0], year, "not_loaded", tuple(partial)))
    places, columns = asked.places, _years(asked, every, told)
    return TopicCoverage(
        asked.query,
        places,
        columns,
        tuple(_cells(places, columns, told)),
        asked.named,
        beside(asked, every),
    )


def _by_cell(documents: Sequence[DocumentRef]) -> dict[tuple[Place, int | None], list[DocumentRef]]:
    groups: dict[tuple[Place, int | None], list[DocumentRef]] = {}
    for ref in documents:
        groups.setdefault((place_of(ref.metadata), ref.metadata.year), []).append(ref)
    return groups


def beside(asked: Asked, every: Sequence[DocumentRef]) -> tuple[Unloaded, ...]:
    """Return the areas beside those of the corpus; none where single districts are asked for by name."""
    query = asked.query
    named = {piece.value for piece in query.understood if piece.kind == "district"}
    if asked.named.districts or query.filters.districts or named & {ref.metadata.district for ref in every}:
        return ()
    return siblings_not_loaded(ref for ref in every if not named or ref.metadata.district in query.scope.districts)


def _cell(
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
        figures.of(strongest.results),
        strongest.nearest,
    )


def holds_words(result: Result) -> bool:
    """Tell whether a clause holds the words that were asked for, and not only some of them, or something near."""
    return result.parts["coverage"] >= MOST_WORDS


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
