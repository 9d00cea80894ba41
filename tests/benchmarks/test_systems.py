"""The systems that are compared."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.judged import BeirSet
from benchmarks.systems import OURS, PEER, RRF, fuse_by_rank, peer_version, rankers
from indexer.retrieval.legs import Compared
from indexer.settings import Settings


def test_reciprocal_rank_fusion_by_hand() -> None:
    # words: 3 first, 1 second; 2 has none of the words. meaning: 1, 2, 3.
    legs = Compared(
        rows=np.array([1, 2, 3]),
        words=np.array([2.0, 0.0, 5.0]),
        meaning=np.array([0.9, 0.8, 0.7]),
        documents=np.array([0.0, 9.0, 0.0]),
        weighed=np.empty(0, np.int64),
        tokens=np.empty(0),
        coverage=0.5,
        usual=0.0,
    )
    # 1: 1/62 + 1/61, 3: 1/61 + 1/63, 2: 1/62
    assert fuse_by_rank(legs) == [1, 3, 2]


def test_what_has_no_score_in_either_leg_has_no_rank() -> None:
    none, nought = np.empty(0, np.int64), np.zeros(2)
    assert fuse_by_rank(Compared(np.array([4, 7]), np.array([0.0, 1.0]), nought, nought, none, none, 0.5, 0.0)) == [7]


def test_every_system_gives_the_rows_of_clauses(judged: BeirSet, settings: Settings) -> None:
    systems = rankers(judged.searcher, settings)
    wanted = {*OURS, RRF, PEER} if peer_version() else {*OURS, RRF}
    assert set(systems) == wanted
    clauses = sum(number for _, _, number in judged.searcher.rows_by_document())
    for rank in systems.values():
        rows = rank("口袋公园三座")
        assert rows
        assert set(rows) <= set(range(clauses))
        assert len(set(rows)) == len(rows)
    assert judged.score("q2", systems["keyword"]("口袋公园三座")).recall == 1.0


@pytest.mark.skipif(not peer_version(), reason="txtai is not installed: requirements-bench.txt")
def test_the_peer_takes_the_vectors_of_the_index(judged: BeirSet, settings: Settings) -> None:
    [best, *_] = rankers(judged.searcher, settings)[PEER]("建成口袋公园三座。")
    assert judged.score("q2", [best]).recall == 1.0
