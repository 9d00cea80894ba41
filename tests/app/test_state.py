"""The address bar and the state of the page say the same."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.state import (
    ACROSSES,
    DECISIONS,
    GROUPS,
    KINDS_OF_COMMITMENT,
    MOST,
    ORDERS,
    ORIGINS,
    PAGE,
    PARTS,
    SORTS_OF_PAIR,
    VIEWS,
    State,
    cited_address,
    from_params,
    link,
    read_link,
    to_params,
)
from indexer.records import MODES, Clause, Filters
from indexer.storage.reports import FAULTS

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).map(str.strip)
NAMES = st.lists(WORDS.filter(bool), max_size=3, unique=True).map(tuple)
PLACES = st.sampled_from(  # a view with one of its parts
    [(view, "search", part) for view in VIEWS for part in ("", *PARTS.get(view, ())[1:])]
    + [("read", origin, part) for origin in ORIGINS for part in ("", *PARTS.get(origin, ())[1:])]
)
STATES = st.builds(
    lambda place, **fields: State(view=place[0], origin=place[1], part=place[2], **fields),
    place=PLACES,
    words=WORDS,
    districts=NAMES,
    years=st.lists(st.integers(1949, 2100), max_size=3, unique=True).map(tuple),
    types=NAMES,
    mode=st.sampled_from(MODES),
    count=st.integers(PAGE, MOST),
    kinds=st.lists(st.sampled_from(KINDS_OF_COMMITMENT), unique=True).map(sorted).map(lambda kinds: tuple(kinds[::-1])),
    is_starred=st.booleans(),
    is_numbered=st.booleans(),
    indicator=WORDS,
    sort=st.sampled_from(("", *SORTS_OF_PAIR)),
    decision=st.sampled_from(("", *DECISIONS)),
    doc=WORDS,
    clause=WORDS,
    group=st.sampled_from(GROUPS),
    order=st.sampled_from(ORDERS),
    across=st.sampled_from(ACROSSES),
    formula=WORDS,
    fault=st.sampled_from(("", *FAULTS)),
)


@given(STATES)
def test_a_link_reopens_the_same_state(state: State) -> None:
    assert from_params(to_params(state)) == state
    assert from_params(parse_qs(link(state)[1:])) == state


def test_an_empty_state_has_a_short_address() -> None:
    assert to_params(State()) == {}
    assert link(State()) == "?"


def test_a_full_state_is_readable() -> None:
    state = State(
        "read", "养老", ("静安区", "黄浦区"), (2025,), ("通知",), "exact", ("year:2024",), 40, "d1", "d1-0002"
    )
    assert to_params(state) == {
        "view": ["read"],
        "q": ["养老"],
        "district": ["静安区", "黄浦区"],
        "year": ["2025"],
        "type": ["通知"],
        "mode": ["exact"],
        "plain": ["year:2024"],
        "n": ["40"],
        "doc": ["d1"],
        "clause": ["d1-0002"],
    }
    assert state.filters == Filters(("静安区", "黄浦区"), (2025,), ("通知",))


@pytest.mark.parametrize(
    "params",
    [
        {"view": ["admin"]},
        {"mode": ["sql"]},
        {"year": ["二〇二五", "20255", "-202", "２０２５", "2025年"]},
        {"n": ["-5"]},
        {"n": ["1e9"]},
        {"n": ["99999999999999999999"]},
        {"district": ["", "  "]},
        {"kind": ["承诺"]},
        {"star": ["yes"]},
        {"part": ["all"]},
        {"part": ["pairs"]},  # of another view
        {"group": ["town"]},
        {"order": ["random"]},
        {"sort": ["best"]},
        {"decision": ["x"]},
        {"from": ["read"]},
        {"unknown": ["x"]},
    ],
)
def test_what_cannot_be_meant_is_passed_over(params: dict[str, list[str]]) -> None:
    assert from_params(params) == State()


def test_the_number_of_results_has_a_limit() -> None:
    assert from_params({"n": ["9999"]}).count == MOST


def test_the_last_of_repeated_values_counts_and_lists_hold_each_once() -> None:
    state = from_params({"q": ["甲", "乙"], "district": ["静安区", "静安区", " 黄浦区 "]})
    assert (state.words, state.districts) == ("乙", ("静安区", "黄浦区"))


def test_the_state_of_the_ledger_is_readable() -> None:
    state = State("ledger", "养老", kinds=("target",), is_starred=True, part="pairs", sort="twice", decision="open")
    assert to_params(state) == {
        "view": ["ledger"],
        "q": ["养老"],
        "kind": ["target"],
        "star": ["1"],
        "part": ["pairs"],
        "sort": ["twice"],
        "decision": ["open"],
    }


def test_a_clause_remembers_the_view_that_it_was_opened_from() -> None:
    state = State("ledger", "养老", is_starred=True)
    there = from_params(parse_qs(read_link(state, "d1", "d1-0002")[1:]))
    assert there == State("read", "养老", is_starred=True, doc="d1", clause="d1-0002", origin="ledger")


def test_a_clause_remembers_the_part_of_the_view_that_it_was_opened_from() -> None:
    there = from_params(parse_qs(read_link(State("ledger", part="pairs"), "d1", "d1-0002")[1:]))
    assert (there.origin, there.part) == ("ledger", "pairs")


def test_words_that_no_address_holds_are_left_out_of_it_and_said_to_be() -> None:
    state = State(view="precedent", words="长" * 2000, is_long=True)
    assert to_params(state) == {"view": ["precedent"], "long": ["1"]}
    assert from_params(to_params(state)) == State(view="precedent", is_long=True)


@pytest.mark.parametrize("url", ["http://here:8501", "http://here:8501/?view=precedent&q=草稿"])
def test_a_citation_leads_to_the_clause_alone_and_tells_nothing_of_what_was_searched(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setattr("app.state.st.context", type("Context", (), {"url": url}))
    assert cited_address(Clause("d-1", "d", 1, (), "养老", 0, 2)) == "http://here:8501/?view=read&doc=d&clause=d-1"
