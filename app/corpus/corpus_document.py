"""One file of the corpus: where what is said of it comes from, what was left out of it, and how it is taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from app.access.guard import is_keeper
from app.corpus.corpus_actions import has_just_removed, take_out_file
from app.corpus.corpus_rows import Corpus
from app.reading.read_view import removals_table
from app.state import State, link
from app.text import Safe, join, notice, show, tag
from indexer.corpus_files import removed_folder
from indexer.records import METADATA_FIELDS, Metadata
from indexer.settings import Settings
from indexer.structure.wording import FIELD_WORDS

if TYPE_CHECKING:
    from indexer import Searcher


def draw(searcher: Searcher, corpus: Corpus, state: State, settings: Settings) -> None:
    """Draw the file that the address names: a document by its id, one that was not taken in by its name."""
    row = next((row for row in corpus.rows if row.document.doc_id == state.doc), None)
    reason = next((report.reason for report in corpus.refused if report.source == state.doc), None)
    close = tag("a", "收起", href=link(replace(state, doc="")), cls="gz-open")
    documents = [known.document.source for known in corpus.rows]
    if row is not None:
        source = row.document.source
        show(tag("h2", f"{source}：这些信息从哪里来", close, id="evidence", cls="gz-district"))
        if row.is_gone:
            notice("info", "这份文件已经移出，索引更新后就查不到了。")
        document = searcher.read(state.doc)
        correct = link(State(view="reports", doc=state.doc), anchor="metadata")
        is_theirs = is_keeper()
        show(
            facts_table(document.metadata),
            removals_table(document) or tag("p", "这份文件没有去掉任何内容。"),
            tag("p", "信息不对？", tag("a", "更正这份文件的信息", href=correct), cls="gz-loaded")
            if is_theirs
            else Safe(),
        )
        if not row.is_gone and is_theirs:
            _way_out(source, documents, settings)
    elif reason is not None:
        show(tag("h2", f"{state.doc}：没有收录", close, id="evidence", cls="gz-district"))
        notice("warning", reason)
        if is_keeper():
            _way_out(state.doc, documents, settings)
    elif not has_just_removed():  # then that has been said
        notice("warning", "这份文件不在现在的语料里。")


def _way_out(source: str, documents: Sequence[str], settings: Settings) -> None:
    """Offer to take a file out, asked once more before it is done."""
    with st.popover("移出这个文件", key="way_out"):
        show(
            tag("p", "移出后就查不到它的内容了。文件不会删除：它移到语料旁边的文件夹，随时可以放回。"),
            tag("p", tag("q", removed_folder(settings.corpus), cls="gz-id"), cls="gz-facts"),
        )
        st.button(
            "确定移出", type="primary", on_click=take_out_file, args=(settings, source, documents), key="take_out"
        )


def facts_table(known: Metadata, fields: Sequence[str] = METADATA_FIELDS) -> Safe:
    """Draw metadata, each value with the words that it was inferred from."""
    return tag("table", join(_fact(field, known) for field in fields), cls="gz-table gz-known")


def _fact(field: str, known: Metadata) -> Safe:
    return tag(
        "tr",
        tag("th", FIELD_WORDS[field], scope="row"),
        tag("td", getattr(known, field) or "—"),
        tag("td", evidence_words(known, field), cls="gz-facts"),
    )


def evidence_words(known: Metadata, field: str) -> str:
    """Say where a value comes from."""
    evidence = known.evidence.get(field)
    if evidence is None:
        return "" if getattr(known, field) else "没有找到"
    if evidence.origin == "inferred":
        return f"推断自原文：{evidence.words}"
    return "在 catalog.csv 里写明" + ("" if getattr(known, field) else "没有")
