"""How two figures stand to each other: by the bounds that the words set, and 口径不同 where they cannot be compared."""

from __future__ import annotations

import pytest

from indexer.insight.likeness import read_entries
from indexer.insight.relations import Sort, measure, span, stand
from tests.insight.entries import entry


def relation(sort: Sort, left: str, right: str, action: str = "", thing: str = "") -> tuple[str, str]:
    kinds = ("target", "result") if sort == "outcome" else ("target", "target")
    pair = [
        entry(text, action if action in text else "", thing if thing in text else "", kind=kind)
        for text, kind in zip((left, right), kinds, strict=True)
    ]
    how = stand(sort, *read_entries(pair))
    return how.relation, how.reason


@pytest.mark.parametrize(
    ("target", "result", "word"),
    [
        ("引进首店170家以上", "引进首店180家", "超过"),
        ("引进首店170家以上", "引进首店170家", "一致"),
        ("引进首店170家以上", "引进首店160家", "未达"),
        ("引进首店超过170家", "引进首店170家", "一致"),
        ("引进首店200家", "引进首店超过200家", "超过"),
        ("引进首店200家", "引进首店近200家", "一致"),
        ("引进首店2—3家", "引进首店3家", "一致"),
        ("引进首店2—3家", "引进首店4家", "超过"),
        ("引进首店2—3家", "引进首店1家", "未达"),
        ("引进首店约100家", "引进首店95家", "一致"),
        ("引进首店约100家", "引进首店80家", "未达"),
        ("收入增长6%左右", "收入增长5.7%", "一致"),
        ("收入增长6%左右", "收入增长5.5%", "未达"),
        ("修缮房屋1.2万平方米", "修缮房屋12000平方米", "一致"),
        ("修缮房屋1.2万平方米", "修缮房屋1.3公顷", "超过"),
        ("工程投资不超过300万元", "工程投资280万元", "一致"),
        ("工程投资不超过300万元", "工程投资320万元", "未达"),
        ("引进首店100家以下", "引进首店超过90家", "不一致"),
        ("工程投资低于300万元", "工程投资300万元", "未达"),
        ("工程投资低于300万元", "工程投资299万元", "一致"),
        ("引进首店100家", "引进首店超过90家", "不一致"),
    ],
)
def test_bounds_of_the_target_decide(target: str, result: str, word: str) -> None:
    found, reason = relation("outcome", target, result, "引进", "首店")
    assert found == word
    assert reason.startswith("目标")


def test_a_bound_that_is_passed_is_said_to_be_one() -> None:
    assert relation("outcome", "引进首店170家以上", "引进首店180家") == (
        "超过",
        "目标170家（下限），结果180家，达到目标并高于其下限",
    )


def test_what_may_be_meant_to_fall_is_never_called_a_shortfall() -> None:
    found, reason = relation("outcome", "城镇调查失业率5%", "城镇调查失业率4.2%", thing="城镇调查失业率")
    assert found == "不一致"
    assert reason.endswith("这一项不一定越大越好")
    assert relation("outcome", "城镇调查失业率控制在5%以内", "城镇调查失业率4.2%", thing="城镇调查失业率")[0] == "一致"


@pytest.mark.parametrize(
    ("left", "right", "why"),
    [
        ("固定资产投资增长5%", "固定资产投资达到480亿元", "单位不同：%、元"),
        ("用电量下降3%", "用电量增长2%", "所量不同：一处是下降幅度，一处是增长幅度"),
        ("绿化覆盖率提高2%", "绿化覆盖率提高到42%", "所量不同：一处是增长幅度，一处是达到的水平"),
        ("新增科技企业20家", "科技企业总数达到650家", "所量不同：一处是新增数，一处是总数"),
        ("人均住房面积20平方米", "住房面积20平方米", "所量不同：只有一处是“人均”"),
        ("财政收入增长8%", "财政收入（扣除退税因素）增长7%", "所量不同：只有一处是“扣除”"),
    ],
)
def test_what_is_measured_otherwise_is_not_compared(left: str, right: str, why: str) -> None:
    words = ("新增", "增长", "下降", "提高")
    pair = [
        entry(text, next((word for word in words if word in text), ""), kind=kind)  # type: ignore[arg-type]
        for text, kind in ((left, "target"), (right, "result"))
    ]
    how = stand("outcome", *read_entries(pair))
    assert (how.relation, how.reason) == ("口径不同", why)


def test_part_of_a_year_is_not_compared_with_the_year() -> None:
    pair = read_entries(
        [
            entry("新增床位480张", "新增", "床位"),
            entry("前三季度新增床位480张", "新增", "床位", kind="result", period="前三季度"),
        ]
    )
    assert stand("outcome", *pair).reason == "期间不同：一年、前三季度"
    assert stand("twice", *pair).relation == "口径不同"
    years = [
        entry("“十四五”时期新增床位5万张", "新增", "床位", period="“十四五”时期"),
        entry("五年来新增床位5万张", "新增", "床位", kind="result", period="五年来", which=1),
    ]
    assert stand("outcome", *read_entries(years)).relation == "一致"


def test_years_that_the_heading_sums_up_are_a_period() -> None:
    past = ("一、过去五年工作回顾",)
    readings = read_entries(
        [
            entry("新增床位2.5万张", "新增", "床位", kind="result", path=past),
            entry("2024年新增床位5000张", "新增", "床位", kind="result", path=past),
            entry("床位总数达到8万张", "达到", "床位", kind="result", path=past),
            entry("新增床位2.5万张", "新增", "床位", kind="result", path=("一、2024年和过去五年工作回顾",)),
            entry("新增床位5000张", "新增", "床位", period="截至2025年底"),
        ]
    )
    assert [span(reading) for reading in readings] == ["过去五年", "", "", "", ""]
    assert measure(readings[2]) == "总数"


def test_what_only_a_heading_tells_of_the_time_is_said_to_be_possible() -> None:
    target = entry("新增床位5000张", "新增", "床位")
    result = entry("新增床位2.5万张", "新增", "床位", kind="result", path=("一、过去五年工作回顾",))
    assert stand("outcome", *read_entries([target, result])).reason == "期间可能不同：一年、过去五年"


def test_the_same_figure_said_twice_is_the_same_whatever_its_bounds_and_spelling() -> None:
    assert relation("twice", "新增床位1.2万张", "新增床位12000张") == ("一致", "数字相同：1.2万张")
    assert relation("twice", "举办活动5000场以上", "举办活动5000场") == (
        "一致",
        "数字相同，说法不同：5000场（下限）、5000场",
    )
    assert relation("twice", "新增床位480张", "新增床位500张") == ("不一致", "数字不同：480张、500张")


def test_a_change_says_by_how_much() -> None:
    assert relation("change", "新增床位400张", "新增床位500张") == ("不一致", "400张 → 500张（增 25.0%）")
    assert relation("change", "收入增长5%", "收入增长3.5%", "增长") == ("不一致", "5% → 3.5%（减 1.5 个百分点）")
    assert relation("change", "新增床位3001张", "新增床位3000张")[1] == "3001张 → 3000张（减不到 0.1%）"
    assert relation("change", "新增床位2—3张", "新增床位5张")[1] == "2—3张 → 5张"
