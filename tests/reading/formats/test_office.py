"""Files of other office programs, as LibreOffice itself writes them, come out as the Word or Excel file would."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import docx
import openpyxl
import pytest

from indexer.errors import FileRefused
from indexer.reading import read_bytes

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed; it is optional")
LINES = [
    "东川区2025年重点工作安排",
    "一、新增养老床位480张，改建150张。",
    "1.任务：新增口袋公园5座；牵头单位：绿化市容局",
    "2.任务：新建绿道2公里；牵头单位：绿化市容局",
]
ROWS = [["序号", "任务", "牵头单位"], ["1", "新增口袋公园5座", "绿化市容局"], ["2", "新建绿道2公里", "绿化市容局"]]


def converted(source: Path, suffix: str) -> bytes:
    profile = f"-env:UserInstallation={(source.parent / 'profile').as_uri()}"
    command = [str(SOFFICE), "--headless", profile, "--convert-to", suffix, "--outdir", str(source.parent), str(source)]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    return source.with_suffix(f".{suffix}").read_bytes()


@pytest.fixture(scope="module")
def word(tmp_path_factory: pytest.TempPathFactory) -> Path:
    document = docx.Document()
    for line in LINES[:2]:
        document.add_paragraph(line)
    table = document.add_table(len(ROWS), len(ROWS[0]))
    for row, cells in enumerate(ROWS):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    document.sections[0].header.paragraphs[0].text = "内部资料"
    path = tmp_path_factory.mktemp("office") / "a.docx"
    document.save(str(path))
    return path


@pytest.mark.parametrize("suffix", ["doc", "rtf", "odt"])
def test_word_files_of_other_programs(word: Path, suffix: str) -> None:
    data = converted(word, suffix)
    clean = read_bytes(data, f"a.{suffix}")
    assert clean.text.splitlines() == LINES
    assert [(removal.text, removal.reason) for removal in clean.removed] == [("内部资料", "页眉")]
    if suffix == "doc":  # WPS writes the same structure
        assert read_bytes(data, "a.wps").text.splitlines() == LINES


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_workbooks_of_other_programs(tmp_path: Path, suffix: str) -> None:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append([int(cell) if cell.isdigit() else cell for cell in row])
    book.save(tmp_path / "a.xlsx")
    assert read_bytes(converted(tmp_path / "a.xlsx", suffix), f"a.{suffix}").text.splitlines() == LINES[2:]


def test_an_rtf_in_gbk() -> None:
    line = "".join(f"\\'{byte:02x}" for byte in "新增养老床位480张。".encode("gbk"))
    data = rf"{{\rtf1\ansi\ansicpg936{{\fonttbl{{\f0\fcharset134 SimSun;}}}}\f0 {line}\par}}".encode()
    assert read_bytes(data, "a.rtf").text == "新增养老床位480张。"


def test_what_libreoffice_cannot_open_is_refused() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "WordDocument".encode("utf-16-le")
    with pytest.raises(FileRefused, match=r"a.doc：.*可能有密码，或内部结构已损坏.*另存为 .docx"):
        read_bytes(data, "a.doc")
