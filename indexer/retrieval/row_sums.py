"""A checksum for each row of a large file, compared the first time that the row is read.

To read a file of gigabytes at every opening takes too long, and a wrong value in it changes what is found without a
word. So each row has the sum of its bytes, taken as numbers of 64 bits: any single bit that turned over changes it.
What was compared once is not compared again as long as the file is open.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Sums = NDArray[np.uint64]
Counts = NDArray[np.int64] | NDArray[np.int32]


def row_sums(records: NDArray[Any], counts: Counts) -> Sums:
    """Return the sum of each row, modulo 2^64; ``records`` lie one after another, ``counts`` says how many each has."""
    size = records.dtype.itemsize
    word = np.dtype(np.uint64 if size % 8 == 0 else np.uint8)
    words = np.frombuffer(records.data, word) if len(records) else np.empty(0, word)
    sums = np.zeros(len(counts), np.uint64)
    filled = counts > 0
    starts = (np.cumsum(counts, dtype=np.int64) - counts)[filled] * (size // word.itemsize)
    if len(starts):
        sums[filled] = np.add.reduceat(words, starts, dtype=np.uint64)
    return sums


class RowSums:
    """The sums of all rows, and which of them were compared; safe for many threads."""

    def __init__(self, sums: Sums) -> None:
        self._sums = sums
        self._is_checked = np.zeros(len(sums), np.bool_)

    def has_new(self, rows: NDArray[np.int64]) -> bool:
        """Tell whether any of the rows was not compared yet."""
        return not self._is_checked[rows].all()

    def find_damaged(self, rows: NDArray[np.int64], records: NDArray[Any], counts: Counts) -> NDArray[np.int64]:
        """Return those of the rows whose records are not what was written; the others are not compared again."""
        is_new = ~self._is_checked[rows]
        if not is_new.any():
            return rows[:0]
        if not is_new.all():
            rows, records, counts = rows[is_new], records[np.repeat(is_new, counts)], counts[is_new]
        is_same = row_sums(records, counts) == self._sums[rows]
        self._is_checked[rows[is_same]] = True
        damaged: NDArray[np.int64] = rows[~is_same]
        return damaged
