"""Each kind of file, opened and read again: every word as it is, nothing computed, and what is not in it is said."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest
from docx import Document
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from indexer.exports.result_exports import KINDS, MIME, Row, Told, escaped, markdown, result_file
from indexer.records import Clause, DocumentRef, Metadata

LINK = "http://127.0.0.1:8501/?view=read&doc=d1&clause=d1-0002&from=search"
HOSTILE = (
    "=HYPERLINK(1) 3~5个 $100和$200 :red[红] ~~删~~ *星* _下_ __粗__ [链接](http://x.cn) ![图](x) `码` # 题 1. 二 "
    "<img src=x onerror=alert(1)> <!-- 注 --> &lt;b&gt; &copy; | 表 | "
    'http://a.cn www.b.cn c@d.cn "引" -- ... (c) \\* \\ ^上^'
)
TOLD = Told("检索结果", (("检索", "养老床位"), ("索引", "g1，5 个文件，9 条条款")), cut="只是最相关的 2 条")


def make_row(
    text: str = "新增480张养老床位，改建2个中心。", *, link: str = LINK, note: str = "", **metadata: object
) -> Row:
    known = {"title": "2025年重点工作安排", "district": "静安区", "year": 2025, "doc_type": "重点工作安排"} | metadata
    document = DocumentRef("d1", "静安/安排.txt", Metadata(**known), 3)  # type: ignore[arg-type]
    clause = Clause("d1-0002", "d1", 2, ("五、民生", "19.养老"), text, 10, 10 + len(text), ("★", "task"))
    return Row(
        document, clause, link, note=note, saved_on="2026-01-02" if note else "", score=None if note else 0.876543
    )


def read_csv(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def docx_text(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs)


def rendered(source: str) -> str:
    """Return what a reader of Markdown sees, all that it can do switched on."""
    page = MarkdownIt("js-default", {"html": True, "linkify": False, "typographer": True}).render(source)
    assert not re.search(r"<(img|em|del|s|code|table|h[3-6]|ol|pre|hr|blockquote)\b", page)
    return html.unescape(re.sub(r"<[^>]*>", "", page))


EXPECTED = {
    "区": "静安区",
    "年份": "2025",
    "文件": "2025年重点工作安排",
    "类型": "重点工作安排",
    "路径": "五、民生 › 19.养老",
    "条款": "新增480张养老床位，改建2个中心。",
    "数字": "480张；2个",
    "标记": "★ 标星项目、当年任务",
    "引文": "《2025年重点工作安排》（静安区，2025年）第五部分第19条「新增480张养老床位，改建2个中心。」",
    "链接": LINK,
    "来源": "静安/安排.txt",
    "文号": "",
    "得分": "0.8765",
    "情况": "",
}


def test_csv_has_one_line_above_its_head_that_says_what_it_is() -> None:
    above, head, row, second = read_csv(result_file("csv", [make_row(), make_row("种树。")], TOLD))
    assert above == ["# 检索结果（检索：养老床位；索引：g1，5 个文件，9 条条款；行数：2 行，只是最相关的 2 条）"]
    assert dict(zip(head, row, strict=True)) == EXPECTED
    assert second[head.index("数字")] == ""


def test_excel_has_the_rows_with_links_and_a_sheet_that_says_what_it_is() -> None:
    book = load_workbook(io.BytesIO(result_file("xlsx", [make_row()], TOLD)))
    assert book.sheetnames == ["检索结果", "说明"]
    head, row = book["检索结果"].iter_rows()
    cells = {name.value: cell for name, cell in zip(head, row, strict=True)}
    shown = {name: cell.value for name, cell in cells.items()}
    assert shown["年份"] == 2025 and shown["得分"] == 0.8765 and shown["引文"] == EXPECTED["引文"]
    assert cells["链接"].hyperlink.target == LINK
    told = [[cell.value for cell in line] for line in book["说明"].iter_rows(min_row=2)]
    assert told[-1] == ["行数", "1 行，只是最相关的 2 条"]


def test_word_has_citations_under_their_districts_and_links_to_the_web_alone() -> None:
    rows = [
        make_row(),
        make_row("修路。", district="长宁区", source_url="javascript:alert(1)"),
        make_row("架桥。", link="?x"),
    ]
    data = result_file("docx", rows, TOLD)
    paragraphs = [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs]
    assert paragraphs[:3] == [
        "检索结果",
        "检索：养老床位；索引：g1，5 个文件，9 条条款",
        "3 行，只是最相关的 2 条",
    ]
    assert paragraphs[3:5] == ["静安区（2 条）", EXPECTED["引文"] + "  打开条款"]
    assert paragraphs[6] == "长宁区（1 条）"
    links = [link for paragraph in Document(io.BytesIO(data)).paragraphs for link in paragraph.hyperlinks]
    assert [(link.text, link.url) for link in links] == [("打开条款", LINK)] * 2


def test_markdown_has_citations_under_their_districts_and_links_to_the_web_alone() -> None:
    rows = [make_row(source_url="https://x.cn/1 2"), make_row("修路。", district="长宁区", link="javascript:alert(1)")]
    source = markdown(rows, TOLD)
    assert rendered(source).split("\n")[:1] == ["检索结果"]
    assert "## 静安区（1 条）" in source and "行数：2 行，只是最相关的 2 条" in rendered(source)
    page = MarkdownIt("js-default", {"html": True}).render(source)
    assert re.findall(r'href="([^"]*)"', page) == [html.escape(LINK)]
    assert EXPECTED["引文"] + " 打开条款" in rendered(source)


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_words_are_words_in_every_kind_of_file(kind: str) -> None:
    row = make_row(HOSTILE, title=HOSTILE, district=HOSTILE, note=HOSTILE)
    data = result_file(kind, [row], Told(HOSTILE, (("检索", HOSTILE),), is_saved=True))  # type: ignore[arg-type]
    if kind == "csv":
        above, head, values = read_csv(data)
        assert above[0].startswith(f"# {HOSTILE}")
        told = dict(zip(head, values, strict=True))
        assert told["条款"] == told["备注"] == told["区"] == "'" + HOSTILE  # neutral, so that nothing is computed
        assert not any(value.startswith(("=", "+", "-", "@")) for value in values)
    elif kind == "xlsx":
        sheet = load_workbook(io.BytesIO(data)).worksheets[0]
        cells = {cell.column_letter: cell for cell in sheet[2]}
        assert [cell.value for cell in cells.values()].count(HOSTILE) == 4  # district, document, clause, note
        assert {cell.data_type for cell in cells.values()} <= {"s", "n"}
    elif kind == "docx":
        assert docx_text(data).count(HOSTILE) == 7  # title, asked, district twice, document, clause, note
    else:
        assert rendered(data.decode("utf-8")).count(HOSTILE) == 7


def test_what_is_kept_comes_with_its_note_and_day_and_what_became_of_it() -> None:
    told = Told("收藏的条款", (), is_saved=True)
    row = Row(
        make_row().document,
        make_row().clause,
        remark="这份文件已不在语料里",
        note="核对\n- 两处",
        saved_on="2026-01-02",
    )
    _, head, values = read_csv(result_file("csv", [row], told))
    known = dict(zip(head, values, strict=True))
    assert (known["备注"], known["收藏日期"], known["情况"]) == ("核对\n- 两处", "2026-01-02", "这份文件已不在语料里")
    assert "得分" not in head
    for text in (docx_text(result_file("docx", [row], told)), rendered(markdown([row], told))):
        assert "（这份文件已不在语料里）" in text
        assert "备注：核对\n备注：- 两处" in text and "*" not in text
        assert "1 行，全部在内" in text


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_a_file_that_says_so(kind: str) -> None:
    data = result_file(kind, [], Told("收藏的条款", (("检索", "x"),), is_saved=True))  # type: ignore[arg-type]
    if kind == "xlsx":
        assert load_workbook(io.BytesIO(data))["说明"]["B3"].value == "0 行，全部在内"
    elif kind == "docx":
        assert "0 行，全部在内" in docx_text(data)
    else:
        assert "0 行，全部在内" in data.decode("utf-8-sig")
    assert MIME[kind]  # type: ignore[index]


@pytest.mark.parametrize(
    "text",
    ["# 题", "1. 二", "1) 二", "- 项", "+ 项", "> 引", "    缩进", "---", "===", "| a | b |", "~~~", "```", "[a]: x"],
)
def test_no_beginning_of_a_line_is_taken_for_markup(text: str) -> None:
    assert rendered(escaped(text)).strip() == text.strip()


def test_an_ordinary_sentence_stays_easy_to_read_as_markdown() -> None:
    assert (
        escaped("(二)完成投资1.5亿元，增长3.2%，共1,200户(5家)。") == "(二)完成投资1.5亿元，增长3.2%，共1,200户(5家)。"
    )
