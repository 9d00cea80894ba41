"""Commitments as the page shows them: in words, as rows of a table, as cards on a phone.

Pure: entries in, words and ``Safe`` out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from app.cards import badges, year_words
from app.state import State, read_link
from app.text import Safe, join, mark, tag
from indexer.citation import SEPARATOR
from indexer.exports.rows import number
from indexer.insight.ledger import Entry, Total
from indexer.records import STAR, Comparator
from indexer.structure.wording import COMPARATOR_WORDS, KIND_WORDS, indicator_words

_NO_UNIT = re.compile(r"[\d〇零一二三四五六七八九十百千万亿]$")  # 改建3、新建5家: the unit stands with the last
FULL = "全覆盖"  # is a measure of its own, without a number to show
Opener = Callable[[Entry], str]


def digits(value: Decimal) -> str:
    """Write a value so that it can be read at a glance, and exactly: in 亿 or 万 where two decimals are enough.

    >>> digits(Decimal("1200000")), digits(Decimal("237980000000")), digits(Decimal("12345")), digits(Decimal("2.50"))
    ('120万', '2379.8亿', '12,345', '2.5')
    """
    for power, name in ((8, "亿"), (4, "万")):
        scaled = value.scaleb(-power)
        if abs(scaled) >= 1 and scaled == round(scaled, 2):
            return f"{scaled.normalize():f}{name}"
    return f"{value.normalize():,f}"


def measure(value: Decimal, upper: Decimal | None, unit: str, comparator: Comparator) -> str:
    """Write a quantity in words.

    >>> measure(Decimal(2), Decimal(3), "家", "range"), measure(Decimal(100), None, "全覆盖", "eq")
    ('2—3家', '全覆盖')
    """
    if unit == FULL:
        return unit
    span = digits(value) + (f"—{digits(upper)}" if upper is not None else "")
    return f"{COMPARATOR_WORDS[comparator]} {span}{unit}".strip()


def amount(entry: Entry) -> str:
    """Write the quantity of an entry in the document's words, with the unit that stands elsewhere: 不少于 28万人."""
    quantity = entry.commitment.quantity
    if quantity.unit and _NO_UNIT.search(quantity.text):
        return measure(quantity.value, quantity.upper, quantity.unit, quantity.comparator)
    return f"{COMPARATOR_WORDS[quantity.comparator]} {' '.join(quantity.text.split())}".strip()


def thing(entry: Entry) -> str:
    """Name what is done to what; where the text names neither, its own words stand."""
    commitment = entry.commitment
    return indicator_words(commitment.action, commitment.object, commitment.quantity.unit) or entry.evidence


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
            href(entry),
            entry.district or "区不详",
            entry.year,
            KIND_WORDS[entry.commitment.kind],
            entry.commitment.action,
            entry.commitment.object,
            amount(entry),
            None if entry.commitment.quantity.unit == FULL else number(entry.commitment.quantity.value),
            entry.commitment.quantity.unit,
            STAR if entry.commitment.is_starred else "",
            " ".join(entry.evidence.split()),
            entry.document.label,
        )
        for entry in entries
    ]
    names = ("打开", "区", "年份", "目标或完成", "做法", "事项", "数量", "数值", "单位", "★", "原文", "文件")
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}


def figure(entry: Entry) -> Safe:
    """Draw the quantity of an entry and what it is of, in a line."""
    return tag("span", tag("b", amount(entry)), " ", thing(entry), cls="gz-answer")


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
        tag("a", "打开原文", href=href, cls="gz-open", aria_label=f"打开原文：{thing(entry)}"),
        tag("span", SEPARATOR.join([entry.document.label, *entry.clause.path]), cls="gz-facts"),
        cls="gz-source",
    )


def totals_table(sums: Sequence[Total], href: Opener) -> Safe:
    """Draw the sums, each with its parts and what is not in it, each of these as a link to its clause."""
    names = ("年份", "目标或完成", "事项", "合计", "由哪些相加", "没有加进去的")
    head = tag("thead", tag("tr", join(tag("th", name, scope="col") for name in names)))
    return tag("table", head, tag("tbody", join(_total_row(total, href) for total in sums)), cls="gz-table gz-totals")


def _total_row(total: Total, href: Opener) -> Safe:
    not_in = [
        *(tag("div", _part(entry, href), "说了第二遍") for entry in total.repeated),
        *(tag("div", _part(entry, href), "这个区有几个不同的数") for entry in total.left_out),
    ]
    cells = (
        f"{year_words(total.year)}{total.period}",
        KIND_WORDS[total.kind],
        indicator_words(total.action, total.object, total.unit),
        tag("b", measure(total.value, total.upper, total.unit, total.comparator), cls="gz-number"),
        join(_part(entry, href) for entry in total.entries),
        join(not_in),
    )
    return tag("tr", join(tag("td", cell) for cell in cells))


def _part(entry: Entry, href: Opener) -> Safe:
    return tag("a", f"{entry.district or '区不详'} {amount(entry)}", href=href(entry), cls="gz-jump")
