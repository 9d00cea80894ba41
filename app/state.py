"""The state of the page is what stands in the address bar: view, words, filters, way of searching, document, clause.

``from_params`` and ``to_params`` are pure and inverse; ``current`` keeps Streamlit's widgets and the address in step,
so that a copied link reopens the same page and the browser's back button undoes the last step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

import streamlit as st

from indexer.records import MODES, Clause, Filters, Mode
from indexer.storage.reports import FAULTS

View = Literal[
    "search", "precedent", "compare", "read", "ledger", "coverage", "batch", "saved", "corpus", "reports", "guide"
]
VIEWS: tuple[View, ...] = get_args(View)
ORIGINS: tuple[View, ...] = tuple(view for view in VIEWS if view != "read")
PARTS: Mapping[View, tuple[str, ...]] = {  # of a view, the one shown first in front
    "ledger": ("list", "chart", "pairs"),  # its rows, an indicator as a chart, pairs side by side
    "saved": ("clauses", "searches"),
    "corpus": ("list", "matrix", "add"),  # the documents, district by year, files to be added
    "reports": ("open", "fixed", "declined", "all"),
}
GROUPS = ("district", "document", "year", "none")  # how results stand together
ORDERS = ("relevance", "newest", "oldest")  # how they follow one another
KINDS_OF_COMMITMENT = ("target", "result")
SORTS_OF_PAIR = ("twice", "outcome", "change")
ACROSSES = ("district", "year")
DECISIONS = ("open", "confirmed", "rejected")
PAGE = 20  # results a page: some four screens, few enough to be read
MOST = 100  # results at most: who needs more narrows the search
ADDRESS = 6000  # bytes of the words in an address, some 660 Chinese characters: servers on the way refuse from 8 kB on

BOX, DISTRICTS, YEARS, TYPES, MODE = "box", "districts", "years", "types", "mode"  # keys of the widgets
KINDS, STARRED, PART, INDICATOR, SORT, DECISION = "kinds", "starred", "part", "indicator", "sort", "decision"
FORMULA, GROUP, ORDER, ACROSS, FAULT = "formula", "group", "order", "across", "fault"
PLAIN = "plain"  # what the reader wants taken as plain words
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
    part: str = ""  # of the view: one of its PARTS, empty for the first and for views without
    indicator: str = ""  # what the chart shows
    sort: str = ""  # of pairs: one of SORTS_OF_PAIR, or all
    decision: str = ""  # what people said of the pairs: one of DECISIONS, or all
    origin: View = "search"  # the view that a document was opened from
    formula: str = ""  # whose frequency is counted
    group: str = "district"  # of the results: one of GROUPS
    order: str = "relevance"  # of the results: one of ORDERS
    across: str = "district"  # what is set side by side: one of ACROSSES
    fault: str = ""  # what readers reported: one of FAULTS, or all
    is_numbered: bool = False  # a document's clauses show their numbers
    is_long: bool = False  # the words are too long for an address: they stay in the session

    @property
    def filters(self) -> Filters:
        """The conditions on the document of a clause."""
        return Filters(districts=self.districts, years=self.years, types=self.types)


@dataclass(frozen=True, slots=True)
class _Param:
    """A field of the state: its name in the address, how it is read from there, the key of the widget that sets it."""

    field: str
    name: str
    read: Callable[[Sequence[str]], Any]
    widget: str = ""


def _one(values: Sequence[str]) -> str:
    return values[-1].strip() if values else ""


def _several(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in values if value.strip()))


def _choice(known: Sequence[str], usual: str) -> Callable[[Sequence[str]], str]:
    return lambda values: value if (value := _one(values)) in known else usual


def _choices(known: Sequence[str]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    return lambda values: tuple(value for value in known if value in _several(values))


def _flag(values: Sequence[str]) -> bool:
    return _one(values) == "1"


def _years(values: Sequence[str]) -> tuple[int, ...]:
    return tuple(int(year) for year in _several(values) if _is_year(year))


def _count(values: Sequence[str]) -> int:
    count = _one(values)
    return min(max(int(count), PAGE), MOST) if count.isdecimal() and len(count) < 5 else PAGE


_PARAMS = (
    _Param("view", "view", _choice(VIEWS, "search")),
    _Param("words", "q", _one, BOX),
    _Param("districts", "district", _several, DISTRICTS),
    _Param("years", "year", _years, YEARS),
    _Param("types", "type", _several, TYPES),
    _Param("mode", "mode", _choice(MODES, "hybrid"), MODE),
    _Param("plain", "plain", _several, PLAIN),
    _Param("group", "group", _choice(GROUPS, "district"), GROUP),
    _Param("order", "order", _choice(ORDERS, "relevance"), ORDER),
    _Param("across", "across", _choice(ACROSSES, "district"), ACROSS),
    _Param("count", "n", _count),
    _Param("kinds", "kind", _choices(KINDS_OF_COMMITMENT), KINDS),
    _Param("is_starred", "star", _flag, STARRED),
    _Param("part", "part", _one, PART),
    _Param("indicator", "indicator", _one, INDICATOR),
    _Param("sort", "sort", _choice(SORTS_OF_PAIR, ""), SORT),
    _Param("decision", "decision", _choice(DECISIONS, ""), DECISION),
    _Param("doc", "doc", _one),
    _Param("clause", "clause", _one),
    _Param("origin", "from", _choice(ORIGINS, "search")),
    _Param("is_numbered", "numbers", _flag),
    _Param("formula", "formula", _one, FORMULA),
    _Param("fault", "fault", _choice(FAULTS, ""), FAULT),
    _Param("is_long", "long", _flag),
)


def from_params(params: Mapping[str, Sequence[str]]) -> State:
    """Read the parameters of an address; what cannot be meant is passed over."""
    return _consistent(State(**{param.field: param.read(params.get(param.name, ())) for param in _PARAMS}))


def to_params(state: State) -> dict[str, list[str]]:
    """Write a state as parameters; what is as usual is left out, so that links stay short."""
    usual = State()
    if state.is_long:
        state = replace(state, words="")
    return {
        param.name: _written(value)
        for param in _PARAMS
        if (value := getattr(state, param.field)) != getattr(usual, param.field)
    }


def _written(value: object) -> list[str]:
    """Write the value of a field, or of a widget, as an address holds it."""
    if isinstance(value, (list, tuple)):
        return [str(item) for item in value]
    return ["1" if value is True else str(value)] if value else []


def _consistent(state: State) -> State:
    """Return a state whose part is one of its view (of the one it came from, while reading), empty for the first."""
    parts = PARTS.get(state.origin if state.view == "read" else state.view, ())
    return state if state.part in parts[1:] else replace(state, part="")


def link(state: State, *, anchor: str = "") -> str:
    """Make the address of a state, relative to the page: ``?q=…``."""
    return "?" + urlencode(to_params(state), doseq=True) + (f"#{anchor}" if anchor else "")


def page_address() -> str:
    """Return the address of the page without its parameters; empty where it is not known."""
    here = urlsplit(st.context.url or "")
    return urlunsplit((here.scheme, here.netloc, here.path or ("/" if here.netloc else ""), "", ""))


def cited_address(clause: Clause, *, page: str = "") -> str:
    """Return the address that a citation ends in: the clause alone, whatever was searched for when it was cited.

    ``page`` is the address of the page, for files that are made when it is not known any more.
    """
    return (page or page_address()) + link(State(view="read", doc=clause.doc_id, clause=clause.clause_id))


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
    chosen = {param.field: param.read(_written(session.get(param.widget))) for param in _PARAMS if param.widget}
    return _consistent(replace(state, **chosen, is_long=is_long))


def _seed_filters(state: State) -> None:
    for param in _PARAMS:
        if param.widget and param.widget != BOX:
            value = getattr(state, param.field)
            st.session_state[param.widget] = list(value) if isinstance(value, tuple) else value


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdecimal()
