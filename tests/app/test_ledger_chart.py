"""The chart says with words and numbers what it shows: it is read without colour."""

from __future__ import annotations

from app.ledger.ledger_chart import chart, in_order, indicator_name
from indexer.insight.ledger import Indicator, Point
from tests.app.entries import make_entry

INDICATOR = Indicator("养老床位", "张", "新增")


def make_point(district: str, year: int, kind: str, text: str) -> Point:
    entry = make_entry(text, district=district, year=year, kind=kind)
    quantity = entry.commitment.quantity
    return Point(district, year, entry.commitment.kind, quantity.value, quantity.upper, quantity.comparator, entry)


POINTS = [
    make_point("乙区", 2025, "target", "新增养老床位300张以上。"),
    make_point("甲区", 2025, "result", "新增养老床位120张。"),
    make_point("甲区", 2025, "target", "新增养老床位100—110张。"),
    make_point("甲区", 2024, "", "新增养老床位1张。"),
    make_point("甲区", 2024, "", "新增养老床位2张。"),
]


def test_points_stand_by_district_year_and_kind() -> None:
    assert [(point.district, point.year, point.kind) for point in in_order(POINTS)] == [
        ("甲区", 2024, ""),
        ("甲区", 2024, ""),
        ("甲区", 2025, "target"),
        ("甲区", 2025, "result"),
        ("乙区", 2025, "target"),
    ]


def test_every_bar_has_a_name_of_its_own_and_its_value_in_words() -> None:
    drawn = chart(in_order(POINTS)).to_dict()
    bars = [(row["name"], row["value"], row["label"]) for row in drawn["data"]["values"]]
    assert bars == [
        ("甲区 2024年 未写明", 1, "1张"),
        ("甲区 2024年 未写明（2）", 2, "2张"),
        ("甲区 2025年 目标", 110, "100—110张"),
        ("甲区 2025年 完成", 120, "120张"),
        ("乙区 2025年 目标", 300, "不少于 300张"),
    ]
    fills = [row["fill"] for row in drawn["data"]["values"]]
    assert fills[2] == "transparent" != fills[3]


def test_no_name_of_a_document_becomes_an_expression() -> None:
    evil = "');alert(1)//"
    drawn = chart([make_point(evil, 2025, "target", "新增养老床位1张。")]).to_dict()
    assert evil in drawn["data"]["values"][0]["name"]
    assert evil not in str({key: value for key, value in drawn.items() if key != "data"})


def test_an_indicator_is_named_with_its_unit() -> None:
    assert indicator_name(INDICATOR) == "新增养老床位（张）"
    assert indicator_name(Indicator("财政收入", "%", "增长")) == "财政收入增长（%）"
