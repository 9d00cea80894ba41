"""Areas: the tables are consistent, and full names of any area of China are read."""

from __future__ import annotations

from collections import Counter

import pytest

from indexer.structure.gazetteer import (
    area_at_start,
    area_named,
    area_of_chain,
    areas,
    areas_called,
    areas_named,
    places,
)
from indexer.structure.mentions import count_names, count_places


def test_every_parent_and_every_area_of_a_place_is_an_area() -> None:
    names = {area.name for area in areas()}
    assert {area.parent for area in areas() if area.parent} <= names
    assert {area for found in places().values() for area in found} <= set(areas())
    assert all(area.name.startswith(area.short) for area in areas())
    assert all(len(area.short) > 1 for area in areas())
    assert len({area.code for area in areas()}) == len(areas())


def test_every_area_has_the_parent_that_its_code_says() -> None:
    by_code = {area.code: area for area in areas()}
    for area in areas():
        outer = by_code.get(area.code[:4] + "00", by_code[area.code[:2] + "0000"])
        outer = by_code[area.code[:2] + "0000"] if outer == area else outer
        assert area.parent == ("" if area.level == "province" else outer.name)


def test_all_of_china_is_known() -> None:
    assert Counter(area.level for area in areas()) == {"province": 34, "prefecture": 333, "county": 2846}
    assert sum(area.parent == "上海市" for area in areas()) == 16
    assert sum(area.code.startswith("32") and area.level == "prefecture" for area in areas()) == 13
    assert sum(area.parent == "重庆市" for area in areas()) == 38
    assert sum(map(len, places().values())) == 38_237


@pytest.mark.parametrize(
    ("name", "short", "parent", "level"),
    [
        ("静安区", "静安", "上海市", "county"),
        ("黄浦区", "黄浦", "上海市", "county"),
        ("崇明区", "崇明", "上海市", "county"),
        ("浦东新区", "浦东", "上海市", "county"),
        ("临平区", "临平", "杭州市", "county"),
        ("钱塘区", "钱塘", "杭州市", "county"),
        ("那曲市", "那曲", "西藏自治区", "prefecture"),
        ("胡杨河市", "胡杨河", "新疆维吾尔自治区", "county"),
        ("白杨市", "白杨", "新疆维吾尔自治区", "county"),
        ("仙桃市", "仙桃", "湖北省", "county"),
        ("五指山市", "五指山", "海南省", "county"),
        ("和康县", "和康", "和田地区", "county"),
        ("东莞市", "东莞", "广东省", "prefecture"),
        ("海勃湾区", "海勃湾", "乌海市", "county"),
        ("内蒙古自治区", "内蒙古", "", "province"),
        ("新疆维吾尔自治区", "新疆", "", "province"),
        ("延边朝鲜族自治州", "延边", "吉林省", "prefecture"),
        ("恩施土家族苗族自治州", "恩施", "湖北省", "prefecture"),
        ("克孜勒苏柯尔克孜自治州", "克孜勒苏", "新疆维吾尔自治区", "prefecture"),
        ("积石山保安族东乡族撒拉族自治县", "积石山", "临夏回族自治州", "county"),
        ("东乡族自治县", "东乡", "临夏回族自治州", "county"),
        ("万柏林区", "万柏林", "太原市", "county"),
        ("管城回族区", "管城", "郑州市", "county"),
        ("赵县", "赵县", "石家庄市", "county"),
        ("大兴安岭地区", "大兴安岭", "黑龙江省", "prefecture"),
    ],
)
def test_an_area_has_its_short_name_parent_and_level(name: str, short: str, parent: str, level: str) -> None:
    area = area_named(name)
    assert area is not None
    assert (area.short, area.parent, area.level) == (short, parent, level)


@pytest.mark.parametrize(
    ("name", "parents"),
    [
        ("鼓楼区", {"南京市", "徐州市", "福州市", "开封市"}),
        ("普陀区", {"上海市", "舟山市"}),
        ("朝阳区", {"北京市", "长春市"}),
        ("城区", {"阳泉市", "晋城市", "汕尾市"}),
        ("南沙区", {"广州市", "三沙市"}),
    ],
)
def test_several_areas_share_a_name(name: str, parents: set[str]) -> None:
    assert {area.parent for area in areas_named(name)} == parents
    assert area_named(name) is None


def test_long_official_names_are_known_as_people_say_them() -> None:
    assert [area.name for area in areas_named("恩施州")] == ["恩施土家族苗族自治州"]
    assert [area.name for area in areas_named("积石山县")] == ["积石山保安族东乡族撒拉族自治县"]
    assert [area.name for area in areas_named("新疆自治区")] == ["新疆维吾尔自治区"]


def test_several_areas_share_a_short_name() -> None:
    assert {(area.name, area.parent) for area in areas_called("宝山")} == {("宝山区", "上海市"), ("宝山区", "双鸭山市")}


@pytest.mark.parametrize(
    "name", ["合作市", "朝阳市", "和平区", "新华区", "南山区", "资源县", "公安县", "高安市", "新建区"]
)
def test_short_names_that_are_words_too_are_marked(name: str) -> None:
    assert {area.weak for area in areas_named(name)} == {"short"}


@pytest.mark.parametrize(
    ("place", "districts"),
    [
        ("彭浦镇", ["静安区"]),
        ("宝山路街道", ["静安区"]),
        ("北外滩街道", ["虹口区"]),
        ("外滩街道", ["黄浦区", "江北区"]),  # of 宁波
        ("塘栖镇", ["临平区"]),
        ("㮾梨街道", ["长沙县"]),
        ("虎门镇", ["东莞市"]),
    ],
)
def test_streets_lead_to_their_district(place: str, districts: list[str]) -> None:
    assert [area.name for area in places()[place]] == districts


def test_a_street_of_a_common_name_leads_to_many() -> None:
    assert len(places()["城关镇"]) > 80


def test_names_count_by_the_longest_and_not_as_roads_rivers_hills_or_between_words() -> None:
    assert count_names("上海市宝山区宝山路，黄浦江边南京西路，普陀山、金山银山，提高安全，上海城市，城区") == {
        "上海市": 1,
        "宝山区": 1,
        "上海": 1,
    }
    assert count_names("赵县与易县和县级医院") == {"赵县": 1}
    assert count_names("长江黄河") == {}


def test_places_count_by_the_longest() -> None:
    assert count_places("北外滩街道、彭浦镇和彭浦镇，小城镇，街道") == {"北外滩街道": 1, "彭浦镇": 2}


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
        ("杭州市", "杭州市", "浙江省"),
        ("浙江省杭州市", "杭州市", "浙江省"),
        ("杭州市余杭区", "余杭区", "杭州市"),
        ("江苏省南京市鼓楼区", "鼓楼区", "南京市"),
        ("济南市市中区", "市中区", "济南市"),
        ("北京市东城区", "东城区", "北京市"),
        ("舟山市普陀区", "普陀区", "舟山市"),  # not the one of Shanghai
        ("云南省西双版纳傣族自治州勐海县", "勐海县", "西双版纳傣族自治州"),
        ("内蒙古自治区锡林郭勒盟", "锡林郭勒盟", "内蒙古自治区"),
        ("鄂托克旗", "鄂托克旗", "鄂尔多斯市"),
        ("南京鼓楼区", "鼓楼区", "南京市"),
        ("广东深圳市南山区", "南山区", "深圳市"),
        ("吉林省吉林市", "吉林市", "吉林省"),
        ("阳泉市城区", "城区", "阳泉市"),
        ("和县", "和县", "马鞍山市"),
        ("恩施州", "恩施土家族苗族自治州", "湖北省"),
        ("鼓楼区", "鼓楼区", ""),  # there are four
        ("普陀区", "普陀区", ""),
        ("上海市闸北区", "闸北区", "上海市"),  # until 2015: read by its ending
        ("南京市江北新区", "江北新区", "南京市"),  # no area of the table
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
        "城区",
        "老城区",
        "静安",
        "静安区政府",
        "2025年静安区",
    ],
)
def test_other_words_are_no_chain(words: str) -> None:
    assert area_of_chain(words) is None


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("上海市支持浦东新区改革行动方案", "上海市"),
        ("静安区2024年工作要点", "静安区"),
        ("南京市鼓楼区民政局工作计划", "鼓楼区"),
        ("南京市民政局工作计划", "南京市"),
    ],
)
def test_words_begin_with_an_area(words: str, name: str) -> None:
    area = area_at_start(words)
    assert area is not None
    assert area.name == name


@pytest.mark.parametrize("words", ["支持浦东新区改革行动方案", "城区道路养护方案", "老城区更新方案", ""])
def test_words_begin_with_no_area(words: str) -> None:
    assert area_at_start(words) is None


@pytest.mark.parametrize(
    ("words", "name", "parent"),
    [
        ("湘西自治州", "湘西土家族苗族自治州", "湖南省"),
        ("苏州工业园区", "苏州工业园区", "苏州市"),
        ("西安高新区", "西安高新区", "西安市"),  # its city's name is part of what it is called
        ("河北雄安新区", "雄安新区", "河北省"),
        ("两江新区", "两江新区", ""),
    ],
)
def test_zones_and_short_forms_of_long_names(words: str, name: str, parent: str) -> None:
    area = area_of_chain(words)
    assert area is not None
    assert (area.name, area.parent) == (name, parent)


@pytest.mark.parametrize("words", ["高新区", "经开区", "经济技术开发区", "工业园区", "综合保税区", "示范区"])
def test_what_every_city_has_is_no_area(words: str) -> None:
    assert area_of_chain(words) is None


@pytest.mark.parametrize("words", ["第八师石河子市", "新疆生产建设兵团第八师石河子市", "石河子市"])
def test_a_city_that_a_division_governs_with_is_the_city(words: str) -> None:
    area = area_of_chain(words)
    assert area is not None
    assert (area.name, area.parent) == ("石河子市", "新疆维吾尔自治区")
