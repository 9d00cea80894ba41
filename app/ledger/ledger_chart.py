"""One indicator of the ledger by district and year, drawn so that it can be read without colour.

Every bar names its district, year and kind at its foot and its value at its head; a result is filled, a target hollow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import altair as alt
import streamlit as st

from app.cards import by_sound, year_words
from app.ledger.ledger_rows import amount, entry_card, open_link
from app.state import INDICATOR, State, mark_edited
from app.text import notice, show, tag
from indexer.exports.rows import number
from indexer.insight.ledger import Entry, Indicator, Point, indicators
from indexer.structure.wording import KIND_WORDS, indicator_words

_OFFERED = 200  # indicators in the list
_BARS = 40  # of one chart: more are not compared by eye
_BAR = 30  # pixels
# Fill and stroke by kind: hollow, full, grey. The blue holds on light and dark ground.
_LOOKS = {"target": ("transparent", "#3a7bc0"), "result": ("#3a7bc0", "#3a7bc0"), "": ("#9aa3ad", "#9aa3ad")}
_INKS = {"light": "#1f2933", "dark": "#e4e7eb"}  # the theme's colours of text, which it does not give to marks


def draw(entries: Sequence[Entry], state: State) -> None:
    """Draw the chart of the chosen indicator and, below it, the clauses that its values come from."""
    known = dict(list(indicators(entries).items())[:_OFFERED])
    if not known:
        notice("info", "这里没有能画成图的数：要有区、年份和数值。")
        return
    names = {indicator_name(indicator): indicator for indicator in known}
    name = state.indicator if state.indicator in names else next(iter(names))
    counts = {indicator_name(indicator): len(points) for indicator, points in known.items()}
    st.session_state[INDICATOR] = name
    st.selectbox(
        "画哪一项",
        list(names),
        key=INDICATOR,
        format_func=lambda value: f"{value}　{counts[value]} 个数",
        on_change=mark_edited,
    )
    points = in_order(known[names[name]])
    shown = points[:_BARS]
    st.altair_chart(chart(shown), alt=f"{name}：各区各年的数，下面逐项列出")
    cut = f"（只画前 {_BARS} 个，共 {len(points)} 个）" if len(points) > _BARS else ""
    show(
        tag("div", f"空心的是目标，实心的是完成，灰的是原文没有写明的。{cut}", cls="gz-facts"),
        tag("h2", "这些数的出处", cls="gz-district"),
        *(entry_card(point.entry, open_link(state, point.entry)) for point in shown),
    )


def indicator_name(indicator: Indicator) -> str:
    """Name an indicator.

    >>> indicator_name(Indicator("养老床位", "张", "新增"))
    '新增养老床位（张）'
    """
    name = indicator_words(indicator.action, indicator.object, indicator.unit)
    return f"{name}（{indicator.period}{'，' if indicator.period else ''}{indicator.unit or '无单位'}）"


def in_order(points: Sequence[Point]) -> list[Point]:
    """Order points by district, then year, the target before the result."""
    kinds = ("target", "result", "")
    return sorted(points, key=lambda point: (by_sound(point.district), point.year, kinds.index(point.kind)))


def chart(points: Sequence[Point]) -> alt.LayerChart | alt.FacetChart:
    """Return the chart: a bar for each point, its name at the foot and its value at the head."""
    rows = _rows(points)
    base = alt.Chart(alt.Data(values=rows)).encode(  # type: ignore[no-untyped-call]
        y=alt.Y("name:N", title=None, sort=None, axis=alt.Axis(labelLimit=240, ticks=False, domain=False)),
        x=alt.X("value:Q", title=None, axis=None),
    )
    bars = base.mark_bar(height=_BAR * 0.6, strokeWidth=2, tooltip=None).encode(
        fill=alt.Fill("fill:N", scale=None), stroke=alt.Stroke("stroke:N", scale=None)
    )
    labels = base.mark_text(align="left", dx=6, fontSize=13, color=ink()).encode(text="label:N")
    return alt.layer(bars, labels).properties(
        height=_BAR * len(rows), padding={"right": 100, "left": 5, "top": 5, "bottom": 5}
    )


def ink() -> str:
    """Return the colour of the reader's theme for words in a chart."""
    return _INKS.get(st.context.theme.type or "", "#808a94")


def _rows(points: Sequence[Point]) -> list[dict[str, str | int | float]]:
    """Return the bars; two of the same district, year and kind are told apart by a number."""
    rows: list[dict[str, str | int | float]] = []
    seen: Counter[str] = Counter()
    for point in points:
        name = f"{point.district or '区不详'} {year_words(point.year)} {KIND_WORDS[point.kind]}"
        seen[name] += 1
        fill, stroke = _LOOKS[point.kind]
        rows.append(
            {
                "name": name if seen[name] == 1 else f"{name}（{seen[name]}）",
                "fill": fill,
                "stroke": stroke,
                "value": number(point.value if point.upper is None else point.upper),
                "label": amount(point.entry),
            }
        )
    return rows
