"""The tables of the file of notes, version by version."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexer.storage.notes_file import Connection

APPLICATION = 0x4E4F5445  # "NOTE": tells the file from any other SQLite file
SIDE = ("key", "evidence", "document", "source")  # of a pair that people decided on


def _add_decisions(connection: Connection) -> None:
    """Version 1: every decision ever made, the last of a pair in force."""
    sides = ", ".join(f"{side}_{name} TEXT NOT NULL" for side in ("left", "right") for name in SIDE)
    connection.execute(
        "CREATE TABLE decision (number INTEGER PRIMARY KEY, pair TEXT NOT NULL, verdict TEXT NOT NULL,"
        f" decided_at TEXT NOT NULL, {sides})"
    )
    connection.execute("CREATE INDEX decision_of_pair ON decision (pair, number)")


def _add_saved(connection: Connection) -> None:
    """Version 2: clauses and searches that people keep; no number is given twice, so that a removal can be undone."""
    connection.execute(
        "CREATE TABLE saved_clause (number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,"
        " saved_at TEXT NOT NULL, note TEXT NOT NULL, doc_id TEXT NOT NULL, occurrence INTEGER NOT NULL,"
        " source TEXT NOT NULL, metadata TEXT NOT NULL, clause_id TEXT NOT NULL, ordinal INTEGER NOT NULL,"
        " path TEXT NOT NULL, flags TEXT NOT NULL, text TEXT NOT NULL)"
    )
    connection.execute(
        "CREATE TABLE saved_search (number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,"
        " saved_at TEXT NOT NULL, note TEXT NOT NULL, words TEXT NOT NULL, seen_at TEXT NOT NULL,"
        " seen_generation TEXT NOT NULL, seen_clauses TEXT NOT NULL, seen_documents TEXT NOT NULL)"
    )


def _add_reports(connection: Connection) -> None:
    """Version 3: what readers report as wrong, with a copy of the clause, and what the keeper answered."""
    connection.execute(
        "CREATE TABLE report (number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, said TEXT NOT NULL,"
        " instead TEXT NOT NULL, reported_at TEXT NOT NULL, state TEXT NOT NULL, answer TEXT NOT NULL,"
        " settled_at TEXT NOT NULL, doc_id TEXT NOT NULL, source TEXT NOT NULL, metadata TEXT NOT NULL,"
        " clause TEXT NOT NULL, path TEXT NOT NULL, text TEXT NOT NULL)"
    )
    connection.execute("CREATE INDEX report_of_state ON report (state)")


# What takes the file from one version to the next; never changed, only added to.
CHANGES: tuple[Callable[[Connection], None], ...] = (_add_decisions, _add_saved, _add_reports)
