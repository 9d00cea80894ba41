"""Encodings that are at hand, so that speed is measured without the model: of synthetic clauses, and of queries.

The vectors and tokens of phrases and queries are real, made once by the model and kept in ``cache/``. A clause gets
the tokens of its phrases with noise, and the vector that its phrases lead to: their mean, brought as far from the
common centre as the vectors of whole clauses are, with noise. Equal texts get equal encodings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import cast
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from benchmarks.queries import QUERIES
from benchmarks.synthetic import Material, cut_phrases, read_material, skeleton
from indexer import Searcher
from indexer.models import ensure_model
from indexer.retrieval.encoder import Encoder, Encoding
from indexer.retrieval.folding import fold
from indexer.settings import Settings

CACHE = Path(__file__).parent / "cache"
Vectors = NDArray[np.float32]

_BANK = 1 << 16  # vectors of noise, of which a stretch is taken for each text
_TOKEN_NOISE = 0.15  # of a token's length
_OTHER = 0.3  # share of another phrase in the vector of a clause: noise that lies as the data lie
_VECTOR_NOISE = 0.05  # of the length of a unit vector


class GivenQueries(dict[str, Encoding]):
    """What the model makes of the queries, by the text that the search asks for."""

    def encode_query(self, text: str) -> Encoding:
        """Return the encoding of a query. Raises KeyError for one that is not among them."""
        return self[text]


class GivenEncoder:
    """Gives what the model would make of synthetic clauses, or nearly so."""

    engine = "given"

    def __init__(self, phrases: dict[str, Encoding]) -> None:
        """Take the encodings of phrases, by their skeletons."""
        self._places = {key: place for place, key in enumerate(phrases)}
        self._ids = [encoding.ids for encoding in phrases.values()]
        self._tokens = [encoding.tokens.astype(np.float32) for encoding in phrases.values()]
        vectors = np.stack([encoding.vector for encoding in phrases.values()]).astype(np.float32)
        self._centre = vectors.mean(axis=0)
        self._deviations = vectors - self._centre
        dimension = vectors.shape[1]
        bank = np.random.default_rng(2026).standard_normal((_BANK, dimension), np.float32) / np.sqrt(dimension)
        self._vector_noise = bank * _VECTOR_NOISE
        length = float(np.mean([np.linalg.norm(tokens, axis=1).mean() for tokens in self._tokens]))
        self._token_noise = bank * (_TOKEN_NOISE * length)
        self.dimension = dimension

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> Iterator[tuple[int, Encoding]]:
        """Yield the place of each text and its encoding, in order."""
        for place, text in enumerate(texts):
            yield place, self._encode(text)
            if progress and place % 10_000 == 0:
                progress(place, len(texts))

    def vectors_of(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of texts, shape (texts, dimension)."""
        return np.stack([self._vector(crc32(text.encode()), self._find(text)) for text in texts])

    def _encode(self, text: str) -> Encoding:
        mark, found = crc32(text.encode()), self._find(text)
        ids = np.concatenate([self._ids[place] for place in found])
        tokens = np.concatenate([self._tokens[place] for place in found])
        start = mark % (_BANK - len(tokens))
        return Encoding(self._vector(mark, found), ids, tokens + self._token_noise[start : start + len(tokens)])

    def _find(self, text: str) -> list[int]:
        """Return the places of a text's phrases; words that are none of them get one that their letters choose."""
        places = (self._places.get(skeleton(phrase)) for phrase in cut_phrases(text))
        return [place for place in places if place is not None] or [crc32(text.encode()) % len(self._ids)]

    def _vector(self, mark: int, found: list[int]) -> Vectors:
        deviation = self._deviations[found].sum(axis=0) / np.sqrt(np.float32(len(found)))
        deviation += _OTHER * self._deviations[mark % len(self._deviations)]
        vector = self._centre + deviation + self._vector_noise[mark % _BANK]
        return np.asarray(vector / np.linalg.norm(vector), np.float32)


def given_encoder(settings: Settings) -> GivenEncoder:
    """Return the encoder of synthetic corpora."""
    material = read_material()
    encodings = _load(_made(settings, material), "phrases")
    return GivenEncoder(dict(zip(_phrases(material), encodings, strict=True)))


def given_queries(settings: Settings) -> GivenQueries:
    """Return the encodings of ``QUERIES``."""
    encodings = _load(_made(settings, read_material()), "queries")
    return GivenQueries(zip(map(fold, QUERIES), encodings, strict=True))


def open_given(index: Path, queries: GivenQueries) -> Searcher:
    """Return a searcher that answers these queries, and no other, without the model."""
    return Searcher.open(index, encoder=cast(Encoder, queries))


def _phrases(material: Material) -> dict[str, str]:
    """Return skeleton → phrase."""
    return {skeleton(phrase): phrase for phrase in material.phrases}


def _made(settings: Settings, material: Material) -> Path:
    """Return the folder of encodings; the first time the model makes them, in half a minute."""
    phrases = list(_phrases(material).values())
    folder = CACHE / f"given-{hashlib.sha256(chr(10).join([*phrases, *QUERIES]).encode()).hexdigest()[:12]}"
    if not (folder / "queries.npz").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        encoder = Encoder.load(ensure_model(settings.model, settings.models))
        passages = dict(encoder.encode_passages(phrases))
        _save(folder, "phrases", [passages[place] for place in range(len(phrases))])
        _save(folder, "queries", [encoder.encode_query(fold(query)) for query in QUERIES])
    return folder


def _save(folder: Path, name: str, encodings: list[Encoding]) -> None:
    np.savez(
        folder / f"{name}.npz",
        vectors=np.stack([encoding.vector for encoding in encodings]),
        ids=np.concatenate([encoding.ids for encoding in encodings]),
        tokens=np.concatenate([encoding.tokens for encoding in encodings]).astype(np.float16),
        ends=np.cumsum([len(encoding.ids) for encoding in encodings]),
    )


def _load(folder: Path, name: str) -> list[Encoding]:
    with np.load(folder / f"{name}.npz") as stored:
        vectors, ids, tokens, ends = (stored[part] for part in ("vectors", "ids", "tokens", "ends"))
    spans = zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True)
    tokens = tokens.astype(np.float32)
    return [Encoding(vectors[place], ids[a:b], tokens[a:b]) for place, (a, b) in enumerate(spans)]
