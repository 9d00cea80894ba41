"""Layout: invisible characters, lost line breaks and typeset blanks, as text → text."""

from __future__ import annotations

import pytest

from indexer.reading import clean
from indexer.reading.layout import normalise_controls, restore_paragraphs, trim_lines
from indexer.reading.traced import Cleaner, TracedText


def after(cleaner: Cleaner, text: str) -> str:
    traced = TracedText(text)
    traced.apply(cleaner)
    return traced.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲\r\n乙\r丙\u2028丁\u2029戊\x0b庚\x85辛", "甲\n乙\n丙\n丁\n戊\n庚\n辛"),
        ("甲\x0c乙\n\x0c\n丙\n\x0c丁", "甲\n\x0c\n乙\n\x0c\n丙\n\n\x0c\n丁"),
        ("\ufeff甲\u200b乙\u00ad丙\u2060丁\x1c戊", "甲乙丙丁戊"),
        ("甲\u3000乙\u00a0丙\t丁\u2003戊", "甲 乙 丙 丁 戊"),
        ("“甲”，——乙…（丙）", "“甲”，——乙…（丙）"),
    ],
)
def test_line_breaks_blanks_and_invisible_characters_are_written_in_one_way(text: str, expected: str) -> None:
    assert after(normalise_controls, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  甲\n\n \n乙  \n", "甲\n乙"),
        ("甲\n乙", "甲\n乙"),
        ("\n\n", ""),
        ("", ""),
        ("甲  乙", "甲  乙"),
    ],
)
def test_one_line_break_stands_between_paragraphs(text: str, expected: str) -> None:
    assert after(trim_lines, text) == expected


# A document whose line breaks became blanks: what it was, as lines.
FLAT = [
    "某区人民政府区长 李 明",
    "各位代表：",
    "现在，我代表区人民政府，向大会报告工作，请予审议。",
    "一、2023年工作回顾",
    "（一）民生保障更加有力",
    "养老服务提质增效。" + "新建社区食堂、改建助餐点，方便老年人就近用餐。" * 30,
    "打响“邻里守望 温暖同行”品牌，" + "服务群众" * 60 + "。",
    "二、2024年主要任务",
    "今年是关键之年。" + "要坚持稳中求进。" * 40,
]


@pytest.mark.parametrize("blank", ["\u3000\u3000", "    ", " \u3000\u3000", "   "])
def test_a_document_in_one_line_gets_its_paragraphs_back(blank: str) -> None:
    cleaned = clean(blank.join(FLAT))
    assert cleaned.text.split("\n") == FLAT
    assert {repair.reason for repair in cleaned.repairs} == {"恢复分段"}


def test_single_blanks_are_line_breaks_only_around_sentences_and_numbered_headings() -> None:
    lines = clean(" ".join(FLAT)).text.split("\n")
    assert lines[1:] == FLAT[1:]  # the speaker's name keeps its blanks, and stands alone all the same
    assert lines[0] == FLAT[0]


@pytest.mark.parametrize(
    "text",
    [
        "短句。 短句。 短句。 短句。",  # no document in one line
        "推进建设，" * 300 + "完成“一张床 一间房”改造。 ",  # one blank is no habit
        "甲" * 1200 + "  " + "乙" * 1200,
    ],
)
def test_other_lines_are_not_taken_apart(text: str) -> None:
    assert restore_paragraphs(text) == []
