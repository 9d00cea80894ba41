"""Rows of tables among the lines of a document."""

from __future__ import annotations

import pytest

from indexer.settings import MAX_CLAUSE_CHARS
from indexer.structure.lines import lines_of
from indexer.structure.sheets import cells_of, labels_of_rows, parts_of

ROWS = ["1.任务：疏浚河道；单位：水务局", "2.任务：种树；单位：园林所", "3.任务：修路；其中：主干道两条；单位：建委"]


def test_labels_that_come_again_are_columns() -> None:
    assert labels_of_rows(lines_of("\n".join(ROWS))) == {"任务", "单位"}
    assert labels_of_rows(lines_of("养老：建院；托育：建园。\n交通：修路；水利：疏浚。")) == set()


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("1.任务：疏浚河道；单位：水务局", ["任务", "单位"]),
        ("任务：疏浚河道；单位：水务局", ["任务", "单位"]),
        ("3.任务：修路；其中：主干道两条；单位：建委", ["任务", "单位"]),  # 其中 is no column
        ("事项：修路；主办：建委；时限：年底", ["事项", "主办", "时限"]),  # alone, but cells and nothing else
        ("养老：建院；托育：建园。", []),
        ("要做到：任务：修路；单位：建委", []),
    ],
)
def test_a_row_is_told_by_its_columns(text: str, cells: list[str]) -> None:
    [line] = lines_of(text)
    assert [text[at:].split("：")[0] for at in cells_of(line, {"任务", "单位"})] == cells


def test_a_row_that_is_too_long_is_cut_between_cells() -> None:
    text = "1.任务：" + "疏浚河道" * 50 + "；标准：" + "水清岸绿" * 40 + "；单位：水务局"
    [line] = lines_of(text)
    parts = parts_of(line, cells_of(line, {"任务", "标准", "单位"}))
    assert [part.text[:5] for part in parts] == ["1.任务：", "标准：水清"]
    assert "".join(part.text for part in parts) == text
    assert all(len(part.text) <= MAX_CLAUSE_CHARS for part in parts)
    assert all(text[part.start : part.end] == part.text for part in parts)
