"""The results of a search as cards, in their groups; what only comes near, and what lies beyond, set apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from app.cards import card, copy_button, opener
from app.ledger.ledger_rows import figure
from app.saved.saving import keep_button
from app.searching.grouping import ResultGroup
from app.state import State, cited_address, link, read_link
from app.text import Safe, plain, show, tag
from indexer.citation import citation
from indexer.insight.alike import Group, fold_alike
from indexer.insight.coverage import UNKNOWN
from indexer.insight.figures import Figures
from indexer.records import Query, Result
from indexer.settings import Settings

if TYPE_CHECKING:
    from indexer import Searcher

SHOWN = 3  # clauses of a group that stand open beside other groups; the rest is one press away


class ResultList:
    """Draws the results of one search."""

    def __init__(self, searcher: Searcher, query: Query, state: State, settings: Settings) -> None:
        self._searcher = searcher
        self._state = state
        self._settings = settings
        self._figures = Figures(searcher, query)

    def groups(self, groups: Sequence[ResultGroup]) -> None:
        """Draw results in their groups; a single group stands open as a whole."""
        for group in groups:
            if group.name:
                _heading(group)
            folded = fold_alike(group.results)
            shown = SHOWN if len(groups) > 1 else len(folded)
            self._open(folded[:shown], above=self._state.group)
            rest = sum(1 + len(alike.others) for alike in folded[shown:])
            self._folded(folded[shown:], f"{group.name}另外 {rest} 条", above=self._state.group)

    def apart(self, name: str, results: Sequence[Result], means: str) -> None:
        """Draw results that do not answer what was asked, under a heading that says so."""
        if not results:
            return
        number = tag("span", f"列出 {len(results)} 条", cls="gz-count")
        show(tag("h2", tag("span", name), number, tag("span", means, cls="gz-facts"), cls="gz-district gz-beyond"))
        alone = [Group(result) for result in results]
        self._open(alone[:SHOWN])
        self._folded(alone[SHOWN:], f"{name}，另外 {len(alone[SHOWN:])} 条")

    def _open(self, groups: Sequence[Group], *, above: str = "") -> None:
        for group in groups:
            self._result(group.first, above=above)
            if group.others:
                with st.expander(plain(alike_words(group, above)), key=f"alike_{group.first.rank}", type="compact"):
                    for result in group.others:
                        self._result(result, above=above)

    def _folded(self, groups: Sequence[Group], label: str, *, above: str = "") -> None:
        if groups:
            with st.expander(plain(label), key=f"rest_{groups[0].first.rank}", type="compact"):
                self._open(groups, above=above)

    def _result(self, result: Result, *, above: str) -> None:
        href = read_link(self._state, result.document.doc_id, result.clause.clause_id)
        entry = self._figures.best_of(result)
        with st.container(gap=None, key=f"result_{result.rank}"):
            show(
                card(
                    result,
                    href,
                    figure=figure(entry) if entry else "",
                    above=above,
                    foot=(
                        opener(result, href),
                        copy_button(citation(result.document, result.clause, link=cited_address(result.clause))),
                        _alike_elsewhere(result),
                    ),
                )
            )
            keep_button(self._searcher, self._settings, result.document, result.clause, key=f"keep_{result.rank}")


def anchor(group: ResultGroup) -> str:
    """Return the name that a link jumps to a group by."""
    return f"g-{group.results[0].rank}"


def _heading(group: ResultGroup) -> None:
    shown = len(group.results)
    number = f"{group.total} 条" + (f"，先列 {shown} 条" if shown < group.total else "")
    show(
        tag(
            "h2",
            tag("span", group.name),
            tag("span", group.facts, cls="gz-facts") if group.facts else "",
            tag("span", number, cls="gz-count"),
            id=anchor(group),
            cls="gz-district",
        )
    )


def alike_words(group: Group, above: str) -> str:
    """Say how many say the same; where districts are mixed, whose these are: none may disappear in another's."""
    if above in ("district", "document"):
        return group.label
    districts = dict.fromkeys(result.document.metadata.district or UNKNOWN for result in group.others)
    return f"{group.label}（{'、'.join(districts)}）"


def _alike_elsewhere(result: Result) -> Safe:
    """Draw the link that looks for who else wrote it so."""
    href = link(State(view="precedent", words=result.clause.text))
    return tag("a", "找相似表述", href=href, cls="gz-like", title="看还有谁这样写过、谁最早")
