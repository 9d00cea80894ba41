"""Tables pasted into plain text: read only where they are tables for sure."""

from __future__ import annotations

import pytest

from indexer.reading import read_bytes
from indexer.reading.formats.tabbed import read_tabbed


def test_a_pasted_table_gets_the_names_of_its_columns() -> None:
    text = "专栏1\r\n序号\t指标\t2020年\t2025年\r\n1\t养老床位（张）\t42\t48\r\n2\t绿地（公顷）\t3\t\r\n第二章 任务\r\n"
    assert read_bytes(text.encode(), "规划.txt").text.split("\n") == [
        "专栏1",
        "1.指标：养老床位（张）；2020年：42；2025年：48",
        "2.指标：绿地（公顷）；2020年：3",
        "第二章 任务",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "\t一、修路\n\t拓宽道路。\n",  # indents
        "第一章 基础\t1\n第二章 任务\t8\n",  # contents
        "甲\t12\t34\n乙\t56\t78\n",  # no names of columns
        "序号\t任务\t单位\n1\t修路\n",  # rows that do not fit
        "序号\t任务\t单位\n",  # names of nothing
    ],
)
def test_what_is_no_table_for_sure_stays_as_it_is(text: str) -> None:
    assert read_tabbed(text) == text
