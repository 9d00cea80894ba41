"""Small whole files of every format that is read, made by code: to be fuzzed, and made hostile."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

_OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
TITLE = "静安区2025年重点工作安排"
LINES = (TITLE, "一、民生保障", "1.新增养老床位480张，改建床位不少于300张。", "2.完成1.2万户燃气改造，增长5%左右。")
PAGE = "".join(f"<p>{line}</p>" for line in LINES)


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip of parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """Return the parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def html(body: str = PAGE) -> bytes:
    """Return a page."""
    return f"<html><head><title>{TITLE}</title></head><body>{body}</body></html>".encode()


def docx(body: str = "", *, document: bytes | None = None) -> bytes:
    """Return a Word file with a table and a list, with more of a body, or with another main part."""
    from docx import Document

    word = Document()
    for line in LINES:
        word.add_paragraph(line, style="List Number" if line[0] == "2" else None)
    table = word.add_table(2, 3)
    for cell, words in zip(
        (*table.rows[0].cells, *table.rows[1].cells), ("序号", "任务", "单位", "1", "新增托位", "教育局"), strict=True
    ):
        cell.text = words
    file = io.BytesIO()
    word.save(file)
    parts = parts_of(file.getvalue())
    main = document if document is not None else parts["word/document.xml"]
    return packed(parts | {"word/document.xml": main.replace(b"<w:body>", b"<w:body>" + body.encode())})


def xlsx(
    rows: Iterable[Iterable[object]] = (("序号", "任务", "单位"), (1, "新增床位480张", "民政局"), (2, 0.955, "教育局")),
) -> bytes:
    """Return a workbook of one sheet."""
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def ofd(lines: Iterable[str] = LINES, *, pages: int = 1, more: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return an OFD of the standard's smallest form, a text object a line, every page the same."""
    objects = "".join(
        f'<ofd:TextObject ID="{at + 9}" Boundary="20 {20 + 8 * at} 180 6" Size="4.2"><ofd:TextCode X="0" Y="4"'
        f' DeltaX="g {len(line) - 1} 4.2">{line}</ofd:TextCode></ofd:TextObject>'
        for at, line in enumerate(lines)
    )
    listed = "".join(f'<ofd:Page ID="{number + 1}" BaseLoc="P.xml"/>' for number in range(pages))
    area = (
        "<ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
    )
    root = "<ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    return packed(
        {
            "OFD.xml": f'<ofd:OFD {_OFD} Version="1.1">{root}</ofd:OFD>',
            "Doc_0/Document.xml": f"<ofd:Document {_OFD}>{area}<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
            "Doc_0/P.xml": f"<ofd:Page {_OFD}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>",
            **(more or {}),
        }
    )


def pdf(lines: Iterable[str] = LINES) -> bytes:
    """Return a PDF of one page with a text layer."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    canvas = Canvas(file, pageCompression=0)
    canvas.setFont("STSong-Light", 12)
    for at, line in enumerate(lines):
        canvas.drawString(72, 750 - 20 * at, line)
    canvas.save()
    return file.getvalue()


def raw_pdf(objects: Iterable[str]) -> bytes:
    """Return a PDF of objects written as they are, numbered from 1, the first of which is its catalogue."""
    body = "\n".join(f"{number} 0 obj{content}endobj" for number, content in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}\ntrailer<</Root 1 0 R>>\n%%EOF".encode()


def seeds() -> dict[str, bytes]:
    """Return a file of each format by its suffix."""
    text = "\n".join(LINES)
    table = "<table><tr><th>序号<th>任务<th>单位<tr><td rowspan=2>1<td>新增床位<td>民政局<tr><td colspan=2>合计</table>"
    mail = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n"
    feed = f"<title>{TITLE}</title><description>&lt;p&gt;{LINES[2]}&lt;/p&gt;</description>"
    return {
        "txt": text.encode(),
        "gbk.txt": text.encode("gb18030"),
        "utf16.txt": text.encode("utf-16"),
        "csv": "序号,任务,单位\n1,新增床位480张,民政局\n2,改造道路3条,建委\n".encode(),
        "md": f"# {TITLE}\n\n## 一、民生\n\n- 新增**480张**床位\n\n|任务|单位|\n|--|--|\n|甲|乙|\n".encode(),
        "html": html(PAGE + table + "<ol start=3><li>一<ul><li><a href=#a>[1]</a></ul></ol><del>旧</del>"),
        "xml": f"<?xml version='1.0'?><rss><item>{feed}</item></rss>".encode(),
        "mht": (mail + html().decode() + "\n--b--\n").encode(),
        "docx": docx(),
        "xlsx": xlsx(),
        "ofd": ofd(),
        "pdf": pdf(),
    }
