"""The state of the page is what stands in the address bar: words, filters, way of searching, view, document, clause.

``from_params`` and ``to_params`` are pure and inverse; ``current`` keeps Streamlit's widgets and the address in step,
so that a copied link reopens the same page and the browser's back button undoes the last step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args
from urllib.parse import urlencode

import streamlit as st

from indexer.records import MODES, Filters, Mode

View = Literal["search", "read", "corpus"]
VIEWS: tuple[View, ...] = get_args(View)
PAGE = 20  # results a page: some four screens, few enough to be read
MOST = 100  # results at most: who needs more narrows the search

BOX, DISTRICTS, YEARS, TYPES, MODE = "box", "districts", "years", "types", "mode"  # keys of the widgets
PLAIN = "plain"  # what the reader wants taken as plain words
_EDITED = "_edited"  # set when the reader changed a widget or pressed a button in this run: results to show
_SEEN = "_seen"  # the address as this session last saw it


@dataclass(frozen=True, slots=True)
class State:
    """What the page shows."""

    view: View = "search"
    words: str = ""
    districts: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    types: tuple[str, ...] = ()
    mode: Mode = "hybrid"
    plain: tuple[str, ...] = ()  # keys of what was understood of the words but is to be taken as plain words
    count: int = PAGE  # results asked for
    doc: str = ""
    clause: str = ""

    @property
    def filters(self) -> Filters:
        """The conditions on the document of a clause."""
        return Filters(districts=self.districts, years=self.years, types=self.types)


def from_params(params: Mapping[str, Sequence[str]]) -> State:
    """Read the parameters of an address; what cannot be meant is passed over."""

    def one(name: str) -> str:
        values = params.get(name) or [""]
        return values[-1].strip()

    def several(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value.strip() for value in params.get(name, ()) if value.strip()))

    view, mode, count = one("view"), one("mode"), one("n")
    return State(
        view=next((known for known in VIEWS if known == view), "search"),
        words=one("q"),
        districts=several("district"),
        years=tuple(int(year) for year in several("year") if _is_year(year)),
        types=several("type"),
        mode=next((known for known in MODES if known == mode), "hybrid"),
        plain=several("plain"),
        count=min(max(int(count), PAGE), MOST) if count.isdecimal() and len(count) < 5 else PAGE,
        doc=one("doc"),
        clause=one("clause"),
    )


def to_params(state: State) -> dict[str, list[str]]:
    """Write a state as parameters; what is as usual is left out, so that links stay short."""
    params: dict[str, list[str]] = {
        "view": [state.view] if state.view != "search" else [],
        "q": [state.words] if state.words else [],
        "district": list(state.districts),
        "year": [str(year) for year in state.years],
        "type": list(state.types),
        "mode": [state.mode] if state.mode != "hybrid" else [],
        "plain": list(state.plain),
        "n": [str(state.count)] if state.count != PAGE else [],
        "doc": [state.doc] if state.doc else [],
        "clause": [state.clause] if state.clause else [],
    }
    return {name: values for name, values in params.items() if values}


def link(state: State, *, anchor: str = "") -> str:
    """Make the address of a state, relative to the page: ``?q=…``."""
    return "?" + urlencode(to_params(state), doseq=True) + (f"#{anchor}" if anchor else "")


def mark_edited(count: int = PAGE) -> None:
    """Say that the widgets, not the address, hold what the reader wants now, and how many results (a callback)."""
    st.session_state[_EDITED] = count


def put_words(words: str) -> None:
    """Set the words of the search box from elsewhere: an example (a button's callback)."""
    st.session_state[BOX] = words
    mark_edited()


def take_as_plain(key: str) -> None:
    """Look for a piece of the words as it stands instead of reading a condition from it (a button's callback)."""
    st.session_state[PLAIN] = [*st.session_state.get(PLAIN, ()), key]
    mark_edited()


def take_as_meant(key: str) -> None:
    """Read the condition again that a piece of the words sets (a button's callback)."""
    st.session_state[PLAIN] = [known for known in st.session_state.get(PLAIN, ()) if known != key]
    mark_edited()


def current() -> State:
    """Bring widgets and address in step and return the state; call once a run, before the widgets are drawn.

    The address is written here and not in the callbacks: written there, it lags one step behind. ``bind`` of
    Streamlit's widgets is not used, for it does not follow values set through the session's state.
    """
    params = {name: st.query_params.get_all(name) for name in st.query_params}
    state = from_params(params)
    session = st.session_state
    if count := session.pop(_EDITED, 0):
        state = replace(_from_widgets(state), count=min(count, MOST))
        st.query_params.from_dict(to_params(state))
        params = to_params(state)
    elif session.get(_SEEN) != params or BOX not in session:
        session[BOX] = state.words
        _seed_filters(state)
    session[_SEEN] = params
    return state


def _from_widgets(state: State) -> State:
    session = st.session_state
    words = str(session.get(BOX) or "").strip()
    if words != state.words:
        session[PLAIN] = []  # it was said of other words
    return replace(
        state,
        words=words,
        plain=tuple(session.get(PLAIN) or ()),
        districts=tuple(session.get(DISTRICTS) or ()),
        years=tuple(session.get(YEARS) or ()),
        types=tuple(session.get(TYPES) or ()),
        mode=session.get(MODE) or "hybrid",
    )


def _seed_filters(state: State) -> None:
    session = st.session_state
    session[DISTRICTS] = list(state.districts)
    session[YEARS] = list(state.years)
    session[TYPES] = list(state.types)
    session[MODE] = state.mode
    session[PLAIN] = list(state.plain)


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdecimal()
