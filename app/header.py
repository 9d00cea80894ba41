"""The head of every view: the name of the page and the ways to its views."""

from __future__ import annotations

from app.access.guard import ROLE_WORDS
from app.access.sessions import Person
from app.state import State, View, link
from app.text import Safe, join, show, tag

NAME = "政府文件条款检索"
VIEW_WORDS: dict[View, str] = {
    "search": "检索",
    "precedent": "先例",
    "compare": "对比",
    "ledger": "承诺台账",
    "coverage": "覆盖",
    "batch": "批量",
    "saved": "收藏",
    "corpus": "语料",
    "reports": "纠错",
    "guide": "使用说明",
}
_WITHIN: dict[View, View] = {"reports": "corpus"}  # views that are reached from another one, not from the head
_ASKED_OF: tuple[View, ...] = (
    "search",
    "compare",
    "ledger",
    "coverage",
)  # views that take the words along to one another


def page_title(state: State) -> str:
    """Return the title of the browser's tab.

    >>> page_title(State(words="养老床位")), page_title(State(view="ledger", words="养老"))
    ('养老床位 - 政府文件条款检索', '养老 承诺台账 - 政府文件条款检索')
    """
    is_draft = "precedent" in (state.view, state.origin)  # too long for a title
    if state.view == "read":
        first = (not is_draft and state.words) or "原文"
    else:
        view = VIEW_WORDS[state.view] if state.view != "search" else ""
        first = " ".join(part for part in ("" if is_draft else state.words, view) if part)
    return f"{first} - {NAME}" if first else NAME


def header(state: State, who: Person | None = None) -> None:
    """Draw the head; the view that is open is marked. On paper a line says what was printed, and when."""
    show(
        tag("a", "跳到正文", href="#content", cls="gz-skip"),
        tag(
            "header",
            tag("a", NAME, href=link(State()), cls="gz-name"),
            tag("nav", join(_way(view, state) for view in VIEW_WORDS if view not in _WITHIN), aria_label="主要页面"),
            _signed_in(who),
            cls="gz-head-bar",
        ),
        tag("div", page_title(state), " · 打印于 ", tag("span", cls="gz-today"), cls="gz-paper"),
        tag("span", id="content", tabindex="-1"),
    )


def _signed_in(who: Person | None) -> Safe:
    """Say who is signed in, with the way out; nothing where nobody has to."""
    if who is None or not who.name:
        return Safe()
    out = Safe('<a href="/signout">退出</a>')
    return tag("span", f"{who.name}（{ROLE_WORDS[who.role]}） ", out, cls="gz-who")


def _way(view: View, state: State) -> Safe:
    """Draw the link to a view: the open one leads to its beginning, others keep the words where they can be used."""
    is_draft = "precedent" in (state.view, state.origin)  # nothing to be searched for as it stands
    keeps = view in _ASKED_OF and view != state.view and not is_draft
    there = State(view=view, words=state.words if keeps else "")
    return tag(
        "a",
        VIEW_WORDS[view],
        href=link(there),
        aria_current="page" if _WITHIN.get(state.view, state.view) == view else None,
    )
