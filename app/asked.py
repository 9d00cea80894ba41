"""What was understood of the words: the search for a state, and the chips that say what was read and take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import streamlit as st

from app.state import State, take_as_meant, take_as_plain
from app.text import plain, show, tag
from indexer.records import Order, Query, Survey

if TYPE_CHECKING:
    from indexer import Searcher


def survey(searcher: Searcher, state: State, *, k: int = 0) -> Survey:
    """Return what matches a state, as much of it as is shown, or the first ``k``. Raises QueryInvalid."""
    return searcher.survey(
        state.words,
        k=k or state.count,
        districts=state.districts,
        years=state.years,
        types=state.types,
        mode=state.mode,
        ignore=state.plain,
        order=cast("Order", state.order),
    )


def show_understood(query: Query, state: State) -> None:
    """Draw a chip for each condition that was read from the words: a press takes its words as plain words."""
    pieces = {piece.key: piece for piece in query.understood}
    marked = [f"必含“{phrase}”" for phrase in query.phrases] + [f"不含“{word}”" for word in query.excluded]
    if not pieces and not marked and not state.plain:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="understood"):
        show(tag("span", "按您的话：", "，".join(marked), cls="gz-understood"), width="content")
        for number, piece in enumerate(pieces.values()):
            name = f"写明 {piece.label}" if piece.kind == "number" else piece.label
            st.button(
                plain(f"{name} ✕"),
                key=f"chip_{number}",
                on_click=take_as_plain,
                args=(piece.key,),
                width="content",
                help=plain(f"不按“{piece.words}”限定，只当普通的字来查"),
            )
        for number, key in enumerate(state.plain):
            st.button(
                plain(f"恢复限定：{key.partition(':')[2]}"),
                key=f"unchip_{number}",
                on_click=take_as_meant,
                args=(key,),
                width="content",
                type="tertiary",
            )
