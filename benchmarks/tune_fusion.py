"""Choose the constants of the hybrid search: ``python -m benchmarks.tune_fusion SETS [--queries N] [--constants]``.

First the weights of the words (no coverage, full coverage): the legs of every query are computed once, then each pair
is scored by nDCG@10 on every set. With ``--constants`` also what goes into the legs and beside them, one constant at a
time. A choice is judged on the sets that it was not chosen on: for
each set the best value of the others is reported. What is chosen stands in ``indexer/retrieval/fusion.py`` and
``indexer/retrieval/legs.py``.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import sys
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from types import ModuleType
from typing import TypeVar
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from benchmarks.judged import JudgedQuery, JudgedSet
from benchmarks.machine import describe
from benchmarks.quality import open_sets
from indexer.retrieval import fusion
from indexer.retrieval import legs as weighed
from indexer.retrieval.fusion import WORDS_AT_LEAST, WORDS_AT_MOST, by_best_clause, normalise
from indexer.settings import MAX_QUERY_CHARS, Settings

Pair = tuple[float, float]
WEIGHTS = [round(0.05 * step, 2) for step in range(20)]
IN_USE: Pair = (WORDS_AT_LEAST, WORDS_AT_MOST)
PAIRS: list[Pair] = sorted({*((low, high) for low in WEIGHTS for high in WEIGHTS if low <= high), IN_USE})
# The values that are tried of each, and the module that it stands in.
CONSTANTS: dict[str, tuple[ModuleType, tuple[float, ...]]] = {
    "WHOLE": (weighed, (0.0, 0.5, 1.0, 2.0, 3.0)),
    "OFFICIAL": (weighed, (0.0, 0.3, 0.5, 0.8, 1.0)),
    "DOCUMENT": (fusion, (0.0, 0.3, 0.6, 1.0, 1.5)),
    "SETTING": (fusion, (0.0, 0.5, 1.0, 2.0)),
    "VECTORS": (fusion, (0.0, 0.3, 0.6, 1.0)),
}
_Choice = TypeVar("_Choice", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Case:
    """The normalised legs of one query on the same rows, and what an order of rows is worth."""

    rows: NDArray[np.int64]
    words: NDArray[np.float64]
    meaning: NDArray[np.float64]
    documents: NDArray[np.float64]
    coverage: float
    worth: Callable[[Sequence[int]], float]

    def ndcg(self, low: float, high: float) -> float:
        """Return nDCG@10 under the weights of the words for no and for full coverage."""
        weight = low + (high - low) * self.coverage
        score = weight * self.words + (1 - weight) * self.meaning + fusion.DOCUMENT * self.documents
        return self.worth(self.rows[np.lexsort((self.rows, -score))].tolist())


def make_case(judged: JudgedSet, query: JudgedQuery) -> Case:
    """Compute the legs of a query once, normalised as the fusion does it."""
    legs = judged.searcher.legs(query.text[:MAX_QUERY_CHARS])
    return Case(
        legs.rows,
        normalise(legs.words, floor=0.0),
        legs.meaning,
        by_best_clause(legs.documents, legs.words),
        legs.coverage,
        lambda order: judged.score(query.query_id, order).ndcg,
    )


def some_queries(judged: JudgedSet, most: int) -> list[JudgedQuery]:
    """Return at most so many queries of a set, always the same."""
    order = sorted(judged.queries, key=lambda query: hashlib.sha256(query.query_id.encode()).digest())
    return order[:most]


def cases_of(judged: JudgedSet, most: int, note: str = "") -> list[Case]:
    """Return the cases of a set."""
    queries = some_queries(judged, most)
    shown = tqdm(queries, desc=f"{judged.name} {note}", file=sys.stderr, leave=False, disable=None)
    return [make_case(judged, query) for query in shown]


def sweep_pairs(sets: Sequence[JudgedSet], most: int) -> dict[str, dict[Pair, float]]:
    """Return set → pair → mean nDCG@10, and print what each leg is worth alone."""
    tables: dict[str, dict[Pair, float]] = {}
    for judged in sets:
        cases = cases_of(judged, most)
        tables[judged.name] = {pair: mean(case.ndcg(*pair) for case in cases) for pair in PAIRS}
        alone = [mean(case.ndcg(weight, weight) for case in cases) for weight in (1.0, 0.0)]
        print(f"{judged.name}: {len(cases)} queries, words alone {alone[0]:.3f}, meaning alone {alone[1]:.3f}")
    return tables


def sweep_constant(sets: Sequence[JudgedSet], name: str, most: int) -> dict[str, dict[float, float]]:
    """Return set → value of a constant of the search → mean nDCG@10 under the pair that is in use."""
    tables: dict[str, dict[float, float]] = {judged.name: {} for judged in sets}
    module, values = CONSTANTS[name]
    for judged, value in itertools.product(sets, sorted({*values, getattr(module, name)})):
        with patch.object(module, name, value):
            cases = cases_of(judged, most, f"{name} {value}")
            tables[judged.name][value] = mean(case.ndcg(*IN_USE) for case in cases)
    return tables


def report(what: str, tables: Mapping[str, Mapping[_Choice, float]], in_use: _Choice) -> None:
    """Print for each set the best choice, the one in use, and the one that the other sets choose."""
    choices = list(next(iter(tables.values())))
    print(f"\n{what}: in use {in_use}")
    for name, table in tables.items():
        best = max(choices, key=lambda choice: table[choice])
        line = f"{name}: in use {table[in_use]:.3f}, best {best} {table[best]:.3f}"
        if others := [other for other in tables if other != name]:
            chosen = choose([tables[other] for other in others])
            line += f", chosen on the others {chosen} {table[chosen]:.3f}"
        print(line)
    means = {choice: mean(table[choice] for table in tables.values()) for choice in choices}
    for choice in sorted(choices, key=lambda choice: -means[choice])[:5]:
        each = ", ".join(f"{name} {table[choice]:.3f}" for name, table in tables.items())
        print(f"  all sets {choice}: {means[choice]:.4f} ({each})")


def choose(tables: Sequence[Mapping[_Choice, float]]) -> _Choice:
    """Return the choice that is best on average over sets, each set counting alike."""
    return max(tables[0], key=lambda choice: mean(table[choice] for table in tables))


def main() -> None:
    """Sweep and print."""
    parser = argparse.ArgumentParser(description="Choose the constants of the hybrid search.")
    parser.add_argument("sets", type=Path)
    parser.add_argument("--queries", type=int, default=sys.maxsize, help="at most so many of each set")
    parser.add_argument("--constants", action="store_true", help="also those that go into the legs; takes minutes each")
    options = parser.parse_args()
    print(describe())
    sets = list(open_sets(options.sets, Settings()))
    report("weight of the words", sweep_pairs(sets, options.queries), IN_USE)
    for name in CONSTANTS if options.constants else ():
        report(name, sweep_constant(sets, name, options.queries), getattr(CONSTANTS[name][0], name))


if __name__ == "__main__":
    main()
