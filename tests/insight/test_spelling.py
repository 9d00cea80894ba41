"""Which queries get a corrected spelling, which one, and which get none."""

from __future__ import annotations

import pytest

from indexer import Searcher
from indexer.insight.spelling import MAX_CORRECTIONS, Correction, correct
from indexer.records import Known
from indexer.retrieval.query import parse_query


def corrections(searcher: Searcher, words: str) -> list[Correction]:
    return correct(parse_query(words, known=Known.of(searcher.documents())), searcher.vocabulary)


SLIPS = [
    # one character of the same sound
    ("养老窗位", "养老床位", "同音"),
    ("养老床为", "养老床位", "同音"),
    ("加装电剃", "加装电梯", "同音"),
    ("家装电梯", "加装电梯", "同音"),
    ("社区食塘", "社区食堂", "同音"),
    ("长者是堂", "长者食堂", "同音"),
    ("口袋公元", "口袋公园", "同音"),
    ("彭铺镇", "彭浦镇", "同音"),
    ("接诉既办", "接诉即办", "同音"),
    ("一网同办", "一网通办", "同音"),
    ("营商环镜", "营商环境", "同音"),
    ("人工只能", "人工智能", "同音"),
    ("适老画改造", "适老化改造", "同音"),
    ("认知账碍", "认知障碍", "同音"),
    ("就业困南", "就业困难", "同音"),
    ("政务公凯", "政务公开", "同音"),
    ("高新极术企业", "高新技术企业", "同音"),
    ("旧驻房改造", "旧住房改造", "同音"),
    ("绿到", "绿道", "同音"),
    # nearly the same: -n and -ng, z and zh, l and n
    ("城市跟新", "城市更新", "近音"),
    ("养劳床位", "养老床位", "同音"),
    ("养脑床位", "养老床位", "近音"),
    ("仁知障碍", "认知障碍", "同音"),
    ("营商环进", "营商环境", "近音"),
    ("加庄电梯", "加装电梯", "同音"),
    ("加专电梯", "加装电梯", "近音"),
    # in a question, beside conditions, in a phrase
    ("东川区的养老窗位有多少", "东川区的养老床位有多少", "同音"),
    ("2025年口袋公元", "2025年口袋公园", "同音"),
    ("“养老窗位”", "“养老床位”", "同音"),
    ("養老窗位", "养老床位", "同音"),
    ("口袋公元 养老窗位", "口袋公园 养老床位", "同音"),
    # typed twice, or in another order
    ("养老床床位", "养老床位", "重字"),
    ("养养老床位", "养老床位", "重字"),
    ("老养床位", "养老床位", "颠倒"),
    # pinyin
    ("yanglao chuangwei", "养老床位", "拼音"),
    ("yanglaochuangwei", "养老床位", "拼音"),
    ("yang lao chuang wei", "养老床位", "拼音"),
    ("Yanglao Chuangwei", "养老床位", "拼音"),
    ("koudaigongyuan", "口袋公园", "拼音"),
    ("jiazhuang dianti", "加装电梯", "拼音"),
    ("tuoyu", "托育", "拼音"),
    ("lvdao", "绿道", "拼音"),
    ("yanglao床位", "养老床位", "拼音"),
]


@pytest.mark.parametrize(("typed", "meant", "slip"), SLIPS)
def test_a_slip_is_corrected(searcher: Searcher, typed: str, meant: str, slip: str) -> None:
    first = corrections(searcher, typed)[0]
    assert (first.words, first.slip) == (meant, slip)
    assert first.count > 0


@pytest.mark.parametrize(
    "words",
    [
        # words that all occur, also where no clause has them together
        "养老床位",
        "彭浦镇",
        "东川区2025年养老床位有多少",
        "加装电梯",
        "口袋公园和绿道",
        "托育电梯",
        "老年人",
        "接诉即办",
        "垃圾分类",
        "“旧住房修缮”",
        # proper words that the corpus does not have, though some sound like others that it has
        "火星移民",
        "火星",
        "减肥",
        "量子计算",
        "元宇宙",
        "海洋公园",
        "钓鱼",
        "游泳馆",
        "孔子学院",
        "奥林匹克",
        "小升初",
        "电瓶车",
        "赛博朋克",
        "老人吃饭的地方有多少",
        "看病难怎么办",
        # areas, known and not
        "杨浦区",
        "杨浦区的绿道",
        "静安区养老床位",
        # characters that belong twice
        "人人享有",
        "天天向上",
        # English, names, numbers
        "school",
        "elderly care",
        "women employment",
        "AI",
        "home care beds",
        "480张",
        "GB 9704",
        # pinyin of nothing
        "chongwu yiyuan",
        "xyz",
        # what is excluded
        "绿道 -养老窗位",
        # pasted wording
        "新增养老窗位四百八十张，新增长者食塘六家，完善为老服务体系，让老人就近用餐",
    ],
)
def test_what_is_no_slip_is_left_alone(searcher: Searcher, words: str) -> None:
    assert corrections(searcher, words) == []


@pytest.mark.parametrize("typed", [typed for typed, _, slip in SLIPS if slip in ("同音", "近音", "颠倒")])
def test_a_correction_is_as_long_as_what_was_typed(searcher: Searcher, typed: str) -> None:
    for correction in corrections(searcher, typed):
        assert len(correction.words) == len(typed)
        assert len(correction.meant) == len(correction.said)


def test_at_most_three_are_suggested_each_once(searcher: Searcher) -> None:
    for typed, _, _ in SLIPS:
        words = [correction.words for correction in corrections(searcher, typed)]
        assert 1 <= len(words) <= MAX_CORRECTIONS
        assert len(set(words)) == len(words)


def test_the_count_is_of_the_clauses_that_hold_what_was_meant(searcher: Searcher) -> None:
    for typed, _, _ in SLIPS:
        for correction in corrections(searcher, typed):
            counts = [searcher.vocabulary.count(meant) for meant in correction.meant.split()]
            assert correction.count == min(counts)


def test_what_is_suggested_finds_something(searcher: Searcher) -> None:
    for typed, _, _ in SLIPS:
        for correction in corrections(searcher, typed):
            assert searcher.search(correction.words, mode="keyword"), typed
