"""The menu that exports clauses, as Excel, Word, CSV or Markdown: each way says how many rows it gives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from app.access.guard import exporting
from app.asked import survey
from app.state import State, cited_address
from app.text import notice, show, tag
from indexer.errors import QueryInvalid
from indexer.exports.result_exports import MIME, Kind, Row, Told, result_file, result_rows, told_of

if TYPE_CHECKING:
    from indexer import Searcher

_NAMES: dict[Kind, str] = {"xlsx": "Excel", "docx": "Word", "csv": "CSV", "md": "Markdown"}


def export_menu(searcher: Searcher, state: State, *, key: str) -> None:
    """Draw the menu that exports what a search finds, not only what is shown; it is asked for when the menu opens."""
    with st.popover("导出", icon=":material/download:", type="tertiary", key=key, on_change="rerun") as menu:
        if menu.open:
            _found(searcher, state, key)


def _found(searcher: Searcher, state: State, key: str) -> None:
    from indexer.retrieval.search import MAX_RESULTS  # an engine, loaded by now

    try:
        found = survey(searcher, state, k=MAX_RESULTS)
    except QueryInvalid as problem:
        notice("warning", str(problem))
        return
    rows = result_rows(found.results, lambda result: cited_address(result.clause))
    export_buttons(rows, told_of(searcher, found, state.mode, when=now_words()), key=key)


def export_buttons(rows: Sequence[Row], told: Told, *, key: str) -> None:
    """Draw a button for each kind of file, and say above them how many rows there are and what is not among them."""
    show(tag("div", tag("b", f"{len(rows)} 行"), f"，{told.cut or '全部在内'}。", cls="gz-facts"))
    for kind, name in _NAMES.items():
        st.download_button(
            f"{name}（{len(rows)} 行）",
            data=exporting(partial(result_file, kind, rows, told), "检索结果"),
            file_name=f"{told.title}.{kind}",
            mime=MIME[kind],
            key=f"{key}_{kind}",
            on_click="ignore",
            width="stretch",
        )


def now_words() -> str:
    """Return the present time as people write it here: 2026年3月5日 14:07."""
    now = datetime.now().astimezone()
    return f"{now.year}年{now.month}月{now.day}日 {now:%H:%M}"
