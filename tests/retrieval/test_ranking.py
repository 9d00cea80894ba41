"""What is put forward and what back, and where the floor is."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.records import GLOSSARY, STAR
from indexer.retrieval.query import parse_query
from indexer.retrieval.ranked import Ranked, Rows, Scores, ranked
from indexer.retrieval.ranking import (
    ANNOUNCING,
    ANSWERING,
    EXACT,
    LEANING,
    LEAST_COVERAGE,
    LEAST_NEARNESS,
    LOOKED_THROUGH,
    MARKED,
    Favours,
    favour,
    is_on_topic,
)
from indexer.storage.catalogue import Passage

MOST = 1 + EXACT + ANSWERING + LEANING + MARKED


class Candidate(NamedTuple):
    passage: Passage
    has_measure: bool


def candidate(text: str, *flags: str, path: tuple[str, ...] = (), has_measure: bool = False) -> Candidate:
    return Candidate(Passage(text, path, flags), has_measure)


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
def test_what_speaks_for_a_clause_is_counted(words: str, found: Candidate, extra: float) -> None:
    favours = Favours(parse_query(words))
    assert favours.of([found.passage], [found.has_measure]).tolist() == pytest.approx([extra])
    assert favours.most >= extra


@pytest.mark.parametrize(
    ("words", "looks_for_measures", "most"),
    [
        ("养老床位", False, EXACT),
        ("托位有多少", True, EXACT + ANSWERING),
        ("绿地发展目标", True, EXACT + ANSWERING + LEANING),
        ("标星的绿化项目", False, EXACT + MARKED),
        ("什么是一网通办", False, EXACT + ANSWERING),
        ("文化中心在哪里", False, EXACT + ANSWERING),
    ],
)
def test_only_what_is_asked_for_can_speak_for_a_clause(words: str, looks_for_measures: bool, most: float) -> None:
    favours = Favours(parse_query(words))
    assert favours.looks_for_measures is looks_for_measures
    assert favours.most == pytest.approx(most)
    everything = candidate(words.removeprefix("什么是"), STAR, GLOSSARY, "task", has_measure=True).passage
    placed = everything._replace(text=everything.text + "位于")
    assert favours.of([placed], [True])[0] <= most + 1e-9


def hits_of(*scores: float) -> Ranked:
    """Return hits on the rows 0, 1, …"""
    return ranked(np.arange(len(scores)), np.array(scores))


def look_into(favours: dict[int, float], seen: list[int]) -> Callable[[Rows], Scores]:
    def look(rows: Rows) -> Scores:
        seen.extend(rows.tolist())
        return np.array([favours.get(row, 0.0) for row in rows.tolist()])

    return look


def test_scores_stay_between_nought_and_one_and_ties_are_broken_by_row() -> None:
    fused = ranked(np.array([5, 2, 3, 4]), np.array([0.5, 0.5, 1.0, 0.1]))
    most = EXACT + ANSWERING + LEANING
    found = favour(fused, look_into({3: most, 4: ANNOUNCING}, []), most=most)
    assert found.rows.tolist() == [3, 2, 5, 4]
    assert found.scores[0] == pytest.approx((1 + most) / MOST)
    assert found.scores[-1] == 0.0
    assert found.parts["favour"].tolist() == pytest.approx([most, 0.0, 0.0, ANNOUNCING])


def test_the_best_hundred_are_looked_at_and_those_behind_them_keep_their_places() -> None:
    fused = hits_of(*np.linspace(1.0, 0.9, LOOKED_THROUGH + 2))
    seen: list[int] = []
    found = favour(fused, look_into({LOOKED_THROUGH - 1: EXACT, LOOKED_THROUGH: EXACT}, seen), most=EXACT)
    assert seen == list(range(LOOKED_THROUGH))
    assert found.rows.tolist() == [LOOKED_THROUGH - 1, *range(LOOKED_THROUGH - 1), LOOKED_THROUGH, LOOKED_THROUGH + 1]
    assert "favour" not in list(found)[-1].parts


def test_no_more_are_looked_at_than_may_come_among_those_that_are_shown() -> None:
    fused = hits_of(0.9, 0.8, 0.71, 0.65, 0.64, 0.1)
    seen: list[int] = []
    found = favour(fused, look_into({4: EXACT}, seen), most=EXACT, shown=2)
    assert seen == [0, 1, 2, 3]  # 0.65 and the favour reach 0.8, 0.64 and the favour do not
    assert found.rows.tolist() == [0, 1]
    assert found.scores.tolist() == pytest.approx([0.9 / MOST, 0.8 / MOST])


@given(
    st.lists(st.tuples(st.floats(0, 1), st.sampled_from([ANNOUNCING, 0.0, 0.0, EXACT])), max_size=130),
    st.integers(1, 140),
)
def test_what_is_shown_does_not_depend_on_how_many_are(candidates: list[tuple[float, float]], shown: int) -> None:
    candidates.sort(reverse=True)
    favours = {row: extra for row, (_, extra) in enumerate(candidates)}
    fused = hits_of(*(score for score, _ in candidates))
    whole = favour(fused, look_into(favours, []), most=EXACT)
    part = favour(fused, look_into(favours, []), most=EXACT, shown=shown)
    assert list(part)[:shown] == list(whole)[:shown]


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
