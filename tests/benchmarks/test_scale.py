"""What the measurements of speed count and keep: recall, disk, percentiles."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from benchmarks.scale import _summary
from benchmarks.scale_data import Given, disk_of


@pytest.fixture
def given() -> Given:
    vectors = np.zeros((12, 2), np.float32)
    vectors[:, 0] = [0.9, 0.9, 0.8, 0.8, 0.7, 0.7, 0.6, 0.6, 0.5, 0.4, 0.4, 0.1]  # cosines to the one query
    names = [""] * 12
    rows = [row + 100 for row in range(12)]
    query = np.array([[1, 0]], np.float32)
    return Given(rows, names, names, names, vectors, ["问"], query, np.array([0.4], np.float32))


def test_recall_counts_ties_as_found_and_worse_clauses_as_missed(given: Given) -> None:
    best = list(range(100, 110))
    assert given.recall([best]) == 1.0
    assert given.recall([[*best[:9], 110]]) == 1.0  # as near as the tenth
    assert given.recall([[*best[:8], 110, 111]]) == pytest.approx(0.9)
    assert given.recall([best[:5]]) == pytest.approx(0.5)


def test_a_file_under_two_names_takes_its_bytes_once(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"12345")
    (tmp_path / "folder").mkdir()
    os.link(tmp_path / "one", tmp_path / "folder" / "again")
    (tmp_path / "folder" / "two").write_bytes(b"123")
    assert disk_of(tmp_path) == 8


def test_the_first_round_stands_apart() -> None:
    first, later = [100.0] * 20, [float(value) for value in range(1, 21)]
    summary = _summary([first, later, later])
    assert summary["p50"] == 10.5
    assert summary["p95"] == pytest.approx(19.95)
    assert (summary["first_p50"], summary["first_p95"]) == (100.0, 100.0)
