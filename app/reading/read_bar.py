"""The bar that stays in view while a document is read: the way back, hit by hit, what can be done with a clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from app.cards import copy_button
from app.header import VIEW_WORDS
from app.reports.report_form import report_button
from app.saved.saving import keep_button
from app.state import State, cited_address, link
from app.text import Safe, show, tag
from indexer.citation import citation
from indexer.records import Clause, DocumentRef
from indexer.settings import Settings

if TYPE_CHECKING:
    from indexer import Searcher


@dataclass(frozen=True, slots=True)
class Steps:
    """Where a reader stands among the hits of a document, and which hits are next to that place."""

    place: int  # of the open clause among the hits, from 1; 0 where it is none of them
    number: int
    before: Clause | None
    after: Clause | None


def steps_from(hits: Sequence[Clause], ordinal: int) -> Steps:
    """Find the place of the clause ``ordinal`` (0: none is open) among ``hits``, which stand in the order of the text.

    >>> one, two = (Clause(f"c{n}", "d", n, (), "养老", 0, 2) for n in (3, 8))
    >>> steps_from([one, two], 8).place, steps_from([one, two], 5).place, steps_from([one, two], 5).after == two
    (2, 0, True)
    """
    place = next((place for place, hit in enumerate(hits, 1) if hit.ordinal == ordinal), 0)
    before = [hit for hit in hits if hit.ordinal < ordinal]
    after = [hit for hit in hits if hit.ordinal > ordinal]
    return Steps(place, len(hits), before[-1] if before else None, after[0] if after else None)


def came_from(state: State) -> State:
    """Return the state of the view that a document was opened from."""
    return replace(state, view=state.origin, doc="", clause="", origin="search", is_numbered=False)


def bar(
    searcher: Searcher,
    settings: Settings,
    reference: DocumentRef,
    clause: Clause | None,
    *,
    hits: Sequence[Clause],
    state: State,
) -> None:
    """Draw the bar of a document that is open at ``clause``; ``hits`` are the clauses found in it, as in the text."""
    back = came_from(state)
    words = "← 检索结果" if back.view == "search" and back.words else f"← {VIEW_WORDS[back.view]}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="readbar"):
        show(
            tag(
                "div",
                tag("a", words, href=link(back), cls="gz-back"),
                tag("span", reference.label, cls="gz-bar-title"),
                _steps(steps_from(hits, clause.ordinal if clause else 0), state) if hits else "",
                cls="gz-bar",
            )
        )
        with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content", key="readdo"):
            if clause is not None:
                cited = citation(reference, clause, link=cited_address(clause))
                show(copy_button(cited), width="content")
                keep_button(searcher, settings, reference, clause, key="keep")
            report_button(reference, clause, settings, key="report")
            show(tag("button", "打印", type="button", cls="gz-act gz-print", title="打印整份文件"), width="content")


def _steps(steps: Steps, state: State) -> Safe:
    where = f"现在是第{steps.place}条，共{steps.number}条" if steps.place else f"共{steps.number}条"
    return tag(
        "nav",
        _step("上一条", "‹", "←", steps.before, where, state),
        tag("span", f"{steps.place or '–'}/{steps.number}", title=f"这份文件里的结果：{where}", cls="gz-place"),
        _step("下一条", "›", "→", steps.after, where, state),
        aria_label="这份文件里的结果",
        cls="gz-steps",
    )


def _step(name: str, sign: str, key: str, clause: Clause | None, where: str, state: State) -> Safe:
    """Draw the link to a neighbouring hit; at the last one, the same words without a link."""
    sides = (sign, tag("span", name)) if key == "←" else (tag("span", name), sign)
    if clause is None:
        return tag("span", *sides, cls="gz-end", aria_hidden="true")
    return tag(
        "a",
        *sides,
        href=link(replace(state, clause=clause.clause_id)),
        cls=f"gz-quick {'gz-before' if key == '←' else 'gz-after'}",
        title=f"{name}结果（键盘 {key}）",
        aria_label=f"{name}结果，{where}",
    )
