"""Hits in columns: what is ranked stays in arrays, and a ``Hit`` is made only of what is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isnan

import numpy as np
from numpy.typing import NDArray

from indexer.records import Hit

Scores = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ranked:
    """Rows of clauses with their scores, best first; iterating makes the hits.

    Each of ``parts`` has one entry a row, NaN where a hit has no such part.
    """

    rows: Rows
    scores: Scores
    parts: Mapping[str, Scores] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, which: slice | Rows | NDArray[np.bool_]) -> Ranked:
        """Return the hits of a slice, at these places, or for which a mask is true."""
        return Ranked(self.rows[which], self.scores[which], {name: part[which] for name, part in self.parts.items()})

    def __iter__(self) -> Iterator[Hit]:
        told = {name: part.tolist() for name, part in self.parts.items()}
        for at, (row, score) in enumerate(zip(self.rows.tolist(), self.scores.tolist(), strict=True)):
            yield Hit(row, score, {name: part[at] for name, part in told.items() if not isnan(part[at])})

    def with_part(self, name: str, values: Scores) -> Ranked:
        """Return the same hits with one part more."""
        return Ranked(self.rows, self.scores, {**self.parts, name: values})


NOTHING = Ranked(np.empty(0, np.int64), np.empty(0))


def ranked(rows: Rows, scores: Scores, parts: Mapping[str, Scores] | None = None) -> Ranked:
    """Return hits best first, ties by row."""
    return Ranked(rows, scores, parts or {})[np.lexsort((rows, -scores))]


def columns(scores: Mapping[int, float]) -> tuple[Rows, Scores]:
    """Return the rows and the scores of row → score, in its order."""
    count = len(scores)
    return np.fromiter(scores, np.int64, count), np.fromiter(scores.values(), np.float64, count)
