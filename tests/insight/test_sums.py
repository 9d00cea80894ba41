"""Sums and points say nothing that the documents do not: like with like, bounds kept, contradictions left out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from indexer.insight.entry import Entry
from indexer.insight.sums import Indicator, add, indicators, totals
from indexer.structure.quantities import find_quantities
from tests.insight.entries import entry


def beds(figure: str, district: str, **more: object) -> Entry:
    return entry(f"新增养老床位{figure}。", "新增", "养老床位", district=district, **more)  # type: ignore[arg-type]


def test_districts_add_up() -> None:
    (total,) = totals([beds("480张", "东川区"), beds("120张", "西山区")])
    assert (total.object, total.action, total.unit, total.kind, total.year) == (
        "养老床位",
        "新增",
        "张",
        "target",
        2025,
    )
    assert (total.value, total.upper, total.comparator) == (Decimal(600), None, "eq")
    assert [part.district for part in total.entries] == ["东川区", "西山区"]


@pytest.mark.parametrize(
    "other",
    [
        entry("新增养老床位120户。", "新增", "养老床位", district="西山区"),
        entry("新增托育床位120张。", "新增", "托育床位", district="西山区"),
        entry("改建养老床位120张。", "改建", "养老床位", district="西山区"),
        beds("120张", "西山区", kind="result"),
        beds("120张", "西山区", year=2024),
        beds("120张", "西山区", period="前三季度"),
        beds("120张", "西山区", year=None),
        beds("120张", ""),
        beds("120张", "东川区"),
    ],
    ids=["unit", "object", "action", "kind", "year", "period", "no year", "no district", "same district"],
)
def test_what_does_not_agree_is_not_summed(other: Entry) -> None:
    assert totals([beds("480张", "东川区"), other]) == ()


@pytest.mark.parametrize(
    "text",
    ["绿化覆盖率提高到40%。", "可支配收入增长5%。", "时限压缩3个百分点。", "产值增长2倍。", "每千人床位8张。",
     "人均绿地8平方米。", "浓度降至30微克/立方米。", "学前教育实现全覆盖。"],
)  # fmt: skip
def test_rates_and_shares_are_never_summed(text: str) -> None:
    thing = text[:5]
    assert totals([entry(text, "", thing, district=district) for district in ("东川区", "西山区")]) == ()


def test_a_figure_that_is_stated_twice_counts_once() -> None:
    again = beds("480张", "东川区", document="安排", doc_type="重点工作安排")
    (total,) = totals([beds("480张", "东川区"), again, beds("120张", "西山区")])
    assert total.value == 600
    assert total.repeated == (again,)


def test_a_district_that_contradicts_itself_is_left_out() -> None:
    contradicting = [beds("480张", "东川区"), beds("500张", "东川区", document="安排")]
    (total,) = totals([*contradicting, beds("120张", "西山区"), beds("30张", "南湖区")])
    assert total.value == 150
    assert total.left_out == tuple(contradicting)


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (("480张", "120张以上"), (600, None, "at_least")),
        (("超过480张", "超过120张"), (600, None, "more_than")),
        (("不超过480张", "120张"), (600, None, "at_most")),
        (("约480张", "120张"), (600, None, "about")),
        (("3—5张", "2张"), (5, 7, "range")),
        (("3—5张", "2张以上"), (5, None, "at_least")),
        (("3—5张", "不超过2张"), (7, None, "at_most")),
        (("480张以上", "不超过120张"), None),
        (("480张以上", "约120张"), None),
    ],
)
def test_a_sum_is_as_sure_as_its_parts(figures: tuple[str, str], expected: tuple[int, int | None, str] | None) -> None:
    quantities = [find_quantities(f"新增床位{figure}")[0] for figure in figures]
    assert add(quantities) == expected


def test_totals_of_more_districts_come_first() -> None:
    gardens = [entry("新建公园2座。", "新建", "公园", district=name) for name in ("东川区", "西山区", "南湖区")]
    found = totals([beds("480张", "东川区"), beds("120张", "西山区"), *gardens])
    assert [(total.object, total.value) for total in found] == [("公园", 6), ("养老床位", 600)]


def test_points_stand_by_district_and_year() -> None:
    entries = [beds("120张", "西山区"), beds("480张", "东川区"), beds("400张", "东川区", year=2024, kind="result")]
    ((indicator, points),) = indicators(entries).items()
    assert indicator == Indicator("养老床位", "张", "新增")
    assert [(point.district, point.year, point.kind, int(point.value)) for point in points] == [
        ("东川区", 2024, "result", 400), ("东川区", 2025, "target", 480), ("西山区", 2025, "target", 120),
    ]  # fmt: skip
    assert points[0].entry is entries[2]


def test_a_repeated_figure_is_one_point_and_another_figure_a_second() -> None:
    entries = [beds("480张", "东川区"), beds("480张", "东川区", document="a"), beds("500张", "东川区", document="b")]
    (points,) = indicators([*entries, beds("120张", "西山区")]).values()
    assert [int(point.value) for point in points] == [480, 500, 120]


def test_one_place_and_year_is_no_chart() -> None:
    assert indicators([beds("480张", "东川区"), beds("400张", "东川区", kind="result")]) == {}
    assert indicators([beds("480张", "东川区", year=None), beds("400张", "西山区", year=None)]) == {}
