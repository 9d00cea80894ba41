"""The build that is under way, shown: as a panel where it is waited for, as a line above the other views."""

from __future__ import annotations

import streamlit as st

from app.building import Step, builder
from app.state import State, link
from app.text import Safe, join, show, tag

_EVERY = 0.5  # seconds between two looks at the progress
_SELDOM = 2.0  # seconds, where somebody is at other work


@st.fragment(run_every=_EVERY)
def progress_panel() -> None:
    """Draw the progress of the build that is under way, and reload the page when it has ended."""
    work = builder()
    if not work.running:
        st.rerun(scope="app")
    *done, now = work.steps or (None,)
    with st.container(border=True):
        show(tag("ul", join(tag("li", step.words) for step in done if step), cls="gz-done") if done else Safe())
        st.progress(now.share if now else 0.0)
        show(tag("div", _words(now), cls="gz-facts", role="status"))


@st.fragment(run_every=_SELDOM)
def progress_line() -> None:
    """Say above a view that the corpus is being read anew; reload the page when that has ended."""
    work = builder()
    if not work.running:
        st.rerun(scope="app")
    now = work.steps[-1] if work.steps else None
    way = tag("a", "看进度", href=link(State(view="corpus")))
    show(tag("div", f"正在更新语料（{_words(now)}），现在查到的是更新前的内容。", way, cls="gz-building"))


def _words(now: Step | None) -> str:
    return "，".join(part for part in (now.words, now.left) if part) if now else "准备"
