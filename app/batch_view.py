"""A list of questions or tasks, asked at once: uploaded or pasted, answered district by district into one workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from app.access.guard import exporting, take
from app.coverage_view import Href, matrix
from app.facets import facets
from app.marks import legend, not_loaded
from app.searching.welcome import say_what_is_loaded
from app.state import State, page_address, read_link
from app.text import Safe, join, notice, show, tag
from indexer.errors import FileRefused, QueryInvalid, TooOften
from indexer.exports.workbooks import batch_sheets
from indexer.insight.batch import BatchAnswer, TaskAnswer, answer
from indexer.insight.tasks import MAX_BYTES, MAX_TASKS, Problem, Tasks, read_tasks
from indexer.records import Metadata, Result
from indexer.settings import Settings
from indexer.tables import XLSX_TYPE, xlsx_bytes

if TYPE_CHECKING:
    from indexer import Searcher

_DONE = "_batch"  # what was answered last in this session
_FILE, _TEXT = "batch_file", "batch_text"
_SHOWN = 10  # tasks in the preview; all of them are in the workbook
_PROBLEMS = 50  # lines that could not be asked


@dataclass(frozen=True, slots=True)
class _Done:
    """A list and its answers."""

    tasks: Tasks
    answers: BatchAnswer
    asked_at: str  # in the time of this place: 2026-01-31 09:05


def draw(searcher: Searcher, state: State, settings: Settings) -> None:  # noqa: ARG001 - every view is drawn alike
    """Draw the form, and the answers to the list that was sent last."""
    documents = searcher.documents()
    show(
        tag("h1", "批量", cls="gz-doctitle"),
        tag(
            "p",
            "一次问许多条：每行一个问题或一项任务，每个区给出最贴切的一条和它的数，做成一个 Excel。",
            cls="gz-intro",
        ),
    )
    given = _form(state, [document.metadata for document in documents])
    if given is not None:
        _ask(searcher, state, *given)
    done = st.session_state.get(_DONE)
    if isinstance(done, _Done):
        _answers(searcher, done, state)
    say_what_is_loaded(documents)


def _form(state: State, known: Sequence[Metadata]) -> tuple[bytes, str] | None:
    """Draw what takes the list; return its bytes and name when it is sent."""
    left, right = st.columns(2, gap="medium")
    with left:
        file = st.file_uploader(
            f"上传清单（CSV、XLSX 或 TXT，最大 {MAX_BYTES // 2**20} MB，最多 {MAX_TASKS:,} 行）",
            type=["csv", "xlsx", "txt"],
            max_upload_size=MAX_BYTES // 2**20 + 1,  # what is a little too large is told in our words
            key=_FILE,
        )
    with right:
        text = st.text_area(
            "或者贴在这里，每行一条",
            key=_TEXT,
            height=120,
            placeholder="新增养老床位多少张\n加装电梯多少台\n建设多少个口袋公园",
        )
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="controls"):
        facets(
            state,
            districts=Counter(m.district for m in known if m.district),
            years=Counter(m.year for m in known if m.year),
            types=Counter(m.doc_type for m in known if m.doc_type),
            unit="份",
        )
        is_sent = st.button("开始", type="primary", width="content")
    if not is_sent:
        return None
    if file is not None:
        return file.getvalue(), file.name
    if text.strip():
        return text.encode("utf-8", "replace"), "贴入的清单.txt"
    notice("warning", "请先上传一份清单，或把清单贴在框里。")
    return None


def _ask(searcher: Searcher, state: State, data: bytes, name: str) -> None:
    """Answer a list, saying how far it has come."""
    st.session_state.pop(_DONE, None)
    try:
        take("batch")
        tasks = read_tasks(data, name)
        bar = st.progress(0.0, text="正在查……")

        def progress(done: int, total: int) -> None:
            bar.progress(done / total, text=f"正在查 {done}/{total}")

        answers = answer(
            searcher, tasks, districts=state.districts, years=state.years, types=state.types, progress=progress
        )
    except (FileRefused, QueryInvalid, TooOften) as problem:
        notice("warning", str(problem))
        return
    bar.empty()
    st.session_state[_DONE] = _Done(tasks, answers, f"{datetime.now().astimezone():%Y-%m-%d %H:%M}")


def _answers(searcher: Searcher, done: _Done, state: State) -> None:
    answers = done.answers.answers
    if answers:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="summary"):
            show(tag("div", tag("b", f"查了 {len(answers)} 条"), f"：{done.tasks.name}", cls="gz-sum"))
            st.download_button(
                f"下载 Excel（{len(answers)} 条）",
                data=exporting(partial(_xlsx, searcher, done, state, page_address()), "批量查询.xlsx"),
                file_name="批量查询.xlsx",
                mime=XLSX_TYPE,
                on_click="ignore",
                icon=":material/download:",
                type="primary",
            )
    if done.tasks.notes:
        show(tag("div", join(done.tasks.notes, " "), cls="gz-facts"))
    _problems(done.answers.problems)
    show(
        tag("div", "点开的原文在新的一页里，这里的结果留着；关上或刷新这一页，结果就没有了，请先下载。", cls="gz-facts")
    )
    show(legend(), *(preview(asked, partial(read_link, state)) for asked in answers[:_SHOWN]))
    if len(answers) > _SHOWN:
        show(tag("div", f"这里只预览前 {_SHOWN} 条，全部 {len(answers)} 条在 Excel 里。", cls="gz-facts"))


def _xlsx(searcher: Searcher, done: _Done, state: State, page: str) -> bytes:
    def address(result: Result) -> str:
        return page + read_link(state, result.document.doc_id, result.clause.clause_id)

    return xlsx_bytes(batch_sheets(done.answers, done.tasks, searcher.manifest, asked_at=done.asked_at, link=address))


def _problems(problems: Sequence[Problem]) -> None:
    """List the lines that could not be asked; the others were."""
    if not problems:
        return
    lines = [tag("li", f"第 {problem.line} 行“{problem.words}”：{problem.why}") for problem in problems[:_PROBLEMS]]
    more = f"另外 {len(problems) - _PROBLEMS} 行见 Excel。" if len(problems) > _PROBLEMS else ""
    notice("warning", tag("b", f"有 {len(problems)} 行没有查成，其余照常："), tag("ul", join(lines)), more)


def preview(asked: TaskAnswer, href: Href) -> Safe:
    """Draw a task with what each district says on it in each year, or that it does not.

    What was answered is held by this window alone: links open in another one.
    """
    words = " ".join(part for part in (asked.task.number, asked.task.words) if part)
    missing = not_loaded(asked.coverage.named)
    return tag(
        "section",
        tag("h2", words, cls="gz-district"),
        tag("p", missing, cls="gz-facts") if missing else "",
        matrix(asked.coverage, href, target="_blank") if asked.coverage.cells else "",
        cls="gz-task",
    )
