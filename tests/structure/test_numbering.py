"""Numbers at the beginning of a line: what is one, of which style and value, and what is a figure."""

from __future__ import annotations

import pytest

from indexer.structure.numbering import NO_NUMBER, NUMBERINGS, RANK, label_of, number_of


@pytest.mark.parametrize(
    ("text", "kind", "length", "value"),
    [
        ("第一编 总则", "book", 4, 1),
        ("第三篇　民生", "book", 4, 3),
        ("第二部分2026年任务", "book", 4, 2),
        ("第十二章  环境", "chapter", 6, 12),
        ("第3节 养老", "division", 4, 3),
        ("二十一、水务", "part", 4, 21),
        ("三．教育", "part", 2, 3),
        ("一　深化改革", "part", 2, 1),
        ("第二十条　本办法所称社区", "article", 5, 20),
        ("第九条之二 例外", "article", 6, 9),
        ("（十一）托育", "section", 4, 11),
        ("㈡托育", "section", 1, 2),
        ("18．河道", "item", 3, 18),
        ("１２．河道", "item", 3, 12),
        ("4、河道", "item", 2, 4),
        ("3.2025年底前完工", "item", 2, 3),
        ("2.12345热线扩容", "item", 2, 2),
        ("14、702、703街坊", "item", 3, 14),
        ("⒎河道", "item", 1, 7),
        ("（5）河道", "subitem", 3, 5),
        ("⑸河道", "subitem", 1, 5),
        ("6）河道", "paren", 2, 6),
        ("⑳河道", "circled", 1, 20),
        ("㉑河道", "circled", 1, 21),
        ("b.河道", "letter", 2, 2),
        ("二是修路", "point", 2, 2),
        ("三要修路", "point", 2, 3),
        ("第二，修路", "point", 3, 2),
        ("★（一）修路", "section", 4, 1),
        ("▲ 12.修路", "item", 5, 12),
    ],
)
def test_every_style_has_its_kind_length_and_value(text: str, kind: str, length: int, value: int) -> None:
    assert number_of(text) == (kind, length, value)


@pytest.mark.parametrize(
    "text",
    [
        "3.5亿元用于修路",
        "2025.1启动",
        "1、2号楼加装电梯",
        "11、12栋完成改造",
        "一、二季度平稳",
        "三要素保障到位",
        "一网通办更快",
        "十分满意",
        "第三条件成熟时启动",
        "第一部分水厂完工，第二部分在建。",
        "12345热线",
        "5G网络",
        "A座改造",
        "养老",
        "",
    ],
)
def test_figures_and_words_are_no_numbers(text: str) -> None:
    assert number_of(text) == NO_NUMBER


def test_ranks_follow_the_order_of_the_styles() -> None:
    assert [RANK[kind] for kind in NUMBERINGS] == list(range(len(NUMBERINGS)))
    assert RANK["point"] < RANK["label"] == RANK["box"] < RANK["row"] < RANK["run-in"]


@pytest.mark.parametrize(
    ("number", "label"),
    [("★（一）", "（一）"), ("第二条　", "第二条"), ("第一，", "第一"), ("一、", "一、"), ("1.", "1.")],
)
def test_labels_leave_out_marks_and_blanks(number: str, label: str) -> None:
    assert label_of(number) == label
