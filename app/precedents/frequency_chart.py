"""A formula over districts and years as a grid that can be read without colour.

Each cell says in figures how many clauses and documents have it; a dashed cell with a stroke has no document at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import altair as alt
import streamlit as st

from app.access.guard import exporting
from app.cards import by_sound, year_words
from app.ledger.ledger_chart import ink
from app.searching.welcome import area_words
from app.state import State, link
from app.text import join, notice, show, tag
from indexer.errors import QueryInvalid
from indexer.exports.precedent_exports import first_words, frequency_sheet
from indexer.insight.asking import Place
from indexer.insight.formula import FormulaCell, Frequency, count_formula
from indexer.tables import XLSX_TYPE, csv_bytes, xlsx_bytes

if TYPE_CHECKING:
    from indexer import Searcher

ROWS = 60  # districts of the chart, as in the table of the coverage
_GAPS = 12  # columns at most with years without documents among them: more are named in words
_WIDTH, _HEIGHT = 68, 40  # pixels of a cell: 「12/16 份」 fits
_TOP, _MOST_SIDE = 40, 156  # pixels of the axes
_PADDING = {"left": 5, "right": 5, "top": 5, "bottom": 5}
_BLUE = "#3a7bc0"  # holds on light and dark ground


def draw(searcher: Searcher, state: State) -> None:
    """Draw how often the formula of a state is written."""
    try:
        frequency = count_formula(
            searcher, state.formula, districts=state.districts, years=state.years, types=state.types
        )
    except QueryInvalid as problem:
        notice("warning", str(problem))
        return
    _counts(frequency, state)
    with st.container(key="frequency"):
        st.altair_chart(chart(frequency), width="content", alt=in_words(frequency))
    show(
        tag(
            "div",
            "格里上面是含有这种提法的条款数，下面是含有的文件数/收录的文件数；0 是有文件但没有写；"
            "虚线框里的 ／ 是没有收录这个区这一年的文件，写没写不知道。颜色越深，写了的文件占得越多。",
            tag("span", "图可以左右滑动。", cls="gz-only-narrow"),
            _cut(frequency),
            cls="gz-facts",
        )
    )
    if gaps := [year for year in frequency.years_without_documents if year not in columns(frequency)]:
        show(tag("div", f"这些年没有收录任何文件：{'、'.join(map(str, gaps))}。", cls="gz-facts"))
    with st.container(horizontal=True, gap="small", key="frequency_files"):
        for name, data, mime in (("Excel", _xlsx, XLSX_TYPE), ("CSV", _csv, "text/csv")):
            st.download_button(
                f"频次表 {name}",
                data=exporting(partial(data, frequency), "频次"),
                file_name=f"频次.{'xlsx' if name == 'Excel' else 'csv'}",
                mime=mime,
                key=f"frequency_{name}",
                on_click="ignore",
                icon=":material/download:",
                type="tertiary",
            )


def _xlsx(frequency: Frequency) -> bytes:
    return xlsx_bytes([frequency_sheet(frequency)])


def _csv(frequency: Frequency) -> bytes:
    return csv_bytes(frequency_sheet(frequency))


def _counts(frequency: Frequency, state: State) -> None:
    """Say how often each wording is written, as a link to the clauses, and who was first."""
    lines = []
    for wording, written in zip(frequency.wordings, frequency.each, strict=True):
        counted = f"：{len(written.documents)} 个文件，{written.clauses} 条"
        there = State(words=wording, mode="exact", districts=state.districts, years=state.years, types=state.types)
        way = tag("a", "看这些条款", href=link(there), cls="gz-way") if written.clauses else ""
        lines.append(tag("div", tag("b", f"「{wording}」"), counted, way))
    if len(frequency.wordings) > 1:
        whole = f"合计（一条含几种只算一次）：{len(frequency.any.documents)} 个文件，{frequency.any.clauses} 条"
        lines.append(tag("div", whole))
    if state.filters:
        lines.append(tag("div", "只统计了所选的区、年份和类型，“最早”也只就这些文件说。"))
    if frequency.any.documents:
        lines.append(tag("div", first_words(frequency.first)))
    show(tag("div", join(lines), cls="gz-sum"))


def columns(frequency: Frequency) -> list[int | None]:
    """Return the years of the chart: with those between that have no document, where they are not too many."""
    known = [year for year in frequency.years if year is not None]
    every = sorted({*known, *frequency.years_without_documents})
    shown: list[int | None] = [*(every if len(every) <= _GAPS else known)]
    return [*shown, None] if None in frequency.years else shown


def chart(frequency: Frequency) -> alt.LayerChart | alt.FacetChart:
    """Return the grid of districts and years."""
    names = place_names(frequency.places)
    places = _places(frequency)
    years = [year_words(year) for year in columns(frequency)]
    side = min(
        _MOST_SIDE, 16 + 13 * max(len(names[place]) for place in places)
    )  # Streamlit fits the axes into the size
    rows = cells(frequency)
    place = alt.Y(
        "place:N",
        title=None,
        scale=alt.Scale(domain=[names[place] for place in places], padding=0),
        axis=alt.Axis(ticks=False, domain=False, labelLimit=140, labelFontSize=13, labelColor=ink()),
    )
    year = alt.X(
        "year:N",
        title=None,
        scale=alt.Scale(domain=years, padding=0),
        axis=alt.Axis(
            orient="top",
            labelAngle=0,
            labelOverlap=False,
            labelFlush=False,
            ticks=False,
            domain=False,
            labelFontSize=13,
            labelColor=ink(),
        ),
    )

    def layer(rows: Sequence[dict[str, Any]]) -> alt.Chart:
        return alt.Chart(alt.Data(values=list(rows))).encode(x=year, y=place)  # type: ignore[no-untyped-call]

    loaded = layer([row for row in rows if row["loaded"]])
    bare = layer([row for row in rows if not row["loaded"]])
    return alt.layer(
        loaded.mark_rect(color=_BLUE, stroke=_BLUE, strokeOpacity=1, tooltip=None).encode(
            fillOpacity=alt.FillOpacity("shade:Q", scale=None, legend=None)
        ),
        bare.mark_rect(fillOpacity=0, stroke="#808a94", strokeDash=[3, 3], tooltip=None),
        loaded.mark_text(fontSize=14, fontWeight="bold", dy=-7, color=ink()).encode(text="clauses:N"),
        loaded.mark_text(fontSize=12, dy=9, color=ink()).encode(text="documents:N"),
        bare.mark_text(fontSize=14, color=ink()).encode(text="clauses:N"),
    ).properties(width=side + _WIDTH * len(years), height=_TOP + _HEIGHT * len(places), padding=_PADDING)


def cells(frequency: Frequency) -> list[dict[str, Any]]:
    """Return the cells of the grid in words and figures."""
    known = {(cell.place, cell.year): cell for cell in frequency.cells}
    names = place_names(frequency.places)
    return [
        {"place": names[place], "year": year_words(year), **_figures(known.get((place, year)))}
        for place in _places(frequency)
        for year in columns(frequency)
    ]


def _figures(cell: FormulaCell | None) -> dict[str, str | float | bool]:
    if cell is None or not cell.loaded:
        return {"loaded": False, "clauses": "／", "documents": "", "shade": 0.0}
    written, loaded = len(cell.any.documents), len(cell.loaded)
    shade = 0.15 + 0.4 * written / loaded if written else 0.0  # not darker: the figures stand on it
    clauses = f"{cell.any.clauses} 条" if written else "0"
    return {"loaded": True, "clauses": clauses, "documents": f"{written}/{loaded} 份", "shade": shade}


def _places(frequency: Frequency) -> list[Place]:
    return sorted(frequency.places, key=lambda place: (not place[1], by_sound(place[1]), place))[:ROWS]


def place_names(places: Sequence[Place]) -> dict[Place, str]:
    """Name districts; of the same name, with the city or province they are part of."""
    named = [district for _, district in places]
    return {place: f"{place[0]}{place[1]}" if named.count(place[1]) > 1 else area_words(place[1]) for place in places}


def in_words(frequency: Frequency) -> str:
    """Say the grid for those who hear it."""
    names = place_names(frequency.places)
    said = (
        f"{names[cell.place]}{year_words(cell.year)}{f'{cell.any.clauses}条' if cell.loaded else '没有收录文件'}"
        for cell in frequency.cells
    )
    return f"提法“{'、'.join(frequency.wordings)}”各区各年的条款数：{'，'.join(said)}"


def _cut(frequency: Frequency) -> str:
    number = len(frequency.places)
    return f"只画前 {ROWS} 个地区（共 {number} 个）：请选区，或下载频次表。" if number > ROWS else ""
