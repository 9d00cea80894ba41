"""What is understood of the user's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import QueryInvalid
from indexer.records import REVIEW, TASK, DocumentRef, Filters, Known, Metadata, Period, Query, Scope
from indexer.retrieval.folding import fold, fold_with_map
from indexer.retrieval.query import parse_query

KNOWN = Known(
    districts=(("徐汇区", "上海市"), ("静安区", "上海市"), ("黄浦区", "上海市")),
    years=(2020, 2025),
    types=("政府工作报告", "重点工作安排"),
)
SHANGHAI = ("徐汇区", "静安区", "黄浦区")


def understand(words: str, known: Known = KNOWN) -> Query:
    return parse_query(words, known=known)


def keys(query: Query) -> list[str]:
    return [piece.key for piece in query.understood]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("新增480张养老床位", ["480张"]),
        ("14个街镇养老服务", ["14个"]),
        ("五个口袋公园", ["五个"]),
        ("完成三件实事", ["三件"]),
        ("关于加装电梯的两个问题", []),
        ("提出5条建议", []),
        ("三个区的养老床位", []),
        ("两个部门怎么分工", []),
    ],
)
def test_only_numbers_that_are_figures_are_conditions(words: str, numbers: list[str]) -> None:
    assert [quantity.text for quantity in understand(words).quantities] == numbers


# Marks


@pytest.mark.parametrize(
    ("words", "text", "phrases", "excluded"),
    [
        ("  养老　床位 ", "养老 床位", (), ()),
        ('"养老床位" 新增', "养老床位 新增", ("养老床位",), ()),
        ("＂养老床位＂ 新增", "养老床位 新增", ("养老床位",), ()),
        ("「養老床位」", "養老床位", ("养老床位",), ()),
        ("『養老床位』", "養老床位", ("养老床位",), ()),
        ("“养老床位” 新增", "养老床位 新增", ("养老床位",), ()),
        ("”养老床位“ 新增", "养老床位 新增", ("养老床位",), ()),  # the wrong way round
        ("新增「养老床位」", "新增 养老床位", ("养老床位",), ()),
        ("静安“养老床位”", "“养老床位”", (), ()),
        ("“一窗通”“零跑动”比例", "“一窗通”“零跑动”比例", (), ()),
        ("‘养老床位’", "养老床位", ("养老床位",), ()),
        ("养老 -床位 −老年人 –托育", "养老", (), ("床位", "老年人", "托育")),
        ("养老 －床位", "养老", (), ("床位",)),
        ('养老 -"居家 养老"', "养老", (), ("居家 养老",)),
        ("养老 -“居家”", "养老", (), ("居家",)),
        ("编制“十五五”规划", "编制“十五五”规划", (), ()),  # Chinese quotation marks in a text belong to it
        ("0-3岁托育", "0-3岁托育", (), ()),  # a range excludes nothing
        ("利润 -5%", "利润 -5%", (), ()),  # nor does a figure below zero
        ('养老"', '养老"', (), ()),
        ("“养老", "“养老", (), ()),
        ("AEO -", "AEO -", (), ()),
        ("don't", "don't", (), ()),
    ],
)
def test_marks(words: str, text: str, phrases: tuple[str, ...], excluded: tuple[str, ...]) -> None:
    query = understand(words)
    assert (query.text, query.phrases, query.excluded) == (text, phrases, excluded)


def test_names_set_apart_in_pasted_wording_are_no_phrases() -> None:
    for words in ("全面推开“一窗通”服务，加快建设“五彩家园”", '全面推开"一窗通"服务，加快建设"五彩家园"的步伐'):
        assert (understand(words).text, understand(words).phrases) == (words, ())
    assert understand("“全面推开一窗通服务，加快建设五彩家园”").phrases == ("全面推开一窗通服务,加快建设五彩家园",)


# Areas


@pytest.mark.parametrize(
    ("words", "districts", "text"),
    [
        ("静安区养老床位", ("静安区",), "养老床位"),
        ("静安 养老床位", ("静安区",), "养老床位"),
        ("静安的养老床位", ("静安区",), "养老床位"),
        ("养老床位 静安", ("静安区",), "养老床位"),
        ("養老床位 靜安區", ("静安区",), "養老床位"),
        ("上海市静安区养老床位", ("静安区",), "养老床位"),
        ("上海静安区养老床位", ("静安区",), "养老床位"),
        ("上海 静安 养老床位", ("静安区",), "养老床位"),
        ("在静安区怎么吃饭", ("静安区",), "怎么吃饭"),
        ("静安和黄浦的养老床位", ("静安区", "黄浦区"), "养老床位"),
        ("静安区、黄浦区养老床位", ("静安区", "黄浦区"), "养老床位"),
        ("静安、黄浦、徐汇养老床位", ("静安区", "黄浦区", "徐汇区"), "养老床位"),
        ("静安要开多少家便民店", ("静安区",), "要开多少家便民店"),
        ("静安养老床位", ("静安区",), "静安养老床位"),  # the name may go on: its words stay
        ("静安国际光影节", ("静安区",), "静安国际光影节"),
        ("静安区委", ("静安区",), "静安区委"),
        ("上海市养老床位", SHANGHAI, "养老床位"),
        ("上海市民看病", SHANGHAI, "上海市民看病"),
        ("静安寺周边商圈", (), "静安寺周边商圈"),
        ("静安寺街道", (), "静安寺街道"),
        ("黄浦江两岸", (), "黄浦江两岸"),
        ("徐汇滨江", (), "徐汇滨江"),
        ("徐汇西岸", (), "徐汇西岸"),
        ("静安雕塑公园", (), "静安雕塑公园"),
        ("上海火车站", (), "上海火车站"),
        ("上海大学", (), "上海大学"),
        ("静安徐汇养老床位", ("静安区", "徐汇区"), "养老床位"),
        ("【静安】养老床位", ("静安区",), "养老床位"),
        ("静安河道整治", ("静安区",), "静安河道整治"),
        ("静安街道", ("静安区",), "静安街道"),
        ("和平发展", (), "和平发展"),
        ("促进和平区域合作", (), "促进和平区域合作"),
        ("朝阳产业", (), "朝阳产业"),
        ("新华书店", (), "新华书店"),
        ("高新技术企业", (), "高新技术企业"),
        ("城中村改造", (), "城中村改造"),
        ("扩大开放", (), "扩大开放"),
        ("长宁养老", (), "长宁养老"),
        ("全区养老床位", (), "全区养老床位"),
        ("城市北区建设", (), "城市北区建设"),
        ("水渠县道养护", (), "水渠县道养护"),
        ("举办上海城市推介", (), "举办上海城市推介"),
        ("主动适应城市发展", (), "主动适应城市发展"),
        ("平安静安建设", (), "平安静安建设"),
    ],
)
def test_areas(words: str, districts: tuple[str, ...], text: str) -> None:
    query = understand(words)
    assert (query.scope.districts, query.text, query.unknown) == (districts, text, ())


@pytest.mark.parametrize(
    ("words", "unknown", "districts"),
    [
        ("杨浦区养老床位", ("杨浦区",), ()),
        ("上海市杨浦区养老床位", ("上海市杨浦区",), ()),
        ("上海宝山养老床位", ("上海宝山",), ()),
        ("静安区和杨浦区养老床位", ("杨浦区",), ("静安区",)),
        ("静安和杨浦养老床位", ("杨浦区",), ("静安区",)),
        ("杨浦和静安养老床位", ("杨浦区",), ("静安区",)),
        ("江苏省养老床位", ("江苏省",), ()),
        ("南京市鼓楼区养老床位", ("南京市鼓楼区",), ()),
        ("和平区养老床位", ("和平区",), ()),
        ("杨浦养老床位", (), ()),  # without 区 only beside other areas
    ],
)
def test_areas_that_the_corpus_does_not_have(words: str, unknown: tuple[str, ...], districts: tuple[str, ...]) -> None:
    query = understand(words)
    assert (query.unknown_districts, query.scope.districts) == (unknown, districts)
    assert all(name.removesuffix("区") in query.text for name in unknown)  # their words are looked for all the same


def test_one_of_several_areas_of_a_name() -> None:
    known = Known(districts=(("鼓楼区", "徐州市"),), years=(2025,))
    assert understand("鼓楼区旧改", known).scope.districts == ("鼓楼区",)
    assert understand("徐州市鼓楼区旧改", known).scope.districts == ("鼓楼区",)
    assert understand("江苏省徐州鼓楼区旧改", known).scope.districts == ("鼓楼区",)
    assert understand("江苏旧改", known).scope.districts == ("鼓楼区",)
    assert understand("南京市鼓楼区旧改", known).unknown_districts == ("南京市鼓楼区",)


@pytest.mark.parametrize(
    ("words", "districts"),
    [
        ("朝阳 养老", ("朝阳区",)),
        ("朝阳2025年养老", ("朝阳区",)),
        ("朝阳区养老", ("朝阳区",)),
        ("朝阳产业", ()),
        ("发展朝阳产业", ()),
    ],
)
def test_a_short_name_that_is_a_word_counts_only_alone(words: str, districts: tuple[str, ...]) -> None:
    known = Known(districts=(("朝阳区", "北京市"),), years=(2025,))
    assert understand(words, known).scope.districts == districts


def test_a_full_name_that_is_a_word_counts_only_behind_its_city() -> None:
    known = Known(districts=(("城区", "晋城市"),), years=(2025,))
    assert understand("晋城市城区养老", known).scope.districts == ("城区",)
    assert understand("城区养老", known).scope == Scope()


def test_an_area_that_is_in_no_table_of_areas() -> None:
    known = Known(districts=(("临港新片区", "上海市"),), years=(2025,))
    assert understand("临港新片区2025年产业", known).scope == Scope(("临港新片区",), (Period(2025),))


def test_a_city_with_documents_of_its_own_stands_for_these_and_for_its_districts() -> None:
    known = Known(districts=(("上海市", ""), ("静安区", "上海市")), years=(2025,))
    query = understand("上海市养老", known)
    assert query.scope.districts == ("上海市", "静安区")
    assert query.understood[0].label == "上海市（语料中的2个地区）"


# Years


@pytest.mark.parametrize(
    ("words", "expected", "text"),
    [
        ("2025年养老床位", [2025], "养老床位"),
        ("2025年度养老床位", [2025], "养老床位"),
        ("２０２５年养老床位", [2025], "养老床位"),
        ("二〇二五年养老床位", [2025], "养老床位"),
        ("二○二五年养老床位", [2025], "养老床位"),
        ("养老床位 2025", [2025], "养老床位"),
        ("2025 养老床位", [2025], "养老床位"),
        ("静安2025养老床位", [2025], "养老床位"),
        ("养老床位（2025）", [2025], "养老床位"),
        ("2024 养老床位", [2025], "养老床位"),  # which 2025 looks back on
        ("静安25年养老床位", [2025], "养老床位"),
        ("25年静安养老床位", [2025], "静安养老床位"),
        ("养老床位2025年新增多少", [2025], "养老床位 新增多少"),
        ("2020年和2025年养老床位", [2020, 2025], "养老床位"),
        ("2020、2025年养老床位", [2020, 2025], "养老床位"),
        ("2020-2025养老床位", [2020, 2025], "养老床位"),
        ("2020年至2025年养老床位", [2020, 2025], "养老床位"),
        ("2020年以来养老床位", [2020, 2025], "养老床位"),
        ("2024年以后养老床位", [2025], "养老床位"),
        ("2020年以前养老床位", [2020], "养老床位"),
        ("2025张养老床位", [], "2025张养老床位"),
        ("新增 2025 张养老床位", [], "新增 2025 张养老床位"),
        ("床位达到2025", [], "床位达到2025"),
        ("2025.5亿元", [], "2025.5亿元"),
        ("12025", [], "12025"),
        ("20年老房子", [], "20年老房子"),
        ("静安20年以上老房子", [], "20年以上老房子"),
        ("静安区25年工龄", [], "25年工龄"),
        ("今年养老床位", [], "今年养老床位"),
        ("去年养老床位", [], "去年养老床位"),
        ("到2025年建成养老床位", [], "到2025年建成养老床位"),
        ("2025年底前建成", [], "2025年底前建成"),
        ("2025年6月开工", [], "2025年6月开工"),
        ("2025年一季度开工", [], "2025年一季度开工"),
        ("静府发〔2025〕3号", [], "静府发〔2025〕3号"),
        ("2023-2025年行动计划", [], "2023-2025年行动计划"),
        ("2025届高校毕业生", [], "2025届高校毕业生"),
        ("十四五规划", [], "十四五规划"),
        (
            "缴纳2025年度费用的居民可以享受哪些新的医疗保障待遇",
            [],
            "缴纳2025年度费用的居民可以享受哪些新的医疗保障待遇",
        ),
        ("三年行动", [], "三年行动"),
    ],
)
def test_years(words: str, expected: list[int], text: str) -> None:
    query = understand(words)
    assert ([period.year for period in query.scope.periods], query.text, query.unknown) == (expected, text, ())


def test_a_year_that_the_corpus_has_nothing_on_is_said_and_no_condition() -> None:
    query = understand("2035年养老床位")
    assert (query.unknown_years, query.scope, query.text) == (("2035",), Scope(), "2035年养老床位")


@pytest.mark.parametrize(
    ("words", "periods", "label"),
    [
        ("2025年养老床位", (Period(2025),), "2025年"),
        ("2024年养老床位", (Period(2025, (REVIEW, "")),), "2024年（见2025年报告的回顾）"),
        ("2024年完成了多少养老床位", (Period(2025, (REVIEW, "")),), "2024年完成情况（见2025年报告的回顾）"),
        ("2025年计划新增多少养老床位", (Period(2025, (TASK, "")),), "2025年目标"),
        ("目标：2024年养老床位", (Period(2025, (REVIEW, "")),), "2024年（见2025年报告的回顾）"),
        (
            "2025年完成了多少养老床位",  # results would stand in documents that are not there
            (Period(2025),),
            "2025年（语料中没有2026年的报告，可能查不到完成情况）",
        ),
    ],
)
def test_where_a_year_is_told_of(words: str, periods: tuple[Period, ...], label: str) -> None:
    query = understand(words)
    assert (query.scope.periods, query.scope.kinds) == (periods, ())
    assert [piece.label for piece in query.understood if piece.kind == "year"] == [label]


def test_results_of_a_year_stand_in_the_next_report_and_in_papers_of_the_year_that_are_no_plans() -> None:
    known = Known(districts=KNOWN.districts, years=(2024, 2025))
    both = understand("2024年养老床位", known)
    assert both.scope.periods == (Period(2024), Period(2025, (REVIEW,)))
    assert both.understood[0].label == "2024年（含2025年报告的回顾）"
    done = understand("2024年完成了多少养老床位", known)
    assert done.scope.periods == (Period(2024, ("",)), Period(2025, (REVIEW, "")))
    listed = understand("2024年", known)  # the documents of the year themselves
    assert (listed.text, listed.scope) == ("", Scope(periods=(Period(2024),), strict=True))
    assert listed.understood[0].label == "2024年"


# Types and kinds


@pytest.mark.parametrize(
    ("words", "types", "text"),
    [
        ("静安区2025年政府工作报告里养老床位", ("政府工作报告",), "养老床位"),
        ("静安区政府工作报告 养老", ("政府工作报告",), "养老"),
        ("静安区人民政府工作报告中提到的养老", ("政府工作报告",), "养老"),
        ("政府工作报告中的养老床位", ("政府工作报告",), "养老床位"),
        ("重点工作安排 养老", ("重点工作安排",), "养老"),
        ("静安区重点工作目标安排 养老", ("重点工作安排",), "养老"),
        ("重点工作", (), "重点工作"),
        ("规划建设", (), "规划建设"),
        ("城市规划", (), "城市规划"),
        ("起草政府工作报告", (), "起草政府工作报告"),
        ("政府工作报告任务分解", (), "政府工作报告任务分解"),
        ("任务清单管理", (), "任务清单管理"),
        ("通知到户", (), "通知到户"),
    ],
)
def test_types(words: str, types: tuple[str, ...], text: str) -> None:
    query = understand(words)
    assert (query.scope.types, query.text) == (types, text)


def test_a_type_that_the_corpus_does_not_have_is_said() -> None:
    query = understand("规划文件里养老床位")
    assert ([piece.key for piece in query.unknown], query.scope) == (["type:规划"], Scope())


@pytest.mark.parametrize(
    ("words", "kinds", "leans", "text"),
    [
        ("目标：养老床位", (TASK, ""), "", "养老床位"),
        ("任务:养老床位", (TASK, ""), "", "养老床位"),
        ("完成：养老床位", (REVIEW, ""), "", "养老床位"),
        ("养老床位完成情况", (REVIEW, ""), "", "养老床位"),
        ("完成了多少养老床位", (REVIEW, ""), "", "完成了多少养老床位"),
        ("实际新增多少养老床位", (REVIEW, ""), "", "实际新增多少养老床位"),
        ("新增了多少养老床位", (REVIEW, ""), "", "新增了多少养老床位"),
        ("计划新增多少养老床位", (TASK, ""), "", "计划新增多少养老床位"),
        ("养老床位目标是多少", (TASK, ""), "", "养老床位目标是多少"),
        ("要新增多少养老床位", (), "task", "要新增多少养老床位"),
        ("财政增收目标", (), "task", "财政增收目标"),
        ("来信处理结果", (), "review", "来信处理结果"),
        ("完成旧改", (), "", "完成旧改"),
        ("任务：", (TASK, ""), "", "任务："),
        ("完成了多少", (REVIEW, ""), "", "完成了多少"),
        ("全面完成零星旧改", (), "", "全面完成零星旧改"),
        ("目标管理考核", (), "", "目标管理考核"),
        ("新增多少养老床位", (), "", "新增多少养老床位"),
        ("需要多少材料", (), "", "需要多少材料"),
        ("模拟多少次", (), "", "模拟多少次"),
        ("计划新增多少实际新增多少", (), "", "计划新增多少实际新增多少"),
        ("督查完成情况通报", (), "", "督查完成情况通报"),
    ],
)
def test_plans_and_results(words: str, kinds: tuple[str, ...], leans: str, text: str) -> None:
    query = understand(words)
    assert (query.scope.kinds, query.leans, query.text) == (kinds, leans, text)


# Questions


@pytest.mark.parametrize(
    ("words", "wants", "keywords"),
    [
        ("养老床位有多少", "figure", "养老床位有"),
        ("请问有几个长者食堂", "figure", "有 个长者食堂"),
        ("厨余垃圾回收率", "figure", "厨余垃圾回收率"),
        ("小店租金高有什么办法", "measure", "小店租金高 办法"),
        ("阳台漏水怎么办", "measure", "阳台漏水"),
        ("如何申请加装电梯？", "measure", "申请加装电梯?"),
        ("哪里可以借书", "place", "可以借书"),
        ("什么地方可以借书", "place", "地方可以借书"),
        ("孩子踢球的地方有多少", "figure", "孩子踢球的地方有"),
        ("什么时候建成", "time", "建成"),
        ("哪个部门负责养老", "who", "部门负责养老"),
        ("有没有公园", "", "公园"),
        ("我想知道公园的情况", "", "公园的情况"),
        ("请問有沒有公園嗎", "", "公园"),
        ("十几个公园", "", "十几个公园"),
        ("网吧", "", "网吧"),
        ("许多高校", "", "许多高校"),
        ("吗啡管制", "", "吗啡管制"),
        ("怎么办", "measure", "怎么办"),  # nothing else is there to look for
    ],
)
def test_questions(words: str, wants: str, keywords: str) -> None:
    query = understand(words)
    assert (query.wants, query.keywords) == (wants, keywords)
    assert query.text == words  # a sentence is compared by meaning as a whole


# Only documents named


@pytest.mark.parametrize(
    ("words", "scope"),
    [
        ("静安 2020", Scope(("静安区",), (Period(2020),), strict=True)),
        ("2025年黄浦", Scope(("黄浦区",), (Period(2025),), strict=True)),
        ("静安区2025年有什么", Scope(("静安区",), (Period(2025),), strict=True)),
        ("静安区2025年的政府工作报告", Scope(("静安区",), (Period(2025),), ("政府工作报告",), strict=True)),
        ("静安2024年完成情况", Scope(("静安区",), (Period(2025, (REVIEW,)),), strict=True)),
        ("2024年工作回顾", Scope(periods=(Period(2025, (REVIEW,)),), strict=True)),
        ("静安2025年主要任务", Scope(("静安区",), (Period(2025, (TASK, "")),), strict=True)),
        ("静安", Scope(("静安区",), strict=True)),
        ("2025", Scope(periods=(Period(2025),), strict=True)),
        ("政府工作报告", Scope(types=("政府工作报告",), strict=True)),
    ],
)
def test_words_that_only_name_documents(words: str, scope: Scope) -> None:
    query = understand(words)
    assert (query.text, query.keywords, query.scope) == ("", "", scope)


def test_documents_named_with_a_word_excluded_are_listed_without_it() -> None:
    query = understand("静安 -养老")
    assert (query.text, query.excluded, query.scope.districts) == ("", ("养老",), ("静安区",))


# Pasted wording


@pytest.mark.parametrize(
    "words",
    [
        "到2025年静安区基本建成覆盖城乡的十五分钟养老服务圈，每个街道至少一处综合中心",
        "静安区在2025年要把群众的急难愁盼放在心上，把好事办实、把实事办好",
        "2025年静安区将继续推进旧住房成套改造和加装电梯并完善长效管理机制",
        "静安区" + "养" * 70 + "多少",
    ],
)
def test_pasted_wording_sets_no_conditions(words: str) -> None:
    query = understand(words)
    assert (query.scope, query.understood, query.unknown, query.text) == (Scope(), (), (), words)


@pytest.mark.parametrize(
    "words",
    ["静安区2025年计划新增多少张养老床位，其中有多少张是认知障碍照护床位？", "静安，养老床位", "静安区2025年，养老"],
)
def test_questions_and_lists_are_not_pasted_wording(words: str) -> None:
    assert "district:静安区" in keys(understand(words))


# Taking conditions away


def test_a_condition_taken_away_leaves_its_words() -> None:
    words = "静安区2025年新增多少张养老床位"
    query = understand(words)
    assert keys(query) == ["district:静安区", "year:2025"]
    assert [(piece.words, words[piece.start : piece.end]) for piece in query.understood] == [
        ("静安区", "静安区"),
        ("2025年", "2025年"),
    ]
    without = parse_query(words, known=KNOWN, ignore={"district:静安区"})
    assert (without.scope.districts, keys(without), without.text) == (
        (),
        ["year:2025"],
        "静安区 新增多少张养老床位",
    )


def test_words_that_say_what_is_chosen_are_understood() -> None:
    query = parse_query("静安区2025年", Filters(districts=("静安区", "黄浦区"), years=(2025,)), known=KNOWN)
    assert (query.text, query.scope) == ("", Scope(("静安区",), (Period(2025),), strict=True))


def test_words_that_go_against_what_is_chosen_stay_words() -> None:
    query = parse_query("静安区2025年养老", Filters(districts=("黄浦区",)), known=KNOWN)
    assert (query.scope.districts, query.filters.districts, keys(query)) == ((), ("黄浦区",), ["year:2025"])
    assert query.text == "静安区 养老"


def test_nothing_is_read_where_the_corpus_is_not_known() -> None:
    query = parse_query("静安 2020")
    assert (query.text, query.scope, query.understood) == ("静安 2020", Scope(), ())


def test_words_stay_where_documents_are_of_unknown_district_or_year() -> None:
    unplaced = Known(KNOWN.districts, KNOWN.years, KNOWN.types, unplaced=True, undated=True)
    query = understand("静安区2025年养老", unplaced)
    assert (query.text, query.scope.districts) == ("静安区2025年养老", ("静安区",))
    assert understand("静安区2025年", unplaced).text == ""


def test_what_is_known_is_taken_from_the_documents() -> None:
    first = DocumentRef("d1", "a.txt", Metadata(district="静安区", parent="上海市", year=2025, doc_type="通知"), 3)
    assert Known.of([first]) == Known((("静安区", "上海市"),), (2025,), ("通知",))
    assert Known.of([first, DocumentRef("d2", "b.txt", Metadata(), 3)]) == Known(
        (("静安区", "上海市"),), (2025,), ("通知",), unplaced=True, undated=True
    )


_PIECES = [
    *'静安区黄浦江2025年-—和、，。“”"「」的里 ０了多少几吗：',
    *("静安", "上海", "杨浦区", "2024年", "2020-2025", "25年", "二〇二五年", "以来", "靜安區", "½", "㎡"),
    *("完成了多少", "目标：", "政府工作报告", "里", "养老床位", "完成情况"),
]
_WORDS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(_PIECES), max_size=14).map("".join))


@given(_WORDS)
def test_any_words_are_understood_or_refused_in_words(words: str) -> None:
    try:
        query = parse_query(words, known=KNOWN)
    except QueryInvalid as error:
        assert str(error)
        return
    assert bool(query.text) == bool(query.keywords)
    assert query.text or (query.scope and query.scope.strict)
    assert bool(query.scope) == any(piece.kind != "number" for piece in query.understood)
    for piece in (*query.understood, *query.unknown):
        assert query.words[piece.start : piece.end] == piece.words


@given(_WORDS)
def test_words_with_all_conditions_taken_away_are_plain_words(words: str) -> None:
    try:
        query, plain = parse_query(words, known=KNOWN), parse_query(words)
    except QueryInvalid:
        return
    without = parse_query(words, known=KNOWN, ignore={piece.key for piece in query.understood})
    assert (without.text, without.keywords, without.phrases, without.excluded) == (
        plain.text,
        plain.keywords,
        plain.phrases,
        plain.excluded,
    )
    assert (without.scope, without.understood) == (Scope(), ())


# What cannot be looked for


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "还没有输入"),
        (" \n\t　", "还没有输入"),
        ("？！……", "只有标点"),
        ('""', "只有标点"),
        ("-养老", "只有要排除的词"),
        ("-静安", "只有要排除的词"),
        ("养" * 1001, "1001 个字，最多 1000 个字"),
    ],
)
def test_what_cannot_be_looked_for_is_said(words: str, said: str) -> None:
    with pytest.raises(QueryInvalid, match=said):
        understand(words)


def test_a_query_of_the_greatest_length_is_taken() -> None:
    assert len(parse_query("养" * 1000).text) == 1000


def test_half_of_a_pair_of_characters_is_looked_for_as_a_lost_one() -> None:
    query = parse_query("养老\ud83d床位")
    assert query.words == "养老\ufffd床位"
    assert fold("養老\udc00\ud800") == "养老\ufffd\ufffd"
    folded, origin = fold_with_map("養\ud800老")
    assert (folded, list(origin)) == ("养\ufffd老", [0, 1, 2])


def test_the_words_of_a_label_begin_behind_a_quoted_phrase() -> None:
    (piece,) = parse_query("“五年”\n任务：停车", known=KNOWN).understood
    assert (piece.words, piece.start, piece.end) == ("任务：", 5, 8)
