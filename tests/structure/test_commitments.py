"""Commitments of running text, against tables of cases: verb, object, kind, year, period, and what is no measure."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.records import GLOSSARY, NOTE, REVIEW, STAR, TASK, Clause, CleanText, Commitment, Document, Metadata
from indexer.structure import structure
from indexer.structure.commitments import find_commitments

REPORT = Metadata(year=2031, doc_type="政府工作报告", title="南塘区政府工作报告")


def document(
    *texts: str, flags: Iterable[str] = (TASK,), metadata: Metadata = REPORT, path: tuple[str, ...] = ()
) -> Document:
    """A document of these clauses, in one line."""
    clauses, at = [], 0
    for number, text in enumerate(texts, start=1):
        clauses.append(Clause(f"d-{number}", "d", number, path, text, at, at + len(text), tuple(flags)))
        at += len(text)
    return Document("d", "d.txt", metadata, "".join(texts), clauses=tuple(clauses))


def told(found: Commitment) -> str:
    """A commitment as the tables write it: verb/object number unit."""
    quantity = found.quantity
    upper = "" if quantity.upper is None else f"~{quantity.upper}"
    return f"{found.action}/{found.object} {quantity.value}{upper}{quantity.unit}"


VERBS_AND_OBJECTS = {
    # the object behind the number, or before it
    "新增320张托位。": ["新增/托位 320张"],
    "新增托位320张。": ["新增/托位 320张"],
    "力争全年新增托位320张以上。": ["新增/托位 320张"],
    "确保完成300套公租房配租。": ["完成/公租房配租 300套"],
    "全年共引进各类人才2.5万名。": ["引进/各类人才 25000名"],
    "建设筹措1500套租赁房。": ["建设筹措/租赁房 1500套"],
    "新（改）建农村公路30公里。": ["新（改）建/农村公路 30公里"],
    "新增托位90个（含普惠）的任务。": ["新增/托位 90个"],
    # lists inherit the verb, and a shared object
    "新增3座公园、5处驿站和2条步道。": ["新增/公园 3座", "新增/驿站 5处", "新增/步道 2条"],
    "建成林地6公顷、立体绿化2万平方米、绿道3公里。": [
        "建成/林地 6公顷",
        "建成/立体绿化 20000平方米",
        "建成/绿道 3公里",
    ],
    "新建2个、翻建3个球场。": ["新建/球场 2个", "翻建/球场 3个"],
    "培育3家国家级和8家省级龙头企业。": ["培育/龙头企业 3家", "培育/省级龙头企业 8家"],
    "新建梯田2万亩、改造提升1万亩。": ["新建/梯田 20000亩", "改造提升/梯田 10000亩"],
    "完成开工、竣工各90万平方米。": ["完成/开工、竣工 900000平方米"],
    "完成6个街区更新，8家菜场智慧化改造。": ["完成/街区更新 6个", "完成/菜场智慧化改造 8家"],
    "4座凉亭、9处画廊投入使用。": ["投入使用/凉亭 4座", "投入使用/画廊 9处"],
    # what becomes of an indicator
    "实现地区生产总值增长6%左右。": ["增长/地区生产总值 6%"],
    "实现零售总额900亿元，同比增长4.5%。": ["实现/零售总额 90000000000元", "增长/零售总额 4.5%"],
    "财政收入增长3%，力争4%。": ["增长/财政收入 3%", "增长/财政收入 4%"],
    "垃圾分类达标率达到96%、回收率达到48%。": ["达到/垃圾分类达标率 96%", "达到/回收率 48%"],
    "接待游客90万人次、实现收入8亿元，分别增长5%和6%。": [
        "接待/游客 900000人次",
        "实现/收入 800000000元",
        "增长/游客 5%",
        "增长/收入 6%",
    ],
    "办理时间由20个工作日压缩至5个工作日。": ["压缩至/办理时间 5工作日"],
    "签约服务率≥80%。": ["/签约服务率 80%"],
    "城镇、农村居民收入分别增长5%和6.5%。": ["增长/城镇、农村居民收入 5%", "增长/城镇、农村居民收入 6.5%"],
    "登记失业率低于4%。": ["/登记失业率 4%"],
    "空气优良率88%以上。": ["/空气优良率 88%"],
    "全区亿元楼达40幢，其中月亿楼5幢。": ["达/亿元楼 40幢", "达/月亿楼 5幢"],
    "工业投资占比达到35%。": ["达到/工业投资占比 35%"],
    "研发投入增速高于全省2个百分点。": ["高于/研发投入增速 2个百分点"],
    "民生支出占财政支出的80%。": ["占/民生支出 80%"],
    "服务业增加值增速达6%。": ["达/服务业增加值增速 6%"],
    "护理补贴标准提高到每人每月300元。": ["提高到/护理补贴标准 300元"],
    "出口总值再创新高，达到700亿元。": ["达到/出口总值 70000000000元"],
    "货运总量突破3亿吨大关。": ["突破/货运总量 300000000吨"],
    # the verb behind the number
    "7所学校建成开学。": ["建成开学/学校 7所"],
    "18个项目入选省重点名录。": ["入选/项目 18个"],
    "12个乡镇污水处理设施完成提标。": ["完成/乡镇污水处理设施 12个"],
    "为90户困难家庭安装扶手。": ["安装/困难家庭 90户"],
    "为25户家庭开展“暖居”改造。": ["开展/家庭 25户"],
    "全年为3万人次提供法律咨询。": ["提供/法律咨询 30000人次"],
    "在30处路口安装50组护栏。": ["安装/路口 30处", "安装/护栏 50组"],
    "帮助400名青年实现就业。": ["帮助/青年 400名"],
    "其中9个被评为市级示范点。": ["被评为/市级示范点 9个"],
    # lists of names before the number
    "推进东湖、西湖等6个地块开工。": ["推进/地块开工 6个"],
    "甲城、乙城、丙城3条高速建成通车。": ["建成通车/高速 3条"],
    # left out, and said before
    "推行加装电梯，力争完工60台。": ["完工/加装电梯 60台"],
    "既有住宅加装电梯开工30台、完工20台。": ["开工/既有住宅加装电梯 30台", "完工/既有住宅加装电梯 20台"],
    "安排重点项目80个，其中新开工30个、竣工20个。": [
        "安排/重点项目 80个",
        "新开工/重点项目 30个",
        "竣工/重点项目 20个",
    ],
    "任务：建设公租房600套；进展：已开工420套。": ["建设/公租房 600套", "开工/公租房 420套"],
    # a verb inside a noun is none
    "筹措保障性住房800套。": ["筹措/保障性住房 800套"],
    "建设3个智慧服务体验站。": ["建设/智慧服务体验站 3个"],
    "实施医疗救助2万人次、救助金额3000万元。": ["实施/医疗救助 20000人次", "实施/救助金额 30000000元"],
    "新增错峰共享车位70个。": ["新增/错峰共享车位 70个"],
    "企业贷款余额超500亿元。": ["/企业贷款余额 50000000000元"],
    "全域水系治理45公里。": ["治理/全域水系治理 45公里"],
    "城镇新增就业2万人。": ["新增/城镇新增就业 20000人"],
    # the verb of one sentence is not that of a new subject
    "新建水渠80公里，粮食产量30万吨。": ["新建/水渠 80公里", "/粮食产量 300000吨"],
    "兑付帮扶资金30万元。": ["兑付/帮扶资金 300000元"],
    "举办80场招聘会，开展50场推广活动。": ["举办/招聘会 80场", "开展/推广活动 50场"],
    "建设提升保障点70个。": ["建设提升/保障点 70个"],
    "投资完成率120%。": ["/投资完成率 120%"],
    "新增新能源装机占比达到70%。": ["达到/新能源装机占比 70%"],
    "一般性支出压减比例超5%。": ["/一般性支出压减比例 5%"],
    "劳动力转移稳定在25万人、失业家庭实现清零。": ["稳定在/劳动力转移 250000人"],
    "完成改炕900个、改厕300户。": ["完成/改炕 900个", "完成/改厕 300户"],
    "拆除围网2000米，拆解渔船60艘。": ["拆除/围网 2000米", "拆解/渔船 60艘"],
    "每千人口拥有托位4.5个。": ["拥有/每千人口拥有托位 4.5个"],
    "全县8所学校、20个专业入选名单。": ["入选/学校 8所", "入选/专业 20个"],
    "推进1500公里2400个排污口排查。": ["推进/排污口排查 1500公里", "推进/排污口排查 2400个"],
    "投入2亿元，实施绿化工程。": ["投入/ 200000000元"],
    "产值是2020年的1.8倍。": ["/产值 1.8倍"],
    "地区生产总值860亿元，增速7%。": ["/地区生产总值 86000000000元", "/地区生产总值 7%"],
    "在甲镇实施道路工程3公里、在乙镇实施道路工程4公里。": ["实施/道路工程 3公里", "实施/道路工程 4公里"],
    "1 | 新增80张床位 | 区民政局": ["新增/床位 80张"],
    "生产总值比2020年翻一番。": ["翻/生产总值 1番"],
    # what was before a change
    "在册企业从400家增加到900家。": ["/在册企业 400家", "增加到/在册企业 900家"],
    "发病率由9%降至2%。": ["/发病率 9%", "降至/发病率 2%"],
    "企业从40家、8家增加到90家、20家。": [
        "/企业 40家",
        "/企业 8家",
        "增加到/企业 90家",
        "增加到/企业 20家",
    ],
    # set beside other places: what is compared is the indicator before
    "生产总值增长6%，高于全国增速1.2个百分点。": ["增长/生产总值 6%", "高于/生产总值 1.2个百分点"],
    "生产总值增长6%，比全国高1.2个百分点。": ["增长/生产总值 6%", "高/生产总值 1.2个百分点"],
    "工业投资增长9%，增速快于全市平均3个百分点。": ["增长/工业投资 9%", "快于/工业投资 3个百分点"],
    "工业投资占比提高3个百分点。": ["提高/工业投资占比 3个百分点"],
    "造船产量占全国三成以上。": ["占/造船产量 30%"],
    # a rank is no verb of what it ranks, nor does it have that of the part before
    "粮食产量稳定在30万吨，6种农产品产量居全省第1位。": ["稳定在/粮食产量 300000吨", "/农产品产量 6种"],
    "创新企业突破900家，45家企业达到规上标准。": ["突破/创新企业 900家", "达到/企业 45家"],
    # plans that came true
    "85个计划新开工项目全部开工。": ["开工/计划新开工项目 85个"],
    "年度计划新开工项目60个全部开工。": ["开工/年度计划新开工项目 60个"],
    "12个计划竣工项目如期完工。": ["完工/计划竣工项目 12个"],
    "面对一季度产值大幅下降6%的困难，实现增长2%。": ["下降/产值 6%", "增长/产值 2%"],
    # spans of years are no part of what is measured
    "力争“十五五”时期生产总值增长5%。": ["增长/生产总值 5%"],
    "今后五年生产总值增长5%。": ["增长/生产总值 5%"],
    # durations that are what changes, or are promised
    "办理时限压缩至3个工作日。": ["压缩至/办理时限 3工作日"],
    "每天校园体育活动时间不低于2小时。": ["/每天校园体育活动时间 2小时"],
    # coverage
    "村卫生室实现全覆盖。": ["实现/村卫生室 100全覆盖"],
}


@pytest.mark.parametrize("text", VERBS_AND_OBJECTS)
def test_verb_and_object(text: str) -> None:
    assert [told(found) for found in find_commitments(document(text))] == VERBS_AND_OBJECTS[text]


@pytest.mark.parametrize(
    "text",
    [
        "做好以下六方面工作。",
        "围绕5个方面推进工作。",
        "打通服务“最后100米”。",
        "落实“稳增长30条”。",
        "实现公园300米服务半径。",
        "建成35千伏变电站。",
        "引进总投资20亿元的项目。",
        "建立全覆盖的管理体系。",
        "综合排名从46位升到31位。",
        "一条小路、一片绿地都能让群众舒心。",
        "统筹国内国际两个大局。",
        "设置了29项主要指标。",
        "近三年服务群众。",
        "60岁以上老人免费乘车。",
        "2031年3月8日召开会议。",
        "新建三人制球场。",
        "实现三个100%。",
        "引进时速350公里的列车。",
        "推进百万亩造林。",
        "其余27项中，多数完成。",
    ],
)
def test_no_measure(text: str) -> None:
    assert [told(found) for found in find_commitments(document(text))] == []


@pytest.mark.parametrize(
    ("text", "comparators"),
    [
        ("新增托位300个以上。", ["at_least"]),
        ("至少建成1处公园。", ["at_least"]),
        ("收入分别超过4万元、2万元。", ["more_than", "more_than"]),
        ("提供不少于200人次的培训。", ["at_least"]),
        ("财政收入增长3%，力争4%。", ["eq", "stretch"]),
        ("改造10万平方米多、高层住宅。", ["eq"]),
        ("购置仪器1万台（套）以上。", ["at_least"]),
    ],
)
def test_comparator(text: str, comparators: list[str]) -> None:
    assert [found.quantity.comparator for found in find_commitments(document(text))] == comparators


@pytest.mark.parametrize(
    ("text", "flag", "kind", "year", "period"),
    [
        ("新增托位300个。", TASK, "target", 2031, ""),
        ("新增托位300个。", REVIEW, "result", 2030, ""),
        ("前三季度新增托位300个。", REVIEW, "result", 2030, "前三季度"),
        ("1—11月新增托位300个。", REVIEW, "result", 2030, "1—11月"),
        ("五年来新增托位300个。", REVIEW, "result", 2030, "五年来"),
        ("到2035年底前新增托位300个。", TASK, "target", 2035, ""),
        ("2032年新增托位300个。", TASK, "target", 2032, ""),
        ("2032年完成2000年底前建成的小区改造30个。", TASK, "target", 2032, ""),
        ("“十五五”末，新增托位300个。", REVIEW, "result", 2030, ""),
        ("去年新增托位300个。", TASK, "result", 2030, ""),
        ("在去年新增托位300个的基础上。", TASK, "result", 2030, ""),
        ("进展：已新增托位300个。", TASK, "result", 2030, ""),
        ("力争2033年新增托位300个。", REVIEW, "target", 2033, ""),
        ("2031年上半年新增托位300个。", REVIEW, "result", 2031, "2031年上半年"),
        ("今年以来新增托位300个。", REVIEW, "result", 2031, ""),
        ("托位比2025年增长5%。", REVIEW, "result", 2030, ""),
        ("托位增长5%、高于“十三五”时期2个百分点。", REVIEW, "result", 2030, ""),
        ("投入与上年基本持平，保持在4%。", REVIEW, "result", 2030, ""),
        ("每月提供不少于6小时的服务。", TASK, "target", 2031, "每月"),
    ],
)
def test_kind_year_period(text: str, flag: str, kind: str, year: int, period: str) -> None:
    last = find_commitments(document(text, flags=(flag,)))[-1]
    assert (last.kind, last.year, last.period) == (kind, year, period)


def test_base_value_is_of_its_own_year() -> None:
    found = find_commitments(document("公园从2027年的40座增加到66座，绿道增长5%。", flags=(REVIEW,)))
    assert [(one.kind, one.year) for one in found] == [("result", 2027), ("result", 2030), ("result", 2030)]


def test_base_value_without_year_is_of_the_year_before() -> None:
    found = find_commitments(document("力争公园从40座增加到66座。"))
    assert [(one.kind, one.year) for one in found] == [("result", 2030), ("target", 2031)]


def test_last_year_and_this_year_in_one_sentence() -> None:
    found = find_commitments(document("在去年完成31个小区改造的基础上，今年再实施24个。"))
    assert [(told(one), one.kind, one.year) for one in found] == [
        ("完成/小区改造 31个", "result", 2030),
        ("实施/小区改造 24个", "target", 2031),
    ]


@pytest.mark.parametrize(
    ("metadata", "path", "kind", "year"),
    [
        (Metadata(year=2031, doc_type="重点工作安排"), (), "target", 2031),
        (Metadata(year=2031, doc_type="其他"), ("一、2030年计划执行情况",), "result", 2030),
        (Metadata(year=2031, doc_type="其他"), (), "target", 2031),
        (Metadata(year=2026, doc_type="规划", title="南塘区养老规划（2026—2030年）"), (), "target", 2030),
        (Metadata(), (), "target", None),
    ],
)
def test_kind_and_year_of_document(metadata: Metadata, path: tuple[str, ...], kind: str, year: int | None) -> None:
    (found,) = find_commitments(document("新增托位300个。", flags=(), metadata=metadata, path=path))
    assert (found.kind, found.year) == (kind, year)


def test_title_tells_of_results_and_of_the_part_of_the_year() -> None:
    metadata = Metadata(year=2031, doc_type="其他", title="南塘区2031年上半年民生实事进展情况")
    (found,) = find_commitments(document("新增托位300个。", flags=(), metadata=metadata))
    assert (found.kind, found.year, found.period) == ("result", 2031, "上半年")


def test_no_kind_where_nothing_tells() -> None:
    (found,) = find_commitments(document("托位300个。", flags=(), metadata=Metadata(doc_type="其他")))
    assert found.kind == ""


def test_years_without_heading_are_spanned() -> None:
    (found,) = find_commitments(document("托位年均增长5%。", flags=(REVIEW,), path=("一、“十四五”时期工作",)))
    assert found.period == "“十四五”"


def test_row_of_indicators() -> None:
    text = "指标：梯田面积；单位：万亩；2030年基期：72；2035年目标：114；属性：约束性"
    found = find_commitments(document(text, flags=()))
    assert [(told(one), one.kind, one.year) for one in found] == [
        ("/梯田面积 720000亩", "result", 2030),
        ("/梯田面积 1140000亩", "target", 2035),
    ]
    assert [one.quantity.text for one in found] == ["72", "114"]


def test_row_whose_name_states_the_target() -> None:
    text = "实事项目名称：新增300张床位；完成情况：412；占全年计划：137%"
    found = find_commitments(document(text, flags=(), metadata=Metadata(year=2031, title="南塘区实事项目完成情况")))
    assert [(told(one), one.kind) for one in found] == [
        ("新增/床位 300张", "target"),
        ("/床位 412张", "result"),
        ("/床位 137%", "result"),
    ]


def test_sentence_goes_on_in_the_next_clause() -> None:
    found = find_commitments(document("房建项目开工90万平方米；", "竣工80万平方米。"))
    assert [told(one) for one in found] == ["开工/房建项目 900000平方米", "竣工/房建项目 800000平方米"]


def test_star_is_that_of_the_clause() -> None:
    assert [one.is_starred for one in find_commitments(document("新增托位300个。", flags=(STAR, TASK)))] == [True]


@pytest.mark.parametrize("flag", [GLOSSARY, NOTE])
def test_glossary_and_notes_state_nothing(flag: str) -> None:
    assert find_commitments(document("托位：新增300个。", flags=(flag,))) == ()


def test_evidence_reaches_from_verb_to_number() -> None:
    made = document("今年要办实事，力争全年新增托位不少于300个以上，更新步道。")
    (found,) = find_commitments(made)
    assert made.text[found.start : found.end] == "新增托位不少于300个以上"


def test_whole_document() -> None:
    text = "南塘区2031年重点工作安排\n一、养老\n★新增床位300张。\n二、交通\n完成8条道路大修。\n"
    clean = CleanText(text, text, tuple(range(len(text))))
    found = find_commitments(structure(clean, doc_id="d1", source="a.txt"))
    assert [(told(one), one.kind, one.year, one.is_starred) for one in found] == [
        ("新增/床位 300张", "target", 2031, True),
        ("完成/道路大修 8条", "target", 2031, False),
    ]


_WORDS = [
    "新增",
    "完成",
    "地区生产总值",
    "增长",
    "养老床位",
    "从",
    "“一件事”",
    "（含普惠）",
    "为",
    "的",
    "、",
    "，",
    "；",
    "。",
]
_NUMBERS = ["300张", "5%", "2—3家", "1.2万平方米", "20个", "全覆盖", "不少于6小时", "两项", "2030年"]


@given(st.lists(st.sampled_from([*_WORDS, *_NUMBERS, "★", "\n", " ", "x"]), max_size=30).map("".join))
def test_spans(text: str) -> None:
    made = document("前文。", text, "后文。")
    clause = made.clauses[1]
    for found in find_commitments(made):
        quantity = found.quantity
        assert clause.start <= found.start < found.end <= clause.end
        assert clause.text[quantity.start : quantity.end] == quantity.text
        assert found.start <= clause.start + quantity.start
        assert clause.start + quantity.end <= found.end
        assert found.object in made.text
        assert found.action in made.text


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    find_commitments(document(text))
