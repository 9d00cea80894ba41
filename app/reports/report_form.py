"""The button 报错 at a clause: a reader says what is wrong and what it should be; the keeper of the corpus sees it."""

from __future__ import annotations

import streamlit as st

from app.access.guard import note, take
from app.state import State, link
from app.text import Safe, notice, show, tag
from indexer.errors import IndexerError, NotesUnusable
from indexer.records import Clause, DocumentRef
from indexer.settings import Settings
from indexer.storage.reports import FAULT_WORDS, FAULTS, Reports

_ASKS = {
    "word": "原文里是哪个字，应是哪个字",
    "split": "应在哪里断开，或与哪一句连起来",
    "metadata": "区、年份、标题、文号等，哪一项不对",
    "other": "哪里不对",
}


def report_button(document: DocumentRef, clause: Clause | None, settings: Settings, *, key: str) -> None:
    """Draw 报错: a popover with a short form on a clause, or on the document where ``clause`` is None."""
    with st.popover("报错", type="tertiary", key=key):
        _form(document, clause, settings, key)


def reports_link(settings: Settings) -> Safe:
    """Draw the way to the reports, with how many wait for the keeper."""
    try:
        waiting = Reports(settings.notes).count_open()
    except NotesUnusable:  # said where the reports are listed
        waiting = 0
    return tag("a", f"纠错 {waiting}" if waiting else "纠错", href=link(State(view="reports")), cls="gz-way")


@st.fragment  # what is typed and sent draws this form anew, not the whole document
def _form(document: DocumentRef, clause: Clause | None, settings: Settings, key: str) -> None:
    # What is typed at one clause never becomes a report on another one.
    place = f"{key}_{document.doc_id}_{clause.clause_id if clause else ''}"
    keys = {name: f"{place}_{name}" for name in ("kind", "said", "instead", "result")}
    result = st.session_state.pop(keys["result"], None)
    if result == "":
        notice("info", "已记下，谢谢。整理语料的人会看到。")
    elif result:
        notice("error", result)
    about = clause.text if clause else "这份文件"
    show(tag("div", tag("b", "报告的是："), about, cls="gz-facts gz-about"))
    kind = st.radio(
        "哪一类", FAULTS, format_func=FAULT_WORDS.__getitem__, horizontal=True, key=keys["kind"], width="stretch"
    )
    with st.form(f"{place}_form", border=False, enter_to_submit=False):
        st.text_area("说明", key=keys["said"], height=90, placeholder=_ASKS[kind])
        st.text_input("应为（知道就写）", key=keys["instead"])
        st.form_submit_button("提交", type="primary", on_click=_send, args=(document, clause, settings, keys))
    if document.metadata.source_url:
        show(tag("a", "对照网上原文（另开一页）", href=document.metadata.source_url, target="_blank", rel="noopener"))


def _send(document: DocumentRef, clause: Clause | None, settings: Settings, keys: dict[str, str]) -> None:
    """Keep what was written, or keep it in the form and say why not (a button's callback)."""
    session = st.session_state
    try:
        take("report")
        Reports(settings.notes).add(
            session[keys["kind"]], document, clause, said=session[keys["said"]], instead=session[keys["instead"]]
        )
        note("report.send", document.source)
    except IndexerError as problem:
        session[keys["result"]] = str(problem)
    else:
        session[keys["result"]] = session[keys["said"]] = session[keys["instead"]] = ""
