"""A topic over districts and years: who says something and what, who says nothing, and where no document is loaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from app.access.guard import exporting
from app.asked import show_understood
from app.cards import by_sound, year_words
from app.facets import facets
from app.ledger.ledger_rows import amount, thing, when
from app.marks import legend, mark, not_loaded, say_beside
from app.searching.welcome import area_words, offer, say_what_is_loaded
from app.state import BOX, State, link, mark_edited, page_address, read_link
from app.text import Safe, join, notice, show, tag
from indexer.errors import QueryInvalid
from indexer.exports.workbooks import coverage_sheets
from indexer.insight.ledger import Entry
from indexer.insight.marks import MARKS, mark_of
from indexer.insight.topic import Cell, TopicCoverage, cover
from indexer.records import Result
from indexer.settings import Settings
from indexer.structure.wording import KIND_WORDS
from indexer.tables import XLSX_TYPE, xlsx_bytes

if TYPE_CHECKING:
    from indexer import Searcher

EXAMPLES = ("养老床位", "加装电梯", "停车泊位")
Href = Callable[[str, str], str]  # doc_id and clause_id → the link that opens the clause
_Way = Callable[..., Safe]  # a result or a figure, and the words of the link → the link that opens its clause
ROWS = 60  # districts of the table: a city has 16, a province 100 and more
# How the reasons begin that name the words that were asked, and what documents say for them.
_OWN_WORDS, _WORDING = ("原文含有", "词", "所在标题中的词"), "公文用语"
_EXCERPT = 56  # characters of a clause in a cell: three lines


def draw(searcher: Searcher, state: State, settings: Settings) -> None:  # noqa: ARG001 - every view is drawn alike
    """Draw the coverage of a topic."""
    documents = searcher.documents()
    show(
        tag("h1", "覆盖", cls="gz-doctitle"),
        tag("p", "写一个主题，看哪些区、哪些年的文件说了，哪些没有提到，哪些还没有收录文件。", cls="gz-intro"),
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="searchbar"):
        st.text_input(
            "主题", key=BOX, placeholder="例如：养老床位", label_visibility="collapsed", on_change=mark_edited
        )
        st.button("查看", type="primary", width="content")
    known = [document.metadata for document in documents]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="controls"):
        facets(
            state,
            districts=Counter(m.district for m in known if m.district),
            years=Counter(m.year for m in known if m.year),
            types=Counter(m.doc_type for m in known if m.doc_type),
            unit="份",
        )
    if state.words:
        _answer(searcher, state)
    else:
        offer(EXAMPLES)
    say_what_is_loaded(documents)


def _answer(searcher: Searcher, state: State) -> None:
    try:
        coverage = cover(
            searcher,
            state.words,
            districts=state.districts,
            years=state.years,
            types=state.types,
            ignore=state.plain,
        )
    except QueryInvalid as problem:
        free = State(view="coverage", words=state.words)
        notice("warning", str(problem), tag("a", "不限区、年份、类型再看", href=link(free), cls="gz-way"))
        return
    show_understood(coverage.query, state)
    if missing := not_loaded(coverage.named):
        notice("warning", missing)
    if coverage.cells:
        _summary(searcher, coverage, state)
        show(matrix(coverage, partial(read_link, state)))
    say_beside(coverage.beside)


def _summary(searcher: Searcher, coverage: TopicCoverage, state: State) -> None:
    counts = Counter(mark_of(cell) for cell in coverage.cells)
    said = "，".join(f"{words.sign} {words.word} {counts[name]}" for name, words in MARKS.items() if counts[name])
    whole = f"{len(coverage.places)} 个地区、{len(coverage.years)} 个年份"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="summary"):
        show(tag("div", tag("b", whole), f"：{said}", cls="gz-sum"))
        st.download_button(
            f"导出 Excel（{len(coverage.cells)} 行）",
            data=exporting(partial(_xlsx, searcher, coverage, state, page_address()), "覆盖.xlsx"),
            file_name="覆盖.xlsx",
            mime=XLSX_TYPE,
            on_click="ignore",
            icon=":material/download:",
            type="tertiary",
        )
    show(legend([name for name in MARKS if counts[name] or name in ("said", "silent", "not-loaded")]))


def _xlsx(searcher: Searcher, coverage: TopicCoverage, state: State, page: str) -> bytes:
    def address(result: Result) -> str:
        return page + read_link(state, result.document.doc_id, result.clause.clause_id)

    return xlsx_bytes(coverage_sheets(coverage, searcher.manifest, address))


def matrix(coverage: TopicCoverage, href: Href, *, target: str | None = None) -> Safe:
    """Draw the districts as rows and the years as columns; on a phone each district's years stand one below another.

    ``target`` "_blank" opens its links in a window of their own.
    """
    way = partial(_open, href, target)
    head = tag("thead", tag("tr", tag("th", "区", scope="col"), join(_column(year) for year in coverage.years)))
    places = sorted(coverage.places, key=lambda place: (place[1] == "", by_sound(place[1])))
    rows = (
        tag(
            "tr",
            tag("th", area_words(district), tag("div", parent, cls="gz-facts") if parent else "", scope="row"),
            join(_cell(coverage.cell((parent, district), year), year, way) for year in coverage.years),
        )
        for parent, district in places[:ROWS]
    )
    cut = f"只列出前 {ROWS} 个地区（共 {len(places)} 个）：请选区、年份，或导出。" if len(places) > ROWS else ""
    whole = tag("table", head, tag("tbody", join(rows)), cls="gz-table gz-matrix")
    table = tag("div", whole, cls="gz-scroll", tabindex="0", role="region", aria_label="各区各年的情况")
    return join((table, tag("div", cut, cls="gz-facts") if cut else ""))


def _column(year: int | None) -> Safe:
    return tag("th", f"{year_words(year)}的文件", scope="col")


def _cell(cell: Cell | None, year: int | None, way: _Way) -> Safe:
    if cell is None:  # a column of documents of unknown year, where this district has none
        return tag("td", cls="gz-none")
    said = Safe()
    if cell.best:
        said = _said(cell.figures, cell.best, way)
    elif cell.nearest:
        said = way(cell.nearest, "最接近的一条", cls="gz-open")
    return tag("td", tag("span", f"{year_words(year)}的文件", cls="gz-only-narrow"), mark(mark_of(cell)), said)


def _said(figures: Sequence[Entry], best: Result, way: _Way) -> Safe:
    """Draw the figure that fits best and the strongest clause, each as a link, and the wording that led to it."""
    by_own_words = any(reason.startswith(_OWN_WORDS) for reason in best.reasons)
    wordings = [] if by_own_words else [reason for reason in best.reasons if reason.startswith(_WORDING)]
    figure = next(iter(figures), None)
    return join(
        (
            _figure(figure, way, elsewhere=figure.clause.clause_id != best.clause.clause_id) if figure else "",
            way(best, _excerpt(best.clause.text), cls="gz-cell-text", title=best.document.label),
            tag("div", "；".join(wordings), cls="gz-facts") if wordings else "",
        )
    )


def _figure(figure: Entry, way: _Way, *, elsewhere: bool) -> Safe:
    """Draw the figure as the link to its own clause; said where that is not the strongest one, which stands below."""
    kind = KIND_WORDS[figure.commitment.kind]  # a report of 2025 tells what was done in 2024
    said = f"{when(figure)}{kind}{'，出自另一条' if elsewhere else ''}"
    return join(
        (
            way(figure, tag("b", amount(figure)), " ", thing(figure), title=figure.evidence),
            tag("div", said, cls="gz-facts"),
        )
    )


def _open(href: Href, target: str | None, found: Result | Entry, *words: Safe | str, **more: str) -> Safe:
    """Draw the link that opens the clause of a result or of a figure."""
    where = href(found.document.doc_id, found.clause.clause_id)
    return tag("a", *words, href=where, target=target, **more)


def _excerpt(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _EXCERPT else words[:_EXCERPT] + "…"
