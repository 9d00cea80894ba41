"""The form of a web site above a document: its lines are known in every layout, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from indexer.structure.form import read_form

IN_CELLS = (
    "索 引 号： | 0001/2024-00012 | 主题分类： | 综合政务",
    "发文机关： | 甲市人民政府 | 成文日期： | 2024年03月01日",
    "标  题： | 甲市人民政府关于植树的通知",
    "发文字号： | 甲政发〔2024〕3号 | 发布日期： | 2024年03月09日",
)
WITHOUT_COLONS = tuple(line.replace("：", "") for line in IN_CELLS)
IN_A_ROW = (
    "索引号：0001/2024-00012 主题分类：综合政务",
    "发文机关：甲市人民政府 成文日期：2024年03月01日",
    "标题：甲市人民政府关于植树的通知",
    "发文字号：甲政发〔2024〕3号 发布日期：2024年03月09日",
)
CLOSED_UP = (
    "索引号0001/2024-00012 发文机关 甲市人民政府",
    "成文日期2024年03月01日发布日期2024-03-09主题分类 综合政务",
    "标题 甲市人民政府关于植树的通知",
    "发文字号 甲政发〔2024〕3号 有效性",
)
BELOW = (
    *("索引号:", "0001/2024-00012", "主题分类:", "发文机关:", "甲市人民政府", "标题:", "甲市人民政府关于植树的通知"),
    *("发文字号:", "甲政发〔2024〕3号", "成文日期:", "2024年03月01日 16:40", "有效性:"),
)


@pytest.mark.parametrize("lines", [IN_CELLS, WITHOUT_COLONS, IN_A_ROW, CLOSED_UP, BELOW])
def test_a_form_is_read_in_every_layout(lines: tuple[str, ...]) -> None:
    form = read_form((*lines, "甲市人民政府关于植树的通知", "请植树。"))
    assert {name: value for name, (value, _) in form.values.items()} == {
        "issuer": "甲市人民政府",
        "issued_on": "2024年03月01日" + (" 16:40" if lines == BELOW else ""),
        "title": "甲市人民政府关于植树的通知",
        "doc_number": "甲政发〔2024〕3号",
    }
    assert form.positions == set(range(len(lines)))


def test_what_follows_an_empty_field_is_not_its_value() -> None:
    form = read_form(("索引号：0001", "发布日期：2024-03-09", "主题分类：", "甲县工作规则", "第一章 总则"))
    assert form.positions == {0, 1, 2}
    assert form.values == {}  # the day of publication is not that of the document


@pytest.mark.parametrize(
    "lines",
    [
        ("名称：植树工程", "投资：三亿元"),  # one label alone
        ("关于植树的通知", "请植树。", "文号：甲政发〔2024〕3号", "标题：植树"),  # among the text
        ("项目名称：植树工程", "公开招标日期：2024年"),  # labels inside other words
    ],
)
def test_other_lines_with_colons_are_no_form(lines: tuple[str, ...]) -> None:
    assert read_form(lines).positions == frozenset()
