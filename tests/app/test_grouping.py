"""Results stand in groups, each with how many there are, shown or not."""

from __future__ import annotations

from app.searching.grouping import group_results, silence
from indexer.records import Clause, DocumentRef, Filters, Metadata, Query, Result, Scope

LINAN = DocumentRef("d1", "a.txt", Metadata("甲报告", "普陀区", "上海市", 2024), 9)
ISLAND = DocumentRef("d2", "b.txt", Metadata("乙报告", "普陀区", "舟山市", 2025), 9)
UNDATED = DocumentRef("d3", "c.txt", Metadata("丙通知"), 9)
DOCUMENTS = (LINAN, ISLAND, UNDATED)
COUNTS = {"d1": 5, "d2": 1, "d3": 2}


def result(rank: int, document: DocumentRef) -> Result:
    return Result(rank, 1.0, {}, Clause(f"{document.doc_id}-{rank}", document.doc_id, rank, (), "文", 0, 1), document)


RESULTS = [result(1, UNDATED), result(2, LINAN), result(3, ISLAND), result(4, LINAN)]


def names(by: str, order: str = "relevance") -> list[tuple[str, str, int, int]]:
    groups = group_results(RESULTS, by, order, DOCUMENTS, COUNTS)
    return [(group.name, group.facts, len(group.results), group.total) for group in groups]


def test_districts_of_one_name_in_two_cities_are_two_groups() -> None:
    assert names("district") == [("未知区", "", 1, 2), ("普陀区", "上海市", 2, 5), ("普陀区", "舟山市", 1, 1)]


def test_documents_are_told_by_title_and_place() -> None:
    assert names("document")[:2] == [
        ("丙通知", "未知区 · 年份不详", 1, 2),
        ("甲报告", "普陀区 · 2024年", 2, 5),
    ]


def test_years_stand_in_the_order_of_time_and_unknown_ones_last() -> None:
    assert [name for name, *_ in names("year")] == ["2025年", "2024年", "年份不详"]
    assert [name for name, *_ in names("year", "oldest")] == ["2024年", "2025年", "年份不详"]


def test_without_groups_all_stand_together() -> None:
    assert names("none") == [("", "", 4, 8)]


def test_silent_districts_are_told_from_those_further_down() -> None:
    said = silence([], Query("x", "x"), DOCUMENTS, {"d1": 5})
    assert said.silent == ("普陀区（舟山市）", "未知区")
    assert said.later == (("普陀区（上海市）", "普陀区", 5),)


def test_only_documents_that_were_searched_can_be_silent() -> None:
    of_2024 = Query("x", "x", filters=Filters(years=(2024,)))
    assert silence([], of_2024, DOCUMENTS, {}).silent == ("普陀区",)
    named = Query("x", "x", scope=Scope(districts=("别处区",), strict=True))
    assert silence([], named, DOCUMENTS, {}).silent == ()
    assert silence([result(1, ISLAND)], Query("x", "x"), (ISLAND,), {}).silent == ()
