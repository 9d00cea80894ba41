"""The list of the corpus: what can be searched, and before it, in plain sight, what was not taken in and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from app.access.guard import exporting
from app.corpus.corpus_rows import GONE, Corpus, Row, counted, select, sheet
from app.facets import facets
from app.state import BOX, ORDER, ORDERS, State, link, mark_edited
from app.text import Safe, join, notice, show, tag
from indexer.records import FileReport
from indexer.tables import XLSX_TYPE, xlsx_bytes

_FIRST = 50  # documents that stand open: some three screens; the rest is one press away
_MOST = 500  # rows in all; of more, the filters and the file to download
_REASONS = 5  # refusals that stand open
ORDER_WORDS = {"relevance": "按区排列", "newest": "最新的在前", "oldest": "最早的在前"}
_NAMES = ("文件", "区", "年份", "类型", "条款", "状态", "整理")


def draw(corpus: Corpus, state: State) -> None:
    """Draw the refusals, the filters, and the documents that they leave."""
    _refused(corpus.refused, state)
    _controls(corpus.rows, state)
    rows = select(corpus.rows, state)
    _summary(corpus, rows)
    if rows:
        show(table(rows[:_FIRST], state))
    if rest := rows[_FIRST:_MOST]:
        show(tag("details", tag("summary", f"再列出 {len(rest)} 份"), table(rest, state), cls="gz-rest"))
    if len(rows) > _MOST:
        show(tag("p", f"这里列到第 {_MOST} 份。请用上面的筛选缩小范围，或导出完整的清单。", cls="gz-facts"))


def _refused(reports: Sequence[FileReport], state: State) -> None:
    if not reports:
        return
    lines = [tag("li", _reason(report), " ", _way(report.source, state)) for report in reports]
    more = lines[_REASONS:]
    notice(
        "warning",
        tag("b", f"有 {len(reports)} 个文件没有收录，检索不到里面的内容："),
        tag("ul", join(lines[:_REASONS])),
        tag("details", tag("summary", f"另外 {len(more)} 个"), tag("ul", join(more))) if more else "",
    )


def _reason(report: FileReport) -> str:
    return report.reason or report.source


def _way(source: str, state: State) -> Safe:
    return tag("a", "处理", href=link(replace(state, doc=source)), aria_label=f"处理 {source}")


def _controls(rows: Sequence[Row], state: State) -> None:
    known = [row.document.metadata for row in rows]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="controls"):
        st.text_input(
            "在清单里找",
            key=BOX,
            placeholder="标题、区、文号、文件名里的字",
            label_visibility="collapsed",
            on_change=mark_edited,
            width=260,
        )
        facets(
            state,
            districts=Counter(m.district for m in known if m.district),
            years=Counter(m.year for m in known if m.year),
            types=Counter(m.doc_type for m in known if m.doc_type),
            unit="份",
        )
        st.session_state[ORDER] = state.order
        st.selectbox(
            "排列",
            ORDERS,
            key=ORDER,
            format_func=ORDER_WORDS.__getitem__,
            label_visibility="collapsed",
            on_change=mark_edited,
            width=150,
        )


def _summary(corpus: Corpus, rows: Sequence[Row]) -> None:
    number = f"{len(rows)} 份" if len(rows) == len(corpus.rows) else f"{len(rows)} 份（共 {len(corpus.rows)} 份）"
    counts = counted(rows)
    gone = counts.pop(GONE, 0)
    read = "，".join(f"{words} {count} 份" for words, count in counts.items())
    told = (f"上次读取时{read}" if read else "", f"{GONE} {gone} 份" if gone else "")
    states = "；".join(filter(None, told))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="summary"):
        show(tag("div", tag("b", number), f"：{states}" if states else "", cls="gz-sum"))
        st.download_button(
            f"导出清单（{len(rows) + len(corpus.refused)} 行）",
            data=exporting(partial(_xlsx, corpus, rows), "语料清单.xlsx"),
            file_name="语料清单.xlsx",
            mime=XLSX_TYPE,
            on_click="ignore",
            icon=":material/download:",
            type="tertiary",
        )
    if not rows:
        notice("info", "没有这样的文件。", tag("a", "看全部", href=link(State(view="corpus")), cls="gz-way"))


def _xlsx(corpus: Corpus, rows: Sequence[Row]) -> bytes:
    return xlsx_bytes([sheet(corpus, rows)])


def table(rows: Sequence[Row], state: State) -> Safe:
    """Draw documents as a table; on a phone each is a card."""
    head = tag("thead", tag("tr", join(tag("th", name, scope="col") for name in _NAMES)))
    return tag("table", head, tag("tbody", join(_row(row, state) for row in rows)), cls="gz-table gz-list")


def _row(row: Row, state: State) -> Safe:
    document, known = row.document, row.document.metadata
    reading = replace(state, view="read", words="", doc=document.doc_id, origin="corpus")  # the words filter the list
    title = tag("a", document.label, href=link(reading), cls="gz-title")
    twins = [tag("div", f"内容相同、没有另收的文件：{twin}", cls="gz-facts") for twin in row.twins]
    evidence = tag(
        "a",
        "依据",
        href=link(replace(state, view="corpus", doc=document.doc_id), anchor="evidence"),
        aria_label=f"依据和处理：{document.label}",
    )
    cells = [
        tag("td", title, tag("div", document.source, cls="gz-facts"), *twins),
        tag("td", known.district or "区不详"),
        tag("td", known.year or "年份不详"),
        tag("td", known.doc_type or "类型不详"),
        tag("td", f"{document.clauses} 条"),
        tag("td", row.state),
        tag("td", row.care, " ", evidence),
    ]
    return tag("tr", join(cells), cls="gz-chosen" if document.doc_id == state.doc else None)
