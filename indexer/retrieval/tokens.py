"""Late interaction: how well each token of a query is met by its nearest token of a clause.

The score of a clause is the mean over the query's tokens, weighted by their rarity, of the cosine to the clause's
nearest token: MaxSim of Khattab and Zaharia, "ColBERT", SIGIR 2020. The encoder was not trained for it, but its token
vectors serve well once their common mean is taken off (docs/decisions/0004-late-interaction.md). Too slow for all
clauses, so it weighs those that words and the vectors of whole clauses bring up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.retrieval.products import Multiplier
from indexer.retrieval.token_files import TokenFiles, Tokens, extend_tokens, token_record, write_tokens

__all__ = ["TokenIndex", "Tokens", "Vectors", "extend_tokens", "quantise", "write_tokens"]

Vectors = NDArray[np.float32]

_TINY = float(np.finfo(np.float32).tiny)
_FULL = 127  # the largest value of a byte with a sign


def quantise(ids: NDArray[np.int32], vectors: Vectors) -> Tokens:
    """Return tokens with one byte a value and a scale of their own; cosines keep two decimals and more."""
    scales = np.maximum(np.abs(vectors).max(axis=1, initial=0.0), _TINY) / _FULL
    return Tokens(ids, np.rint(vectors / scales[:, None]).astype(np.int8), scales.astype(np.float32))


class TokenIndex:
    """Read access to the tokens of all clauses, which stay on disk; safe for many threads."""

    def __init__(self, folder: Path) -> None:
        """Open the tokens in a folder. Raises IndexUnusable."""
        self._files = TokenFiles(folder)

    def __len__(self) -> int:
        return len(self._files.ends)

    @property
    def statistics(self) -> tuple[Vectors, NDArray[np.int32], NDArray[np.int64]]:
        """The mean of all tokens, and the ids that occur, rising, with the number of rows that hold each."""
        return self._files.mean, self._files.known, self._files.held

    def tokens(self, row: int) -> Tokens:
        """Return the tokens of a row as they are stored."""
        ids, records = self._files.text(row)
        return Tokens(ids, records["codes"].copy(), records["scale"].copy())

    def check(self, rows: Sequence[int]) -> None:
        """Compare the tokens of rows with their checksums. Raises IndexUnusable."""
        for row in rows:
            self._files.text(row)

    def score(self, ids: NDArray[np.int32], vectors: Vectors, rows: Iterable[int]) -> dict[int, float]:
        """Return row → score, -1 to 1, for a query of tokens ``ids`` (n,) with ``vectors`` (n, dimension)."""
        rows = list(rows)
        return dict(zip(rows, self.meet(ids, vectors, rows).sum(axis=1).tolist(), strict=True))

    def meet(self, ids: NDArray[np.int32], vectors: Vectors, rows: Sequence[int] | NDArray[np.int64]) -> Vectors:
        """Return (rows, n): how well each row meets each token of a query, times the weight of that token.

        The sum over a row is its score; the sum over the best of several rows is the score of these rows together.
        Rows that rise are read fastest.
        """
        asked = np.asarray(rows, np.int64)
        met = np.zeros((len(asked), len(ids)), np.float32)
        starts, ends = self._files.spans(asked)
        filled = np.flatnonzero(starts < ends)
        if not len(ids) or not len(filled):
            return met
        starts, ends = starts[filled], ends[filled]
        nearest = nearest_tokens(
            self._files.blocks(asked[filled], starts, ends), ends - starts, vectors, self._files.mean
        )
        met[filled] = nearest * token_weights(ids, self._files.known, self._files.held, rows=len(self))
        return met


def nearest_tokens(
    blocks: Iterable[NDArray[Any]], counts: NDArray[np.int64], vectors: Vectors, mean: Vectors
) -> Vectors:
    """Return (texts, n): the cosine of each vector of a query (n, dimension) to the nearest token of each text.

    ``blocks`` have the tokens of all texts as ``TokenFiles.blocks`` gives them, and are written over; ``counts`` says
    how many each text has, one or more; ``mean`` is taken off all of them first.
    """
    wanted = _units(vectors - mean)
    # (scale · code − mean) · wanted, over the length of the bracket: one product gives both, the floats stay few
    columns = Multiplier(np.column_stack([wanted.T, mean]), token_record(len(mean)))
    tokens = int(counts.sum())
    products = np.empty((len(wanted) + 1, tokens), np.float32)  # a token a column: long rows are what numpy is fast in
    scales, lengths = np.empty((2, tokens), np.float32)
    at = 0
    for block in blocks:
        place = slice(at, at + len(block))
        scales[place], lengths[place] = block["scale"], block["length"]
        products[:, place] = columns.multiply(block).T
        at += len(block)
    near, with_mean = products[:-1], products[-1]
    squares = lengths**2 - 2 * columns.scales[-1] * scales * with_mean + mean @ mean
    shares = 1 / np.sqrt(np.maximum(squares, _TINY))
    near *= scales * shares
    near -= np.outer(wanted @ mean / columns.scales[:-1], shares)
    best = np.maximum.reduceat(near, np.cumsum(counts) - counts, axis=1)
    return np.asarray((best * columns.scales[:-1, None]).T, np.float32)


def token_weights(ids: NDArray[np.int32], known: NDArray[np.int32], held: NDArray[np.int64], *, rows: int) -> Vectors:
    """Return the share of each token of a query: its inverse document frequency, all together 1.

    ``held`` says in how many of the rows each of the ``known`` ids occurs, which rise.
    """
    at = np.minimum(np.searchsorted(known, ids), len(known) - 1)
    counts = np.where(known[at] == ids, held[at], 0)
    rarity = np.log(1 + rows / (1 + counts))
    return np.asarray(rarity / rarity.sum(), np.float32)


def _units(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, _TINY), np.float32)
