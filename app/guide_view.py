"""The guide on the page: the text from the documents of the project, its pictures, and what is loaded now."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from app.corpus.corpus_rows import look
from app.searching.welcome import say_what_is_loaded
from app.state import State
from app.text import join, show, tag
from indexer.settings import Settings

if TYPE_CHECKING:
    from indexer import Searcher

GUIDE = Path(__file__).parents[1] / "docs" / "使用说明.md"
LOADED = "这里有什么，没有什么"  # the section that says what is loaded
_SECTION = re.compile(r"^## (.+)\n", re.MULTILINE)
_WRAPPED = re.compile(r"(?<=[^\x00-\x7f])\n *(?=\*\*|[^\x00-\x7f\s])")  # a browser would show a blank there
_PICTURE = re.compile(r"^!\[([^\]]*)\]\(([^)]+)\)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the guide: its heading and its Markdown."""

    title: str
    text: str


def draw(searcher: Searcher, state: State, settings: Settings) -> None:  # noqa: ARG001 - every view is drawn alike
    """Draw the guide."""
    sections = read_guide(GUIDE)
    ways = (tag("li", tag("a", section.title, href=f"#{anchor(section.title)}")) for section in sections)
    show(
        tag("h1", "使用说明", cls="gz-doctitle"),
        tag("nav", tag("ul", join(ways)), cls="gz-guide-toc", aria_label="目录"),
    )
    for section in sections:
        show(tag("h2", section.title, id=anchor(section.title), cls="gz-guide"))
        if section.title == LOADED:
            _loaded(searcher, settings)
        _section(section)


@cache
def read_guide(path: Path) -> tuple[Section, ...]:
    """Cut the guide at its headings; the title of the whole is left out."""
    parts = _SECTION.split(path.read_text(encoding="utf-8"))
    return tuple(Section(title, text.strip()) for title, text in zip(parts[1::2], parts[2::2], strict=True))


def anchor(title: str) -> str:
    """Return the name of a heading in links, made as the sites that show Markdown make it.

    >>> anchor("先例：这句话谁写过")
    '先例这句话谁写过'
    """
    return re.sub(r"[^\w-]", "", title)


def _section(section: Section) -> None:
    """Draw the Markdown of a section, which is our own, and its pictures, which lie beside it."""
    pieces = _PICTURE.split(_WRAPPED.sub("", section.text))
    for text, alt, name in zip(pieces[::3], [*pieces[1::3], ""], [*pieces[2::3], ""], strict=True):
        if text.strip():
            st.markdown(text)
        if name:
            st.image(GUIDE.parent / name, alt=alt)


def _loaded(searcher: Searcher, settings: Settings) -> None:
    corpus = look(searcher, settings.corpus)
    documents = searcher.documents()
    clauses = sum(document.clauses for document in documents)
    say_what_is_loaded(documents)
    show(tag("p", f"一共 {clauses} 条，{corpus.read_at} 读取。", cls="gz-loaded"))
