"""The entry of the page: ``streamlit run search_app.py``, or ``python -m app``.

Chooses the view that the address names and says in one place what went wrong.
"""

from __future__ import annotations

import streamlit as st

from app import (
    batch_view,
    corpus_view,
    coverage_view,
    first_run,
    ledger_view,
    precedent_view,
    read_view,
    search_view,
    style,
)
from app.header import header, page_title
from app.library import open_searcher
from app.state import State, current
from indexer.errors import IndexerError, SettingInvalid
from indexer.settings import Settings


def main() -> None:
    """Draw the page once."""
    state = current()
    st.set_page_config(page_title=page_title(state), page_icon="📑", layout="centered", menu_items={})
    style.apply()
    header(state)
    try:
        settings = Settings()
    except SettingInvalid as problem:
        st.error(str(problem))
        return
    try:
        draw(state, settings)
    except IndexerError as problem:
        first_run.draw(problem, settings)


def draw(state: State, settings: Settings) -> None:
    """Draw the view of a state. Raises IndexerError where the index cannot be used."""
    searcher = open_searcher(settings)
    if state.view == "read":
        read_view.draw(searcher, state)
    elif state.view == "ledger":
        ledger_view.draw(searcher, state, settings)
    elif state.view == "coverage":
        coverage_view.draw(searcher, state)
    elif state.view == "batch":
        batch_view.draw(searcher, state)
    elif state.view == "precedent":
        precedent_view.draw(searcher, state)
    elif state.view == "corpus":
        corpus_view.draw(searcher, state, settings)
    else:
        search_view.draw(searcher, state)
    style.scroll_to_hit()


main()
