"""The clauses that are kept: where each stands now, its note, and the way to take them all away as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import streamlit as st

from app.cards import copy_button
from app.exporting import export_buttons, now_words
from app.saved.saved_items import clause_card, day, note_field, remove_button, undo_bar
from app.state import BOX, GROUP, MOST, PAGE, State, cited_address, link, mark_edited, page_address, read_link
from app.text import notice, show, tag
from indexer.citation import citation
from indexer.exports.result_exports import NO_DISTRICT, Row, Told, index_words
from indexer.insight.saved import Read, Whereabouts, find_again
from indexer.records import Clause, DocumentRef
from indexer.retrieval.folding import fold
from indexer.storage.saved import Saved, SavedClause

if TYPE_CHECKING:
    from indexer import Searcher

_MANY = 10  # clauses from which on a filter helps
_GROUP_WORDS = {"district": "按区", "none": "按收藏先后"}


def draw(searcher: Searcher, saved: Saved, every: Sequence[SavedClause], state: State) -> None:
    """Draw the clauses that are kept, for a state."""
    undo_bar(saved, SavedClause)
    if not every:
        notice(
            "info",
            "还没有收藏条款。检索或看原文时，按“加入收藏”，它就会列在这里。",
            tag("a", "去检索", href=link(State()), cls="gz-way"),
        )
        return
    _controls(every, state)
    chosen = _in_order([kept for kept in every if _is_meant(kept, state.words)], state)
    _summary(searcher, chosen, every, state)
    if not chosen:
        way = tag("a", "看全部收藏", href=link(replace(state, words="")), cls="gz-way")
        notice("info", f"收藏里没有含有“{state.words}”的条款。", way)
    shown, district = chosen[: state.count], ""
    read = cache(searcher.read)  # many clauses of one document
    for kept in shown:
        if state.group != "none" and district != (district := _district(kept)):
            number = sum(_district(other) == district for other in chosen)
            show(tag("h2", district, tag("span", f"{number} 条", cls="gz-count"), cls="gz-district"))
        _draw_clause(searcher, read, saved, kept, state)
    rest = len(chosen) - len(shown)
    if rest and state.count < MOST:
        st.button(f"再看一些（还有 {rest} 条）", on_click=mark_edited, args=(state.count + PAGE,), width="content")
    elif rest:
        show(tag("div", f"还有 {rest} 条：请用上面的筛选缩小范围，或导出。", cls="gz-facts"))


def _controls(every: Sequence[SavedClause], state: State) -> None:
    if len(every) <= _MANY and not state.words:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="saved_controls"):
        st.text_input(
            "筛选收藏的条款",
            key=BOX,
            placeholder="筛选：条款、备注或文件名里的字",
            label_visibility="collapsed",
            on_change=mark_edited,
        )
        st.session_state[GROUP] = state.group if state.group in _GROUP_WORDS else "district"
        st.segmented_control(
            "怎么排",
            list(_GROUP_WORDS),
            key=GROUP,
            required=True,
            format_func=_GROUP_WORDS.__getitem__,
            on_change=mark_edited,
            label_visibility="collapsed",
        )


def _is_meant(kept: SavedClause, words: str) -> bool:
    """Whether every word of a filter stands in a clause, in its note, or in the name of its document."""
    known = kept.document.metadata
    about = (kept.note, kept.clause.text, kept.document.label, known.district, str(known.year or ""), *kept.clause.path)
    text = fold("\n".join(about))
    return all(fold(word) in text for word in words.split())


def _in_order(kept: Sequence[SavedClause], state: State) -> list[SavedClause]:
    """Return the clauses, the last one kept first; by district, the district of the last one first."""
    latest = list(reversed(kept))
    if state.group == "none":
        return latest
    districts = list(dict.fromkeys(map(_district, latest)))
    return sorted(latest, key=lambda one: districts.index(_district(one)))


def _district(kept: SavedClause) -> str:
    return kept.document.metadata.district or NO_DISTRICT


def _summary(searcher: Searcher, chosen: Sequence[SavedClause], every: Sequence[SavedClause], state: State) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="summary"):
        number = f"共 {len(every)} 条" if len(chosen) == len(every) else f"{len(chosen)} 条，收藏共 {len(every)} 条"
        show(tag("div", tag("b", number), cls="gz-sum"), width="content")
        menu = st.popover("导出", icon=":material/download:", type="tertiary", key="export_saved", on_change="rerun")
        with menu:
            if menu.open:
                _export(searcher, chosen, every, state)


def _export(searcher: Searcher, chosen: Sequence[SavedClause], every: Sequence[SavedClause], state: State) -> None:
    page = page_address()
    read = cache(searcher.read)
    rows = [_row(kept, find_again(searcher, kept, read=read), page, state) for kept in chosen]
    cut = f"只是含有“{state.words}”的，收藏共 {len(every)} 条" if len(chosen) < len(every) else ""
    asked = (("导出时间", now_words()), ("索引", index_words(searcher)))
    export_buttons(rows, Told("收藏的条款", asked, cut, is_saved=True), key="export_saved")


def _row(kept: SavedClause, there: Whereabouts, page: str, state: State) -> Row:
    document, clause = as_known(kept, there)
    href = _link(there, state)
    return Row(
        document,
        clause,
        page + href if href else "",
        remark=standing_words(there),
        note=kept.note,
        saved_on=day(kept.when),
    )


def as_known(kept: SavedClause, there: Whereabouts) -> tuple[DocumentRef, Clause]:
    """Return document and clause as they are known today; where they are not the same any more, as they were kept."""
    if there.standing == "same" and there.document and there.clause and not there.is_replaced:
        return there.document, there.clause
    return kept.document, kept.clause


def standing_words(there: Whereabouts) -> str:
    """Say what became of a clause since it was kept; "" where it is as it was."""
    if there.standing == "same":
        return "文件已换成新的一份，这句话还在，打开的是新的一份" if there.is_replaced else ""
    if there.standing == "recut":
        new = "文件已换成新的一份，" if there.is_replaced else ""
        return f"{new}这句话还在，但分条和收藏时不同，打开的是它现在所在的一条"
    if there.document is None:
        return "这份文件已不在语料里，这是收藏时的原话"
    if there.is_replaced:
        return "文件已换成新的一份，里面没有这句话，这是收藏时的原话"
    return "文件还在，但现在读不出这句话，这是收藏时的原话"


def _draw_clause(searcher: Searcher, read: Read, saved: Saved, kept: SavedClause, state: State) -> None:
    there = find_again(searcher, kept, read=read)
    document, clause = as_known(kept, there)
    with st.container(gap=None, key=f"saved_{kept.number}"):
        href = _link(there, state)
        facts = [f"{day(kept.when)} 收藏"]
        show(clause_card(document, clause, href=href, facts=facts, standing=standing_words(there)))
        note_field(saved, kept)
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"foot_{kept.number}"):
            if href:
                words = "打开原文" if there.clause else "打开文件"
                show(
                    tag("a", words, href=href, cls="gz-open", aria_label=f"{words}：{document.label}"), width="content"
                )
            cited = citation(document, clause, link=cited_address(there.clause) if there.clause else "")
            show(copy_button(cited), width="content")
            remove_button(saved, kept)


def _link(there: Whereabouts, state: State) -> str:
    """Return the link to where a clause stands now, or to its document, or ""; the filter is no search there."""
    if there.document is None:
        return ""
    return read_link(replace(state, words=""), there.document.doc_id, there.clause.clause_id if there.clause else "")
