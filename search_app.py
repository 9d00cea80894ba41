"""The entry of the page: ``streamlit run search_app.py``, or ``python -m app``.

Chooses the view that the address names and says in one place what went wrong.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import streamlit as st

from app import batch_view, coverage_view, first_run, guide_view, style
from app.access.guard import note_query, person, why_closed
from app.build_progress import progress_line
from app.building import builder
from app.comparing import compare_view
from app.corpus import corpus_view
from app.guarded import configured, guarded
from app.header import header, page_title
from app.ledger import ledger_view
from app.library import open_searcher
from app.precedents import precedent_view
from app.reading import read_view
from app.reports import reports_view
from app.saved import saved_view
from app.searching import search_view
from app.state import State, View, current
from app.text import notice
from indexer import logs
from indexer.errors import IndexerError, SettingInvalid
from indexer.settings import Settings

if TYPE_CHECKING:
    from indexer import Searcher

_log = logging.getLogger("app")

_VIEWS: Mapping[View, Callable[[Searcher, State, Settings], None]] = {
    "search": search_view.draw,
    "precedent": precedent_view.draw,
    "compare": compare_view.draw,
    "read": read_view.draw,
    "ledger": ledger_view.draw,
    "coverage": coverage_view.draw,
    "batch": batch_view.draw,
    "saved": saved_view.draw,
    "corpus": corpus_view.draw,
    "reports": reports_view.draw,
    "guide": guide_view.draw,
}


def main() -> None:
    """Draw the page once."""
    state = current()
    st.set_page_config(page_title=page_title(state), page_icon="📑", layout="centered", menu_items={})
    style.apply()
    try:
        settings = Settings()
        configured(settings)
        closed = why_closed()
        header(state, None if closed else person())
    except SettingInvalid as problem:
        st.error(str(problem))
        return
    if closed:
        notice("error", closed)
        return
    with guarded(state.view):
        try:
            note_query(state.view, state.words)
            draw(state, settings)
        except IndexerError as problem:
            _log.warning("页面不能显示", extra={"view": state.view, **logs.refusal(problem)})
            first_run.draw(problem, settings)


def draw(state: State, settings: Settings) -> None:
    """Draw the view of a state. Raises IndexerError where the index cannot be used."""
    searcher = open_searcher(settings)
    if builder().running and state.view != "corpus":  # that view shows more of it
        progress_line()
    _VIEWS[state.view](searcher, state, settings)
    style.run_scripts()


main()
