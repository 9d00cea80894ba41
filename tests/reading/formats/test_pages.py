"""PDF and OFD: lines of the text layer; without one they are refused."""

from __future__ import annotations

import io
import zipfile

import pytest
from reportlab.lib import pdfencrypt
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from indexer.errors import FileRefused
from indexer.reading import read_bytes
from indexer.reading.formats.ofd import read_ofd
from indexer.reading.formats.pdf import read_pdf

SECRET = "x"  # noqa: S105 - of a file that the test makes
INDENT = "\u3000\u3000"
OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def pdf(*pages: list[str], indent: int = 0, password: str = "") -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    canvas = Canvas(file, encrypt=pdfencrypt.StandardEncryption(password) if password else None)
    for lines in pages:
        canvas.setFont("STSong-Light", 12)
        for at, line in enumerate(lines):
            canvas.drawString(72 + (indent if at == 0 else 0), 750 - 20 * at, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def ofd(*pages: list[str]) -> bytes:
    """An OFD of the standard's smallest form: one text object a line, in millimetres."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        body = "<ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
        package.writestr("OFD.xml", f'<ofd:OFD {OFD} Version="1.1">{body}</ofd:OFD>')
        box = "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
        area = f"<ofd:CommonData><ofd:PageArea>{box}</ofd:PageArea></ofd:CommonData>"
        listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="P_{n}.xml"/>' for n in range(len(pages)))
        package.writestr(
            "Doc_0/Document.xml", f"<ofd:Document {OFD}>{area}<ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
        )
        for number, lines in enumerate(pages):
            objects = "".join(
                f'<ofd:TextObject ID="{100 * number + at}" Boundary="20 {20 + 8 * at} 180 6" Size="4.2"><ofd:TextCode'
                f' X="{8.4 * line.startswith(INDENT)}" Y="4" DeltaX="g {len(line.strip()) - 1} 4.2">{line.strip()}'
                "</ofd:TextCode></ofd:TextObject>"
                for at, line in enumerate(lines)
            )
            page = f"<ofd:Page {OFD}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>"
            package.writestr(f"Doc_0/P_{number}.xml", page)
    return file.getvalue()


def test_a_pdf_gives_its_lines_and_pages() -> None:
    data = pdf(["一、养老服务", "新增480张养老床位。"], ["二、托育服务", "扩大覆盖面。"])
    assert read_pdf(data).text == "一、养老服务\n新增480张养老床位。\f二、托育服务\n扩大覆盖面。"


def test_an_indented_line_of_a_pdf_begins_with_two_blanks() -> None:
    lines = ["全面推进养老服务体系建设，新增", "480张养老床位。", "改建150张", "床位。"]
    assert read_pdf(pdf(lines, indent=24)).text.splitlines()[:2] == ["\u3000\u3000" + lines[0], lines[1]]


def test_rows_of_short_cells_are_lines_of_their_own() -> None:
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.setFont("STSong-Light", 12)
    rows = [["序号", "任务", "单位"], ["1", "新增床位480张", "民政局"], ["2", "绿道2公里", "绿化市容局"]]
    for down, row in enumerate(rows):
        for across, cell in enumerate(row):
            canvas.drawString(72 + 120 * across, 700 - 20 * down, cell)
    canvas.drawString(72, 600, "面积20万m")
    canvas.setFont("STSong-Light", 7)
    canvas.drawString(140, 605, "2")  # a number set above the line begins no row
    canvas.save()
    assert read_pdf(file.getvalue()).text.splitlines() == [*map(" ".join, rows), "面积20万m 2"]


def test_a_number_set_wide_is_one_and_two_columns_of_figures_are_not() -> None:
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.setFont("STSong-Light", 12)
    for at, character in enumerate("新增养老床位480张。"):
        canvas.drawString(72 + 12 * at, 700, character)
    for down, (figures, apart) in enumerate(
        [(("480", "150"), 24), (("4", "8"), 40)]
    ):  # columns close by, and of one digit
        for at, figure in enumerate(figures):
            canvas.drawString(72 + apart * at, 600 - 40 * down, figure)
    canvas.drawString(72, 500, "2 0")
    canvas.save()
    assert read_pdf(file.getvalue()).text.splitlines() == ["新增养老床位480 张。", "480 150", "4 8", "2 0"]


def test_an_encrypted_pdf_is_refused() -> None:
    with pytest.raises(FileRefused, match=r"a.pdf：PDF 文件已加密.*取消密码"):
        read_bytes(pdf(["正文。"], password=SECRET), "a.pdf")


def test_a_pdf_without_text_is_refused() -> None:
    with pytest.raises(FileRefused, match=r"扫描件：2 页只有 0 个字符.*OCR"):
        read_bytes(pdf([], []), "a.pdf")


def test_a_damaged_pdf_is_refused() -> None:
    with pytest.raises(FileRefused, match="内部结构已损坏"):
        read_bytes(b"%PDF-1.7\n" + bytes(range(256)), "a.pdf")


def test_an_ofd_gives_its_lines_and_pages() -> None:
    assert (
        read_ofd(ofd(["一、养老服务", "新增480张养老床位。"], ["扩大覆盖面。"])).text
        == "一、养老服务\n新增480张养老床位。\f扩大覆盖面。"
    )


def test_an_indented_line_of_an_ofd_begins_with_two_blanks() -> None:
    lines = [INDENT + "全面推进养老服务体系建设，新增", "480张养老床位。", INDENT + "改建150张", "床位。"]
    assert read_ofd(ofd(lines)).text.splitlines() == lines


def test_an_ofd_without_text_is_refused() -> None:
    with pytest.raises(FileRefused, match="只有图片"):
        read_bytes(ofd([]), "a.ofd")
