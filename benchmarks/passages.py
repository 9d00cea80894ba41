"""How many misses are no misses: ``python -m benchmarks.passages SETS``.

The BEIR sets judge one document a query, but their documents repeat each other: a notice, the same notice on another
site, the news of it. This counts the queries whose first result is of another document than the judged one, and of
these the ones whose first clause stands in the judged document as well: half of its pairs of characters, or more,
stand in one clause there.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks.judged import BeirSet, numbered_clauses
from benchmarks.machine import describe
from benchmarks.quality import open_sets
from benchmarks.systems import our_ranker
from indexer.retrieval.folding import fold
from indexer.retrieval.words import bigrams
from indexer.settings import Settings

SHARED = 0.5  # of the pairs of characters: a passage that was shortened or reworded a little is still the same


def count_misses(judged: BeirSet) -> tuple[int, int]:
    """Return how many queries have a first result that is not judged right, and how many of these say the same."""
    pairs = [set(bigrams(fold(text))) for _, text in numbered_clauses(judged.searcher)]
    rank = our_ranker(judged.searcher, "hybrid")
    missed = same = 0
    for query in judged.queries:
        found = rank(query.text)
        right = judged.right_rows(query.query_id)
        if found and found[0] in right:
            continue
        missed += 1
        same += bool(found) and _shared(pairs[found[0]], [pairs[row] for row in right]) >= SHARED
    return missed, same


def _shared(clause: set[str], others: Sequence[set[str]]) -> float:
    return max((len(clause & other) / max(1, len(clause)) for other in others), default=0.0)


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(description="Misses whose passage stands in the judged document as well.")
    parser.add_argument("sets", type=Path)
    print(describe())
    for judged in open_sets(parser.parse_args().sets, Settings()):
        if isinstance(judged, BeirSet):
            missed, same = count_misses(judged)
            print(
                f"{judged.name}: {len(judged.queries)} queries, first result of another document {missed}, same {same}"
            )


if __name__ == "__main__":
    main()
