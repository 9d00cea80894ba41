"""Word files that are read again, and in which no text acts."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from indexer.word import Paragraph, Run, docx_bytes

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "$x$ ~~3~5个~~ :red[x] 1. 2.",
    '=HYPERLINK("http://example.invalid")',
    "{ HYPERLINK \\o } 《标题》“引文”",
    "https://example.invalid/a?b&c",
]


def reopened(*paragraphs: Paragraph) -> docx.document.Document:
    return docx.Document(io.BytesIO(docx_bytes(paragraphs, title="先例")))


def test_paragraphs_come_back_with_their_styles_and_looks() -> None:
    document = reopened(
        Paragraph([Run("先例")], "title"),
        Paragraph([Run("1. 句子")], "heading"),
        Paragraph([Run("健全"), Run("等", "marked"), Run("机制", "faint"), Run("。", "strong")], "item"),
    )
    assert [(p.text, p.style.name) for p in document.paragraphs] == [
        ("先例", "Title"),
        ("1. 句子", "Heading 2"),
        ("健全等机制。", "List Bullet"),
    ]
    looks = [(bool(run.bold), bool(run.underline)) for run in document.paragraphs[2].runs]
    assert looks == [(False, False), (True, True), (False, False), (True, False)]
    assert (document.core_properties.title, document.core_properties.author) == ("先例", "")
    assert round(document.sections[0].page_width.cm, 1) == 21.0


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(text: str) -> None:
    data = docx_bytes([Paragraph([Run(text)])], title=text)
    assert docx.Document(io.BytesIO(data)).paragraphs[0].text == text
    body = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode("utf-8")
    assert not any(name in body for name in ("w:hyperlink", "w:instrText", "w:fldSimple", "w:fldChar"))


def test_control_characters_are_left_out_and_breaks_become_blanks() -> None:
    text = "新增\x00\x0b\u202e床位\r\n480\t张\ud800\ufeff"
    assert reopened(Paragraph([Run(text)])).paragraphs[0].text == "新增床位 480 张"


def test_chinese_text_has_a_chinese_font() -> None:
    styles = zipfile.ZipFile(io.BytesIO(docx_bytes([], title=""))).read("word/styles.xml").decode("utf-8")
    document = reopened()
    fonts = document.styles["Title"].element.rPr.rFonts
    assert dict(fonts.attrib) == dict.fromkeys(fonts.attrib, "宋体")
    assert 'w:eastAsia="宋体"' in styles


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "?view=read", "", 'http://x" y', "http://x\ny"]
)
def test_only_an_address_on_the_web_becomes_a_link(url: str) -> None:
    runs = [Run("打开", url=url), Run("别处", url="https://www.example.cn/?a=1&b=2")]
    (paragraph,) = reopened(Paragraph(runs)).paragraphs
    assert paragraph.text == "打开别处"
    assert [(link.text, link.url) for link in paragraph.hyperlinks] == [("别处", "https://www.example.cn/?a=1&b=2")]
