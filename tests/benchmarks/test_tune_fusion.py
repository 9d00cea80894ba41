"""The sweep over the constants of the fusion."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.judged import BeirSet
from benchmarks.tune_fusion import IN_USE, PAIRS, Case, choose, make_case, report, sweep_constant, sweep_pairs
from indexer.retrieval import legs
from indexer.retrieval.fusion import fuse


def test_a_case_orders_by_the_weights() -> None:
    rows = np.array([4, 7], np.int64)
    case = Case(rows, np.array([1.0, 0.0]), np.array([0.0, 1.0]), np.zeros(2), 0.5, lambda order: float(order[0]))
    assert case.ndcg(0.0, 0.4) == 7.0  # weight of the words 0.2
    assert case.ndcg(0.4, 0.8) == 4.0  # 0.6


def test_a_case_is_ordered_as_the_search_orders_it(judged: BeirSet) -> None:
    for query in judged.queries:
        compared = judged.searcher.legs(query.text)
        wanted = fuse(
            compared.rows, compared.words, compared.meaning, compared.documents, coverage=compared.coverage
        ).rows.tolist()
        seen: list[list[int]] = []
        case = make_case(judged, query)
        replace(case, worth=lambda order, s=seen: s.append(order) or 0.0).ndcg(*IN_USE)
        assert seen == [wanted]


def test_a_choice_is_judged_on_the_sets_that_did_not_make_it(capsys: pytest.CaptureFixture[str]) -> None:
    tables = {"one": {1: 0.9, 2: 0.5}, "two": {1: 0.4, 2: 0.8}, "three": {1: 0.3, 2: 0.5}}
    assert choose([tables["two"], tables["three"]]) == 2
    report("constant", tables, 1)
    out = capsys.readouterr().out
    assert "one: in use 0.900, best 1 0.900, chosen on the others 2 0.500" in out


def test_the_constants_are_tried_and_put_back(judged: BeirSet, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[float] = []
    monkeypatch.setattr("benchmarks.tune_fusion.cases_of", lambda *_: tried.append(legs.WHOLE) or [])
    monkeypatch.setattr("benchmarks.tune_fusion.mean", lambda cases: 0.0)
    before = legs.WHOLE
    [table] = sweep_constant([judged], "WHOLE", 1).values()
    assert before in tried
    assert sorted(table) == tried == sorted(set(tried))
    assert before == legs.WHOLE


def test_every_pair_is_scored_on_every_set(judged: BeirSet) -> None:
    [table] = sweep_pairs([judged], 2).values()
    assert list(table) == PAIRS
    assert 0 < max(table.values()) <= 1
