"""Choose the constants of the fusion: the weight of the words by coverage, swept over all sets at once.

usage: python benchmarks/tune_fusion.py NAME=INDEX=FOLDER …   (FOLDER in BEIR layout, or with judgments.jsonl)

Every query's legs are computed once; then each pair of weights (no coverage, full coverage) is scored by nDCG@10 on
every set. A choice is judged on the sets it was not chosen on: for each set the best pair of the others is reported.
"""

from __future__ import annotations

import importlib.util
import itertools
import json
import math
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from indexer.evaluation import read_qrels
from indexer.records import Clause
from indexer.retrieval.fusion import normalise
from indexer.retrieval.search import Searcher
from indexer.settings import MAX_QUERY_CHARS

Gains = Callable[[list[int]], list[float]]
WEIGHTS = [round(0.05 * step, 2) for step in range(1, 20)]


@dataclass(frozen=True, slots=True)
class Case:
    """The legs of one query on rows, and what the rows in an order are worth."""

    rows: NDArray[np.int64]
    words: NDArray[np.float64]
    meaning: NDArray[np.float64]
    coverage: float
    gains: Gains
    ideal: float

    def ndcg(self, low: float, high: float) -> float:
        """Return nDCG@10 under the weights for no and for full coverage."""
        weight = low + (high - low) * self.coverage
        score = weight * self.words + (1 - weight) * self.meaning
        order = self.rows[np.lexsort((self.rows, -score))].tolist()
        return dcg(self.gains(order)[:10]) / self.ideal if self.ideal else 0.0


def dcg(gains: list[float]) -> float:
    """Return the discounted cumulative gain (Järvelin and Kekäläinen 2002)."""
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def legs(searcher: Searcher, text: str) -> tuple[Mapping[int, float], Mapping[int, float], float]:
    """Return normalised scores of both legs and the coverage, as the hybrid search computes them."""
    hybrid = searcher.legs(text[:MAX_QUERY_CHARS])
    return (
        normalise(hybrid.words, floor=0.0),
        normalise(hybrid.meaning, floor=min(hybrid.meaning.values(), default=0.0)),
        hybrid.coverage,
    )


def make_case(searcher: Searcher, text: str, gains: Gains, ideal: float) -> Case:
    """Compute the legs of a query once."""
    words, meaning, coverage = legs(searcher, text)
    rows = np.array(sorted(words.keys() | meaning.keys()), np.int64)
    by_words = np.array([words.get(row, 0.0) for row in rows.tolist()])
    by_meaning = np.array([meaning.get(row, 0.0) for row in rows.tolist()])
    return Case(rows, by_words, by_meaning, coverage, gains, ideal)


def beir_cases(searcher: Searcher, folder: Path) -> Iterator[Case]:
    """Yield the judged queries of a BEIR folder; a document counts at its best clause."""
    qrels = read_qrels(folder / "qrels" / "test.tsv")
    sources = {ref.doc_id: ref.source for ref in searcher.documents()}
    owner = {
        row: sources[doc_id] for doc_id, first, n in searcher.rows_by_document() for row in range(first, first + n)
    }
    for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines():
        query = json.loads(line)
        if grades := qrels.get(query["_id"]):

            def gains(order: list[int], grades: dict[str, int] = grades) -> list[float]:
                seen = list(dict.fromkeys(owner[row] for row in order))
                return [float(grades.get(source, 0)) for source in seen[:10]]

            yield make_case(searcher, query["text"], gains, dcg(sorted(map(float, grades.values()), reverse=True)[:10]))


def judged_cases(searcher: Searcher, folder: Path) -> Iterator[Case]:
    """Yield queries whose judgments are sentences, matched to clauses as the set's own scorer does."""
    scorer = _module(folder.parent / "score_district.py")
    judged: dict[str, list[tuple[str, str, int]]] = {}
    for line in (folder / "judgments.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        judged.setdefault(row["query_id"], []).append((row["source"], scorer.fold(row["sentence"]), row["grade"]))
    names = scorer.seed_names("corpus")
    clauses = {
        row: (names[ref.source], scorer.fold(clause.text))
        for ref in searcher.documents()
        for row, clause in _numbered(searcher, ref.doc_id)
    }
    for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines():
        query = json.loads(line)
        wanted = judged[query["_id"]]

        def gains(order: list[int], wanted: list[tuple[str, str, int]] = wanted) -> list[float]:
            left, found = set(range(len(wanted))), []
            for row in order[:10]:
                name, text = clauses[row]
                got = [i for i in left if wanted[i][0] == name and scorer.finds(text, wanted[i][1])]
                left -= set(got)
                found.append(max((2.0 ** wanted[i][2] - 1 for i in got), default=0.0))
            return found

        ideal = dcg(sorted((2.0**grade - 1 for _, _, grade in wanted), reverse=True)[:10])
        yield make_case(searcher, query["text"], gains, ideal)


def _numbered(searcher: Searcher, doc_id: str) -> Iterator[tuple[int, Clause]]:
    first = next(first for known, first, _ in searcher.rows_by_document() if known == doc_id)
    return enumerate(searcher.read(doc_id).clauses, start=first)


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Sweep and print."""
    tables: dict[str, dict[tuple[float, float], float]] = {}
    for argument in sys.argv[1:]:
        name, index, folder = argument.split("=")
        searcher = Searcher.open(index)
        is_judged = (Path(folder) / "judgments.jsonl").exists()
        cases = list((judged_cases if is_judged else beir_cases)(searcher, Path(folder)))
        pairs = [(low, high) for low, high in itertools.product(WEIGHTS, WEIGHTS) if low <= high]
        tables[name] = {pair: float(np.mean([case.ndcg(*pair) for case in cases])) for pair in pairs}
        words, meaning = (float(np.mean([case.ndcg(w, w) for case in cases])) for w in (1.0, 0.0))
        print(f"{name}: {len(cases)} queries, words alone {words:.3f}, meaning alone {meaning:.3f}")
        for pair in sorted(pairs, key=lambda pair: -tables[name][pair])[:3]:
            print(f"  best {pair}: {tables[name][pair]:.3f}")
    mean = {pair: float(np.mean([table[pair] for table in tables.values()])) for pair in next(iter(tables.values()))}
    for pair in sorted(mean, key=lambda pair: -mean[pair])[:8]:
        print(f"all sets {pair}: {mean[pair]:.4f}  " + "  ".join(f"{n} {t[pair]:.3f}" for n, t in tables.items()))
    for left_out, table in tables.items():
        others = [t for name, t in tables.items() if name != left_out]
        if others:
            chosen = max(table, key=lambda pair: float(np.mean([t[pair] for t in others])))
            print(f"chosen without {left_out}: {chosen}, there {table[chosen]:.3f}")


if __name__ == "__main__":
    main()
