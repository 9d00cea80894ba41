"""A row of which a single bit is another one is named the first time it is read."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.retrieval.row_sums import RowSums, row_sums

RECORD = np.dtype([("codes", "i1", (16,)), ("scale", "<f4"), ("length", "<f4")])
COUNTS = np.array([2, 0, 3, 1, 0])


def records(dtype: np.dtype[np.void] = RECORD) -> np.ndarray:
    content = np.random.default_rng(1).integers(0, 256, COUNTS.sum() * dtype.itemsize, np.uint8)
    return content.view(dtype)


@pytest.mark.parametrize("dimension", [16, 13])  # whole numbers of 64 bits to a record, and not
def test_sums_are_those_of_the_bytes_of_each_row(dimension: int) -> None:
    dtype = np.dtype([("codes", "i1", (dimension,)), ("scale", "<f4"), ("length", "<f4")])
    found = row_sums(records(dtype), COUNTS)
    size, content = dtype.itemsize, records(dtype).tobytes()
    width = 8 if size % 8 == 0 else 1
    ends = np.cumsum(COUNTS) * size
    for total, end, count in zip(found.tolist(), ends.tolist(), COUNTS.tolist(), strict=True):
        row = content[end - count * size : end]
        numbers = [int.from_bytes(row[at : at + width], "little") for at in range(0, len(row), width)]
        assert total == sum(numbers) % 2**64


def test_any_bit_is_seen_in_its_row() -> None:
    sums, rows = row_sums(records(), COUNTS), np.arange(len(COUNTS))
    of_byte = np.repeat(rows, COUNTS * RECORD.itemsize)
    for bit in range(8 * len(of_byte)):
        content = records().view(np.uint8).copy()
        content[bit // 8] ^= 1 << bit % 8
        damaged = RowSums(sums).find_damaged(rows, content.view(RECORD), COUNTS)
        assert damaged.tolist() == [of_byte[bit // 8]]


def test_what_was_compared_is_not_compared_again() -> None:
    checked = RowSums(row_sums(records(), COUNTS))
    first, last = np.array([0, 1]), np.array([0, 1, 2])
    assert checked.has_new(first)
    assert checked.find_damaged(first, records()[:2], COUNTS[:2]).tolist() == []
    assert not checked.has_new(first)
    assert checked.has_new(last)
    wrong = records()
    wrong["codes"] ^= 1
    assert checked.find_damaged(first, wrong[:2], COUNTS[:2]).tolist() == []
    for _ in range(2):  # what is damaged is said each time
        assert checked.find_damaged(last, wrong[:5], COUNTS[:3]).tolist() == [2]


def test_no_rows() -> None:
    nothing = np.array([], np.int64)
    assert row_sums(records()[:0], nothing).tolist() == []
    assert RowSums(np.array([], np.uint64)).find_damaged(nothing, records()[:0], nothing).tolist() == []
