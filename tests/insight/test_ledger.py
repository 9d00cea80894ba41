"""The ledger lists what was chosen, in order, with the words of the document."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer import Searcher
from indexer.errors import QueryInvalid
from indexer.insight.ledger import Entry, Selection, all_entries, known_years, select
from tests.insight.entries import entry


def said(entries: tuple[Entry, ...]) -> list[tuple[str, int | None, str, str]]:
    return [(e.district, e.year, e.commitment.object, e.commitment.quantity.text) for e in entries]


def test_everything_by_district_year_and_place(searcher: Searcher) -> None:
    found = select(searcher)
    assert found == all_entries(searcher)
    assert said(found) == [
        ("东川区", 2019, "口袋公园", "2座"),
        ("东川区", 2020, "公共绿地", "3公顷"),
        ("东川区", 2024, "养老床位", "120张"),
        ("东川区", 2024, "社区食堂", "4家"),
        ("东川区", 2024, "旧住房修缮", "20万平方米"),
        ("东川区", 2024, "电梯", "15台"),
        ("东川区", 2025, "养老床位", "480张"),
        ("东川区", 2025, "长者食堂", "6家"),
        ("东川区", 2025, "口袋公园", "3座"),
        ("东川区", 2025, "绿道", "2公里"),
        ("西山区", 2025, "普惠托育托位", "4800个"),
        ("西山区", 2025, "老年人家庭", "60户"),
        ("西山区", 2025, "口袋公园", "5座"),
    ]


def test_every_entry_can_be_read_where_it_stands(searcher: Searcher) -> None:
    for found in all_entries(searcher):
        text = searcher.read(found.document.doc_id).text
        assert text[found.commitment.start : found.commitment.end] == found.evidence
        assert text[found.clause.start : found.clause.end] == found.clause.text
        quantity = found.commitment.quantity
        assert found.clause.text[quantity.start : quantity.end] == quantity.text
        assert quantity.text in found.evidence


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(districts=("西山",), kinds=("target",)), ["4800个", "60户", "5座"]),
        (Selection(years=(2019, 2020)), ["2座", "3公顷"]),
        (Selection(years=(2024,)), ["120张", "4家", "20万平方米", "15台"]),  # results of 2024 in a report of 2025
        (Selection(kinds=("result",), districts=("东川区",), years=(2019,)), ["2座"]),
        (Selection(types=("重点工作安排",)), ["4800个", "60户", "5座"]),
        (Selection(documents=("西山区安排.txt",)), ["4800个", "60户", "5座"]),
        (Selection(is_starred=True), []),
        (Selection(kinds=("",)), []),
    ],
)
def test_conditions(searcher: Searcher, selection: Selection, expected: list[str]) -> None:
    assert [found.commitment.quantity.text for found in select(searcher, selection)] == expected


def test_a_document_may_be_named_by_its_id(searcher: Searcher) -> None:
    doc_id = next(ref.doc_id for ref in searcher.documents() if ref.source == "东川区旧报告.txt")
    assert len(select(searcher, Selection(documents=(doc_id,)))) == 2


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        (Selection(districts=("北河区",)), "索引中没有区「北河区」。现有的是：东川区、西山区。"),
        (Selection(years=(1999,)), "索引中没有年份「1999」。现有的是：2019、2020、2024、2025。"),
        (Selection(types=("规划",)), "索引中没有文件类型「规划」"),
        (Selection(documents=("无.txt",)), "索引中没有文件「无.txt」"),
        (Selection(topic="？"), "「？」中只有标点"),
    ],
)
def test_what_the_index_does_not_have_is_said(searcher: Searcher, selection: Selection, message: str) -> None:
    with pytest.raises(QueryInvalid, match=message):
        select(searcher, selection)


def test_a_topic_lists_what_belongs_to_it_the_best_first(searcher: Searcher) -> None:
    found = select(searcher, Selection(topic="养老", years=(2025,), districts=("东川区",)))
    objects = [e.commitment.object for e in found if e.score > 0.45]  # what the tiny model takes for near is chance
    assert objects[0] == "养老床位"
    assert "长者食堂" in objects
    assert "绿道" not in objects
    assert [e.score for e in found] == sorted((e.score for e in found), reverse=True)


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        ("西山区口袋公园", ["5座"]),
        ("2025年口袋公园", ["3座", "5座"]),
        ("东川口袋公园完成情况", ["2座"]),
        ("养老床位 -食堂", []),
        ("西山区", ["4800个", "60户", "5座"]),
    ],
)
def test_conditions_among_the_words_of_a_topic(searcher: Searcher, topic: str, expected: list[str]) -> None:
    found = [e for e in select(searcher, Selection(topic=topic)) if not e.score or e.score > 0.9]
    assert sorted(e.commitment.quantity.text for e in found) == sorted(expected)


def test_years_that_can_be_chosen(searcher: Searcher) -> None:
    assert known_years(searcher) == [2019, 2020, 2024, 2025]


def test_a_key_names_the_number_in_its_sentence() -> None:
    first = entry("新增养老床位480张，新增长者食堂6家。", document="d1", number=3)
    second = entry("新增养老床位480张，新增长者食堂6家。", document="d1", number=3, which=1)
    moved = entry("新增养老床位480张，新增长者食堂6家。", document="d1", number=9)
    other = entry("新增养老床位481张，新增长者食堂6家。", document="d1", number=3)
    assert first.key == moved.key
    assert len({first.key, second.key, other.key, replace(first, clause=replace(first.clause, doc_id="d2")).key}) == 4


def test_the_year_of_the_document_stands_in() -> None:
    stated = entry("新增养老床位480张。", year=2025)
    assert replace(stated, commitment=replace(stated.commitment, year=None)).year == 2025
    assert replace(stated, commitment=replace(stated.commitment, year=2024)).year == 2024
