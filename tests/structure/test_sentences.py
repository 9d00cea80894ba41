"""Sentences: where running text is cut into clauses, where not, and which piece a ★ marks."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.settings import MAX_CLAUSE_CHARS
from indexer.structure.sentences import split_pieces


def split(text: str) -> list[str]:
    return [text[piece.start : piece.end] for piece in split_pieces(text, 0, len(text))]


@pytest.mark.parametrize(
    "pieces",
    [
        ["改建公厕二十座。", "新建驿站六个！", "还差多少？", "继续努力。"],
        [
            "全年新增普惠托位三百个，覆盖全部街镇，让年轻父母就近送托；",
            "同步培训保育人员一百二十名，持证上岗率达到百分之百。",
        ],
        ["办好实事；解决难事。"],  # short: reads better whole
        [
            "今年计划改造老旧管网四十公里，更新二次供水设施九十处；",
            "建成雨水花园十五座，消除易积水点八个；",
            "新增充电桩六百个。",
        ],
        ["甲乙丙丁戊己庚辛壬癸。。。", "子丑寅卯辰巳午未！？"],
        ["没有句号的一段话"],
        ["他说：“先修路，后建房。”", "大家都赞成。"],  # the quotation ends the sentence
        ["落实“先看病、后付费。再报销”的流程，方便群众。"],  # the full stop is inside the quotation
        ["推行“最多跑一次。”的承诺，减少环节。"],  # and here the sentence goes on
        ["（具体名单另行公布。）", "各单位照此执行。"],
        ["完成改造（含楼道、屋面；不含电梯）并组织居民代表逐户逐项参加验收工作，确保质量过硬、群众满意。"],
        ["「河长日」活动每月一次。』", "其余照旧。"],
        ["详见 http://example.cn/a?id=1&b=2 的公告。"],
        ["Really?", " Yes!", " 好。"],
    ],
    ids=lambda pieces: pieces[0][:12],
)
def test_text_is_cut_into_its_sentences(pieces: list[str]) -> None:
    assert split("".join(pieces)) == [piece.strip() for piece in pieces]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "推进河道整治，完成清淤十二公里，修复岸线八公里，水质稳定达标；护好水；建好岸，沿线新增步道九公里、绿地三公顷。",
            [
                "推进河道整治，完成清淤十二公里，修复岸线八公里，水质稳定达标；护好水；",
                "建好岸，沿线新增步道九公里、绿地三公顷。",
            ],
        ),
        (
            "稳就业；全年开展职业技能培训两万人次，帮扶困难人员就业三千人，零就业家庭动态清零，高校毕业生就业率稳步提高。",
            [
                "稳就业；全年开展职业技能培训两万人次，帮扶困难人员就业三千人，零就业家庭动态清零，高校毕业生就业率稳步提高。"
            ],
        ),
    ],
    ids=["behind", "in front"],
)
def test_a_crumb_stays_with_its_neighbour(text: str, pieces: list[str]) -> None:
    assert split(text) == pieces


@pytest.mark.parametrize(
    "pieces",
    [
        ["他们说“先修路。", "后建房。", "再种树。"],
        ["先修路。", "后建房。", "再种树”。"],
        ["先修路（含桥。", "后建房。", "再种树。"],
        ["先修路（含“桥。后建房）。", "再种树。"],  # the bracket has its partner, the quotation mark has none
    ],
)
def test_a_mark_without_its_partner_encloses_nothing(pieces: list[str]) -> None:
    assert split("".join(pieces)) == pieces


def test_a_pair_that_holds_more_than_a_clause_encloses_nothing() -> None:
    inner = "完善网格治理，配齐专职人员。" * 30
    assert len(split(f"“{inner}”")) == 30


def test_points_behind_commas_are_cut_where_all_are_long() -> None:
    points = [
        "一是完善养老设施，新建护理院两家，",
        "二是健全助餐网络，新增社区食堂九家，",
        "三是培训护理人员，全年培训三百人次。",
    ]
    assert split("".join(points)) == points
    short = "今后五年的目标，一是首位度提升，二是竞争力增强，三是影响力扩大，四是治理更精细，五是生活更美好。"
    assert split(short) == [short]


# ★


def starred(text: str, item_start: int | None = None) -> list[tuple[str, bool]]:
    return [(text[p.start : p.end], p.starred) for p in split_pieces(text, 0, len(text), item_start=item_start)]


LONG = "完成二十个小区雨污分流改造，涉及居民一万余户，同步修复破损道路三万平方米"


def test_a_mark_that_opens_an_item_marks_the_whole_sentence_it_opens() -> None:
    text = f"（一）★{LONG}；新建口袋公园五座；种树一千株。完善养护制度。"
    assert starred(text, 3) == [
        (f"（一）★{LONG}；", True),
        ("新建口袋公园五座；种树一千株。", True),
        ("完善养护制度。", False),
    ]


@pytest.mark.parametrize("gap", ["", " ", "  "])
def test_blanks_between_number_and_mark_change_nothing(gap: str) -> None:
    text = f"1.{gap}★{LONG}；更换老旧水管八公里，全部使用不锈钢管材。"
    assert [mark for _, mark in starred(text, 2)] == [True, True]


def test_a_mark_inside_an_item_marks_its_own_part() -> None:
    text = f"（二）{LONG}；★更换老旧水管八公里，全部使用不锈钢管材；修订应急预案，组织演练四次。"
    assert starred(text, 3) == [
        (f"（二）{LONG}；", False),
        ("★更换老旧水管八公里，全部使用不锈钢管材；", True),
        ("修订应急预案，组织演练四次。", False),
    ]


def test_a_mark_behind_a_comma_cuts_its_part_off_and_ends_at_the_semicolon() -> None:
    assert starred("（三）改善出行条件，★新辟公交线路两条；优化站点。", 3) == [
        ("（三）改善出行条件，", False),
        ("★新辟公交线路两条；", True),
        ("优化站点。", False),  # a crumb, but not marked
    ]


def test_each_of_several_marks_opens_a_part() -> None:
    assert starred("完善设施，★新增座椅三百个，★新增路灯九十盏。") == [
        ("完善设施，", False),
        ("★新增座椅三百个，", True),
        ("★新增路灯九十盏。", True),
    ]


@pytest.mark.parametrize("text", ["标★号的项目为实事项目。", "带“★”的为重点项目。", "其中★表示实事项目。"])
def test_a_mark_that_is_spoken_of_marks_nothing(text: str) -> None:
    assert starred(text) == [(text, False)]


# What is too long


def test_a_long_sentence_is_cut_at_commas_near_the_middle() -> None:
    parts = [f"第{n}个街镇新增托位{n}百个，" for n in range(10, 60)]
    text = "".join(parts)[:-1] + "。"
    pieces = split(text)
    assert "".join(pieces) == text
    assert all(len(piece) <= MAX_CLAUSE_CHARS for piece in pieces)
    assert all(piece[-1] in "，。" for piece in pieces)
    assert max(map(len, pieces)) < 2 * min(map(len, pieces))


def test_commas_outside_brackets_are_preferred() -> None:
    inside = "（" + "含甲、乙、丙三类，" * 18 + "）"
    text = "完成" + inside[:-2] + "）普查，" + "建立台账并逐年更新数据" * 12 + "。"
    assert split(text)[0].endswith("普查，")


def test_without_any_comma_no_figure_is_cut() -> None:
    text = "建" * 148 + "1234567890" * 2 + "设" * 148
    pieces = split(text)
    assert "".join(pieces) == text
    assert any("1234567890" * 2 in piece for piece in pieces)


PIECES = st.sampled_from(
    [
        "推进建设",
        "新增床位480张",
        "，",
        "，",
        "；",
        "；",
        "。",
        "！",
        "★",
        "（",
        "）",
        "“",
        "”",
        "《",
        "》",
        " ",
        "\n",
        "（一）",
        "、",
        "A?b=1",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES | st.text(max_size=2), max_size=120).map("".join), st.integers(0, 5))
def test_pieces_cover_the_text_in_order_and_none_is_too_long(text: str, item_start: int) -> None:
    pieces = split_pieces(text, 0, len(text), item_start=item_start)
    covered = [at for piece in pieces for at in range(piece.start, piece.end)]
    assert covered == sorted(set(covered))
    assert all(char.isspace() for at, char in enumerate(text) if at not in set(covered))
    for piece in pieces:
        assert text[piece.start : piece.end].strip() == text[piece.start : piece.end] != ""
        assert piece.end - piece.start <= MAX_CLAUSE_CHARS


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_a_piece_is_cut_no_further(text: str) -> None:
    for piece in split(re.sub("[★“”（）《》]", "", text)):
        assert split(piece) == [piece]


STRANGE = {
    "open": "“" * 300_000,
    "nested": "（" * 150_000 + "建" + "）" * 150_000,
    "crossed": "（“" * 100_000 + "》" * 100_000,
    "stars": "建，★设" * 60_000,
    "ends": "“" + "建。”" * 80_000,
    "line": "建" * 500_000,
    "commas": "推进建设，" * 100_000,
    "marks": "★" * 300_000,
    "semicolons": "；" * 300_000,
}


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_large_and_strange_texts_take_time_in_proportion(text: str) -> None:
    begun = time.process_time()
    split_pieces(text, 0, len(text))
    assert time.process_time() - begun < 8  # seconds; what grows with the square takes minutes here


@pytest.mark.parametrize(
    "pieces",
    [
        ["新增床位三百张。（责任单位：区民政局，各街道）", "改建食堂六家。（牵头单位：区商务委（区粮食局））"],
        ["改造小区十八个。（责任单位：区房管局。）"],
        ["种树三千株。", "（一）修路。"],  # a number, no remark
        ["种树三千株。", "（另行通知）者除外，其余照办。"],
    ],
)
def test_brackets_behind_a_sentence_stay_with_it(pieces: list[str]) -> None:
    assert split("".join(pieces)) == pieces


def test_brackets_of_another_paragraph_are_a_clause_of_their_own() -> None:
    assert split("新增床位三百张。\n（责任单位：区民政局）") == ["新增床位三百张。", "（责任单位：区民政局）"]
