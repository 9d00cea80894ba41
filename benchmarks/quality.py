"""Quality on judged sets: ``make bench-quality SETS=folder`` prints one table, of every system in the same run.

``folder`` holds ``district/`` (queries.jsonl, judgments.jsonl) beside its scorer ``score_district.py``, and
``beir/NAME/`` in BEIR layout; what is missing is passed over and named. Indexes are kept under ``benchmarks/cache/``:
only what changed is encoded again. Figures below their floor (``floors.json``) are named, and the command fails.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from tqdm import tqdm

from benchmarks.floors import Measured, find_problems, pin
from benchmarks.judged import BeirSet, DistrictSet, JudgedSet, Score
from benchmarks.machine import describe
from benchmarks.systems import OURS, PEER, RRF, Ranker, peer_version, rankers
from indexer import Searcher
from indexer.build import build, build_from
from indexer.evaluation import read_sources
from indexer.intake import SourceFile
from indexer.printing import progress
from indexer.settings import Settings

CACHE = Path(__file__).with_name("cache")
SAMPLE = 150  # documents of a set that ``--quick`` takes: it encodes them in about a minute each
SAMPLED = " (sample)"
ALL = "all"
Scores = Mapping[str, Mapping[str, Score]]  # system → query id → what its results are worth


@dataclass(frozen=True, slots=True)
class SetScores:
    """One set, and what every system is worth on its queries."""

    judged: JudgedSet
    scores: Scores

    def kinds(self) -> list[str]:
        """Return the types of the queries, all of them first; a set of one type has no other."""
        kinds = list(dict.fromkeys(query.kind for query in self.judged.queries))
        return [ALL, *kinds] if len(kinds) > 1 else [ALL]

    def of(self, system: str, kind: str = ALL) -> Score:
        """Return the mean over the queries of a type."""
        queries = [query.query_id for query in self.judged.queries if kind in (ALL, query.kind)]
        scores = [self.scores[system][query] for query in queries]
        return Score(mean(score.ndcg for score in scores), mean(score.recall for score in scores))

    def measured(self) -> Measured:
        """Return the figures of the hybrid search, which floors are pinned for."""
        means = {kind: self.of("hybrid", kind) for kind in self.kinds()}
        figures = {f"{kind} nDCG@10": score.ndcg for kind, score in means.items()}
        figures |= {f"{kind} R@20": score.recall for kind, score in means.items()}
        return Measured(self.judged.corpus_digest, self.judged.queries_digest, figures)


def open_sets(sets: Path, settings: Settings, *, quick: bool = False) -> Iterator[JudgedSet]:
    """Yield each judged set of a folder; its index is brought up to date first."""
    if (sets / "district").is_dir():
        index = CACHE / "district"
        with progress(sys.stderr) as tell:
            build(settings.corpus, index, settings=settings, progress=tell)
        yield DistrictSet(sets, settings.corpus, Searcher.open(index, settings=settings))
    else:
        print(f"{sets / 'district'} is not there: passed over")
    for folder in sorted(path for path in (sets / "beir").glob("*") if path.is_dir()):
        sources, name = read_sources(folder), folder.name
        if quick:
            sources, name = sample(sources), name + SAMPLED
        with progress(sys.stderr) as tell:
            build_from(sources, CACHE / name, settings=settings, progress=tell)
        yield BeirSet(name, folder, Searcher.open(CACHE / name, settings=settings))


def sample(sources: Sequence[SourceFile]) -> list[SourceFile]:
    """Return always the same documents, picked by the digest of their names."""
    order = sorted(sources, key=lambda source: hashlib.sha256(source.name.encode()).digest())
    return sorted(order[:SAMPLE], key=lambda source: source.name)


def run(judged: JudgedSet, systems: Mapping[str, Ranker]) -> Scores:
    """Ask every system every query and score what it finds."""
    scores: dict[str, dict[str, Score]] = {system: {} for system in systems}
    for query in tqdm(judged.queries, desc=judged.name, file=sys.stderr, leave=False, disable=None):
        for system, rank in systems.items():  # one after the other, so that a query is encoded once
            scores[system][query.query_id] = judged.score(query.query_id, rank(query.text))
    return scores


def table(results: Sequence[SetScores]) -> str:
    """Return the figures as a table in Markdown that can be read as it is."""
    peer = f"{PEER} {peer_version()}" if peer_version() else f"{PEER} (not installed)"
    rows = [["nDCG@10 / R@20", "queries", *OURS, RRF, peer]]
    for result in results:
        for kind in result.kinds():
            number = sum(kind in (ALL, query.kind) for query in result.judged.queries)
            name = result.judged.name if kind == ALL else f"{result.judged.name}, {kind}"
            cells = [_cell(result, system, kind) for system in (*OURS, RRF, PEER)]
            rows.append([name, str(number), *cells])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, ["-" * width for width in widths])
    lines = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(f"| {line} |" for line in lines)


def _cell(result: SetScores, system: str, kind: str) -> str:
    if system not in result.scores:
        return "–"
    score = result.of(system, kind)
    return f"{score.ndcg:.3f} / {score.recall:.3f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and compare with the floors or pin them."""
    parser = argparse.ArgumentParser(description="Quality of the search on judged sets.")
    parser.add_argument("sets", type=Path)
    parser.add_argument("--quick", action="store_true", help=f"{SAMPLE} documents of each BEIR set, without floors")
    parser.add_argument("--pin", action="store_true", help="raise the floors to what is measured")
    parser.add_argument("--lower", action="store_true", help="with --pin: lower them too, and accept changed files")
    options = parser.parse_args(arguments)
    if options.lower and not options.pin:
        parser.error("--lower is for --pin")
    settings = Settings()
    print(describe())
    results = [
        SetScores(judged, run(judged, rankers(judged.searcher, settings)))
        for judged in open_sets(options.sets, settings, quick=options.quick)
    ]
    print(table(results))
    failed = False
    for result in results:
        name, measured = result.judged.name, result.measured()
        if name.endswith(SAMPLED):
            continue
        for line in pin(name, measured, lower=options.lower) if options.pin else ():
            print(line)
        for problem in find_problems(name, measured):
            failed = True
            print(problem, file=sys.stderr)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
