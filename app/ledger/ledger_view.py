"""The ledger: what the documents promise and report in figures, as a table, as a chart, and two by two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, cast

import streamlit as st

from app.access.guard import exporting
from app.facets import facets, parts
from app.ledger import ledger_chart, pairs_view
from app.ledger.ledger_rows import entry_card, open_link, table, totals_table
from app.searching.welcome import say_what_is_loaded
from app.state import BOX, MOST, PAGE, STARRED, State, link, mark_edited, page_address
from app.text import Safe, join, notice, plain, show, tag
from indexer.errors import QueryInvalid
from indexer.exports.ledger_tables import for_people
from indexer.insight.ledger import Entry, Selection, select, totals
from indexer.records import CommitmentKind
from indexer.settings import Settings
from indexer.tables import XLSX_TYPE, csv_bytes, xlsx_bytes

if TYPE_CHECKING:
    from indexer import Searcher

Choose = Callable[[Selection], Sequence[Entry]]
ROWS = 500  # of the table: a screenful is 15; who needs more narrows it down, or takes the whole as a file
_SUMS = 20  # totals shown
PART_WORDS = {"list": "明细", "chart": "图表", "pairs": "对照"}
_HEIGHT = 560  # pixels of the table


def draw(searcher: Searcher, state: State, settings: Settings) -> None:
    """Draw the ledger for a state."""
    show(
        tag("h1", "承诺台账", cls="gz-doctitle"),
        tag("p", "文件里写明了数量的事项：要做多少、做成了多少，逐项列出，每一项都能打开原文。", cls="gz-intro"),
    )
    _box()
    choose = cache(partial(select, searcher))  # what the filters would leave is often what they leave
    try:
        _controls(choose, state)
        entries = choose(selection_of(state))
    except QueryInvalid as problem:
        free = State(view="ledger", words=state.words)
        notice("warning", str(problem), tag("a", "不限区、年份、类型再看", href=link(free), cls="gz-way"))
        return
    if state.part == "chart":
        ledger_chart.draw(entries, state)
    elif state.part == "pairs":
        pairs_view.draw(searcher, entries, state, settings)
    else:
        _list(choose, entries, state)
    say_what_is_loaded(searcher.documents())


def selection_of(state: State) -> Selection:
    """Return what a state asks of the ledger."""
    return Selection(
        districts=state.districts,
        years=state.years,
        types=state.types,
        kinds=cast("tuple[CommitmentKind, ...]", state.kinds),
        is_starred=state.is_starred,
        topic=state.words,
    )


def _box() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="searchbar"):
        st.text_input(
            "主题",
            key=BOX,
            placeholder="写一个主题，按意思找，例如：养老。不写就是全部",
            label_visibility="collapsed",
            on_change=mark_edited,
        )
        st.button("查看", type="primary", width="content")


def _controls(choose: Choose, state: State) -> None:
    """Draw the part that is shown and the filters, each with the number of entries that its choices would leave."""
    chosen = selection_of(state)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="controls"):
        parts("怎么看", state, PART_WORDS)
        by_district = choose(replace(chosen, districts=()))
        by_year = choose(replace(chosen, years=()))
        by_type = choose(replace(chosen, types=()))
        by_kind = choose(replace(chosen, kinds=()))
        facets(
            state,
            districts=Counter(entry.district for entry in by_district if entry.district),
            years=Counter(entry.year for entry in by_year if entry.year),
            types=Counter(known for entry in by_type if (known := entry.document.metadata.doc_type)),
            kinds=Counter(entry.commitment.kind for entry in by_kind),
            unit="项",
            none="0项",
        )
        st.session_state[STARRED] = state.is_starred
        st.toggle("只看标★的", key=STARRED, on_change=mark_edited)


def _list(choose: Choose, entries: Sequence[Entry], state: State) -> None:
    _summary(entries, state)
    if entries:
        _table(entries, state)
        _cards(entries, state)
    _left_out(choose, entries, state)
    _sums(entries, state)


def _summary(entries: Sequence[Entry], state: State) -> None:
    if not entries:
        notice("info", "没有这样的事项。", _ways_out(state))
        return
    districts = len({entry.district for entry in entries})
    about = f"与“{state.words}”意思相近的" if state.words else ""
    cut = f"，下面列出前 {ROWS} 项（其余的请缩小范围看，或导出）" if len(entries) > ROWS else ""
    order = "，最相近的在前" if state.words else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="summary"):
        show(
            tag("div", about, tag("b", f"共 {len(entries)} 项"), f"，来自 {districts} 个地区{order}{cut}", cls="gz-sum")
        )
        _downloads(entries, state)


def _downloads(entries: Sequence[Entry], state: State) -> None:
    """Offer the whole of the ledger as files; they are made when they are asked for."""
    chosen, page = tuple(entries), page_address()
    for name, kind, mime, make in (
        ("Excel", "xlsx", XLSX_TYPE, _xlsx),
        ("CSV", "csv", "text/csv", _csv),
    ):
        st.download_button(
            f"导出 {name}（{len(chosen)} 行）",
            data=exporting(partial(make, chosen, state, page), "承诺台账"),
            file_name=f"承诺台账.{kind}",
            mime=mime,
            on_click="ignore",
            icon=":material/download:",
            type="tertiary",
        )


def _xlsx(entries: Sequence[Entry], state: State, page: str) -> bytes:
    return xlsx_bytes([for_people(entries, lambda entry: page + open_link(state, entry))])


def _csv(entries: Sequence[Entry], state: State, page: str) -> bytes:
    return csv_bytes(for_people(entries, lambda entry: page + open_link(state, entry)))


def _table(entries: Sequence[Entry], state: State) -> None:
    """Draw the table for wide screens, and the whole clause of the row that is chosen."""
    page, shown = page_address(), entries[:ROWS]
    rows = table(shown, lambda entry: page + open_link(state, entry))
    longest = max(len(f"{value:,}") for value in rows["数值"] if value is not None) if any(rows["数值"]) else 1
    text = st.column_config.TextColumn
    with st.container(key="ledger_table", gap="small"):
        chosen = st.dataframe(
            rows,
            key=f"rows_{hash(tuple(entry.key for entry in shown))}",  # other rows are another table: none is chosen
            height=min(_HEIGHT, 37 + 35 * len(shown)),
            hide_index=True,
            column_config={
                "打开": st.column_config.LinkColumn(display_text="打开", width=55, pinned=True),
                "区": text(width="small"),
                "年份": st.column_config.NumberColumn(width=60, format="%d"),
                "目标或完成": text(width=95),
                "做法": text(width=70),
                "事项": text(width=190),
                "数量": text(width=125),
                # A number that does not fit is cut in front, and would be read as another one.
                "数值": st.column_config.NumberColumn(width=max(85, 30 + 9 * longest), format="localized"),
                "单位": text(width=65),
                "★": text(width=35),
                "原文": text(width=200),
                "文件": text(width=110),
            },
            on_select="rerun",
            selection_mode="single-row",
            placeholder="—",
            alt="承诺台账：每行一项，第一列打开原文",
        )
        show(tag("div", "点列名可以排序（只排表里列出的）；点一行最左边的方框，下面显示整条原话。", cls="gz-facts"))
        for row in chosen["selection"]["rows"]:
            if row < len(shown):
                show(entry_card(shown[row], open_link(state, shown[row])))


def _cards(entries: Sequence[Entry], state: State) -> None:
    """Draw the entries one below the other, for screens too narrow for a table."""
    with st.container(key="ledger_cards", gap="small"):
        show(*(entry_card(entry, open_link(state, entry)) for entry in entries[: state.count]))
        rest = len(entries) - state.count
        if rest > 0 and state.count < MOST:
            st.button(f"再看一些（还有 {rest} 项）", on_click=mark_edited, args=(state.count + PAGE,), width="content")
        elif rest > 0:
            show(tag("div", f"还有 {rest} 项：请缩小范围，或导出。", cls="gz-facts"))


def _left_out(choose: Choose, entries: Sequence[Entry], state: State) -> None:
    """Say what the choices leave out without the reader's seeing it."""
    chosen = selection_of(state)
    said: list[Safe | str] = []
    if state.words:
        every = len(choose(replace(chosen, topic="")))
        if every > len(entries):
            said.append(f"另有 {every - len(entries)} 项与“{state.words}”意思不够近，没有列出。")
    if state.kinds:
        unsaid = sum(not entry.commitment.kind for entry in choose(replace(chosen, kinds=())))
        if unsaid:
            said.append(f"有 {unsaid} 项原文看不出是目标还是完成，没有列出。")
    if state.years:
        undated = sum(entry.year is None for entry in choose(replace(chosen, years=())))
        if undated:
            said.append(f"有 {undated} 项看不出是哪一年的，没有列出。")
    said.append("没有写数量的工作不在台账里，请到“检索”里查。")
    show(tag("div", join(said), cls="gz-facts gz-left"))


def _sums(entries: Sequence[Entry], state: State) -> None:
    sums = [total for total in totals(entries) if len(total.entries) > 1]
    if not sums:
        return
    means = (
        "只加各区做法、事项、单位、年份、目标或完成都一样的数；一个区说了两遍的只算一次，一个区有几个不同的数的不加。"
    )
    with st.expander(plain(f"各区能相加的合计（{len(sums)} 个）"), key="sums"):
        show(tag("p", means, cls="gz-facts"), totals_table(sums[:_SUMS], partial(open_link, state)))
        if len(sums) > _SUMS:
            show(tag("div", f"只列出前 {_SUMS} 个，写上主题可以缩小范围。", cls="gz-facts"))


def _ways_out(state: State) -> Safe:
    """Offer the ledger with fewer conditions."""
    ways: list[Safe] = []
    if state.filters or state.kinds or state.is_starred:
        free = State(view="ledger", words=state.words, part=state.part)
        ways.append(tag("a", "不限条件再看", href=link(free), cls="gz-way"))
    if state.words:
        ways.append(tag("a", "换到“检索”里查这个词", href=link(State(words=state.words)), cls="gz-way"))
    return join(ways)
