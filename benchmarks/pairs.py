"""Pairs of commitments in real documents: ``make bench-commitments SETS=folder`` prints them to be read, and seconds.

The corpus of the project and, where they are there, the texts of ``folder/reports``: each sort of pairs is counted by
how the figures stand; with ``--list`` each pair is printed. Which are right is for a reader to say:
``docs/decisions/0008-pairs.md`` has what was found so.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from indexer.insight.entry import Entry
from indexer.insight.pairs import Pair, propose
from indexer.intake import read_overrides
from indexer.reading import read_file
from indexer.structure import doc_id_of, structure
from indexer.structure.commitments import find_commitments

_CORPUS = Path(__file__).parents[1] / "corpus"


def _entries(paths: Iterable[Path]) -> Iterator[Entry]:
    for path in paths:
        overrides, _ = read_overrides(path.parent)
        data, clean = read_file(path, path.name)
        document = structure(clean, doc_id=doc_id_of(data), source=path.name, overrides=overrides)
        clauses = {clause.clause_id: clause for clause in document.clauses}
        for commitment in find_commitments(document):
            yield Entry(commitment, clauses[commitment.clause_id], document.ref)


def _print(name: str, entries: list[Entry], *, is_listed: bool) -> None:
    start = time.perf_counter()
    pairs = propose(entries)
    seconds = time.perf_counter() - start
    print(f"{name}: {len(entries)} measures, {len(pairs)} pairs, {seconds:.2f} s")
    counts = Counter((pair.sort, pair.relation) for pair in pairs)
    for (sort, relation), count in sorted(counts.items()):
        print(f"  {sort:<8} {relation:<5} {count:>5}")
    if is_listed:
        for number, pair in enumerate(pairs, start=1):
            print(_line(number, pair))


def _line(number: int, pair: Pair) -> str:
    left, right = (f"[{entry.year} {entry.commitment.kind}] {entry.evidence}" for entry in (pair.left, pair.right))
    return f"{number:>4} {pair.sort:<8} {pair.score:.2f} {pair.relation}  {left}  |  {right}  ({pair.reasons[0]})"


def main() -> None:
    """Print the pairs of the corpus and of the reports."""
    is_listed = "--list" in sys.argv
    folders = [Path(word) for word in sys.argv[1:] if not word.startswith("--")]
    _print("corpus", list(_entries(sorted(_CORPUS.glob("*.txt")))), is_listed=is_listed)
    for folder in folders:
        if (folder / "reports").is_dir():
            _print("reports", list(_entries(sorted((folder / "reports").glob("*.txt")))), is_listed=is_listed)


if __name__ == "__main__":
    main()
