"""The head of every view: the name of the page and the ways to the search and to the corpus."""

from __future__ import annotations

from app.state import State, link
from app.text import show, tag

NAME = "政府文件条款检索"


def page_title(state: State) -> str:
    """Return the title of the browser's tab.

    >>> page_title(State(words="养老床位"))
    '养老床位 - 政府文件条款检索'
    """
    first = {"search": state.words, "read": state.words or "原文", "corpus": "语料"}[state.view]
    return f"{first} - {NAME}" if first else NAME


def header(state: State) -> None:
    """Draw the head; the view that is open is marked."""
    search = State() if state.view == "search" else State(words=state.words)
    show(
        tag(
            "header",
            tag("a", NAME, href=link(State()), cls="gz-name"),
            tag(
                "nav",
                tag("a", "检索", href=link(search), aria_current="page" if state.view == "search" else None),
                tag(
                    "a",
                    "语料",
                    href=link(State(view="corpus")),
                    aria_current="page" if state.view == "corpus" else None,
                ),
                aria_label="主要页面",
            ),
            cls="gz-head-bar",
        )
    )
