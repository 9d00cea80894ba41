"""The table of everyday words: its lines are well-formed, and a question reaches the words of the documents."""

from __future__ import annotations

import time
from importlib.resources import files

import pytest

from indexer.retrieval.folding import fold
from indexer.retrieval.wording import Entry, Expansion, entries, expand, parse_entry

FIELDS = {
    *(
        "养老",
        "托育",
        "教育",
        "医疗卫生",
        "医保社保",
        "就业",
        "住房",
        "城市更新",
        "交通",
        "环境",
        "文体旅游",
        "商业消费",
    ),
    *("市场监管", "营商环境", "科技数字", "农业农村", "基层治理", "应急安全", "政府建设", "群体保障", "民族宗教侨台"),
    *("规划土地", "统计指标"),
    "跨词",  # what only looks like a wording of the table
}
LINES = [
    line
    for line in files("indexer.retrieval").joinpath("wording.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def terms_for(question: str) -> list[str]:
    return [term for expansion in expand(fold(question)) for term in expansion.terms]


@pytest.mark.parametrize(
    ("question", "term"),
    [
        # in everyday words
        ("我爸失智了，哪里能照护", "认知障碍"),
        ("爸妈年纪大了没力气做饭", "助餐"),
        ("小区里老人洗澡不方便", "助浴服务"),
        ("老人不会用手机挂号", "数字鸿沟"),
        ("家里娃娃没人带", "托育"),
        ("暑假孩子去哪儿，有没有暑托班", "爱心暑托班"),
        ("孩子放学没人接", "课后服务"),
        ("看病贵", "医疗保障"),
        ("家门口看病方便吗", "社区卫生服务中心"),
        ("药太贵了", "集中带量采购"),
        ("打零工有去处吗", "零工市场"),
        ("老板拖欠工资怎么办", "根治欠薪"),
        ("老板欠工资", "欠薪"),
        ("送外卖的人上不上社保", "新就业形态"),
        ("外卖小哥在哪里休息", "户外劳动者"),
        ("刚毕业的大学生找工作", "高校毕业生"),
        ("住的老房子漏水", "老旧小区"),
        ("爬楼太累", "加装电梯"),
        ("租不起房", "保障性租赁住房"),
        ("房租涨了", "租赁住房"),
        ("晚上回家没地方停车", "公共停车泊位"),
        ("早晚高峰堵车", "交通拥堵"),
        ("电瓶车充电着火", "电动自行车充电"),
        ("河道臭，有人管吗", "黑臭水体"),
        ("楼下广场舞扰民", "噪声"),
        ("有没有健身的地方", "体育设施"),
        ("开店办执照要跑几趟", "企业开办"),
        ("小企业借不到钱", "普惠金融"),
        ("吃得放心", "食品安全"),
        ("邻居吵架谁来调解", "矛盾纠纷"),
        ("电话打给12345有用吗", "接诉即办"),
        ("政府花钱要节省开支", "过紧日子"),
        ("村里的垃圾和农村厕所", "厕所革命"),
        ("家里困难有什么救济", "临时救助"),
        ("轮椅上不去坡道", "无障碍"),
        ("退伍回来的人", "退役军人"),
        # names of figures, and short names
        ("gdp是多少", "地区生产总值"),
        ("财政收入增长多少", "一般公共预算收入"),
        ("社零增速", "社会消费品零售总额"),
        ("失业率", "城镇调查失业率"),
        ("居民收入涨了吗", "居民人均可支配收入"),
        ("加梯进度", "加装电梯"),
        ("长护险", "长期护理保险"),
        ("两旧一村", "城中村改造"),
        ("一老一小", "托育服务"),
        ("双减落实得怎样", "校外培训"),
        # Taiwan and Hong Kong
        ("長照服務", "长护险"),
        ("捷運路線", "轨道交通"),
        ("計程車", "出租汽车"),
        ("公屋輪候", "公共租赁住房"),
        ("身心障礙者", "残疾人"),
        # English
        ("elderly care", "养老服务"),
        ("canteens for older people", "长者食堂"),
        ("Youth Unemployment", "失业青年"),
        ("affordable rental housing", "保障性租赁住房"),
        ("air quality", "空气质量"),
        ("subsidies for small businesses", "小微企业"),
        ("e-commerce", "电子商务"),
        ("R&D spending", "研发投入"),
        ("women's rights", "妇女权益"),
        ("AI公司", "人工智能"),
    ],
)
def test_question_reaches_the_official_term(question: str, term: str) -> None:
    assert term in terms_for(question)


@pytest.mark.parametrize(
    "question",
    [
        "老人与海",  # a book
        "老人",  # says too little
        "吃饭",
        "小孩",
        "地方",
        "服务",
        "有多少",
        "地下水监测",  # 下水
        "住房租赁市场",  # 房租
        "坚决落实习惯过紧",  # 实习
        "生态保护工作",  # 护工
        "实施惠民工程",  # 民工
        "高水平安全",  # 平安
        "机动车停放",  # 动车
        "社会展示",  # 会展
        "清正廉政风险",  # 政风, 廉政
        "三公里长",  # 里长, the head of a village in Taiwan
        "鼓舞干部的士气",  # 的士
        "行业主管单位",  # 业主
        "平台风险",  # 台风
        "国家风险",  # 家风
        "增强老人防范意识",  # 人防
        "不断保持",  # 断保
        "120张床位",  # the number of the ambulance
        "996家",
        "1999年",
        "report",  # port, as a whole word only
        "aid",  # ai
    ],
)
def test_what_must_not_be_expanded(question: str) -> None:
    assert expand(fold(question)) == []


def test_what_is_said_is_the_wording_of_the_query() -> None:
    assert expand(fold("老人吃飯的地方"))[0].said == ("老人", "吃饭")
    assert expand("which nursing homes")[0].said == ("nursing homes",)


def test_the_longer_wording_wins() -> None:
    said = [expansion.said for expansion in expand("老人日托停车难")]
    assert said == [("老人日托",), ("停车难",)]
    assert expand("停车难，哪里停车")[0].said == ("停车难",)


def test_a_wording_inside_a_longer_one_does_not_count() -> None:
    assert "网络餐饮" in terms_for("点外卖")
    assert "网络餐饮" not in terms_for("外卖员")  # a person who needs work, not a meal


def test_a_word_inside_another_word_is_no_part_of_a_pair() -> None:
    assert "助餐" in terms_for("老人去哪里吃饭")
    assert "助餐" not in terms_for("看完老人与海去吃饭")


def test_a_term_in_the_query_is_no_expansion() -> None:
    assert "停车设施" not in terms_for("停车难，停车设施太少")
    assert "停车设施" in terms_for("停车难")


def test_each_term_is_given_once() -> None:
    found = terms_for("小公司借不到钱，企业贷款难，融资贵")
    assert len(found) == len(set(found))


def test_words_that_must_all_occur() -> None:
    assert "残疾人就业" in terms_for("残疾人怎么上班")
    assert "残疾人就业" not in terms_for("残疾人怎么出门")


def test_words_apart_do_not_join() -> None:
    assert expand("停，车难") == []
    assert expand("housing. prices") != expand("housing prices")


def test_the_time_grows_with_the_query_only() -> None:
    query = ("老人吃饭停车难看病贵小孩没人带租不起房" * 60)[:1000]
    expand(query)  # the table is read on the first call
    started = time.perf_counter()
    for _ in range(5):
        expand(query)
    assert (time.perf_counter() - started) / 5 < 0.05  # 50 ms even on a busy machine; about 3 ms on a free one


def test_expansions_can_be_kept_in_a_set() -> None:
    assert {Expansion(("a",), ("b",)), Expansion(("a",), ("b",))} == {Expansion(("a",), ("b",))}


def test_line_without_terms() -> None:
    assert parse_entry("机动车\t-\t跨词") == Entry((("机动车",),), (), "跨词")


def test_every_line_is_well_formed() -> None:
    assert [line for line in LINES if not is_well_formed(line)] == []


def is_well_formed(line: str) -> bool:
    """Folded, three columns, a known field, nothing twice, nothing of one character, something new to look for."""
    entry = parse_entry(line)
    said = [wording for group in entry.groups for wording in group]
    return (
        line == fold(line)
        and entry.field in FIELDS
        and (entry.terms == ()) == (entry.field == "跨词")
        and all(len(words) == len(set(words)) for words in (*entry.groups, entry.terms))
        and all(word == word.strip() and len(word) >= 2 for word in (*said, *entry.terms))
        and all(len(term) <= 10 for term in entry.terms)
        and (not entry.terms or bool(set(entry.terms) - set(said)))
    )


@pytest.mark.parametrize(
    "line",
    [
        "長照\t长护险\t养老",  # not folded
        "长照\t长护险\t其他",  # no such field
        "长照|长照\t长护险\t养老",  # twice
        "照\t长护险\t养老",  # one character
        "长照 \t长护险\t养老",  # a blank
        "长护险\t长护险\t养老",  # nothing new
        "长照\t-\t养老",  # no terms outside 跨词
    ],
)
def test_what_is_not_well_formed_is_seen(line: str) -> None:
    assert not is_well_formed(line)


def test_a_wording_alone_stands_in_one_line() -> None:
    alone = [wording for entry in entries() if len(entry.groups) == 1 for wording in entry.groups[0]]
    assert sorted(w for w in set(alone) if alone.count(w) > 1) == []


def test_no_line_stands_twice() -> None:
    groups = [frozenset(map(frozenset, entry.groups)) for entry in entries()]
    assert len(groups) == len(set(groups))


def test_every_wording_can_fire() -> None:
    """What one line says must not be shut out by another line that holds it for part of another word."""
    silent = [
        wording
        for entry in entries()
        if len(entry.groups) == 1 and entry.terms
        for wording in entry.groups[0]
        if set(entry.terms) - set(terms_for(wording)) - {term for term in entry.terms if term in wording}
    ]
    assert silent == []


def test_every_field_is_covered() -> None:
    counts = {field: sum(entry.field == field for entry in entries()) for field in FIELDS}
    assert min(counts.values()) >= 15
    assert sum(bool(entry.terms) for entry in entries()) >= 900
