"""Glyphs without a character: the well-known are put right, a few others are kept, more are refused."""

from __future__ import annotations

import time

import pytest

from indexer.errors import FileRefused
from indexer.reading import read_bytes
from indexer.reading.formats.glyphs import check_pages, check_private_use
from indexer.reading.formats.refusals import Unreadable

BODY = "全年新增养老床位480张，改建认知障碍照护床位150张，建成社区食堂6家。\n"


def pdf_of_one_character(character: str) -> bytes:
    """A PDF whose font says that every glyph is the same character."""
    line = "Eight different letters on paper"
    stream = f"BT /F 12 Tf 20 60 Td ({line}) Tj ET"
    table = (
        "/CIDInit /ProcSet findresource begin 1 begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
        + f"1 beginbfrange <20> <7e> [{f'<{ord(character):04X}>' * 95}] endbfrange endcmap end"
    )
    objects = [
        "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
        "2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj",
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 100]/Contents 5 0 R/Resources<</Font<</F 4 0 R>>>>>>endobj",
        "4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>endobj",
        f"5 0 obj<</Length {len(stream)}>>stream\n{stream}\nendstream endobj",
        f"6 0 obj<</Length {len(table)}>>stream\n{table}\nendstream endobj",
    ]
    return ("%PDF-1.4\n" + "\n".join(objects) + "\ntrailer<</Root 1 0 R>>\n%%EOF").encode()


def test_marks_of_symbol_fonts_are_put_right_and_recorded() -> None:
    clean = read_bytes("民政局负责老年人食堂工作。\n\uf06c 建成社区食堂。\uf082".encode(), "a.txt")
    assert clean.text == "民政局负责老年人食堂工作。\n● 建成社区食堂。②"
    assert {repair.reason for repair in clean.repairs} == {"错误字形"}


def test_a_name_that_no_standard_has_is_kept() -> None:
    assert read_bytes(f"{BODY}负责人：胡\ue687".encode(), "a.txt").text.endswith("胡\ue687")


def test_the_mark_of_a_list_before_a_figure_is_no_lost_digit() -> None:
    assert read_bytes(("\uf0d2" + "480张床位。\n" + BODY).encode(), "a.txt").text.startswith("\uf0d2480张")
    with pytest.raises(FileRefused, match="有 1 个字只有字形"):
        read_bytes(("\uf034" + "80张床位。\n" + BODY).encode(), "a.txt")


def test_an_icon_before_a_line_is_no_lost_character() -> None:
    assert "养老" in read_bytes(("\ue601 " + BODY).encode() * 9, "a.txt").text


@pytest.mark.parametrize("lost", ["\ue012", "\U000f0012", "\U00100012"])
def test_more_lost_characters_are_refused(lost: str) -> None:
    with pytest.raises(FileRefused, match=r"a.txt：有 4 个字只有字形、没有文字编码（在“民□局.*”处）.*OCR"):
        read_bytes((BODY + f"民{lost}局\n" * 4).encode(), "a.txt")


def test_one_lost_digit_is_refused() -> None:
    for figure in ("4\ue0128张", "\ue01280张"):
        with pytest.raises(FileRefused, match="有 1 个字只有字形"):
            read_bytes((BODY * 200 + f"新增养老床位{figure}。").encode(), "a.txt")


def test_empty_lines_take_no_time() -> None:
    started = time.perf_counter()
    check_private_use("\n" * 900_000 + " " * 90_000 + BODY)
    assert time.perf_counter() - started < 2


def test_a_font_that_gives_all_glyphs_one_character_is_refused() -> None:
    with pytest.raises(FileRefused, match=r"第 1 页的文字层与纸面不符：“針”连续出现 5 次|“針”连续出现"):
        read_bytes(pdf_of_one_character("針"), "a.pdf")


def test_pages_of_gibberish_are_refused_and_others_are_not() -> None:
    check_pages([BODY, "English text with “quotation marks”. " * 20, "", "日本語の文章もあります。" * 20, "□" * 60])
    gibberish = "".join(chr(0x3400 + at * 37 % 6000) for at in range(200))
    with pytest.raises(Unreadable, match="第 2 页的文字层是乱码"):
        check_pages([BODY, gibberish])
