"""Products of stored bytes against numpy, and what is done where the processor has no exact ones."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.retrieval import products
from indexer.retrieval.products import Multiplier, multiply_floats
from indexer.retrieval.token_files import token_record

RANDOM = np.random.default_rng(5)
CODES = RANDOM.integers(-127, 128, (300, 384)).astype(np.int8)
FACTORS = RANDOM.normal(size=(384, 7)).astype(np.float32)


def multiply(codes: np.ndarray, factors: np.ndarray) -> np.ndarray:
    """What a multiplier makes of tokens that are stored with other numbers behind their codes."""
    records = np.zeros(len(codes), token_record(codes.shape[1]))
    records["codes"], records["scale"], records["length"] = codes, 0.7, -123.4
    columns = Multiplier(factors, records.dtype)
    return columns.multiply(records) * columns.scales


def test_floats_are_those_of_numpy() -> None:
    np.testing.assert_allclose(multiply_floats(CODES, FACTORS), CODES.astype(np.float64) @ FACTORS, rtol=1e-4, atol=0.1)


def test_bytes_lose_little() -> None:
    wanted = CODES.astype(np.float64) @ FACTORS
    lengths = np.outer(np.linalg.norm(CODES.astype(np.float64), axis=1), np.linalg.norm(FACTORS, axis=0))
    assert np.abs(multiply(CODES, FACTORS) - wanted).max() / lengths.min() < 0.002


def test_columns_of_zeros_give_zeros() -> None:
    assert not multiply(CODES, np.zeros((384, 2), np.float32)).any()


def test_columns_serve_for_one_block_after_another() -> None:
    records = np.zeros(len(CODES), token_record(384))
    records["codes"] = CODES
    columns = Multiplier(FACTORS, records.dtype)
    found = np.concatenate([columns.multiply(block.copy()) for block in np.split(records, [1, 100])])
    np.testing.assert_array_equal(found * columns.scales, multiply(CODES, FACTORS))


def test_whole_numbers_are_exact() -> None:
    factors = RANDOM.integers(-127, 128, (384, 3)).astype(np.float32)
    factors[0] = 127  # the largest of each column, so that a step is 1
    np.testing.assert_array_equal(multiply(CODES, factors), CODES.astype(np.int64) @ factors.astype(np.int64))


def test_floats_serve_where_sums_of_products_overflow(monkeypatch: pytest.MonkeyPatch) -> None:
    saturating = lambda session, codes, factors: np.minimum(  # noqa: E731
        codes.view(np.int8).astype(np.int32) @ factors.astype(np.int32), 32_767
    )
    monkeypatch.setattr(products, "_run", saturating)
    products._byte_session.cache_clear()
    try:
        assert products._byte_session(392) is None
        np.testing.assert_array_equal(multiply(CODES, FACTORS), multiply_floats(CODES, FACTORS))
    finally:
        products._byte_session.cache_clear()
