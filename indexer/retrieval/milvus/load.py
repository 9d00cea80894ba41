"""Load a generation from its folder into Milvus, check it there, and only then let the alias point to it.

Until the alias is moved nobody sees anything of it; the generation before stays for those who have it open, older ones
are dropped, and so is what a load left that did not come to its end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from itertools import chain

import numpy as np

from indexer.errors import IndexUnusable
from indexer.retrieval.keyword import CHARACTERS, HEADINGS, WORDS, KeywordEntry
from indexer.retrieval.milvus import layout
from indexer.retrieval.milvus.address import read_address
from indexer.retrieval.milvus.gateway import Gateway
from indexer.retrieval.milvus.layout import Row, Table, batched
from indexer.retrieval.milvus.opening import gateway_to, open_generation
from indexer.retrieval.milvus.payloads import pack
from indexer.retrieval.milvus.sparse import Statistics, tokens_of
from indexer.retrieval.parts import Parts
from indexer.retrieval.ports import TokenPort
from indexer.retrieval.words import Segmenter, spaced_characters

# Rows at once: some 10 MB of clauses, 8 MB of tokens, where Milvus takes 64.
_BATCH = {layout.CLAUSES: 1_000, layout.WHOLE: 50, layout.TOKENS: 500, layout.STORE: 100}
_REFERENCES = 500  # documents whose metadata lie in a box
_BLANK = [0.0, 0.0]
_PLAY = (
    0.1  # of a BM25 score: a folder that was extended counts removed clauses until tantivy merges them, a store never
)

Tell = Callable[[str, int, int], None]


def load(parts: Parts, address: str, tell: Tell) -> bool:
    """Load the parts of a folder's generation, and publish them; return False where they are published already.

    ``tell`` is called with a stage, how far it is, and how far it goes. Raises StoreUnavailable, IndexUnusable.
    """
    return load_through(gateway_to(read_address(address)), parts, tell)


def load_through(gateway: Gateway, parts: Parts, tell: Tell) -> bool:
    """Load as ``load`` does, by an open connection."""
    generation = parts.manifest.generation
    before = gateway.pointed(layout.POINTER)
    if before == layout.STORE.collection(generation):
        return False
    _drop(gateway, lambda prefix: prefix == layout.prefix(generation))
    _Loading(gateway, parts, tell).run()
    check(gateway, parts)
    if gateway.pointed(layout.POINTER) != before:
        raise IndexUnusable(
            f"{gateway.address}：装载期间另一个程序发布了索引，这次没有发布。请确认后再运行一次 build --store。"
        )
    gateway.point(layout.POINTER, layout.STORE.collection(generation))
    kept = {layout.prefix(generation), layout.prefix_of(before or "")}
    # A newer one is being loaded by somebody else just now: the names begin with the time.
    _drop(gateway, lambda prefix: prefix not in kept and prefix < layout.prefix(generation))
    return True


def _drop(gateway: Gateway, is_old: Callable[[str], bool]) -> None:
    for collection in gateway.collections():
        prefix = layout.prefix_of(collection)
        if prefix is not None and is_old(prefix):
            gateway.drop(collection)


class _Loading:
    """One load, table by table."""

    def __init__(self, gateway: Gateway, parts: Parts, tell: Tell) -> None:
        self._gateway = gateway
        self._parts = parts
        self._tell = tell
        self._generation = parts.manifest.generation
        self._segmenter = Segmenter(parts.terms)
        self._spans = parts.catalogue.rows_by_document()
        self._counts: dict[str, int] = {"clauses": parts.manifest.clauses}

    def run(self) -> None:
        clauses, whole = self._count(), self._count_whole()
        self._counts["clauses"] = self._write(layout.CLAUSES, self._clause_rows(clauses), self._parts.manifest.clauses)
        self._write(layout.WHOLE, self._whole_rows(whole), len(self._spans))
        self._counts["quantities"] = self._write(layout.QUANTITIES, self._quantity_rows())
        self._counts["commitments"] = self._write(layout.COMMITMENTS, self._commitment_rows())
        self._write(layout.TOKENS, _token_rows(self._parts.tokens), len(self._parts.tokens))
        if self._parts.object_tokens is not None:
            self._write(layout.OBJECTS, _token_rows(self._parts.object_tokens), len(self._parts.object_tokens))
        self._write(layout.STORE, self._store_rows(clauses, whole))

    def _write(self, table: Table, rows: Iterable[Row], total: int = 0) -> int:
        """Write a table; return how many rows it has."""
        collection = table.collection(self._generation)
        self._gateway.create(collection, table, self._parts.manifest.dimension)
        blank = {} if layout.BLANK not in table.fields else {layout.BLANK.name: _BLANK}
        count = 0
        for batch in batched(rows, _BATCH.get(table, 1_000)):
            self._gateway.write(collection, [row | blank for row in batch])
            count += len(batch)
            self._tell(f"装入 Milvus：{table.name}", count, max(total, count))
        self._gateway.finish(collection, table, count)
        return count

    def _entries(self) -> Iterator[KeywordEntry]:
        for row, clause in self._parts.catalogue.numbered_clauses():
            yield KeywordEntry(row, clause.doc_id, clause.text, " ".join(clause.path))

    def _whole_entries(self) -> Iterator[KeywordEntry]:
        for doc_id, first, _ in self._spans:
            document = self._parts.catalogue.document(doc_id)
            yield KeywordEntry(first, doc_id, document.text, document.metadata.title)

    def _count(self) -> Statistics:
        statistics = Statistics()
        total = self._parts.manifest.clauses
        for number, entry in enumerate(self._entries(), start=1):
            statistics.add(tokens_of(entry, self._segmenter))
            if number % 1_000 == 0 or number == total:
                self._tell("统计词频", number, total)
        statistics.number()
        return statistics

    def _count_whole(self) -> Statistics:
        statistics = Statistics()
        for entry in self._whole_entries():
            statistics.add(_scored(tokens_of(entry, self._segmenter)))
        statistics.number()
        return statistics

    def _clause_rows(self, statistics: Statistics) -> Iterator[Row]:
        measured = {row for row, family, _, _ in self._parts.catalogue.quantities() if family != "全覆盖"}
        firsts = {doc_id: first for doc_id, first, _ in self._spans}
        for some in batched(self._parts.catalogue.numbered_clauses(), 1_000):
            vectors = self._parts.vectors.vectors([row for row, _ in some])
            for (row, clause), vector in zip(some, vectors, strict=True):
                tokens = tokens_of(
                    KeywordEntry(row, clause.doc_id, clause.text, " ".join(clause.path)), self._segmenter
                )
                yield {
                    "row": row,
                    "document": firsts[clause.doc_id],
                    "vector": vector,
                    "words": statistics.vector(tokens),
                    "letters": layout.letters(tokens[CHARACTERS]),
                    "spaced": layout.letters(spaced_characters(clause.text)),
                    "trail": layout.letters(spaced_characters(" ".join(clause.path))),
                    "flags": f"|{'|'.join(clause.flags)}|",
                    "measured": row in measured,
                    "payload": pack(clause),
                }

    def _whole_rows(self, statistics: Statistics) -> Iterator[Row]:
        for entry in self._whole_entries():
            yield {"row": entry.row, "words": statistics.vector(_scored(tokens_of(entry, self._segmenter)))}

    def _quantity_rows(self) -> Iterator[Row]:
        for key, (row, family, low, high) in enumerate(self._parts.catalogue.quantities()):
            yield {"key": key, "row": row, "family": family, "low": low, "high": high}

    def _commitment_rows(self) -> Iterator[Row]:
        key = 0
        for doc_id, first, _ in self._spans:
            places = {clause.clause_id: at for at, clause in enumerate(self._parts.catalogue.document(doc_id).clauses)}
            for stated in self._parts.catalogue.commitments(doc_id):
                row = first + places[stated.clause_id]
                yield {"key": key, "row": row, "document": doc_id, "payload": pack(stated)}
                key += 1

    def _store_rows(self, clauses: Statistics, whole: Statistics) -> Iterator[Row]:
        documents = self._parts.catalogue.documents()
        references = [pack(list(some)) for some in batched(documents, _REFERENCES)]
        self._counts["references"] = len(references)
        texts = chain(
            ((f"references/{number}", text) for number, text in enumerate(references)),
            ((f"document/{ref.doc_id}", pack(self._parts.catalogue.document(ref.doc_id))) for ref in documents),
            clauses.packed(f"words/{layout.CLAUSES.name}"),
            whole.packed(f"words/{layout.WHOLE.name}"),
            _token_statistics(layout.TOKENS, self._parts.tokens),
            _token_statistics(layout.OBJECTS, self._parts.object_tokens),
            (
                ("spans", json.dumps(self._spans)),
                ("objects", json.dumps(self._parts.objects, ensure_ascii=False)),
                ("names", json.dumps(self._parts.terms, ensure_ascii=False)),
                ("report", pack(list(self._parts.catalogue.report()))),
                ("info", self._info(clauses, whole)),
            ),
        )
        for name, text in texts:
            yield from layout.boxed(name, text)

    def _info(self, clauses: Statistics, whole: Statistics) -> str:
        manifest = asdict(self._parts.manifest)
        del manifest["files"]  # of the folder
        words = {
            layout.CLAUSES.name: {"rows": clauses.rows, "boxes": clauses.boxes},
            layout.WHOLE.name: {"rows": whole.rows, "boxes": whole.boxes},
        }
        return json.dumps(
            {"format": layout.FORMAT, "manifest": manifest, "counts": self._counts, "words": words}, ensure_ascii=False
        )


def _scored(tokens: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the tokens of a whole document, in which no text can be asked to occur."""
    return {name: those for name, those in tokens.items() if name != CHARACTERS}


def _token_rows(tokens: TokenPort) -> Iterator[Row]:
    for row in range(len(tokens)):
        yield from layout.boxed(str(row), layout.pack_tokens(tokens.tokens(row)))


def _token_statistics(table: Table, tokens: TokenPort | None) -> Iterator[tuple[str, str]]:
    if tokens is not None:
        mean, known, held = tokens.statistics
        for name, values, kind in (("mean", mean, "<f4"), ("known", known, "<i4"), ("held", held, "<i8")):
            yield f"{table.name}/{name}", layout.pack_array(np.asarray(values).astype(kind))


def check(gateway: Gateway, parts: Parts) -> None:
    """Ask what was loaded what its folder was asked. Raises IndexUnusable where the answers differ."""
    loaded = open_generation(gateway, parts.manifest.generation)
    row, clause = max(parts.catalogue.numbered_clauses(), key=lambda numbered: len(numbered[1].text))
    words = Segmenter(parts.terms).words(clause.text)
    fields, boosts = {WORDS: words, HEADINGS: words}, {WORDS: 1.0, HEADINGS: 1.0}
    mine, theirs = (list(those.keyword.search(fields, boosts=boosts, k=1).values()) for those in (parts, loaded))
    vector = parts.vectors.vectors([row])[0]
    wrong = {
        "原文": loaded.catalogue.clauses([row]) != {row: clause},
        "字句": row not in loaded.keyword.containing(clause.text, k=parts.manifest.clauses),
        "词频得分": len(mine) != len(theirs) or not np.allclose(mine, theirs, rtol=_PLAY),
        "向量": abs(max(loaded.vectors.search(vector, k=1).values(), default=0.0) - float(vector @ vector)) > 1e-3,
        "词元": not np.array_equal(loaded.tokens.tokens(row).codes, parts.tokens.tokens(row).codes),
    }
    if failed := [name for name, is_wrong in wrong.items() if is_wrong]:
        raise IndexUnusable(
            f"{gateway.address}：装入的索引没有通过自检（{'、'.join(failed)} 与本地的不同），没有发布。"
            "请再运行一次 build --store。"
        )
