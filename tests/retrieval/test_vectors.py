"""FAISS against numpy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.errors import IndexUnusable
from indexer.retrieval.vectors import VectorIndex, Vectors, write_vectors


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    table = np.random.default_rng(2025).normal(size=(301, 24)).astype(np.float32)
    return table / np.linalg.norm(table, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, vectors: Vectors) -> VectorIndex:
    path = tmp_path_factory.mktemp("vectors") / "vectors.faiss"
    write_vectors(path, vectors)
    return VectorIndex(path)


def nearest(vectors: Vectors, query: Vectors, k: int, rows: list[int]) -> dict[int, float]:
    cosines = vectors @ query
    return {row: float(cosines[row]) for row in sorted(rows, key=lambda row: -cosines[row])[:k]}


def test_search_is_exact(index: VectorIndex, vectors: Vectors) -> None:
    for query in vectors[:20]:
        expected = nearest(vectors, query, 15, list(range(len(vectors))))
        found = index.search(query, k=15)
        assert list(found) == list(expected)
        assert found == pytest.approx(expected, abs=1e-5)


def test_filter_goes_in_before_the_search(index: VectorIndex, vectors: Vectors) -> None:
    allowed = np.zeros(len(vectors), np.bool_)
    allowed[[3, 8, 9, 299, 300]] = True
    found = index.search(vectors[0], k=10, allowed=allowed)
    assert list(found) == list(nearest(vectors, vectors[0], 10, [3, 8, 9, 299, 300]))
    assert index.search(vectors[0], k=10, allowed=np.zeros(len(vectors), np.bool_)) == {}


def test_vectors_come_back_as_written(index: VectorIndex, vectors: Vectors) -> None:
    np.testing.assert_array_equal(index.vectors([5, 2, 300]), vectors[[5, 2, 300]])
    assert index.vectors([]).shape == (0, 24)
    assert (len(index), index.dimension) == (301, 24)


def test_more_than_there_is(index: VectorIndex, vectors: Vectors) -> None:
    assert len(index.search(vectors[0], k=10_000)) == len(vectors)
    assert index.search(vectors[0], k=0) == {}


def test_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vectors.faiss"
    path.write_bytes(b"no index")
    with pytest.raises(IndexUnusable, match="重新运行 build"):
        VectorIndex(path)
