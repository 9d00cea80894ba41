"""Items that are counted inside a paragraph."""

from __future__ import annotations

import pytest

from indexer.structure.enumerations import inline_items

LEAD = "全年重点推进以下各项工作："


def items(text: str) -> list[str]:
    return [text[item.start : item.end] for item in inline_items(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["①改造老旧菜场九家，配齐冷链设施；", "②新开早餐车三十辆，方便居民出行；", "③设立便民摊点八十处。"],
        ["1.改造老旧菜场九家，配齐冷链设施；", "2.新开早餐车三十辆，方便居民出行；", "3.设立便民摊点八十处。"],
        ["1）改造老旧菜场九家，配齐冷链设施；", "2）新开早餐车三十辆，方便居民出行；", "3）设立便民摊点八十处。"],
        ["（1）改造老旧菜场九家，配齐冷链；", "（2）新开早餐车三十辆，方便出行；", "（3）设立便民摊点八十处。"],
        ["一是改造老旧菜场九家，配齐冷链设施。", "二是新开早餐车三十辆。服务八个街镇；", "三是设立便民摊点八十处。"],
        ["一要改造老旧菜场九家，配齐冷链设施。", "二要新开早餐车三十辆。服务八个街镇；", "三要设立便民摊点八十处。"],
    ],
    ids=lambda parts: parts[0][:2],
)
@pytest.mark.parametrize("lead", ["", LEAD])
def test_each_style_of_row_is_found(parts: list[str], lead: str) -> None:
    assert items(lead + "".join(parts)) == parts


@pytest.mark.parametrize(
    "text",
    [
        "推广一网通办。①完善大厅服务，做好帮办代办，减少跑动次数。②扩大自助终端覆盖范围。",  # signs of footnotes
        LEAD + "一是快；二是准；三是稳。",  # short: reads better whole
        LEAD + "①改造老旧菜场九家，配齐冷链设施，方便周边居民买菜；②",  # nothing behind the second
        LEAD + "改造老旧菜场九家，共投入3.5亿元；另有1、2号楼等四处楼宇完成验收并交付使用。",
        LEAD + "二是改造老旧菜场九家，配齐冷链设施，方便周边居民买菜；三是新开早餐车三十辆。",  # begins in its middle
    ],
)
def test_what_is_no_row(text: str) -> None:
    assert items(text) == []
