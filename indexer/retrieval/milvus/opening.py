"""Open the generation that a Milvus store publishes: the alias is looked up once, and what it led to is kept."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import numpy as np

from indexer.errors import IndexMissing, IndexUnusable
from indexer.retrieval.milvus import layout
from indexer.retrieval.milvus.address import Address, read_address
from indexer.retrieval.milvus.boxes import Boxes
from indexer.retrieval.milvus.catalogue import MilvusCatalogue
from indexer.retrieval.milvus.gateway import Gateway, connect
from indexer.retrieval.milvus.keyword import MilvusKeyword
from indexer.retrieval.milvus.sparse import Terms
from indexer.retrieval.milvus.table import Rows
from indexer.retrieval.milvus.tokens import MilvusTokens
from indexer.retrieval.milvus.vectors import MilvusVectors
from indexer.retrieval.parts import Parts
from indexer.storage import generations
from indexer.storage.generations import Manifest

_KEPT = 4_000  # boxes of words, documents and the like: up to 200 MB where all are whole documents


@lru_cache(maxsize=4)
def gateway_to(address: Address) -> Gateway:
    """Return the connection to a server, one a process. Raises StoreUnavailable."""
    return connect(address)


def published_generation(address: str) -> str:
    """Return the id of the generation that a store publishes. Raises IndexMissing, StoreUnavailable."""
    return read_manifest(address).generation


def read_manifest(address: str) -> Manifest:
    """Return the manifest of the generation that a store publishes.

    Raises IndexMissing, IndexUnusable (of another format), StoreUnavailable, SettingInvalid.
    """
    gateway = gateway_to(read_address(address))
    collection = gateway.pointed(layout.POINTER)
    if collection is None:
        raise IndexMissing(f"{address}：这里还没有索引。请先运行 python -m indexer build --store {address}。")
    return _manifest(gateway, _read_info(gateway, collection))


def open_store(address: str, manifest: Manifest) -> Parts:
    """Open a generation of a store, of which the manifest was read. Raises IndexUnusable, StoreUnavailable."""
    return open_generation(gateway_to(read_address(address)), manifest.generation)


def open_generation(gateway: Gateway, generation: str) -> Parts:
    """Open a generation, published or not."""
    info = _read_info(gateway, layout.STORE.collection(generation))
    manifest = _manifest(gateway, info)
    found = gateway.count(layout.CLAUSES.collection(generation))
    if found != manifest.clauses:
        raise IndexUnusable(
            f"{gateway.address}：索引有 {found} 条条款，应为 {manifest.clauses} 条。请重新运行 build --store。"
        )
    store = Boxes(gateway, layout.STORE.collection(generation), kept=_KEPT)

    def rows(table: layout.Table, end: int) -> Rows:
        return Rows(gateway, table, generation, end=end)

    clauses = rows(layout.CLAUSES, manifest.rows)
    counts: dict[str, int] = info["counts"]
    catalogue = MilvusCatalogue(
        store,
        clauses,
        rows(layout.QUANTITIES, counts["quantities"]),
        rows(layout.COMMITMENTS, counts["commitments"]),
        counts=counts,
    )
    spans = catalogue.rows_by_document()
    firsts = {doc_id: first for doc_id, first, _ in spans}
    objects = tuple(catalogue.objects())
    return Parts(
        manifest=manifest,
        catalogue=catalogue,
        keyword=MilvusKeyword(
            clauses, _terms(store, info, layout.CLAUSES), firsts, count=manifest.clauses, key="document"
        ),
        whole=MilvusKeyword(
            rows(layout.WHOLE, manifest.rows), _terms(store, info, layout.WHOLE), firsts, count=len(spans), key="row"
        ),
        vectors=MilvusVectors(clauses, spans, count=manifest.rows, dimension=manifest.dimension),
        tokens=_tokens(gateway, store, layout.TOKENS, generation, manifest.rows),
        objects=objects,
        object_tokens=_tokens(gateway, store, layout.OBJECTS, generation, len(objects)) if objects else None,
        terms=tuple(store.one("names", json.loads)),
    )


def _read_info(gateway: Gateway, collection: str) -> dict[str, Any]:
    try:
        info: dict[str, Any] = Boxes(gateway, collection, kept=1).one("info", json.loads)
    except (KeyError, ValueError) as error:
        raise IndexUnusable(
            f"{gateway.address}：集合 {collection} 中没有索引的说明。请重新运行 build --store。"
        ) from error
    if (found := info.get("format")) != layout.FORMAT:
        raise IndexUnusable(
            f"{gateway.address}：存储格式是 {found}，本程序使用 {layout.FORMAT}。请用本程序重新运行 build --store。"
        )
    return info


def _manifest(gateway: Gateway, info: dict[str, Any]) -> Manifest:
    stored = info["manifest"]
    if (found := stored.get("format")) != generations.FORMAT:
        raise IndexUnusable(
            f"{gateway.address}：索引格式是 {found}，本程序使用 {generations.FORMAT}。"
            "请用本程序重新运行 build --store。"
        )
    return Manifest(**stored, files={})


def _terms(store: Boxes, info: dict[str, Any], table: layout.Table) -> Terms:
    return Terms(store, f"words/{table.name}", **info["words"][table.name])


def _tokens(gateway: Gateway, store: Boxes, table: layout.Table, generation: str, count: int) -> MilvusTokens:
    def array(name: str, kind: str) -> Any:
        return store.one(f"{table.name}/{name}", lambda text: layout.unpack_array(text, kind))

    mean = np.asarray(array("mean", "<f4"))
    return MilvusTokens(
        gateway, table, generation, count=count, mean=mean, known=array("known", "<i4"), held=array("held", "<i8")
    )
