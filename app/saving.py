"""The buttons that keep something: a clause, or the search as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.asked import survey
from app.state import ADDRESS, MOST, State, link
from app.text import plain
from indexer.errors import IndexerError, NotesUnusable
from indexer.insight.saved import occurrence_of, seen_of
from indexer.records import Clause, DocumentRef, Result
from indexer.settings import Settings
from indexer.storage.saved import Saved, clause_name

if TYPE_CHECKING:
    from indexer import Searcher


def keep_button(searcher: Searcher, settings: Settings, document: DocumentRef, clause: Clause, *, key: str) -> None:
    """Draw the button that keeps a clause, or that takes it off the list again where it has no note."""
    saved = Saved(settings.notes)
    is_kept = _is_kept(searcher, saved, clause)
    st.button(
        "已收藏" if is_kept else "加入收藏",
        key=key,
        icon=":material/bookmark_added:" if is_kept else ":material/bookmark_add:",
        type="tertiary",
        on_click=_take_off if is_kept else _keep,
        args=(searcher, saved, document, clause),
        width="content",
        help="再按一次，从收藏里移除" if is_kept else None,
    )


def keep_search_button(searcher: Searcher, settings: Settings, state: State, *, key: str) -> None:
    """Draw the button that keeps the search of a state, with what it finds now as what was seen."""
    saved = Saved(settings.notes)
    try:
        is_kept = saved.has_search(search_name(state))
    except NotesUnusable:
        is_kept = False
    st.button(
        "已收藏这次检索" if is_kept else "收藏这次检索",
        key=key,
        icon=":material/bookmark_added:" if is_kept else ":material/bookmark_add:",
        type="tertiary",
        on_click=_keep_search,
        args=(searcher, saved, state),
        width="content",
        disabled=is_kept,
        help="在“收藏”里可以看到以后新增了哪些结果",
    )


def asked_of(state: State) -> State:
    """Return what a state asks, without how it is shown: two searches are one where this is the same."""
    return State(
        words=state.words,
        districts=state.districts,
        years=state.years,
        types=state.types,
        mode=state.mode,
        plain=state.plain,
    )


def search_name(state: State) -> str:
    """Return the name under which the search of a state is kept: its parameters as the address holds them."""
    return link(asked_of(state))


def found_of(searcher: Searcher, state: State) -> tuple[Result, ...]:
    """Return what a search finds, as far as it is compared. Raises QueryInvalid."""
    return survey(searcher, asked_of(state), k=MOST).results


def _is_kept(searcher: Searcher, saved: Saved, clause: Clause) -> bool:
    try:
        # Most clauses are not kept, and few stand twice in their document: it is read only where it must be.
        return saved.has_clause_of(clause.doc_id, clause.text) and saved.has_clause(_name(searcher, clause))
    except NotesUnusable:  # said when something is to be kept; until then one can search
        return False


def _name(searcher: Searcher, clause: Clause) -> str:
    return clause_name(clause.doc_id, clause.text, occurrence_of(searcher.read(clause.doc_id), clause))


def _keep(searcher: Searcher, saved: Saved, document: DocumentRef, clause: Clause) -> None:
    """Keep a clause (a button's callback)."""
    try:
        saved.keep_clause(document, clause, occurrence_of(searcher.read(clause.doc_id), clause))
    except IndexerError as problem:
        _say_problem(problem)
    else:
        st.toast("已加入收藏。在“收藏”里可以写备注、导出。")


def _take_off(searcher: Searcher, saved: Saved, document: DocumentRef, clause: Clause) -> None:  # noqa: ARG001
    """Take a clause off the list, unless somebody wrote a note on it (a button's callback)."""
    try:
        name = _name(searcher, clause)
        kept = next((kept for kept in saved.clauses() if kept.name == name), None)
        if kept and kept.note:
            st.toast("这一条写有备注，请到“收藏”里移除。")
        elif kept:
            saved.remove(kept)
            st.toast("已从收藏里移除。")
    except IndexerError as problem:
        _say_problem(problem)


def _keep_search(searcher: Searcher, saved: Saved, state: State) -> None:
    """Keep a search (a button's callback)."""
    try:
        name = search_name(state)
        if len(name) > ADDRESS:
            st.toast("要查的话太长，链接里放不下，没有收藏。请缩短以后再试。")
            return
        saved.keep_search(name, state.words, seen_of(searcher, found_of(searcher, state)))
    except IndexerError as problem:
        _say_problem(problem)
    else:
        st.toast("已收藏这次检索。语料更新以后，在“收藏”里能看到新增的结果。")


def _say_problem(problem: IndexerError) -> None:
    st.toast(plain(problem), icon=":material/error:", duration="infinite")
