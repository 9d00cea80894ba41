"""What readers reported as wrong, for the keeper of the corpus: what waits comes first, each with what can be done.

Metadata is corrected on the page. The text of a document never is: it is what the file says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from app.access.guard import exporting, guard, is_keeper, keeper_action
from app.cards import year_words
from app.facets import choice
from app.reports import metadata_form
from app.state import FAULT, MOST, PAGE, PART, PARTS, State, link, mark_edited, page_address, read_link
from app.text import Safe, join, notice, show, tag
from indexer.citation import SEPARATOR
from indexer.errors import IndexerError
from indexer.exports.report_tables import local_time, report_sheet
from indexer.insight.saved import find_again
from indexer.records import DocumentRef
from indexer.settings import Settings
from indexer.storage.reports import FAULT_WORDS, FAULTS, STATE_WORDS, Report, Reports, ReportState
from indexer.storage.saved import SavedClause
from indexer.tables import XLSX_TYPE, Sheet, csv_bytes, xlsx_bytes

if TYPE_CHECKING:
    from indexer import Searcher

_PROBLEM = "_report_problem"  # number of a report → why its answer could not be kept
_FOR_ALL = "这里不用登录：能打开这个页面的人都能报告、答复和更正。"
_SACRED = "原文照录，不在这里改字。确是错的，请改来源文件，或到"
_PART_WORDS: dict[str, str] = dict(STATE_WORDS.items()) | {"all": "全部"}
_FAULT_WORDS: dict[str, str] = {"": "各类"} | dict(FAULT_WORDS.items())


def draw(searcher: Searcher, state: State, settings: Settings) -> None:
    """Draw the reports, or those on the document that the address names above the form that corrects it."""
    show(
        tag("h1", "纠错", cls="gz-doctitle"),
        tag(
            "p",
            "读者报告的错处，供整理语料的人处理。"
            + ("读者都能看，语料管理员答复和更正。" if guard().rules.sign_in else _FOR_ALL),
            cls="gz-intro gz-facts",
        ),
    )
    kept = Reports(settings.notes)
    reports = kept.all()
    if state.doc:
        show(tag("p", tag("a", "← 全部纠错", href=link(State(view="reports")))))
        reports = tuple(report for report in reports if report.document.doc_id == state.doc)
    if reports or not state.doc:
        _list(searcher, kept, reports, state)
    if state.doc:
        metadata_form.draw(searcher, state, settings)
        return
    if not is_keeper():
        return
    corpus = tag("a", "语料", href=link(State(view="corpus")))
    show(tag("p", "没有人报告的文件也可以更正：在", corpus, "里找到它，点“依据”。", cls="gz-facts"))


def _list(searcher: Searcher, kept: Reports, reports: Sequence[Report], state: State) -> None:
    if not reports:
        notice("info", "还没有人报告。读原文时，点开一条，按上方的“报错”就能报告。")
        return
    _controls(reports, state)
    part = state.part or PARTS["reports"][0]
    shown = [report for report in reports if part in ("all", report.state) and state.fault in ("", report.kind)]
    if not shown:
        everything = link(State(view="reports", part="all", doc=state.doc))
        said = "没有待处理的报告。" if (part, state.fault) == ("open", "") else "没有这样的报告。"
        notice("info", said, tag("a", "看全部", href=everything, cls="gz-way"))
        return
    places = {report.number: _place(searcher, report, state) for report in shown[: state.count]}
    for report in shown[: state.count]:
        _report(report, places[report.number], kept, state)
    rest = len(shown) - state.count
    if rest > 0 and state.count < MOST:
        st.button(f"再看一些（还有 {rest} 条）", on_click=mark_edited, args=(state.count + PAGE,), width="content")
    elif rest > 0:
        show(tag("div", f"还有 {rest} 条：请先处理一些，或导出。", cls="gz-facts"))
    _exports(searcher, shown, state)


def _controls(reports: Sequence[Report], state: State) -> None:
    """Draw the two choices, each with the number of reports that it would leave."""
    part = state.part or PARTS["reports"][0]
    states: Counter[str] = Counter(report.state for report in reports if state.fault in ("", report.kind))
    kinds: Counter[str] = Counter(report.kind for report in reports if part in ("all", report.state))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="report_controls"):
        choice("情况", PART, part, PARTS["reports"], _PART_WORDS, {**states, "all": states.total()})
        choice("种类", FAULT, state.fault, ("", *FAULTS), _FAULT_WORDS, {**kinds, "": kinds.total()})


def _place(searcher: Searcher, report: Report, state: State) -> tuple[DocumentRef | None, str, str]:
    """Return the document of a report as it is now, the link to what was reported, and what is to be said of it."""
    if report.clause is None:
        known = [ref for ref in searcher.documents() if ref.doc_id == report.document.doc_id]
        ref = known[0] if known else None
        return ref, read_link(state, ref.doc_id, "") if ref else "", "" if ref else "这份文件已不在现在的语料里。"
    kept = SavedClause(0, "", report.reported_at, "", report.document, report.clause, 1)
    found = find_again(searcher, kept)
    if found.document is None:
        return None, "", "这份文件已不在现在的语料里。"
    clause_id = found.clause.clause_id if found.clause else ""
    said = {"same": "", "recut": "现在的断句与报告时不同。", "gone": "现在的文件里已没有这一条的原话。"}[found.standing]
    changed = "文件已换过。" if found.is_replaced else ""
    return found.document, read_link(state, found.document.doc_id, clause_id), changed + said


def _report(report: Report, place: tuple[DocumentRef | None, str, str], kept: Reports, state: State) -> None:
    """Draw a report: what it is about, what was said, and the ways to settle it."""
    document, href, remark = place
    with st.container(gap="small", key=f"report_{report.number}"):
        show(_head(report, document or report.document, href), _words(report), _remark(remark, document, report, state))
        if problem := st.session_state.get(_PROBLEM, {}).pop(report.number, ""):
            notice("error", problem)
        if report.state == "open":
            if is_keeper():
                _answer(report, kept)
        else:
            _settled(report, kept)


def _head(report: Report, document: DocumentRef, href: str) -> Safe:
    known = document.metadata
    facts = (
        known.district or "区不详",
        year_words(known.year),
        f"第 {report.number} 号，{local_time(report.reported_at)}",
    )
    title = tag("a", document.label, href=href, cls="gz-title") if href else tag("b", document.label)
    return tag(
        "div",
        tag("span", FAULT_WORDS[report.kind], cls="gz-relation"),
        title,
        tag("span", " · ".join(facts), cls="gz-facts"),
        cls="gz-head",
    )


def _words(report: Report) -> Safe:
    clause = report.clause
    lines = [
        tag("div", SEPARATOR.join(clause.path), cls="gz-path") if clause else "",
        tag("blockquote", clause.text, cls="gz-text gz-reported") if clause else "",
        tag("div", tag("b", "说明："), report.said, cls="gz-text") if report.said else "",
        tag("div", tag("b", "应为："), report.instead, cls="gz-text") if report.instead else "",
    ]
    return join(lines)


def _remark(remark: str, document: DocumentRef | None, report: Report, state: State) -> Safe:
    """Say how the keeper can mend what was reported."""
    ways: list[object] = [remark] if remark else []
    if document is not None and report.state == "open":
        if report.kind in ("word", "split"):
            corpus = tag("a", "语料", href=link(State(view="corpus", part="add")))
            ways.append(join((_SACRED, corpus, "上传改正过的文件；程序整理过哪些地方，打开原文可以看到。")))
        if not state.doc:
            correct = link(State(view="reports", doc=document.doc_id), anchor="metadata")
            ways.append(tag("a", "更正这份文件的信息", href=correct))
    return tag("div", join(ways, "　"), cls="gz-facts") if ways else Safe()


def _answer(report: Report, kept: Reports) -> None:
    with (
        st.form(f"settle_{report.number}", border=False, enter_to_submit=False),
        st.container(horizontal=True, vertical_alignment="bottom", gap="small"),
    ):
        st.text_input(
            "答复（可不写）", key=_answer_key(report), label_visibility="collapsed", placeholder="答复（可不写）"
        )
        _button("已改正", "fixed", report, kept)
        _button("不改", "declined", report, kept)


def _button(name: str, state: ReportState, report: Report, kept: Reports) -> None:
    st.form_submit_button(
        name, key=f"{state}_{report.number}", on_click=_settle, args=(kept, report, state), width="content"
    )


def _settled(report: Report, kept: Reports) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"settled_{report.number}"):
        show(
            tag("span", f"{STATE_WORDS[report.state]}（{local_time(report.settled_at)}）", cls="gz-badge gz-star"),
            tag("span", f" 答复：{report.answer}") if report.answer else Safe(),
            width="content",
        )
        if is_keeper():
            st.button(
                "撤回", key=f"undo_{report.number}", on_click=_settle, args=(kept, report, "open"), width="content"
            )


def _settle(kept: Reports, report: Report, state: ReportState) -> None:
    """Keep what became of a report (a button's callback)."""
    try:
        with keeper_action("report.settle", f"{report.number}: {state}"):
            kept.settle(report.number, state, str(st.session_state.get(_answer_key(report)) or ""))
    except IndexerError as problem:
        st.session_state[_PROBLEM] = {report.number: str(problem)}


def _answer_key(report: Report) -> str:
    return f"answer_{report.number}"


def _exports(searcher: Searcher, reports: Sequence[Report], state: State) -> None:
    sheet = partial(_sheet, searcher, tuple(reports), state, page_address())
    with st.container(horizontal=True, gap="small", key="report_exports"):
        for name, data, file, mime in (
            ("Excel", lambda: xlsx_bytes([sheet()]), "纠错.xlsx", XLSX_TYPE),
            ("CSV", lambda: csv_bytes(sheet()), "纠错.csv", "text/csv"),
        ):
            st.download_button(
                f"导出 {name}（{len(reports)} 行）",
                data=exporting(data, "纠错"),
                file_name=file,
                mime=mime,
                on_click="ignore",
                icon=":material/download:",
                type="tertiary",
            )


def _sheet(searcher: Searcher, reports: Sequence[Report], state: State, page: str) -> Sheet:
    def address(report: Report) -> str:
        href = _place(searcher, report, state)[1]
        return page + href if href else ""

    return report_sheet(reports, address)
