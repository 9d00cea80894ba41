"""The corpus view: which documents can be searched, what they cover, and how files come in and go out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.access.guard import is_keeper
from app.build_progress import progress_panel
from app.building import builder, start_build
from app.corpus import corpus_document, corpus_list, corpus_matrix, upload_view
from app.corpus.corpus_actions import put_file_back, say_what_was_done
from app.corpus.corpus_rows import Corpus, look
from app.facets import parts
from app.reports.report_form import reports_link
from app.state import State
from app.text import notice, plain, show, tag
from indexer.corpus_files import removed_files, removed_folder
from indexer.settings import Settings

if TYPE_CHECKING:
    from indexer import Searcher

PART_WORDS = {"list": "文件清单", "matrix": "区和年份", "add": "收录文件"}
_NAMED = 10  # files named in a sentence
_REMOVED = 20  # files offered to be put back


def draw(searcher: Searcher, state: State, settings: Settings) -> None:
    """Draw what was done last, the build under way, and the part of the view that the address names."""
    corpus = look(searcher, settings.corpus)
    clauses = sum(row.document.clauses for row in corpus.rows)
    show(
        tag("h1", "语料", cls="gz-doctitle"),
        tag(
            "div",
            f"{len(corpus.rows)} 份文件，{clauses} 条，{corpus.read_at} 读取。检索只在这些文件里进行。",
            reports_link(settings),
            cls="gz-facts",
        ),
    )
    parts("看什么", state, PART_WORDS)
    say_what_was_done(settings)
    _progress(corpus, settings)
    if state.part == "matrix":
        corpus_matrix.draw([row.document for row in corpus.rows])
    elif state.part == "add":
        upload_view.draw(corpus, settings)
    else:
        if state.doc:
            corpus_document.draw(searcher, corpus, state, settings)
        corpus_list.draw(corpus, state)
        _removed(settings)
    if state.part != "matrix":
        _renew(searcher, settings)


def _progress(corpus: Corpus, settings: Settings) -> None:
    """Draw the build that is under way, or how the last one went, and say which files no build has seen."""
    work = builder()
    if work.running:
        progress_panel()
        return
    if work.error:
        notice("error", tag("b", "语料没有更新，现在查到的还是原来的内容。"), work.error)
        if is_keeper():
            st.button("再读一次", on_click=start_build, args=(settings,), width="content", key="once_more")
    elif work.report is not None and work.is_news:
        done = "文件有变化，索引已更新" if work.report.changed else "文件没有变化，索引不用更新"
        notice(
            "info",
            f"{done}：{work.report.clauses} 条，用时 {work.report.seconds:.0f} 秒。",
            " ".join(work.report.notes),
        )
    if corpus.unread:
        more = f"等 {len(corpus.unread)} 个" if len(corpus.unread) > _NAMED else ""
        notice(
            "warning",
            f"语料文件夹里有还没有读的文件，现在查不到里面的内容：{'、'.join(corpus.unread[:_NAMED])}{more}。",
            "按下面的“重新读取语料”来读。" if is_keeper() else "请找语料管理员来读。",
        )


def _removed(settings: Settings) -> None:
    """List what was taken out, each with the way back."""
    removed = removed_files(settings.corpus)
    if not removed or not is_keeper():
        return
    with st.expander(plain(f"移出的文件（{len(removed)}）"), key="removed"):
        for number, file in enumerate(removed[:_REMOVED]):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                when = file.taken_out.strftime("%Y-%m-%d %H:%M")
                show(tag("div", file.source, tag("div", f"{when} 移出", cls="gz-facts")))
                st.button("放回", on_click=put_file_back, args=(settings, file), key=f"back_{number}", width="content")
        if len(removed) > _REMOVED:
            rest = f"另外 {len(removed) - _REMOVED} 个在 {removed_folder(settings.corpus)}。"
            show(tag("p", rest, cls="gz-facts"))


def _renew(searcher: Searcher, settings: Settings) -> None:
    if not builder().running and is_keeper():
        show(
            tag("h2", "重新读取", id="renew", cls="gz-district"),
            tag(
                "p",
                "直接改动了语料文件夹（",
                tag("q", settings.corpus, cls="gz-id"),
                "）里的文件，或改了 catalog.csv，就按这个按钮。没有变的文件不会重读，读取时照常可以检索。",
            ),
        )
        st.button("重新读取语料", on_click=start_build, args=(settings,), width="content")
    generation = tag("q", searcher.generation, cls="gz-id")
    show(tag("p", "索引 ", generation, f"，模型 {searcher.model}", cls="gz-facts"))
