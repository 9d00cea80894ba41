"""The state of the page is what stands in the address bar: view, words, filters, way of searching, document, clause.

``from_params`` and ``to_params`` are pure and inverse; ``current`` keeps Streamlit's widgets and the address in step,
so that a copied link reopens the same page and the browser's back button undoes the last step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar, get_args
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

import streamlit as st

from indexer.records import MODES, Filters, Mode

View = Literal["search", "precedent", "read", "ledger", "coverage", "batch", "corpus"]
VIEWS: tuple[View, ...] = get_args(View)
ORIGINS: tuple[View, ...] = tuple(view for view in VIEWS if view != "read")
Part = Literal["list", "chart", "pairs"]  # of the ledger: its rows, an indicator as a chart, pairs side by side
PARTS: tuple[Part, ...] = get_args(Part)
KINDS_OF_COMMITMENT = ("target", "result")
SORTS_OF_PAIR = ("twice", "outcome", "change")
DECISIONS = ("open", "confirmed", "rejected")
PAGE = 20  # results a page: some four screens, few enough to be read
MOST = 100  # results at most: who needs more narrows the search
ADDRESS = 6000  # bytes of the words in an address, some 660 Chinese characters: servers on the way refuse from 8 kB on

BOX, DISTRICTS, YEARS, TYPES, MODE = "box", "districts", "years", "types", "mode"  # keys of the widgets
KINDS, STARRED, PART, INDICATOR, SORT, DECISION = "kinds", "starred", "part", "indicator", "sort", "decision"
FORMULA = "formula"
PLAIN = "plain"  # what the reader wants taken as plain words
_Name = TypeVar("_Name", bound=str)
_EDITED = "_edited"  # set when the reader changed a widget or pressed a button in this run: results to show
_SEEN = "_seen"  # the address as this session last saw it
_LONG = "_long"  # words that no address holds


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
    kinds: tuple[str, ...] = ()  # of commitments
    is_starred: bool = False  # only commitments marked ★
    part: Part = "list"
    indicator: str = ""  # what the chart shows
    sort: str = ""  # of pairs: one of SORTS_OF_PAIR, or all
    decision: str = ""  # what people said of the pairs: one of DECISIONS, or all
    origin: View = "search"  # the view that a document was opened from
    formula: str = ""  # whose frequency is counted
    is_long: bool = False  # the words are too long for an address: they stay in the session

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

    def choice(name: str, known: Sequence[_Name], usual: _Name) -> _Name:
        return next((value for value in known if value == one(name)), usual)

    count = one("n")
    return State(
        view=choice("view", VIEWS, "search"),
        words=one("q"),
        districts=several("district"),
        years=tuple(int(year) for year in several("year") if _is_year(year)),
        types=several("type"),
        mode=choice("mode", MODES, "hybrid"),
        plain=several("plain"),
        count=min(max(int(count), PAGE), MOST) if count.isdecimal() and len(count) < 5 else PAGE,
        kinds=tuple(kind for kind in KINDS_OF_COMMITMENT if kind in several("kind")),
        is_starred=one("star") == "1",
        part=choice("part", PARTS, "list"),
        indicator=one("indicator"),
        sort=choice("sort", SORTS_OF_PAIR, ""),
        decision=choice("decision", DECISIONS, ""),
        doc=one("doc"),
        clause=one("clause"),
        origin=choice("from", ORIGINS, "search"),
        formula=one("formula"),
        is_long=one("long") == "1",
    )


def to_params(state: State) -> dict[str, list[str]]:
    """Write a state as parameters; what is as usual is left out, so that links stay short."""
    params: dict[str, list[str]] = {
        "view": [state.view] if state.view != "search" else [],
        "q": [state.words] if state.words and not state.is_long else [],
        "district": list(state.districts),
        "year": [str(year) for year in state.years],
        "type": list(state.types),
        "mode": [state.mode] if state.mode != "hybrid" else [],
        "plain": list(state.plain),
        "n": [str(state.count)] if state.count != PAGE else [],
        "kind": list(state.kinds),
        "star": ["1"] if state.is_starred else [],
        "part": [state.part] if state.part != "list" else [],
        "indicator": [state.indicator] if state.indicator else [],
        "sort": [state.sort] if state.sort else [],
        "decision": [state.decision] if state.decision else [],
        "doc": [state.doc] if state.doc else [],
        "clause": [state.clause] if state.clause else [],
        "from": [state.origin] if state.origin != "search" else [],
        "formula": [state.formula] if state.formula else [],
        "long": ["1"] if state.is_long else [],
    }
    return {name: values for name, values in params.items() if values}


def link(state: State, *, anchor: str = "") -> str:
    """Make the address of a state, relative to the page: ``?q=…``."""
    return "?" + urlencode(to_params(state), doseq=True) + (f"#{anchor}" if anchor else "")


def page_address() -> str:
    """Return the address of the page without its parameters; empty where it is not known."""
    here = urlsplit(st.context.url or "")
    return urlunsplit((here.scheme, here.netloc, here.path, "", ""))


def read_link(state: State, doc_id: str, clause_id: str) -> str:
    """Make the link that opens a clause in its document, and keeps the view and its filters for the way back."""
    return link(replace(state, view="read", doc=doc_id, clause=clause_id, origin=state.view))


def mark_edited(count: int = PAGE) -> None:
    """Say that the widgets, not the address, hold what the reader wants now, and how many results (a callback)."""
    st.session_state[_EDITED] = count


def put_words(words: str) -> None:
    """Set the words of the search box from elsewhere: an example (a button's callback)."""
    st.session_state[BOX] = words
    mark_edited()


def put_formula(formula: str) -> None:
    """Set the formula whose frequency is counted (a button's callback)."""
    st.session_state[FORMULA] = formula
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
    session = st.session_state
    state = from_params(params)
    if state.is_long:
        state = replace(state, words=str(session.get(_LONG) or ""))
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
    if is_long := len(quote(words)) > ADDRESS:
        session[_LONG] = words
    return replace(
        state,
        words=words,
        plain=tuple(session.get(PLAIN) or ()),
        districts=tuple(session.get(DISTRICTS) or ()),
        years=tuple(session.get(YEARS) or ()),
        types=tuple(session.get(TYPES) or ()),
        mode=session.get(MODE) or "hybrid",
        kinds=tuple(kind for kind in KINDS_OF_COMMITMENT if kind in (session.get(KINDS) or ())),
        is_starred=bool(session.get(STARRED)),
        part=session.get(PART) or "list",
        indicator=session.get(INDICATOR) or "",
        sort=session.get(SORT) or "",
        decision=session.get(DECISION) or "",
        formula=str(session.get(FORMULA) or "").strip(),
        is_long=is_long,
    )


def _seed_filters(state: State) -> None:
    session = st.session_state
    session[DISTRICTS] = list(state.districts)
    session[YEARS] = list(state.years)
    session[TYPES] = list(state.types)
    session[MODE] = state.mode
    session[KINDS] = list(state.kinds)
    session[STARRED] = state.is_starred
    session[PART] = state.part
    session[INDICATOR] = state.indicator
    session[SORT] = state.sort
    session[DECISION] = state.decision
    session[FORMULA] = state.formula
    session[PLAIN] = list(state.plain)


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdecimal()
