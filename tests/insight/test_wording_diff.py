"""Which words two texts share, at which offsets, and how alike they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.insight.wording_diff import Alignment, Wording, align, weigh
from indexer.retrieval.words import Segmenter

SEGMENTER = Segmenter()


def aligned(here: str, there: str) -> Alignment:
    return align(Wording(here, SEGMENTER.cut), Wording(there, SEGMENTER.cut))


def shown(here: str, there: str) -> str:
    """Write the segments in one line: what only the draft has in [-…], what only the clause has in {+…}."""
    forms = {"same": "{1}", "here": "[-{0}]", "there": "{{+{1}}}"}
    segments = aligned(here, there).segments
    return "".join(forms[s.kind].format(here[slice(*s.here)], there[slice(*s.there)]) for s in segments)


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ("健全议事机制", "健全议事协商机制", "健全议事{+协商}机制"),
        ("推动热线提质", "推进热线提质", "[-推动]{+推进}热线提质"),  # words change, not characters of them
        ("新增床位480张", "新增床位4800张", "新增床位[-480]{+4800}张"),  # a number is one thing
        ("收入增长5%，稳中向好", "收入增长5倍，稳中向好", "收入增长[-5%，]{+5倍，}稳中向好"),
        ("新增床位1,200张", "新增床位1200张", "新增床位1200张"),
        ("新增養老床位４８０張", "新增养老床位480张", "新增养老床位480张"),
        ("打造“一刻钟”生活圈", "打造一刻钟生活圈", "打造一刻钟生活圈"),
        ("建设公园3座", "设立托位3个", "[-建设公园3座]{+设立托位3个}"),  # 3 of something else is not the same
        ("发展的成果", "山里的人", "[-发展的成果]{+山里的人}"),  # nor is a lone particle
        ("培育AI企业", "引进AI人才", "[-培育]{+引进}AI[-企业]{+人才}"),
    ],
)
def test_differences_are_marked_word_by_word(here: str, there: str, expected: str) -> None:
    assert shown(here, there) == expected


def test_likeness_is_the_share_of_weight_that_is_the_same() -> None:
    # 床位 and 智慧 weigh 2 each, 建设 is a stock word and weighs 2 × 0.4
    assert aligned("智慧床位", "床位").likeness == pytest.approx(2 / 4)
    assert aligned("智慧床位", "建设智慧的床位").likeness == pytest.approx(4 / 4.4)  # 的 stands between, 建设 around
    assert aligned("床位30张", "床位50张").likeness == pytest.approx(3 / (4 + 4 - 3))  # a number weighs 1
    assert aligned("床位", "公园").likeness == 0.0
    assert weigh("智慧建设30张", SEGMENTER.cut) == pytest.approx(2 + 0.8 + 1 + 1)


def test_what_is_shared_is_weighed_in_all_and_in_its_longest_run() -> None:
    found = aligned("智慧公园、美丽床位", "智慧的公园、美丽的床位")
    assert (found.whole, found.shared, found.longest) == (8.0, 8.0, 4.0)


def test_what_stands_around_the_compared_part_does_not_count() -> None:
    there = "着眼长远，办好“三件”实事，同时改建食堂。"
    found = aligned("办好三件实事", there)
    assert (found.likeness, found.is_verbatim, there[slice(*found.core)]) == (1.0, True, "办好“三件”实事")


def test_a_core_does_not_tear_a_quotation() -> None:
    there = "用好“随申办”，推广“一码通”。"
    assert there[slice(*aligned("推广一码通", there).core)] == "推广“一码通”"
    there = "完善“接诉即办”机制。"
    assert there[slice(*aligned("接诉即办", there).core)] == "“接诉即办”"
    there = "“议事协商制度”落地。"
    assert there[slice(*aligned("议事", there).core)] == "议事"


@pytest.mark.parametrize(("here", "there"), [("", ""), ("！", "床位"), ("床位", "……"), ("床位", "")])
def test_texts_without_words_in_common_are_not_alike(here: str, there: str) -> None:
    found = aligned(here, there)
    assert (found.likeness, found.core, found.is_verbatim) == (0.0, (0, 0), False)


TEXTS = st.text(st.sampled_from("新增床位公园建设的和“”（），。480%a 張\n★"), max_size=30)


@given(TEXTS, TEXTS)
def test_segments_cover_both_texts_and_tell_the_truth(here: str, there: str) -> None:
    found = aligned(here, there)
    assert "".join(here[slice(*segment.here)] for segment in found.segments) == here
    assert "".join(there[slice(*segment.there)] for segment in found.segments) == there
    assert 0.0 <= found.likeness <= 1.0
    for segment in found.segments:
        own, other = here[slice(*segment.here)], there[slice(*segment.there)]
        if segment.kind == "same":
            assert Wording(own, SEGMENTER.cut).keys == Wording(other, SEGMENTER.cut).keys
        else:
            assert bool(own) == (segment.kind == "here")
            assert bool(other) == (segment.kind == "there")


@given(TEXTS)
def test_a_text_is_like_itself(text: str) -> None:
    found = aligned(text, text)
    assert found.is_verbatim == bool(Wording(text, SEGMENTER.cut).keys)
    assert found.likeness == float(found.is_verbatim)
