"""What is asked side by side: ``python -m benchmarks.contestants NAME SIZE`` opens a system and measures on demand.

For each line ``round`` on standard input all queries are asked once in each way that the system knows, and one line of
JSON goes out: way → milliseconds of each query. So that rounds of several systems can take turns, and what else the
machine does meets all alike. ``make`` builds the index of a peer first and tells what that took.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from typing import Any

import numpy as np

from benchmarks.given import given_queries, open_given
from benchmarks.peers import PEERS, SHOWN, Ask, Contestant, make_peer, open_peer
from benchmarks.queries import QUERIES
from benchmarks.scale_data import FOUND, Given, disk_of, folder_of, index_of, read_given
from benchmarks.scale_steps import MB
from indexer.retrieval.folding import fold
from indexer.retrieval.keyword import BIGRAMS, HEADINGS, WORDS
from indexer.retrieval.legs import BOOSTS, CANDIDATES
from indexer.retrieval.parts import open_parts
from indexer.retrieval.words import Segmenter, bigrams
from indexer.settings import Settings
from indexer.storage import generations

OURS = "ours"
_FILTERS = 10  # districts that the filtered queries take in turn


class Ours:
    """This project, and its legs one by one."""

    version = ""

    def __init__(self, size: int) -> None:
        encodings = given_queries(Settings())
        self._searcher = open_given(index_of(size), encodings)
        manifest = self._searcher.manifest
        parts = open_parts(generations.generation_folder(index_of(size), manifest.generation), manifest)
        self._vectors, self._tokens, self._keyword = parts.vectors, parts.tokens, parts.keyword
        segmenter = Segmenter(parts.terms)
        self._encodings = [encodings[fold(query)] for query in QUERIES]
        self._fields = [_fields(segmenter, fold(query)) for query in QUERIES]
        names = sorted({ref.metadata.district for ref in self._searcher.documents() if ref.metadata.district})
        self._districts = names[:: max(1, len(names) // _FILTERS)]
        chance = np.random.default_rng(0)
        self._rows = np.sort(chance.integers(len(parts.tokens), size=(len(QUERIES), 2 * CANDIDATES)), axis=1)

    def ways(self) -> dict[str, Ask]:
        """Return the hybrid search, with and without a district, and each leg as the hybrid search uses it."""
        return {
            "hybrid": lambda number: self._searcher.search(QUERIES[number], k=SHOWN),
            "filtered": lambda number: self._searcher.search(
                QUERIES[number], k=SHOWN, districts=[self._districts[number % len(self._districts)]]
            ),
            "keyword": lambda number: self._keyword.search(self._fields[number], boosts=BOOSTS, k=CANDIDATES),
            "vector": lambda number: self._vectors.search(self._encodings[number].vector, k=CANDIDATES),
            "tokens": lambda number: self._tokens.meet(
                self._encodings[number].ids, self._encodings[number].tokens, self._rows[number]
            ),
        }

    def nearest(self, query: int) -> list[int]:
        """Return the first rows of the vector leg as the hybrid search asks it."""
        return list(self._vectors.search(self._encodings[query].vector, k=CANDIDATES))[:FOUND]


def _fields(segmenter: Segmenter, text: str) -> dict[str, list[str]]:
    words = list(dict.fromkeys(segmenter.words(text)))
    return {WORDS: words, BIGRAMS: list(dict.fromkeys(bigrams(text))), HEADINGS: words}


def open_contestant(name: str, size: int) -> Contestant:
    """Return a system, open at a size."""
    if name == OURS:
        return Ours(size)
    return open_peer(name, folder_of(size) / name, read_given(size))


def make(name: str, size: int) -> dict[str, Any]:
    """Build the index of a peer; texts, words and vectors are at hand before the clock starts."""
    folder = folder_of(size) / name
    given = read_given(size)
    shutil.rmtree(folder, ignore_errors=True)  # what was begun
    given.vectors.sum()  # read from disk
    start = time.perf_counter()
    make_peer(name, folder, given)
    return {"seconds": time.perf_counter() - start, "disk_mb": disk_of(folder) / MB}


def describe(contestant: Contestant, given: Given) -> dict[str, Any]:
    """Return what is told once of a system: its version, and how well its vector leg finds."""
    found = [contestant.nearest(query) for query in range(len(QUERIES))]
    return {"version": contestant.version, "recall": given.recall(found)}


def ask_all(ask: Ask) -> list[float]:
    """Return the milliseconds of each query."""
    taken = []
    for number in range(len(QUERIES)):
        start = time.perf_counter()
        ask(number)
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def main() -> None:
    """Build a peer, or answer rounds until standard input ends."""
    parser = argparse.ArgumentParser(description="A system whose speed is measured beside others.")
    parser.add_argument("name", choices=(OURS, *PEERS))
    parser.add_argument("size", type=int)
    parser.add_argument("--make", action="store_true")
    arguments = parser.parse_args()
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w")  # libraries print what is no JSON
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    if arguments.make:
        print(json.dumps(make(arguments.name, arguments.size)), file=out, flush=True)
        return
    contestant = open_contestant(arguments.name, arguments.size)
    print(json.dumps(describe(contestant, read_given(arguments.size))), file=out, flush=True)
    ways = contestant.ways()
    for _ in sys.stdin:
        print(json.dumps({way: ask_all(ask) for way, ask in ways.items()}), file=out, flush=True)


if __name__ == "__main__":
    main()
