"""The searches that are kept, each with what it finds now that was not there when people last looked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import streamlit as st

from app.saved.saved_items import clause_card, day, note_field, remove_button, undo_bar
from app.saved.saving import found_of, telling
from app.searching.welcome import MODE_WORDS
from app.state import MOST, PAGE, State, from_params, link, mark_edited, read_link
from app.text import Safe, join, notice, plain, show, tag
from indexer.errors import QueryInvalid
from indexer.insight.saved import Changes, changes, seen_of
from indexer.records import Result
from indexer.storage.saved import Saved, SavedSearch, SeenClause

if TYPE_CHECKING:
    from indexer import Searcher

_SHOWN = 5  # new clauses that stand open; the others are one press away


def draw(searcher: Searcher, saved: Saved, every: Sequence[SavedSearch], state: State) -> None:
    """Draw the searches that are kept, for a state."""
    undo_bar(saved, SavedSearch)
    if not every:
        notice(
            "info",
            "还没有收藏检索。检索以后按“收藏这次检索”，以后语料更新了，这里会告诉您新增了哪些结果。",
            tag("a", "去检索", href=link(State()), cls="gz-way"),
        )
        return
    show(tag("p", f"语料更新以后会重新检索，和上次看过的比；只比最相关的前 {MOST} 条，再往后的不比。", cls="gz-facts"))
    for kept in list(reversed(every))[: state.count]:
        with st.container(gap="small", key=f"search_{kept.number}"):
            _search(searcher, saved, kept)
    rest = len(every) - state.count
    if rest > 0:
        st.button(f"再看一些（还有 {rest} 个）", on_click=mark_edited, args=(state.count + PAGE,), width="content")


def _search(searcher: Searcher, saved: Saved, kept: SavedSearch) -> None:
    asked = _asked(kept)
    chosen = [*asked.districts, *(f"{year}年" for year in asked.years), *asked.types]
    mode = [MODE_WORDS[asked.mode][0]] if asked.mode != "hybrid" else []
    conditions = [*mode, *chosen, *(f"不限定{key.partition(':')[2]}" for key in asked.plain)]
    show(
        tag(
            "div",
            tag("a", kept.words, href=kept.name, cls="gz-title"),
            join(tag("span", condition, cls="gz-badge") for condition in conditions),
            tag("span", f"{day(kept.when)} 收藏，{day(kept.seen_at)} 看过", cls="gz-facts"),
            cls="gz-head",
        )
    )
    try:
        found = _changes(searcher, searcher.generation, kept, (kept.name, kept.seen.generation, kept.seen_at))
    except QueryInvalid as problem:  # a district that the corpus has no more
        found = Changes()
        notice("warning", "这次检索现在做不了：", str(problem))
    else:
        _say(found, is_same_index=kept.seen.generation == searcher.generation)
    _list(found, asked)
    note_field(saved, kept)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"foot_search_{kept.number}"):
        show(tag("a", "打开检索", href=kept.name, cls="gz-open"), width="content")
        if any((found.new, found.risen, found.gone, found.fallen)):
            st.button(
                "看过了",
                key=f"seen_{kept.number}",
                on_click=telling(partial(_mark_seen, searcher, saved, kept, asked)),
                width="content",
                help="以后和现在的结果比",
            )
        remove_button(saved, kept)


@st.cache_resource(max_entries=400, show_spinner="语料更新过，正在重新检索……")
def _changes(
    _searcher: Searcher,
    generation: str,
    _kept: SavedSearch,
    key: tuple[str, str, str],  # noqa: ARG001 - what tells ``_kept`` from others, which is no part of the key itself
) -> Changes:
    if _kept.seen.generation == generation:
        return Changes()
    return changes(_searcher, _kept.seen, found_of(_searcher, _asked(_kept)))


def _asked(kept: SavedSearch) -> State:
    return from_params(parse_qs(kept.name.removeprefix("?")))


def _say(found: Changes, *, is_same_index: bool) -> None:
    """Say what changed: first what came and went with the documents, then what only moved."""
    said = [f"新增 {len(found.new)} 条"] if found.new else []
    said += [f"少了 {len(found.gone)} 条"] if found.gone else []
    moved = [f"{len(found.risen)} 条语料里早就有、上次没有算进来"] if found.risen else []
    moved += [f"{len(found.fallen)} 条还在语料里、这次没有算进来"] if found.fallen else []
    unchanged = "上次看过以后，语料没有更新。" if is_same_index else "上次看过以后，语料更新过，结果没有新增或减少。"
    show(
        tag("div", tag("b", "，".join(said)) if said else unchanged, cls="gz-sum"),
        tag("div", "另有 ", "，".join(moved), f"（排在前 {MOST} 条以后，或者不够切题）。", cls="gz-facts")
        if moved
        else Safe(),
    )


def _list(found: Changes, asked: State) -> None:
    """List what is new, marked as such, and what is there no more, in the words that were seen."""
    show(*(_new(result, asked) for result in found.new[:_SHOWN]))
    if rest := found.new[_SHOWN:]:
        with st.expander(plain(f"新增的另外 {len(rest)} 条"), type="compact"):
            show(*(_new(result, asked) for result in rest))
    _fold(f"少了的 {len(found.gone)} 条", found.gone)
    _fold(f"这次没有算进来的 {len(found.fallen)} 条", found.fallen)


def _new(result: Result, asked: State) -> Safe:
    href = read_link(asked, result.document.doc_id, result.clause.clause_id)
    card = clause_card(result.document, result.clause, href=href, spans=result.highlights, is_new=True)
    return tag("div", card, cls="gz-news")


def _fold(name: str, clauses: Sequence[SeenClause]) -> None:
    if clauses:
        rows = (tag("li", tag("q", clause.text), f"（{clause.document}）") for clause in clauses)
        with st.expander(plain(name), type="compact"):
            show(tag("ul", join(rows)))


def _mark_seen(searcher: Searcher, saved: Saved, kept: SavedSearch, asked: State) -> None:
    """Compare with what this index finds from now on. Raises NotesUnusable."""
    saved.mark_seen(kept.name, seen_of(searcher, found_of(searcher, asked)))
