"""The corpus view: which documents can be searched, and where what is said of them comes from.

It also shows what was left out of their text, which files were refused and why, and reads the corpus folder anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from app.building import builder, start_build
from app.cards import by_sound
from app.first_run import progress_panel
from app.read_view import removals_table
from app.state import State, link
from app.text import Safe, join, notice, show, tag
from indexer.records import DocumentRef, FileReport, Metadata
from indexer.settings import Settings

if TYPE_CHECKING:
    from indexer import Searcher

_FIELDS = {
    "title": "标题",
    "district": "区",
    "parent": "上级",
    "year": "年份",
    "doc_type": "类型",
    "issued_on": "日期",
    "doc_number": "文号",
    "issuer": "发文机关",
    "speaker": "报告人",
    "meeting": "会议",
    "source_url": "网上原文",
}


def draw(searcher: Searcher, state: State, settings: Settings) -> None:
    """Draw the list of documents, and the evidence for the one that the address names."""
    documents = searcher.documents()
    reports = {report.source: report for report in searcher.report()}
    clauses = sum(document.clauses for document in documents)
    show(
        tag("h1", "语料", cls="gz-doctitle"),
        tag(
            "div",
            f"{len(documents)} 份文件，{clauses} 条。检索只在这些文件里进行。",
            tag("a", "增加或更换文件", href="#renew"),
            cls="gz-facts",
        ),
    )
    _refused([report for report in reports.values() if report.state == "refused"])
    _list(documents, reports, state)
    if state.doc:
        _evidence(searcher, state)
    _renew(settings, searcher)


def _refused(reports: Sequence[FileReport]) -> None:
    if reports:
        lines = join(tag("li", report.reason or report.source) for report in reports)
        notice("warning", tag("b", f"有 {len(reports)} 个文件没有收入："), tag("ul", lines))


def _list(documents: Sequence[DocumentRef], reports: dict[str, FileReport], state: State) -> None:
    names = ("文件", "区", "年份", "类型", "条款", "整理")
    rows = [_row(document, reports.get(document.source), state) for document in sorted(documents, key=_order)]
    head = tag("thead", tag("tr", join(tag("th", name, scope="col") for name in names)))
    show(tag("table", head, tag("tbody", join(rows)), cls="gz-table gz-list"))


def _row(document: DocumentRef, report: FileReport | None, state: State) -> Safe:
    known = document.metadata
    title = tag("a", document.label, href=link(State(view="read", doc=document.doc_id)), cls="gz-title")
    care = f"去掉 {report.removed} 段，修补 {report.repairs} 处" if report else ""
    evidence = tag("a", "依据", href=link(replace(state, view="corpus", doc=document.doc_id), anchor="evidence"))
    cells = [
        tag("td", title, tag("div", document.source, cls="gz-facts")),
        tag("td", known.district or "区不详"),
        tag("td", known.year or "年份不详"),
        tag("td", known.doc_type or "类型不详"),
        tag("td", f"{document.clauses} 条"),
        tag("td", care, " ", evidence),
    ]
    return tag("tr", join(cells), cls="gz-chosen" if document.doc_id == state.doc else None)


def _order(document: DocumentRef) -> tuple[bytes, int, str]:
    return by_sound(document.metadata.district), -(document.metadata.year or 0), document.source


def _evidence(searcher: Searcher, state: State) -> None:
    try:
        document = searcher.read(state.doc)
    except KeyError:
        notice("warning", "这份文件不在现在的语料里。")
        return
    rows = join(_fact(field, name, document.metadata) for field, name in _FIELDS.items())
    show(
        tag("h2", f"{document.source}：这些信息从哪里来", id="evidence", cls="gz-district"),
        tag("table", rows, cls="gz-table"),
        removals_table(document) or tag("p", "这份文件没有去掉任何内容。"),
        tag("p", "信息不对时，可在语料文件夹的 catalog.csv 里写明，再重新读取语料。", cls="gz-loaded"),
    )


def _fact(field: str, name: str, known: Metadata) -> Safe:
    value, evidence = getattr(known, field), known.evidence.get(field)
    if not value:
        said = "没有找到"
    elif evidence is None:
        said = ""
    elif evidence.origin == "catalog":
        said = "在 catalog.csv 里写明"
    else:
        said = f"推断自原文：{evidence.words}"
    return tag("tr", tag("th", name, scope="row"), tag("td", value or "—"), tag("td", said, cls="gz-facts"))


def _renew(settings: Settings, searcher: Searcher) -> None:
    work = builder()
    show(tag("h2", "增加或更换文件", id="renew", cls="gz-district"))
    if work.running:
        progress_panel()
        return
    if work.error:
        notice("error", work.error)
    elif work.report is not None:
        done = "文件有变化，索引已更新" if work.report.changed else "文件没有变化，索引不用更新"
        notice(
            "info",
            f"{done}：{work.report.clauses} 条，用时 {work.report.seconds:.0f} 秒。",
            " ".join(work.report.notes),
        )
    show(tag("p", "把文件放进语料文件夹，再按下面的按钮；没有变的文件不会重读。读取时照常可以检索。"))
    st.button("重新读取语料", on_click=start_build, args=(settings,), width="content")
    show(tag("p", f"索引 {searcher.generation}，模型 {searcher.model}", cls="gz-facts"))
