"""Which figure of what was found answers the question, and where none does."""

from __future__ import annotations

import pytest

from indexer.insight.figures import LEAST_FIT, Figures
from indexer.records import Clause, Document, Metadata, Query, Result

TARGETS = ("task",)


class Shelf:
    """Gives out documents as a searcher does."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def read(self, doc_id: str) -> Document:
        return self.document


def found(words: str, *clauses: str, coverage: float = 1.0, leans: str = "") -> list[tuple[str, str]]:
    """Return the figures of clauses that were found in this order: evidence, text of the clause."""
    text = "\n".join(clauses)
    cut = []
    for number, clause in enumerate(clauses):
        start = text.index(clause)
        cut.append(Clause(f"c{number}", "d", number, (), clause, start, start + len(clause), TARGETS))
    document = Document(
        "d", "d.txt", Metadata(district="东川区", year=2025, doc_type="重点工作安排"), text, (), tuple(cut)
    )
    results = [
        Result(rank, 1.0, {"coverage": coverage}, clause, document.ref) for rank, clause in enumerate(cut, start=1)
    ]
    query = Query(words, words, words, leans=leans)  # type: ignore[arg-type]
    figures = Figures(Shelf(document)).of(query, results)  # type: ignore[arg-type]
    assert all(entry.score >= LEAST_FIT for entry in figures) or len(figures) == 1
    return [(str(entry.commitment.quantity.value), entry.clause.text) for entry in figures]


BEDS = "改建认知障碍照护专区150个，新增养老床位480张、日间照护中心2个。"


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("养老床位", ["480"]),
        ("新增多少张养老床位", ["480"]),
        ("日间照护中心", ["2"]),
        ("认知障碍照护专区", ["150"]),
    ],
)
def test_the_object_decides_not_the_first_number(words: str, values: list[str]) -> None:
    assert [value for value, _ in found(words, BEDS)][: len(values)] == values


def test_what_documents_say_for_everyday_words_is_a_figure_too() -> None:
    assert found("老人吃饭的地方", "新增长者食堂6家，修建道路3公里。")[0][0] == "6"


def test_a_figure_of_something_else_is_none() -> None:
    assert found("养老床位", "推动养老床位联动，新增口袋公园3座、绿道2公里。") == []


def test_the_next_clause_gives_it_where_the_strongest_has_none() -> None:
    strongest, following = "完善养老床位布局。", "新增养老床位480张。"
    assert found("养老床位", strongest, following) == [("480", following)]
    assert found("养老床位", strongest, "新增口袋公园3座。") == []


def test_the_only_figure_of_a_clause_that_holds_the_words() -> None:
    assert found("旧改", "旧改受益居民3000户。")[0][0] == "3000"
    assert found("火锅节", "受益居民3000户。", coverage=0.2) == []
