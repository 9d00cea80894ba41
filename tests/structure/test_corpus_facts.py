"""The five documents of the corpus: what must come out of them, without help from the catalogue."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from indexer.reading import read_file
from indexer.records import GLOSSARY, NOTE, REVIEW, STAR, TASK, Clause, CleanText, Document
from indexer.settings import MAX_CLAUSE_CHARS
from indexer.structure import doc_id_of, structure

CORPUS = Path(__file__).parents[2] / "corpus"
TASKS_2025 = "静安区-2025-重点工作安排.txt"
XUHUI_2025 = "徐汇区-2025-政府工作报告.txt"
JINGAN_2025 = "静安区-2025-政府工作报告.txt"
HUANGPU_2025 = "黄浦区-2025-政府工作报告.txt"
TASKS_2020 = "静安区-2020-重点工作目标安排.txt"
FILES = (TASKS_2025, XUHUI_2025, JINGAN_2025, HUANGPU_2025, TASKS_2020)
FORM = re.compile(r"纠错|错误类|浏览器地址栏|操作经过|您的姓名|使用说明|留言咨询|相关文档")


@cache
def clean_of(file: str) -> tuple[bytes, CleanText]:
    return read_file(CORPUS / file, file)


@cache
def document(file: str) -> Document:
    data, cleaned = clean_of(file)
    return structure(cleaned, doc_id=doc_id_of(data), source=file)


def headings(file: str, kind: str) -> list[str]:
    return [heading.text for heading in document(file).headings if heading.kind == kind]


def under(file: str, *path: str) -> list[Clause]:
    return [clause for clause in document(file).clauses if clause.path[: len(path)] == path]


def holding(file: str, words: str) -> Clause:
    """The one clause that holds the words."""
    [clause] = [clause for clause in document(file).clauses if words in clause.text]
    return clause


# What holds of every document


@pytest.fixture(params=FILES, ids=lambda file: file.removesuffix(".txt"))
def each(request: pytest.FixtureRequest) -> Document:
    return document(request.param)


def test_every_character_lies_in_exactly_one_clause_or_heading(each: Document) -> None:
    covered = [0] * len(each.text)
    for span in (*each.clauses, *each.headings):
        for at in range(span.start, span.end):
            covered[at] += 1
    assert {covered[at] for at, char in enumerate(each.text) if not char.isspace()} == {1}


def test_what_a_span_says_is_what_stands_there(each: Document) -> None:
    for span in (*each.clauses, *each.headings):
        assert span.text == each.text[span.start : span.end] == span.text.strip()


def test_clauses_stand_in_order_and_headings_between_them(each: Document) -> None:
    spans = sorted((span.start, span.end) for span in (*each.clauses, *each.headings))
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert [clause.ordinal for clause in each.clauses] == list(range(1, len(each.clauses) + 1))
    assert [clause.start for clause in each.clauses] == sorted(clause.start for clause in each.clauses)


def test_a_clause_is_no_longer_than_a_glance_and_no_shorter_than_a_statement(each: Document) -> None:
    assert max(len(clause.text) for clause in each.clauses) <= MAX_CLAUSE_CHARS
    assert min(len(clause.text) for clause in each.clauses) >= 9  # 引进电竞企业10家。 and the like


def test_no_clause_is_just_a_heading(each: Document) -> None:
    titles = {heading.text.rstrip("。：:") for heading in each.headings}
    assert [clause.text for clause in each.clauses if clause.text.rstrip("。：:") in titles] == []


def test_ids_are_unique_and_come_out_the_same_again(each: Document) -> None:
    data, cleaned = clean_of(each.source)
    again = structure(cleaned, doc_id=doc_id_of(data), source="another name.txt")
    ids = [clause.clause_id for clause in each.clauses]
    assert len(set(ids)) == len(ids)
    assert ids == [clause.clause_id for clause in again.clauses]
    assert ids[0] == f"{each.doc_id}-0001"


def test_every_character_of_the_file_is_shown_removed_or_repaired(each: Document) -> None:
    cleaned = clean_of(each.source)[1]
    kept = {at for at in cleaned.origin if not cleaned.original[at].isspace()}
    removed = {at for item in each.removed for at in range(item.at, item.at + len(item.text))}
    repaired = {at for item in each.repairs for at in range(item.at, item.at + len(item.before))}
    whole = {at for at, char in enumerate(cleaned.original) if not char.isspace()}
    assert len(whole & (kept | removed | repaired)) / len(whole) >= 0.99
    assert all(item.reason for item in (*each.removed, *each.repairs))


def test_what_is_inferred_says_from_which_words(each: Document) -> None:
    evidence = each.metadata.evidence
    assert {"district", "parent", "year", "doc_type"} <= set(evidence)
    assert {item.origin for item in evidence.values()} == {"inferred"}
    assert all(item.words for item in evidence.values())


# 静安区 2025 重点工作安排


def test_tasks_2025_metadata() -> None:
    metadata = document(TASKS_2025).metadata
    assert metadata.title == "上海市静安区人民政府关于印发《2025年区政府重点工作安排》的通知"
    assert (metadata.district, metadata.parent, metadata.year) == ("静安区", "上海市", 2025)
    assert (metadata.doc_type, metadata.doc_number) == ("重点工作安排", "静府发〔2025〕3号")
    assert (metadata.issued_on, metadata.issuer) == ("2025-02-17", "上海市静安区人民政府")


def test_tasks_2025_has_seven_parts_and_items_1_to_28() -> None:
    parts = headings(TASKS_2025, "part")
    assert [part[:2] for part in parts] == ["一、", "二、", "三、", "四、", "五、", "六、", "七、"]
    assert parts[4] == "五、着力保障和改善民生,持续增进民生福祉"
    items = headings(TASKS_2025, "item")
    assert [int(item.split(".")[0]) for item in items] == list(range(1, 29))
    counts = Counter(path[0][:1] for path in {clause.path[:2] for clause in document(TASKS_2025).clauses} if path)
    assert counts == {"一": 5, "二": 4, "三": 3, "四": 5, "五": 4, "六": 4, "七": 3}


def test_tasks_2025_beds_stand_under_their_part_and_item() -> None:
    clause = holding(TASKS_2025, "新增480张养老床位")
    assert clause.path == ("五、着力保障和改善民生,持续增进民生福祉", "19.完善为老服务体系")
    assert clause.text.startswith("加强养老基础设施建设,改建150张认知障碍照护床位")
    assert clause.flags == (TASK,)


def test_tasks_2025_holds_nothing_of_the_web_form() -> None:
    found = document(TASKS_2025)
    texts = [
        found.text,
        *(span.text for span in (*found.clauses, *found.headings)),
        *(" ".join(c.path) for c in found.clauses),
    ]
    assert [text for text in texts if FORM.search(text)] == []
    assert {item.reason for item in found.removed} == {"网站表单"}
    assert [item.text for item in found.removed][:2] == ["纠错", "1.错误类:*"]
    assert found.text.endswith("推动办理工作提质增效。")


# 徐汇区 2025 政府工作报告, from part two on


def test_xuhui_is_known_by_its_words_alone() -> None:
    metadata = document(XUHUI_2025).metadata
    assert (metadata.title, metadata.district, metadata.parent) == ("", "徐汇区", "上海市")
    assert (metadata.year, metadata.doc_type) == (2025, "政府工作报告")
    assert metadata.evidence["district"].words == "「徐汇」出现11次"
    assert metadata.evidence["year"].words == "二、2025年主要任务"


def test_xuhui_has_parts_two_and_three_with_their_sections() -> None:
    assert headings(XUHUI_2025, "part") == ["二、2025年主要任务", "三、全面提升政府治理现代化水平"]
    sections = dict.fromkeys(
        (clause.path[0][0], clause.path[1][:3]) for clause in document(XUHUI_2025).clauses if clause.path[1:]
    )
    assert list(sections) == [("二", f"({n})") for n in "一二三四五六七"] + [("三", f"({n})") for n in "一二三四"]
    assert {flag for clause in document(XUHUI_2025).clauses for flag in clause.flags} == {TASK}


def test_xuhui_run_in_headings_are_headings() -> None:
    assert len(headings(XUHUI_2025, "run-in")) == 20
    section = "(六)回应群众期待,进一步增强民生服务效能"
    names = list(
        dict.fromkeys(
            clause.path[2] for clause in under(XUHUI_2025, "二、2025年主要任务", section) if len(clause.path) > 2
        )
    )
    assert names == ["改善群众居住环境", "兜牢基础民生底线", "推动教卫事业发展"]
    assert under(XUHUI_2025, "二、2025年主要任务", section, "改善群众居住环境")[0].text.startswith("实施")


# 静安区 2025 政府工作报告, out of a PDF


def test_jingan_report_metadata() -> None:
    metadata = document(JINGAN_2025).metadata
    assert (metadata.title, metadata.district, metadata.year) == ("政府工作报告", "静安区", 2025)
    assert (metadata.issued_on, metadata.issuer) == ("2025-01-08", "静安区人民政府")
    assert headings(JINGAN_2025, "front") == [
        "——2025年1月8日在静安区第二届人民代表大会第六次会议上",
        "静安区区长  翟磊",
    ]


def test_jingan_report_holds_no_page_number() -> None:
    found = document(JINGAN_2025)
    assert [(item.text, item.reason) for item in found.removed] == [("2", "页码"), ("12", "页码"), ("16", "页码")]
    original = clean_of(JINGAN_2025)[1].original
    assert [original[item.at - 1 : item.at + len(item.text) + 1] for item in found.removed] == [
        "\n2 ",
        "\n12 ",
        "\n16 ",
    ]
    assert (
        holding(JINGAN_2025, "社会消费品零售总额1605").text
        == "实现社会消费品零售总额1605.41亿元，总量位列中心城区第一。"
    )
    assert not re.search(r"(?m)^\d{1,3}$", found.text)


def test_jingan_report_has_no_typeset_blanks() -> None:
    text = document(JINGAN_2025).text
    assert text.count("2025年") == 3
    assert not re.search(r"[\u4e00-\u9fff，。] +\d|\d +[\u4e00-\u9fff]", text)


def test_jingan_report_paragraphs_are_whole() -> None:
    paragraphs = document(JINGAN_2025).text.split("\n")
    assert [line for line in paragraphs if len(line) > 40 and line[-1] not in "。！"] == []
    assert holding(JINGAN_2025, "威海路500号").text.startswith("张园保护性开发项目有序推进")
    assert sum(1 for line in paragraphs if line.startswith("“一老一小”服务持续提升。")) == 1


def test_jingan_report_wrong_glyphs_are_put_right_and_recorded() -> None:
    original = clean_of(JINGAN_2025)[1].original
    glyphs = [item for item in document(JINGAN_2025).repairs if item.reason == "错误字形"]
    assert [(item.before, item.after) for item in glyphs] == [("臵", "置"), ("臵", "置")]
    assert [original[item.at] for item in glyphs] == ["臵", "臵"]
    assert "处置" in holding(JINGAN_2025, "优化12345市民服务热线工单处置机制").text
    assert not any("臵" in clause.text for clause in document(JINGAN_2025).clauses)


def test_jingan_report_every_clause_reviews_or_sets_a_task() -> None:
    seen = {(clause.path[0], clause.flags) for clause in document(JINGAN_2025).clauses}
    assert seen == {("一、2024年工作回顾", (REVIEW,)), ("二、2025年主要任务", (TASK,))}
    assert holding(JINGAN_2025, "改建173张认知障碍照护床位").flags == (REVIEW,)
    assert holding(JINGAN_2025, "实施10个方面48项为民办实事项目").flags == (TASK,)


# 黄浦区 2025 政府工作报告, from a web archive


def test_huangpu_metadata() -> None:
    metadata = document(HUANGPU_2025).metadata
    assert metadata.title == "2025年上海市黄浦区政府工作报告"
    assert (metadata.district, metadata.parent, metadata.year) == ("黄浦区", "上海市", 2025)
    assert (metadata.doc_type, metadata.issued_on) == ("政府工作报告", "2025-01-08")


def test_huangpu_menus_are_removed_with_their_reasons() -> None:
    assert [(item.text, item.reason) for item in document(HUANGPU_2025).removed] == [
        ("注册 | 登录", "网站菜单"),
        ("筛选地域", "网站菜单"),
        ("一级目录", "网站菜单"),
        ("报告年份", "网站菜单"),
        ("官网原文 导出笔记 打印 分享", "网站菜单"),
        ("0/0", "页面计数"),
        ("笔记", "网站菜单"),
        ("复制", "网站菜单"),
        ("问答", "网站菜单"),
        ("搜索", "网站菜单"),
        ("记笔记", "网站菜单"),
        ("写下来", "网站菜单"),
    ]


GLOSSARY_TERMS = [
    "1、科技会客厅",
    "2、“1+7+N”产业政策体系",
    "3、新天地国际商事巡回审判站",
    "4、民政服务站",
    "5、商业建筑虚拟电厂建设和运营导则",
    "6、无废城市",
    "7、无废细胞",
    "8、“四库五课”教育资源体系",
    "9、上海国际珠宝时尚功能区",
    "10、“演艺大世界”服务贸易国际合作区",
    "11、垂域大模型",
    "12、“智荟江畔 创新未来”科创沙龙品牌",
    "13、长三角“C9第一方阵”红色文化会客厅",
    "14、710、702街坊",
    "15、“1+N”零工市场",
    "16、五边颐养联合体",
    "17、外滩03、04更新单元",
    "18、多格合一",
    "19、“能立方”体系",
]


def test_huangpu_has_19_glossary_entries_each_with_its_term() -> None:
    entries = [clause for clause in document(HUANGPU_2025).clauses if GLOSSARY in clause.flags]
    assert [clause.path for clause in entries] == [("名词解释", term) for term in GLOSSARY_TERMS]
    assert entries[16].text == (
        "17、外滩03、04更新单元\n西至河南中路,北至九江路,东至黄浦江,南至人民路,建设用地面积约58公顷。"
    )
    assert {clause.flags for clause in entries} == {(GLOSSARY,)}


def test_huangpu_keeps_the_wording_of_the_site() -> None:
    assert "“救在黄浦 助福万家”" in holding(HUANGPU_2025, "救在黄浦").text
    assert (
        holding(HUANGPU_2025, "建议区生产总值").text
        == "综合各方面因素,建议区生产总值可比增长5,区级一般公共预算收入同比增长2%。"
    )
    assert holding(HUANGPU_2025, "建议区生产总值").flags == (TASK,)


# 静安区 2020 重点工作目标安排


def test_tasks_2020_is_known_by_streets_and_name() -> None:
    metadata = document(TASKS_2020).metadata
    assert metadata.title == "2020年区政府重点工作目标安排"
    assert (metadata.district, metadata.parent, metadata.year) == ("静安区", "上海市", 2020)
    assert metadata.doc_type == "重点工作安排"
    assert "彭浦镇属于静安区" in metadata.evidence["district"].words


ITEMS = {"一": 6, "二": 16, "三": 10, "四": 19, "五": 14, "六": 10, "七": 13, "八": 7, "九": 34}


def test_tasks_2020_has_nine_parts_with_129_items_as_units() -> None:
    assert [part[0] for part in headings(TASKS_2020, "part")] == list(ITEMS)
    paths = dict.fromkeys(
        clause.path for clause in document(TASKS_2020).clauses if len(clause.path) == 2 and NOTE not in clause.flags
    )
    assert Counter(path[0][0] for path in paths) == ITEMS
    assert sum(ITEMS.values()) == 129 == len(paths)
    assert [path[1] for path in paths][:6] == ["(一)", "(二)", "(三)", "(四)", "(五)", "(六)"]
    for path in paths:
        first, *others = under(TASKS_2020, *path)
        assert first.text.startswith(path[1])
        assert not any(re.match(r"[(（][一二三四五六七八九十]+[)）]", other.text) for other in others)


# Part and item → how many of its clauses are marked. An ★ that opens an item marks all parts of the sentence it opens.
STARRED = {
    "四": {"(二)": 5, "(三)": 1, "(四)": 1, "(五)": 1, "(六)": 3, "(八)": 2, "(十一)": 1, "(十三)": 1, "(十四)": 1},
    "五": {"(四)": 3, "(六)": 1, "(七)": 4, "(九)": 2, "(十一)": 1, "(十二)": 1, "(十三)": 1, "(十四)": 1},
    "七": {"(一)": 3, "(二)": 1, "(三)": 1, "(四)": 1, "(五)": 1, "(八)": 1, "(十一)": 3, "(十二)": 1},
}
# The marks in the middle of an item, each with just the part it marks.
INNER_MARKS = [
    "★开工建设既有多层住宅加装电梯50台。",
    "★在共和新路/江场西路路口、场中路/康宁路路口、三泉路(场中路-共康路)路段增设可变车道;",
    "★为19幢售后公房增配或改造消防设施;",
    "★为全区老旧居民小区配发安装4750个简易防盗装置。",
    "★在4所公办幼儿园各增设1个托班(新增80个学位);",
    "★推进初中再加强工程,建设1个可覆盖中部地区初中学段学生的AI智能实验室;",
    "★新设5台电子书籍阅读机(每台机器可向市民提供3000本近三年畅销的电子书);",
    "★新建9个智慧健康小屋;",
    "★新增1个“120”急救站,提升区域急救能力;",
    "★加大开展公益电影配送力度,为市民提供20万张低价电影票;",
    "★新建1条、翻建4条市民健身步道;",
]


def test_tasks_2020_marks_stand_on_the_clauses_they_mark() -> None:
    starred = [clause for clause in document(TASKS_2020).clauses if STAR in clause.flags]
    counts: dict[str, Counter[str]] = {}
    for clause in starred:
        counts.setdefault(clause.path[0][0], Counter())[clause.path[1]] += 1
    assert counts == STARRED
    assert {clause.flags for clause in starred} == {(STAR, TASK)}
    assert [clause.text for clause in starred if clause.text.startswith(STAR)] == INNER_MARKS


def test_tasks_2020_all_28_marks_are_kept() -> None:
    clauses = document(TASKS_2020).clauses
    assert sum(clause.text.count(STAR) for clause in clauses if NOTE not in clause.flags) == 28
    assert [clause.text for clause in clauses if STAR in clause.text and STAR not in clause.flags] == [
        "1.标★号项目同时被列为2020年度区政府要完成的与人民生活密切相关的实事项目。"
    ]


def test_tasks_2020_a_mark_ends_with_its_sentence_or_part() -> None:
    item = under(TASKS_2020, "四、持续推进城市精细化管理", "(二)")
    assert [STAR in clause.flags for clause in item] == [True, True, True, True, True, False]
    assert item[0].text == "(二)★推进“美丽家园”建设,完成21万平方米屋面及相关设施改造;"
    assert [clause.text for clause in item[4:]] == ["★开工建设既有多层住宅加装电梯50台。", "深化物业管理改革。"]
    item = under(TASKS_2020, "七、促进社会事业发展", "(十二)")
    assert [(clause.text, STAR in clause.flags) for clause in item] == [
        ("(十二)深化“15分钟体育生活圈”建设,", False),
        ("★新建1条、翻建4条市民健身步道;", True),
        ("新建1个、翻建2个公共运动场;", False),
        ("新建24处益智健身苑点。", False),
    ]


def test_tasks_2020_notes_are_notes_and_the_form_is_gone() -> None:
    found = document(TASKS_2020)
    notes = [clause for clause in found.clauses if NOTE in clause.flags]
    assert [(clause.path, clause.flags) for clause in notes] == [
        (("注", number), (NOTE,)) for number in ("1.", "2.", "3.")
    ]
    assert found.text.endswith("由继任者自然替补。")
    assert not FORM.search(found.text)
    assert len(found.removed) == 10
