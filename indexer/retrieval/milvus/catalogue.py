"""The catalogue in Milvus: the public side of ``storage/catalogue.py``, as far as searching needs it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from functools import cached_property

from indexer.records import Clause, Commitment, Document, DocumentRef, FileReport
from indexer.retrieval.milvus import payloads
from indexer.retrieval.milvus.boxes import Boxes, Kept
from indexer.retrieval.milvus.table import Rows
from indexer.storage.catalogue import Passage

_KEPT = 20_000  # clauses, some 30 MB


class MilvusCatalogue:
    """Read access to documents, clauses and commitments; safe for many threads."""

    def __init__(
        self, store: Boxes, clauses: Rows, quantities: Rows, commitments: Rows, *, counts: dict[str, int]
    ) -> None:
        """Take the collections; ``counts`` has the numbers of clauses, commitments, and boxes of documents."""
        self._store = store
        self._clauses = clauses
        self._quantities = quantities
        self._commitments = commitments
        self._counts = counts
        self._kept: Kept[int, tuple[Clause, bool]] = Kept(_KEPT)

    def count_clauses(self) -> int:
        """Return the number of clauses."""
        return self._counts["clauses"]

    def documents(self) -> tuple[DocumentRef, ...]:
        """Return every document without its text, by district, year and source."""
        boxes = self._store.read((f"references/{n}" for n in range(self._counts["references"])), payloads.references)
        refs = [ref for box in boxes.values() for ref in box]
        return tuple(sorted(refs, key=lambda ref: (ref.metadata.district, ref.metadata.year or 0, ref.source)))

    def document(self, doc_id: str) -> Document:
        """Return a whole document. Raises KeyError."""
        return self._store.one(f"document/{doc_id}", payloads.document)

    def clauses(self, rows: Sequence[int]) -> dict[int, Clause]:
        """Return row → clause for the rows asked for that exist."""
        return {row: clause for row, (clause, _) in self._kept.get(rows, self._fetch).items()}

    def passages(self, rows: Sequence[int]) -> dict[int, Passage]:
        """Return row → what its clause says, for the rows asked for that exist."""
        return {row: Passage(said.text, said.path, said.flags) for row, said in self.clauses(rows).items()}

    def rows_with_measures(self, rows: Sequence[int]) -> set[int]:
        """Return those of the rows whose clauses state a measure with a figure."""
        return {row for row, (_, is_measured) in self._kept.get(rows, self._fetch).items() if is_measured}

    def _fetch(self, rows: list[int]) -> dict[int, tuple[Clause, bool]]:
        found = self._clauses.among(rows, ("row", "payload", "measured"))
        return {int(row["row"]): (payloads.clause(row["payload"]), bool(row["measured"])) for row in found}

    def numbered_clauses(self) -> Iterator[tuple[int, Clause]]:
        """Yield every row that holds a clause, with the clause, rising."""
        return ((int(row["row"]), payloads.clause(row["payload"])) for row in self._clauses.all(("row", "payload")))

    @cached_property
    def _spans(self) -> list[tuple[str, int, int]]:
        spans: list[list[str | int]] = self._store.one("spans", json.loads)
        return [(str(doc_id), int(first), int(number)) for doc_id, first, number in spans]

    def rows_by_document(self) -> list[tuple[str, int, int]]:
        """Return (doc_id, first row, number of rows) of every document with clauses, in the order of rows."""
        return self._spans

    def rows_of_kind(self, kind: str) -> list[int]:
        """Return the rows whose clauses carry a flag."""
        return [int(row["row"]) for row in self._clauses.where(f'flags like "%|{kind}|%"', ("row",))]

    def rows_near(self, family: str, low: float, high: float) -> list[int]:
        """Return the rows that state something of a family of units between two bounds, or a number without unit."""
        conditions = [f'family in [{json.dumps(family, ensure_ascii=False)}, ""]'] if family else []
        conditions += [f"low <= {high!r}"] if math.isfinite(high) else []
        conditions += [f"high >= {low!r}"] if math.isfinite(low) else []
        found = self._quantities.where(" and ".join(conditions) or "key >= 0", ("key", "row"))
        return sorted({int(row["row"]) for row in found})

    def quantities(self) -> Iterator[tuple[int, str, float, float]]:
        """Yield (row, family of units, lower bound, upper bound) of every measure that clauses state, by row."""
        found = self._quantities.all(("key", "row", "family", "low", "high"))
        return ((int(row["row"]), str(row["family"]), float(row["low"]), float(row["high"])) for row in found)

    def commitments(self, doc_id: str | None = None) -> list[Commitment]:
        """Return the commitments of a document, or of all, in the order of the text."""
        fields = ("key", "payload")
        rows = (
            self._commitments.all(fields)
            if doc_id is None
            else self._commitments.where(f"document == {json.dumps(doc_id)}", fields)
        )
        return [payloads.commitment(row["payload"]) for row in rows]

    def clauses_with_commitments(self) -> Iterator[Clause]:
        """Yield every clause that states a commitment, in the order of its row."""
        rows = sorted({int(row["row"]) for row in self._commitments.all(("key", "row"))})
        found = self.clauses(rows)
        return (found[row] for row in rows)

    def count_commitments(self) -> int:
        """Return the number of commitments."""
        return self._counts["commitments"]

    def objects(self) -> list[str]:
        """Return the objects of all commitments, in the order of their numbers."""
        objects: list[str] = self._store.one("objects", json.loads)
        return objects

    def report(self) -> tuple[FileReport, ...]:
        """Return what the build that made this generation did with each file."""
        return self._store.one("report", payloads.reports)
