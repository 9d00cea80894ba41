"""The catalogue: documents, clauses, commitments and the build's report in one SQLite file, written once, then read."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from indexer.errors import IndexUnusable
from indexer.records import (
    METADATA_FIELDS,
    Clause,
    Commitment,
    Document,
    DocumentRef,
    Evidence,
    FileReport,
    Heading,
    Metadata,
    Removal,
    Repair,
)
from indexer.storage import commitment_rows
from indexer.structure.quantities import find_quantities
from indexer.structure.units import in_family

_ROWS_AT_ONCE = 10_000  # SQLite takes some 32,000 question marks
_SCHEMA = """
CREATE TABLE document (
    doc_id TEXT PRIMARY KEY, source TEXT UNIQUE NOT NULL, fingerprint TEXT NOT NULL, clauses INTEGER NOT NULL,
    metadata TEXT NOT NULL, text TEXT NOT NULL, headings TEXT NOT NULL, removed TEXT NOT NULL, repairs TEXT NOT NULL,
    original TEXT NOT NULL, runs TEXT NOT NULL
);
CREATE TABLE clause (
    row INTEGER PRIMARY KEY, clause_id TEXT UNIQUE NOT NULL, doc_id TEXT NOT NULL REFERENCES document,
    ordinal INTEGER NOT NULL, path TEXT NOT NULL, text TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    flags TEXT NOT NULL
);
CREATE INDEX clause_of_document ON clause (doc_id, ordinal);
CREATE TABLE quantity (
    row INTEGER NOT NULL REFERENCES clause, family TEXT NOT NULL, low REAL NOT NULL, high REAL NOT NULL
);
CREATE INDEX quantity_of_family ON quantity (family, low);
CREATE INDEX quantity_of_clause ON quantity (row);
CREATE TABLE report (position INTEGER PRIMARY KEY, entry TEXT NOT NULL);
"""


def write_catalogue(
    path: Path,
    documents: Iterable[tuple[Document, str]],
    report: Sequence[FileReport],
    commitments: Mapping[str, Sequence[Commitment]],
) -> None:
    """Write a new catalogue: each document with the fingerprint of what it was made from, rows counted from 0.

    ``commitments`` gives those of each doc_id; their objects are numbered as ``distinct_objects`` orders them.
    """
    objects = commitment_rows.distinct_objects(stated for those in commitments.values() for stated in those)
    numbers = {words: number for number, words in enumerate(objects)}
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(_SCHEMA + commitment_rows.SCHEMA)
        connection.executemany("INSERT INTO object VALUES (?,?)", enumerate(objects))
        row = 0
        for document, fingerprint in documents:
            connection.execute(
                "INSERT INTO document VALUES (?,?,?,?,?,?,?,?,?,?,?)", _document_row(document, fingerprint)
            )
            rows = {clause.clause_id: row + at for at, clause in enumerate(document.clauses)}
            for clause in document.clauses:
                connection.execute("INSERT INTO clause VALUES (?,?,?,?,?,?,?,?,?)", (row, *_clause_row(clause)))
                connection.executemany("INSERT INTO quantity VALUES (?,?,?,?)", _quantity_rows(row, clause.text))
                row += 1
            connection.executemany(
                commitment_rows.INSERT,
                (
                    commitment_rows.to_row(rows[stated.clause_id], stated, numbers)
                    for stated in commitments.get(document.doc_id, ())
                ),
            )
        connection.executemany("INSERT INTO report VALUES (?,?)", enumerate(map(_json, report)))


def _json(value: Any) -> str:
    return json.dumps(asdict(value) if hasattr(value, "__slots__") else value, ensure_ascii=False)


def _rows(records: Sequence[Any]) -> str:
    """Return records as JSON lists of their values: half the size of objects, and read back by position."""
    return _json([[getattr(record, f.name) for f in fields(record)] for record in records])


def _document_row(document: Document, fingerprint: str) -> tuple[Any, ...]:
    return (
        document.doc_id,
        document.source,
        fingerprint,
        len(document.clauses),
        _json(document.metadata),
        document.text,
        _rows(document.headings),
        _rows(document.removed),
        _rows(document.repairs),
        document.original,
        _json(document.runs),
    )


def _clause_row(clause: Clause) -> tuple[Any, ...]:
    return (
        clause.clause_id,
        clause.doc_id,
        clause.ordinal,
        _json(clause.path),
        clause.text,
        clause.start,
        clause.end,
        _json(clause.flags),
    )


def _quantity_rows(row: int, text: str) -> Iterator[tuple[int, str, float, float]]:
    """Yield where to look for each measure of a clause: the unit that its unit converts to, and its bounds in that."""
    for quantity in find_quantities(text):
        if quantity.kind == "measure":
            family, low, high = in_family(quantity)
            yield row, family, float(low), float(low if high is None else high)


def _metadata(stored: str) -> Metadata:
    values = json.loads(stored)
    evidence = {name: Evidence(**entry) for name, entry in values.pop("evidence").items()}
    return Metadata(**{name: values[name] for name in METADATA_FIELDS}, evidence=evidence)


def _clause(row: sqlite3.Row) -> Clause:
    return Clause(
        clause_id=row["clause_id"],
        doc_id=row["doc_id"],
        ordinal=row["ordinal"],
        path=tuple(json.loads(row["path"])),
        text=row["text"],
        start=row["start"],
        end=row["end"],
        flags=tuple(json.loads(row["flags"])),
    )


class Catalogue:
    """Read access to a catalogue, safe for many threads: each has a connection of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def _query(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        connection = getattr(self._local, "connection", None)
        try:
            if connection is None:
                connection = sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
                connection.row_factory = sqlite3.Row
                self._local.connection = connection
            return list(connection.execute(sql, values))
        except sqlite3.DatabaseError as error:
            raise IndexUnusable(f"{self._path}：目录数据库无法读取（{error}）。请重新运行 build。") from error

    def count_clauses(self) -> int:
        """Return the number of clauses."""
        return int(self._query("SELECT count(*) FROM clause")[0][0])

    def documents(self) -> tuple[DocumentRef, ...]:
        """Return every document without its text, by district, year and source."""
        rows = self._query("SELECT doc_id, source, metadata, clauses FROM document")
        refs = [DocumentRef(row["doc_id"], row["source"], _metadata(row["metadata"]), row["clauses"]) for row in rows]
        return tuple(sorted(refs, key=lambda ref: (ref.metadata.district, ref.metadata.year or 0, ref.source)))

    def fingerprints(self) -> dict[str, tuple[str, str]]:
        """Return source → (fingerprint, doc_id)."""
        rows = self._query("SELECT source, fingerprint, doc_id FROM document")
        return {row["source"]: (row["fingerprint"], row["doc_id"]) for row in rows}

    def document(self, doc_id: str) -> Document:
        """Return a whole document. Raises KeyError."""
        rows = self._query("SELECT * FROM document WHERE doc_id = ?", (doc_id,))
        if not rows:
            raise KeyError(doc_id)
        row = rows[0]
        clauses = self._query("SELECT * FROM clause WHERE doc_id = ? ORDER BY ordinal", (doc_id,))
        return Document(
            doc_id=row["doc_id"],
            source=row["source"],
            metadata=_metadata(row["metadata"]),
            text=row["text"],
            headings=tuple(Heading(*entry) for entry in json.loads(row["headings"])),
            clauses=tuple(map(_clause, clauses)),
            removed=tuple(Removal(*entry) for entry in json.loads(row["removed"])),
            repairs=tuple(Repair(*entry) for entry in json.loads(row["repairs"])),
            original=row["original"],
            runs=tuple(tuple(run) for run in json.loads(row["runs"])),
        )

    def clauses(self, rows: Sequence[int]) -> dict[int, Clause]:
        """Return row → clause for the rows asked for that exist."""
        found = self._query_rows("SELECT * FROM clause WHERE row IN (?)", rows)
        return {row["row"]: _clause(row) for row in found}

    def _query_rows(self, sql: str, rows: Sequence[int]) -> list[sqlite3.Row]:
        """Return what a query gives whose one ``(?)`` stands for any number of rows."""
        found: list[sqlite3.Row] = []
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            some = rows[start : start + _ROWS_AT_ONCE]
            found += self._query(sql.replace("(?)", f"({','.join('?' * len(some))})"), some)
        return found

    def numbered_clauses(self) -> Iterator[tuple[int, Clause]]:
        """Yield every row that holds a clause, with the clause, rising."""
        return ((row["row"], _clause(row)) for row in self._query("SELECT * FROM clause ORDER BY row"))

    def rows_by_document(self) -> list[tuple[str, int, int]]:
        """Return (doc_id, first row, number of rows) of every document with clauses, in the order of rows."""
        rows = self._query("SELECT doc_id, min(row) AS first, count(*) AS n FROM clause GROUP BY doc_id ORDER BY first")
        return [(row["doc_id"], row["first"], row["n"]) for row in rows]

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
        found = self._query(
            "SELECT DISTINCT row FROM quantity WHERE (family IN (?1, '') OR ?1 = '') AND low <= ?3 AND high >= ?2"
            " ORDER BY row",
            (family, low, high),
        )
        return [row["row"] for row in found]

    def quantities(self) -> list[tuple[int, str, float, float]]:
        """Return (row, family of units, lower bound, upper bound) of every measure that clauses state, by row."""
        return [tuple(row) for row in self._query("SELECT row, family, low, high FROM quantity ORDER BY row")]

    def commitments(self, doc_id: str | None = None) -> list[Commitment]:
        """Return the commitments of a document, or of all, in the order of the text."""
        of_document = "" if doc_id is None else " WHERE clause.doc_id = ?"
        sql = commitment_rows.SELECT + of_document + commitment_rows.ORDER
        return [commitment_rows.from_row(row) for row in self._query(sql, () if doc_id is None else (doc_id,))]

    def clauses_with_commitments(self) -> Iterator[Clause]:
        """Yield every clause that states a commitment, in the order of its row."""
        return map(_clause, self._query("SELECT * FROM clause WHERE row IN (SELECT row FROM commitment) ORDER BY row"))

    def count_commitments(self) -> int:
        """Return the number of commitments."""
        return int(self._query("SELECT count(*) FROM commitment")[0][0])

    def objects(self) -> list[str]:
        """Return the objects of all commitments, each once, in the order of their numbers."""
        return [row["text"] for row in self._query("SELECT text FROM object ORDER BY number")]

    def report(self) -> tuple[FileReport, ...]:
        """Return what the build that made this catalogue did with each file."""
        rows = self._query("SELECT entry FROM report ORDER BY position")
        return tuple(FileReport(**json.loads(row["entry"])) for row in rows)
