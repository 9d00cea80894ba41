"""What the corpus covers: districts as rows, years as columns, in each cell the documents or that there are none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from app.cards import by_sound, year_words
from app.marks import say_beside
from app.state import State, link
from app.text import Safe, join, notice, show, tag
from indexer.insight.siblings import siblings_not_loaded
from indexer.records import DocumentRef

NOTHING = "没有收入"
_SHOWN = 5  # documents named in a cell
_ROWS = 300  # districts; China has 2,900 counties
_District = tuple[str, str]  # parent, district; both empty where it is not known


def draw(documents: Sequence[DocumentRef]) -> None:
    """Draw the matrix, what lies between its years, and the neighbours of which nothing is loaded."""
    show(
        tag(
            "p",
            "每格是一个区一年的文件，点开就是原文。写着“没有收入”的，查不到并不等于没有这件事。",
            cls="gz-intro",
        ),
        matrix(documents),
    )
    if between := years_between(documents):
        notice("info", f"这些年份一份文件都没有：{'、'.join(map(str, between))}年。")
    say_beside(siblings_not_loaded(documents))


def matrix(documents: Sequence[DocumentRef]) -> Safe:
    """Draw documents by district and year; those without either stand in a row and a column of their own."""
    parents = _parents(documents)
    cells: dict[tuple[_District, int | None], list[DocumentRef]] = {}
    for document in documents:
        known = document.metadata
        district = (known.parent or parents.get(known.district, ""), known.district) if known.district else ("", "")
        cells.setdefault((district, known.year), []).append(document)
    districts = sorted({district for district, _ in cells}, key=_by_sound)
    years = sorted({year for _, year in cells}, key=lambda year: (year is None, -(year or 0)))
    head = tag("tr", tag("th", "区", scope="col"), join(tag("th", year_words(year), scope="col") for year in years))
    rows = [
        tag("tr", _head(district), join(_cell(cells.get((district, year), []), district, year) for year in years))
        for district in districts[:_ROWS]
    ]
    cut = f"，只列出前 {_ROWS} 个（共 {len(districts)} 个）" if len(districts) > _ROWS else ""
    caption = tag("caption", f"{len(documents)} 份文件，{len(districts)} 个地区，{len(years)} 个年份{cut}")
    table = tag("table", caption, tag("thead", head), tag("tbody", join(rows)), cls="gz-table gz-cover")
    name = "收入了哪些区、哪些年的文件"
    return tag("div", table, cls="gz-scroll gz-whole", role="region", tabindex="0", aria_label=name)


def _parents(documents: Sequence[DocumentRef]) -> dict[str, str]:
    """Return the parent of each district that one parent is known of; 鼓楼区 lies in several cities."""
    known: dict[str, set[str]] = {}
    for document in documents:
        if document.metadata.parent:
            known.setdefault(document.metadata.district, set()).add(document.metadata.parent)
    return {district: parents.pop() for district, parents in known.items() if len(parents) == 1}


def years_between(documents: Sequence[DocumentRef]) -> list[int]:
    """Return the years between the first and the last that no document is of."""
    years = sorted({document.metadata.year for document in documents if document.metadata.year is not None})
    return [year for before, after in pairwise(years) for year in range(before + 1, after)]


def _by_sound(district: _District) -> tuple[bool, bytes, bytes]:
    parent, name = district
    return not name, by_sound(parent), by_sound(name)


def _head(district: _District) -> Safe:
    parent, name = district
    return tag("th", name or "区不详", tag("div", parent, cls="gz-facts") if parent else "", scope="row")


def _cell(documents: Sequence[DocumentRef], district: _District, year: int | None) -> Safe:
    if not documents:
        return tag("td", NOTHING, cls="gz-nothing")
    can_be_chosen = bool(district[1]) and year is not None  # in the list, whose filters know no 区不详
    shown = documents[:_SHOWN] if can_be_chosen else documents
    types = Counter(document.metadata.doc_type for document in shown)
    links = [tag("li", _link(document, is_alone=types[document.metadata.doc_type] == 1)) for document in shown]
    if rest := len(documents) - len(shown):
        there = State(view="corpus", districts=(district[1],), years=(year,) if year else ())
        links.append(tag("li", tag("a", f"另有 {rest} 份", href=link(there))))
    return tag("td", tag("b", f"{len(documents)} 份"), tag("ul", join(links)))


def _link(document: DocumentRef, *, is_alone: bool) -> Safe:
    """Name a document by its type, or by its title where others beside it are of that type too."""
    href = link(State(view="read", doc=document.doc_id, origin="corpus", part="matrix"))
    doc_type = document.metadata.doc_type or "类型不详"
    return tag("a", doc_type if is_alone else document.label, href=href, title=document.label)
