"""A commitment as words, row, card and sheet: the document's own words, numbers as numbers, nothing that runs."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from app.ledger.ledger_rows import amount, entry_card, evidence, measure, table, thing, totals_table, when
from indexer.insight.ledger import Total
from tests.app.entries import make_entry

EVIL = "新增<img src=x onerror=window.hacked=1>:red[x]食堂3个。"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("新增床位480张。", "480张"),
        ("新增床位 480 张。", "480 张"),
        ("新增食堂2—3家。", "2—3家"),
        ("完成投资1934.3万亿元。", "1934.3万亿元"),
        ("引进企业不少于20家。", "不少于 20家"),
        ("财政收入增长5%左右。", "约 5%"),
        ("失业率低于5.5%。", "低于 5.5%"),
        ("实现养老服务设施全覆盖。", "全覆盖"),
    ],
)
def test_a_quantity_is_said_with_its_bound_and_unit(text: str, said: str) -> None:
    assert amount(make_entry(text)) == said


def test_a_unit_that_stands_elsewhere_is_said_too() -> None:
    entry = make_entry("改建床位3张。")
    bare = replace(entry.commitment.quantity, text="3")
    assert amount(replace(entry, commitment=replace(entry.commitment, quantity=bare))) == "3张"


def test_a_sum_is_said_like_a_quantity() -> None:
    assert measure(Decimal("1000.50"), None, "亩", "at_least") == "不少于 1,000.5亩"


@pytest.mark.parametrize(
    ("action", "counted", "text", "said"),
    [
        ("新增", "养老床位", "新增养老床位480张。", "新增养老床位"),
        ("增长", "财政收入", "财政收入增长5%。", "财政收入增长"),
        ("", "", "全区480张。", "全区480张"),
    ],
)
def test_what_is_done_to_what_is_named(action: str, counted: str, text: str, said: str) -> None:
    assert thing(make_entry(text, action=action, counted=counted)) == said


def test_the_part_of_a_year_is_named() -> None:
    assert when(make_entry(period="前三季度")) == "2025年（前三季度）"
    assert when(make_entry(year=None)) == "年份不详"


def test_the_table_holds_numbers_and_links() -> None:
    rows = table([make_entry("新增养老床位480张。", is_starred=True), make_entry(EVIL)], lambda entry: "?x")
    assert rows["数值"] == [480, 3]
    assert rows["单位"] == ["张", "个"]
    assert rows["年份"] == [2025, 2025]
    assert rows["★"] == ["★", ""]
    assert rows["目标或完成"] == ["目标", "目标"]
    assert rows["原文"] == ["新增养老床位480张", EVIL.removesuffix("。")]
    assert rows["打开"] == ["?x", "?x"]


def test_full_coverage_shows_no_number() -> None:
    assert table([make_entry("实现养老服务设施全覆盖。")], lambda entry: "?x")["数值"] == [None]


def test_the_words_of_the_commitment_are_marked_in_the_clause() -> None:
    entry = make_entry("今年新增养老床位480张，改建食堂。", start=2)
    assert evidence(entry) == ('<div class="gz-text">今年<mark>新增养老床位480张</mark>，改建食堂。</div>')


def test_a_card_is_only_words() -> None:
    drawn = entry_card(make_entry(EVIL, counted=EVIL, district="<i>区"), "?view=read")
    assert "<img" not in drawn
    assert "<i>" not in drawn
    shown = html.unescape(re.sub(r"<[^>]*>", "", drawn))
    assert EVIL in shown
    assert "<i>区 · 2025年 · 目标" in shown
    assert 'href="?view=read"' in drawn


def test_a_total_names_its_parts_and_leads_to_them() -> None:
    parts = (make_entry(district="甲区"), make_entry("新增养老床位20张。", district="乙区"))
    other = make_entry("新增养老床位7张。", district="丙区")
    total = Total("养老床位", "新增", "张", "target", 2025, Decimal(500), None, "eq", parts, left_out=(other,))
    drawn = totals_table([total], lambda entry: f"?doc={entry.document.doc_id}")
    assert re.findall(r'href="([^"]*)"[^>]*>([^<]*)<', drawn) == [
        ("?doc=d-甲区-2025", "甲区 480张"),
        ("?doc=d-乙区-2025", "乙区 20张"),
        ("?doc=d-丙区-2025", "丙区 7张"),
    ]
    assert ">500张</b>" in drawn
    assert "丙区 7张</a>这个区有几个不同的数" in drawn
