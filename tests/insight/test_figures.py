"""Which figure of what was found answers the question, and where none does."""

from __future__ import annotations

import pytest

from indexer.insight.figures import LEAST_FIT, Figures
from indexer.records import Clause, Commitment, Document, DocumentRef, Metadata, Query, Result
from indexer.structure.commitments import find_commitments


class Shelf:
    """Gives out the commitments of one document as a searcher does; ``topic`` are the objects that belong to it."""

    def __init__(self, document: Document, topic: dict[str, float]) -> None:
        self.document = document
        self.topic = topic

    def documents(self) -> tuple[DocumentRef, ...]:
        return (self.document.ref,)

    def commitments(self) -> list[tuple[Commitment, Clause]]:
        clauses = {clause.clause_id: clause for clause in self.document.clauses}
        return [(stated, clauses[stated.clause_id]) for stated in find_commitments(self.document)]

    def objects_of(self, topic: str) -> dict[str, float]:
        return self.topic


def found(
    words: str,
    *clauses: str,
    coverage: float = 1.0,
    leans: str = "",
    topic: dict[str, float] | None = None,
    flags: tuple[str, ...] = ("task",),
) -> list[tuple[str, str]]:
    """Return the figures of clauses that were found in this order: evidence, text of the clause."""
    text = "\n".join(clauses)
    cut = []
    for number, clause in enumerate(clauses):
        start = text.index(clause)
        cut.append(Clause(f"c{number}", "d", number, (), clause, start, start + len(clause), flags))
    document = Document(
        "d", "d.txt", Metadata(district="东川区", year=2025, doc_type="重点工作安排"), text, (), tuple(cut)
    )
    results = [
        Result(rank, 1.0, {"coverage": coverage}, clause, document.ref) for rank, clause in enumerate(cut, start=1)
    ]
    query = Query(words, words, words, leans=leans)  # type: ignore[arg-type]
    figures = Figures(Shelf(document, topic or {}), query).of(results)  # type: ignore[arg-type]
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


def test_an_object_that_belongs_to_the_topic_fits_whatever_its_words() -> None:
    clause = "新增认知障碍照护专区3个，建成停车场20处。"
    assert found("养老", clause, coverage=0.2) == []
    assert found("养老", clause, coverage=0.2, topic={"认知障碍照护专区": 0.8}) == [("3", clause)]


def test_the_verb_that_is_asked_for_comes_first() -> None:
    clause = "既有住宅加装电梯开工203台、完工333台。"
    assert [value for value, _ in found("加装电梯完成多少台", clause)] == ["333", "203"]
    assert [value for value, _ in found("加装电梯开工多少台", clause)] == ["203", "333"]


def test_words_right_before_a_number_count_where_its_object_was_read_short() -> None:
    assert found("加装电梯完成多少台", "加装电梯完工100台，22个小区全覆盖。")[0][0] == "100"


def test_the_end_of_a_change_comes_before_its_base() -> None:
    clause = "人均绿地面积从8.5平方米提高到9.2平方米。"
    assert found("人均绿地面积", clause)[0][0] == "9.2"


def test_the_noun_at_the_end_says_what_is_counted() -> None:
    clause = "确保粮食播种面积30万亩、总产量12万吨。"
    topic = {"粮食播种面积": 0.8, "总产量": 0.75}
    assert found("粮食产量", clause, topic=topic)[0][0] == "120000"
    assert found("粮食播种面积", clause, topic=topic)[0][0] == "300000"


def test_a_figure_that_leaves_out_what_was_said_before() -> None:
    clause = "建成养老服务机构16家、床位2300张。"
    assert found("养老床位", clause)[0][0] == "2300"


def test_to_belong_to_the_topic_is_not_enough_in_a_clause_that_is_not_the_strongest() -> None:
    assert found("养老", "完善养老布局。", "新增认知障碍照护专区3个。", topic={"认知障碍照护专区": 0.8}) == []
    assert found("怎么管住政府花钱", "严控财政支出。", "一般公共预算收入增长5%。") == []


def test_a_result_is_no_target() -> None:
    clauses = ("推动经济平稳增长。", "去年地区生产总值增长5.5%。")
    flags = ("review",)
    assert found("地区生产总值增长", *clauses, flags=flags)[0][0] == "5.5"
    assert found("地区生产总值增长目标", *clauses, flags=flags, leans="task") == []


def test_of_one_clause_only_a_figure_that_fits_well_is_given() -> None:
    text = "新增养老床位480张、日间照护中心2个。"
    clause = Clause("c0", "d", 0, (), text, 0, len(text), ("task",))
    document = Document("d", "d.txt", Metadata(district="东川区", year=2025), text, (), (clause,))
    result = Result(1, 1.0, {}, clause, document.ref)

    def best(words: str) -> str:
        shelf = Shelf(document, {})
        entry = Figures(shelf, Query(words, words, words)).best_of(result)  # type: ignore[arg-type]
        return entry.commitment.quantity.text if entry else ""

    assert best("养老床位") == "480张"
    assert best("日间照护中心") == "2个"
    assert best("营商环境") == ""
