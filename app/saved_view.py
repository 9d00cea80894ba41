"""What was kept: clauses with notes, and searches that tell what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.state import State
from app.text import show, tag
from indexer.settings import Settings

if TYPE_CHECKING:
    from indexer import Searcher


def draw(searcher: Searcher, state: State, settings: Settings) -> None:  # noqa: ARG001
    """Draw the view."""
    show(tag("h1", "收藏", cls="gz-doctitle"))
