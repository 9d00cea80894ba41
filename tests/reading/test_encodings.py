"""Encodings: every way a Chinese text file is saved comes out the same, anything else is refused with its reason."""

from __future__ import annotations

import pytest

from indexer.errors import FileRefused
from indexer.reading.encodings import decode

TEXT = "关于做好汛期值守的通知\n一、加强巡查，备足沙袋2000只。\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312", "utf-16", "utf-32"], ids=lambda name: f"as {name}"
)
def test_a_chinese_text_is_read_in_each_encoding_it_is_saved_in(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "通知.txt") == TEXT


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
    assert decode(mark + TEXT.encode(encoding), "通知.txt") == TEXT


def test_rare_characters_survive_gb18030() -> None:
    assert decode("𠮷屋㙍镇䶮".encode("gb18030"), "通知.txt") == "𠮷屋㙍镇䶮"


@pytest.mark.parametrize(
    "text", ["<一号文件>解读", "小于号 < 不是网页", "<!-- 只有一条注释 -->通知", "说明：<html> 是标签。"]
)
def test_angle_brackets_alone_make_no_page(text: str) -> None:
    assert decode(text.encode(), "通知.txt") == text


def test_ascii_and_nothing_are_text() -> None:
    assert decode(b"A4\tB5\r\n", "a.txt") == "A4\tB5\r\n"
    assert decode(b"", "a.txt") == ""


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04\x14\x00", "Word、Excel、OFD 或压缩包"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "旧版 Word 或 Excel"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "图片"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"{\\rtf1\\ansi", "RTF"),
        ("一段好的文字".encode() + b"\xff\xff", "既不是 UTF-8 也不是 GB18030"),
        (b"\xef\xbb\xbf" + b"\xb9\xd8\xd3\xda", "标明是 utf-8-sig，但第 0 个字节不是"),
        (b"\xff\xfe" + "通知".encode("utf-16-le") + b"\x00", "标明是 utf-16"),
        (b"\xff\xfe\x00\x00" + b"\xff\xff\xff\xff", "标明是 utf-32"),
        ("<!DOCTYPE html>\n<title>通知</title>".encode(), "网页（HTML）"),
        ("\ufeff \n<!-- 存于某日 --><!-- --> <HTML lang='zh'>通知".encode("utf-16"), "网页（HTML）"),
        ('<?xml version="1.0" encoding="gb2312"?><通知/>'.encode("gb2312"), "XML"),
        ("通知".encode("utf-16-le"), "U+0"),  # UTF-16 without its mark
        ("静安\x00区".encode(), "U+0000"),
        ("静安\ufffd区".encode(), "U+FFFD"),  # a character was lost before the file came here
        ("静安\x1b区".encode(), "U+001B"),
        ("静安\x7f区".encode(), "U+007F"),
    ],
)
def test_what_is_no_text_is_refused_with_file_reason_and_advice(data: bytes, said: str) -> None:
    with pytest.raises(FileRefused) as refused:
        decode(data, "文件夹/件.txt")
    assert str(refused.value).startswith("文件夹/件.txt：")
    assert said in str(refused.value)
    assert "请" in str(refused.value)


@pytest.mark.parametrize("char", "\t\n\r\f\v\x1c\x1d\x1e\x85")
def test_line_ends_and_separators_are_no_reason_to_refuse(char: str) -> None:
    assert decode(f"推进{char}建设".encode(), "a.txt") == f"推进{char}建设"


@pytest.mark.xfail(
    strict=True, reason="most Big5 bytes are GB18030 bytes too; telling them needs frequencies of characters"
)
def test_big5_is_not_taken_for_gb18030() -> None:
    try:
        assert decode("關於加強長者服務的通知".encode("big5"), "通知.txt") == "關於加強長者服務的通知"
    except FileRefused:
        return  # a refusal would be right too
