"""The catalogue, to be read: documents, clauses, commitments and the build's report in one SQLite file.

``catalogue_writer.py`` writes it, once; a published catalogue never changes. Rows number the clauses; those of a
document follow each other.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from indexer.errors import IndexUnusable
from indexer.records import (
    METADATA_FIELDS,
    Clause,
    Commitment,
    Document,
    DocumentRef,
    Evidence,
    Filed,
    FileReport,
    Heading,
    Measure,
    Metadata,
    Reading,
    Removal,
    Repair,
)
from indexer.storage import commitment_rows
from indexer.storage.damage import mark_damaged

_TEXTS = "SELECT first, doc_id, body, metadata FROM document WHERE clauses > 0"
_ROWS_AT_ONCE = 10_000  # SQLite takes some 32,000 question marks


def pack(values: Any) -> bytes:
    """Return what is read as a whole or not at all in short form: half the size, and one millisecond a document."""
    return zlib.compress(json.dumps(values, ensure_ascii=False).encode(), level=1)


def unpack(stored: bytes) -> Any:
    """Return what ``pack`` was given. Raises ValueError: by the checksum that it carries, it is not."""
    try:
        return json.loads(zlib.decompress(stored))
    except zlib.error as error:
        raise ValueError(str(error)) from error


def digest_of_text(text: str) -> int:
    """Return eight bytes to look a text up by: an index of them is a tenth of one of texts."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)


def _metadata(stored: str) -> Metadata:
    values = json.loads(stored)
    evidence = {name: Evidence(**entry) for name, entry in values.pop("evidence").items()}
    return Metadata(**{name: values[name] for name in METADATA_FIELDS}, evidence=evidence)


@lru_cache(maxsize=4_096)  # clauses share few flags, and those of a document its headings
def _strings(stored: str) -> tuple[str, ...]:
    return tuple(json.loads(stored))


class Passage(NamedTuple):
    """What a clause says, and where: as much of it as ranking looks at."""

    text: str
    path: tuple[str, ...]
    flags: tuple[str, ...]


def _clause(row: sqlite3.Row) -> Clause:
    return Clause(
        clause_id=row["clause_id"],
        doc_id=row["doc_id"],
        ordinal=row["ordinal"],
        path=_strings(row["path"]),
        text=row["text"],
        start=row["start"],
        end=row["end"],
        flags=_strings(row["flags"]),
    )


class Catalogue:
    """Read access to a catalogue, safe for many threads: each has a connection of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def _stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[sqlite3.Row]:
        """Yield what a query gives, row by row."""
        connection = getattr(self._local, "connection", None)
        try:
            if connection is None:
                connection = sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
                connection.row_factory = sqlite3.Row
                self._local.connection = connection
            yield from connection.execute(sql, values)
        except sqlite3.DatabaseError as error:
            raise IndexUnusable(f"{self._path}：目录数据库无法读取（{error}）。请重新运行 build。") from error

    def _query(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        return list(self._stream(sql, values))

    def _clause(self, row: sqlite3.Row) -> Clause:
        """Return a clause, whose text is as it was written or not shown. Raises IndexUnusable."""
        if digest_of_text(row["text"]) != row["digest"]:
            raise self._damaged(f"条款 {row['clause_id']} 的文字与写入时不同")
        return _clause(row)

    def _text(self, row: sqlite3.Row) -> tuple[int, str, str, str]:
        return row["first"], row["doc_id"], self._body(row)[0], _metadata(row["metadata"]).title

    def _body(self, row: sqlite3.Row) -> Any:
        """Return text, headings, removed, repairs, original and runs of a document. Raises IndexUnusable."""
        try:
            return unpack(row["body"])
        except ValueError as error:
            raise self._damaged(f"文件 {row['doc_id']} 的正文与写入时不同（{error}）") from error

    def _damaged(self, found: str) -> IndexUnusable:
        """Leave word of damage for the next build, and return the error that says it."""
        mark_damaged(self._path.parent, found)
        return IndexUnusable(f"{self._path}：{found}，索引已损坏。请重新运行 build，索引会从语料重建。")

    def count_clauses(self) -> int:
        """Return the number of clauses."""
        return int(self._query("SELECT count(*) FROM clause")[0][0])

    def documents(self) -> tuple[DocumentRef, ...]:
        """Return every document without its text, by district, year and source."""
        rows = self._query("SELECT doc_id, source, metadata, clauses FROM document")
        refs = [DocumentRef(row["doc_id"], row["source"], _metadata(row["metadata"]), row["clauses"]) for row in rows]
        return tuple(sorted(refs, key=lambda ref: (ref.metadata.district, ref.metadata.year or 0, ref.source)))

    def filed(self) -> dict[str, Filed]:
        """Return source → what tells whether a document changed, and where its clauses lie."""
        rows = self._query("SELECT source, doc_id, fingerprint, first, clauses, removed, repairs FROM document")
        return {row["source"]: Filed(*tuple(row)[1:]) for row in rows}

    def document(self, doc_id: str) -> Document:
        """Return a whole document. Raises KeyError."""
        row = self._document(doc_id)
        text, headings, removed, repairs, original, runs = self._body(row)
        return Document(
            doc_id=doc_id,
            source=row["source"],
            metadata=_metadata(row["metadata"]),
            text=text,
            headings=tuple(Heading(*entry) for entry in headings),
            clauses=tuple(map(self._clause, self._of_document("SELECT * FROM clause", row, "ORDER BY row"))),
            removed=tuple(Removal(*entry) for entry in removed),
            repairs=tuple(Repair(*entry) for entry in repairs),
            original=original,
            runs=tuple(tuple(run) for run in runs),
        )

    def reading(self, doc_id: str) -> Reading:
        """Return a document with all that is kept of it. Raises KeyError."""
        row = self._document(doc_id)
        measures: list[Measure] = [
            (found["row"] - row["first"], found["family"], found["low"], found["high"])
            for found in self._of_document("SELECT * FROM quantity", row, "ORDER BY row, family, low, high")
        ]
        names = tuple(json.loads(row["names"]))
        commitments = tuple(self.commitments(doc_id))
        return Reading(self.document(doc_id), row["fingerprint"], commitments, tuple(measures), names)

    def _document(self, doc_id: str) -> sqlite3.Row:
        rows = self._query("SELECT * FROM document WHERE doc_id = ?", (doc_id,))
        if not rows:
            raise KeyError(doc_id)
        return rows[0]

    def _of_document(self, select: str, document: sqlite3.Row, order: str) -> list[sqlite3.Row]:
        """Return what a table that has rows of clauses holds of a document."""
        first, clauses = document["first"], document["clauses"]
        return self._query(f"{select} WHERE row >= ? AND row < ? {order}", (first, first + clauses))

    def texts(self, first: int = 0) -> Iterator[tuple[int, str, str, str]]:
        """Yield (first row, doc_id, text, title) of the documents with clauses that begin at row ``first`` or later."""
        return map(self._text, self._stream(f"{_TEXTS} AND first >= ? ORDER BY first", (first,)))

    def texts_at(self, firsts: Sequence[int]) -> Iterator[tuple[int, str, str, str]]:
        """Yield (first row, doc_id, text, title) of the documents whose clauses begin at these rows."""
        return (self._text(row) for first in firsts for row in self._query(f"{_TEXTS} AND first = ?", (first,)))

    def names(self) -> set[str]:
        """Return the words that any document wants kept whole."""
        return {name for row in self._query("SELECT names FROM document") for name in json.loads(row["names"])}

    def clauses(self, rows: Sequence[int]) -> dict[int, Clause]:
        """Return row → clause for the rows asked for that exist."""
        found = self._query_rows("SELECT * FROM clause WHERE row IN (?)", rows)
        return {row["row"]: self._clause(row) for row in found}

    def passages(self, rows: Sequence[int]) -> dict[int, Passage]:
        """Return row → what its clause says, for the rows asked for that exist."""
        found = self._query_rows("SELECT row, text, path, flags FROM clause WHERE row IN (?)", rows)
        return {row: Passage(text, _strings(path), _strings(flags)) for row, text, path, flags in found}

    def rows_of_texts(self, texts: Sequence[str]) -> dict[str, int]:
        """Return text → the first row whose clause has it, for those texts that some clause has."""
        digests = [digest_of_text(text) for text in texts]
        found = self._query_rows("SELECT row, text FROM clause WHERE digest IN (?) ORDER BY row DESC", digests)
        wanted = set(texts)
        return {row["text"]: row["row"] for row in found if row["text"] in wanted}

    def numbers_of_objects(self, texts: Sequence[str]) -> dict[str, int]:
        """Return text → number, for those texts that are the object of some commitment."""
        found = self._query_rows("SELECT number, text FROM object WHERE text IN (?)", texts)
        return {row["text"]: row["number"] for row in found}

    def _query_rows(self, sql: str, rows: Sequence[int | str]) -> list[sqlite3.Row]:
        """Return what a query gives whose one ``(?)`` stands for any number of rows, or of other values."""
        found: list[sqlite3.Row] = []
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            some = rows[start : start + _ROWS_AT_ONCE]
            found += self._query(sql.replace("(?)", f"({','.join('?' * len(some))})"), some)
        return found

    def numbered_clauses(self, first: int = 0) -> Iterator[tuple[int, Clause]]:
        """Yield every row from ``first`` on that holds a clause, with the clause, rising."""
        found = self._stream("SELECT * FROM clause WHERE row >= ? ORDER BY row", (first,))
        return ((row["row"], self._clause(row)) for row in found)

    def rows_by_document(self) -> list[tuple[str, int, int]]:
        """Return (doc_id, first row, number of rows) of every document with clauses, in the order of rows."""
        rows = self._query("SELECT doc_id, first, clauses FROM document WHERE clauses > 0 ORDER BY first")
        return [(row["doc_id"], row["first"], row["clauses"]) for row in rows]

    def rows_of_kind(self, kind: str) -> list[int]:
        """Return the rows whose clauses carry a flag."""
        rows = self._query("SELECT row FROM clause WHERE flags LIKE ?", (f'%"{kind}"%',))
        return [row["row"] for row in rows]

    def rows_with_measures(self, rows: Sequence[int]) -> set[int]:
        """Return those of the rows whose clauses state a measure; 全覆盖 is one without a figure."""
        return {
            row["row"]
            for row in self._query_rows(
                "SELECT DISTINCT row FROM quantity WHERE family <> '全覆盖' AND row IN (?)", rows
            )
        }

    def rows_near(self, family: str, low: float, high: float) -> list[int]:
        """Return the rows that state something of a family of units between two bounds, or a number without unit.

        Without a family any unit will do.
        """
        sql = "SELECT DISTINCT row FROM quantity WHERE low <= ?2 AND high >= ?1"
        found = self._query(f"{sql} AND family IN (?3, '')" if family else sql, (low, high, *filter(None, [family])))
        return sorted(row["row"] for row in found)

    def quantities(self) -> Iterator[tuple[int, str, float, float]]:
        """Yield (row, family of units, lower bound, upper bound) of every measure that clauses state, by row."""
        found = self._stream("SELECT row, family, low, high FROM quantity ORDER BY row, rowid")
        return ((row["row"], row["family"], row["low"], row["high"]) for row in found)

    def commitments(self, doc_id: str | None = None) -> list[Commitment]:
        """Return the commitments of a document, or of all, in the order of the text."""
        if doc_id is None:
            return list(map(commitment_rows.from_row, self._query(commitment_rows.SELECT + commitment_rows.ORDER)))
        of_document = commitment_rows.SELECT + commitment_rows.OF_DOCUMENT + commitment_rows.ORDER
        return list(map(commitment_rows.from_row, self._query(of_document, (doc_id,))))

    def clauses_with_commitments(self) -> Iterator[Clause]:
        """Yield every clause that states a commitment, in the order of its row."""
        return map(
            self._clause, self._query("SELECT * FROM clause WHERE row IN (SELECT row FROM commitment) ORDER BY row")
        )

    def count_commitments(self) -> int:
        """Return the number of commitments."""
        return int(self._query("SELECT count(*) FROM commitment")[0][0])

    def objects(self) -> list[str]:
        """Return the objects of all commitments, each once, in the order of their numbers; "" where none has it now."""
        return [row["text"] or "" for row in self._query("SELECT text FROM object ORDER BY number")]

    def report(self) -> tuple[FileReport, ...]:
        """Return what the build that made this catalogue did with each file."""
        rows = self._query("SELECT entry FROM report ORDER BY position")
        return tuple(FileReport(**json.loads(row["entry"])) for row in rows)
