"""Search quality on a folder in BEIR layout: documents are cut into clauses, and score as their best clause."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import ir_measures
from ir_measures import RR, R, nDCG

from indexer.build import BuildReport, ProgressCallback, build_from
from indexer.errors import CorpusMissing, OutputFailed
from indexer.intake import SourceFile, text_source
from indexer.records import FileReport, Mode
from indexer.retrieval.search import MAX_RESULTS, Searcher
from indexer.settings import MAX_QUERY_CHARS, Settings

MEASURES = (nDCG @ 10, RR @ 10, R @ 20, R @ 100)
DEPTH = 100  # documents a query is scored on
Run = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Mean measures over the judged queries of a set, and the run they were computed from."""

    name: str
    mode: str
    queries: int
    measures: dict[str, float]
    run: Run
    build: BuildReport


def evaluate(
    folder: Path,
    index: Path,
    *,
    split: str = "test",
    mode: Mode = "hybrid",
    settings: Settings | None = None,
    progress: ProgressCallback | None = None,
    asked: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Index the set's documents (once; an unchanged set is not encoded again), ask its judged queries and score them.

    Raises CorpusMissing when the folder is not in BEIR layout.
    """
    settings = settings or Settings()
    qrels = read_qrels(folder / "qrels" / f"{split}.tsv")
    queries = {row["_id"]: row["text"] for row in _json_lines(folder / "queries.jsonl") if row["_id"] in qrels}
    built = build_from(read_sources(folder), index, settings=settings, progress=progress)
    searcher = Searcher.open(index, settings=settings)
    twins = find_twins(built.files)
    run: Run = {}
    for done, (query_id, text) in enumerate(queries.items(), start=1):
        run[query_id] = best_clause_run(searcher, text, mode=mode, twins=twins)
        if asked:
            asked(done, len(queries))
    scored = ir_measures.calc_aggregate(MEASURES, qrels, {query: _by_rank(found) for query, found in run.items()})
    return Evaluation(folder.name, mode, len(queries), {str(name): scored[name] for name in MEASURES}, run, built)


def best_clause_run(
    searcher: Searcher, text: str, *, mode: Mode, twins: dict[str, list[str]] | None = None
) -> dict[str, float]:
    """Return source → score of the best documents for a query; a document scores as its best clause."""
    best: dict[str, float] = {}
    for result in searcher.search(text[:MAX_QUERY_CHARS], k=MAX_RESULTS, mode=mode):
        for source in (result.document.source, *(twins or {}).get(result.document.source, ())):
            best.setdefault(source, result.score)
        if len(best) >= DEPTH:
            break
    return best


def read_sources(folder: Path) -> list[SourceFile]:
    """Return the documents of a folder in BEIR layout, each with its title above its text. Raises CorpusMissing."""
    return [
        text_source(row["_id"], "\n".join(filter(None, (row.get("title", ""), row["text"]))))
        for row in _json_lines(folder / "corpus.jsonl")
    ]


def find_twins(files: Iterable[FileReport]) -> dict[str, list[str]]:
    """Return source → the sources of equal content: they are indexed once, and each stands for all of its kind."""
    twins: dict[str, list[str]] = {}
    for entry in files:
        if entry.twin_of:
            twins.setdefault(entry.twin_of, []).append(entry.source)
    return twins


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Return query id → document id → grade, from a file in the layout of BEIR or of TREC."""
    qrels: dict[str, dict[str, int]] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CorpusMissing(f"{path}：无法读取判分文件（{error.strerror}）。应为 BEIR 布局的目录。") from error
    for cells in csv.reader(lines, delimiter="\t"):
        if cells and cells[-1].lstrip("-").isdigit():  # the first line is a header
            qrels.setdefault(cells[0], {})[cells[-2]] = int(cells[-1])
    return qrels


def _ranked(scores: dict[str, float]) -> list[str]:
    return sorted(scores, key=lambda doc: (-scores[doc], doc))


def _by_rank(scores: dict[str, float]) -> dict[str, float]:
    """Return scores without ties, since each measuring tool breaks them in a way of its own."""
    return {doc: 1.0 / rank for rank, doc in enumerate(_ranked(scores), start=1)}


def write_trec_run(path: Path, run: Run, tag: str) -> None:
    """Write a run in TREC format: query Q0 document rank score tag. Raises OutputFailed."""
    lines = []
    for query_id, scores in run.items():
        lines += [
            f"{query_id} Q0 {doc} {rank} {scores[doc]:.6f} {tag}" for rank, doc in enumerate(_ranked(scores), start=1)
        ]
    try:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputFailed(f"{path}：无法写入（{error.strerror}）。请换一个位置。") from error


def _json_lines(path: Path) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())
    except (OSError, json.JSONDecodeError) as error:
        raise CorpusMissing(f"{path}：无法读取（{error}）。应为 BEIR 布局的 JSON Lines 文件。") from error
