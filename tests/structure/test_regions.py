"""Footnotes, contents, lists of annexes: where they begin and end."""

from __future__ import annotations

import pytest

from indexer.structure import regions
from indexer.structure.lines import lines_of


def line(text: str) -> regions.Line:
    [only] = lines_of(text)
    return only


@pytest.mark.parametrize(
    "text",
    [
        "①口袋公园：指小型绿地。",
        "[2]“无废城市”，是指减少废弃物的城市。",
        "〔3〕河长制是指由领导包干河道。",
        "注4：河长制，即由领导包干河道。",
        "*口袋公园：指小型绿地。",
        "②清单：由部门逐年更新。",  # its sign stands behind a word
    ],
)
def test_footnotes_explain_terms(text: str) -> None:
    assert regions.is_footnote(line(text), regions.references_of("公布清单②，接受监督。"))


@pytest.mark.parametrize(
    "text", ["①改造菜场九家。", "③责任单位：区建委", "注：数据为初步数。", "1.河长制：指包干河道。"]
)
def test_items_and_notes_are_no_footnotes(text: str) -> None:
    assert not regions.is_footnote(line(text), regions.references_of("公布清单②，接受监督。"))


@pytest.mark.parametrize(
    ("lines", "end"),
    [
        (["目录", "第一章 环境", "第二章 任务", "第一章 环境", "本章…。"], 3),
        (["目　录", "第一章 环境…………1", "第二章 任务…………5", "本规划依法编制。"], 3),
        (["目录", "修路十条", "种树千株", "按时完成。"], 0),  # a list: nothing says that it is repeated
        (["任务", "修路", "修路"], 0),
    ],
)
def test_contents_end_where_the_text_begins(lines: list[str], end: int) -> None:
    assert regions.end_of_contents(lines_of("\n".join(lines)), 0) == end


@pytest.mark.parametrize(
    ("lines", "end"),
    [
        (["附件：1.任务清单", "2.分工表", "2026年1月20日"], 2),
        (["附件：任务清单", "附件", "任务清单"], 1),
        (["附件：", "1.任务清单", "2.分工方案"], 3),  # the site left the annexes out
        (["附件：任务清单", "一、修路", "拓宽道路。"], 0),  # the annex itself
        (["附件：", "1.新增床位30张", "2.种树90株"], 0),  # commitments are never front matter
        (["附：1.收支执行情况表", "2.名词解释"], 2),
        (["附件：", "修路。"], 0),
    ],
)
def test_a_list_of_annexes_is_told_from_an_annex(lines: list[str], end: int) -> None:
    assert regions.end_of_annex_list(lines_of("\n".join(lines)), 0) == end


def test_contents_without_their_name_are_known_by_what_comes_again() -> None:
    lines = lines_of("第一章 环境\n第二章 任务\n第一章 环境\n形势良好。")
    assert regions.end_of_contents(lines, 0, is_first=True) == 2
    assert regions.end_of_contents(lines, 0) == 0
