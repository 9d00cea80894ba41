"""A comparison as tables: figures in rows, then clauses in rows; on a phone every cell says whose it is.

A comparison in, ``Safe`` out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from app.cards import badges, copy_button
from app.ledger.ledger_rows import amount, when
from app.marks import mark
from app.state import cited_address
from app.text import Safe, join, tag
from app.text import mark as marked
from indexer.citation import citation
from indexer.exports.compare_words import NEAR, thing_of
from indexer.exports.precedent_exports import name_of
from indexer.insight.alike import Group
from indexer.insight.compare import SHOWN, Column, Comparison
from indexer.insight.entry import Entry
from indexer.insight.marks import mark_of
from indexer.insight.side_by_side import ClauseRow, FigureRow
from indexer.insight.topic import holds_words
from indexer.records import STAR, Clause, DocumentRef, Result
from indexer.structure.wording import KIND_WORDS

Href = Callable[[DocumentRef, Clause], str]  # the link that opens a clause in its document

_EXCERPT = 48  # characters of a figure's own words in a cell: two lines
_DOCUMENTS = 4  # of a column named in its head


def seen(found: Comparison) -> list[int]:
    """Return the places of the columns that are drawn: those with documents; the others are named in words."""
    return [at for at, column in enumerate(found.columns) if column.documents]


def figures_table(found: Comparison, *, most: int, href: Href) -> Safe:
    """Draw the figures: a row for each thing that several state, then what only one states, ``most`` a column."""
    at = seen(found)
    shared = [row for row in found.figures if row.width > 1]
    rows = [_figure_row(found, row, at, href) for row in shared]
    alone = [row for row in found.figures if row.width == 1]
    if alone:
        name = "其他数字" if shared else "数字"
        said = tag("th", name, tag("div", "事项的写法不同，能不能比请看原文", cls="gz-facts"), scope="row")
        rows.append(tag("tr", said, join(_alone(found, alone, column, most, href) for column in at), cls="gz-alone"))
    head = tag("tr", tag("th", "事项", scope="col"), join(tag("th", found.columns[n].name, scope="col") for n in at))
    table = tag("table", tag("thead", head), tag("tbody", join(rows)), cls="gz-table gz-compare gz-figures")
    return _region(table, "并排的数字")


def _figure_row(found: Comparison, row: FigureRow, at: Sequence[int], href: Href) -> Safe:
    said = row.first.commitment
    facts = "，".join(filter(None, (said.quantity.unit, KIND_WORDS[said.kind])))
    head = tag("th", thing_of(row), tag("div", facts, cls="gz-facts"), scope="row")
    return tag("tr", head, join(_figure_cell(found, column, row.cells[column], href) for column in at))


def _alone(found: Comparison, rows: Sequence[FigureRow], column: int, most: int, href: Href) -> Safe:
    cells = [row.cells[column] for row in rows if row.cells[column]]
    more = f"还有 {len(cells) - most} 项" if len(cells) > most else ""
    entries = [entry for cell in cells[:most] for entry in cell]
    return _figure_cell(found, column, entries, href, more)


def has_more_figures(found: Comparison, most: int) -> bool:
    """Tell whether a column states more lone figures than are drawn."""
    alone = [row for row in found.figures if row.width == 1]
    return any(sum(bool(row.cells[at]) for row in alone) > most for at in range(len(found.columns)))


def _figure_cell(found: Comparison, column: int, entries: Sequence[Entry], href: Href, more: str = "") -> Safe:
    if not entries:
        return tag("td", tag("span", "—", title="没有写"), cls="gz-none")
    drawn = join(_figure(entry, again, found, href) for entry, again in _repeated(entries))
    return tag("td", _whose(found.columns[column]), drawn, tag("div", more, cls="gz-facts") if more else "")


def _repeated(entries: Iterable[Entry]) -> Iterator[tuple[Entry, list[Entry]]]:
    """Yield each figure with the places that say the same once more: a report and its list of tasks."""
    stated: dict[object, list[Entry]] = {}
    for entry in entries:
        said = entry.commitment
        thing = (said.action, said.object, said.kind, said.period, said.is_starred, entry.district, entry.year)
        amount_said = (said.quantity.value, said.quantity.upper, said.quantity.unit, said.quantity.comparator)
        stated.setdefault((thing, amount_said), []).append(entry)
    yield from ((first, again) for first, *again in stated.values())


def _figure(entry: Entry, again: Sequence[Entry], found: Comparison, href: Href) -> Safe:
    district = f"{entry.district} " if found.across == "year" and entry.district else ""
    star = join((" ", badges((STAR,)))) if entry.commitment.is_starred else ""
    also = join(
        (tag("a", "又见", href=href(e.document, e.clause), aria_label=f"又见{name_of(e.document)}") for e in again), " "
    )
    return tag(
        "div",
        tag("a", tag("b", amount(entry)), href=href(entry.document, entry.clause), title=name_of(entry.document)),
        star,
        tag("div", district, when(entry), KIND_WORDS[entry.commitment.kind], cls="gz-facts"),
        tag("div", _excerpt(entry.evidence), " ", also, cls="gz-evidence"),
        cls="gz-fig",
    )


def _excerpt(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _EXCERPT else words[:_EXCERPT] + "…"


def shown_rows(found: Comparison, most: int) -> list[ClauseRow]:
    """Return the rows that hold one of the ``most`` strongest clauses of a column."""
    return [row for row in found.clauses if row.rank <= most]


def left_out(found: Comparison, rows: Sequence[ClauseRow]) -> list[tuple[str, int]]:
    """Return the columns of which clauses are not among the rows, and how many."""
    counts = [sum(row.cells[at] is not None for row in rows) for at in range(len(found.columns))]
    left = ((column.name, len(column.clauses) - n) for column, n in zip(found.columns, counts, strict=True))
    return [(name, number) for name, number in left if number]


def clauses_table(found: Comparison, rows: Sequence[ClauseRow], href: Href) -> Safe:
    """Draw the columns with their states, and the clauses in rows."""
    at = seen(found)
    head = tag("tr", join(_head(found.columns[column], href) for column in at))
    body = (tag("tr", join(_clause_cell(found, column, row, href) for column in at)) for row in rows)
    table = tag("table", tag("thead", head), tag("tbody", join(body)), cls="gz-table gz-compare gz-clauses")
    return _region(table, "并排的条款")


def _head(column: Column, href: Href) -> Safe:
    counted = f"{column.count} 条" + ("以上" if column.is_cut else "") if column.clauses else ""
    nearest = column.nearest
    names = "、".join(map(name_of, column.documents[:_DOCUMENTS]))
    more = f"等 {len(column.documents)} 份" if len(column.documents) > _DOCUMENTS else ""
    return tag(
        "th",
        tag("div", column.name, " ", mark(mark_of(column)), tag("span", counted, cls="gz-facts")),
        tag("div", names, more, cls="gz-facts"),
        tag("a", "最接近的一条", href=href(nearest.document, nearest.clause), cls="gz-open") if nearest else "",
        scope="col",
    )


def _clause_cell(found: Comparison, column: int, row: ClauseRow, href: Href) -> Safe:
    group = row.cells[column]
    if group is None:
        return tag("td", cls="gz-none")
    is_near = column in row.near
    near = tag("span", f"≈ {NEAR}", cls="gz-badge", title="与这一行有同样底色的条款措辞相近") if is_near else ""
    drawn = (_whose(found.columns[column]), _clause(group.first, near, href), _again(group, href))
    return tag("td", *drawn, cls="gz-beside" if is_near else None)


def _clause(result: Result, near: Safe | str, href: Href) -> Safe:
    document, clause = result.document, result.clause
    where = href(document, clause)
    return join(
        (
            tag("div", tag("a", name_of(document), href=where), " ", near, badges(clause.flags), cls="gz-origin"),
            tag("div", marked(clause.text, result.highlights), cls="gz-text"),
            tag(
                "div",
                "" if holds_words(result) else mark("near"),
                tag("a", "打开原文", href=where, cls="gz-open", aria_label=f"打开原文：{name_of(document)}"),
                copy_button(citation(document, clause, link=cited_address(clause))),
                cls="gz-source",
            ),
        )
    )


def _again(group: Group, href: Href) -> Safe | str:
    if not group.others:
        return ""
    items = (tag("li", tag("a", name_of(r.document), href=href(r.document, r.clause))) for r in group.others)
    return tag("details", tag("summary", group.label), tag("ul", join(items)), cls="gz-origin")


def _whose(column: Column) -> Safe:
    return tag("div", column.name, cls="gz-only-narrow")


def _region(table: Safe, name: str) -> Safe:
    return tag("div", table, cls="gz-scroll", tabindex="0", role="region", aria_label=f"{name}，可以左右滚动")


def most_of(count: int, page: int) -> int:
    """Return how many clauses of a column are drawn, where ``count`` results are asked for in pages of ``page``."""
    return SHOWN * max(1, count // page)
