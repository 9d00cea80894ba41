"""The room as a whole: files in, clean text or a refusal out; cleaning is stable, complete and fast."""

from __future__ import annotations

import cProfile
import pstats
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import FileRefused
from indexer.reading import clean, read_bytes, read_file
from indexer.reading import reader as reader_module
from indexer.reading.glyphs import glyph_table

# What texts of this kind are made of, and what confuses their cleaning.
WORDS = """
推进 养老床位 一、 （一） (二) 1. 第一章 ★ 各位代表： 注： 。 ， ； ： ！ “ ” （ ） 《 》 臵 ABC a 会议上 7 12 - * —
第3页 打印 纠错 分享 1.错误类:* 0/0 当前位置： 目录 附
⽣ ⻓ ⼾ % 亿元 年 首页 > 责任编辑： 上一篇 相关推荐 ICP备12345678号
来源： 政务公开 互动交流 主办单位：某区 ……3 ....
"""
BLANKS = [" ", "  ", "\u3000", "\t", "\n", "\n\n", "\r\n", " \n", "\u200b", "\ufeff", "\x0c", "\x1c", "\u2028"]
LONGER = [
    "2025 年",
    "480 张",
    "— 3 —",
    "— 3 —\n",
    "\n目 录\n一、回顾……1\n二、任务……3\n三、建设……5\n",
    "\n一、回顾\n",
    "\n二、任务\n",
    "\n三、建设\n",
    "\n某区政府工作报告 3\n",
    "\n某区政府工作报告 4\x0c",
    "\n某区政府工作报告\n",
    "\n12 | 某区政府工作报告\n",
    "共投入 1 2 3.5 亿元，增长 12 . 5%。",
    "二 〇 二 五 年 二 月",
    "\n首页\n>\n政务公开\n",
    "\n责任编辑：\n李某\n关闭窗口\n",
    "\n网友评论\n说得好！\n",
    "2025/3/1 09:30 某区政府\n",
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

# Pages of running text, each with a head or a number, broken in mid-sentence or not, given apart or not.
PAGE_LINES = ["推" * 28, "推" * 9 + "，" + "进" * 18, "建设。", "一、任务", "480", ""]
PAGED = st.builds(
    lambda bodies, head, first, gap: gap.join(
        f"{body}{head.format(number)}" for number, body in enumerate(bodies, first)
    ),
    st.lists(
        st.lists(st.sampled_from(PAGE_LINES), max_size=14).map(lambda lines: "".join(f"{line}\n" for line in lines)),
        min_size=2,
        max_size=8,
    ),
    st.sampled_from(["某区政府工作报告 {}", "{} | 某区政府工作报告", "某区政府工作报告", "— {} —", "{}", "附件{}", ""]),
    st.integers(1, 9),
    st.sampled_from(["\n", "\x0c", "\n\n", "\n\x0c\n"]),
)


@settings(max_examples=300, deadline=None)
@given(TEXTS | WRAPPED | PAGED)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text).text
    assert clean(once).text == once


@settings(max_examples=200, deadline=None)
@given(TEXTS | WRAPPED | PAGED)
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
@given(TEXTS | WRAPPED | PAGED)
def test_nothing_is_lost_but_blanks_and_what_is_on_record(text: str) -> None:
    cleaned = clean(text)
    seen = text.translate(dict.fromkeys(INVISIBLE))
    read, whole = "".join(cleaned.text.split()), "".join(seen.split())
    gone = Counter(right_glyphs(whole)) - Counter(read)
    removed = "".join("".join(removal.text.split()) for removal in cleaned.removed)
    assert gone == Counter(right_glyphs(removed))


def right_glyphs(text: str) -> str:
    return text.translate(str.maketrans(glyph_table()))


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


def test_the_limit_of_lines_holds_before_and_after_cleaning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_module, "MAX_TEXT_LINES", 300)
    refusal = r"^表\.txt：正文有 301 行，上限是 300 行。请检查文件"
    with pytest.raises(FileRefused, match=refusal):
        read_bytes("推进\n\n".encode() * 301, "表.txt")
    with pytest.raises(FileRefused, match=refusal):
        read_bytes("推进项目建设。 ".encode() * 301, "表.txt")
    assert read_bytes("推进\n\n".encode() * 300, "表.txt").text.count("\n") == 299


STRANGE = {
    "line": lambda size: "建" * size,
    "blanks": lambda size: "建" + " " * size + "设",
    "flat": lambda size: "建。 " * (size // 3),
    "quotes": lambda size: "“ 建 " * (size // 4),
    "lines": lambda size: "推进\n" * (size // 3),
    "figures": lambda size: "1\n" * (size // 2),
    "form feeds": lambda size: "推\f" * (size // 2),
    "wrapped": lambda size: ("推" * 28 + "\n") * (size // 29),
    "pages": lambda size: (("推" * 28 + "\n") * 20 + "某区政府工作报告 3\n") * (size // 592),
    "heads": lambda size: "某区政府工作报告 3\n" * (size // 11),
    "menu": lambda size: "打印|" * (size // 3) + "x",
    "dashes": lambda size: "-" * (size // 2) + "1" + "-" * (size // 2),
    "dots": lambda size: "." * size + "3",
    "form": lambda size: "纠错：" * (size // 3) + "*",
    "contents": lambda size: "第一章 总则……3\n" * (size // 11),
    "titles": lambda size: "目录\n" * (size // 3),
    "tail": lambda size: "加快建设。\n" * 9 + "相关推荐\n责任编辑：\n" * (size // 12),
    "repeats": lambda size: "加快建设工业园区和产业社区。\n" * (size // 15),
    "spread": lambda size: "政 府 " * (size // 4),
    "spread figures": lambda size: "1 2 " * (size // 4) + "亿元，",
    "percent": lambda size: "增长 5 %，" * (size // 7),
    "breaks": lambda size: "\r" * size,
}


@pytest.mark.parametrize("shape", STRANGE.values(), ids=STRANGE)
def test_work_grows_in_proportion_to_the_text(shape: Callable[[int], str]) -> None:
    """Count the calls of functions: what grows with the square makes four times as many for twice the text."""
    small, large = (_calls(shape(size)) for size in (6_000, 12_000))
    assert large <= 2.5 * small + 1_000


def _calls(text: str) -> int:
    profile = cProfile.Profile()
    profile.runcall(clean, text)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]
