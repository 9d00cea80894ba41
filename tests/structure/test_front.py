"""Lines around the text: which are titles, which are formal, and which are none of that and stay clauses."""

from __future__ import annotations

import pytest

from indexer.reading import clean
from indexer.records import Document
from indexer.structure import structure

BODY = ("一、重点任务", "新建公园六座，种树三千株。", "二、其他任务", "疏浚河道八公里。")


def read(*lines: str) -> Document:
    return structure(clean("\n".join(lines)), doc_id="d", source="a.txt")


def kinds(*lines: str) -> dict[str, str]:
    """Return each line that is no clause → its kind; a line that became a clause is missing."""
    return {
        heading.text: heading.kind for heading in structure(clean("\n".join(lines)), doc_id="d", source="a").headings
    }


def clauses(*lines: str) -> list[str]:
    return [clause.text for clause in read(*lines).clauses]


@pytest.mark.parametrize(
    "line",
    [
        "各部门：",
        "各有关单位：",
        "各镇人民政府、各街道办事处，区政府各委、办、局：",
        "各设区市、县（市、区）人民政府，省直各单位，驻甲各单位:",
        "区政府各部门，各有关企业：",
        "各村（居）：",
        "局属各单位：",
        "甲市各部门：",
    ],
)
def test_an_addressee_is_no_clause(line: str) -> None:
    assert kinds("关于植树的通知", line, "请抓好落实。", *BODY)[line] == "front"


@pytest.mark.parametrize(
    "line",
    [
        "为做好植树，现就有关事项通知如下：",
        "牵头单位：",
        "经研究，现通知各部门：",
        "全区植树面积达到20亩，包括各镇：",
        "主要做法是：",
    ],
)
def test_an_introduction_is_no_addressee(line: str) -> None:
    assert line in clauses("关于植树的通知", line, "种树三千株。", *BODY)


@pytest.mark.parametrize(
    "line",
    [
        "2024年3月1日",
        "（二〇二四年三月一日）",
        "——2024年1月9日在某市第八届人民代表大会第三次会议上",
        "（2024年1月9日在甲区第八届人民代表大会第三次会议上）",
        "（2024年1月23日甲市第八届人民代表大会第三次会议批准）",
        "甲区人民政府代区长 李 明",
        "报告人：市长 张三",
        "甲镇人民政府镇  长    李  明",
        "区 长  李 明",
        "区发展和改革委员会主任 王五",
        "区长李明作政府工作报告",
        "甲府办发〔2024〕3号",
        "（甲政发﹝2024﹞3号）",
        "甲区人民政府文件",
        "甲市日报",
        "政府信息公开",
        "2024年第3期",
        "签发人：李明",
    ],
)
def test_formal_lines_of_the_head_are_neither_title_nor_clause(line: str) -> None:
    assert kinds("2024年甲区工作要点", line, *BODY)[line] == "front"


@pytest.mark.parametrize("line", ["2024年3月1日", "甲府办发〔2024〕3号", "市长 张三", "甲市日报"])
def test_the_same_lines_among_the_text_are_not_set_aside(line: str) -> None:
    assert kinds("2024年甲区工作要点", *BODY, line, "继续种树三千株。", "并疏浚河道。").get(line) != "front"


def test_offices_that_sign_and_what_stands_beside_are_formal_wherever_they_stand() -> None:
    signed = ("联系人：王五", "甲区民政局", "甲区财政局", "二〇二四年三月一日", "（此件公开发布）", "联系电话：123456")
    lines = ("关于植树的通知", *BODY, *signed, "植树方案", "为植树，制定本方案。", "一、任务", "种树。")
    assert [kinds(*lines).get(line) for line in signed] == ["front"] * 6
    assert kinds(*lines)["植树方案"] == "title"
    assert [clause.path for clause in read(*lines).clauses][-2:] == [(), ("一、任务",)]  # what is carried begins anew


def test_an_annex_keeps_its_place_above_its_title() -> None:
    signed = ("甲区民政局", "2024年3月1日")
    document = read("关于植树的通知", *BODY, *signed, "附件", "2024年植树要点", "一、任务", "种树。")
    assert document.clauses[-1].path == ("附件", "2024年植树要点", "一、任务")


def test_an_office_that_does_not_sign_is_not_set_aside() -> None:
    lines = ("2024年甲区工作要点", "一、任务", "种树。", "甲区民政局", "二、任务", "修路。")
    assert kinds(*lines).get("甲区民政局") != "front"


@pytest.mark.parametrize(
    "line",
    [
        "抄送：区委办公室，区人大常委会办公室。",
        "甲区人民政府办公室2024年3月1日印发",
        "此件主动公开",
        "（此件依申请公开）",
        "（共印50份）",
    ],
)
def test_the_lines_below_a_document(line: str) -> None:
    assert kinds("关于植树的通知", *BODY, "甲区人民政府", "2024年3月1日", line)[line] == "front"


@pytest.mark.parametrize("line", ["联系人：王五", "联系电话：12345678"])
def test_contacts_at_the_end_are_formal(line: str) -> None:
    assert kinds("关于植树的通知", *BODY, line)[line] == "front"
    assert kinds("关于植树的通知", "请来植树。", line, *BODY).get(line) != "front"


@pytest.mark.parametrize(
    "line",
    [
        "现在，我代表区政府，向大会报告工作，请予审议。",
        "各位代表：",
        "尊敬的各位代表、同志们：",
        "主任、各位委员：",
        "同志们！",
    ],
)
def test_salutations(line: str) -> None:
    assert kinds("政府工作报告", line, *BODY)[line] == "opening"


def test_a_heading_without_a_number_behind_the_opening_is_no_title() -> None:
    found = kinds(
        "政府工作报告", "各位代表：", "2023年工作回顾", "过去一年，种树三千株。", "2024年重点工作", "今年架桥五座。"
    )
    assert [text for text, kind in found.items() if kind == "title"] == ["政府工作报告"]


def test_a_title_may_stand_behind_the_sentence_that_names_it() -> None:
    found = kinds("关于印发植树要点的通知", "各单位：", "现将《2024年植树要点》印发给你们。", "2024年植树要点", *BODY)
    assert found["2024年植树要点"] == "title"
    dated = ("关于印发甲区植树清单的通知", "各单位：", "现印发给你们。", "2024年3月1日", "甲区植树清单", *BODY)
    assert kinds(*dated)["甲区植树清单"] == "title"
    assert kinds(*dated)["2024年3月1日"] == "front"
    assert kinds("各单位：", "现将要点印发给你们。", "2024年植树要点", *BODY)["2024年植树要点"] == "title"


def test_parts_of_a_summary_are_no_titles_below_its_introduction() -> None:
    found = kinds(
        "甲街道2025年工作总结和2026年工作思路",
        "今年以来，街道攻坚克难。",
        "2025年工作总结",
        "一、修路",
        "拓宽道路六条。",
        "2026年工作思路",
        "一、种树",
        "种树五千株。",
    )
    assert (found["2025年工作总结"], found["2026年工作思路"]) == ("label", "label")


@pytest.mark.parametrize("who", ["区人民政府", "师市", "街道办事处"])
def test_the_formula_behind_the_address_of_its_paragraph_is_no_clause(who: str) -> None:
    formula = f"现在，我代表{who}向大会报告工作，请予审议。"
    assert kinds("政府工作报告", f"各位代表：{formula}", *BODY)[formula] == "opening"
