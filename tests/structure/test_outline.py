"""The outline: which lines are headings, and under which of them every clause stands."""

from __future__ import annotations

import time

import pytest

from indexer.reading import clean
from indexer.records import GLOSSARY, NOTE, STAR, Document
from indexer.structure import structure
from indexer.structure.outline import parse_outline


def read(*lines: str) -> Document:
    return structure(clean("\n".join(lines)), doc_id="d", source="文件.txt")


def paths(document: Document) -> list[tuple[str, str]]:
    """Each clause as its path, joined, and its text."""
    return [(" > ".join(clause.path), clause.text) for clause in document.clauses]


def headings(document: Document, *kinds: str) -> list[tuple[str, str]]:
    return [(h.kind, h.text) for h in document.headings if not kinds or h.kind in kinds]


# Numbered headings


def test_headings_of_every_style_nest_from_the_outermost_in() -> None:
    document = read(
        "第一编 总则",
        "第一章 目标",
        "第一节 民生",
        "一、养老",
        "（一）床位",
        "1.新建养老院三家，新增床位五百张。",
        "（1）每家设护理床位。",
        "2.改造旧院。",
        "（二）助餐",
        "新增助餐点二十个。",
        "第二章 保障",
        "落实经费。",
    )
    top = "第一编 总则 > 第一章 目标 > 第一节 民生 > 一、养老"
    assert paths(document) == [
        (f"{top} > （一）床位 > 1.", "1.新建养老院三家，新增床位五百张。"),
        (f"{top} > （一）床位 > 1. > （1）", "（1）每家设护理床位。"),
        (f"{top} > （一）床位 > 2.", "2.改造旧院。"),
        (f"{top} > （二）助餐", "新增助餐点二十个。"),
        ("第一编 总则 > 第二章 保障", "落实经费。"),
    ]
    assert [h.level for h in document.headings] == [1, 2, 3, 4, 5, 5, 2]


@pytest.mark.parametrize(
    "line",
    [
        "一、二、三产业融合发展。",
        "三、四级医院对口支援。",
        "5.5G网络覆盖全区。",
        "3.15晚会曝光问题已整改。",
        "一网通办更加便捷。",
        "十分钟到家。",
    ],
)
def test_what_looks_like_a_number_but_is_none(line: str) -> None:
    assert paths(read("一、重点任务", line, "二、其他")) == [("一、重点任务", line)]


def test_a_numbered_paragraph_that_is_a_sentence_stays_a_clause_under_its_number() -> None:
    document = read(
        "一、重点任务", "（一）新建公园六座，种树三千株。", "养护随建随管。", "（二）疏浚河道。", "二、保障"
    )
    assert paths(document) == [
        ("一、重点任务 > （一）", "（一）新建公园六座，种树三千株。"),
        ("一、重点任务 > （一）", "养护随建随管。"),
        ("一、重点任务 > （二）", "（二）疏浚河道。"),
    ]


def test_a_number_alone_on_its_line_stands_over_the_text_below() -> None:
    assert paths(read("一、任务", "1.", "疏浚河道。", "2.", "种树千株。")) == [
        ("一、任务 > 1.", "疏浚河道。"),
        ("一、任务 > 2.", "种树千株。"),
    ]


# Lists without full stops


def test_entries_of_a_list_are_clauses_not_headings() -> None:
    document = read(
        "一、实事项目", "1.新增停车泊位八百个", "2.安装路灯三百盏", "3.改建菜场四家", "二、工作要求", "按时完成。"
    )
    assert paths(document) == [
        ("一、实事项目 > 1.", "1.新增停车泊位八百个"),
        ("一、实事项目 > 2.", "2.安装路灯三百盏"),
        ("一、实事项目 > 3.", "3.改建菜场四家"),
        ("二、工作要求", "按时完成。"),
    ]


@pytest.mark.parametrize(
    ("lines", "clauses"),
    [
        (["现通知如下：", "一、排查隐患", "二、加强值守", "三、及时报告"], 4),
        (["一、排查隐患", "二、加强值守"], 2),
        (["一、排查隐患", "二、加强值守", "三、及时报告", "请各单位遵照执行。"], 4),
        (["一、排查隐患"], 1),  # one line
        (["一、排查隐患", "全面排查。", "二、加强值守"], 1),  # headings with text
        (["一、排查隐患", "二、加强值守", "（一）领导带班。"], 1),  # the second has something under it
    ],
)
def test_outer_numbers_are_a_list_where_nothing_stands_under_them(lines: list[str], clauses: int) -> None:
    assert len(read(*lines).clauses) == clauses


def test_a_heading_above_sections_is_no_list_entry() -> None:
    document = read("一、目标", "（一）总量", "增长百分之五。", "（二）结构", "持续优化。")
    assert headings(document) == [("part", "一、目标"), ("section", "（一）总量"), ("section", "（二）结构")]


# Run-in headings

RUN_INS = [
    ("改善出行条件。", "新辟公交线路两条，优化站点十二处。"),
    ("提升河道水质。", "疏浚河道八公里，消除劣五类水体。"),
    ("丰富文化生活。", "举办社区演出三百场，开放书屋四十家。"),
]


def test_paragraphs_that_open_with_a_heading_as_a_habit_give_it_to_the_path() -> None:
    document = read("一、主要任务", *(title + text for title, text in RUN_INS))
    assert headings(document, "run-in") == [("run-in", title) for title, _ in RUN_INS]
    assert [(f"一、主要任务 > {title[:-1]}", text) for title, text in RUN_INS] == [
        (path, "".join(text for p, text in paths(document) if p == path))
        for path in dict.fromkeys(p for p, _ in paths(document))
    ]


def test_two_such_paragraphs_are_chance() -> None:
    document = read(
        "一、主要任务", *(title + text for title, text in RUN_INS[:2]), "推进其他各项工作，确保全年目标如期实现。"
    )
    assert headings(document, "run-in") == []
    assert document.clauses[0].text == "改善出行条件。"


@pytest.mark.parametrize(
    "opening",
    [
        "成绩来之不易啊！",
        "这是全区人民奋斗的结果。",  # a statement
        "我们深感责任重大。",
        "形势逼人，任务艰巨。",  # a comma
        "新增床位300张。",  # a figure
        "新增床位要以群众需求为导向并始终坚持统筹城乡均衡布局。",  # too long
    ],
)
def test_an_opening_sentence_that_says_something_stays_a_clause(opening: str) -> None:
    document = read(
        "一、主要任务",
        *(title + text for title, text in RUN_INS),
        opening + "要一件事情接着一件事情办，一年接着一年干。",
    )
    assert opening in [clause.text for clause in document.clauses]
    assert len(headings(document, "run-in")) == 3


def test_a_short_paragraph_that_is_nothing_but_its_opening_stays_a_clause() -> None:
    document = read("一、主要任务", *(title + text for title, text in RUN_INS), "办好运动会。")
    assert document.clauses[-1].text == "办好运动会。"


def test_numbered_paragraphs_open_with_a_heading_too_sections_with_one_comma() -> None:
    document = read(
        "一、主要任务",
        "（一）坚持就业优先，兜牢民生底线。全年开展技能培训两万人次。",
        "（二）推进教育公平，办好每所学校。新增学位三千个，轮岗教师百名。",
        "（三）深化医疗改革，方便群众就医。建成社区医院五家、护理站九个。",
    )
    assert headings(document, "section")[0] == ("section", "（一）坚持就业优先，兜牢民生底线。")
    assert paths(document)[0] == ("一、主要任务 > （一）坚持就业优先，兜牢民生底线", "全年开展技能培训两万人次。")


def test_a_run_in_heading_ends_with_its_paragraph_where_the_next_goes_on_without() -> None:
    document = read(
        "一、主要任务", *(title + text for title, text in RUN_INS), "同时，统筹做好民族、宗教、对台等各项工作。"
    )
    assert paths(document)[-1] == ("一、主要任务", "同时，统筹做好民族、宗教、对台等各项工作。")


def test_a_stray_full_stop_is_no_heading() -> None:
    texts = ["。善生态环境质量。家塘、机", "度。公园二期用率达到47%。", "。做实推进“多格合一”、力"]  # found by fuzzing
    document = read(*texts)
    assert headings(document, "run-in") == []
    assert "".join(text for _, text in paths(document)) == "".join(texts)


def test_the_closing_address_belongs_to_the_part() -> None:
    document = read("一、主要任务", "（一）民生", "办好实事。", "各位代表，让我们一起努力，把蓝图变成现实！")
    assert paths(document)[-1][0] == "一、主要任务"


# Items inside a paragraph


def test_inline_items_are_units_under_their_heading() -> None:
    document = read(
        "一、城建",
        "（一）修路十条。（二）★架桥两座；拓宽路口六处，增设信号灯，改善南北通行条件，缓解早晚高峰拥堵状况。养护旧桥。（三）种树。",
    )
    assert [(clause.path, clause.text[:7], STAR in clause.flags) for clause in document.clauses] == [
        (("一、城建", "（一）"), "（一）修路十条", False),
        (("一、城建", "（二）"), "（二）★架桥两", True),
        (("一、城建", "（二）"), "拓宽路口六处，", True),
        (("一、城建", "（二）"), "养护旧桥。", False),
        (("一、城建", "（三）"), "（三）种树。", False),
    ]


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("主要做好三件事：（一）修路。（二）架桥。（三）种树。", ["", "（一）", "（二）", "（三）"]),
        ("（一）修路；（二）架桥；（三）种树。", ["（一）", "（二）", "（三）"]),
        ("（一）修路。 （二）架桥。", ["（一）", "（二）"]),
        ("（三）修路。（四）架桥。", ["（三）", "（四）"]),  # goes on from another paragraph
        ("（一）修路。（二）架桥。（四）种树。", ["（一）", "（二）", "（四）"]),  # the site lost one
        ("（一）修路。（二）架桥。（九）是另一件。", ["（一）", "（二）", "（二）"]),  # no item of this row
        ("（一）修路。（二）架桥。（一）不是新的。", ["（一）", "（二）", "（二）"]),
        ("（一）修路，参见第（二）项。", ["（一）"]),  # in mid-sentence: a reference
        ("修路。（二）架桥。", ["", ""]),  # nothing counts up
    ],
)
def test_inline_items_count_up_behind_sentences(line: str, items: list[str]) -> None:
    document = read("一、任务", line, "二、保障", "落实到位。")
    under = [
        clause.path[1] if len(clause.path) > 1 else "" for clause in document.clauses if clause.path[0] == "一、任务"
    ]
    assert under == items


# Titles, front matter, unnumbered headings


def test_title_and_front_matter_are_no_clauses() -> None:
    document = read(
        "某市某区人民政府关于印发实事项目的通知",
        "某府发〔2024〕12号",
        "（2024年3月1日）",
        "各街道办事处、各委办局：",
        "现将实事项目印发给你们，请认真执行。",
        "一、养老",
        "新增床位。",
        "某市某区人民政府",
        "2024年3月1日",
    )
    assert headings(document) == [
        ("title", "某市某区人民政府关于印发实事项目的通知"),
        ("front", "某府发〔2024〕12号"),
        ("front", "（2024年3月1日）"),
        ("front", "各街道办事处、各委办局："),
        ("part", "一、养老"),
        ("front", "某市某区人民政府"),
        ("front", "2024年3月1日"),
    ]
    assert [clause.text for clause in document.clauses] == ["现将实事项目印发给你们，请认真执行。", "新增床位。"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("——2025年1月8日在某区第三届人民代表大会第五次会议上", "front"),
        ("（2025年1月8日在某区第三届人民代表大会第五次会议上）", "front"),
        ("2025年1月8日在某区第三届人民代表大会第五次会议上 某区区长 李明", "front"),
        ("某区区长 李 明", "front"),
        ("某区人民政府代区长　李明华", "front"),
        ("自治区主席 艾合买提·买买提", "front"),
        ("某区人民政府区长李明", "front"),
        ("各位代表：", "opening"),
        ("同志们：", "opening"),
        ("现在，我代表某区人民政府，向大会报告工作，请予审议。", "opening"),
        ("推进市长热线建设", "title"),
        ("落实街道河长镇长责任制", "title"),
    ],
)
def test_what_stands_above_the_text(line: str, kind: str) -> None:
    document = read("政府工作报告", line, "一、回顾", "完成各项任务。")
    assert (kind, clean(line).text) in headings(document)


@pytest.mark.parametrize("line", ["主要工作如下：", "重点推进以下工作：", "我们的目标是："])
def test_a_line_that_leads_to_a_list_is_no_addressee(line: str) -> None:
    assert read("某区工作要点", line, "一、养老", "新增床位。").clauses[0].text == line


def test_a_short_line_above_sentences_is_a_heading_without_number() -> None:
    document = read("一、目标", "主要指标", "增长百分之五。", "2.5", "微克每立方米以下。")
    assert headings(document) == [("part", "一、目标"), ("label", "主要指标")]
    assert paths(document) == [
        ("一、目标 > 主要指标", text) for text in ("增长百分之五。", "2.5", "微克每立方米以下。")
    ]


# Notes, glossaries, annexes


def test_notes_behind_the_text_are_flagged_and_their_marks_mark_nothing() -> None:
    document = read("一、任务", "（一）★修路。（二）种树。", "注：1.标★号的为实事项目。", "2.分工见另表。")
    assert [(clause.path, clause.text, clause.flags) for clause in document.clauses][2:] == [
        (("注", "1."), "1.标★号的为实事项目。", (NOTE,)),
        (("注", "2."), "2.分工见另表。", (NOTE,)),
    ]
    assert headings(document, "label") == [("label", "注：")]


@pytest.mark.parametrize(
    ("lines", "noted"),
    [
        (["注：数据为初步统计数。", "新增床位三百张。"], 1),
        (["注：1.数据为初步数。", "2.增速按可比价。", "二、保障", "落实经费。"], 2),
        (["备注：", "数据为初步数。", "增速按可比价。", "二、保障", "落实经费。"], 2),
        (["注：数据为初步统计数。", "（二）新增床位。"], 1),
        (["注：", "1.数据为初步数。", "附件", "新增床位。"], 1),
    ],
)
def test_the_text_goes_on_behind_a_note_in_its_middle(lines: list[str], noted: int) -> None:
    document = read("一、任务", "（一）修路十条。", *lines)
    flagged = [NOTE in clause.flags for clause in document.clauses]
    assert flagged == [False] + [True] * noted + [False] * (len(flagged) - noted - 1)
    assert flagged[-1] is False
    assert document.clauses[-1].path[0] in ("一、任务", "二、保障", "附件")


def glossary(*lines: str) -> list[tuple[str, str]]:
    document = read("一、任务", "修路。", *lines)
    return [(clause.path[-1], clause.text) for clause in document.clauses if GLOSSARY in clause.flags]


@pytest.mark.parametrize(
    "title", ["名词解释", "《政府工作报告》名词解释", "（有关名词解释）", "附件：名词解释", "相关名词术语说明："]
)
def test_a_glossary_is_known_by_its_title(title: str) -> None:
    assert glossary(title, "1.口袋公园：指小型绿地。") == [("1.口袋公园", "1.口袋公园：指小型绿地。")]


@pytest.mark.parametrize(
    ("lines", "entries"),
    [
        (
            ["1.口袋公园：指小型绿地。", "2.河长制：由领导包干河道。每月巡查。"],
            [("1.口袋公园", "1.口袋公园：指小型绿地。"), ("2.河长制", "2.河长制：由领导包干河道。每月巡查。")],
        ),
        (
            ["1、口袋公园", "指小型绿地。", "2、河长制", "由领导包干河道。", "每月巡查。"],
            [("1、口袋公园", "1、口袋公园\n指小型绿地。"), ("2、河长制", "2、河长制\n由领导包干河道。\n每月巡查。")],
        ),
        (
            ["口袋公园是指小型绿地。", "河长制：由领导包干河道。"],
            [("口袋公园", "口袋公园是指小型绿地。"), ("河长制", "河长制：由领导包干河道。")],
        ),
        (
            ["口袋公园", "小型绿地，面积不足一公顷。", "河长制", "由领导包干河道。"],
            [("口袋公园", "口袋公园\n小型绿地，面积不足一公顷。"), ("河长制", "河长制\n由领导包干河道。")],
        ),
        (["（以出现先后为序）", "一、河长制：由领导包干河道。"], [("一、河长制", "一、河长制：由领导包干河道。")]),
    ],
    ids=["one line", "two lines", "no numbers", "no numbers, two lines", "outer numbers"],
)
def test_each_entry_of_a_glossary_is_one_clause(lines: list[str], entries: list[tuple[str, str]]) -> None:
    assert glossary("名词解释", *lines) == entries


def test_a_glossary_ends_at_the_annex_behind_it() -> None:
    document = read("一、任务", "修路。", "名词解释", "1.河长制：由领导包干河道。", "附件2", "项目清单如下所列。")
    assert document.clauses[-1].path == ("附件2",)
    assert document.clauses[-1].flags == ()


def test_a_long_entry_is_cut_and_keeps_its_term() -> None:
    entries = glossary("名词解释", "1.河长制", "由领导包干河道，逐级落实责任，定期巡查通报。" * 20)
    assert len(entries) > 1
    assert {path for path, _ in entries} == {"1.河长制"}


def test_an_annex_holds_the_numbers_behind_it() -> None:
    document = read("一、任务", "修路。", "附件1", "一、道路清单", "人民路。", "二、桥梁清单", "胜利桥。")
    assert [path for path, _ in paths(document)] == ["一、任务", "附件1 > 一、道路清单", "附件1 > 二、桥梁清单"]


def test_an_annex_has_its_title_above_its_numbers_and_the_list_of_annexes_is_front_matter() -> None:
    document = read(
        "一、任务",
        "修路。",
        "附件：1.任务清单",
        "2.分工表",
        "2026年1月20日",
        "附件 1",
        "任务清单",
        "一、养老",
        "1.新增床位300张",
        "附件2：分工表",
        "一、养老",
        "区民政局牵头。",
    )
    assert headings(document, "front") == [
        ("front", "附件：1.任务清单"),
        ("front", "2.分工表"),
        ("front", "2026年1月20日"),
    ]
    assert paths(document)[1:] == [
        ("附件1 > 任务清单 > 一、养老 > 1.", "1.新增床位300张"),
        ("附件2：分工表 > 一、养老", "区民政局牵头。"),
    ]


# Plans and rules


def test_contents_are_no_outline_and_headings_go_on_in_a_second_line() -> None:
    document = read(
        "目　　录",
        "第一章 环境",
        "第二章 任务",
        "第一章 环境",
        "形势良好。",
        "第二章",
        "主要任务",
        "修路。",
        "第三章",
        "种树。",
    )
    assert headings(document, "front")[-2:] == [("front", text) for text in ("第一章 环境", "第二章 任务")]
    assert headings(document, "chapter") == [
        ("chapter", "第一章 环境"),
        ("chapter", "第二章\n主要任务"),
        ("chapter", "第三章"),
    ]
    assert [path for path, _ in paths(document)] == ["第一章 环境", "第二章 主要任务", "第三章"]


def test_articles_are_clauses_under_their_number_and_their_titles_headings() -> None:
    document = read(
        "第一章 总则",
        "第一条 为了修好道路，制定本办法。",
        "第二条　本办法所称道路，包括：",
        "（一）主干道；",
        "（二）支路。",
        "第三条 适用范围",
        "本办法适用于全区。",
        "第四条 本办法自发布之日起施行",
    )
    assert paths(document) == [
        ("第一章 总则 > 第一条", "第一条 为了修好道路，制定本办法。"),
        ("第一章 总则 > 第二条", "第二条 本办法所称道路，包括："),
        ("第一章 总则 > 第二条 > （一）", "（一）主干道；"),
        ("第一章 总则 > 第二条 > （二）", "（二）支路。"),
        ("第一章 总则 > 第三条 适用范围", "本办法适用于全区。"),
        ("第一章 总则 > 第四条", "第四条 本办法自发布之日起施行"),
    ]


def test_a_box_holds_its_items_and_the_text_goes_on_behind_it() -> None:
    document = read(
        "一、交通",
        "（一）道路",
        "拓宽道路。",
        "专栏1 道路工程",
        "1.人民路拓宽三公里。",
        "——胜利路改建五公里。",
        "上述工程年内完工。",
        "（二）桥梁",
        "架桥两座。",
    )
    assert paths(document) == [
        ("一、交通 > （一）道路", "拓宽道路。"),
        ("一、交通 > （一）道路 > 专栏1道路工程 > 1.", "1.人民路拓宽三公里。"),
        ("一、交通 > （一）道路 > 专栏1道路工程 > 1.", "——胜利路改建五公里。"),
        ("一、交通 > （一）道路", "上述工程年内完工。"),
        ("一、交通 > （二）桥梁", "架桥两座。"),
    ]


def test_a_sentence_that_a_site_broke_is_one_clause() -> None:
    document = read("一、目标", "持续改善。今年发展的", "主要目标", "是：增长百分之五。", "（一）工业", "提质增效。")
    assert [text for _, text in paths(document)] == [
        "持续改善。",
        "今年发展的\n主要目标\n是：增长百分之五。",
        "提质增效。",
    ]


# Points: 一是…, 二是…


def test_points_that_open_with_a_heading_hold_their_paragraph_alone() -> None:
    points = ("经济稳步回升", "改革纵深推进", "民生持续改善")
    texts = [f"{number}是{point}。新建厂房三处，招商成果丰硕。" for number, point in zip("一二三", points, strict=True)]
    document = read("一、回顾", *texts, "这些成绩来之不易。")
    assert headings(document, "point") == [("point", text.split("。")[0] + "。") for text in texts]
    assert [path for path, _ in paths(document)] == [
        "一、回顾 > 一是经济稳步回升",
        "一、回顾 > 二是改革纵深推进",
        "一、回顾 > 三是民生持续改善",
        "一、回顾",
    ]


def test_points_inside_a_paragraph_are_items() -> None:
    lead, *points = (
        "重点抓好三件事：",
        "一是新建公园六座，种树三千株。定期养护；",
        "二是疏浚河道八公里，消除黑臭水体；",
        "三是修路。",
    )
    assert paths(read("一、任务", lead + "".join(points), "二、保障", "落实到位。"))[:5] == [
        ("一、任务", lead),
        ("一、任务 > 一是", "一是新建公园六座，种树三千株。"),
        ("一、任务 > 一是", "定期养护；"),
        ("一、任务 > 二是", points[1]),
        ("一、任务 > 三是", points[2]),
    ]


def test_items_inside_numbered_text_stand_under_its_number_and_inside_each_other() -> None:
    lead, first, second = (
        "1.改善出行：",
        "（一）拓宽道路：①人民路新增两条车道，改建人行道；②胜利路打通断头，优化沿线公交站点，增设候车亭；",
        "（二）架桥两座。",
    )
    document = read("一、任务", lead + first + second, "养护到位。", "2.种树。")
    assert [(path, text[:5]) for path, text in paths(document)] == [
        ("一、任务 > 1.", "1.改善出"),
        ("一、任务 > 1. > （一）", "（一）拓宽"),
        ("一、任务 > 1. > （一） > ①", "①人民路新"),
        ("一、任务 > 1. > （一） > ②", "②胜利路打"),
        ("一、任务 > 1. > （二）", "（二）架桥"),
        ("一、任务 > 1.", "养护到位。"),
        ("一、任务 > 2.", "2.种树。"),
    ]


def test_a_run_in_heading_stands_over_the_items_of_its_paragraph() -> None:
    counted = (
        "加强工程管理。要抓好：一是严把进度，按月通报进展情况；二是严把质量，逐项开展验收；三是严把安全，定期组织演练。"
    )
    document = read("一、主要任务", *(title + text for title, text in RUN_INS), counted)
    assert {path for path, _ in paths(document)[-3:]} == {f"一、主要任务 > 加强工程管理 > {n}是" for n in "一二三"}


# What is a heading, what commits to something


HEADLINES = [
    ("（一）稳中求进，总量再上台阶。", "全年地区生产总值增长百分之六，总量突破二百亿元。"),
    ("（二）惠民利民，福祉持续增进。", "全年新增养老床位四百张，建成社区食堂十二家，惠及居民万余人。"),
]


def test_headings_that_end_in_a_full_stop_stand_alone_above_their_paragraphs() -> None:
    document = read("一、回顾", *(line for pair in HEADLINES for line in pair))
    assert headings(document, "section") == [("section", title) for title, _ in HEADLINES]
    assert paths(document) == [(f"一、回顾 > {title[:-1]}", text) for title, text in HEADLINES]


@pytest.mark.parametrize(
    "line", ["（三）新增养老床位480张。", "（三）新建三座公园。", "（三）我们信心十足。", "（三）安全是底线。"]
)
def test_a_numbered_sentence_that_says_something_stays_a_clause_in_such_a_document(line: str) -> None:
    document = read(
        "一、回顾", *(part for pair in HEADLINES for part in pair), line, "各项工作按照时间节点有序推进，成效良好。"
    )
    assert line in [clause.text for clause in document.clauses]


@pytest.mark.parametrize(
    "line",
    [
        "新增养老床位480张",
        "责任单位：区民政局",
        "●推进城乡供水",
        "——推进城乡供水",
        "静安区 | 480张",
        "2.新建服务中心3个",
        "为什么要修路？",
    ],
)
def test_a_line_that_is_no_heading_for_sure_is_a_clause(line: str) -> None:
    assert (line, "养护到位。") == tuple(clause.text for clause in read("一、任务", line, "养护到位。").clauses)


@pytest.mark.parametrize("address", ["各位代表！", "同志们："])
def test_an_address_that_opens_a_paragraph_is_no_clause(address: str) -> None:
    document = read("一、回顾", "（一）经济", "增长百分之五。", address + "成绩来之不易。")
    assert ("opening", address) in headings(document)
    assert paths(document)[-1] == ("一、回顾", "成绩来之不易。")


# Footnotes, signs, rows


def test_a_footnote_is_a_glossary_entry_and_its_sign_breaks_no_sentence() -> None:
    document = read("一、任务", "推广“河长制”①，公布清单②。", "①河长制：指由领导包干河道。", "（一）种树。", "二、保障")
    assert [(clause.path[-1], clause.text, clause.flags) for clause in document.clauses] == [
        ("一、任务", "推广“河长制”①，公布清单②。", ()),
        ("①河长制", "①河长制：指由领导包干河道。", (GLOSSARY,)),
        ("（一）", "（一）种树。", ()),
    ]


def test_a_note_in_brackets_and_numbered_notes_are_notes() -> None:
    document = read(
        "一、任务", "修路。", "（注：数据为初步数。）", "种树。", "注1：增速按可比价。", "注2：分工见另表。"
    )
    assert [(clause.text, NOTE in clause.flags) for clause in document.clauses] == [
        ("修路。", False),
        ("（注：数据为初步数。）", True),
        ("种树。", False),
        ("增速按可比价。", True),
        ("分工见另表。", True),
    ]


def test_a_sign_that_a_note_explains_flags_as_a_star_does_also_on_a_heading() -> None:
    document = read(
        "一、任务", "▲（一）修路。养护到位。", "（二）▲助餐", "新增助餐点九个。", "（三）种树。", "注：▲为实事项目。"
    )
    assert [(clause.text, STAR in clause.flags) for clause in document.clauses] == [
        ("▲（一）修路。", True),
        ("养护到位。", False),
        ("新增助餐点九个。", True),
        ("（三）种树。", False),
        ("▲为实事项目。", False),
    ]
    assert not any(clause.flags for clause in read("一、任务", "▲修路。").clauses)


def test_a_row_of_a_table_is_one_clause_under_its_sheet() -> None:
    rows = [
        "1.任务：新增养老床位480张，其中护理型床位占六成以上，认知障碍床位50张；单位：民政局；时限：12月底",
        "2.任务：★改造菜场九家；单位：商务委；时限：11月底",
    ]
    document = read("任务表", *rows)
    assert [(clause.path[-1], clause.text, STAR in clause.flags) for clause in document.clauses] == [
        ("1.", rows[0], False),
        ("2.", rows[1], True),
    ]


# Documents that are not as they should be


def test_a_document_without_headings_is_clauses() -> None:
    assert paths(read("今年要修路。还要架桥。", "明年要种树。")) == [
        ("", "今年要修路。"),
        ("", "还要架桥。"),
        ("", "明年要种树。"),
    ]


@pytest.mark.parametrize("line", ["修路。", "修路", "一、修路", "（一）修路", "★", "——", "2024年"])
def test_a_document_of_one_line_is_one_clause(line: str) -> None:
    document = read(line)
    assert [clause.text for clause in document.clauses] == [line]
    assert document.headings == ()


def test_a_document_of_titles_alone_has_no_more_than_its_last_line_as_clause() -> None:
    document = read("某区公报", "工作要点")
    assert headings(document) == [("title", "某区公报")]
    assert paths(document) == [("", "工作要点")]


def test_a_long_list_without_numbers_and_full_stops_is_no_row_of_titles() -> None:
    names = [f"第{n}小学" for n in range(1, 40)]
    document = read("学校名单", *names)
    assert headings(document) == [("title", "学校名单")]
    assert [clause.text for clause in document.clauses] == names


def test_nothing_is_nothing() -> None:
    outline = parse_outline("")
    assert (outline.headings, outline.bodies) == ([], [])


STRANGE = {
    "short lines": "推进建设\n" * 20_000,
    "sentences": "推进建设。\n" * 12_000,
    "numbered": "".join(f"{n % 900}.推进建设\n" for n in range(12_000)),
    "parts": "一、推进建设\n" * 20_000,
    "quotes": "“" * 300_000,
    "items": "(一)推进。" * 30_000,
    "glossary": "名词解释\n" + "词语\n解释。\n" * 20_000,
    "one entry": "名词解释\n1、词\n" + "解释。\n" * 12_000,
    "notes": "注：说明。\n" * 12_000,
    "areas": "上海市静安区" * 50_000 + "人民政府\n一、任务",
    "numerals": "一" * 300_000 + "、",
    "contents": "".join(f"目录\n第{n}段\n" for n in range(20_000)),
    "leaders": "目录\n" + "." * 300_000 + "\n建设",
    "annexes": "附件：甲表\n2.乙表\n" * 12_000,
    "boxes": "专栏1 建设\n1.推进\n（一）推进\n" * 8_000,
    "points": "一是推进；二是建设；" * 30_000,
    "rows": "1.任务：推进；单位：建设\n" * 12_000,
    "row": "任务：推进；单位：建设；" * 20_000,
    "footnotes": "推进①建设②" * 20_000 + "\n" + "①推进：建设\n" * 20_000,
    "broken": "推进的\n" * 60_000 + "建设。",
    "dates": "2025年1月8日在" + "会议上" * 100_000,
}


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_large_and_strange_texts_take_time_in_proportion(text: str) -> None:
    cleaned = clean(text)
    begun = time.process_time()
    structure(cleaned, doc_id="d", source="a.txt")
    assert time.process_time() - begun < 8  # seconds; what grows with the square takes minutes here


def test_parts_without_numbers_hold_their_sections_and_numbers() -> None:
    document = read(
        "2025年甲区政府工作报告",
        "各位代表：",
        "2024年工作回顾",
        "城区更美",
        "种树三千株。",
        "一、修路",
        "拓宽道路六条。",
        "2025年主要工作",
        "城区更美",
        "种树五千株。",
        "各位代表，让我们努力奋斗！",
    )
    assert paths(document) == [
        ("2024年工作回顾 > 城区更美", "种树三千株。"),
        ("2024年工作回顾 > 一、修路", "拓宽道路六条。"),
        ("2025年主要工作 > 城区更美", "种树五千株。"),
        ("2025年主要工作", "各位代表，让我们努力奋斗！"),
    ]
    assert [clause.flags for clause in document.clauses] == [("review",), ("review",), ("task",), ("task",)]


def test_below_a_numbered_part_a_line_with_a_year_is_a_heading_inside_it() -> None:
    document = read("政府工作报告", "一、总体情况", "平稳。", "2024年工作回顾", "种树。", "二、安排", "修路。")
    assert paths(document)[1] == ("一、总体情况 > 2024年工作回顾", "种树。")


@pytest.mark.parametrize("opening", ["十件实事全部完成。", "办好六件实事。", "新建公园三座。"])
def test_an_opening_that_counts_what_is_done_stays_a_clause(opening: str) -> None:
    others = [f"{heading}。种树三千株，修路六条，架桥两座。" for heading in ("城区更美", "民生改善", "治理提升")]
    document = read("一、工作", *others, f"{opening}新增床位三百张，资助学生两千名。", "二、保障", "按时完成。")
    assert ("run-in", "城区更美。") in headings(document, "run-in")
    assert opening in [clause.text for clause in document.clauses]


def test_two_run_in_headings_are_believed_where_their_style_stands_alone_elsewhere() -> None:
    document = read(
        "一、回顾", "（一）农业提质。种植烤烟三千亩，产值翻番。", "（二）设施配套。硬化通组道路六公里。",
        "二、打算", "（一）稳住粮食", "播种两万亩。", "（二）办好实事", "建成广场三个。",
    )  # fmt: skip
    assert [text for _, text in headings(document, "section")] == [
        "（一）农业提质。",
        "（二）设施配套。",
        "（一）稳住粮食",
        "（二）办好实事",
    ]


def test_the_number_of_a_heading_does_not_count_what_its_words_begin_with() -> None:
    lines = ["一、任务", "1.人才引进", "引进六十名。", "2.公共服务", "建成十个。", "3.名优产品", "培育八个。"]
    assert [text for _, text in headings(read(*lines), "item")] == ["1.人才引进", "2.公共服务", "3.名优产品"]


@pytest.mark.parametrize("row", ["每千人养老床位42 48约束性", "研发投入强度3.2 3.5"])
def test_a_row_of_figures_above_a_heading_is_a_clause(row: str) -> None:
    document = read("第一章 目标", "稳中求进。", row, "第二章 任务", "加快建设。")
    assert row in [clause.text for clause in document.clauses]


def test_tasks_that_begin_with_their_year_are_no_parts() -> None:
    tasks = ["2025年完成小区改造工作", "2025年开展垃圾分类工作", "2026年启动道路建设工作"]
    document = read("2025年甲区工作要点", "现将要点公布如下。", *tasks, "请认真落实。")
    assert [clause.text for clause in document.clauses][1:4] == tasks
