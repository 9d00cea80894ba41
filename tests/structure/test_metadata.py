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
        ("国办发﹝2023﹞5号", "国办发〔2023〕5号"),
        ("甲政 〔2024〕 第 12 号", "甲政〔2024〕12号"),
        ("（京政发【2024】2号）", "京政发〔2024〕2号"),
        ("静府发〔2024〕3号 签发人：王某", "静府发〔2024〕3号"),
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


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        (("甲市人民政府令", "第12号", "甲市植树办法", *BODY), "甲市人民政府令第12号"),
        (("甲市民政局公告", "2024年第3号", "请植树。"), "甲市民政局公告2024年第3号"),
        (("甲府发〔2024〕3号 关于植树的通知", *BODY), "甲府发〔2024〕3号"),
        (("关于植树的通知（甲府发〔2024〕3号）", *BODY), "甲府发〔2024〕3号"),
        (("关于转发市政府植树通知的通知（甲府发〔2024〕3号）", *BODY), ""),  # whose number it is, is not said
        (("关于贯彻《植树意见》（国发〔2016〕76号）的通知", *BODY), ""),
        (("关于植树的通知", "根据国发〔2016〕76号文件，植树。", *BODY), ""),
        (("关于植树的通知", "根据国发〔2016〕76号", *BODY), ""),
        (("废止文件目录", "一、目录", "下列文件废止。", "甲府发〔2016〕7号", "甲府发〔2016〕8号", "特此公布。"), ""),
    ],
)
def test_a_number_is_the_documents_own_or_none(lines: tuple[str, ...], number: str) -> None:
    assert infer(*lines).doc_number == number


FORM = (
    "索 引 号： | 0001/2024-00012 | 主题分类： | 综合政务",
    "发文机关： | 上海市长宁区人民政府 | 成文日期： | 2024年03月01日",
    "标  题： | 长宁区2024年工作要点",
    "发文字号： | 长府发〔2024〕3号 | 发布日期： | 2024年03月09日",
)


def test_the_form_of_a_web_site_gives_metadata() -> None:
    metadata = infer(*FORM, "请植树。")
    assert (metadata.issuer, metadata.issued_on) == ("上海市长宁区人民政府", "2024-03-01")
    assert (metadata.title, metadata.doc_number) == ("长宁区2024年工作要点", "长府发〔2024〕3号")
    assert (metadata.district, metadata.year, metadata.doc_type) == ("长宁区", 2024, "重点工作安排")
    assert metadata.evidence["issuer"].words == "发文机关：上海市长宁区人民政府"


def test_a_date_of_publication_and_a_web_site_are_not_of_the_document() -> None:
    metadata = infer("索引号：0001", "发布机构：县政府网站", "发布日期：2024-03-09", "植树办法", "请植树。")
    assert (metadata.issuer, metadata.issued_on) == ("", "")


@pytest.mark.parametrize(
    ("lines", "issuer"),
    [
        (("上海市民政局关于植树的通知", *BODY), "上海市民政局"),
        (("上海市民政局 上海市财政局关于植树的通知", *BODY), "上海市民政局、上海市财政局"),
        (
            ("中共长宁区委办公室", "长宁区人民政府办公室", "关于植树的通知", *BODY),
            "中共长宁区委办公室、长宁区人民政府办公室",
        ),
        (("关于植树的通知", *BODY, "长宁区民政局", "长宁区财政局", "2024年3月1日"), "长宁区民政局、长宁区财政局"),
        (("关于植树的通知", *BODY, "彭浦镇人民政府", "2024年3月1日"), "彭浦镇人民政府"),
        (("民政局关于植树的通知", *BODY), ""),  # of which area is not said
        (("关于长宁区民政局植树的通知", *BODY), ""),
    ],
)
def test_departments_and_offices_together_issue_too(lines: tuple[str, ...], issuer: str) -> None:
    assert infer(*lines).issuer == issuer


# Speaker, meeting

OPENING = ("各位代表：", "现在，我代表区人民政府，向大会报告工作，请予审议。", *BODY)


@pytest.mark.parametrize(
    ("line", "speaker"),
    [
        ("长宁区区长 李 明", "李明"),
        ("长宁区人民政府代区长 欧阳明", "欧阳明"),
        ("县委副书记、县长 张三", "张三"),
        ("市长：王五", "王五"),
        ("自治区主席 买买提·艾力", "买买提·艾力"),
        ("长宁区区长李明", "李明"),
        ("报告人：区长 李明", "李明"),
        ("——2024年1月9日在长宁区第八届人民代表大会第三次会议上 区长 李明", "李明"),
        ("李明同志作政府工作报告", "李明"),
        ("区长热线", ""),
        ("区长办公会议", ""),
    ],
)
def test_the_speaker_is_the_name_in_the_line(line: str, speaker: str) -> None:
    metadata = infer("政府工作报告", line, *OPENING)
    assert metadata.speaker == speaker
    assert not speaker or metadata.evidence["speaker"].words == line


def test_who_signs_an_order_is_no_speaker() -> None:
    assert infer("甲市人民政府令", "第12号", "现予公布。", "市长 李明", "2024年3月1日", "植树办法", *BODY).speaker == ""


@pytest.mark.parametrize(
    ("line", "meeting", "day"),
    [
        (
            "（2024年1月9日在上海市长宁区第十七届人民代表大会第六次会议上）",
            "上海市长宁区第十七届人民代表大会第六次会议",
            "2024-01-09",
        ),
        ("甲县第十九届人民代表大会第四次会议文件（一）", "甲县第十九届人民代表大会第四次会议", "2024-01-10"),
        ("——在甲县第十九届人民代表大会第四次会议上的报告", "甲县第十九届人民代表大会第四次会议", "2024-01-10"),
        ("2024年1月9日在区政府全体会议上", "区政府全体会议", "2024-01-09"),
        ("在区十七届人大六次会议精神指引下", "", "2024-01-10"),
    ],
)
def test_the_meeting_and_its_day(line: str, meeting: str, day: str) -> None:
    metadata = infer("政府工作报告", line, "（二〇二四年一月十日）", *OPENING)
    assert (metadata.meeting, metadata.issued_on) == (meeting, day)


def test_the_day_of_a_meeting_stands_over_that_of_the_page() -> None:
    form = ("索引号：0001", "文件名称：2024年政府工作报告", "成文日期：2024年4月15日")
    metadata = infer(*form, "2024年1月9日在长宁区第八届人民代表大会第三次会议上", *OPENING)
    assert metadata.issued_on == "2024-01-09"


# Type by the text

PLEA = "受区人民政府委托，现将2023年国民经济和社会发展计划执行情况与2024年计划草案提请大会审议。"


@pytest.mark.parametrize(
    ("lines", "doc_type"),
    [
        (("各位代表：", PLEA, *BODY, "各位代表！努力。", "各位代表，再努力。"), "其他"),
        (("区长李明作政府工作报告", "会议开幕。", "各位代表认真听取。", "各位代表鼓掌。", *BODY), "其他"),
        (("植树方案", *BODY), "其他"),
    ],
)
def test_texts_that_only_look_like_a_government_report(lines: tuple[str, ...], doc_type: str) -> None:
    assert infer(*lines).doc_type == doc_type


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
        (("政府工作报告", "——2023年12月26日在某区第三届人民代表大会第四次会议上", *BODY, "2024年种树。"), 2024),
        (("政府工作报告", "——2023年12月26日在某区第三届人民代表大会第四次会议上", *BODY, "明年种树。"), 2024),
        (("政府工作报告", "——2023年12月26日在某区第三届人民代表大会第四次会议上", *BODY), 2023),
        (("政府工作报告", "各位代表：", "一、奋进", "种树。", "二、展望", "2024年政府工作的总体要求是种树。"), 2024),
        (
            (
                "政府工作报告",
                "一、成就",
                "种树。",
                "二、第十四个五年规划和二〇三五年远景目标",
                "架桥。",
            ),
            None,
        ),
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
        (("2024年杭州市政府工作报告", *BODY), "杭州市", "浙江省"),
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
        (("2024年昆山市政府工作报告", *BODY), "昆山市", "苏州市"),
        (("仙桃市人民政府关于植树的通知", *BODY), "仙桃市", "湖北省"),
        (("临平区2024年工作要点", *BODY), "临平区", "杭州市"),
        (
            ("政府工作报告", "——2024年1月9日在积石山县第十八届人民代表大会第四次会议上", *BODY),
            "积石山保安族东乡族撒拉族自治县",
            "临夏回族自治州",
        ),
        (("政府工作报告", "恩施州州长 李 明", "各位代表：", *BODY), "恩施土家族苗族自治州", "湖北省"),
        (("锡林郭勒盟行政公署2024年工作要点", *BODY), "锡林郭勒盟", "内蒙古自治区"),
        (("关于印发《南京鼓楼区2024年工作要点》的通知", *BODY), "鼓楼区", "南京市"),
        (("上海市支持浦东新区改革行动方案", *BODY), "上海市", ""),  # the title begins with who speaks
        (("关于支持浦东新区和临港、静安区改革的意见", *BODY), "", ""),  # two are spoken of, none speaks
        (("关于中心城区改造的通知", *BODY), "", ""),  # three are called 城区; these words mean none
        (("关于老城区和新城区的通知", *BODY), "", ""),
        (("资源节约工作要点", *BODY), "", ""),
        (("上海市公安局静安分局关于植树的通知", *BODY), "静安区", "上海市"),
        (("静安区南京西路街道办事处关于植树的通知", *BODY), "静安区", "上海市"),
        (("彭浦镇2024年工作要点", *BODY), "静安区", "上海市"),
        (("政府工作报告", "彭浦镇镇长 李 明", "各位代表：", *BODY), "静安区", "上海市"),
        (("静安区第十七届人民代表大会第六次会议", "政府工作报告", "各位代表：", *BODY), "静安区", "上海市"),
        (("城关镇人民政府关于植树的通知", *BODY), "", ""),  # there are 88
        (("关于植树的通知", "沪府办发〔2024〕3号", *BODY), "上海市", ""),
        (("关于植树的通知", "青政发〔2024〕3号", *BODY), "", ""),  # 青海省 or 青岛市
        (("2024年景县政府工作报告", *BODY), "景县", "衡水市"),
        (("湘西自治州2024年政府工作报告", *BODY), "湘西土家族苗族自治州", "湖南省"),
        (("西安高新区2024年工作要点", *BODY), "西安高新区", "西安市"),
        (("河北雄安新区管理委员会关于植树的通知", *BODY), "雄安新区", "河北省"),
        (("高新区2024年工作要点", *BODY), "", ""),  # every city has one
        (("经济技术开发区2024年工作要点", *BODY), "", ""),
        (("全区2024年工作要点", *BODY), "", ""),
        (("神农架林区2024年政府工作报告", *BODY), "神农架林区", "湖北省"),
        (("朝阳市2024年政府工作报告", *BODY), "朝阳市", "辽宁省"),
        (("朝阳区2024年政府工作报告", *BODY), "朝阳区", ""),
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


@pytest.mark.parametrize(
    ("lines", "parent"),
    [
        (("鼓楼区2024年工作要点", "一、任务", "建设南京市鼓楼区图书馆。"), "南京市"),  # the parent beside it
        (("鼓楼区2024年工作要点", "一、任务", "五凤街道和水部街道种树。"), "福州市"),  # streets of one of the four
        (("鼓楼区2024年工作要点", "一、任务", "服务徐州发展，当好徐州主城，提升徐州形象。"), "徐州市"),
        (("鼓楼区2024年工作要点", "一、任务", "在河南争先，在河南进位。"), "开封市"),  # its province alone
        (("2024年普陀区政府工作报告", "一、任务", "对接上海，联动舟山，建好舟山，服务舟山。"), "舟山市"),
        (("2024年普陀区政府工作报告", "一、任务", "对接上海，联动舟山，种树。"), ""),  # both are named
        (("2024年鼓楼区政府工作报告", *BODY), ""),
    ],
)
def test_one_of_several_of_a_name_is_told_by_what_stands_around(lines: tuple[str, ...], parent: str) -> None:
    metadata = infer(*lines)
    assert metadata.district in {"鼓楼区", "普陀区"}
    assert metadata.parent == parent


def test_evidence_says_that_a_name_could_not_be_settled() -> None:
    metadata = infer("2024年普陀区政府工作报告", *BODY)
    assert metadata.evidence["district"].words == (
        "2024年普陀区政府工作报告；全国有2个普陀区（上海市、舟山市），文中没有写明是哪一个"
    )
    assert "parent" not in metadata.evidence


def test_evidence_says_how_a_name_was_settled() -> None:
    words = infer("鼓楼区2024年工作要点", "一、任务", "建设南京市鼓楼区图书馆。").evidence["district"].words
    assert words == "鼓楼区2024年工作要点；与上级连写出现1次，是南京市的鼓楼区"


@pytest.mark.parametrize(
    ("lines", "district", "parent"),
    [
        # districts, counties and banners of other provinces, by name and by town
        (("区委抓紧抓好。", "临平新城建成，擦亮临平品牌，塘栖镇修路。"), "临平区", "杭州市"),
        (("县委抓紧抓好。", "岢岚羊绒出口，岢岚红芸豆丰收，岢岚火车站扩建。"), "岢岚县", "忻州市"),
        (
            ("全县上下同心。", "积石山花椒丰收，积石山旅游升温，积石山县医院扩建。"),
            "积石山保安族东乡族撒拉族自治县",
            "临夏回族自治州",
        ),
        (("旗委抓紧抓好。", "扎赉特稻米丰收，扎赉特通车，扎赉特文旅升温。"), "扎赉特旗", "兴安盟"),
        (("县委抓紧抓好。", "黄兴镇、㮾梨街道、泉塘街道、星沙街道通车。"), "长沙县", "长沙市"),
        # cities, whatever districts they name
        (("全市上下同心。", "余杭引领，余杭先行，余杭示范，余杭开放，西湖更新。"), "", ""),
        (
            ("全市上下同心，各区抓落实。", "宝鸡引领，宝鸡先行，宝鸡示范，陈仓区更新，陈仓区修路，陈仓区种树。"),
            "宝鸡市",
            "陕西省",
        ),
        (("全市上下同心。", "义乌市场繁荣，义乌商品出海，义乌班列扩容。"), "义乌市", "金华市"),
        (
            ("全市上下同心。", "昆山修路，昆山通车，昆山扩容，常熟种树，太仓架桥，张家港疏浚。"),
            "",
            "",
        ),  # 苏州 may speak
        (("全市上下同心，各县区抓落实。", "义乌扩容，义乌出海，义乌繁荣。"), "", ""),  # with counties below: not 义乌
        (("全市上下同心。", "虎门修路。", "东莞引领，东莞先行，东莞示范。"), "东莞市", "广东省"),
        (("全州上下同心。", "恩施硒茶丰收，恩施大峡谷升温，恩施机场扩建。"), "恩施土家族苗族自治州", "湖北省"),
        # provinces
        (
            ("全省上下同心，省委抓总。", "江西引领，江西先行，江西示范，赣州市更新，赣州市修路，赣州市种树。"),
            "江西省",
            "",
        ),
        (
            ("自治区党委抓总，全区上下同心。", "宁夏引领，宁夏先行，宁夏示范，兴庆区修路，兴庆区种树。"),
            "宁夏回族自治区",
            "",
        ),
        # words that are names too
        (("区委抓紧抓好。", "维护和平，促进和平，和平发展，新华社报道，新华书店，新华社论。"), "", ""),
        (("区委抓紧抓好。", "建设和平区，繁荣和平区，平安和平区。"), "和平区", ""),  # named in full; of 天津 or of 沈阳
        (("区委抓紧抓好。", "建设和平区，繁荣和平区，平安和平区，接轨天津，服务天津。"), "和平区", "天津市"),
        (
            ("县委抓紧抓好。", "资源节约，资源整合，资源下沉，加强合作，公安执法，惠民利民，惠民工程，惠民项目。"),
            "",
            "",
        ),
        (("市委抓紧抓好。", "提高安全水平，提高安全意识，提高安全能力，人民和谐，人民和睦。"), "", ""),
        (("区委抓紧抓好。", "长江大保护，黄河大合唱，长江、黄河、长江。"), "", ""),
        (("区委抓紧抓好。", "主城区、中心城区、老城区、新城区、城区、郊区一起更新。"), "", ""),
        # names that many have
        (("县委抓紧抓好。", "城关镇修路，城关镇种树，城关镇架桥，城关镇通车。"), "", ""),
        # 全区, 本区, 区委 lead nowhere
        (("全区上下同心，本区各部门、区委、区政府、区人大、区政协抓落实。",), "", ""),
    ],
)
def test_names_throughout_lead_to_areas_of_all_levels(lines: tuple[str, ...], district: str, parent: str) -> None:
    metadata = infer("一、主要任务", *lines)
    assert (metadata.district, metadata.parent) == (district, parent)
