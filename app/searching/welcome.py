"""What stands on the page before anything is searched, and what can be found at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from app.cards import by_sound
from app.state import State, link, put_words
from app.text import join, plain, show, tag
from indexer.insight.coverage import UNKNOWN
from indexer.records import DocumentRef, Mode

if TYPE_CHECKING:
    from indexer import Searcher


@dataclass(frozen=True, slots=True)
class Example:
    """Words to try, and what clauses must hold for them to find something."""

    words: str
    needs: tuple[str, ...]


EXAMPLES: Mapping[str, tuple[Example, ...]] = {
    "工作人员": (
        Example("养老床位", ("养老床位",)),
        Example("老人吃饭的地方有多少", ("食堂",)),
        Example("加装电梯", ("加装电梯",)),
    ),
    "研究者": (
        Example("习惯过紧日子", ("过紧日子",)),
        Example("健全接诉即办机制", ("接诉即办",)),
        Example("「城市更新」 旧区改造", ("城市更新",)),
    ),
    "审计": (
        Example("2025年静安区新增多少张养老床位", ("静安", "养老床位")),
        Example("480张养老床位", ("480张",)),
        Example("2024年就业完成情况", ("就业",)),
    ),
}
INTRODUCTION = "用一句话，查各区政府工作报告和重点工作安排：哪一条、哪个区、哪一年、原文在哪里。"
_NAMED = 8  # districts whose years are listed one by one
MODE_WORDS: dict[Mode, tuple[str, str]] = {
    "hybrid": ("综合", "用词和意思一起找，平时用这个。"),
    "keyword": ("关键词", "只按用词找：文中有这些词，词越全越靠前。"),
    "semantic": ("语义", "按意思找：用词不同、意思相近的也算。"),
    "exact": ("原文", "一字不差地找：整句话原样出现才算。"),
}


def introduce() -> None:
    """Say in a line what the page is for."""
    show(tag("p", INTRODUCTION, cls="gz-intro"))


def welcome(searcher: Searcher) -> None:
    """Offer examples, what was searched lately, the ways of searching, and the ways of writing."""
    number = 0
    for user, examples in EXAMPLES.items():
        known = [example.words for example in examples if all(map(searcher.vocabulary.count, example.needs))]
        if not known:
            continue
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"examples_{user}"):
            show(tag("span", user, cls="gz-facts gz-user"), width="content")
            for words in known:
                st.button(plain(words), key=f"example_{number}", on_click=put_words, args=(words,), width="content")
                number += 1
    # Filled by scripts/recent.js: what a reader searched is known to the reader's own browser alone.
    show(tag("div", tag("span", "最近查过", cls="gz-facts gz-user"), cls="gz-recent", hidden=True))
    ways = join(tag("li", tag("b", name), "：", words) for name, words in MODE_WORDS.values())
    tips = join(
        (
            tag("li", "用「」括起来的词必须原样出现：", tag("q", "「家庭照护床位」 补贴")),
            tag("li", "前面加减号的词不得出现：", tag("q", "养老 -医疗")),
            tag("li", "只看一部分：按上面的“区”“年份”“类型”选。"),
        )
    )
    show(
        tag(
            "section",
            tag("div", tag("h3", "四种找法"), tag("ul", ways)),
            tag("div", tag("h3", "写法"), tag("ul", tips)),
            cls="gz-welcome",
        )
    )
    say_what_is_loaded(searcher.documents())


def say_what_is_loaded(documents: Sequence[DocumentRef]) -> None:
    """Say what can be found at all."""
    show(
        tag(
            "p",
            f"这里只收录了 {len(documents)} 份文件（{_held(documents)}）。"
            "没有收录的区和年份，在这里查不到，并不等于没有这件事。",
            tag("a", "看语料", href=link(State(view="corpus"))),
            cls="gz-loaded",
        )
    )


def _held(documents: Sequence[DocumentRef]) -> str:
    """Name the districts with their years; of many, only how many there are and from when to when."""
    years: dict[str, set[int]] = {}
    for document in documents:
        known = document.metadata
        years.setdefault(area_words(known.district), set()).update([known.year] if known.year else [])
    if len(years) <= _NAMED:
        areas = sorted(years.items(), key=lambda item: by_sound(item[0]))
        named = (" ".join([area, "、".join(map(str, sorted(held)))]).strip() for area, held in areas)
        return "；".join(named)
    every = sorted(set().union(*years.values()))
    return f"{len(years)} 个地区" + (f"，{every[0]}—{every[-1]}年" if every else "")


def area_words(district: str) -> str:
    """Name a district, or say that it is not known."""
    return district or UNKNOWN


def offer(examples: Sequence[str]) -> None:
    """Offer words to try."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="examples"):
        show(tag("span", "试试", cls="gz-facts"), width="content")
        for number, words in enumerate(examples):
            st.button(words, key=f"example_{number}", on_click=put_words, args=(words,), width="content")
