"""Filters as buttons: each says what is chosen, and opens its choices with the number of things behind each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

import streamlit as st

from app.cards import by_sound, year_words
from app.state import DISTRICTS, KINDS, KINDS_OF_COMMITMENT, PART, PARTS, TYPES, YEARS, State, mark_edited
from app.text import plain
from indexer.structure.wording import KIND_WORDS

_Choice = TypeVar("_Choice", bound=Hashable)


def facets(
    state: State,
    *,
    districts: Counter[str],
    years: Counter[int],
    types: Counter[str],
    kinds: Counter[str] | None = None,
    unit: str,
    none: str = "（未收录）",
    counts_what: str = "",
) -> None:
    """Draw the filters of a view. Each count is of ``unit`` (份, 项) behind a choice, ``none`` where there are none.

    ``counts_what`` says what is counted, where that needs saying.
    """
    told = f"；数字是{counts_what}" if counts_what else ""

    def counted(counts: Counter[Any], value: object) -> str:
        return f"{counts[value]}{unit}" if counts[value] else none

    named = sorted({*districts, *state.districts}, key=by_sound)
    _facet("区", told, DISTRICTS, districts, named, state.districts, str, counted)
    dated = sorted({*years, *state.years}, reverse=True)
    _facet("年份", told, YEARS, years, dated, state.years, year_words, counted)
    _facet("类型", told, TYPES, types, sorted({*types, *state.types}, key=by_sound), state.types, str, counted)
    if kinds is not None:
        _facet("目标或完成", told, KINDS, kinds, KINDS_OF_COMMITMENT, state.kinds, KIND_WORDS.__getitem__, counted)


def _facet(
    name: str,
    told: str,
    key: str,
    counts: Counter[_Choice],
    ordered: Sequence[_Choice],
    chosen: Sequence[_Choice],
    words: Callable[[Any], str],
    counted: Callable[[Counter[Any], object], str],
) -> None:
    """Draw one filter. A link may have chosen what is not loaded: it is among the choices, so that it can be undone."""
    said = "、".join(words(value) for value in chosen[:2]) + (f" 等{len(chosen)}个" if len(chosen) > 2 else "")
    st.session_state[key] = list(chosen)  # other counts make it another widget, which would forget what was chosen
    with st.popover(plain(f"{name}：{said or '全部'}"), key=f"facet_{key}", type="primary" if chosen else "secondary"):
        st.pills(
            f"只看这些{name}（不选就是全部{told}）",
            ordered,
            selection_mode="multi",
            key=key,
            on_change=mark_edited,
            format_func=lambda value: plain(f"{words(value)} {counted(counts, value)}"),
        )


def choice(
    name: str, key: str, chosen: str, options: Sequence[str], words: Mapping[str, str], counts: Mapping[str, int]
) -> None:
    """Draw options of which one is chosen, each with the number of things behind it."""
    st.session_state[key] = chosen
    st.pills(
        name,
        options,
        key=key,
        required=True,
        format_func=lambda value: f"{words[value]} {counts.get(value, 0)}",
        on_change=mark_edited,
        label_visibility="collapsed",
        wrap=True,
    )


def parts(name: str, state: State, words: Mapping[str, str]) -> None:
    """Draw the parts of a view, of which one is shown."""
    every = PARTS[state.view]
    st.session_state[PART] = state.part or every[0]
    st.segmented_control(
        name,
        every,
        key=PART,
        required=True,
        format_func=words.__getitem__,
        on_change=mark_edited,
        label_visibility="collapsed",
    )
