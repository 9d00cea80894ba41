"""Judged sets: a folder → its indexed clauses, its queries, and what an order of clauses is worth for each.

Two kinds. A BEIR set judges documents: a document counts at its best clause. The district set judges sentences of the
project's own corpus, matched to clauses by the scorer that lies beside it. Measures are those of TREC: nDCG@10
(Järvelin and Kekäläinen 2002) and recall@20.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from indexer import Searcher
from indexer.evaluation import find_twins, read_qrels

NDCG_AT = 10
RECALL_AT = 20


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query of a set, with the type that the set gives it."""

    query_id: str
    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """What the results of one query are worth, each 0 to 1."""

    ndcg: float
    recall: float


class JudgedSet(ABC):
    """Queries over the clauses of one index, and their judgments. Clauses are named by their rows.

    The digests are of the files that hold the documents, and of those that hold queries and judgments.
    """

    name: str
    searcher: Searcher
    queries: Sequence[JudgedQuery]
    corpus_digest: str
    queries_digest: str

    @abstractmethod
    def score(self, query_id: str, rows: Sequence[int]) -> Score:
        """Return what clauses in this order are worth for a query."""


class BeirSet(JudgedSet):
    """A folder in BEIR layout."""

    def __init__(self, name: str, folder: Path, searcher: Searcher) -> None:
        """Read the queries all of whose judged documents are in the index: a sample of a set has fewer."""
        self._qrels = read_qrels(folder / "qrels" / "test.tsv")
        twins = find_twins(searcher.report())
        self._owners: dict[int, list[str]] = {}
        sources = {ref.doc_id: sorted([ref.source, *twins.get(ref.source, ())]) for ref in searcher.documents()}
        for doc_id, first, number in searcher.rows_by_document():
            self._owners.update(dict.fromkeys(range(first, first + number), sources[doc_id]))
        there = {source for same in sources.values() for source in same}
        self.name, self.searcher = name, searcher
        self.queries = [
            JudgedQuery(row["_id"], row["text"])
            for row in json_lines(folder / "queries.jsonl")
            if self._relevant(row["_id"]) and self._relevant(row["_id"]).keys() <= there
        ]
        self.corpus_digest = digest_of(folder / "corpus.jsonl")
        self.queries_digest = digest_of(folder / "queries.jsonl", folder / "qrels" / "test.tsv")

    def right_rows(self, query_id: str) -> set[int]:
        """Return the rows of the documents that are judged right for a query."""
        right = self._relevant(query_id).keys()
        return {row for row, sources in self._owners.items() if not right.isdisjoint(sources)}

    def _relevant(self, query_id: str) -> dict[str, int]:
        return {source: grade for source, grade in self._qrels.get(query_id, {}).items() if grade > 0}

    def score(self, query_id: str, rows: Sequence[int]) -> Score:
        """Return what the documents of the clauses are worth, each counted once."""
        grades = self._relevant(query_id)
        documents = list(dict.fromkeys(source for row in rows for source in self._owners[row]))
        gains = [float(grades.get(source, 0)) for source in documents[:NDCG_AT]]
        found = sum(source in grades for source in documents[:RECALL_AT])
        return Score(_ndcg(gains, [float(grade) for grade in grades.values()]), found / len(grades))


class DistrictSet(JudgedSet):
    """Judged sentences of the project's corpus: ``district/`` beside ``score_district.py``."""

    def __init__(self, sets: Path, corpus: Path, searcher: Searcher) -> None:
        """Read the judgments; each names a file by its first name and a sentence of it."""
        self._scorer = _module(sets / "score_district.py")
        self._finds = lru_cache(maxsize=None)(self._scorer.finds)  # many orders of the same clauses are scored
        names = self._scorer.seed_names(corpus)
        self._clauses = [
            (names.get(source, source), self._scorer.fold(text)) for source, text in numbered_clauses(searcher)
        ]
        self._judged: dict[str, list[tuple[str, str, int]]] = {}
        for row in json_lines(sets / "district" / "judgments.jsonl"):
            judged = (row["source"], self._scorer.fold(row["sentence"]), int(row["grade"]))
            self._judged.setdefault(row["query_id"], []).append(judged)
        rows = json_lines(sets / "district" / "queries.jsonl")
        self.name, self.searcher = "district", searcher
        self.queries = [JudgedQuery(row["_id"], row["text"], row.get("type", "")) for row in rows]
        self.corpus_digest = digest_of(*sorted(path for path in corpus.iterdir() if path.is_file()))
        self.queries_digest = digest_of(sets / "district" / "queries.jsonl", sets / "district" / "judgments.jsonl")

    def score(self, query_id: str, rows: Sequence[int]) -> Score:
        """Return what the clauses are worth; a judged sentence counts once, for the first clause that holds it."""
        judged = self._judged[query_id]
        left, gains, found = set(range(len(judged))), [], 0
        for row in rows[:RECALL_AT]:
            name, text = self._clauses[row]
            got = [i for i in left if judged[i][0] == name and self._finds(text, judged[i][1])]
            left -= set(got)
            found += sum(judged[i][2] == 2 for i in got)
            gains.append(max((2.0 ** judged[i][2] - 1 for i in got), default=0.0))
        wanted = sum(grade == 2 for *_, grade in judged)
        ideal = [2.0**grade - 1 for *_, grade in judged]
        return Score(_ndcg(gains, ideal), found / min(RECALL_AT, wanted) if wanted else 1.0)


def numbered_clauses(searcher: Searcher) -> Iterator[tuple[str, str]]:
    """Yield the source and the text of every clause, in the order of the rows."""
    sources = {ref.doc_id: ref.source for ref in searcher.documents()}
    for doc_id, _, _ in searcher.rows_by_document():
        yield from ((sources[doc_id], clause.text) for clause in searcher.read(doc_id).clauses)


def digest_of(*paths: Path) -> str:
    """Return the sha256 of files: of their names and what is in them."""
    total = hashlib.sha256()
    for path in paths:
        total.update(f"{path.name}\n{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def json_lines(path: Path) -> Iterator[dict[str, str]]:
    """Yield the objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _ndcg(gains: list[float], ideal: list[float]) -> float:
    return _dcg(gains) / _dcg(sorted(ideal, reverse=True))


def _dcg(gains: list[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains[:NDCG_AT], start=1))


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
