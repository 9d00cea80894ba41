"""The table of qualities, and the sample that a quick run takes."""

from __future__ import annotations

import pytest

from benchmarks import quality
from benchmarks.judged import BeirSet, JudgedQuery, Score
from benchmarks.quality import SetScores, sample, table
from indexer.intake import text_source


@pytest.fixture
def result(judged: BeirSet) -> SetScores:
    judged.queries = [
        JudgedQuery("a", "甲", "audit"),
        JudgedQuery("b", "乙", "natural"),
        JudgedQuery("c", "丙", "natural"),
    ]
    scores = {"a": Score(1.0, 1.0), "b": Score(0.5, 0.0), "c": Score(0.0, 1.0)}
    return SetScores(judged, {"hybrid": scores, "keyword": scores})


def test_a_set_has_a_line_for_all_and_one_for_each_type(result: SetScores) -> None:
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table([result]).splitlines()]
    assert lines[0][:5] == ["nDCG@10 / R@20", "queries", "keyword", "semantic", "hybrid"]
    assert [line[:2] for line in lines[2:]] == [["small", "3"], ["small, audit", "1"], ["small, natural", "2"]]
    assert [line[4] for line in lines[2:]] == ["0.500 / 0.667", "1.000 / 1.000", "0.250 / 0.500"]
    assert {line[3] for line in lines[2:]} == {"–"}  # not measured


def test_floors_are_for_the_hybrid_search_of_each_type(result: SetScores) -> None:
    measured = result.measured()
    assert measured.figures["natural nDCG@10"] == pytest.approx(0.25)
    assert measured.figures["all R@20"] == pytest.approx(2 / 3)
    assert (measured.corpus, measured.queries) == (result.judged.corpus_digest, result.judged.queries_digest)


def test_the_sample_is_always_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quality, "SAMPLE", 5)
    sources = [text_source(f"d{number}", "文") for number in range(30)]
    names = [source.name for source in sample(sources)]
    assert len(names) == 5
    assert names == [source.name for source in sample(sources[::-1])] == sorted(names)
