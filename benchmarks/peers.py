"""What a user would pick instead, on one machine: txtai, LanceDB, milvus-lite, each as its own guide sets it up.

All get the same texts and vectors. Their keyword legs know no Chinese words, so they get the words joined by blanks.
Only what is needed for that, and for finding the nearest vectors about as surely as here, is not left as it comes.
"""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol
from zlib import crc32

import numpy as np

from benchmarks.scale_data import FOUND, Given, Vectors

SHOWN = 10  # results of a query
Ask = Callable[[int], object]  # the number of a query


class Contestant(Protocol):
    """A system that is open."""

    version: str

    def ways(self) -> dict[str, Ask]:
        """Return how it can be asked: ``hybrid`` at least."""
        ...

    def nearest(self, query: int) -> list[int]:
        """Return the rows that its vector leg finds nearest, best first."""
        ...


class Peer(Contestant, Protocol):
    """A peer, open where its index is written already."""

    def make(self, folder: Path) -> None:
        """Write its index into a folder, which may not be there yet."""
        ...


_at_hand: dict[str, Vectors] = {}  # txtai asks for vectors by text, through a function that it finds by its name


def vectors_at_hand(texts: Sequence[str]) -> Vectors:
    """Return the vectors of texts; what txtai calls in place of a model."""
    return np.stack([_at_hand[text] for text in texts])


class _Txtai:
    """txtai: FAISS, its own BM25, texts in SQLite; all settings as they come."""

    def __init__(self, folder: Path, given: Given) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"
        os.environ["ALLOW_RESOLVE_TRANSFORM"] = "True"
        from txtai import Embeddings

        self.version = f"txtai {version('txtai')}"
        self._given = given
        _at_hand.update(zip(given.query_words, given.query_vectors, strict=True))
        transform = f"{__name__}.{vectors_at_hand.__name__}"
        self._embeddings = Embeddings(method="external", transform=transform, content=True, hybrid=True)
        if folder.is_dir():
            self._embeddings.load(str(folder))

    def make(self, folder: Path) -> None:
        given = self._given
        _at_hand.update(zip(given.words, given.vectors, strict=True))
        self._embeddings.index((row, words, None) for row, words in zip(given.rows, given.words, strict=True))
        self._embeddings.save(str(folder))

    def ways(self) -> dict[str, Ask]:
        return {"hybrid": lambda number: self._embeddings.search(self._given.query_words[number], SHOWN)}

    def nearest(self, query: int) -> list[int]:
        found = self._embeddings.ann.search(self._given.query_vectors[query][None], FOUND)
        return [self._given.rows[place] for place, _ in found[0]]


class _LanceDb:
    """LanceDB: HNSW with one byte a value in parts, native full-text search, reciprocal rank fusion."""

    def __init__(self, folder: Path, given: Given) -> None:
        os.environ["LANCE_LOG"] = "error"  # it says at each query that an answer will lack a column some day
        import lancedb
        from lancedb.rerankers import RRFReranker

        self.version = f"LanceDB {version('lancedb')}"
        self._given = given
        self._database = lancedb.connect(str(folder))
        self._reranker = RRFReranker()
        self._table: Any = None
        with suppress(ValueError):  # not made yet
            self._table = self._database.open_table("clauses")

    def make(self, folder: Path) -> None:  # noqa: ARG002 - the database knows it
        import pyarrow as pa
        from lancedb.index import FTS, HnswSq

        given = self._given
        dimension = given.vectors.shape[1]
        vectors = pa.FixedSizeListArray.from_arrays(pa.array(np.asarray(given.vectors).ravel()), dimension)
        data = pa.table(
            {
                "row": given.rows,
                "text": given.texts,
                "words": given.words,
                "district": given.districts,
                "vector": vectors,
            }
        )
        table = self._database.create_table("clauses", data)
        table.create_index("vector", config=HnswSq(distance_type="dot"))
        words = FTS(base_tokenizer="whitespace", stem=False, remove_stop_words=False, ascii_folding=False)
        table.create_index("words", config=words)

    def ways(self) -> dict[str, Ask]:
        def ask(number: int) -> object:
            return (
                self._table.search(query_type="hybrid")
                .vector(self._given.query_vectors[number])
                .text(self._given.query_words[number])
                .distance_type("dot")
                .rerank(self._reranker)
                .select(["row", "text"])
                .limit(SHOWN)
                .to_list()
            )

        return {"hybrid": ask}

    def nearest(self, query: int) -> list[int]:
        found = self._table.search(self._given.query_vectors[query]).distance_type("dot").select(["row"])
        return [hit["row"] for hit in found.limit(FOUND).to_list()]


class _MilvusLite:
    """milvus-lite: HNSW, and BM25 as sparse vectors made here, since its own analyzer finds no Chinese word."""

    _K1, _B = 1.2, 0.75
    _DENSE: dict[str, Any] = {"metric_type": "IP", "params": {"ef": 128}}  # noqa: RUF012 - never changed

    def __init__(self, folder: Path, given: Given) -> None:
        from pymilvus import MilvusClient

        folder.mkdir(exist_ok=True)
        self.version = f"milvus-lite {version('milvus-lite')}"
        self._given = given
        self._client = MilvusClient(str(folder / "milvus.db"))
        counts = Counter(word for words in given.words for word in set(words.split()))
        self._rarity = {
            word: math.log(1 + (len(given.words) - held + 0.5) / (held + 0.5)) for word, held in counts.items()
        }
        if self._client.has_collection("clauses"):
            self._client.load_collection("clauses")

    def make(self, folder: Path) -> None:  # noqa: ARG002 - the client knows it
        from pymilvus import DataType

        given, client = self._given, self._client
        schema = client.create_schema(auto_id=False)
        schema.add_field("row", DataType.INT64, is_primary=True)
        schema.add_field("text", DataType.VARCHAR, max_length=8_192)
        schema.add_field("district", DataType.VARCHAR, max_length=128)
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=given.vectors.shape[1])
        schema.add_field("words", DataType.SPARSE_FLOAT_VECTOR)
        indexes = client.prepare_index_params()
        indexes.add_index("vector", index_type="HNSW", metric_type="IP", params={"M": 16, "efConstruction": 200})
        indexes.add_index("words", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
        client.create_collection("clauses", schema=schema, index_params=indexes)
        usual = sum(len(words.split()) for words in given.words) / len(given.words)
        for start in range(0, len(given.rows), 1_000):
            client.insert(
                "clauses", [self._row(place, usual) for place in range(start, min(start + 1_000, len(given.rows)))]
            )
        client.flush("clauses")
        client.load_collection("clauses")

    def _row(self, place: int, usual: float) -> dict[str, Any]:
        given, words = self._given, self._given.words[place].split()
        length = self._K1 * (1 - self._B + self._B * len(words) / usual)
        return {
            "row": given.rows[place],
            "text": given.texts[place],
            "district": given.districts[place],
            "vector": given.vectors[place],
            "words": {_number(word): held * (self._K1 + 1) / (held + length) for word, held in Counter(words).items()},
        }

    def ways(self) -> dict[str, Ask]:
        from pymilvus import AnnSearchRequest, RRFRanker

        def ask(number: int) -> object:
            sparse = {_number(word): self._rarity.get(word, 0.0) for word in self._given.query_words[number].split()}
            legs = [
                AnnSearchRequest([self._given.query_vectors[number]], "vector", self._DENSE, limit=SHOWN),
                AnnSearchRequest([sparse], "words", {"metric_type": "IP"}, limit=SHOWN),
            ]
            return self._client.hybrid_search("clauses", legs, RRFRanker(), limit=SHOWN, output_fields=["text"])

        return {"hybrid": ask}

    def nearest(self, query: int) -> list[int]:
        wanted = [self._given.query_vectors[query]]
        found = self._client.search("clauses", wanted, anns_field="vector", search_params=self._DENSE, limit=FOUND)
        return [hit["row"] for hit in found[0]]


def _number(word: str) -> int:
    return crc32(word.encode()) & 0x7FFFFFFF


PEERS: dict[str, Callable[[Path, Given], Peer]] = {"txtai": _Txtai, "lancedb": _LanceDb, "milvus": _MilvusLite}
MODULES = {"txtai": "txtai", "lancedb": "lancedb", "milvus": "milvus_lite"}


def make_peer(name: str, folder: Path, given: Given) -> None:
    """Write the index of a peer into a new folder."""
    PEERS[name](folder, given).make(folder)


def open_peer(name: str, folder: Path, given: Given) -> Contestant:
    """Open the index of a peer."""
    return PEERS[name](folder, given)


def installed_peers() -> list[str]:
    """Return the names of the peers that are installed."""
    return [name for name, module in MODULES.items() if find_spec(module)]
