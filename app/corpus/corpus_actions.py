"""What is done to the corpus from the page, as callbacks: each changes the folder, has it read anew and says so.

What they say stays in the session until the next of them, for the page is drawn several times while the corpus is read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import streamlit as st

from app.access.guard import keeper_action
from app.building import builder
from app.text import notice
from indexer.catalog_edit import set_metadata
from indexer.corpus_files import Removed, put_back, put_in, same_name, take_out
from indexer.errors import CorpusUnchanged, IndexerError
from indexer.settings import Settings

_SAID = "_corpus_said"


@dataclass(frozen=True, slots=True)
class _Said:
    kind: str  # of the notice
    words: str
    removed: Removed | None = None  # what can be put back at once


def say_what_was_done(settings: Settings) -> None:
    """Draw what the last action came to, with the way to undo it."""
    said = st.session_state.get(_SAID)
    if not isinstance(said, _Said):
        return
    notice(said.kind, said.words)
    if said.removed is not None:
        st.button("放回", on_click=put_file_back, args=(settings, said.removed), key="undo", width="content")


def has_just_removed() -> bool:
    """Whether the last action took a file out."""
    said = st.session_state.get(_SAID)
    return isinstance(said, _Said) and said.removed is not None


def take_out_file(settings: Settings, source: str, documents: Collection[str]) -> None:
    """Move a file out of the corpus."""
    try:
        with keeper_action("corpus.remove", source):
            removed = take_out(settings.corpus, source, documents=documents)
            builder().start(settings, again=True)
    except IndexerError as problem:
        _say("error", str(problem))
        return
    _say("info", f"已移出 {source}。文件没有删除，在 {removed.path.parent}。", removed)


def put_file_back(settings: Settings, removed: Removed) -> None:
    """Move a file that was taken out back into the corpus."""
    try:
        with keeper_action("corpus.put_back", removed.source):
            name = put_back(settings.corpus, removed)
            builder().start(settings, again=True)
    except IndexerError as problem:
        _say("error", str(problem))
        return
    other = f"（原来的名字已被别的文件用了，现在叫 {name}）" if name != removed.source else ""
    _say("info", f"已放回 {removed.source}{other}。")


def accept(settings: Settings, name: str, data: bytes, corrections: Mapping[str, str], *, replace: bool) -> str:
    """Put an uploaded file into the corpus, with what was corrected of its metadata; return its name there.

    Raises IndexerError; the documents of the corpus are then as they were.
    """
    with keeper_action("corpus.add", name):
        if not replace and same_name(settings.corpus, name):
            raise CorpusUnchanged(f"{name}：语料文件夹里刚刚有了同名的文件。请再看一遍怎么处理。")
        if corrections:  # first, for the file must not be read without them
            set_metadata(settings.corpus, name, corrections)
        source = put_in(settings.corpus, name, data, replace=replace)
        builder().start(settings, again=True)
    return source


def _say(kind: str, words: str, removed: Removed | None = None) -> None:
    st.session_state[_SAID] = _Said(kind, words, removed)
