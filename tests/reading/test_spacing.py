"""Spacing: typeset blanks beside and inside figures and words go; those that may say something stay."""

from __future__ import annotations

import pytest

from indexer.reading import clean
from indexer.reading.spacing import close_spaces
from indexer.reading.traced import Cleaner, TracedText


def after(cleaner: Cleaner, text: str) -> str:
    traced = TracedText(text)
    traced.apply(cleaner)
    return traced.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025 年 3 月", "2025年3月"),
        ("建成 12 个，共 3.5 万平方米", "建成12个，共3.5万平方米"),
        ("增长 5% 左右", "增长5%左右"),
        ("建设 AI 平台", "建设AI平台"),
        ("共（ 3 ）项", "共（3）项"),
        # must not change
        ("救在黄浦 助福万家", "救在黄浦 助福万家"),
        ("区长  王 明", "区长  王 明"),
        ("Smart City 2025", "Smart City 2025"),
        ("12 345", "12 345"),
        ("甲。\n2 号楼", "甲。\n2号楼"),
    ],
)
def test_only_the_blanks_between_chinese_and_figures_or_latin_are_closed(text: str, expected: str) -> None:
    assert after(close_spaces, text) == expected


def test_a_phrase_of_two_halves_keeps_its_blank_in_the_clean_text() -> None:
    assert clean("打响“救在黄浦 助福万家”品牌。").text == "打响“救在黄浦 助福万家”品牌。"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今年，总量达到 1 2 3.5 亿元。", "今年，总量达到123.5亿元。"),
        ("投入 6 7 . 8 亿元，改造 4 2 处。", "投入67.8亿元，改造42处。"),  # two digits beside others that are spread
        ("2 025 年、202 4 年和 2 0 2 6 年，都要做好。", "2025年、2024年和2026年，都要做好。"),
        ("增长 12 . 5%，占 36. 4 %。", "增长12.5%，占36.4%。"),
        ("增长 5 %，其中工业 7 %。", "增长5%，其中工业7%。"),
    ],
)
def test_a_figure_of_running_text_is_closed_where_its_unit_says_that_it_is_one(text: str, expected: str) -> None:
    cleaned = clean(text)
    assert cleaned.text == expected
    assert "数字中间的空格" in {repair.reason for repair in cleaned.repairs}


@pytest.mark.parametrize(
    "text",
    [
        "比例为 12 345，各占一半。",  # no unit
        "床位 3 5 个",  # no sentence: cells of a table
        "区域一，3  5  7 个",  # columns
        "甲，1 2 个 | 3 4 个",
        "见表 1 200 个点位，其余另报。",  # table 1, then 200
        "如下：\n1. 5个项目开工，进展顺利。",  # a numbered line
        "招收 3 5 岁儿童，开设 2 3 个班。",  # the site may have lost a ～
        "每班 50 100 人，步行 10 15 年，投入 6 7.8 亿元。",
        "电话：021 6222 3333，欢迎来电。",
    ],
)
def test_figures_that_may_be_two_keep_their_blanks(text: str) -> None:
    assert not [repair for repair in clean(text).repairs if repair.reason == "数字中间的空格"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("附 件\n任务分解。", "附件\n任务分解。"),
        ("附\u3000件 1：任务分解", "附件1：任务分解"),
        ("二 〇 二 五 年 二 月 十 七 日", "二〇二五年二月十七日"),
        ("政 府 工 作 报 告\n各位代表：", "政府工作报告\n各位代表："),
        # must not change
        ("区长 张 三", "区长 张 三"),
        ("张 三 李 四 王 五", "张 三 李 四 王 五"),
        ("打响“邻里守望 温暖同行”品牌。", "打响“邻里守望 温暖同行”品牌。"),
        ("报 告会如期举行。", "报 告会如期举行。"),
    ],
)
def test_only_words_known_to_be_spread_dates_and_titles_are_closed(text: str, expected: str) -> None:
    assert clean(text).text == expected
