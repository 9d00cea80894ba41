"""Rows of a list that a person made, with the numbers under which an editor shows them."""

from __future__ import annotations

import pytest

from indexer.errors import FileRefused
from indexer.reading.grid import read_grid


def rows(text: str, name: str) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.number, row.cells) for row in read_grid(text.encode(), name).rows]


def test_lines_of_text_keep_their_commas_and_numbers() -> None:
    assert rows("甲,乙\n\n 丙 \r\n丁", "a.txt") == [(1, ("甲,乙",)), (3, ("丙",)), (4, ("丁",))]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_tables_by_their_delimiter(delimiter: str) -> None:
    text = "序号,问题\n1,甲\n\n2,乙\n".replace(",", delimiter)
    assert rows(text, "a.csv") == [(1, ("序号", "问题")), (2, ("1", "甲")), (4, ("2", "乙"))]


def test_what_was_copied_out_of_a_spreadsheet_has_tabs() -> None:
    assert rows("序号\t问题\n1\t甲,乙\n", "a.txt") == [(1, ("序号", "问题")), (2, ("1", "甲,乙"))]


def test_empty_cells_behind_the_last_column_are_nothing_and_others_are_said() -> None:
    found = read_grid("甲,乙\n1,2,,\n1,2,3\n".encode(), "a.csv").rows
    assert [(row.number, row.cells, bool(row.problem)) for row in found] == [
        (1, ("甲", "乙"), False),
        (2, ("1", "2"), False),
        (3, ("1", "2", "3"), True),
    ]


def test_a_refusal_does_not_speak_of_the_corpus() -> None:
    with pytest.raises(FileRefused) as refused:
        read_grid(b"\x89PNG....", "a.csv")
    assert str(refused.value).startswith("a.csv：")
    assert "语料" not in str(refused.value)
