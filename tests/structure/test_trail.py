"""The trail of open headings: what closes what."""

from __future__ import annotations

from indexer.structure.numbering import RANK, number_of
from indexer.structure.trail import Trail


def walk(*lines: str) -> list[str]:
    """Push every line under its rank (a line without number is a heading without one), and return the paths."""
    trail = Trail()
    paths = []
    for line in lines:
        number = number_of(line)
        kind = number.kind or ("box" if line.startswith("专栏") else "label")
        rank = trail.rank_of(number) if number.kind else RANK[kind]
        trail.push(rank, kind, line, number.value)
        trail.is_bare = True
        paths.append(">".join(trail.path()))
    return paths


def test_finer_numbers_stand_under_coarser_ones() -> None:
    assert walk("一、甲", "（一）乙", "1.丙", "2.丁", "（二）戊", "二、己") == [
        "一、甲",
        "一、甲>（一）乙",
        "一、甲>（一）乙>1.丙",
        "一、甲>（一）乙>2.丁",
        "一、甲>（二）戊",
        "二、己",
    ]


def test_a_document_may_put_sections_under_items() -> None:
    assert walk("一、甲", "1.乙", "（一）丙", "（二）丁", "2.戊", "（一）己", "二、庚", "（一）辛", "1.壬") == [
        "一、甲",
        "一、甲>1.乙",
        "一、甲>1.乙>（一）丙",
        "一、甲>1.乙>（二）丁",
        "一、甲>2.戊",
        "一、甲>2.戊>（一）己",
        "二、庚",
        "二、庚>（一）辛",
        "二、庚>（一）辛>1.壬",
    ]


def test_a_box_holds_its_own_numbers_and_gives_way_to_those_that_go_on() -> None:
    assert walk("一、甲", "1.乙", "专栏1 丙", "1.丁", "（1）戊", "2.己", "3.庚", "二、辛") == [
        "一、甲",
        "一、甲>1.乙",
        "一、甲>1.乙>专栏1 丙",
        "一、甲>1.乙>专栏1 丙>1.丁",
        "一、甲>1.乙>专栏1 丙>1.丁>（1）戊",
        "一、甲>1.乙>专栏1 丙>2.己",
        "一、甲>1.乙>专栏1 丙>3.庚",
        "二、辛",
    ]
    assert walk("1.甲", "专栏1 乙", "（1）丙", "2.丁")[-1] == "2.丁"


def test_a_new_row_of_items_stands_under_a_heading_without_number() -> None:
    assert walk("一、甲", "民生", "1.乙", "2.丙", "交通", "1.丁", "（二）戊") == [
        "一、甲",
        "一、甲>民生",
        "一、甲>民生>1.乙",
        "一、甲>民生>2.丙",
        "一、甲>交通",
        "一、甲>交通>1.丁",
        "一、甲>（二）戊",
    ]
