"""What an index holds of meaning: vectors and tokens of clauses, tokens of the objects of commitments.

Texts come in, and the generation before; what it has is taken over, what is new is encoded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from indexer.retrieval.encoder import Encoding
from indexer.retrieval.tokens import TokenIndex, Tokens, quantise
from indexer.retrieval.vectors import VectorIndex, Vectors
from indexer.storage.catalogue import Catalogue

Told = Callable[[str, int, int, str], None]  # stage, done, total, detail


@dataclass(frozen=True, slots=True)
class Encoded:
    """A part of a generation before, opened: what is encoded already."""

    catalogue: Catalogue
    vectors: VectorIndex
    tokens: TokenIndex
    objects: TokenIndex | None  # None where no clause states a commitment


@dataclass(frozen=True, slots=True)
class Embedding:
    """What is to be written: the vectors and tokens of clauses, the tokens of objects, and how much was encoded."""

    vectors: Vectors
    tokens: list[Tokens]
    objects: list[Tokens]
    encoded: int  # clauses that had to be encoded
    engine: str  # what ran the model; empty where nothing had to be encoded


class PassageEncoder(Protocol):
    """What encodes clauses: an ``Encoder``, or in measurements what gives encodings that are at hand."""

    engine: str

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> Iterator[tuple[int, Encoding]]:
        """Yield the place of each text and its encoding, in any order."""
        ...


def embed(
    clauses: Sequence[str],
    objects: Sequence[str],
    load: Callable[[], PassageEncoder],
    before: Encoded | None,
    tell: Told,
) -> Embedding:
    """Return the meaning of clauses, and of the objects of commitments; equal texts are encoded once."""
    encoder = _Lazy(load, tell)
    vectors, tokens, encoded = _embed_clauses(clauses, encoder, before)
    return Embedding(vectors, tokens, _embed_objects(objects, encoder, before), encoded, encoder.engine)


class _Lazy:
    """The encoder, loaded when the first new text asks for it."""

    def __init__(self, load: Callable[[], PassageEncoder], tell: Told) -> None:
        self.tell = tell
        self._load = load
        self._encoder: PassageEncoder | None = None

    @property
    def engine(self) -> str:
        return "" if self._encoder is None else self._encoder.engine

    def get(self) -> PassageEncoder:
        if self._encoder is None:
            self.tell("载入模型", 0, 1, "")
            self._encoder = self._load()
        return self._encoder


def _embed_clauses(clauses: Sequence[str], encoder: _Lazy, before: Encoded | None) -> tuple[Vectors, list[Tokens], int]:
    rows = {clause.text: row for row, clause in before.catalogue.numbered_clauses()} if before else {}
    distinct = list(dict.fromkeys(clauses))
    taken = [clause for clause in distinct if clause in rows]
    new = [clause for clause in distinct if clause not in rows]
    vectors: dict[str, Vectors] = {}
    tokens: dict[str, Tokens] = {}
    if before is not None and taken:
        vectors.update(zip(taken, before.vectors.vectors([rows[clause] for clause in taken]), strict=True))
        tokens.update((clause, before.tokens.tokens(rows[clause])) for clause in taken)
    if new:
        found = encoder.get().encode_passages(new, progress=_progress(encoder.tell, "计算语义", "条"))
        for place, encoding in found:
            vectors[new[place]] = encoding.vector
            tokens[new[place]] = quantise(encoding.ids, encoding.tokens)
    stacked = np.stack([vectors[clause] for clause in clauses]).astype(np.float32)
    return stacked, [tokens[clause] for clause in clauses], len(new)


def _embed_objects(objects: Sequence[str], encoder: _Lazy, before: Encoded | None) -> list[Tokens]:
    tokens: dict[str, Tokens] = {}
    if before is not None and before.objects is not None:
        rows = {words: row for row, words in enumerate(before.catalogue.objects())}
        tokens = {words: before.objects.tokens(rows[words]) for words in objects if words in rows}
    if new := [words for words in objects if words not in tokens]:
        found = encoder.get().encode_passages(new, progress=_progress(encoder.tell, "计算承诺的事项", "项"))
        tokens |= {new[place]: quantise(encoding.ids, encoding.tokens) for place, encoding in found}
    return [tokens[words] for words in objects]


def _progress(tell: Told, stage: str, unit: str) -> Callable[[int, int], None]:
    return lambda done, total: tell(stage, done, total, f"{done}/{total} {unit}")
