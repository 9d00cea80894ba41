"""Writes a catalogue, document by document: a new one, or one that begins as a copy of the one before."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from indexer.records import Clause, Commitment, FileReport, Reading
from indexer.storage import commitment_rows
from indexer.storage.catalogue import digest_of_text, pack
from indexer.storage.disk import unwritable

# What is read of all documents stands before ``body``, which SQLite keeps on other pages.
_TABLES = """
CREATE TABLE document (
    doc_id TEXT PRIMARY KEY, source TEXT UNIQUE NOT NULL, fingerprint TEXT NOT NULL, first INTEGER NOT NULL,
    clauses INTEGER NOT NULL, removed INTEGER NOT NULL, repairs INTEGER NOT NULL, metadata TEXT NOT NULL,
    names TEXT NOT NULL, body BLOB NOT NULL
);
CREATE TABLE clause (
    row INTEGER PRIMARY KEY, clause_id TEXT NOT NULL, doc_id TEXT NOT NULL REFERENCES document,
    ordinal INTEGER NOT NULL, path TEXT NOT NULL, text TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    flags TEXT NOT NULL, digest INTEGER NOT NULL
);
CREATE TABLE quantity (
    row INTEGER NOT NULL REFERENCES clause, family TEXT NOT NULL, low REAL NOT NULL, high REAL NOT NULL
);
CREATE TABLE report (position INTEGER PRIMARY KEY, entry TEXT NOT NULL);
"""
# Made when all rows are in: faster than row by row. Rows of a document are found by its first one.
_INDEXES = """
CREATE INDEX quantity_of_family ON quantity (family, low, high, row);
CREATE INDEX quantity_of_clause ON quantity (row);
CREATE INDEX clause_of_flags ON clause (flags);
CREATE INDEX clause_of_text ON clause (digest);
"""
_UNGUARDED = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
_OF_CLAUSES = ("commitment", "quantity", "clause")  # tables whose rows name clauses


@contextmanager
def write_catalogue(path: Path) -> Iterator[CatalogueWriter]:
    """Give a writer of a new catalogue, whose rows count from 0."""
    with _connected(path) as connection:
        connection.executescript(_TABLES + commitment_rows.SCHEMA)
        with connection:
            connection.execute("BEGIN")
            yield CatalogueWriter(connection, first=0)
        connection.executescript(_INDEXES + commitment_rows.INDEXES)


@contextmanager
def update_catalogue(before: Path, path: Path, *, rows: int, removed: Iterable[str]) -> Iterator[CatalogueWriter]:
    """Give a writer of a copy without the documents removed (their ids); new rows count from ``rows``."""
    shutil.copyfile(before, path)
    with _connected(path) as connection, connection:
        connection.execute("BEGIN")
        for doc_id in removed:
            _remove(connection, doc_id)
        connection.execute("DELETE FROM report")
        yield CatalogueWriter(connection, first=rows)
        connection.execute(commitment_rows.FORGET_UNUSED)


@contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file that nobody reads yet: what is half written is thrown away, so no journal is kept.

    Raises IndexUnwritable.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.executescript(_UNGUARDED)
            yield connection
    except sqlite3.Error as error:
        raise unwritable(path.parent, error) from error


def _remove(connection: sqlite3.Connection, doc_id: str) -> None:
    (rows,) = connection.execute("SELECT first, first + clauses FROM document WHERE doc_id = ?", (doc_id,)).fetchall()
    for table in _OF_CLAUSES:
        connection.execute(f"DELETE FROM {table} WHERE row >= ? AND row < ?", rows)  # nosec B608  # noqa: S608 - names of our own
    connection.execute("DELETE FROM document WHERE doc_id = ?", (doc_id,))


class CatalogueWriter:
    """Adds documents to a catalogue; their clauses get the next rows, their objects the next numbers."""

    def __init__(self, connection: sqlite3.Connection, *, first: int) -> None:
        self._connection = connection
        self._numbers: dict[str, int] = {}
        (self._next_number,) = connection.execute("SELECT coalesce(max(number) + 1, 0) FROM object").fetchone()
        self.rows = first  # so many there are with those of removed documents

    def add(self, reading: Reading) -> int:
        """Add a document and return the row of its first clause."""
        document, first = reading.document, self.rows
        self._connection.execute("INSERT INTO document VALUES (?,?,?,?,?,?,?,?,?,?)", _document_row(reading, first))
        self._connection.executemany(
            "INSERT INTO clause VALUES (?,?,?,?,?,?,?,?,?,?)",
            ((row, *_clause_row(clause)) for row, clause in enumerate(document.clauses, first)),
        )
        self._connection.executemany(
            "INSERT INTO quantity VALUES (?,?,?,?)", ((first + place, *rest) for place, *rest in reading.measures)
        )
        rows = {clause.clause_id: row for row, clause in enumerate(document.clauses, first)}
        self._connection.executemany(
            commitment_rows.INSERT,
            [
                commitment_rows.to_row(rows[stated.clause_id], stated, self._number(stated))
                for stated in reading.commitments
            ],
        )
        self.rows += len(document.clauses)
        return first

    def _number(self, commitment: Commitment) -> int | None:
        """Return the number of a commitment's object, a new one where it has none yet."""
        words = commitment.object
        if not words.strip():
            return None
        if words not in self._numbers:
            found = self._connection.execute("SELECT number FROM object WHERE text = ?", (words,)).fetchone()
            if found is None:
                found = (self._next_number,)
                self._connection.execute("INSERT INTO object VALUES (?,?)", (self._next_number, words))
                self._next_number += 1
            self._numbers[words] = found[0]
        return self._numbers[words]

    def report(self, entries: Sequence[FileReport]) -> None:
        """Add what the build did with each file."""
        self._connection.executemany(
            "INSERT INTO report VALUES (?,?)", ((place, _json(asdict(entry))) for place, entry in enumerate(entries))
        )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _rows(records: Sequence[Any]) -> list[list[Any]]:
    """Return records as lists of their values: half the size of objects, and read back by position."""
    return [[getattr(record, f.name) for f in fields(record)] for record in records]


def _document_row(reading: Reading, first: int) -> tuple[Any, ...]:
    document = reading.document
    body = (
        document.text,
        *(_rows(records) for records in (document.headings, document.removed, document.repairs)),
        document.original,
        document.runs,
    )
    return (
        document.doc_id,
        document.source,
        reading.fingerprint,
        first,
        len(document.clauses),
        len(document.removed),
        len(document.repairs),
        _json(asdict(document.metadata)),
        _json(reading.names),
        pack(body),
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
        digest_of_text(clause.text),
    )
