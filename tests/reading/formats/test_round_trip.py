"""A document saved in another format gives the same clauses."""

from __future__ import annotations

import html
import importlib.util
import io
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from xml.sax.saxutils import escape

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate

from indexer.reading import read_bytes
from indexer.reading.wrapping import width
from indexer.records import CleanText
from indexer.structure import structure

SOURCE = Path(__file__).parents[3] / "corpus" / "静安区-2025-重点工作安排.txt"
NUMBER = re.compile(r"[一二三四五六七]、|\d{1,2}\.(?!\d)")
COLUMNS, ROWS = 56, 22  # of a page of an official document


def sibling(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def clauses(clean: CleanText) -> list[tuple[tuple[str, ...], str]]:
    return [(clause.path, clause.text) for clause in structure(clean, doc_id="d", source="a").clauses]


def as_docx(lines: list[str]) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def as_numbered_docx(lines: list[str]) -> bytes:
    """The parts and items of the document are numbered by Word; the items go on from part to part."""
    document = docx.Document()
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlRestart w:val="0"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (style, text) in enumerate([("chineseCounting", "%1、"), ("decimal", "%2.")])
    )
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for line in lines:
        found = NUMBER.match(line)
        paragraph = document.add_paragraph(line[found.end() :] if found else line)
        if found:
            level = f'<w:ilvl w:val="{int(line[0].isdigit())}"/><w:numId w:val="90"/>'
            paragraph._p.get_or_add_pPr().append(parse_xml(f"<w:numPr {nsdecls('w')}>{level}</w:numPr>"))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def as_html(lines: list[str]) -> bytes:
    body = "\n".join(f"<p style='text-indent:2em'>{html.escape(line)}</p>" for line in lines)
    return f"<html><head><meta charset='gb2312'></head><body>{body}</body></html>".encode("gb18030")


def as_pdf(lines: list[str]) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("body", fontName="STSong-Light", fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK")
    file = io.BytesIO()
    SimpleDocTemplate(file).build([Paragraph(escape(line), style) for line in lines])
    return file.getvalue()


def as_ofd(lines: list[str]) -> bytes:
    rows: list[str] = []
    for line in lines:
        rows.append("\u3000\u3000")
        for char in line:
            if width(rows[-1] + char) > COLUMNS:
                rows.append("")
            rows[-1] += char
    pages = [[escape(row) for row in rows[at : at + ROWS]] for at in range(0, len(rows), ROWS)]
    return bytes(sibling("test_pages").ofd(*pages))


def as_gb18030(lines: list[str]) -> bytes:
    return "\n".join(lines).encode("gb18030")


def as_utf16(lines: list[str]) -> bytes:
    return "\r\n".join(lines).encode("utf-16")


@pytest.mark.parametrize("save", [as_docx, as_numbered_docx, as_html, as_pdf, as_ofd, as_gb18030, as_utf16])
def test_the_clauses_of_a_saved_document_are_those_of_the_text(save: Callable[[list[str]], bytes]) -> None:
    text = read_bytes(SOURCE.read_bytes(), SOURCE.name)
    expected = clauses(text)
    assert len(expected) > 100
    assert clauses(read_bytes(save(text.text.splitlines()), "a")) == expected
