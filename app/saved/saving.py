"""The buttons that keep something: a clause, or the search as it stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from app.asked import survey
from app.saved.saved_items import remove
from app.state import ADDRESS, MOST, State, link
from app.text import plain
from indexer.errors import IndexerError, NoteRefused, NotesUnusable
from indexer.insight.saved import occurrence_of, seen_of
from indexer.records import Clause, DocumentRef, Result
from indexer.settings import Settings
from indexer.storage.saved import Saved, SavedClause, SavedSearch, clause_name

if TYPE_CHECKING:
    from indexer import Searcher


def keep_button(searcher: Searcher, settings: Settings, document: DocumentRef, clause: Clause, *, key: str) -> None:
    """Draw the button that keeps a clause, or that takes it off the list again where it has no note."""
    saved = Saved(settings.notes)
    is_kept = _is_kept(searcher, saved, clause)
    if is_kept:
        press = partial(_take_off_clause, searcher, saved, clause)
    else:
        press = partial(_keep, searcher, saved, document, clause)
    _button("已收藏" if is_kept else "加入收藏", press, is_kept=is_kept, key=key)


def keep_search_button(searcher: Searcher, settings: Settings, state: State, *, key: str) -> None:
    """Draw the button that keeps the search of a state, with what it finds now as what was seen."""
    saved = Saved(settings.notes)
    try:
        is_kept = saved.has_search(search_name(state))
    except NotesUnusable:
        is_kept = False
    press = partial(_take_off_search, saved, state) if is_kept else partial(_keep_search, searcher, saved, state)
    _button("已收藏这次检索" if is_kept else "收藏这次检索", press, is_kept=is_kept, key=key)


def _button(name: str, press: Callable[[], None], *, is_kept: bool, key: str) -> None:
    st.button(
        name,
        key=key,
        icon=":material/bookmark_added:" if is_kept else ":material/bookmark_add:",
        type="tertiary",
        on_click=telling(press),
        width="content",
    )


def telling(press: Callable[[], None]) -> Callable[[], None]:
    """Return a button's callback that says what went wrong."""

    def pressed() -> None:
        try:
            press()
        except IndexerError as problem:
            st.toast(plain(problem), icon=":material/error:", duration="infinite")

    return pressed


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
    saved.keep_clause(document, clause, occurrence_of(searcher.read(clause.doc_id), clause))
    st.toast("已加入收藏。在“收藏”里可以写备注、导出。")


def _keep_search(searcher: Searcher, saved: Saved, state: State) -> None:
    name = search_name(state)
    if len(name) > ADDRESS:
        raise NoteRefused("要查的话太长，链接里放不下，没有收藏。请缩短以后再试。")
    saved.keep_search(name, state.words, seen_of(searcher, found_of(searcher, state)))
    st.toast("已收藏这次检索。语料更新以后，在“收藏”里能看到新增的结果。")


def _take_off_clause(searcher: Searcher, saved: Saved, clause: Clause) -> None:
    name = _name(searcher, clause)
    _take_off(saved, next((kept for kept in saved.clauses() if kept.name == name), None))


def _take_off_search(saved: Saved, state: State) -> None:
    _take_off(saved, next((kept for kept in saved.searches() if kept.name == search_name(state)), None))


def _take_off(saved: Saved, kept: SavedClause | SavedSearch | None) -> None:
    """Take something off the list, unless somebody wrote a note on it: that is not to be lost by a slip."""
    if kept and kept.note:
        st.toast("写有备注，没有移除。要移除请到“收藏”里。")
    elif kept:
        remove(saved, kept)
        st.toast("已从收藏里移除，可以在“收藏”里撤销。")
