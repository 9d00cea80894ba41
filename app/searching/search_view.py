"""The search view: one box, the ways of searching and the filters, and the clauses found, in groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from app.asked import show_understood, survey
from app.exporting import export_menu
from app.facets import facets
from app.saved.saving import keep_search_button
from app.searching.grouping import ResultGroup, Silence, group_results, silence
from app.searching.help_view import LITTLE, show_first, show_ways_out
from app.searching.results import ResultList, anchor
from app.searching.welcome import MODE_WORDS, introduce, say_what_is_loaded, welcome
from app.state import (
    BOX,
    GROUP,
    GROUPS,
    MODE,
    MOST,
    ORDER,
    ORDERS,
    PAGE,
    State,
    link,
    mark_edited,
)
from app.text import Safe, join, notice, plain, show, tag
from indexer.errors import QueryInvalid
from indexer.insight.facets import FacetCounts, count_facets
from indexer.insight.help import help_for
from indexer.records import MODES, DocumentRef, Mode, Survey
from indexer.settings import Settings

if TYPE_CHECKING:
    from indexer import Searcher

GROUP_WORDS = dict(zip(GROUPS, ("按区", "按文件", "按年", "不分组"), strict=True))
ORDER_WORDS = dict(zip(ORDERS, ("相关的在前", "新的在前", "旧的在前"), strict=True))
_MATCHING: dict[Mode, str] = {  # what is counted
    "hybrid": "切题的条款",
    "keyword": "含有所查字词的条款",
    "semantic": "意思相近的条款",
    "exact": "原样含有的条款",
}
_NAMED = 12  # groups that the summary leads to


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found for a state, and how much of it there is."""

    survey: Survey
    choices: FacetCounts
    counts: Counter[str]  # doc_id → clauses that match
    documents: tuple[DocumentRef, ...]  # that were searched

    @property
    def total(self) -> int:
        return sum(self.counts[ref.doc_id] for ref in self.documents)


def draw(searcher: Searcher, state: State, settings: Settings) -> None:
    """Draw the search view for a state."""
    problem: QueryInvalid | None = None
    found: _Found | None = None
    try:
        found = _find(searcher, state) if state.words else None
    except QueryInvalid as error:
        problem = error
    with st.container():  # there with and without words, so that the box keeps its place and the reader's cursor
        if not state.words:
            introduce()
    _box()
    _controls(searcher.documents(), found, state)
    if problem:
        notice("warning", str(problem), *_ways_out(state))
        say_what_is_loaded(searcher.documents())
    elif found:
        _answer(searcher, found, state, settings)
    else:
        welcome(searcher)


def _find(searcher: Searcher, state: State) -> _Found:
    """Return what there is for a state. Raises QueryInvalid."""
    surveyed = survey(searcher, state)
    return _Found(
        surveyed,
        count_facets(searcher, state.words, state.filters, mode=state.mode, ignore=state.plain),
        searcher.count(surveyed.query, mode=state.mode),
        tuple(ref for ref in searcher.documents() if state.filters.admits(ref.metadata)),
    )


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


def _controls(documents: Sequence[DocumentRef], found: _Found | None, state: State) -> None:
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
        if found is None:
            facets(
                state,
                districts=Counter(m.district for m in known if m.district),
                years=Counter(m.year for m in known if m.year),
                types=Counter(m.doc_type for m in known if m.doc_type),
                unit="份",
            )
        else:
            facets(
                state,
                districts=found.choices.districts,
                years=found.choices.years,
                types=found.choices.types,
                unit="条",
                none="0条",
                counts_what=_MATCHING[state.mode],
            )
        if state.words:  # without words the welcome explains the ways of searching, and there is nothing to arrange
            _arrangement(state)
            if state.mode != State().mode:
                show(tag("div", MODE_WORDS[state.mode][1], cls="gz-hint"))


def _arrangement(state: State) -> None:
    """Draw the choice of how results stand together, and in which order."""
    order = "" if state.order == "relevance" else f"，{ORDER_WORDS[state.order]}"
    with st.popover(plain(f"排列：{GROUP_WORDS[state.group]}{order}"), key="arrangement"):
        for name, key, value, words in (
            ("怎样分组", GROUP, state.group, GROUP_WORDS),
            ("怎样排序", ORDER, state.order, ORDER_WORDS),
        ):
            st.session_state[key] = value
            st.segmented_control(
                name, list(words), key=key, required=True, format_func=words.__getitem__, on_change=mark_edited
            )


def _answer(searcher: Searcher, found: _Found, state: State, settings: Settings) -> None:
    query, results = found.survey.query, found.survey.results
    show_understood(query, state)
    helping = help_for(searcher, query, results)
    show_first(helping, state)
    listing = ResultList(searcher, query, state, settings)
    groups = group_results(results, state.group, state.order, found.documents, found.counts)
    if results:
        _summary(searcher, found, groups, state, settings)
        listing.groups(groups)
        _more(found, state)
    beyond = found.survey.beyond
    if not results or (len(results) <= LITTLE and not beyond and query.text):
        show_ways_out(helping, query, state, *_ways_out(state))
    listing.apart("不够切题，只是相近", found.survey.near, "按意思排在后面的，供参考")
    listing.apart("限定之外的相近内容", beyond, "不合您话里的限定")
    _silence(silence(results, query, searcher.documents(), found.counts), state)
    say_what_is_loaded(searcher.documents())


def _summary(
    searcher: Searcher, found: _Found, groups: Sequence[ResultGroup], state: State, settings: Settings
) -> None:
    """Say how much there is and where, and offer to keep the search and to take its results away."""
    results = found.survey.results
    is_ranked = found.survey.query.text and state.order == "relevance"
    cut = f"，先列{'最相关的 ' if is_ranked else ' '}{len(results)} 条"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="summary"):
        show(
            tag(
                "div",
                tag("b", f"{_MATCHING[state.mode] if found.survey.query.text else '条款'}共 {found.total} 条"),
                cut if len(results) < found.total else "",
                _jumps(groups, state),
                cls="gz-sum",
                data_asked=state.words,  # for scripts/recent.js
            )
        )
        keep_search_button(searcher, settings, state, key="keep_search")
        export_menu(searcher, state, key="export")


def _jumps(groups: Sequence[ResultGroup], state: State) -> Safe | str:
    """Say where the results come from, as links to the groups further down."""
    if state.group == "document":
        return f"，来自 {len(groups)} 份文件"
    if state.group == "none":
        return ""
    ways = [tag("a", f"{group.name} {group.total}", href=f"#{anchor(group)}", cls="gz-jump") for group in groups]
    came = f"，来自 {len(groups)} 个{'地区' if state.group == 'district' else '年份'}"
    return join((came, "：" if ways[:_NAMED] else "", *ways[:_NAMED]))


def _more(found: _Found, state: State) -> None:
    rest = found.total - len(found.survey.results)
    if rest > 0 and state.count < MOST:
        st.button(f"再看一些（还有 {rest} 条）", on_click=mark_edited, args=(state.count + PAGE,), width="content")
    elif rest > 0:
        show(tag("div", f"还有 {rest} 条没有列出：请按区、年份、类型缩小范围，或者把话写得更具体。", cls="gz-facts"))


def _ways_out(state: State) -> list[Safe]:
    """Offer, as links, the same search under fewer conditions."""
    ways: list[Safe] = []
    if state.filters:
        free = replace(state, districts=(), years=(), types=())
        ways.append(tag("a", "不限区、年份、类型再查", href=link(free), cls="gz-way"))
    if state.mode != "hybrid":
        ways.append(tag("a", "换成“综合”再查", href=link(replace(state, mode="hybrid")), cls="gz-way"))
    return ways


def _silence(silent: Silence, state: State) -> None:
    """Say which districts say nothing, and which stand further down."""
    if silent.later:
        ways = (_later(state, *later) for later in silent.later)
        notice("info", "前面这些条款里没有以下区的（可点开单独看）：", join(ways, "、"), "。")
    if silent.silent:
        what = "匹配" if state.mode in ("keyword", "exact") else "切题"
        notice("info", f"以下区有文件，但没有{what}的条款：", "、".join(silent.silent), "。")


def _later(state: State, name: str, district: str, number: int) -> Safe:
    """Name a district and how much it says; where its documents can be chosen, as a link to them alone."""
    href = link(replace(state, districts=(district,), count=PAGE)) if district else None
    return tag("a", f"{name} {number} 条", href=href)
