"""What the page says where nothing or little was found: what is not there, what stands in the way, what to try."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from app.state import State, link
from app.text import Safe, join, notice, tag
from indexer.insight.help import Help, Lifted
from indexer.records import Query

if TYPE_CHECKING:
    from collections.abc import Sequence

LITTLE = 2  # results; with more, the reader has something to go on with
_PHRASE_MARKS = re.compile('["“”＂「」『』]')
_EXCLUDED = re.compile(r"(?:^|(?<=\s))[-−－–]\S+")


def show_first(helping: Help, state: State) -> None:
    """Say above the results what the corpus does not have, and what may have been meant."""
    for missing in helping.not_in_corpus:
        notice("warning", missing.sentence)
    if helping.spelling:
        meant = [_ask(state, correction.words, correction.words) for correction in helping.spelling]
        notice("info", "您要找的是不是：", join(meant, "、"), "？")


def show_ways_out(helping: Help, query: Query, state: State, *ways_out: Safe) -> None:
    """Say what was looked for, which condition stands in the way, and which words would find something."""
    children: list[Safe] = []
    if helping.emptied_by:
        held = "含有这些字词的条款" if helping.holds_all else "至少含有其中一个词的条款"
        ways = [
            tag("li", _lift(state, query, lifted), f"：有 {lifted.count} 条{held}") for lifted in helping.emptied_by
        ]
        children.append(tag("ul", *ways))
    if own := [found for found in helping.try_words if found.origin == "own"]:
        children.append(tag("div", "单查其中的词：", _words(state, [(word.word, word.count) for word in own])))
    if official := [found for found in helping.try_words if found.origin == "official"]:
        children.append(tag("div", "文件里的说法：", _words(state, [(word.word, word.count) for word in official])))
    if not children:
        children.append(tag("div", "换一种说法，或者少写几个字，再试一次。"))
    notice("info", tag("b", helping.searched), *children, *ways_out)


def _words(state: State, words: Sequence[tuple[str, int]]) -> Safe:
    return join((_ask(state, word, f"{word}（{count} 条）") for word, count in words), "、")


def _ask(state: State, words: str, name: str) -> Safe:
    return tag("a", name, href=link(replace(state, words=words, plain=(), mode="hybrid")))


def _lift(state: State, query: Query, lifted: Lifted) -> Safe:
    """Draw the link to the same search without a condition."""
    without: State
    if lifted.what == "filter":
        without = replace(
            state,
            districts=() if lifted.key == "districts" else state.districts,
            years=() if lifted.key == "years" else state.years,
            types=() if lifted.key == "types" else state.types,
        )
    elif lifted.what == "scope":
        without = replace(state, plain=(*state.plain, lifted.key))
    elif lifted.what == "phrase":
        without = replace(state, words=_PHRASE_MARKS.sub("", state.words))
    elif lifted.what == "excluded":
        without = replace(state, words=" ".join(_EXCLUDED.sub("", state.words).split()))
    else:
        words = " ".join(_EXCLUDED.sub("", _PHRASE_MARKS.sub("", state.words)).split())
        without = State(words=words, mode=state.mode, plain=tuple(dict.fromkeys(p.key for p in query.understood)))
    return tag("a", lifted.label, href=link(without))
