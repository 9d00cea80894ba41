"""The reading view: a clause in its document, with the table of contents and the way back to the search.

It also lists the other hits in the same document, and what was repaired in its text and removed from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from app.asked import survey
from app.cards import badges, year_words
from app.header import VIEW_WORDS
from app.reading.read_bar import bar, came_from
from app.reading.reader import Spans, body, contents
from app.saved.saving import asked_of
from app.state import State, link
from app.text import Safe, join, mark, notice, show, tag
from indexer.citation import SEPARATOR
from indexer.errors import QueryInvalid
from indexer.records import Clause, Document, DocumentRef, Removal, Repair, Result
from indexer.settings import Settings

if TYPE_CHECKING:
    from indexer import Searcher

_Change = TypeVar("_Change", Removal, Repair)
_MOST_FOUND = 1_000  # in the whole corpus: as many as a search gives
_NAMED = 10  # other hits that are led to by their words; the steps of the bar lead to all
_AROUND = 40  # characters before and after a clause: enough to find the place in the file
_REPAIRS_SHOWN = 12  # of each kind: enough to judge by, for a PDF has hundreds of joined lines


def draw(searcher: Searcher, state: State, settings: Settings) -> None:
    """Draw the document of a state, open at its clause."""
    try:
        document = searcher.read(state.doc)
    except KeyError:
        notice("warning", "这份文件不在现在的语料里：它可能已被替换或移出。请回到前一页，或到语料里找它的新版本。")
        back = came_from(state)
        ways = (
            tag("a", f"回到{VIEW_WORDS[back.view]}", href=link(back)),
            tag("a", "看语料", href=link(State(view="corpus"))),
        )
        show(tag("p", join(ways, "　")))
        return
    reference = next(known for known in searcher.documents() if known.doc_id == document.doc_id)
    clause = next((known for known in document.clauses if known.clause_id == state.clause), None)
    found = _find(searcher, state)
    hits = [known for known in document.clauses if known.clause_id in found.marks]
    bar(searcher, settings, reference, clause, hits=hits, state=state)
    _head(document, reference, clause)
    if state.clause and clause is None:
        notice("warning", "链接所指的那一条在现在的文件里找不到了，下面从头显示这份文件。")
    _others(hits, found, state)
    _care(document, clause)
    near = {known: spans for known, spans in found.near.items() if known == state.clause}
    _text(document, {**found.marks, **near}, state)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the search in the address finds in a document."""

    marks: Mapping[str, Spans] = field(default_factory=dict)  # by clause id, of what matches
    near: Mapping[str, Spans] = field(default_factory=dict)  # of what only comes near: marked where it is open
    number: int = 0  # of what matches; more than are marked where the search finds more than it gives


def _find(searcher: Searcher, state: State) -> _Found:
    if not state.words or state.origin == "precedent":  # a draft is compared sentence by sentence, not searched for
        return _Found()
    try:
        return _found_in(searcher, state.doc, asked_of(state), searcher.generation)
    except QueryInvalid:
        return _Found()


@st.cache_data(max_entries=200, show_spinner=False)  # asked again at every step from hit to hit
def _found_in(_searcher: Searcher, doc_id: str, asked: State, generation: str) -> _Found:  # noqa: ARG001 - of the key
    surveyed = survey(_searcher, asked, k=_MOST_FOUND)
    if not surveyed.query.text:  # a document is asked for, not something in it
        return _Found()
    return _Found(
        _marks(surveyed.results, doc_id),
        _marks((*surveyed.near, *surveyed.beyond), doc_id),
        _searcher.count(surveyed.query, mode=asked.mode)[doc_id],
    )


def _marks(results: Sequence[Result], doc_id: str) -> dict[str, Spans]:
    return {result.clause.clause_id: result.highlights for result in results if result.document.doc_id == doc_id}


def _head(document: Document, reference: DocumentRef, clause: Clause | None) -> None:
    known = document.metadata
    facts = [known.district, year_words(known.year), known.doc_type, known.issued_on, known.doc_number, known.issuer]
    facts += [known.meeting, f"报告人：{known.speaker}" if known.speaker else ""]
    source = reference.source
    if known.source_url:
        source = tag("a", "网上原文", href=known.source_url, target="_blank", rel="noopener", cls="gz-web")
    show(
        tag("h1", reference.label, cls="gz-doctitle"),
        tag("div", join([fact for fact in (*facts, source) if fact], " · "), cls="gz-facts"),
    )
    if clause is not None:
        place = SEPARATOR.join(clause.path) or "正文"
        number = f"（序号 {clause.ordinal}，全文共 {reference.clauses} 条）"
        show(tag("div", tag("b", "打开的是："), place, number, " ", badges(clause.flags), cls="gz-path"))


def _others(hits: Sequence[Clause], found: _Found, state: State) -> None:
    """Lead to the first of the other hits, and say where a search finds more than it gives."""
    others = [clause for clause in hits if clause.clause_id != state.clause]
    ways = (
        tag("a", _short(clause.text), href=link(replace(state, clause=clause.clause_id)), cls="gz-jump gz-quick")
        for clause in others[:_NAMED]
    )
    also = "还" if len(others) < len(hits) else ""
    listed = tag("div", f"这份文件里{also}有 {len(others)} 条结果：", join(ways)) if others else Safe()
    said = f"这份文件里相符的一共有 {found.number} 条，排在全部结果前 {_MOST_FOUND} 条以内的才标出"
    cut = tag("div", said, "，上一条、下一条只到这些。") if found.number > len(hits) else Safe()
    if listed or cut:
        show(tag("div", listed, cut, cls="gz-sum gz-others"))


def _care(document: Document, clause: Clause | None) -> None:
    """List what was done to the original text, so that it can be checked; show the open clause as it stands there."""
    removed, repairs = document.removed, document.repairs
    if not removed and not repairs:
        return
    with st.expander(f"这份文件整理过：{_done(len(repairs), len(removed))}", key="care"):
        if clause is not None:
            show(in_original(document, clause))
        said = "正文照文件自己的话显示，只去掉或修补了下面这些，可以逐项核对。"
        show(tag("p", said, cls="gz-facts"), removals_table(document), _repairs_table(repairs))


def _done(repairs: int, removed: int) -> str:
    """Say how much was done to a text.

    >>> _done(2, 0), _done(2, 3)
    ('修补 2 处', '修补 2 处，去掉 3 段不是正文的内容')
    """
    said = (f"修补 {repairs} 处" if repairs else "", f"去掉 {removed} 段不是正文的内容" if removed else "")
    return "，".join(filter(None, said))


def in_original(document: Document, clause: Clause) -> Safe:
    """Draw a clause as it stands in the file, line breaks and all, with a little of what is around it."""
    start, end = document.in_original(clause.start, clause.end)
    first, last = max(0, start - _AROUND), min(len(document.original), end + _AROUND)
    excerpt = mark(document.original[first:last], [(start - first, end - first)])
    return join((tag("b", "打开的这一条，在原文件里是这样的："), tag("pre", excerpt, cls="gz-original", tabindex="0")))


def removals_table(document: Document) -> Safe:
    """Draw what was left out of a document's text, by the reason why."""
    rows = [
        tag("tr", tag("td", reason), tag("td", join((tag("q", item.text) for item in items), " ")))
        for reason, items in _by_reason(document.removed)
    ]
    return tag("table", tag("caption", "去掉的内容"), join(rows), cls="gz-table gz-care") if rows else Safe()


def _repairs_table(repairs: Sequence[Repair]) -> Safe:
    rows: list[Safe] = []
    for reason, items in _by_reason(repairs):
        shown = dict.fromkeys((_visible(item.before), _visible(item.after)) for item in items[:_REPAIRS_SHOWN])
        pairs = join((tag("q", before, " → ", after) for before, after in shown), " ")
        rows.append(tag("tr", tag("td", f"{reason}（{len(items)} 处）"), tag("td", pairs)))
    return tag("table", tag("caption", "修补之处：原来 → 现在"), join(rows), cls="gz-table gz-care") if rows else Safe()


def _by_reason(items: Sequence[_Change]) -> list[tuple[str, list[_Change]]]:
    groups: dict[str, list[_Change]] = {}
    for item in items:
        groups.setdefault(item.reason, []).append(item)
    return list(groups.items())


def _text(document: Document, found: Mapping[str, Spans], state: State) -> None:
    text = body(
        document,
        hit=state.clause,
        found=found,
        href=lambda clause: link(replace(state, clause=clause.clause_id)),
    )
    aside = join((tag("div", tag("b", "目录"), _switch(state), cls="gz-toc-head"), contents(document, state.clause)))
    show(
        tag(
            "div",
            tag("nav", aside, cls="gz-toc", aria_label="目录"),
            tag("details", tag("summary", "目录"), aside, cls="gz-toc-small"),
            tag("article", text, cls="gz-doc gz-numbered" if state.is_numbered else "gz-doc", data_clause=state.clause),
            cls="gz-read",
        )
    )


def _switch(state: State) -> Safe:
    """Draw the link that shows or hides the numbers of the clauses."""
    words = "隐藏序号" if state.is_numbered else "显示序号"
    title = "序号是本页按顺序数的，不是文件自己的编号；复制正文时不会带上"
    there = replace(state, is_numbered=not state.is_numbered)
    return tag("a", words, href=link(there), title=title, cls="gz-switch gz-quick")


def _visible(text: str) -> str:
    """Name what cannot be seen: blanks, line breaks, nothing.

    >>> _visible(""), _visible(" "), _visible("处臵")
    ('（无）', '（空格）', '处臵')
    """
    if not text:
        return "（无）"
    if text.isspace():
        return "（换行）" if "\n" in text else "（空格）"
    return text.replace("\n", "⏎")


def _short(text: str, most: int = 18) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else words[:most] + "…"
