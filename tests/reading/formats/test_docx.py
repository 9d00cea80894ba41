"""A Word file gives what its reader sees: numbers, accepted revisions, text boxes, tables, footnotes."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from indexer.errors import FileRefused
from indexer.reading import read_bytes
from indexer.reading.formats.docx import read_docx

W = nsdecls("w")


def saved(document: object) -> bytes:
    file = io.BytesIO()
    document.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def lines_of(*paragraphs: str) -> list[str]:
    """The lines of a document of paragraphs given as XML."""
    document = docx.Document()
    for xml in paragraphs:
        document.element.body.insert(-1, parse_xml(xml.replace("<w:p>", f"<w:p {W}>", 1)))
    return read_docx(saved(document)).text.splitlines()


def number(document: object, levels: list[tuple[str, str]], list_id: int = 90) -> None:
    """Add a list with the number format and text of each level."""
    root = document.part.numbering_part.element  # type: ignore[attr-defined]
    inner = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (style, text) in enumerate(levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="{list_id}">{inner}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {W} w:numId="{list_id}"><w:abstractNumId w:val="{list_id}"/></w:num>'))


def in_list(document: object, text: str, level: int, list_id: int = 90) -> None:
    paragraph = document.add_paragraph(text)  # type: ignore[attr-defined]
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'))


def test_automatic_numbers_are_written_as_they_are_seen() -> None:
    document = docx.Document()
    number(document, [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")])
    for text, level in [
        ("养老", 0),
        ("床位", 1),
        ("新增480张", 2),
        ("改建150张", 2),
        ("食堂", 1),
        ("新增5个", 2),
        ("托育", 0),
        ("扩面", 1),
    ]:
        in_list(document, text, level)
    assert read_docx(saved(document)).text.splitlines() == [
        "一、养老", "（一）床位", "1.新增480张", "2.改建150张", "（二）食堂", "1.新增5个", "二、托育", "（一）扩面",
    ]  # fmt: skip


def test_numbers_of_chapters_circles_and_bullets() -> None:
    document = docx.Document()
    number(document, [("chineseCountingThousand", "第%1章"), ("decimalEnclosedCircle", "%2"), ("bullet", "\uf0b7")])
    number(document, [("bullet", "★")], 91)
    in_list(document, "总则", 0)
    in_list(document, "甲", 1)
    in_list(document, "乙", 2)
    in_list(document, "实事项目", 0, 91)
    assert read_docx(saved(document)).text.splitlines() == ["第一章 总则", "①甲", "乙", "★实事项目"]


def test_a_style_numbers_its_paragraphs() -> None:
    document = docx.Document()
    number(document, [("decimal", "%1．")])
    style = document.styles.add_style("条", 1)
    style.element.get_or_add_pPr().append(parse_xml(f'<w:numPr {W}><w:numId w:val="90"/></w:numPr>'))
    document.add_paragraph("甲", "条")
    document.add_paragraph("乙", "条")
    assert read_docx(saved(document)).text.splitlines() == ["1．甲", "2．乙"]


def test_revisions_are_read_as_accepted() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    assert lines_of(
        f"<w:p>{run.format('新增')}<w:del><w:r><w:delText>300</w:delText></w:r></w:del><w:ins>{run.format('480')}</w:ins>"
        f"<w:moveFrom>{run.format('甲')}</w:moveFrom><w:moveTo>{run.format('张')}</w:moveTo></w:p>",
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run.format('前半，')}</w:p>",
        f"<w:p>{run.format('后半。')}</w:p>",
    ) == ["新增480张", "前半，后半。"]


def test_hidden_text_field_codes_and_comments_are_left_out() -> None:
    assert lines_of(
        "<w:p><w:r><w:t>第</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>3</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r><w:r><w:commentReference w:id='1'/></w:r>"
        "<w:r><w:t>条</w:t><w:br/><w:t>下行</w:t><w:tab/><w:noBreakHyphen/>"
        "<w:sym w:font='Wingdings' w:char='F0FE'/></w:r></w:p>"
    ) == ["第3条", "下行\t-\uf0fe"]


def test_a_ticked_box_of_a_symbol_font_is_read_as_one() -> None:
    document = docx.Document()
    document.add_paragraph("").runs or document.paragraphs[0].add_run()
    document.paragraphs[0].runs[0]._r.append(parse_xml(f"<w:sym {W} w:font='Wingdings' w:char='F0FE'/>"))
    document.paragraphs[0].add_run("主动公开")
    clean = read_bytes(saved(document), "a.docx")
    assert clean.text == "☑主动公开"
    assert [(repair.before, repair.after) for repair in clean.repairs] == [("\uf0fe", "☑")]


def test_what_is_left_out_is_listed_where_it_stood() -> None:
    run = "<w:r>{}<w:t>{}</w:t></w:r>"
    document = docx.Document()
    document.add_paragraph("全文。")
    struck = run.format("<w:rPr><w:strike/></w:rPr>", "300") + run.format("<w:rPr><w:vanish/></w:rPr>", "密")
    xml = f"<w:p {W}>{run.format('', '新增')}<w:del><w:r><w:delText>30</w:delText></w:r></w:del>{struck}</w:p>"
    document.element.body.insert(-1, parse_xml(xml))
    document.add_comment(document.paragraphs[0].runs, "请核")
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.sections[0].footer.paragraphs[0].text = "第1页"
    found = read_docx(saved(document))
    assert found.text == "全文。\n新增"
    assert [(removal.text, removal.reason, removal.at) for removal in found.removed] == [
        ("内部资料", "页眉", 0),
        ("请核", "批注", 3),
        ("30", "修订中删除的文字", 6),
        ("300", "划去的文字", 6),
        ("密", "隐藏文字", 6),
        ("第1页", "页脚", 6),
    ]


def test_a_text_box_stands_once_behind_its_paragraph() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    assert lines_of(
        '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
        "<w:t>段落。</w:t></w:r></w:p>"
    ) == ["段落。", "框内"]


def test_tables_stand_in_their_place_with_merged_cells_filled_down() -> None:
    document = docx.Document()
    document.add_paragraph("前。")
    rows = [("任务", "牵头单位", "完成时限"), ("新增床位\n480张", "民政局", "6月"), ("改建床位", "", "12月")]
    table = document.add_table(len(rows), 3)
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(1, 1).merge(table.cell(2, 1))
    document.add_paragraph("后。")
    assert read_docx(saved(document)).text.splitlines() == [
        "前。",
        "任务：新增床位480张；牵头单位：民政局；完成时限：6月",
        "任务：改建床位；牵头单位：民政局；完成时限：12月",
        "后。",
    ]


def test_headers_and_footers_are_no_text_of_the_document() -> None:
    document = docx.Document()
    document.add_paragraph("正文。")
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "页脚"
    assert read_docx(saved(document)).text == "正文。"


def test_footnotes_come_at_the_end() -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    document = docx.Document()
    paragraph = document.add_paragraph("推进接诉即办。")
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), "2")
    paragraph.add_run()._r.append(reference)
    note = "<w:p><w:r><w:footnoteRef/><w:t>接诉即办：一项机制。</w:t></w:r></w:p>"
    notes = f'<w:footnotes {W}><w:footnote w:id="2">{note}</w:footnote></w:footnotes>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    found = read_docx(saved(document))
    assert found.text.splitlines() == ["推进接诉即办。", "注：", "1.接诉即办：一项机制。"]
    assert [(removal.text, removal.reason, removal.at) for removal in found.removed] == [("1", "注释标记", 7)]


def test_a_suffix_that_lies_does_not_matter(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("新增480张床位。")
    assert read_bytes(saved(document), "通知.pdf").text == "新增480张床位。"


def test_a_document_of_pictures_is_refused() -> None:
    with pytest.raises(FileRefused, match="没有文字"):
        read_bytes(saved(docx.Document()), "a.docx")
