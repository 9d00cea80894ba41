"""Commitments two by two: said twice, promised and reported, stated again in another year.

What stands here is proposed by rules and decided by people; their decisions are kept in the notebook and survive every
rebuild of the index.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from app.access.guard import exporting, note
from app.facets import choice
from app.ledger.ledger_rows import amount, evidence, open_link, source, thing, whose
from app.library import all_pairs
from app.state import DECISION, DECISIONS, MOST, PAGE, SORT, SORTS_OF_PAIR, State, link, mark_edited, page_address
from app.text import Safe, join, notice, plain, show, tag
from indexer.errors import IndexerError
from indexer.exports.pair_tables import pair_sheet
from indexer.insight.ledger import Entry
from indexer.insight.pairs import SORTS, Pair, side
from indexer.insight.relations import Relation
from indexer.settings import Settings
from indexer.storage.notebook import Decision, Notebook, Side, Verdict
from indexer.tables import XLSX_TYPE, xlsx_bytes

if TYPE_CHECKING:
    from indexer import Searcher

_PROBLEM = "_note_problem"  # why the last decision could not be kept
_SORT_WORDS: dict[str, str] = {"": "全部"} | dict(SORTS.items())
_SORT_MEANS = {
    "twice": "同一年的两份文件说的可能是同一件事",
    "outcome": "先说要做多少，后来说做成多少",
    "change": "同一个区不同年份的说法",
}
_RELATION_MEANS: dict[Relation, str] = {
    "一致": "两处的数对得上",
    "不一致": "两处的数不一样",
    "超过": "结果比目标的数大",
    "未达": "结果比目标的数小",
    "口径不同": "单位、时段或所指不一样，不能直接比",
}
_DECISION_WORDS = {"": "全部", "open": "还没看的", "confirmed": "已确认", "rejected": "不是一回事"}


def draw(searcher: Searcher, entries: Sequence[Entry], state: State, settings: Settings) -> None:
    """Draw the pairs that the chosen entries belong to."""
    show(
        tag(
            "p",
            "下面每一组是系统找出来的、可能说同一件事的两处，并列供核对。是不是一回事，由您来定；您的决定会记住，重建索引也不会丢。",
            cls="gz-facts",
        )
    )
    if problem := st.session_state.pop(_PROBLEM, ""):
        notice("error", problem)
    notebook = Notebook.open(settings.notes)
    decisions = notebook.decisions()
    chosen = {entry.key for entry in entries}
    paired = all_pairs(searcher, decisions)
    pairs = [pair for pair in paired.pairs if pair.left.key in chosen or pair.right.key in chosen]
    _controls(pairs, decisions, state)
    _gone(paired.gone)
    shown = [pair for pair in pairs if _is_meant(pair, decisions, state)]
    if not shown:
        notice(
            "info",
            "没有这样的两处。",
            tag("a", "看全部对照", href=link(State(view="ledger", part="pairs")), cls="gz-way"),
        )
        return
    _summary(shown, decisions, state)
    for number, pair in enumerate(shown[: state.count]):
        _pair(number, pair, decisions.get(pair.key), notebook, state)
    rest = len(shown) - state.count
    if rest > 0 and state.count < MOST:
        st.button(f"再看一些（还有 {rest} 组）", on_click=mark_edited, args=(state.count + PAGE,), width="content")
    elif rest > 0:
        show(tag("div", f"还有 {rest} 组：请缩小范围，或导出。", cls="gz-facts"))


def _gone(decisions: Sequence[Decision]) -> None:
    """List the decisions whose words are no longer in the corpus: they are kept, and shown as they were."""
    if not decisions:
        return
    with st.expander(plain(f"有 {len(decisions)} 个决定，原文已不在现在的语料里"), key="gone"):
        rows = (
            tag("li", f"{_DECIDED_WORDS[known.verdict]}：", _kept(known.left), " ／ ", _kept(known.right))
            for known in decisions[:MOST]
        )
        show(tag("ul", join(rows)))


def _kept(side: Side) -> Safe:
    return join((tag("q", side.evidence), f"（{side.document}）"))


def _is_meant(pair: Pair, decisions: Mapping[str, Decision], state: State) -> bool:
    return state.sort in ("", pair.sort) and state.decision in ("", _decided(pair, decisions))


def _decided(pair: Pair, decisions: Mapping[str, Decision]) -> str:
    """Return what people said of a pair: one of DECISIONS."""
    decision = decisions.get(pair.key)
    return decision.verdict if decision and decision.verdict else "open"


def _controls(pairs: Sequence[Pair], decisions: Mapping[str, Decision], state: State) -> None:
    """Draw the two choices, each with the number of pairs that it would leave."""
    of_decision = [pair for pair in pairs if state.decision in ("", _decided(pair, decisions))]
    of_sort = [pair for pair in pairs if state.sort in ("", pair.sort)]
    sorts: Counter[str] = Counter(pair.sort for pair in of_decision)
    decided = Counter(_decided(pair, decisions) for pair in of_sort)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="pair_controls"):
        choice("种类", SORT, state.sort, ("", *SORTS_OF_PAIR), _SORT_WORDS, {**sorts, "": len(of_decision)})
        choice("核对情况", DECISION, state.decision, ("", *DECISIONS), _DECISION_WORDS, {**decided, "": len(of_sort)})
    if state.sort:
        show(tag("div", _SORT_MEANS[state.sort], cls="gz-facts"))


def _summary(pairs: Sequence[Pair], decisions: Mapping[str, Decision], state: State) -> None:
    relations = Counter(pair.relation for pair in pairs)
    said = join((f"{name} {relations[name]}" for name in _RELATION_MEANS if relations[name]), "，")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="summary"):
        show(tag("div", tag("b", f"共 {len(pairs)} 组"), "：", said, cls="gz-sum"))
        st.download_button(
            f"导出 Excel（{len(pairs)} 行）",
            data=exporting(partial(_xlsx, tuple(pairs), dict(decisions), state, page_address()), "承诺对照.xlsx"),
            file_name="承诺对照.xlsx",
            mime=XLSX_TYPE,
            on_click="ignore",
            icon=":material/download:",
            type="tertiary",
        )


def _xlsx(pairs: Sequence[Pair], decisions: Mapping[str, Decision], state: State, page: str) -> bytes:
    return xlsx_bytes([pair_sheet(pairs, decisions, lambda entry: page + open_link(state, entry))])


def _pair(number: int, pair: Pair, decision: Decision | None, notebook: Notebook, state: State) -> None:
    """Draw a pair: how the figures stand, both sides with their words, the reasons, and the buttons to decide."""
    with st.container(gap="small", key=f"pair_{number}"):
        show(
            tag(
                "div",
                tag("span", pair.relation, cls="gz-relation", title=_RELATION_MEANS[pair.relation]),
                tag("b", thing(pair.left)),
                tag("span", f"{pair.left.district or '区不详'} · {SORTS[pair.sort]}", cls="gz-facts"),
                cls="gz-head",
            ),
            tag("div", _side(pair.left, state), _side(pair.right, state), cls="gz-sides"),
            tag("div", "为什么放在一起：", "；".join(pair.reasons), cls="gz-why"),
        )
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"decide_{number}"):
            if decision is None:
                _button("是一回事", "confirmed", number, pair, notebook)
                _button("不是一回事", "rejected", number, pair, notebook)
            else:
                show(
                    tag(
                        "span",
                        f"已定：{_DECIDED_WORDS[decision.verdict]}（{decision.when[:10]}）",
                        cls="gz-badge gz-star",
                    ),
                    width="content",
                )
                _button("撤回", "", number, pair, notebook)


_DECIDED_WORDS = {"confirmed": "是一回事", "rejected": "不是一回事"}


def _button(name: str, verdict: Verdict, number: int, pair: Pair, notebook: Notebook) -> None:
    st.button(
        name, key=f"{verdict or 'undo'}_{number}", on_click=_decide, args=(notebook, pair, verdict), width="content"
    )


def _decide(notebook: Notebook, pair: Pair, verdict: Verdict) -> None:
    """Remember a decision (a button's callback)."""
    try:
        notebook.decide(pair.key, verdict, side(pair.left), side(pair.right))
        note("pair.decide", f"{pair.key}: {verdict or 'undo'}")
    except IndexerError as problem:
        st.session_state[_PROBLEM] = str(problem)


def _side(entry: Entry, state: State) -> Safe:
    return tag(
        "div",
        tag("div", tag("b", amount(entry), cls="gz-figure"), tag("span", whose(entry), cls="gz-facts"), cls="gz-head"),
        evidence(entry),
        source(entry, open_link(state, entry)),
        cls="gz-side",
    )
