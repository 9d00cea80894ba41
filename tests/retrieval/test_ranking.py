"""What is put forward and what back, and where the floor is."""

from __future__ import annotations

import pytest

from indexer.records import Clause, Hit
from indexer.retrieval.query import parse_query
from indexer.retrieval.ranking import (
    ANNOUNCING,
    ANSWERING,
    EXACT,
    LEANING,
    LEAST_COVERAGE,
    LEAST_NEARNESS,
    MARKED,
    Candidate,
    favour,
    is_on_topic,
)

MOST = 1 + EXACT + ANSWERING + LEANING + MARKED


def candidate(text: str, *flags: str, path: tuple[str, ...] = (), has_measure: bool = False) -> Candidate:
    return Candidate(Clause("d-1", "d", 1, path, text, 0, len(text), flags), has_measure)


@pytest.mark.parametrize(
    ("words", "found", "extra"),
    [
        ("养老床位", candidate("新增养老床位。"), EXACT),
        ("養老床位", candidate("新增养老床位。"), EXACT),
        ("养老床位", candidate("新增养老服务和床位。"), 0.0),
        ("完善为老服务体系", candidate("新增床位。", path=("五、民生", "19.完善为老服务体系")), EXACT),
        ("为老服务", candidate("新增床位。", path=("五、民生", "19.完善为老服务体系")), 0.0),
        ("托位有多少", candidate("新增学位480个。", has_measure=True), ANSWERING),
        ("托位有多少", candidate("推进普惠托育。"), 0.0),
        ("托位", candidate("新增学位480个。", has_measure=True), 0.0),
        ("绿地发展目标", candidate("新增公园。", "task"), LEANING),
        ("绿地发展目标", candidate("新增公园。", "review"), 0.0),
        ("标星的绿化项目", candidate("★新增公园。", "★"), MARKED),
        ("什么是一网通办", candidate("一个总门户。", "glossary"), ANSWERING),
        ("文化中心在哪里", candidate("位于人民路,东至学院街。"), ANSWERING),
        ("文化中心在哪里", candidate("建成一个文化馆。"), 0.0),
        ("文化中心建设", candidate("位于人民路,东至学院街。"), 0.0),
        ("一网通办", candidate("一个总门户。", "glossary"), 0.0),
        ("重点工作有哪些", candidate("今年要做好以下六项工作："), ANNOUNCING),
    ],
)
def test_what_speaks_for_a_clause_is_added(words: str, found: Candidate, extra: float) -> None:
    hit = favour([Hit(1, 0.8, {"words": 1.0})], {1: found}, parse_query(words))[0]
    assert hit.parts == {"words": 1.0, "favour": pytest.approx(extra)}
    assert hit.score == pytest.approx((0.8 + extra) / MOST)


def test_scores_stay_between_nought_and_one_and_ties_are_broken_by_row() -> None:
    best = candidate("养老床位目标480张。", "task", has_measure=True)
    hits = [Hit(5, 0.5), Hit(2, 0.5), Hit(3, 1.0), Hit(4, 0.1)]
    found = favour(hits, {3: best, 4: candidate("现将安排印发给你们。")}, parse_query("养老床位目标"))
    assert [hit.row for hit in found] == [3, 2, 5, 4]
    assert found[0].score == pytest.approx((1 + EXACT + ANSWERING + LEANING) / MOST)
    assert found[-1].score == 0.0


@pytest.mark.parametrize(
    ("covered", "nearness", "there"),
    [
        (0.0, 0.0, False),
        (LEAST_COVERAGE, 0.0, True),
        (0.0, LEAST_NEARNESS, True),
        (LEAST_COVERAGE - 0.01, LEAST_NEARNESS - 0.01, False),
    ],
)
def test_words_or_meaning_put_a_clause_on_the_topic(covered: float, nearness: float, there: bool) -> None:
    assert is_on_topic(covered, nearness) is there
