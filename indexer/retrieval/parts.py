"""The parts of a published generation, opened: what a ``Searcher`` searches in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import IO

from indexer.errors import IndexUnusable
from indexer.retrieval.keyword import KeywordIndex
from indexer.retrieval.milvus.address import is_store
from indexer.retrieval.ports import CataloguePort, KeywordPort, TokenPort, VectorPort
from indexer.retrieval.tokens import TokenIndex
from indexer.retrieval.vectors import VectorIndex
from indexer.storage import generations
from indexer.storage.catalogue import Catalogue
from indexer.storage.damage import check_files
from indexer.storage.generations import Manifest


@dataclass(frozen=True, slots=True)
class Parts:
    """An open generation. Rows name clauses in all parts alike; none of the parts ever changes."""

    manifest: Manifest
    catalogue: CataloguePort
    keyword: KeywordPort  # of clauses
    whole: KeywordPort  # of whole documents
    vectors: VectorPort
    tokens: TokenPort
    objects: tuple[str, ...]  # of commitments, by number
    object_tokens: TokenPort | None  # None where no clause states a commitment
    terms: tuple[str, ...]  # names of the corpus that words are cut by
    held: IO[bytes] | None = None  # as long as somebody has it, no build cleans the generation away


def read_published(index: str | Path) -> Manifest:
    """Return the manifest of the generation that a folder, or a store, publishes.

    Raises IndexMissing, IndexUnusable, StoreUnavailable.
    """
    if is_store(index):
        from indexer.retrieval.milvus import opening  # pymilvus is there only where a store is used

        return opening.read_manifest(str(index))
    return generations.read_published(Path(index))


def published_generation(index: str | Path) -> str:
    """Return the id of the generation that a folder, or a store, publishes. Raises IndexMissing, StoreUnavailable."""
    return read_published(index).generation if is_store(index) else generations.current_generation(Path(index))


def open_published(index: str | Path, manifest: Manifest) -> Parts:
    """Open the generation of a manifest that was read, its files compared with their checksums.

    Raises IndexUnusable, StoreUnavailable.
    """
    if is_store(index):
        from indexer.retrieval.milvus import opening

        return opening.open_store(str(index), manifest)
    check_files(Path(index), manifest)
    return open_parts(generations.generation_folder(Path(index), manifest.generation), manifest)


def open_parts(folder: Path, manifest: Manifest) -> Parts:
    """Open a generation that lies in a folder. Raises IndexUnusable: a part is damaged, or counts differ."""
    held = generations.hold_generation(folder)
    catalogue = Catalogue(folder / generations.CATALOGUE)
    objects = tuple(catalogue.objects())
    parts = Parts(
        manifest=manifest,
        catalogue=catalogue,
        keyword=KeywordIndex(folder / generations.KEYWORD),
        whole=KeywordIndex(folder / generations.WHOLE),
        vectors=VectorIndex(folder / generations.VECTORS),
        tokens=TokenIndex(folder / generations.TOKENS),
        objects=objects,
        object_tokens=TokenIndex(folder / generations.OBJECTS) if objects else None,
        terms=tuple((folder / generations.TERMS).read_text(encoding="utf-8").splitlines()),
        held=held,
    )
    _check_counts(folder, parts)
    return parts


def _check_counts(folder: Path, parts: Parts) -> None:
    clauses = {
        "清单": parts.manifest.clauses,
        "目录": parts.catalogue.count_clauses(),
        "关键词": len(parts.keyword),
    }
    if len(set(clauses.values())) != 1 or not parts.manifest.clauses:
        said = "，".join(f"{name} {count}" for name, count in clauses.items())
        raise IndexUnusable(f"{folder}：索引各部分的条款数不一致（{said}）。请重新运行 build。")
    rows = {"清单": parts.manifest.rows, "向量": len(parts.vectors), "词元": len(parts.tokens)}
    if len(set(rows.values())) != 1:
        said = "，".join(f"{name} {count}" for name, count in rows.items())
        raise IndexUnusable(f"{folder}：索引各部分的行数不一致（{said}）。请重新运行 build。")
    known, encoded = len(parts.objects), 0 if parts.object_tokens is None else len(parts.object_tokens)
    if known != encoded:
        raise IndexUnusable(
            f"{folder}：承诺的事项在目录中有 {known} 项，词元有 {encoded} 项，数目不一致。请重新运行 build。"
        )
