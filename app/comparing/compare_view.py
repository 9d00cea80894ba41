"""A topic across districts or years, side by side: figures on top, clause beside clause, gaps in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from app.access.guard import exporting
from app.asked import show_understood
from app.comparing.compare_tables import (
    clauses_table,
    figures_table,
    has_more_figures,
    left_out,
    most_of,
    seen,
    shown_rows,
)
from app.facets import facets
from app.library import comparison
from app.marks import legend, not_loaded, say_beside
from app.searching.welcome import offer, say_what_is_loaded
from app.state import (
    ACROSS,
    ACROSSES,
    BOX,
    MOST,
    PAGE,
    State,
    link,
    mark_edited,
    page_address,
    read_link,
)
from app.text import join, notice, show, tag
from indexer.errors import QueryInvalid
from indexer.exports.compare_exports import comparison_sheets, paragraphs
from indexer.exports.compare_words import ACROSS_WORDS, counted, cut_words, gap_sentences
from indexer.insight.compare import SHOWN, Comparison
from indexer.insight.marks import MARKS, mark_of
from indexer.records import Clause, DocumentRef
from indexer.settings import Settings
from indexer.tables import XLSX_TYPE, xlsx_bytes
from indexer.word import DOCX_TYPE, docx_bytes

if TYPE_CHECKING:
    from indexer import Searcher

EXAMPLES = ("养老床位", "口袋公园", "加装电梯", "营商环境")


def draw(searcher: Searcher, state: State, settings: Settings) -> None:  # noqa: ARG001 - every view is drawn alike
    """Draw the view."""
    show(
        tag("h1", "对比", cls="gz-doctitle"),
        tag(
            "p",
            "写一个主题，把各区或各年的文件怎么说并排看：数字在上，条款在下；谁没提到、谁没有收录文件，都写明。",
            cls="gz-intro",
        ),
    )
    _box()
    _controls(searcher, state)
    if state.words:
        _answer(searcher, state)
    else:
        offer(EXAMPLES)
    say_what_is_loaded(searcher.documents())


def _box() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="searchbar"):
        st.text_input(
            "主题", key=BOX, placeholder="例如：养老床位", label_visibility="collapsed", on_change=mark_edited
        )
        st.button("对比", type="primary", width="content")


def _controls(searcher: Searcher, state: State) -> None:
    known = [document.metadata for document in searcher.documents()]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="controls"):
        st.session_state[ACROSS] = state.across
        st.segmented_control(
            "怎样比",
            ACROSSES,
            key=ACROSS,
            required=True,
            format_func=lambda across: f"比{ACROSS_WORDS[across]}",
            on_change=mark_edited,
            label_visibility="collapsed",
        )
        facets(
            state,
            districts=Counter(m.district for m in known if m.district),
            years=Counter(m.year for m in known if m.year),
            types=Counter(m.doc_type for m in known if m.doc_type),
            unit="份",
        )


def _answer(searcher: Searcher, state: State) -> None:
    try:
        found = comparison(searcher, state)
    except QueryInvalid as problem:
        free = State(view="compare", words=state.words, across=state.across)
        notice("warning", str(problem), tag("a", "不限区、年份、类型再比", href=link(free), cls="gz-way"))
        return
    show_understood(found.query, state)
    if missing := not_loaded(found.named):
        notice("warning", missing)
    if found.columns:
        _summary(searcher, found, state)
        _gaps(found)
    if seen(found):
        _tables(found, state)
        show(legend([name for name in MARKS if name in set(map(mark_of, found.columns))]))
    say_beside(found.beside)


def _summary(searcher: Searcher, found: Comparison, state: State) -> None:
    counts = Counter(mark_of(column) for column in found.columns)
    said = "，".join(f"{words.sign} {words.word} {counts[name]}" for name, words in MARKS.items() if counts[name])
    unit = "个地区" if found.across == "district" else "个年份"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="summary"):
        show(tag("div", tag("b", f"{len(found.columns)} {unit}"), f"：{said}", cls="gz-sum"))
        _downloads(searcher, found, state)
    cut = cut_words(found) or "没有截断。"
    show(tag("div", f"存成文件的有：{counted(found)}。{cut}", cls="gz-facts"))


def _downloads(searcher: Searcher, found: Comparison, state: State) -> None:
    """Offer the whole comparison as files; they are made when they are asked for."""
    address = partial(_address, state, page_address())
    files: tuple[tuple[str, str, str, Callable[[], bytes]], ...] = (
        ("Word", "docx", DOCX_TYPE, partial(_docx, searcher, found, address)),
        ("Excel", "xlsx", XLSX_TYPE, partial(_xlsx, searcher, found, address)),
    )
    for name, ending, mime, make in files:
        st.download_button(
            f"导出 {name}",
            data=exporting(make, "对比"),
            file_name=f"对比.{ending}",
            mime=mime,
            key=f"save_{ending}",
            on_click="ignore",
            icon=":material/download:",
            type="tertiary",
        )


def _address(state: State, page: str, document: DocumentRef, clause: Clause) -> str:
    return page + read_link(state, document.doc_id, clause.clause_id)


def _docx(searcher: Searcher, found: Comparison, address: Callable[[DocumentRef, Clause], str]) -> bytes:
    text = paragraphs(found, searcher.manifest, asked_at=_now(), address=address)
    return docx_bytes(text, title=f"对比：{found.query.text}")


def _xlsx(searcher: Searcher, found: Comparison, address: Callable[[DocumentRef, Clause], str]) -> bytes:
    return xlsx_bytes(comparison_sheets(found, searcher.manifest, asked_at=_now(), address=address))


def _now() -> str:
    return f"{datetime.now().astimezone():%Y-%m-%d %H:%M}"


def _gaps(found: Comparison) -> None:
    if sentences := list(gap_sentences(found)):
        items = join(tag("li", sentence) for sentence in sentences)
        notice("info", tag("ul", items, cls="gz-gaps"))


def _tables(found: Comparison, state: State) -> None:
    most = most_of(state.count, PAGE)
    href = partial(_address, state, "")
    show(tag("h2", "数字", cls="gz-district"))
    if found.figures:
        show(figures_table(found, most=most, href=href))
    else:
        show(tag("p", "没有与主题相合的数字。", cls="gz-facts"))
    rows = shown_rows(found, most)
    show(tag("h2", "条款", cls="gz-district"), clauses_table(found, rows, href))
    _more(left_out(found, rows), state, has_figures=has_more_figures(found, most))


def _more(left: list[tuple[str, int]], state: State, *, has_figures: bool) -> None:
    if not left and not has_figures:
        return
    said = "，".join(f"{name}还有 {count} 条" for name, count in left) or "还有数字没有列出"
    if state.count < MOST:
        show(tag("div", f"{said}。", cls="gz-facts"))
        st.button(f"每列再看 {SHOWN} 条", on_click=mark_edited, args=(state.count + PAGE,), width="content")
    else:
        show(tag("div", f"{said}：请选区、年份，或导出。", cls="gz-facts"))
