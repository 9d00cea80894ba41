"""How alike two objects are, and what keeps two entries apart whatever they share."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.insight.likeness import likeness, overlap, read_entries, weigh
from tests.insight.entries import entry

THINGS = (
    "养老床位",
    "普惠托位",
    "社区食堂",
    "口袋公园",
    "公共停车位",
    "旧住房修缮",
    "加装电梯",
    "健身步道",
    "卫生服务站",
)
OTHERS = [entry(f"新增{thing}{number}个", "新增", thing, number=number) for number, thing in enumerate(THINGS, 1)]


def alike(first: tuple[str, str, str], second: tuple[str, str, str]) -> float:
    """Return the likeness of two (text, action, object), among others that make usual grams usual."""
    pair = [entry(*first, document="a", number=20), entry(*second, document="b", number=20)]
    readings = read_entries([*pair, *OTHERS])
    return likeness(*readings[:2], weigh(readings))


def test_the_same_object_written_otherwise_is_alike() -> None:
    same = ("新增养老床位480张", "新增", "养老床位")
    assert alike(same, ("新增480张養老床位", "新增", "養老床位")) > 0.9
    assert alike(same, ("新增各类养老床位480张", "新增", "各类养老床位")) > 0.85
    assert alike(("城镇实现新增就业8万人", "实现", "新增就业"), ("新增城镇就业9万人", "新增", "城镇就业")) > 0.85
    assert alike(("GDP增长5%", "增长", "GDP"), ("地区生产总值增长5%", "增长", "地区生产总值")) == 1


def test_what_is_held_by_the_other_is_nearer_than_what_shares_as_much() -> None:
    held = alike(("新增床位480张", "新增", "床位"), ("新增养老床位480张", "新增", "养老床位"))
    assert held > alike(("新增护理床位480张", "新增", "护理床位"), ("新增养老床位480张", "新增", "养老床位"))


def test_the_head_of_an_object_counts_more_than_what_stands_before_it() -> None:
    whole = ("生产总值增长5%", "增长", "生产总值")
    assert alike(whole, ("单位生产总值能耗增长5%", "增长", "单位生产总值能耗")) < 0.75
    assert alike(whole, ("全市生产总值增长5%", "增长", "全市生产总值")) == 1


def test_numbers_and_words_that_exclude_each_other_keep_entries_apart() -> None:
    line = "建成地铁{}号线20公里"
    assert alike((line.format(14), "建成", "地铁14号线"), (line.format(15), "建成", "地铁15号线")) == 0
    assert alike((line.format(14), "建成", "地铁14号线"), (line.format(14), "建成", "地铁14号线")) > 0.9
    assert alike(("城镇居民收入增长5%", "增长", "城镇居民收入"), ("农村居民收入增长5%", "增长", "农村居民收入")) == 0


def test_figures_of_nothing_in_particular_are_not_alike() -> None:
    assert alike(("增长5%", "增长", ""), ("增长5%", "增长", "")) == 0
    assert alike(("开工面积5万平方米", "", ""), ("开工面积6万平方米", "", "")) > 0.9


def test_an_object_that_stands_twice_in_a_document_is_told_apart_by_the_words_around_it() -> None:
    meters = entry("为100户老人家庭安装智能水表", "安装", "老人家庭", document="a", number=21)
    rails = entry("为300户老人家庭安装浴室扶手", "安装", "老人家庭", document="a", number=22)
    again = entry("老人家庭安装浴室扶手300户", "安装", "老人家庭", document="b", number=20)
    readings = read_entries([again, meters, rails, *OTHERS])
    weights = weigh(readings)
    assert likeness(readings[0], readings[2], weights) > likeness(readings[0], readings[1], weights) + 0.1


@given(st.text("养老床位公园新增个", max_size=8), st.text("养老床位公园新增个", max_size=8))
def test_overlap_is_symmetric_and_a_share(first: str, second: str) -> None:
    weights = weigh(read_entries([*OTHERS, entry(f"新增设施1个，{first}，{second}", "新增", "设施", number=20)]))
    assert overlap(first, second, weights) == overlap(second, first, weights)
    assert 0 <= overlap(first, second, weights) <= 1
    assert overlap(first, first, weights) == (1.0 if first else 0.0)
