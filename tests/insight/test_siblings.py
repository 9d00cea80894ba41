"""Which areas stand beside those of a corpus."""

from __future__ import annotations

import pytest

from indexer.insight.siblings import Unloaded, siblings_not_loaded
from indexer.records import DocumentRef, Metadata


def documents(*places: tuple[str, str]) -> list[DocumentRef]:
    return [DocumentRef("d", "d.txt", Metadata(district=name, parent=parent), 1) for name, parent in places]


def test_the_other_districts_of_a_city() -> None:
    (found,) = siblings_not_loaded(documents(("静安区", "上海市"), ("黄浦区", "上海市"), ("静安区", "上海市")))
    assert found.parent == "上海市"
    assert found.districts == (
        "徐汇区", "长宁区", "普陀区", "虹口区", "杨浦区", "闵行区", "宝山区", "嘉定区", "浦东新区", "金山区", "松江区",
        "青浦区", "奉贤区", "崇明区",
    )  # fmt: skip


def test_prefectures_beside_a_prefecture_and_counties_beside_a_county() -> None:
    found = siblings_not_loaded(documents(("昆山市", "苏州市"), ("苏州市", "江苏省")))
    assert [group.parent for group in found] == ["苏州市", "江苏省"]
    assert "常熟市" in found[0].districts
    assert "南京市" in found[1].districts
    assert "苏州市" not in found[1].districts


def test_autonomous_areas_go_by_the_name_that_documents_use() -> None:
    (found,) = siblings_not_loaded(documents(("恩施州", "湖北省")))
    assert "恩施州" not in found.districts
    assert "恩施土家族苗族自治州" not in found.districts
    assert "武汉市" in found.districts


def test_one_province_is_not_compared_with_all_of_china_but_two_are() -> None:
    assert siblings_not_loaded(documents(("上海市", ""))) == ()
    (found,) = siblings_not_loaded(documents(("上海市", ""), ("广东省", "")))
    assert found.parent == ""
    assert len(found.districts) == 32
    assert "广西壮族自治区" in found.districts


@pytest.mark.parametrize("places", [(), (("", ""),), (("鼓楼区", ""),), (("月亮区", ""),)])
def test_nothing_is_said_of_what_cannot_be_placed(places: tuple[tuple[str, str], ...]) -> None:
    assert siblings_not_loaded(documents(*places)) == ()


def test_a_zone_that_the_table_does_not_have_stands_among_the_districts_of_its_city() -> None:
    (found,) = siblings_not_loaded(documents(("临港新片区", "上海市")))
    assert isinstance(found, Unloaded)
    assert len(found.districts) == 16
