"""A sentence or paragraph being drafted: who wrote it so before, first when, in which variants, ready to be cited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from app.access.guard import exporting
from app.cards import copy_button, year_words
from app.facets import facets
from app.precedents import frequency_chart
from app.precedents.precedent_cards import (
    clause_card,
    no_precedent,
    not_looked_for,
    sentence_head,
    summary,
    variant_head,
)
from app.searching.welcome import say_what_is_loaded
from app.state import (
    BOX,
    FORMULA,
    MOST,
    PAGE,
    State,
    cited_address,
    link,
    mark_edited,
    page_address,
    put_formula,
    put_words,
    read_link,
)
from app.text import notice, plain, show, tag
from indexer.citation import citation
from indexer.errors import QueryInvalid
from indexer.exports.precedent_exports import LEGEND, Address, citations, paragraphs, precedent_sheets, remarks
from indexer.insight.precedent import Finding, Precedent, Precedents, Variant, find_precedents
from indexer.records import Metadata
from indexer.settings import Settings
from indexer.tables import XLSX_TYPE, csv_bytes, xlsx_bytes
from indexer.word import Paragraph, Run, docx_bytes

if TYPE_CHECKING:
    from indexer import Searcher

EXAMPLES = (
    "健全接诉即办机制，提高12345热线办理质量。",
    "完善15分钟社区生活圈，推进既有多层住宅加装电梯。",
    "深化“一网通办”改革，持续优化营商环境。新增社区长者食堂5家，改建认知障碍照护床位60张。推动无人机在农田上空巡查。",
)
FORMULAS = ("一网通办", "接诉即办", "旧区改造|零星旧改")
VARIANTS = 5  # of a sentence: those further off are counted
_SHOWN = 2  # variants of a sentence that are not folded up
_LABEL = 16  # characters of an example on its button
_OFFERED = 6  # formulas of the draft
_FOUND = "_precedents"  # what was found last in this session


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found for a state of the index and of the page."""

    key: tuple[object, ...]
    precedents: Precedents


def draw(searcher: Searcher, state: State, settings: Settings) -> None:  # noqa: ARG001 - every view is drawn alike
    """Draw the form, the precedents of each sentence, and the frequency of a formula."""
    documents = searcher.documents()
    show(
        tag("h1", "先例", cls="gz-doctitle"),
        tag(
            "p",
            "贴一句或一段正在写的话，逐句看文件里谁这样写过、谁最早、有哪几种写法，可以直接引用。",
            cls="gz-intro",
        ),
    )
    _form(state, [document.metadata for document in documents])
    found = _ask(searcher, state) if state.words else None
    if found:
        _answers(found, state)
    _frequency(searcher, found, state)
    say_what_is_loaded(documents)


def _form(state: State, known: Sequence[Metadata]) -> None:
    st.text_area(
        "正在写的话",
        key=BOX,
        height=112,
        placeholder="例如：健全接诉即办机制，提高12345热线办理质量。",
        label_visibility="collapsed",
        on_change=mark_edited,
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="controls"):
        st.button("查先例", type="primary", width="content", help="写完按 Ctrl+回车也可以")
        facets(
            state,
            districts=Counter(m.district for m in known if m.district),
            years=Counter(m.year for m in known if m.year),
            types=Counter(m.doc_type for m in known if m.doc_type),
            unit="份",
        )
    if state.is_long and state.words:
        notice(
            "info",
            "草稿较长，网址里放不下，只留在这个窗口里：刷新页面或把网址转给别人，草稿不会带上。原文在新窗口里打开。",
        )
    elif state.is_long:
        notice("info", "这个网址里的草稿太长，没有放进网址。请回到原来的窗口，或重新贴一遍。")
    if not state.words:
        _examples("试试", "example", EXAMPLES, put_words)


def _examples(name: str, key: str, texts: Sequence[str], put: Callable[[str], None]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{key}s"):
        show(tag("span", name, cls="gz-facts"), width="content")
        for number, text in enumerate(texts):
            label = text if len(text) <= _LABEL else text[:_LABEL] + "……"
            st.button(plain(label), key=f"{key}_{number}", on_click=put, args=(text,), width="content")


def _ask(searcher: Searcher, state: State) -> Precedents | None:
    """Return the precedents of a draft, found once for a state; None where it cannot be asked, which is said."""
    key = (searcher.generation, state.words, state.districts, state.years, state.types)
    known = st.session_state.get(_FOUND)
    if isinstance(known, _Found) and known.key == key:
        return known.precedents
    bar = st.progress(0.0, text="正在逐句比对……")

    def progress(done: int, total: int) -> None:
        bar.progress(done / total, text=f"正在逐句比对 {done}/{total}")

    try:
        found = find_precedents(
            searcher,
            state.words,
            k=VARIANTS,
            districts=state.districts,
            years=state.years,
            types=state.types,
            progress=progress,
        )
    except QueryInvalid as problem:
        bar.empty()
        way = ""
        if state.filters and not state.is_long:
            free = State(view="precedent", words=state.words)
            way = tag("a", "不限区、年份、类型再查", href=link(free), cls="gz-way")
        notice("warning", str(problem), way)
        return None
    bar.empty()
    st.session_state[_FOUND] = _Found(key, found)
    return found


def _answers(found: Precedents, state: State) -> None:
    show(summary(found, is_narrowed=bool(state.filters)))
    _files(found, scope(state))
    show(
        not_looked_for(found),
        tag(
            "div",
            tag("mark", "粗体带下划线"),
            f"的，是原文有而草稿没有的字词；浅色的是没有拿来比的部分。{LEGEND}",
            cls="gz-facts gz-compared",
        ),
    )
    for order, finding in enumerate(found.findings[: state.count], start=1):
        _finding(finding, order, len(found.documents), state)
    rest = len(found.findings) - state.count
    if rest > 0 and state.count < MOST:
        st.button(
            f"再看后面的句子（还有 {rest} 句）", on_click=mark_edited, args=(state.count + PAGE,), width="content"
        )
    elif rest > 0:
        notice("info", f"这里列到第 {state.count} 句，后面 {rest} 句在上面的 Word、Excel 里。")


def scope(state: State) -> str:
    """Say which documents alone were looked through; empty where it was all of them."""
    chosen = [*state.districts, *map(year_words, state.years), *state.types]
    return f"只查了所选的{'、'.join(chosen)}：文中的“收录的文件”和“最早”都只就这些文件说。" if chosen else ""


def _files(found: Precedents, scope: str) -> None:
    """Draw the buttons that save all that was found."""
    rows = sum(len(variant.precedents) for finding in found.findings for variant in finding.variants)
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    files: tuple[tuple[str, Callable[[Precedents, str, Address], bytes], str, str], ...] = (
        ("Word", _docx, "docx", word),
        ("文本", _txt, "txt", "text/plain"),
        ("Excel", _xlsx, "xlsx", XLSX_TYPE),
        ("CSV", _csv, "csv", "text/csv"),
    )
    address = partial(cited_address, page=page_address())
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="summary"):
        show(tag("span", f"存成文件（引文 {rows} 条）", cls="gz-facts"), width="content")
        for name, data, ending, mime in files:
            st.download_button(
                name,
                data=exporting(partial(data, found, scope, address), "先例"),
                file_name=f"先例{'（部分文件）' if scope else ''}.{ending}",
                mime=mime,
                key=f"save_{ending}",
                on_click="ignore",
                icon=":material/download:",
                type="tertiary",
            )


def _docx(found: Precedents, scope: str, address: Address) -> bytes:
    said = [Paragraph([Run(scope, "strong")])] if scope else []
    title, *rest = paragraphs(found, address=address)
    return docx_bytes([title, *said, *rest], title="先例")


def _txt(found: Precedents, scope: str, address: Address) -> bytes:
    return (citations(found, address=address) + (f"{scope}\n" if scope else "")).encode("utf-8")


def _xlsx(found: Precedents, _scope: str, address: Address) -> bytes:
    return xlsx_bytes(precedent_sheets(found, address=address))


def _csv(found: Precedents, _scope: str, address: Address) -> bytes:
    return csv_bytes(precedent_sheets(found, address=address)[0])


def _finding(finding: Finding, order: int, documents: int, state: State) -> None:
    show(sentence_head(finding, order))
    if not finding.variants:
        notice("info", no_precedent(finding, documents))
        if finding.nearest:
            _clause(finding.nearest, finding.sentence.text, f"{order}_near", state)
    for number, variant in enumerate(finding.variants[:_SHOWN], start=1):
        _variant(variant, finding, f"{order}_{number}", number, state)
    if rest := finding.variants[_SHOWN:]:
        with st.expander(f"另外 {len(rest)} 种较远的表述", key=f"rest_{order}", type="compact"):
            for number, variant in enumerate(rest, start=_SHOWN + 1):
                _variant(variant, finding, f"{order}_{number}", number, state)
    show(*(tag("div", remark, cls="gz-facts") for remark in remarks(finding)))


def _variant(variant: Variant, finding: Finding, key: str, number: int, state: State) -> None:
    show(variant_head(variant, number))
    _clause(variant.best, finding.sentence.text, key, state)
    if others := variant.precedents[1:]:
        with st.expander(f"这种表述的另外 {len(others)} 条", key=f"same_{key}", type="compact"):
            for place, precedent in enumerate(others, start=1):
                _clause(precedent, finding.sentence.text, f"{key}_{place}", state)


def _clause(precedent: Precedent, sentence: str, key: str, state: State) -> None:
    href = read_link(state, precedent.document.doc_id, precedent.clause.clause_id)
    there = "_blank" if state.is_long else None  # this window holds the draft
    with st.container(gap=None, key=f"result_{key}"):
        copied = citation(precedent.document, precedent.clause, link=cited_address(precedent.clause))
        acts = (tag("a", "打开原文", href=href, target=there, cls="gz-open"), copy_button(copied))
        show(clause_card(precedent, sentence, href, target=there), tag("div", *acts, cls="gz-acts"))


def _frequency(searcher: Searcher, found: Precedents | None, state: State) -> None:
    """Draw what counts a formula; those of the draft are offered."""
    show(
        tag("h2", "一种提法用了多少次", cls="gz-district gz-sentence"),
        tag("p", "逐字统计一种提法在各区、各年的文件里出现多少次。几种写法用竖线 | 隔开。", cls="gz-facts"),
    )
    st.text_input(
        "要统计的提法",
        key=FORMULA,
        placeholder="例如：一网通办",
        label_visibility="collapsed",
        on_change=mark_edited,
    )
    own = [formula.text for finding in found.findings for formula in finding.formulas] if found else []
    offered = list(dict.fromkeys(own))[:_OFFERED]
    _examples("草稿里的提法" if offered else "试试", "formula_example", offered or FORMULAS, put_formula)
    if state.formula:
        frequency_chart.draw(searcher, state)
