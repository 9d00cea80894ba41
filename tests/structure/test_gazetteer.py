"""Areas: the tables are consistent, and full names of any area of China are read."""

from __future__ import annotations

import pytest

from indexer.structure.gazetteer import area_named, area_of_chain, areas, places


def test_every_parent_and_every_district_of_a_place_is_an_area() -> None:
    names = {area.name for area in areas()}
    assert {area.parent for area in areas() if area.parent} <= names
    assert set(places().values()) <= names
    assert all(area.name.startswith(area.short) for area in areas())
    assert len(names) == len(areas())


def test_all_provinces_and_the_districts_of_shanghai_are_known() -> None:
    assert sum(area.level == "province" for area in areas()) == 34
    assert sum(area.parent == "上海市" for area in areas()) == 16


@pytest.mark.parametrize(
    ("place", "district"),
    [("彭浦镇", "静安区"), ("宝山路街道", "静安区"), ("北外滩街道", "虹口区"), ("外滩街道", "黄浦区")],
)
def test_streets_lead_to_their_district(place: str, district: str) -> None:
    assert places()[place] == district


def test_an_unknown_name_is_no_area() -> None:
    assert area_named("雄安新区") is None


@pytest.mark.parametrize(
    ("words", "name", "parent"),
    [
        ("静安区", "静安区", "上海市"),
        ("上海市静安区", "静安区", "上海市"),
        ("浦东新区", "浦东新区", "上海市"),
        ("广东省", "广东省", ""),
        ("内蒙古自治区", "内蒙古自治区", ""),
        ("杭州市", "杭州市", ""),
        ("浙江省杭州市", "杭州市", "浙江省"),
        ("杭州市余杭区", "余杭区", "杭州市"),
        ("江苏省南京市鼓楼区", "鼓楼区", "南京市"),
        ("济南市市中区", "市中区", "济南市"),
        ("北京市东城区", "东城区", "北京市"),
        ("舟山市普陀区", "普陀区", "舟山市"),  # not the one of Shanghai
        ("云南省西双版纳傣族自治州勐海县", "勐海县", "西双版纳傣族自治州"),
        ("内蒙古自治区锡林郭勒盟", "锡林郭勒盟", "内蒙古自治区"),
        ("鄂托克旗", "鄂托克旗", ""),
    ],
)
def test_a_chain_of_names_is_its_narrowest_area(words: str, name: str, parent: str) -> None:
    area = area_of_chain(words)
    assert area is not None
    assert (area.name, area.parent) == (name, parent)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "区",
        "本区",
        "全市",
        "自治区",
        "各区",
        "上海市推进城市更新",
        "上海市推进城市",
        "静安",
        "静安区政府",
        "2025年静安区",
    ],
)
def test_other_words_are_no_chain(words: str) -> None:
    assert area_of_chain(words) is None
