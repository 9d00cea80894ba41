"""Every encoding that offices use comes out as the same characters, or is refused; nothing comes out mistaken."""

from __future__ import annotations

from pathlib import Path

import opencc
import pytest

from indexer.errors import FileRefused
from indexer.reading import read_bytes
from indexer.reading.encodings import check_characters, decode

CORPUS = sorted((Path(__file__).parents[2] / "corpus").glob("*.txt"))
CLAUSE = "新增480张养老床位，改建150张认知障碍照护床位。"
ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_a_document_in_any_encoding_is_the_same_text(path: Path, encoding: str) -> None:
    text = path.read_bytes().decode("utf-8-sig")
    assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize("encoding", ["big5hkscs", "gb18030", "utf-8", "utf-16-be"])
def test_traditional_characters_in_any_encoding(encoding: str) -> None:
    text = opencc.OpenCC("s2t").convert(CLAUSE)
    assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_short_text_is_enough(encoding: str) -> None:
    assert decode("养老床位".encode(encoding), "a.txt") == "养老床位"


@pytest.mark.parametrize(
    "text",
    [
        "480 beds\n",
        "Plan naïve à café\n",
        "ＡＢＣ",
        "ⓐ✅✅",
        "これはひらがなです",
        "한국어 문서입니다",
        "ياخشىمۇسىز دۇنيا",
    ],
)
def test_text_that_is_no_usual_chinese_is_read_in_utf8(text: str) -> None:
    assert decode(text.encode(), "a.txt") == text
    check_characters(text, "a.txt")


def test_ascii_in_two_or_four_bytes_without_a_mark() -> None:
    for encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        assert decode("Plan 2025\r\n".encode(encoding), "a.txt") == "Plan 2025\r\n"


def test_a_page_that_declares_another_charset_is_read_by_its_characters() -> None:
    page = f'<html><head><meta charset="{{}}"></head><body><p>{CLAUSE}</p></body></html>'
    assert read_bytes(page.format("utf-8").encode("gb18030"), "a.html").text == CLAUSE
    assert read_bytes(page.format("gb2312").encode("utf-8"), "a.html").text == CLAUSE
    assert read_bytes(
        page.format("gb2312").replace("养老", "養老镕").encode("gb18030"), "a.html"
    ).text == CLAUSE.replace(
        "养老",
        "養老镕",  # 镕 and 養 are not in GB 2312
    )


def test_bytes_of_no_encoding_that_reads_well_are_refused_with_the_candidates() -> None:
    rare = "".join(chr(code) for code in range(0x8C00, 0x8C40)).encode("gb18030")
    with pytest.raises(FileRefused, match=r"编码无法确定（可能是 .*GB18030"):
        decode(rare, "a.txt")


def test_a_few_bytes_that_are_ascii_and_chinese_are_refused() -> None:
    with pytest.raises(FileRefused, match=r"可能是 .*UTF-16"):
        decode("住房".encode("utf-16-be"), "a.txt")  # OOb?
    assert decode(b"480 beds", "a.txt") == "480 beds"


def test_a_truncated_file_with_a_mark_is_refused_with_the_place() -> None:
    with pytest.raises(FileRefused, match="标明是 UTF-8，但第 5 个字节不是"):
        decode(b"\xef\xbb\xbfab\xff", "a.txt")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"正文。\n{CLAUSE}".replace("养", "\ufffd"), r"U\+FFFD"),
        ("正文\x00。", r"U\+0000"),
        ("第一行。\n锟斤拷锟斤拷床位。", "乱码「.*锟斤拷"),
        ("第一行。\n" + "改善居住条件推进".encode().decode("gb18030"), "乱码「鏀瑰杽"),
        ("第一行。\n" + CLAUSE.encode("gb18030").decode("latin-1"), "乱码|U\\+00"),
    ],
)
def test_text_damaged_before_it_was_saved_is_refused(text: str, reason: str) -> None:
    with pytest.raises(FileRefused, match=reason):
        read_bytes(text.encode("utf-8-sig"), "a.txt")


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\x00\x00\xfe\xff", "utf-32-be"),
        (b"\xff\xfe\x00\x00", "utf-32-le"),
    ],
)
def test_a_mark_tells_the_order_of_bytes(mark: bytes, encoding: str) -> None:
    text = "关于做好汛期值守的通知\n一、加强巡查，备足沙袋2000只。\n"
    assert decode(mark + text.encode(encoding), "通知.txt") == text


@pytest.mark.parametrize(
    "text", ["<一号文件>解读", "小于号 < 不是网页", "<!-- 只有一条注释 -->通知", "说明：<html> 是标签。"]
)
def test_angle_brackets_alone_make_no_page(text: str) -> None:
    assert read_bytes(text.encode(), "通知.txt").original == text
