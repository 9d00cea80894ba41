"""Products of stored bytes against numpy, and what is done where the processor has no exact ones."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.retrieval import products
from indexer.retrieval.products import multiply, multiply_floats

RANDOM = np.random.default_rng(5)
CODES = RANDOM.integers(-127, 128, (300, 384)).astype(np.int8)
FACTORS = RANDOM.normal(size=(384, 7)).astype(np.float32)


def test_floats_are_those_of_numpy() -> None:
    np.testing.assert_allclose(multiply_floats(CODES, FACTORS), CODES.astype(np.float64) @ FACTORS, rtol=1e-4, atol=0.1)


def test_bytes_lose_little() -> None:
    wanted = CODES.astype(np.float64) @ FACTORS
    lengths = np.outer(np.linalg.norm(CODES.astype(np.float64), axis=1), np.linalg.norm(FACTORS, axis=0))
    assert np.abs(multiply(CODES, FACTORS) - wanted).max() / lengths.min() < 0.002


def test_rows_of_a_wider_record_and_columns_of_zeros() -> None:
    records = np.zeros(len(CODES), [("codes", "i1", 384), ("scale", "f4")])
    records["codes"] = CODES
    np.testing.assert_array_equal(multiply(records["codes"], FACTORS), multiply(CODES, FACTORS))
    assert not multiply(CODES, np.zeros((384, 2), np.float32)).any()


def test_whole_numbers_are_exact() -> None:
    factors = RANDOM.integers(-127, 128, (384, 3)).astype(np.float32)
    factors[0] = 127  # the largest of each column, so that a step is 1
    np.testing.assert_array_equal(multiply(CODES, factors), CODES.astype(np.int64) @ factors.astype(np.int64))


def test_floats_serve_where_sums_of_products_overflow(monkeypatch: pytest.MonkeyPatch) -> None:
    saturating = lambda session, codes, factors: np.minimum(codes.astype(np.int32) @ factors.astype(np.int32), 32_767)  # noqa: E731
    monkeypatch.setattr(products, "_run", saturating)
    products._byte_session.cache_clear()
    try:
        assert products._byte_session(384) is None
        np.testing.assert_array_equal(multiply(CODES, FACTORS), multiply_floats(CODES, FACTORS))
    finally:
        products._byte_session.cache_clear()
