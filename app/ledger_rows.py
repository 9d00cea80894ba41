"""Commitments as the page shows them: in words, as rows of a table, as cards on a phone, as a sheet for export.

Pure: entries in, words and ``Safe`` out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from app.cards import SEPARATOR, badges, year_words
from app.facets import KIND_WORDS
from app.state import State, read_link
from app.text import Safe, join, mark, tag
from indexer.insight.ledger import Entry, Total
from indexer.records import STAR, Comparator
from indexer.tables import Cell, Link, Sheet

COMPARATOR_WORDS: dict[Comparator, str] = {
    "eq": "",
    "about": "约",
    "at_least": "不少于",
    "more_than": "超过",
    "at_most": "不超过",
    "less_than": "低于",
    "range": "",
    "stretch": "力争",
}
FULL = "全覆盖"  # is a measure of its own, without a number to show
COLUMNS = (
    "区", "年份", "目标或完成", "做法", "事项", "限度", "数值", "至", "单位",
    "★", "时段", "原文", "整条", "路径", "文件", "文件类型", "来源", "打开",
)  # fmt: skip
Opener = Callable[[Entry], str]


def number(value: Decimal) -> int | float:
    """Return a value as a table holds it: a whole number without a point.

    >>> number(Decimal("480.0")), number(Decimal("2.5"))
    (480, 2.5)
    """
    return int(value) if value == value.to_integral_value() else float(value)


def digits(value: Decimal) -> str:
    """Write a value with its thousands apart.

    >>> digits(Decimal("1200000")), digits(Decimal("2.50"))
    ('1,200,000', '2.5')
    """
    return f"{value.normalize():,f}"


def measure(value: Decimal, upper: Decimal | None, unit: str, comparator: Comparator) -> str:
    """Write a quantity in words.

    >>> measure(Decimal(2), Decimal(3), "家", "range"), measure(Decimal(100), None, "全覆盖", "eq")
    ('2—3 家', '全覆盖')
    """
    if unit == FULL:
        return unit
    span = digits(value) + (f"—{digits(upper)}" if upper is not None else "")
    return (
        f"{COMPARATOR_WORDS[comparator]} {span} {unit}".strip()
        if unit != "%"
        else (f"{COMPARATOR_WORDS[comparator]} {span}%".strip())
    )


def amount(entry: Entry) -> str:
    """Write the quantity of an entry."""
    quantity = entry.commitment.quantity
    return measure(quantity.value, quantity.upper, quantity.unit, quantity.comparator)


def thing(entry: Entry) -> str:
    """Name what is done to what; where the text names neither, its own words stand."""
    commitment = entry.commitment
    return indicator_words(commitment.action, commitment.object, commitment.quantity.unit) or entry.evidence


def indicator_words(action: str, counted: str, unit: str) -> str:
    """Put action and object in the order in which one says them.

    >>> indicator_words("新增", "养老床位", "张"), indicator_words("增长", "财政收入", "%")
    ('新增养老床位', '财政收入增长')
    """
    return counted + action if unit in ("%", "‰", "个百分点") else action + counted


def whose(entry: Entry) -> str:
    """Name the district, the time and the kind of an entry."""
    return " · ".join([entry.district or "区不详", when(entry), KIND_WORDS[entry.commitment.kind]])


def open_link(state: State, entry: Entry) -> str:
    """Make the link that opens an entry's clause in its document."""
    return read_link(state, entry.document.doc_id, entry.clause.clause_id)


def when(entry: Entry) -> str:
    """Name the year, and the part of it that the text names."""
    return year_words(entry.year) + (f"（{entry.commitment.period}）" if entry.commitment.period else "")


def table(entries: Sequence[Entry], href: Opener) -> dict[str, list[str | int | float | None]]:
    """Return the columns of the table on the page."""
    rows = [
        (
            entry.district or "区不详",
            entry.year,
            KIND_WORDS[entry.commitment.kind],
            entry.commitment.action,
            entry.commitment.object,
            COMPARATOR_WORDS[entry.commitment.quantity.comparator],
            None if entry.commitment.quantity.unit == FULL else number(entry.commitment.quantity.value),
            entry.commitment.quantity.unit,
            STAR if entry.commitment.is_starred else "",
            " ".join(entry.evidence.split()),
            entry.document.label,
            href(entry),
        )
        for entry in entries
    ]
    names = ("区", "年份", "目标或完成", "做法", "事项", "限度", "数值", "单位", "★", "原文", "文件", "打开")
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}


def sheet(entries: Iterable[Entry], href: Opener, *, name: str = "承诺台账") -> Sheet:
    """Return the sheet for export: everything that is known of each entry, with the link to its clause."""
    return Sheet(name, COLUMNS, [_cells(entry, href(entry)) for entry in entries])


def _cells(entry: Entry, url: str) -> tuple[Cell, ...]:
    commitment, known = entry.commitment, entry.document.metadata
    quantity = commitment.quantity
    return (
        entry.district,
        entry.year,
        KIND_WORDS[commitment.kind],
        commitment.action,
        commitment.object,
        COMPARATOR_WORDS[quantity.comparator],
        quantity.value,
        quantity.upper,
        quantity.unit,
        STAR if commitment.is_starred else "",
        commitment.period,
        entry.evidence,
        entry.clause.text,
        SEPARATOR.join(entry.clause.path),
        entry.document.label,
        known.doc_type,
        known.source_url or entry.document.source,
        Link(url),
    )


def evidence(entry: Entry) -> Safe:
    """Draw the clause with the words of the commitment marked."""
    at = entry.clause.start
    return tag(
        "div", mark(entry.clause.text, [(entry.commitment.start - at, entry.commitment.end - at)]), cls="gz-text"
    )


def entry_card(entry: Entry, href: str) -> Safe:
    """Draw an entry: the figure first, then what it is of, whose it is, and the clause that says so."""
    return tag(
        "article",
        tag(
            "div",
            tag("b", amount(entry), cls="gz-figure"),
            tag("span", thing(entry)),
            badges((STAR,)) if entry.commitment.is_starred else "",
            cls="gz-head",
        ),
        tag("div", whose(entry), cls="gz-facts"),
        evidence(entry),
        source(entry, href),
        cls="gz-card gz-entry",
    )


def source(entry: Entry, href: str) -> Safe:
    """Draw the link that opens an entry's clause, and where it stands."""
    return tag(
        "div",
        tag("a", "查看原文", href=href, cls="gz-open", aria_label=f"查看原文：{thing(entry)}"),
        tag("span", SEPARATOR.join([entry.document.label, *entry.clause.path]), cls="gz-facts"),
        cls="gz-source",
    )


def totals_table(sums: Sequence[Total], href: Opener) -> Safe:
    """Draw the sums, each with its parts, and each part as a link to its clause."""
    names = ("年份", "目标或完成", "事项", "合计", "由哪些相加")
    head = tag("thead", tag("tr", join(tag("th", name, scope="col") for name in names)))
    return tag("table", head, tag("tbody", join(_total_row(total, href) for total in sums)), cls="gz-table gz-totals")


def _total_row(total: Total, href: Opener) -> Safe:
    parts = join(
        tag("a", f"{entry.district or '区不详'} {amount(entry)}", href=href(entry), cls="gz-jump")
        for entry in total.entries
    )
    return tag(
        "tr",
        tag("td", year_words(total.year)),
        tag("td", KIND_WORDS[total.kind]),
        tag("td", indicator_words(total.action, total.object, total.unit)),
        tag("td", tag("b", measure(total.value, total.upper, total.unit, total.comparator)), cls="gz-number"),
        tag("td", parts),
    )
