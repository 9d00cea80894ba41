"""Quantities of running text, against a table of cases: what is found, with value, unit, comparator, bound and kind."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.records import Quantity
from indexer.structure.quantities import find_quantities


def told(quantity: Quantity) -> str:
    """A quantity as the table writes it: value[~upper], unit, then what is not usual of comparator and kind."""
    upper = "" if quantity.upper is None else f"~{quantity.upper}"
    unusual = [word for word in (quantity.comparator, quantity.kind) if word not in ("eq", "measure")]
    return " ".join([f"{quantity.value}{upper}", quantity.unit, *unusual]).strip()


FOUND = {
    # digits
    "新增480张": ["480 张"],
    "共12,000套": ["12000 套"],
    "共1,234,567套": ["1234567 套"],
    "共４８０张": ["480 张"],
    "面积３．５公顷": ["3.5 公顷"],
    "共 480 张": ["480 张"],
    "1.2万套": ["12000 套"],
    "1.2 万套": ["12000 套"],
    "3.5亿元": ["350000000 元"],
    "3万亿元": ["3000000000000 元"],
    "5千万元": ["50000000 元"],
    "1万2千户": ["12000 户"],
    "1亿5000万元": ["150000000 元"],
    "1万2000户": ["12000 户"],
    "5千米": ["5 公里"],
    "30万千瓦": ["300000 千瓦"],
    "8亿千瓦时": ["800000000 千瓦时"],
    "養老床位1.2萬張": ["12000 张"],
    "不低於6歲，達到5個百分點": ["6 岁 at_least qualifier", "5 个百分点"],
    # Chinese numerals
    "四百八十张": ["480 张"],
    "一万二千套": ["12000 套"],
    "两万五千亩": ["25000 亩"],
    "三百零五户": ["305 户"],
    "一千零二十名": ["1020 名"],
    "两个": ["2 个"],
    "十件": ["10 件"],
    "百万吨": ["1000000 吨"],
    "三点五亿元": ["350000000 元"],
    "一张": ["1 张"],
    "两三家": ["2~3 家 range"],
    "三五年": ["3~5 年 range period"],
    # shares
    "增长5.2%": ["5.2 %"],
    "增长５．２％": ["5.2 %"],
    "下降0.3‰": ["0.3 ‰"],
    "提高2个百分点": ["2 个百分点"],
    "提高2百分点": ["2 个百分点"],
    "增长百分之五": ["5 %"],
    "增长百分之三点五": ["3.5 %"],
    "千分之三": ["3 ‰"],
    "占三成": ["30 %"],
    "占9成": ["90 %"],
    "占半数": ["50 %"],
    "占一半以上": ["50 % at_least"],
    "过半数": ["50 % more_than"],
    "四分之一": ["25 %"],
    "约占全国1/10": ["10 %"],
    "增长-5%": ["-5 %"],
    "（-2.1%）": ["-2.1 %"],
    "零下30℃": ["-30 ℃"],
    # growth and coverage
    "翻一番": ["1 番"],
    "实现翻番": ["1 番"],
    "翻了两番": ["2 番"],
    "增长1.5倍": ["1.5 倍"],
    "实现街镇全覆盖": ["100 全覆盖"],
    # units
    "8万平方米": ["80000 平方米"],
    "8万㎡": ["80000 平方米"],
    "12平方千米": ["12 平方公里"],
    "3500元/月": ["3500 元/月"],
    "500吨/日": ["500 吨/日"],
    "30微克/立方米": ["30 微克/立方米"],
    "连续3天每天2次": ["3 天 period", "2 次"],
    "30微克每立方米": ["30 微克/立方米"],
    "保障房3000套（间）": ["3000 套"],
    "达800亿元人民币": ["80000000000 元"],
    "8亿美元": ["800000000 美元"],
    "培训2700人次": ["2700 人次"],
    "服务23 万余人次": ["230000 人次 more_than"],
    "处理能力20万标箱": ["200000 标箱"],
    "36项目标任务": ["36 项"],
    "改造3处长廊": ["3 处"],
    "新建2个体育馆": ["2 个"],
    "五家国有企业": ["5 家"],
    "三条线路": ["3 条"],
    "100对新人": ["100 对"],
    "30起重大案件": ["30 起"],
    "10万立方米可用水": ["100000 立方米"],
    "帮助困难群众1.6万，": ["16000"],
    "救助1.6万困难群众": ["16000"],
    "AED120台": ["120 台"],
    # comparators
    "不少于480张": ["480 张 at_least"],
    "不得低于480张": ["480 张 at_least"],
    "至少3家": ["3 家 at_least"],
    "480张以上": ["480 张 at_least"],
    "480张（含）以上": ["480 张 at_least"],
    "480+张": ["480 张 at_least"],
    "上百家": ["100 家 at_least"],
    "超600家": ["600 家 more_than"],
    "超过了600家": ["600 家 more_than"],
    "突破1000亿元": ["100000000000 元 more_than"],
    "逾百家": ["100 家 more_than"],
    "产值过亿元": ["100000000 元 more_than"],
    "480余张": ["480 张 more_than"],
    "1.2万余套": ["12000 套 more_than"],
    "10余万人次": ["100000 人次 more_than"],
    "3000多万元": ["30000000 元 more_than"],
    "十余个": ["10 个 more_than"],
    "10多个": ["10 个 more_than"],
    "3个多月": ["3 个月 more_than period"],
    "增长2倍多。": ["2 倍 more_than"],
    "20来家": ["20 家 about"],
    "约480张": ["480 张 about"],
    "近百家": ["100 家 about"],
    "增长5%左右": ["5 % about"],
    "控制在5.5%以内": ["5.5 % at_most"],
    "不超过3%": ["3 % at_most"],
    "下降到3%以下": ["3 % at_most"],
    "小于5.5%": ["5.5 % less_than"],
    "低于30户": ["30 户 less_than"],
    "不足3年": ["3 年 less_than period"],
    "约480张以上": ["480 张 at_least"],
    "达到95%": ["95 %"],
    "达到或超过95%": ["95 % at_least"],
    "给予最高3000元补贴": ["3000 元 at_most"],
    "力争增长6%": ["6 %"],
    "签约20个": ["20 个"],
    "就近3个": ["3 个"],
    "近三年": ["3 年 period"],
    # ranges, changes, stretches
    "新增2-3家": ["2~3 家 range"],
    "3～5个": ["3~5 个 range"],
    "3至5个": ["3~5 个 range"],
    "三到五家": ["3~5 家 range"],
    "10%—12%": ["10~12 % range"],
    "5万至6万平方米": ["50000~60000 平方米 range"],
    "5至6万平方米": ["50000~60000 平方米 range"],
    "五至六万平方米": ["50000~60000 平方米 range"],
    "500至1万元": ["500~10000 元 range"],
    "500-1000万元": ["5000000~10000000 元 range"],
    "百分之五至百分之八": ["5~8 % range"],
    "百分之五至八": ["5~8 % range"],
    "静安区-3家": ["3 家"],
    "5元-8元": ["5~8 元 range"],
    "5个-8个": ["5~8 个 range"],
    "5%-8%左右": ["5~8 % about"],
    "从5%提高到8%": ["5 %", "8 %"],
    "从5到8个": ["5 个", "8 个"],
    "增长2%，力争3%": ["2 %", "3 % stretch"],
    "增长5%以上、力争达到6%": ["5 % at_least", "6 % stretch"],
    "增长2%。力争3%": ["2 %", "3 %"],
    # enumerations
    "改建150张、新增480张、2个": ["150 张", "480 张", "2 个"],
    "3个、5个和8个街镇": ["3 个", "5 个", "8 个"],
    "开工、竣工各100万平方米": ["1000000 平方米"],
    "分别达1400万、1300万人次": ["14000000 人次", "13000000 人次"],
    "分别新增30、50和80张": ["30 张", "50 张", "80 张"],
    "3万、2025年": ["30000"],
    "3.5个项目开工": ["5 个"],  # 3. numbers the item
    "3.480张": ["480 张"],
    "1.2万亩": ["12000 亩"],
    "1个专班+3个小组": ["1 个", "3 个"],
    # periods and qualifiers
    "15个工作日": ["15 工作日 period"],
    "3日内": ["3 日 period"],
    "24小时": ["24 小时 period"],
    "半年": ["0.5 年 period"],
    "一年半": ["1.5 年 period"],
    "60岁以上老年人": ["60 岁 at_least qualifier"],
    "3岁以下婴幼儿": ["3 岁 at_most qualifier"],
    "50—74岁居民": ["50~74 岁 range qualifier"],
    "预期寿命达到84岁": ["84 岁"],
    "2万吨级码头3座": ["20000 吨 qualifier", "3 座"],
    "新增牛羊1800群": ["1800 群"],
    "改造10万平方米多、高层住宅": ["100000 平方米"],
    "亿元以上项目50个": ["100000000 元 at_least qualifier", "50 个"],
    "2025年新增480张": ["480 张"],
    "5G基站300个": ["300 个"],
    "每千人3.5张": ["3.5 张"],
    "第二季度完成3个": ["3 个"],
}

NOTHING = """
2025年 二〇二五年 2021—2025年 1月8日 2—3月 上半年 90年代 3年级 十四五 十四五时期 第十五个五年规划 3.2025年 19时30分
静府发〔2025〕3号 （一） 一、总体要求 1.健全机制 ①健全 一、2025年
南京西路1788号 168弄 301街坊 12地块 5、11、12号楼 02-16-B地块 12345热线 “12345” 五台县 三台县 五家渠市 三家店镇
15分钟社区生活圈 “15分钟就业服务圈” 一网通办 1+7+N “1+20”个 7.0版 “两个确立” 两个维护 三级甲等 二三级医院 三大先导产业
5G 100强 第三产业 第3位 前十名 前10位 十四届三次会议 G60 A级 C919 7×24小时 3.2.1 3X3篮球赛 09-2个
一体化 一批 统一 进一步 一方面 一种 万众 千方百计 百姓 二手房 三甲 一户一策 一件事 一张网 同一个 每一个 每100户
一次性补助 二次供水 市委三次、四次全会
两部制电价 三五成群 778350041398欧元
走出一条新路 一步一个脚印 由一个部门牵头 多元化 二元结构 三次产业 八项规定 一个个 千万工程
三人制球场 两个大局 做好三篇大文章
“五个一”工程 “一张床、一间房、一套房” “八站两场”接驳 “三个一百”计划
几十个 数百家 十几个 10几个 数以万计 千家万户 百家争鸣 亿元楼 千亿级产业 零距离 1:2.5 9:00—17:00 三个半小时 20部门 5家庭
"""


@pytest.mark.parametrize(("text", "expected"), FOUND.items())
def test_quantities_are_found(text: str, expected: list[str]) -> None:
    assert [told(quantity) for quantity in find_quantities(text)] == expected


@pytest.mark.parametrize("text", NOTHING.split())
def test_what_measures_nothing_is_left_out(text: str) -> None:
    assert [told(quantity) for quantity in find_quantities(f"推进{text}，") + find_quantities(text)] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("改建认知障碍床位不少于１２０ 张以上", "１２０ 张"),
        ("增长5%—8%左右", "5%—8%"),
        ("比例提高到百分之六十", "百分之六十"),
        ("产值较上年翻了一番。", "翻了一番"),
        ("服务23 万余人次", "23 万余人次"),
    ],
)
def test_the_span_holds_number_and_unit_as_written(text: str, words: str) -> None:
    (quantity,) = find_quantities(text)
    assert (quantity.text, text[quantity.start : quantity.end]) == (words, words)


def test_two_ways_to_write_a_number_have_one_value() -> None:
    values = {find_quantities(text)[0].value for text in ("1.2万套", "12000套", "12,000套", "一万二千套", "1万2千套")}
    assert values == {Decimal(12000)}


@pytest.mark.parametrize("text", ["2025 年", "1 月 8 日", "2025 年 1 月", "第 3 位"])
def test_blanks_do_not_make_quantities_of_dates_and_ordinals(text: str) -> None:
    assert find_quantities(text) == []


def test_bare_numbers_come_on_request_alone() -> None:
    text = "南京西路1788号新增480张，480"
    assert [told(quantity) for quantity in find_quantities(text)] == ["480 张"]
    assert [told(quantity) for quantity in find_quantities(text, bare=True)] == ["1788  bare", "480 张", "480  bare"]


def test_a_long_run_of_digits_or_numerals_is_no_quantity_and_ends() -> None:
    for run in ("9" * 30_000, "1," * 15_000, "九" * 30_000, "万" * 30_000, "1.1" * 10_000, "5-" * 15_000):
        assert find_quantities(run + "张") == []
    assert [told(quantity) for quantity in find_quantities("9" * 30_000 + "，新增3个")] == ["3 个"]


_PIECES = st.sampled_from(
    [*"0123456789一二两三十百千万亿零半余多几个张元年岁%‰.,-—~至到、，。（“”第每约超近", "分之", "以上", "480张"]
)


@given(st.lists(_PIECES, max_size=40).map("".join))
def test_spans_lie_in_order_inside_the_text(text: str) -> None:
    found = find_quantities(text, bare=True)
    assert all(text[quantity.start : quantity.end] == quantity.text != "" for quantity in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
    assert all(quantity.upper is None or quantity.value < quantity.upper for quantity in found)


@given(st.integers(1, 10**11 - 1), st.sampled_from(["张", "套", "平方米", "元"]))
def test_a_number_is_found_whole(number: int, unit: str) -> None:
    (quantity,) = find_quantities(f"新增{number}{unit}")
    assert (quantity.value, quantity.unit, quantity.text) == (number, unit, f"{number}{unit}")


def test_a_stroke_before_a_range_makes_no_range_of_ranges() -> None:
    found = find_quantities("翻一番-3-翻一番")
    assert [(str(one.value), one.upper and str(one.upper)) for one in found] == [("1", None), ("-3", "1")]
