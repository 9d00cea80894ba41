"""What is shown while there is no index to search.

The first build with its progress by file and by clause, an index that cannot be used with the way out, a model that is
missing.
"""

from __future__ import annotations

import streamlit as st

from app.access.guard import is_keeper
from app.build_progress import progress_panel
from app.building import Builder, builder, start_build
from app.guarded import say_number
from app.text import notice, show, tag
from indexer.errors import IndexerError, IndexMissing, IndexUnusable
from indexer.settings import Settings

_STOPPED = "为免给出错误的内容，检索已停止；请重建索引，语料文件夹里的全部文件会重新读取，不会改动。"


def draw(problem: IndexerError, settings: Settings) -> None:
    """Draw the page for an index that cannot be opened. A missing one is built at once, others on request."""
    work = builder()
    if isinstance(problem, IndexMissing) and not work.running and not work.error:
        work.start(settings)
    if work.running:
        _building(problem)
    elif isinstance(problem, (IndexMissing, IndexUnusable)):
        _failed(problem, work, settings)
    else:
        notice("error", str(problem))
        say_number()
        st.button("再试一次")


def _building(problem: IndexerError) -> None:
    first = isinstance(problem, IndexMissing)
    show(
        tag("h1", "第一次启动：正在读取语料" if first else "正在重建索引", cls="gz-doctitle"),
        tag("p", ("只需做这一次，" if first else "") + "一般几分钟，做完会自动打开检索页面。关掉这一页不影响进行。"),
    )
    progress_panel()


def _failed(problem: IndexerError, work: Builder, settings: Settings) -> None:
    if work.error:
        notice("error", tag("b", "索引没有建成。"), work.error)
    else:
        notice("error", tag("b", "索引不能用。"), _STOPPED)
        show(tag("p", str(problem), cls="gz-facts"))
    say_number()
    if not is_keeper():
        notice("info", "重建要由语料管理员来做，请告诉他们。")
        return
    st.button("再试一次" if work.error else "重建索引", type="primary", on_click=start_build, args=(settings,))
