"""The room as a whole: files in, clean text or a refusal out; cleaning is stable, complete and fast."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import FileRefused
from indexer.reading import clean, read_bytes, read_file
from indexer.reading import reader as reader_module

# What texts of this kind are made of, and what confuses their cleaning.
WORDS = """
推进 养老床位 一、 （一） (二) 1. 第一章 ★ 各位代表： 注： 。 ， ； ： ！ “ ” （ ） 《 》 臵 ABC a 会议上 7 12 - * —
第3页 打印 纠错 分享 1.错误类:* 0/0 当前位置：
"""
BLANKS = [" ", "  ", "\u3000", "\t", "\n", "\n\n", "\r\n", " \n", "\u200b", "\ufeff", "\x0c", "\x1c", "\u2028"]
LONGER = [
    "2025 年",
    "480 张",
    "— 3 —",
    "推" * 28 + "\n",
    "新建口袋公园9座、绿道12公里。 " * 12,
    "完善社区食堂和助餐点布局，方便老年人就近用餐，今年新增\n",
]
PIECES = st.sampled_from([*WORDS.split(), *BLANKS, *LONGER])
INVISIBLE = [
    0xFEFF,
    *range(0x200B, 0x2010),
    0x2060,
    0xAD,
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    0x1C,
    0x1D,
    0x1E,
]
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=40).map("".join)
WRAPPED = st.lists(
    st.builds(
        lambda head, count, tail: head + "推" * count + tail,
        st.sampled_from(["", "", "一、", "  ", "(一)", "1.", "A"]),
        st.integers(18, 34),
        st.sampled_from(["", "", "，", "。", "。 ", "480", "A", " ", "；"]),
    )
    | st.integers(1, 40).map(str),
    min_size=8,
    max_size=30,
).map("\n".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS | WRAPPED)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text).text
    assert clean(once).text == once


@settings(max_examples=200, deadline=None)
@given(TEXTS | WRAPPED)
def test_every_character_has_an_origin_and_origins_never_go_back(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.original == text
    assert len(cleaned.origin) == len(cleaned.text)
    assert list(cleaned.origin) == sorted(cleaned.origin)
    assert all(0 <= at < len(text) for at in cleaned.origin)
    repaired = {repair.at + offset for repair in cleaned.repairs for offset in range(max(len(repair.before), 1))}
    for char, at in zip(cleaned.text, cleaned.origin, strict=True):
        assert char in (text[at], " ", "\n") or at in repaired


@settings(max_examples=200, deadline=None)
@given(TEXTS | WRAPPED)
def test_nothing_is_lost_but_blanks_and_what_is_on_record(text: str) -> None:
    cleaned = clean(text)
    seen = text.translate(dict.fromkeys(INVISIBLE))
    read, whole = "".join(cleaned.text.split()), "".join(seen.split()).replace("臵", "置")
    gone = Counter(whole) - Counter(read)
    assert gone == Counter("".join("".join(removal.text.split()) for removal in cleaned.removed).replace("臵", "置"))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | TEXTS.map(lambda text: text.encode("gb18030", "ignore")))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        cleaned = read_bytes(data, "a.txt")
    except FileRefused as refused:
        assert str(refused).startswith("a.txt：")
    else:
        assert cleaned.text.strip() == cleaned.text != ""


@pytest.mark.parametrize("text", ["", " \n\u3000\t\r\n", "打印\n分享", "\ufeff"])
def test_a_file_without_text_is_refused(text: str) -> None:
    with pytest.raises(FileRefused, match=r"^空\.txt：.*没有正文。请检查"):
        read_bytes(text.encode(), "空.txt")


def test_a_file_is_read_with_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "通知.txt"
    path.write_bytes("加快 5 个项目建设。\r\n".encode("gb18030"))
    data, cleaned = read_file(path, "通知.txt")
    assert data == path.read_bytes()
    assert cleaned.text == "加快5个项目建设。"


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"^不在\.txt：无法打开（.+）。请检查"):
        read_file(tmp_path / "不在.txt", "不在.txt")
    with pytest.raises(FileRefused, match=r"^目录：无法打开"):
        read_file(tmp_path, "目录")


def test_the_limit_of_size_holds_for_files_and_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_module, "MAX_FILE_BYTES", 1024 * 1024)
    path = tmp_path / "大.txt"
    text = "推进项目建设。\n" * 50_000
    path.write_bytes(text.encode())
    with pytest.raises(FileRefused, match=r"^大\.txt：文件超过 1 MB 的上限。请拆分"):
        read_file(path, "大.txt")
    with pytest.raises(FileRefused, match=r"^大\.txt：文件有 1 MB，上限是 1 MB。请拆分"):
        read_bytes(path.read_bytes(), "大.txt")
    path.write_bytes(text.encode()[: 22 * 40_000])
    assert read_file(path, "大.txt")[1].text == (text[: 8 * 40_000]).strip()


@pytest.mark.parametrize(
    "text",
    [
        "建" * 500_000,
        "建" + " " * 500_000 + "设",
        "建。 " * 25_000,
        "“ 建 " * 100_000,
        "推进\n" * 25_000,
        ("推" * 28 + "\n") * 15_000,
        "打印|" * 100_000 + "x",
        "-" * 300_000 + "1" + "-" * 300_000,
        "纠错：" * 150_000 + "*",
        "\r" * 150_000,
    ],
    ids=["line", "blanks", "flat", "quotes", "lines", "wrapped", "menu", "dashes", "form", "breaks"],
)
def test_large_and_strange_texts_take_time_in_proportion(text: str) -> None:
    begun = time.process_time()
    clean(text)
    assert time.process_time() - begun < 8  # seconds; what grows with the square takes minutes here
