"""The search view: one box, the ways of searching and the filters, and the clauses found, grouped by district."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from app.asked import ask, show_understood
from app.cards import by_sound, card, cite, opener, why
from app.export import to_csv
from app.facets import facets
from app.help_view import LITTLE, show_first, show_ways_out
from app.state import BOX, MODE, MOST, PAGE, State, link, mark_edited, page_address, read_link
from app.text import Safe, join, notice, plain, show, tag
from app.welcome import MODE_WORDS, area_words, introduce, say_what_is_loaded, welcome
from indexer.errors import QueryInvalid
from indexer.insight.alike import fold_alike
from indexer.insight.coverage import UNKNOWN, group_by_district
from indexer.insight.help import help_for
from indexer.records import MODES, DocumentRef, Result
from indexer.settings import Settings

if TYPE_CHECKING:
    from indexer import Searcher
    from indexer.insight.alike import Group
    from indexer.insight.coverage import Coverage, DistrictGroup

SHOWN = 3  # clauses of a district that stand open beside other districts; the rest is one press away


def draw(searcher: Searcher, state: State, settings: Settings) -> None:  # noqa: ARG001 - every view is drawn alike
    """Draw the search view for a state."""
    documents = searcher.documents()
    with st.container():  # there with and without words, so that the box keeps its place and the reader's cursor
        if not state.words:
            introduce()
    _box()
    _controls(documents, state)
    if not state.words:
        welcome(documents)
        return
    try:
        answer = ask(searcher, state, k=state.count)
    except QueryInvalid as problem:
        notice("warning", str(problem), *_ways_out(state))
        say_what_is_loaded(documents)
        return
    results = [result for result in answer.results if not result.is_beyond]
    beyond = [result for result in answer.results if result.is_beyond]
    show_understood(answer.query, state)
    helping = help_for(searcher, answer.query, results)
    show_first(helping, state)
    coverage = group_by_district(results, documents, state.filters, answer.query.scope)
    if results:
        _summary(results, coverage, state)
        for group in coverage.groups:
            _district(group, state, shown=SHOWN if len(coverage.groups) > 1 else len(results))
        if not beyond:
            _more(results, state)
    if not results or (len(results) <= LITTLE and not beyond and answer.query.text):
        show_ways_out(helping, answer.query, state, *_ways_out(state))
    if beyond:
        _beyond(beyond, state)
    _silence(results, coverage, documents, state)


def _box() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="searchbar"):
        st.text_input(
            "要查的话",
            key=BOX,
            placeholder="用平常的话问，例如：老人吃饭的地方有多少",
            label_visibility="collapsed",
            on_change=mark_edited,
        )
        st.button("检索", type="primary", width="content")  # leaving the box has already said what is wanted


def _controls(documents: Sequence[DocumentRef], state: State) -> None:
    known = [document.metadata for document in documents]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="controls"):
        st.segmented_control(
            "检索方式",
            MODES,
            key=MODE,
            required=True,
            format_func=lambda mode: MODE_WORDS[mode][0],
            on_change=mark_edited,
            label_visibility="collapsed",
            help="　".join(f"{name}：{words}" for name, words in MODE_WORDS.values()),
        )
        facets(
            state,
            districts=Counter(m.district for m in known if m.district),
            years=Counter(m.year for m in known if m.year),
            types=Counter(m.doc_type for m in known if m.doc_type),
            unit="份",
        )
        if state.words:  # without words the welcome explains them all
            show(tag("div", MODE_WORDS[state.mode][1], cls="gz-hint"))


def _summary(results: Sequence[Result], coverage: Coverage, state: State) -> None:
    jumps = join(
        tag("a", f"{area_words(group.district)} {len(group.results)}", href=f"#{_anchor(group)}", cls="gz-jump")
        for group in coverage.groups
    )
    number = f"最相关的 {len(results)} 条" if _is_cut(results, state) else f"共 {len(results)} 条"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="summary"):
        show(
            tag(
                "div",
                tag("b", number),
                f"，来自 {len(coverage.groups)} 个区：",
                jumps,
                cls="gz-sum",
            )
        )
        st.download_button(
            f"导出表格（{len(results)} 行）",
            data=partial(_csv, tuple(results), state, page_address()),
            file_name="检索结果.csv",
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
            type="tertiary",
            help="把下面这些条款存成表格（CSV），可用 Excel 打开",
        )


def _csv(results: Sequence[Result], state: State, page: str) -> bytes:
    """Make the file when it is asked for; that is outside of a page run, so ``page`` is given."""
    return to_csv(
        results, [page + read_link(state, result.document.doc_id, result.clause.clause_id) for result in results]
    )


def _district(group: DistrictGroup, state: State, *, shown: int) -> None:
    parent = tag("span", group.parent, cls="gz-facts") if group.parent else ""
    show(
        tag(
            "h2",
            area_words(group.district),
            parent,
            tag("span", f"{len(group.results)} 条", cls="gz-count"),
            id=_anchor(group),
            cls="gz-district",
        )
    )
    folded = fold_alike(group.results)
    for alike in folded[:shown]:
        _alike(alike, state)
    if rest := folded[shown:]:
        number = sum(1 + len(alike.others) for alike in rest)
        with st.expander(
            plain(f"{area_words(group.district)}另外 {number} 条"), key=f"rest_{rest[0].first.rank}", type="compact"
        ):
            for alike in rest:
                _alike(alike, state)


def _alike(group: Group, state: State) -> None:
    """Draw a result, and folded up those of the district that say the same."""
    _result(group.first, state)
    if group.others:
        with st.expander(plain(group.label), key=f"alike_{group.first.rank}", type="compact"):
            for result in group.others:
                _result(result, state)


def _beyond(results: Sequence[Result], state: State) -> None:
    """Draw what the words find outside the conditions that were read from them, set apart."""
    show(
        tag("h2", "限定之外的相近内容", tag("span", f"{len(results)} 条", cls="gz-count"), cls="gz-district gz-beyond")
    )
    for result in results[:SHOWN]:
        _result(result, state)
    if rest := results[SHOWN:]:
        with st.expander(plain(f"限定之外另外 {len(rest)} 条"), key="rest_beyond", type="compact"):
            for result in rest:
                _result(result, state)


def _result(result: Result, state: State) -> None:
    href = read_link(state, result.document.doc_id, result.clause.clause_id)
    with st.container(gap=None, key=f"result_{result.rank}"):
        show(card(result, href))
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"foot_{result.rank}"):
            show(opener(result, href), width="content")
            cite(result.document, result.clause, name="引用", key=f"cite_{result.rank}")
            show(why(result))


def _more(results: Sequence[Result], state: State) -> None:
    if _is_cut(results, state) and state.count < MOST:
        st.button("再看一些", on_click=mark_edited, args=(state.count + PAGE,), width="content")


def _is_cut(results: Sequence[Result], state: State) -> bool:
    """Whether there may be more than what was asked for."""
    return len(results) >= state.count


def _ways_out(state: State) -> list[Safe]:
    """Offer, as links, the same search under fewer conditions."""
    ways: list[Safe] = []
    if state.filters:
        free = replace(state, districts=(), years=(), types=())
        ways.append(tag("a", "不限区、年份、类型再查", href=link(free), cls="gz-way"))
    if state.mode != "hybrid":
        ways.append(tag("a", "换成“综合”再查", href=link(replace(state, mode="hybrid")), cls="gz-way"))
    return ways


def _silence(results: Sequence[Result], coverage: Coverage, documents: Sequence[DocumentRef], state: State) -> None:
    """Say which districts say nothing, and that what is not loaded cannot be found."""
    districts = sorted(coverage.silent, key=by_sound)
    if districts and results and _is_cut(results, state):
        notice(
            "info",
            "前面这些条款里没有以下区的（可点开单独看）：",
            join(map(partial(_silent, state), districts), "、"),
            "。",
        )
    elif districts:
        notice("info", "以下区有文件，但没有匹配的条款：", "、".join(districts), "。")
    say_what_is_loaded(documents)


def _silent(state: State, district: str) -> Safe:
    """Name a district; where its documents can be chosen, as a link to them alone."""
    href = link(replace(state, districts=(district,))) if district != UNKNOWN else None
    return tag("a", district, href=href)


def _anchor(group: DistrictGroup) -> str:
    return f"d-{group.results[0].rank}"
