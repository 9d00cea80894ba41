"""What was kept: clauses with notes, and searches that tell what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.facets import parts
from app.saved import saved_clauses, saved_searches
from app.state import State
from app.text import show, tag
from indexer.settings import Settings
from indexer.storage.saved import Saved

if TYPE_CHECKING:
    from indexer import Searcher


def draw(searcher: Searcher, state: State, settings: Settings) -> None:
    """Draw the view."""
    saved = Saved(settings.notes)
    clauses, searches = saved.clauses(), saved.searches()
    show(
        tag("h1", "收藏", cls="gz-doctitle"),
        tag(
            "p",
            "留下来的条款和检索，重建索引也不会丢。收藏不分用户，登录的也一样：凡是打开这个页面的人，看到、修改的都是同一份收藏和备注。",
            cls="gz-intro",
        ),
    )
    names = {"clauses": f"条款 {len(clauses)}", "searches": f"检索 {len(searches)}"}
    parts("看什么", state, names)
    if state.part == "searches":
        saved_searches.draw(searcher, saved, searches, state)
    else:
        saved_clauses.draw(searcher, saved, clauses, state)
