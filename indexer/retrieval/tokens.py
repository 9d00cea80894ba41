"""Late interaction: how well each token of a query is met by its nearest token of a clause.

The score of a clause is the mean over the query's tokens, weighted by their rarity, of the cosine to the clause's
nearest token: MaxSim of Khattab and Zaharia, "ColBERT", SIGIR 2020. The encoder was not trained for it, but its token
vectors serve well once their common mean is taken off (docs/decisions/0004-late-interaction.md). Too slow for all
clauses, so it weighs those that words and the vectors of whole clauses bring up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexUnusable

Vectors = NDArray[np.float32]

_TINY = float(np.finfo(np.float32).tiny)
_FULL = 127  # the largest value of a byte with a sign
_FILES = ("ids", "codes", "scales", "lengths", "ends", "mean", "known", "counts")
_AT_ONCE = 65_536  # tokens: 100 MB as floats


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text, a byte a value: ``codes * scales[:, None]`` are the vectors, ``ids`` the model's ids."""

    ids: NDArray[np.int32]
    codes: NDArray[np.int8]
    scales: NDArray[np.float32]


def quantise(ids: NDArray[np.int32], vectors: Vectors) -> Tokens:
    """Return tokens with one byte a value and a scale of their own; cosines keep two decimals and more."""
    scales = np.maximum(np.abs(vectors).max(axis=1, initial=0.0), _TINY) / _FULL
    return Tokens(ids, np.rint(vectors / scales[:, None]).astype(np.int8), scales.astype(np.float32))


def write_tokens(folder: Path, texts: Sequence[Tokens], dimension: int) -> None:
    """Write the tokens of all clauses, in the order of their rows, into a new folder."""
    folder.mkdir()
    ends = np.cumsum([len(tokens.ids) for tokens in texts], dtype=np.int64)
    codes = np.lib.format.open_memmap(folder / "codes.npy", "w+", np.int8, (int(ends[-1]), dimension))
    total = np.zeros(dimension)
    for tokens, end in zip(texts, ends.tolist(), strict=True):
        codes[end - len(tokens.ids) : end] = tokens.codes
        total += tokens.scales.astype(np.float64) @ tokens.codes
    codes.flush()
    mean = (total / max(int(ends[-1]), 1)).astype(np.float32)
    scales = np.concatenate([tokens.scales for tokens in texts])
    known, counts = np.unique(np.concatenate([np.unique(tokens.ids) for tokens in texts]), return_counts=True)
    for name, values in (
        ("ids", np.concatenate([tokens.ids for tokens in texts])),
        ("scales", scales),
        ("lengths", _lengths(codes, scales, mean)),
        ("ends", ends),
        ("mean", mean),
        ("known", known),
        ("counts", counts),
    ):
        np.save(folder / f"{name}.npy", values, allow_pickle=False)


def _lengths(codes: NDArray[np.int8], scales: Vectors, mean: Vectors) -> Vectors:
    """Return the length of each token's vector without the mean, so that no search has to take it."""
    parts = [
        np.linalg.norm(codes[at : at + _AT_ONCE] * scales[at : at + _AT_ONCE, None] - mean, axis=1)
        for at in range(0, len(codes), _AT_ONCE)
    ]
    return np.concatenate([np.empty(0, np.float32), *parts]).astype(np.float32)


class TokenIndex:
    """Read access to the tokens of all clauses, which stay on disk; safe for many threads."""

    def __init__(self, folder: Path) -> None:
        """Open the tokens in a folder. Raises IndexUnusable."""
        try:
            stored = {name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _FILES}
        except (OSError, ValueError) as error:
            raise IndexUnusable(f"{folder}：词元向量无法打开（{error}）。请重新运行 build。") from error
        self._ids, self._codes = stored["ids"], stored["codes"]
        self._scales, self._lengths = stored["scales"], stored["lengths"]
        self._ends = np.asarray(stored["ends"])
        self._mean = np.asarray(stored["mean"])
        self._known, self._counts = np.asarray(stored["known"]), np.asarray(stored["counts"])

    def __len__(self) -> int:
        return len(self._ends)

    @property
    def statistics(self) -> tuple[Vectors, NDArray[np.int32], NDArray[np.int64]]:
        """The mean of all tokens, and the ids that occur, rising, with the number of rows that hold each."""
        return self._mean, self._known, self._counts

    def tokens(self, row: int) -> Tokens:
        """Return the tokens of a row as they are stored."""
        start, end = self._span(row)
        return Tokens(*(np.array(part[start:end]) for part in (self._ids, self._codes, self._scales)))

    def score(self, ids: NDArray[np.int32], vectors: Vectors, rows: Iterable[int]) -> dict[int, float]:
        """Return row → score, -1 to 1, for a query of tokens ``ids`` (n,) with ``vectors`` (n, dimension)."""
        rows = list(rows)
        return dict(zip(rows, self.meet(ids, vectors, rows).sum(axis=1).tolist(), strict=True))

    def meet(self, ids: NDArray[np.int32], vectors: Vectors, rows: Sequence[int]) -> Vectors:
        """Return (rows, n): how well each row meets each token of a query, times the weight of that token.

        The sum over a row is its score; the sum over the best of several rows is the score of these rows together.
        """
        met = np.zeros((len(rows), len(ids)), np.float32)
        spans = [(place, *self._span(row)) for place, row in enumerate(rows)]
        spans = [(place, start, end) for place, start, end in spans if start < end]
        if not len(ids) or not spans:
            return met
        wanted = _units(vectors - self._mean).T * self._weights(ids)
        codes = np.concatenate([self._codes[start:end] for _, start, end in spans]).astype(np.float32)
        scales = np.concatenate([self._scales[start:end] for _, start, end in spans])
        lengths = np.concatenate([self._lengths[start:end] for _, start, end in spans])
        # (scale · code − mean) · wanted over the length, with the mean's part taken out of the large product
        tokens = (codes @ wanted * scales[:, None] - self._mean @ wanted) / np.maximum(lengths, _TINY)[:, None]
        firsts = np.cumsum([0, *(end - start for _, start, end in spans[:-1])])
        met[[place for place, _, _ in spans]] = np.maximum.reduceat(tokens, firsts, axis=0)
        return met

    def _weights(self, ids: NDArray[np.int32]) -> Vectors:
        """Return the share of each token of a query: its inverse document frequency, all together 1."""
        at = np.minimum(np.searchsorted(self._known, ids), len(self._known) - 1)
        counts = np.where(self._known[at] == ids, self._counts[at], 0)
        rarity = np.log(1 + len(self) / (1 + counts))
        return np.asarray(rarity / rarity.sum(), np.float32)

    def _span(self, row: int) -> tuple[int, int]:
        return int(self._ends[row - 1]) if row else 0, int(self._ends[row])


def _units(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, _TINY), np.float32)
