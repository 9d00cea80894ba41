"""Results of a run → the tables of docs/performance.md, and the chart."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks.latency_chart import draw
from benchmarks.performance import DOCUMENT, RESULTS, fill, tables_of


def _ways(p50: float) -> dict[str, Any]:
    one = {"p50": p50, "p95": 2 * p50, "first_p50": 3 * p50, "first_p95": 4 * p50}
    return {"recall": 0.99, "version": "", "ways": dict.fromkeys(("hybrid", "filtered", "keyword", "vector"), one)}


@pytest.fixture
def results() -> dict[str, Any]:
    return {
        "machine": "a machine, 2 cores",
        "corpus": {"p50": 12.0, "p95": 20.0},
        "ours": {
            "10000": {"asked": _ways(1.5)},
            "100000": {
                "build": {"seconds": 31.25, "clauses": 100_870, "disk_mb": 1_500.0},
                "asked": _ways(3.0),
                "beside_peers": _ways(4.0),
            },
            "1000000": {"asked": _ways(15.0), "open": {"seconds": 1.5, "asked": {"rss": 1_800.0, "anon": 900.0}}},
        },
        "peers": {
            "100000": {
                "fast": {"build": {"seconds": 9.0, "disk_mb": 200.0}, "asked": {**_ways(6.0), "recall": 0.5}},
                "sure": {"asked": {**_ways(20.0), "version": "Sure 1.0"}},
            }
        },
    }


def _cells(table: str) -> dict[str, list[str]]:
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    return {line[0]: line[1:] for line in lines}


def test_each_figure_stands_beside_what_was_asked(results: dict[str, Any]) -> None:
    rows = _cells(tables_of(results)["targets"])
    assert rows["hybrid at 100,000, p50"] == ["4 ms or less", "3.0 ms", "reached"]
    assert rows["hybrid at 1,000,000, p50"] == ["8 ms or less", "15.0 ms", "**not reached**"]
    assert rows["growth of hybrid p50 from 10,000 to 1,000,000"] == ["8 times or less", "10.0 times", "**not reached**"]
    assert rows["build of 100,000"] == ["30 s or less", "31.2 s", "**not reached**"]
    assert rows["encoder, mean cosine to fp32"] == ["0.99 or more", "–", ""]  # not measured


def test_the_fastest_peer_is_one_that_finds_as_surely(results: dict[str, Any]) -> None:
    rows = _cells(tables_of(results)["targets"])
    assert rows["the same, times the speed of the fastest peer of no less recall"] == [
        "3 or more",
        "5.0",
        "reached",
    ]  # 20 by 4
    rows = _cells(tables_of(results)["peers"])
    assert rows["this project"] == ["100,000", "4.00", "8.00", "1.0", "0.990", "31.2", "1,500"]
    assert rows["fast"] == ["100,000", "6.00", "12.00", "1.5", "0.500", "9.0", "200"]
    assert rows["Sure 1.0"] == ["100,000", "20.00", "40.00", "5.0", "0.990", "–", "–"]


def test_queries_have_a_column_for_each_size(results: dict[str, Any]) -> None:
    rows = _cells(tables_of(results)["queries"])
    assert rows["p50 / p95, ms"] == ["10,000", "100,000", "1,000,000"]
    assert rows["hybrid"] == ["1.50 / 3.00", "3.00 / 6.00", "15.00 / 30.00"]
    assert rows["tokens"] == ["–", "–", "–"]


def test_only_what_stands_between_marks_is_replaced(results: dict[str, Any]) -> None:
    text = "before\n<!-- peers -->\nold\n<!-- /peers -->\nafter"
    assert fill(text, {"peers": "new"}) == "before\n<!-- peers -->\nnew\n<!-- /peers -->\nafter"
    with pytest.raises(ValueError, match="sizes"):
        fill(text, {"sizes": "new"})
    filled = fill(DOCUMENT.read_text(encoding="utf-8"), tables_of(results))
    assert "a machine, 2 cores" in filled
    assert fill(filled, tables_of(results)) == filled


def test_the_document_holds_the_figures_of_the_results_beside_it() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert fill(text, tables_of(json.loads(RESULTS.read_text(encoding="utf-8")))) == text


def test_the_chart_has_a_line_and_a_name_for_each_way() -> None:
    drawn = draw({"a<b": {1_000: 0.5, 1_000_000: 5.0}, "c": {1_000: 4.0, 1_000_000: 5.0}})
    chart = ElementTree.fromstring(drawn)  # noqa: S314 - our own
    name = "{http://www.w3.org/2000/svg}"
    lines = [line.attrib["points"] for line in chart.iter(f"{name}polyline")]
    assert lines == ["60.0,234.7 560.0,69.7", "60.0,85.7 560.0,69.7"]
    texts = {text.text: float(text.attrib["y"]) for text in chart.iter(f"{name}text")}
    assert {"a<b", "c", "1,000", "1,000,000"} <= set(texts)
    assert abs(texts["a<b"] - texts["c"]) >= 17
