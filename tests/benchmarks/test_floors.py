"""Floors: how they are pinned and kept, and that the search keeps those of the district set."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.floors import ALLOWANCE, FLOORS, Measured, find_problems, pin
from benchmarks.judged import DistrictSet
from benchmarks.quality import SetScores, run
from benchmarks.systems import our_ranker
from indexer import Searcher
from indexer.settings import Settings

ROOT = Path(__file__).parents[2]
SETS = ROOT / os.environ.get("BENCH_SETS", "../shared/bench")
MEASURED = Measured("c0", "q0", {"all nDCG@10": 0.8, "all R@20": 0.9})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    pin("set", MEASURED, path=tmp_path / "floors.json")
    return tmp_path / "floors.json"


def figures(ndcg: float, recall: float) -> Measured:
    return replace(MEASURED, figures={"all nDCG@10": ndcg, "all R@20": recall})


def test_what_is_as_good_keeps_its_floor(path: Path) -> None:
    assert find_problems("set", MEASURED, path) == []
    assert find_problems("set", figures(0.8 - 0.9 * ALLOWANCE, 1.0), path) == []


def test_what_falls_is_named_with_both_figures(path: Path) -> None:
    [problem] = find_problems("set", figures(0.7, 0.9), path)
    assert problem == "set: all nDCG@10 fell to 0.700, its floor is 0.800; find out what made it worse"


def test_what_is_no_longer_measured_is_named(path: Path) -> None:
    [problem] = find_problems("set", replace(MEASURED, figures={"all nDCG@10": 0.8}), path)
    assert "all R@20 was not measured" in problem


def test_raising_is_free_and_never_lowers(path: Path) -> None:
    assert pin("set", figures(0.85, 0.7), path=path) == ["set: all nDCG@10 0.8 → 0.85"]
    assert find_problems("set", figures(0.85, 0.7), path) == [
        "set: all R@20 fell to 0.700, its floor is 0.900; find out what made it worse"
    ]


def test_lowering_needs_the_flag(path: Path) -> None:
    assert pin("set", figures(0.7, 0.9), path=path) == []
    assert pin("set", figures(0.7, 0.9), lower=True, path=path) == ["set: all nDCG@10 0.8 → 0.7"]
    assert find_problems("set", figures(0.7, 0.9), path) == []


@pytest.mark.parametrize(("field", "said"), [("corpus", "the corpus are not"), ("queries", "the queries are not")])
def test_other_files_fail_until_they_are_pinned_anew(path: Path, field: str, said: str) -> None:
    other = replace(figures(0.95, 0.95), **{field: "another"})
    assert pin("set", other, path=path) == []
    [problem] = find_problems("set", other, path)
    assert said in problem
    assert "--pin --lower" in problem
    assert len(pin("set", other, lower=True, path=path)) == 2
    assert find_problems("set", other, path) == []


def test_a_set_without_floors_is_said(path: Path) -> None:
    assert find_problems("another", MEASURED, path) == ["another: no floors in floors.json; pin them with --pin"]


@pytest.mark.skipif(not (SETS / "district").is_dir(), reason=f"the judged district set is not at {SETS}")
def test_the_search_keeps_the_floors_of_the_district_set(published: Settings) -> None:
    searcher = Searcher.open(published.index, settings=published)
    judged = DistrictSet(SETS, published.corpus, searcher)
    result = SetScores(judged, run(judged, {"hybrid": our_ranker(searcher, "hybrid")}))
    assert find_problems("district", result.measured(), FLOORS) == []
