"""The form in which the keeper corrects what is known of a document: written to ``catalog.csv``, then read again.

It shows each value with where it comes from, what was wrong with a value that is not taken, and, when the document has
been read again, what changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

import streamlit as st

from app.access.guard import is_keeper, keeper_action
from app.build_progress import progress_panel
from app.building import builder, start_build
from app.corpus.corpus_document import evidence_words
from app.state import State, link
from app.text import Safe, join, notice, show, tag
from indexer.catalog_edit import catalog_row, check_values, set_metadata
from indexer.errors import CatalogInvalid, IndexerError
from indexer.records import METADATA_FIELDS, Document, Metadata
from indexer.settings import Settings
from indexer.structure.overrides import NONE, checked_value
from indexer.structure.wording import FIELD_WORDS

if TYPE_CHECKING:
    from indexer import Searcher

_BEFORE = "_metadata_before"  # the document and what was known of it before this session corrected it
_PROBLEMS = "_metadata_problems"  # field → why its value was not taken; "" for what is not of one field
_ROWS = (  # of the form, what belongs together side by side
    ("title",),
    ("district", "parent"),
    ("year", "doc_type"),
    ("issued_on", "doc_number"),
    ("issuer", "speaker"),
    ("meeting", "source_url"),
)
_HINTS = {
    "district": "写全称，如：静安区、浦东新区、上海市",
    "parent": "所属的上一级，如：上海市",
    "year": "四位数，文件所安排的那一年",
    "doc_type": "如：政府工作报告、重点工作安排、规划、通知、其他",
    "issued_on": "如：2025-02-17",
    "source_url": "以 http:// 或 https:// 开头",
}


def draw(searcher: Searcher, state: State, settings: Settings) -> None:
    """Draw the form for the document that the address names, and how far the last correction has come."""
    try:
        document = searcher.read(state.doc)
    except KeyError:
        notice("warning", "这份文件不在现在的语料里：它可能已被替换或移出。")
        return
    if not is_keeper():
        notice("info", "只有语料管理员能更正文件的信息，您是读者。有不对的，请在原文里按“报错”。")
        return
    reading = tag("a", "打开原文", href=link(State(view="read", doc=document.doc_id, origin="reports")), cls="gz-way")
    show(
        tag("h2", f"文件信息：{document.ref.label}", cls="gz-district", id="metadata"),
        tag("div", document.source, reading, cls="gz-facts"),
    )
    try:
        row = catalog_row(settings.corpus, document.source)
    except CatalogInvalid as problem:
        notice("error", str(problem), "改好以后才能在这里更正。")
        return
    _progress(document, row, settings)
    _form(document, row, settings)


def _progress(document: Document, row: Mapping[str, str], settings: Settings) -> None:
    """Say what is being read, what waits to be read, or what the correction changed."""
    work = builder()
    waiting = waiting_of(document.metadata, row)
    if work.running:
        if waiting:
            notice("info", "更正已写进 catalog.csv，正在重新读取。检索照常可用，读完这里会显示结果。")
        progress_panel()
    elif waiting:
        said = tag("ul", join(tag("li", _change(*change)) for change in waiting))
        notice("error" if work.error else "warning", work.error, tag("b", "catalog.csv 里已写明、还没有生效："), said)
        st.button("重新读取", on_click=start_build, args=(settings,), width="content")
    else:
        _done(document)


def waiting_of(known: Metadata, row: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return field, value in force and value to come, for what ``catalog.csv`` says and the index does not."""
    waiting = []
    for field in METADATA_FIELDS:
        value, evidence = getattr(known, field), known.evidence.get(field)
        if (cell := row.get(field, "")) and field not in check_values({field: cell}):
            if checked_value(field, cell) != value:
                waiting.append((field, _written(value), cell))
        elif not cell and evidence and evidence.origin == "catalog":
            waiting.append((field, _written(value), "恢复推断"))
    return waiting


def _done(document: Document) -> None:
    before = st.session_state.get(_BEFORE)
    if not before or before[0] != document.doc_id:
        return
    changes = [
        (field, _written(getattr(before[1], field)), _written(getattr(document.metadata, field)))
        for field in METADATA_FIELDS
        if getattr(before[1], field) != getattr(document.metadata, field)
    ]
    said = tag("ul", join(tag("li", _change(*change)) for change in changes)) if changes else "各项的值没有变化。"
    notice("info", tag("b", "已按更正重新读过这份文件。"), said)


def _change(field: str, old: str, new: str) -> Safe:
    return join((FIELD_WORDS[field], "：", old or "（空）", " → ", tag("b", new or "（空）")))


def _form(document: Document, row: Mapping[str, str], settings: Settings) -> None:
    problems = st.session_state.pop(_PROBLEMS, {})
    if said := problems.get(""):
        notice("error", said)
    elif problems:
        notice("error", "有几项没有通过检查，什么都没有保存。请改正下面标出的几项。")
    shown = {field: row.get(field) or _written(getattr(document.metadata, field)) for field in METADATA_FIELDS}
    # Other values, other widgets: what is typed stays where a value was refused, not where another one was saved.
    version = sha256(repr((document.doc_id, shown)).encode()).hexdigest()[:8]
    keys = {field: f"metadata_{field}_{version}" for field in METADATA_FIELDS}
    with st.form(f"metadata_{version}", enter_to_submit=False):
        for fields in _ROWS:
            for column, field in zip(st.columns(len(fields)), fields, strict=True):
                with column:
                    _field(field, shown[field], keys[field], document.metadata, problems.get(field, ""))
        show(
            tag(
                "p",
                f"推断错了、文件里确实没有的，写“{NONE}”。在 catalog.csv 里写明的，清空就恢复成推断的值。"
                "原文一个字也不会改。",
                cls="gz-facts",
            )
        )
        st.form_submit_button(
            "保存并重新读取", type="primary", on_click=_save, args=(document, dict(row), shown, keys, settings)
        )


def _field(field: str, value: str, key: str, known: Metadata, problem: str) -> None:
    st.text_input(FIELD_WORDS[field], value=value, key=key, placeholder=_HINTS.get(field))
    if problem:
        notice("error", f"{FIELD_WORDS[field]}：{problem}")
    show(tag("div", evidence_words(known, field), cls="gz-facts gz-evidence"))


def _save(
    document: Document, row: Mapping[str, str], shown: Mapping[str, str], keys: Mapping[str, str], settings: Settings
) -> None:
    """Write what was changed and have the document read again, or say why not (a button's callback)."""
    session = st.session_state
    typed = {field: str(session[key] or "").strip() for field, key in keys.items()}
    changed = {field: value for field, value in typed.items() if value != shown[field]}
    problems = check_values(changed)
    for field, value in changed.items():
        if not value and field not in row:
            problems[field] = f"这个值是从原文推断的，清空不会改掉它。请写上正确的值；确实没有，就写“{NONE}”。"
    if not changed:
        problems[""] = "没有改动，不用保存。"
    if problems:
        session[_PROBLEMS] = problems
        return
    try:
        with keeper_action("metadata.correct", f"{document.source}: {'、'.join(changed)}"):
            set_metadata(settings.corpus, document.source, changed, seen=row)
            session[_BEFORE] = (document.doc_id, document.metadata)
            builder().start(settings, again=True)
    except IndexerError as problem:
        lost = "；".join(f"{FIELD_WORDS[field]}「{value}」" for field, value in changed.items())
        session[_PROBLEMS] = {"": f"{problem}您填的是：{lost}。"}


def _written(value: str | int | None) -> str:
    return str(value or "")
