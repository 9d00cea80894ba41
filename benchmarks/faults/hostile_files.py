"""Files that are made to crash, stall or fill whoever reads them, by code; each with what its refusal has to say."""

from __future__ import annotations

import base64
import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.faults.made_files import docx, html, ofd, packed, parts_of, pdf, raw_pdf, xlsx

_MB = 2**20
_BOMB = '<!DOCTYPE a [<!ENTITY a "床">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True)
) + "]>"  # 床 a thousand million times  # fmt: skip
_FILE = '<!DOCTYPE a [<!ENTITY j SYSTEM "file:///etc/passwd">]>'
_XML_BOMB = f'<?xml version="1.0"?>{_BOMB}<a>&j;</a>'.encode()
_FILE_PAGE = f"{_FILE}<html><body><p>&j;</p></body></html>".encode()
_MAIL = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n"
_CATALOG = "<</Type/Catalog/Pages 2 0 R>>"
_FONT = "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file: what it is called, how its bytes are made, and what the reason says (a regular expression)."""

    name: str
    make: Callable[[], bytes]
    reason: str


def hostile_files() -> list[Hostile]:
    """Return all of them; none holds its bytes before it is asked."""
    return [Hostile(*entry) for entry in (*_containers(), *_markup(), *_pages(), *_texts())]


def _containers() -> Iterator[tuple[str, Callable[[], bytes], str]]:
    sheet = "xl/worksheets/sheet1.xml"
    yield (
        "部件解压后很大.docx",
        lambda: _with(docx(), "word/media/1.png", bytes(260 * _MB)),
        "解压后有 261 MB，上限是 200 MB",
    )
    yield "正文部件很大.docx", lambda: docx(document=b" " * (40 * _MB)), r"document.xml 有 40 MB，上限是 30 MB"
    yield (
        "部件很多.xlsx",
        lambda: packed({**parts_of(xlsx()), **{f"xl/{n}": b"" for n in range(20_001)}}),
        "个部件，上限是",
    )
    yield "谎报大小.docx", _lying_about_size, "已损坏"
    yield "部件重叠.docx", _overlapping, "解压后有|已损坏"
    yield "层层压缩.docx", _nested_zip, "是压缩包"
    yield "加密部件.docx", _encrypted_part, "已加密"
    yield "实体炸弹.docx", lambda: docx(document=f"<?xml version='1.0'?>{_BOMB}<a>&j;</a>".encode()), "实体声明"
    yield "实体炸弹utf16.docx", lambda: docx(document=f"{_BOMB}<a>&j;</a>".encode("utf-16")), "实体声明"
    yield "外部实体.xlsx", lambda: _with(xlsx(), "xl/sharedStrings.xml", f"{_FILE}<sst><si><t>&j;".encode()), "实体声明"
    yield "实体声明.ofd", lambda: _with(ofd(), "OFD.xml", f"{_BOMB}<a>&j;</a>".encode()), "实体声明"
    yield "嵌套十万层.docx", lambda: docx("<w:tbl><w:tr><w:tc>" * 100_000), "结构已损坏"
    yield "自称很多页.ofd", lambda: ofd(pages=10_000), "OFD 有 10,000 页，上限是 2,000 页"
    yield (
        "页面指向自己.ofd",
        lambda: _with(ofd(), "Doc_0/P.xml", b"<Page><Template><Page BaseLoc='P.xml'/></Template></Page>"),
        "OFD",
    )
    yield "只有大图片.ofd", lambda: ofd((), more={"Doc_0/Res/1.png": bytes(210 * _MB)}), "解压后有"
    yield (
        "路径穿出.ofd",
        lambda: _with(ofd(), "OFD.xml", b"<OFD><DocBody><DocRoot>../../../../etc/passwd</DocRoot></DocBody></OFD>"),
        "OFD",
    )
    yield (
        "一百万行.xlsx",
        lambda: _with(
            xlsx(), sheet, _sheet(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 600_000))
        ),
        "上限|超过",
    )
    yield (
        "合并整张表.xlsx",
        lambda: _with(
            xlsx(),
            sheet,
            _sheet(
                ['<row r="1"><c r="A1" t="inlineStr"><is><t>', "床" * 2_000, "</t></is></c></row>"],
                "<mergeCells>"
                + "".join(f'<mergeCell ref="A{n * 900 + 1}:XFD{n * 900 + 900}"/>' for n in range(900))
                + "</mergeCells>",
            ),
        ),
        "上限|超过|损坏",
    )
    yield (
        "一行一万六千列.xlsx",
        lambda: _with(
            xlsx(), sheet, _sheet(f'<row r="{n}">' + "<c><v>1</v></c>" * 16_384 + "</row>" for n in range(1, 40))
        ),
        "16,384 列内容，上限是 200 列|读取超过",
    )
    yield (
        "坐标超出.xlsx",
        lambda: _with(xlsx(), sheet, _sheet(['<row r="99999999999"><c r="ZZZZZZ99999999999"><v>1</v></c></row>'])),
        "损坏|没有内容",
    )


def _markup() -> Iterator[tuple[str, Callable[[], bytes], str]]:
    yield "实体炸弹.xml", lambda: _XML_BOMB, "实体声明"
    yield "外部实体.html", lambda: _FILE_PAGE, "实体声明"
    yield "网页嵌套一百万层.html", lambda: html("<div>" * 1_000_000 + "新增床位480张。"), "读取超过|内存|出错|层"
    yield "表格互相嵌套.html", lambda: html("<table><tr><td>" * 20_000 + "新增床位480张。"), "读取超过|内存|出错|层"
    yield (
        "巨大的合并单元格.html",
        lambda: html(
            "<table>" + ("<tr>" + "<td rowspan=99999 colspan=99999>新增养老床位480张" * 9) * 9_000 + "</table>"
        ),
        "上限|超过|内存",
    )
    yield "源码很长.html", lambda: html("<p>新增床位480张。</p><script>" + "a" * (13 * _MB) + "</script>"), "网页源码有"
    yield (
        "存档里没有网页.mht",
        lambda: _MAIL + b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 3_000,
        "没有网页正文|损坏|嵌套",
    )
    yield (
        "存档里的图片.mht",
        lambda: (
            _MAIL
            + b"--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n"
            + base64.b64encode(bytes(20 * _MB))
            + b"\n--b--"
        ),
        "没有网页正文",
    )


def _pages() -> Iterator[tuple[str, Callable[[], bytes], str]]:
    kids = " ".join(f"{number} 0 R" for number in range(3, 10_003))
    leaf = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    yield (
        "一万页.pdf",
        lambda: raw_pdf([_CATALOG, f"<</Type/Pages/Count 10000/Kids[{kids}]>>", *[leaf] * 10_000]),
        "PDF 有 10,000 页，上限是 2,000 页",
    )
    yield "页树成环.pdf", lambda: raw_pdf([_CATALOG, "<</Type/Pages/Count 1000/Kids[2 0 R 2 0 R]>>"]), "PDF"
    yield "对象指向自己.pdf", lambda: raw_pdf(["1 0 R", "2 0 R"]), "PDF"
    yield (
        "内容流炸弹.pdf",
        lambda: _flate_pdf(zlib.compress(b"BT /F 9 Tf (abcdefgh) Tj ET\n" * 12_000_000, 9), 1),
        "读取超过|内存|出错|上限",
    )
    yield "层层压缩的内容流.pdf", lambda: _flate_pdf(_deflated(300 * _MB, 3), 3), "读取超过|内存|出错|扫描件"
    yield (
        "无边的页面.pdf",
        lambda: raw_pdf(
            [
                _CATALOG,
                "<</Type/Pages/Count 1/Kids[3 0 R]>>",
                "<</Type/Page/Parent 2 0 R/MediaBox[-1e38 -1e38 1e38 1e38]>>",
            ]
        ),
        "扫描件",
    )
    yield (
        "图形引用自己.pdf",
        lambda: raw_pdf(
            [
                _CATALOG,
                "<</Type/Pages/Count 1/Kids[3 0 R]>>",
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</XObject<</X 4 0 R>>>>>>",
                "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>/Length 10>>"
                "stream\n/X Do /X Do\nendstream ",
            ]
        ),
        "扫描件|损坏|出错或占用内存",
    )
    yield (
        "很长的一页.pdf",
        lambda: _flate_pdf(zlib.compress(b"BT /F 1 Tf 2 TL " + b"(abcde fgh ijkl) Tj T* " * 90_000 + b"ET"), 1),
        "读取超过|上限",
    )
    yield (
        "交叉引用成环.pdf",
        lambda: (
            pdf().replace(b"startxref", b"startxref 9 startxref")[:-40]
            + b"trailer<</Root 1 0 R/Prev 9>>startxref 9 %%EOF" * 500
        ),
        "PDF|没有",
    )


def _texts() -> Iterator[tuple[str, Callable[[], bytes], str]]:
    yield "一行50MB.txt", lambda: "床".encode() * (49 * _MB // 3), "正文有 .* 个字符，上限是 1,000,000"
    yield "过大.txt", lambda: b"a" * (51 * _MB), "上限是 50 MB|超过 50 MB"
    yield "十五万行.txt", lambda: "床位\n".encode() * 150_000, "150,000 行，上限是 100,000 行"
    yield "全是空字节.txt", lambda: bytes(30 * _MB), "文件是空的"
    yield "不成字的编码.txt", lambda: "新增床位".encode() + b"\xed\xa0\x80" * 90, "编码|U\\+"
    yield "控制符.txt", lambda: "新增床位480张。\x1b[2J\x07".encode() * 9, r"U\+001B"
    yield "随机字节.docx", lambda: b"PK\x03\x04" + bytes(range(256)) * 900, "已损坏"
    yield "压缩炸弹.txt", lambda: gzip.compress(bytes(200 * _MB), 1), "是压缩包"
    yield (
        "很多列.csv",
        lambda: (",".join("项" for _ in range(240_000)) + "\n").encode() * 2,
        "行|上限|读取超过|没有可检索",
    )
    yield "括号.rtf", lambda: b"{\\rtf1" + b"{" * 3_000_000, "RTF|LibreOffice|转换"
    yield (
        "伪装的旧文档.doc",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + bytes(range(256)) * 400,
        "旧版 Word|LibreOffice|编码|没有正文",
    )
    yield "设备的程序.txt", lambda: b"\x7fELF" + bytes(range(256)) * 99, "是程序"


def _with(data: bytes, name: str, content: bytes) -> bytes:
    return packed({**parts_of(data), name: content})


def _sheet(rows: Iterator[str] | list[str], behind: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{"".join(rows)}</sheetData>{behind}</worksheet>'.encode()


def _lying_about_size() -> bytes:
    """Return a part of 25 MB that is declared as one of 100 bytes, in both places where its size stands."""
    data = docx(document=b" " * (25 * _MB))
    return data.replace((25 * _MB).to_bytes(4, "little"), (100).to_bytes(4, "little"))


def _overlapping() -> bytes:
    """Return a directory in which many names stand for the same 20 MB."""
    file = io.BytesIO(docx())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/a.bin", bytes(20 * _MB))
        whole = package.getinfo("word/a.bin")
        for number in range(500):
            other = zipfile.ZipInfo(f"word/{number}.bin")
            for field in ("compress_type", "CRC", "compress_size", "file_size", "header_offset", "flag_bits"):
                setattr(other, field, getattr(whole, field))
            package.filelist.append(other)
    return file.getvalue()


def _nested_zip() -> bytes:
    data = bytes(_MB)
    for _ in range(30):
        data = packed({f"{number}.zip": data for number in range(3)})
    return data


def _encrypted_part() -> bytes:
    data = bytearray(docx())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def _flate_pdf(content: bytes, times: int) -> bytes:
    """Return a PDF of a page whose content is packed several times."""
    head, tail = raw_pdf(
        [
            _CATALOG,
            "<</Type/Pages/Count 1/Kids[3 0 R]>>",
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R{_FONT}>>",
            f"<</Filter[{'/FlateDecode' * times}]/Length {len(content)}>>stream\nHERE\nendstream ",
        ]
    ).split(b"HERE")
    return head + content + tail


def _deflated(size: int, times: int) -> bytes:
    data = bytes(size)
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data
