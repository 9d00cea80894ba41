"""Metadata: what documents of many kinds and places say of themselves, and what they leave open."""

from __future__ import annotations

import pytest

from indexer.reading import clean
from indexer.records import Metadata
from indexer.structure import structure


def infer(*lines: str) -> Metadata:
    return structure(clean("\n".join(lines)), doc_id="d", source="文件.txt").metadata


BODY = ("一、重点任务", "（一）新建公园六座，种树三千株。", "（二）疏浚河道八公里。")


# Title, type


@pytest.mark.parametrize(
    ("title", "doc_type"),
    [
        ("政府工作报告", "政府工作报告"),
        ("2024年某市某区人民政府工作报告", "政府工作报告"),
        ("政府工作报告（摘要）", "政府工作报告"),
        ("2024年区政府重点工作安排", "重点工作安排"),
        ("2024年重点工作目标安排", "重点工作安排"),
        ("某区2024年工作要点", "重点工作安排"),
        ("关于印发《政府工作报告》重点任务分工的通知", "重点工作安排"),
        ("2024年为民办实事项目", "重点工作安排"),
        ("某区养老服务“十四五”规划", "规划"),
        ("某区国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要", "规划"),
        ("关于开展适老化改造的通知", "通知"),
        ("某市规划和自然资源局关于停水的通知", "通知"),
        ("老年餐厅管理办法", "其他"),
    ],
)
def test_the_title_tells_the_type(title: str, doc_type: str) -> None:
    metadata = infer(title, *BODY)
    assert (metadata.title, metadata.doc_type) == (title, doc_type)


def test_a_report_is_known_without_a_title_by_its_addresses() -> None:
    metadata = infer("一、工作回顾", "各位代表，过去一年成绩不小。", "二、主要任务", "各位代表，今年任务不轻。")
    assert (metadata.title, metadata.doc_type) == ("", "政府工作报告")
    assert metadata.evidence["doc_type"].words == "各位代表"


def test_the_title_is_the_line_that_names_a_type() -> None:
    assert infer("某区政务公开", "2024年某区政府工作报告", "各位代表：", *BODY).title == "2024年某区政府工作报告"
    assert infer("某区公报", "第三期", *BODY).title == "某区公报"


# Dates, numbers, issuer


@pytest.mark.parametrize(
    ("line", "issued_on"),
    [
        ("2024年3月1日", "2024-03-01"),
        ("（2024年12月31日）", "2024-12-31"),
        ("——2024年1月9日在某市第八届人民代表大会第三次会议上", "2024-01-09"),
        ("2024年2月30日", ""),  # there is no such day
    ],
)
def test_the_date_of_issue(line: str, issued_on: str) -> None:
    assert infer("关于植树的通知", line, *BODY).issued_on == issued_on


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("静府发〔2024〕3号", "静府发〔2024〕3号"),
        ("沪府办[2024]15号", "沪府办〔2024〕15号"),
        ("浙政发（2023）第7号", "浙政发〔2023〕7号"),
        ("某府规〔2024〕1 号", "某府规〔2024〕1号"),
    ],
)
def test_the_document_number_is_written_in_one_way(line: str, number: str) -> None:
    assert infer("关于植树的通知", line, *BODY).doc_number == number


@pytest.mark.parametrize(
    ("lines", "issuer"),
    [
        (("上海市长宁区人民政府关于植树的通知", *BODY), "上海市长宁区人民政府"),
        (("上海市人民政府办公厅印发植树方案", *BODY), "上海市人民政府办公厅"),
        (
            ("政府工作报告", "各位代表：", "现在，我代表虹口区人民政府，向大会报告工作，请予审议。", *BODY),
            "虹口区人民政府",
        ),
        (("关于植树的通知", *BODY, "杨浦区人民政府", "2024年3月1日"), "杨浦区人民政府"),
        (("政府工作报告", "各位代表：", "现在，我代表市人民政府，向大会报告工作，请予审议。", *BODY), ""),
    ],
)
def test_the_issuer(lines: tuple[str, ...], issuer: str) -> None:
    assert infer(*lines).issuer == issuer


# Year


@pytest.mark.parametrize(
    ("lines", "year"),
    [
        (("2024年区政府重点工作安排", *BODY), 2024),
        (("某区2024年度重点工作安排", *BODY), 2024),
        (("2023年工作总结和2024年工作要点", *BODY), 2024),
        (("某市城市总体规划（2017—2035年）", *BODY), 2017),
        (("某市绿化规划（2021年-2025年）", *BODY), 2021),
        (("政府工作报告", "一、2023年工作回顾", "修路。", "二、2024年主要任务", "架桥。"), 2024),
        (("政府工作报告", "——2024年1月9日在某区第三届人民代表大会第四次会议上", *BODY), 2024),
        (("关于植树的通知", "2024年3月1日", *BODY), None),  # when it was issued, not what year's work it is
        (("政府工作报告", "一、2023年工作回顾", "修路。"), None),
        (("植树办法", "本办法自2024年起施行。"), None),
    ],
)
def test_the_year_of_the_work(lines: tuple[str, ...], year: int | None) -> None:
    assert infer(*lines).year == year


# District


@pytest.mark.parametrize(
    ("lines", "district", "parent"),
    [
        (("上海市普陀区人民政府关于植树的通知", *BODY), "普陀区", "上海市"),
        (("2024年上海市嘉定区政府工作报告", *BODY), "嘉定区", "上海市"),
        (("上海市养老服务“十四五”规划", *BODY), "上海市", ""),
        (("上海市人民政府关于支持浦东新区改革的通知", *BODY), "上海市", ""),  # who speaks, not who is spoken of
        (("2024年广东省政府工作报告", *BODY), "广东省", ""),
        (("江苏省南京市鼓楼区2024年政府工作报告", *BODY), "鼓楼区", "南京市"),
        (("2024年杭州市政府工作报告", *BODY), "杭州市", ""),
        (("杭州市余杭区人民政府关于植树的通知", *BODY), "余杭区", "杭州市"),
        (("政府工作报告", "——2024年1月9日在成都市武侯区第八届人民代表大会第三次会议上", *BODY), "武侯区", "成都市"),
        (("政府工作报告", "闵行区区长 李 明", "各位代表：", *BODY), "闵行区", "上海市"),
        (
            ("政府工作报告", "各位代表：", "现在，我代表松江区人民政府，向大会报告工作，请予审议。", *BODY),
            "松江区",
            "上海市",
        ),
        (("关于植树的通知", *BODY, "青浦区人民政府", "2024年3月1日"), "青浦区", "上海市"),
        (("内蒙古自治区2024年政府工作报告", "自治区主席 巴特尔", *BODY), "内蒙古自治区", ""),
    ],
)
def test_the_district_is_that_of_who_speaks(lines: tuple[str, ...], district: str, parent: str) -> None:
    metadata = infer(*lines)
    assert (metadata.district, metadata.parent) == (district, parent)


@pytest.mark.parametrize(
    ("lines", "district"),
    [
        (("区委要求抓紧抓好。", "建设虹口足球公园，办好虹口书展，擦亮虹口品牌。"), "虹口区"),
        (("区政府确定三件实事。", "彭浦镇、临汾路街道、大宁路街道各建一家食堂。"), "静安区"),
        (("区委要求抓紧抓好。", "宝山路拓宽，宝山路绿化，宝山路亮灯。"), ""),  # a road of another district
        (("区委要求抓紧抓好。", "黄浦江东岸贯通，黄浦江西岸贯通，黄浦江上架桥。"), ""),
        (("区委要求抓紧抓好。", "守护绿水青山，金山银山就在身边，金山银山越变越多，金山银山惠民。"), ""),
        (("区委要求抓紧抓好。", "与长宁合作，与长宁联动，与长宁互通，向普陀学习，与普陀共建。"), ""),  # two come near
        (("区委要求抓紧抓好。", "与长宁合作两项。"), ""),  # seldom named: a neighbour
        (("大家都来植树。", "建设虹口足球公园，办好虹口书展，擦亮虹口品牌。"), ""),  # no district speaks
        (
            (
                "本市加快更新，各区政府抓落实，市人大监督，市政协协商。",
                "浦东引领，浦东先行，浦东示范，浦东开放，静安更新。",
            ),
            "",
        ),  # the city speaks of its districts
        (("一、任务", "种树。"), ""),
    ],
)
def test_without_a_name_in_title_or_front_the_names_throughout_decide_or_nothing(
    lines: tuple[str, ...], district: str
) -> None:
    assert infer("一、主要任务", *lines).district == district


def test_evidence_says_which_words_were_counted() -> None:
    words = (
        infer("一、任务", "区委要求抓紧抓好。", "虹口足球公园、虹口书展开放，曲阳路街道试点。")
        .evidence["district"]
        .words
    )
    assert words == "「虹口」出现2次；曲阳路街道属于虹口区"


def test_what_is_not_known_is_empty_and_has_no_evidence() -> None:
    metadata = infer("种树。")
    assert metadata == Metadata(doc_type="其他", evidence=metadata.evidence)
    assert set(metadata.evidence) == {"doc_type"}


@pytest.mark.xfail(
    strict=True, reason="a title without an issuer that names a district may be the city's or the district's"
)
def test_a_plan_of_the_city_for_a_district_is_the_city_s() -> None:
    assert infer("上海市支持浦东新区改革行动方案", "本市各部门照此执行。").district == "上海市"
