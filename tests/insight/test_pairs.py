"""Which entries are put side by side: one partner each, whatever the order, and people's decisions count."""

from __future__ import annotations

import time
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.insight.entry import Entry
from indexer.insight.pairs import Pair, propose, side
from indexer.insight.relations import Sort
from tests.insight.entries import entry

THINGS = ("养老床位", "普惠托位", "社区食堂", "口袋公园", "公共停车位", "健身步道", "卫生服务站", "充电桩")
LIST = "重点工作安排"


def said(pairs: tuple[Pair, ...], sort: Sort) -> list[tuple[str, str, str]]:
    return [(pair.left.evidence, pair.right.evidence, pair.relation) for pair in pairs if pair.sort == sort]


def report(count: int, thing: str, year: int = 2025, **more: object) -> Entry:
    return entry(f"新增{thing}{count}个", "新增", thing, year=year, **more)  # type: ignore[arg-type]


def test_a_report_and_a_list_of_tasks_say_the_same_twice() -> None:
    first = [report(100 + number, thing, number=number) for number, thing in enumerate(THINGS, 1)]
    second = [
        entry(f"增设{100 + number}个{thing}", "增设", thing, doc_type=LIST, number=number)
        for number, thing in enumerate(reversed(THINGS), 1)
    ]
    pairs = propose([*second, *first])
    assert [(pair.left.commitment.object, pair.right.commitment.object) for pair in pairs] == [(t, t) for t in THINGS]
    assert {pair.sort for pair in pairs} == {"twice"}
    assert all(pair.left.document.metadata.doc_type == "政府工作报告" for pair in pairs)
    assert all("对象相同：" + pair.left.commitment.object in pair.reasons for pair in pairs)
    assert "动作相近：新增、增设" in pairs[0].reasons
    assert pairs[0].reasons[0] == "数字不同：101个、108个"


def test_a_target_meets_the_result_that_the_next_report_gives_for_its_year() -> None:
    entries = [
        report(480, "养老床位", document="r2025"),
        report(6, "社区食堂", document="r2025", number=2),
        report(500, "养老床位", kind="result", document="r2026"),
        report(4, "社区食堂", kind="result", document="r2026", number=2),
        report(300, "养老床位", kind="result", year=2024, document="r2025", number=3),
    ]
    assert said(propose(entries), "outcome") == [
        ("新增养老床位480个", "新增养老床位500个", "超过"),
        ("新增社区食堂6个", "新增社区食堂4个", "未达"),
    ]


def test_target_and_result_of_one_document_meet_as_well() -> None:
    done = entry("已建成社区食堂5个", "建成", "社区食堂", kind="result", document="r", number=2)
    assert said(propose([entry("建成社区食堂6个", "建成", "社区食堂", document="r"), done]), "outcome") == [
        ("建成社区食堂6个", "建成社区食堂5个", "未达")
    ]


def test_what_is_said_twice_is_compared_with_its_result_once() -> None:
    entries = [
        report(6, "社区食堂", document="r"),
        report(6, "社区食堂", document="l", doc_type=LIST),
        report(7, "社区食堂", kind="result", document="n"),
    ]
    pairs = propose(entries)
    assert [(pair.sort, pair.left.document.doc_id, pair.right.document.doc_id) for pair in pairs] == [
        ("twice", "r", "l"),
        ("outcome", "r", "n"),
    ]


def test_an_ambition_is_told_beside_its_target() -> None:
    text = "财政收入增长2%，力争3%"
    target = entry(text, "增长", "财政收入", document="r")
    ambition = entry(text, "增长", "财政收入", document="r", which=1)
    result = entry("财政收入增长2.5%", "增长", "财政收入", kind="result", document="n")
    (pair,) = propose([target, ambition, result])
    assert (pair.relation, pair.left.key) == ("超过", target.key)
    assert pair.reasons[-1] == "另有力争的数字：未达，目标3%（力争），结果2.5%，低于目标的数字"


def test_an_indicator_goes_on_to_the_nearest_year_in_which_it_is_stated() -> None:
    entries = [report(count, "口袋公园", year=year, kind="result") for year, count in ((2019, 2), (2022, 3), (2024, 3))]
    assert said(propose(entries), "change") == [
        ("新增口袋公园2个", "新增口袋公园3个", "不一致"),
        ("新增口袋公园3个", "新增口袋公园3个", "一致"),
    ]


def test_a_target_without_a_result_of_its_year_is_compared_with_a_later_one() -> None:
    asked = report(2, "口袋公园", year=2020)
    later = report(3, "口袋公园", year=2024, kind="result")
    assert said(propose([asked, later]), "change") == [("新增口袋公园2个", "新增口袋公园3个", "不一致")]
    own = report(2, "口袋公园", year=2020, kind="result", document="own")
    changes = [pair for pair in propose([asked, later, own]) if pair.sort == "change"]
    assert [(pair.left.commitment.kind, pair.right.commitment.kind) for pair in changes] == [("result", "result")]


def test_districts_are_never_mixed_and_documents_of_unknown_district_stay_alone() -> None:
    east, west = report(6, "社区食堂"), report(6, "社区食堂", district="西山区", kind="result")
    unknown = [report(6, "社区食堂", district="", document="u1"), report(6, "社区食堂", district="", document="u2")]
    assert propose([east, west, *unknown]) == ()


def test_other_things_with_the_same_figure_are_no_pair() -> None:
    first = [report(2, thing, number=number) for number, thing in enumerate(THINGS[:4], 1)]
    second = [report(2, thing, doc_type=LIST, number=number) for number, thing in enumerate(THINGS[4:], 1)]
    assert propose([*first, *second]) == ()


def test_what_measures_nothing_and_what_has_no_year_is_no_pair() -> None:
    assert (
        propose([report(6, "社区食堂", year=None, document="a"), report(6, "社区食堂", year=None, document="b")]) == ()
    )
    term = [entry("办理时间缩短到15个工作日", "缩短", "办理时间", document=name) for name in "ab"]
    assert propose(term) == ()


def test_what_people_reject_is_shown_and_leaves_its_place_to_the_next_best() -> None:
    target = report(6, "社区食堂", document="r")
    near = report(6, "社区食堂", kind="result", document="n")
    far = report(5, "社区食堂", kind="result", document="n", number=2)
    (pair,) = propose([target, near, far])
    assert pair.right == near
    decided = propose([target, near, far], {pair.key: "rejected"})
    assert {found.right.commitment.quantity.value for found in decided} == {5, 6}
    (other,) = [found for found in decided if found.key != pair.key]
    assert propose([target, near, far], {other.key: "confirmed"}) == (other,)


def test_a_key_survives_new_numbers_of_clauses_but_not_other_words() -> None:
    before = propose([report(6, "社区食堂", document="r"), report(6, "社区食堂", doc_type=LIST, document="l")])
    after = propose(
        [
            report(6, "社区食堂", document="r", number=9),
            report(6, "社区食堂", doc_type=LIST, document="l", number=5),
        ]
    )
    assert before[0].key == after[0].key
    assert before[0].left.clause.clause_id != after[0].left.clause.clause_id
    other = propose([report(7, "社区食堂", document="r"), report(7, "社区食堂", doc_type=LIST, document="l")])
    assert other[0].key != before[0].key


def test_a_side_keeps_the_words_and_where_they_stand() -> None:
    kept = side(report(6, "社区食堂", document="r"))
    assert (kept.evidence, kept.document, kept.source) == (
        "新增社区食堂6个",
        "东川区 2025年 《东川区政府工作报告》",
        "r.txt",
    )


TYPES = {"r": "政府工作报告", "l": LIST}
ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(THINGS[:4]),
        st.integers(1, 3),
        st.sampled_from((2023, 2024, 2025)),
        st.sampled_from(("target", "result", "")),
        st.sampled_from(("r", "l")),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(ENTRIES, st.randoms(use_true_random=False))
def test_one_partner_each_whatever_the_order(rows: list[tuple[str, int, int, str, str]], random: object) -> None:
    entries = [
        report(count, thing, year=year, kind=kind, document=f"{name}{year}", doc_type=TYPES[name], number=number)
        for number, (thing, count, year, kind, name) in enumerate(rows, 1)
    ]  # fmt: skip
    pairs = propose(entries)
    shuffled = list(entries)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert propose(shuffled) == pairs
    places: Counter[tuple[object, ...]] = Counter()
    for pair in pairs:
        assert 0 <= pair.score <= 1
        assert pair.left != pair.right
        for mine, other in ((pair.left, pair.right), (pair.right, pair.left)):
            slot: tuple[object, ...] = ()
            if pair.sort == "twice":
                slot = (other.document.doc_id,)
            elif pair.sort == "change":
                slot = (mine.year < other.year, other.commitment.kind)  # type: ignore[operator]
            places[pair.sort, mine.clause.clause_id, slot] += 1
    assert set(places.values()) <= {1}


def test_ten_thousand_entries_take_seconds() -> None:
    names = [first + second for first in "甲乙丙丁戊己庚辛壬癸" for second in ("水厂", "泵站", "桥梁", "学校", "医院")]
    entries = [
        report(number % 97 + 1, f"{name}{kind}", year=2016 + number // 200, district=f"{place}区", number=number,
               document=f"{place}{number // 200}")
        for place in "东西南北中"
        for number, (name, kind) in enumerate([(n, k) for n in names for k in ("改造", "新建", "扩容", "迁移")] * 10)
    ]  # fmt: skip
    assert len(entries) == 10_000
    start = time.process_time()
    pairs = propose(entries)
    assert time.process_time() - start < 30  # 8 to 12 on two shared cores; quadratic work takes many minutes
    assert len(pairs) > 1_000
