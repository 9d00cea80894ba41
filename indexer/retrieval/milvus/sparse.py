"""BM25 as an inner product: sparse vectors made here of our own words, so that Milvus gives the scores of tantivy.

A row carries for each of its tokens tf·(k1+1) / (tf + k1·(1 − b + b·length/average)), a query idf·boost for each of
its own (Robertson and Zaragoza 2009). Tokens are numbered when a generation is loaded, so that no two of them share a
dimension; their numbers and how many rows hold them lie in boxes of some 64 tokens, and a query fetches those it needs.
"""

from __future__ import annotations

import json
import math
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from indexer.retrieval.keyword import BIGRAMS, CHARACTERS, HEADINGS, WORDS, KeywordEntry
from indexer.retrieval.milvus.boxes import Boxes
from indexer.retrieval.words import Segmenter

K1, B = 1.2, 0.75  # those of tantivy, which cannot be set
SCORED = (WORDS, BIGRAMS, HEADINGS)
NOTHING = {0: 1.0}  # of a row without a token, for Milvus takes no empty vector; no token has the number 0
_IN_A_BOX = 64  # tokens; a box is fetched whole, and 1,000,000 clauses have some 500,000 tokens

Vector = dict[int, float]


def _kept_lengths() -> NDArray[np.int64]:
    """Return the 256 lengths that one byte tells apart in Lucene and tantivy: 40 exactly, then ever coarser."""
    lengths = []
    for byte in range(256):
        code = byte - 24
        shift = (code >> 3) - 1
        lengths.append(byte if byte < 24 else 24 + (code if code < 8 else ((code & 7) | 8) << shift))
    return np.array(lengths, np.int64)


_LENGTHS = _kept_lengths()


def kept_length(length: int) -> int:
    """Return the length of a field as tantivy keeps it, in one byte.

    >>> [kept_length(length) for length in (0, 40, 41, 43, 57, 1000)]
    [0, 40, 40, 42, 56, 984]
    """
    return int(_LENGTHS[np.searchsorted(_LENGTHS, length, side="right") - 1])


def tokens_of(entry: KeywordEntry, segmenter: Segmenter) -> dict[str, list[str]]:
    """Return the tokens of each field, as the keyword index of a folder has them."""
    forms = segmenter.forms(entry.text)
    return {
        WORDS: forms.words,
        BIGRAMS: forms.bigrams,
        HEADINGS: segmenter.words(entry.headings),
        CHARACTERS: forms.characters,
    }


@dataclass(slots=True)
class Statistics:
    """What BM25 needs to know of all rows, gathered by going through them once."""

    rows: int = 0
    total: Counter[str] = field(default_factory=Counter)  # field → tokens
    counts: Counter[str] = field(default_factory=Counter)  # field and token → rows that hold it
    numbers: dict[str, int] = field(default_factory=dict)  # field and token → dimension

    def add(self, tokens: Mapping[str, Sequence[str]]) -> None:
        """Count a row."""
        self.rows += 1
        for name, those in tokens.items():
            self.total[name] += len(those)
            self.counts.update({named(name, token) for token in those})

    def number(self) -> None:
        """Give each token its dimension, from 1, in the order of the tokens: equal rows, equal numbers."""
        scored = tuple(f"{name}\0" for name in SCORED)
        those = sorted(token for token in self.counts if token.startswith(scored))
        self.numbers = {token: number for number, token in enumerate(those, start=1)}

    def vector(self, tokens: Mapping[str, Sequence[str]]) -> Vector:
        """Return the vector of a row that was counted."""
        weights: Vector = {}
        for name in SCORED:
            average = self.total[name] / max(self.rows, 1)
            norm = K1 * (1 - B + B * kept_length(len(tokens[name])) / max(average, 1e-9))
            for token, frequency in Counter(tokens[name]).items():
                weights[self.numbers[named(name, token)]] = frequency * (K1 + 1) / (frequency + norm)
        return weights or dict(NOTHING)

    @property
    def boxes(self) -> int:
        """How many boxes the tokens lie in."""
        return max(1, len(self.counts) // _IN_A_BOX)

    def packed(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield the name and the text of each box."""
        boxes: list[dict[str, tuple[int, int]]] = [{} for _ in range(self.boxes)]
        for token, count in self.counts.items():
            boxes[_box(token, self.boxes)][token] = (self.numbers.get(token, 0), count)
        for number, box in enumerate(boxes):
            yield f"{name}/{number}", json.dumps(box, ensure_ascii=False)


def named(name: str, token: str) -> str:
    """Return a token with its field."""
    return f"{name}\0{token}"


def _box(token: str, boxes: int) -> int:
    return zlib.crc32(token.encode("utf-8", "surrogatepass")) % boxes


class Terms:
    """The tokens of a generation; safe for many threads."""

    def __init__(self, store: Boxes, name: str, *, rows: int, boxes: int) -> None:
        self._store = store
        self._name = name
        self._rows = rows
        self._boxes = boxes

    def find(self, tokens: Iterable[str]) -> dict[str, tuple[int, int]]:
        """Return token (with its field) → dimension and the number of rows that hold it, for those that occur."""
        wanted = set(tokens)
        boxes = self._store.read({f"{self._name}/{_box(token, self._boxes)}" for token in wanted}, json.loads)
        return {token: tuple(box[token]) for box in boxes.values() for token in wanted & box.keys()}

    def query(self, fields: Mapping[str, Sequence[str]], boosts: Mapping[str, float]) -> Vector:
        """Return the vector of a query; empty where no row holds any of its tokens."""
        boost: Counter[str] = Counter()
        for name, tokens in fields.items():
            for token in tokens:
                boost[named(name, token)] += boosts[name]  # type: ignore[assignment] # a Counter takes any number
        found = self.find(token for token, weight in boost.items() if weight)
        return {
            number: boost[token] * math.log(1 + (self._rows - count + 0.5) / (count + 0.5))
            for token, (number, count) in found.items()
        }
