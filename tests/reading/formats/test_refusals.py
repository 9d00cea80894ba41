"""What is not read is refused in one sentence: what it is, and the way out. No input does anything else."""

from __future__ import annotations

import io
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import bounded_process
from indexer.errors import FileRefused
from indexer.reading import read_bytes, read_file
from indexer.reading.formats import apart, containers, office
from indexer.records import CleanText

ROOT = Path(__file__).parents[3]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


def packed(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def word(body: str = "", document: str = "") -> bytes:
    """A Word file with the given body, or with the given whole main part."""
    file = io.BytesIO()
    docx.Document().save(file)
    with zipfile.ZipFile(file) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    main = parts["word/document.xml"].decode()
    start, end = main.index("<w:body>") + 8, main.index("</w:body>")
    return packed(parts | {"word/document.xml": document or main[:start] + body + main[end:]})


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "文件是空的"),
        ("a.txt", b"\xef\xbb\xbf \r\n", "文件是空的"),
        ("~$通知.docx", b"\x05admin" + b" " * 159, "临时锁文件.*不带 ~"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "是图片.*OCR"),
        ("a.pdf", b"\xff\xd8\xff\xe0" + b"\0" * 50, "是图片"),
        ("a.docx", b"Rar!\x1a\x07\x00" + b"\0" * 50, "是压缩包.*解压"),
        ("a.doc", b"\x1f\x8b\x08" + b"\0" * 50, "是压缩包"),
        ("a.docx", packed({"一.txt": "正文"}), "是压缩包"),
        ("a.docx", b"PK\x03\x04" + b"\0" * 50, "结构已损坏"),
        ("a.odt", packed({"mimetype": "application/vnd.oasis.opendocument.text"}), "（.odt）文件.*另存为 .docx"),
        ("a.ods", packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "（.ods）文件.*另存为 .xlsx"),
        ("a.odp", packed({"mimetype": "application/vnd.oasis.opendocument.presentation"}), "OpenDocument 演示"),
        ("a.pptx", packed({"[Content_Types].xml": "<a/>", "ppt/presentation.xml": "<a/>"}), "演示文稿"),
        ("a.epub", packed({"mimetype": "application/epub+zip"}), "电子书"),
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), "旧版 Word 或 WPS.*另存为 .docx"),
        ("a.xls", OLE + "Workbook".encode("utf-16-le"), "旧版 Excel.*另存为 .xlsx"),
        ("a.ppt", OLE + "PowerPoint Document".encode("utf-16-le"), "旧版演示文稿"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "已加密.*取消密码"),
        ("a.msg", OLE, "不是 Word 或 Excel"),
        ("a.rtf", b"{\\rtf1 a}", "RTF 文件.*另存为 .docx"),
        ("a.exe", b"MZ\x90\0" + b"\0" * 50, "程序"),
        ("a.mp4", b"\0\0\0\x20ftypisom" + b"\0" * 50, "音频或视频"),
        ("a.docx", packed({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"}), "内部结构已损坏"),
        ("a.xlsx", packed({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>"}), "内部结构已损坏"),
        ("a.ofd", packed({"OFD.xml": "<a/>"}), "内部结构已损坏"),
        ("a.bin", bytes(range(128, 256)) * 20, "编码"),
        ("a.txt", b"abc\0\0\1\2" * 9, "U\\+0000|编码"),
        ("a.html", b"<html><body><script>1</script></body></html>", "没有正文"),
    ],
)
def test_the_reason_and_the_way_out(monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, reason: str) -> None:
    monkeypatch.setattr(office.shutil, "which", lambda program: None)
    with pytest.raises(FileRefused, match=reason) as refused:
        read_bytes(data, name)
    assert str(refused.value).startswith(f"{name}：")
    assert str(refused.value).count("\n") == 0


def test_old_files_are_converted_where_libreoffice_is_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "soffice"
    (tmp_path / "made.docx").write_bytes(word("<w:p><w:r><w:t>新增480张床位。</w:t></w:r></w:p>"))
    program.write_text(
        '#!/bin/sh\nwhile [ "$1" != --outdir ]; do shift; done\ncp ' + f"{tmp_path}/made.docx" + ' "$2/source.docx"\n'
    )
    program.chmod(0o755)
    monkeypatch.setattr(office.shutil, "which", lambda name: str(program))
    assert read_bytes(OLE + "WordDocument".encode("utf-16-le"), "a.doc").text == "新增480张床位。"
    program.write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(FileRefused, match="已损坏"):
        read_bytes(OLE + "WordDocument".encode("utf-16-le"), "a.doc")
    late = tmp_path / "late"
    program.write_text(f"#!/bin/sh\n(sleep 1; touch {late}) &\nwait\n")  # soffice is a script that starts the program
    monkeypatch.setattr(office, "MAX_CONVERT_SECONDS", 0.2)
    with pytest.raises(FileRefused, match=r"转换超过 0.2 秒"):
        read_bytes(OLE + "WordDocument".encode("utf-16-le"), "a.doc")
    time.sleep(1.2)
    assert not late.exists()


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MAX_UNPACKED_BYTES", 1 << 20)
    with pytest.raises(containers.Unreadable, match="解压后有 2 MB，上限是 1 MB"):
        containers.check_container(packed({"a.bin": b"\0" * (2 << 20)}), "Word")
    monkeypatch.setattr(containers, "MAX_PACKED_PARTS", 5)
    with pytest.raises(containers.Unreadable, match="有 9 个部件，上限是 5"):
        containers.check_container(packed({str(n): b"" for n in range(9)}), "Word")


def test_a_bomb_of_the_default_limits() -> None:
    with pytest.raises(FileRefused, match=r"上限是 (200|30) MB"):
        read_bytes(word(document=" " * (40 << 20)), "a.docx")


def test_entities_are_refused() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "床"><!ENTITY b "&a;&a;">]><a>&b;</a>'
    for document in (bomb, bomb.encode("utf-16")):
        with pytest.raises(FileRefused, match="实体声明"):
            read_bytes(word(document=document), "a.docx")  # type: ignore[arg-type]
    for name, page in (("a.xml", bomb), ("a.html", bomb.split("?>")[1].replace("<a>", "<html><p>") + "</p></html>")):
        with pytest.raises(FileRefused, match="实体声明"):
            read_bytes(page.encode(), name)


@pytest.mark.parametrize(
    "body",
    [
        "<ol>" + "<li>甲</li>" * 60_000 + "</ol>",
        "<table><tr>" + "<td rowspan=99999 colspan=99999>甲</td>" * 500 + "</tr>" + "<tr><td>乙" * 200 + "</table>",
        "<div hidden>" * 3_000 + "全年新增养老床位480张、改建床位。",
    ],
)
def test_hostile_pages_take_no_time(body: str) -> None:
    started = time.perf_counter()
    assert read_bytes(f"<html><body>{body}</body></html>".encode(), "a.html").text
    assert time.perf_counter() - started < 5


def test_a_line_of_100_mb_is_refused_by_its_size(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="文件有 100 MB，上限是 50 MB"):
        read_bytes(b"a" * (100 << 20), "a.txt")
    sparse = tmp_path / "a.txt"
    with sparse.open("wb") as file:
        file.truncate(100 << 20)
    with pytest.raises(FileRefused, match="超过 50 MB"):
        read_file(sparse, "a.txt")
    with pytest.raises(FileRefused, match="正文有 2,000,000 个字符，上限是 1,000,000"):
        read_bytes(b"a" * 2_000_000, "a.txt")


def test_a_pdf_of_10_000_pages_is_refused_by_its_pages() -> None:
    pages = range(3, 10_003)
    kids = " ".join(f"{n} 0 R" for n in pages)
    objects = ["1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj", f"2 0 obj<</Type/Pages/Count 10000/Kids[{kids}]>>endobj"]
    objects += [f"{n} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj" for n in pages]
    data = "%PDF-1.4\n" + "\n".join(objects) + "\ntrailer<</Root 1 0 R>>\n%%EOF"
    with pytest.raises(FileRefused, match="PDF 有 10,000 页，上限是 2,000 页"):
        read_bytes(data.encode(), "a.pdf")


def test_a_reader_that_takes_too_long_or_dies_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MAX_FILE_SECONDS", 0.3)
    with pytest.raises(FileRefused, match=r"读取超过 0.3 秒"):
        read_bytes(("<html><body>" + "<div>" * 60_000 + "</body></html>").encode(), "a.html")
    monkeypatch.setattr(apart, "MAX_FILE_SECONDS", 60)
    monkeypatch.setattr(bounded_process.sys, "executable", "/bin/false")
    with pytest.raises(FileRefused, match="读取时出错或占用内存超过 500 MB（代码 1）"):
        read_bytes(b"<html><body><p>a</p></body></html>", "a.html")


def test_reading_loads_no_parser_before_it_needs_one() -> None:
    names = ("selectolax", "pypdfium2", "docx", "lxml", "openpyxl", "ofdkit")
    program = f"import sys, indexer.reading; print([name for name in {names} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def outcome(data: bytes, name: str) -> str:
    """Read bytes, and make sure that the outcome is one of the two that are allowed."""
    try:
        clean = read_bytes(data, name)
    except FileRefused as error:
        return str(error)
    assert isinstance(clean, CleanText)
    assert "\ufffd" not in clean.text
    return clean.text


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=2000), name=st.sampled_from(["a.txt", "a.csv", "a.md", "~$a"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    outcome(data, name)


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet=st.sampled_from("一养老床位，。1,\t|\"'#*-[]()<>&;\n \r\ufeff★２"), max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    outcome(text.encode(), "a.md")


@settings(max_examples=15, deadline=None)
@given(
    at=st.integers(0, 5000),
    junk=st.binary(min_size=1, max_size=40),
    start=st.sampled_from([b"%PDF-1.4\n", b"PK\x03\x04", b"<html>", b""]),
)
def test_damaged_containers_are_read_or_refused(at: int, junk: bytes, start: bytes) -> None:
    whole = word("<w:p><w:r><w:t>床位</w:t></w:r></w:p>")
    outcome(start + junk if start else whole[: at % len(whole)] + junk + whole[at % len(whole) + len(junk) :], "a")
