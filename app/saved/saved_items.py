"""What every saved thing has on the page: a note kept when its field is left, a removal that can be undone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import streamlit as st

from app.cards import badges, year_words
from app.text import Safe, join, mark, notice, plain, show, tag
from indexer.citation import SEPARATOR
from indexer.errors import IndexerError
from indexer.records import Clause, DocumentRef
from indexer.storage.saved import MAX_NOTE, Saved, SavedClause, SavedSearch

_PROBLEMS = "_saved_problems"  # name → why what was written or pressed last could not be kept
_NOTED = "_saved_noted"  # the name of what a note was kept of in this run
_REMOVED = "_saved_removed"  # what this session removed, the last one last
_UNDOABLE = 3  # removals that are offered to be undone
_SHORT = 30  # characters that tell a clause or a search from the others


def name_of(kept: SavedClause | SavedSearch) -> str:
    """Return the words by which people know something that is kept, in short."""
    words = kept.clause.text if isinstance(kept, SavedClause) else kept.words
    line = " ".join(words.split())
    return line if len(line) <= _SHORT else line[:_SHORT] + "…"


def day(when: str) -> str:
    """Return the day of a time (ISO, UTC) where the page runs: 2026-03-05."""
    return datetime.fromisoformat(when).astimezone().date().isoformat()


def clause_card(
    document: DocumentRef,
    clause: Clause,
    *,
    href: str,
    facts: Iterable[str] = (),
    standing: str = "",
    spans: Iterable[tuple[int, int]] = (),
    is_new: bool = False,
) -> Safe:
    """Draw a clause with its document, its path and what became of it; ``href`` opens it, where it can be opened."""
    known = document.metadata
    said = [known.district, year_words(known.year), known.doc_type, *facts]
    return tag(
        "article",
        tag(
            "div",
            tag("span", "新", cls="gz-new") if is_new else "",
            tag("a" if href else "b", document.label, href=href, cls="gz-title"),
            tag("span", join([fact for fact in said if fact and fact not in document.label], " · "), cls="gz-facts"),
            badges(clause.flags),
            cls="gz-head",
        ),
        tag("div", SEPARATOR.join(clause.path), cls="gz-path") if clause.path else "",
        tag("div", standing, cls="gz-standing") if standing else "",
        tag("div", mark(clause.text, spans), cls="gz-text"),
        cls="gz-card",
    )


def note_field(saved: Saved, kept: SavedClause | SavedSearch) -> None:
    """Draw the note of something that is kept; what is written is kept when the field is left."""
    key = f"note_{_key(kept)}"
    problem = _problems().get(kept.name, "")
    if not problem:  # what could not be kept stays in its field
        st.session_state[key] = kept.note
    st.text_area(
        plain(f"备注：{name_of(kept)}"),
        key=key,
        height="content",
        max_chars=MAX_NOTE,
        placeholder="备注：写完点别处就保存",
        label_visibility="collapsed",
        on_change=_write,
        args=(saved, kept, key),
    )
    if problem:
        notice("error", problem)
    elif st.session_state.get(_NOTED) == kept.name:
        show(tag("div", "备注已保存", cls="gz-facts gz-noted", role="status"))
        del st.session_state[_NOTED]


def remove_button(saved: Saved, kept: SavedClause | SavedSearch) -> None:
    """Draw the button that takes something off the list."""
    st.button(
        "移除",
        key=f"remove_{_key(kept)}",
        icon=":material/delete:",
        type="tertiary",
        on_click=_remove,
        args=(saved, kept),
        width="content",
    )


def undo_bar(saved: Saved, kind: type[SavedClause] | type[SavedSearch]) -> None:
    """Offer to put back what this session removed last."""
    removed = [kept for kept in st.session_state.get(_REMOVED, ()) if isinstance(kept, kind)]
    for kept in reversed(removed[-_UNDOABLE:]):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"undo_bar_{_key(kept)}"):
            show(tag("div", "已移除：", name_of(kept), cls="gz-facts", role="status"), width="content")
            st.button("撤销", key=f"undo_{_key(kept)}", on_click=_put_back, args=(saved, kept), width="content")
    if problem := _problems().pop("", ""):
        notice("error", problem)


def _key(kept: SavedClause | SavedSearch) -> str:
    return f"{'c' if isinstance(kept, SavedClause) else 's'}{kept.number}"


def _problems() -> dict[str, str]:
    problems: dict[str, str] = st.session_state.setdefault(_PROBLEMS, {})
    return problems


def _write(saved: Saved, kept: SavedClause | SavedSearch, key: str) -> None:
    """Keep a note (the callback of its field)."""
    try:
        saved.write_note(kept, str(st.session_state[key] or "").strip())
    except IndexerError as problem:
        _problems()[kept.name] = str(problem)
    else:
        _problems().pop(kept.name, None)
        st.session_state[_NOTED] = kept.name


def remove(saved: Saved, kept: SavedClause | SavedSearch) -> None:
    """Take something off the list and remember it for as long as the session lasts. Raises NotesUnusable."""
    st.session_state[_REMOVED] = [*st.session_state.get(_REMOVED, ()), saved.remove(kept)]


def _remove(saved: Saved, kept: SavedClause | SavedSearch) -> None:
    """Take something off the list (a button's callback)."""
    try:
        remove(saved, kept)
    except IndexerError as problem:
        _problems()[""] = str(problem)


def _put_back(saved: Saved, kept: SavedClause | SavedSearch) -> None:
    """Undo a removal (a button's callback)."""
    try:
        saved.put_back(kept)
    except IndexerError as problem:
        _problems()[""] = str(problem)
    else:
        st.session_state[_REMOVED] = [other for other in st.session_state[_REMOVED] if other != kept]
