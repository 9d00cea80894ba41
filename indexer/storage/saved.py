"""What people keep: clauses with a note, and searches with what was seen of them, in the file of notes.

A clause is named by its content and kept with a copy of all that a citation needs, so that it can be read, found again
or said to be gone whatever becomes of the index.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from indexer.errors import NoteRefused
from indexer.records import METADATA_FIELDS, Clause, DocumentRef, Metadata
from indexer.storage.notes_file import NotesFile

if TYPE_CHECKING:
    from indexer.storage.notes_file import Connection

MAX_NOTE = 2_000  # characters: a page; what is longer is a document of its own
MAX_CLAUSES = 5_000  # more is a collection for a spreadsheet, not a list to read
MAX_SEARCHES = 200  # each is run again when the index changes

_CLAUSE_COLUMNS = (
    "number", "name", "saved_at", "note", "doc_id", "occurrence", "source", "metadata", "clause_id", "ordinal", "path",
    "flags", "text",
)  # fmt: skip
_SEARCH_COLUMNS = (
    "number", "name", "saved_at", "note", "words", "seen_at", "seen_generation", "seen_clauses", "seen_documents",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SavedClause:
    """A clause that people keep: a copy of it and of what was known of its document, and a note of theirs."""

    number: int  # in order of saving; 0 before it is kept
    name: str  # document, digest of the text, and which of several of the same text
    when: str  # ISO time, UTC
    note: str
    document: DocumentRef
    clause: Clause  # its spans and number are those of the day; only its text finds it again
    occurrence: int  # from 1, among the clauses of its document with the same text


@dataclass(frozen=True, slots=True)
class SeenClause:
    """A clause that a search found when people last looked at it, with the words to show when it is found no more."""

    doc_id: str
    source: str
    text: str
    document: str  # district, year and title, for people


@dataclass(frozen=True, slots=True)
class Seen:
    """What a search found when people last looked at it, in which state of the index, and what that held."""

    generation: str
    clauses: tuple[SeenClause, ...]  # the first of them
    documents: frozenset[str]  # ids of all that were loaded


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that people keep, what was found of it when they last looked, and a note of theirs."""

    number: int
    name: str  # its parameters as an address holds them
    when: str
    note: str
    words: str
    seen_at: str
    seen: Seen


Kept = TypeVar("Kept", bound=SavedClause | SavedSearch)


def clause_name(doc_id: str, text: str, occurrence: int) -> str:
    """Return the name of a clause, which depends on content alone."""
    return f"{doc_id}:{sha256(text.encode('utf-8')).hexdigest()[:16]}:{occurrence}"


class Saved:
    """What people keep, safe for many threads and programs; every use may raise NotesUnusable."""

    def __init__(self, path: Path) -> None:
        self._file = NotesFile(path)

    def clauses(self) -> tuple[SavedClause, ...]:
        """Return the clauses that are kept, in the order of saving."""
        return tuple(map(_clause, self._rows(_CLAUSE_COLUMNS, "saved_clause")))

    def searches(self) -> tuple[SavedSearch, ...]:
        """Return the searches that are kept, in the order of saving."""
        return tuple(map(_search, self._rows(_SEARCH_COLUMNS, "saved_search")))

    def has_clause_of(self, doc_id: str, text: str) -> bool:
        """Whether a clause of this text in this document is kept, whichever of several."""
        return self._holds("SELECT 1 FROM saved_clause WHERE name GLOB ?", clause_name(doc_id, text, 0)[:-1] + "*")

    def has_clause(self, name: str) -> bool:
        """Whether a clause is kept."""
        return self._holds("SELECT 1 FROM saved_clause WHERE name = ?", name)

    def has_search(self, name: str) -> bool:
        """Whether a search is kept."""
        return self._holds("SELECT 1 FROM saved_search WHERE name = ?", name)

    def keep_clause(self, document: DocumentRef, clause: Clause, occurrence: int) -> None:
        """Keep a clause; one that is kept stays as it is. Raises NoteRefused where there is no room."""
        name = clause_name(document.doc_id, clause.text, occurrence)
        self.put_back(SavedClause(0, name, _now(), "", document, clause, occurrence))

    def keep_search(self, name: str, words: str, seen: Seen) -> None:
        """Keep a search; one that is kept stays as it is. Raises NoteRefused where there is no room."""
        self.put_back(SavedSearch(0, name, _now(), "", words, _now(), seen))

    def put_back(self, kept: SavedClause | SavedSearch) -> None:
        """Keep what was removed as it was, note and place included; what is kept already stays as it is."""
        table, columns, row = _written(kept)
        with self._file.writing() as connection:
            connection.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(row))})"  # nosec B608  # noqa: S608 — constants
                " ON CONFLICT DO NOTHING",
                row,
            )
            _check_room(connection, table)

    def remove(self, kept: Kept) -> Kept:
        """Take something off the list and return it as it was last, for ``put_back``."""
        table, _, _ = _written(kept)
        with self._file.writing() as connection:
            note = connection.execute(f"DELETE FROM {table} WHERE name = ? RETURNING note", (kept.name,)).fetchall()  # nosec B608  # noqa: S608
        return replace(kept, note=note[0][0]) if note else kept

    def write_note(self, kept: SavedClause | SavedSearch, note: str) -> str:
        """Set the note of something kept and return it; ``kept.note`` is what its writer saw.

        Where somebody else wrote another one meanwhile, both stay: nobody's words are lost. Raises NoteRefused.
        """
        table, _, _ = _written(kept)
        with self._file.writing() as connection:
            connection.execute("BEGIN IMMEDIATE")  # nobody may write between reading and writing
            found = connection.execute(f"SELECT note FROM {table} WHERE name = ?", (kept.name,)).fetchone()  # nosec B608  # noqa: S608
            if found is None:
                raise NoteRefused("这一条刚被移出收藏，备注没有保存。请先重新收藏。")
            if found[0] not in (kept.note, note):
                note = "\n".join(filter(None, (found[0], note)))
            if len(note) > MAX_NOTE:
                raise NoteRefused(f"备注有 {len(note)} 个字，最多 {MAX_NOTE} 个，没有保存。请删短一些。")
            connection.execute(f"UPDATE {table} SET note = ? WHERE name = ?", (note, kept.name))  # nosec B608  # noqa: S608
        return note

    def mark_seen(self, name: str, seen: Seen) -> None:
        """Remember what a search found as seen by people now."""
        values = (_now(), *_seen_row(seen), name)
        with self._file.writing() as connection:
            connection.execute(
                "UPDATE saved_search SET seen_at = ?, seen_generation = ?, seen_clauses = ?, seen_documents = ?"
                " WHERE name = ?",
                values,
            )

    def _holds(self, sql: str, value: str) -> bool:
        with self._file.reading() as connection:
            return bool(connection and connection.execute(sql, (value,)).fetchone())

    def _rows(self, columns: Sequence[str], table: str) -> list[Any]:
        with self._file.reading() as connection:
            if connection is None:
                return []
            return list(connection.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY number"))  # nosec B608  # noqa: S608


def _check_room(connection: Connection, table: str) -> None:
    most, name = (MAX_CLAUSES, "条款") if table == "saved_clause" else (MAX_SEARCHES, "检索")
    number = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # nosec B608  # noqa: S608
    if number > most:
        raise NoteRefused(f"最多收藏 {most} 条{name}，现在已经满了，没有加入。请先在“收藏”里导出并移除一些。")


def _written(kept: SavedClause | SavedSearch) -> tuple[str, Sequence[str], tuple[Any, ...]]:
    """Return table, columns and row of something kept."""
    head = (kept.number or None, kept.name, kept.when, kept.note)
    if isinstance(kept, SavedSearch):
        return "saved_search", _SEARCH_COLUMNS, (*head, kept.words, kept.seen_at, *_seen_row(kept.seen))
    document, clause = kept.document, kept.clause
    known = {name: getattr(document.metadata, name) for name in METADATA_FIELDS}
    about = (document.doc_id, kept.occurrence, document.source, _json(known))
    words = (clause.clause_id, clause.ordinal, _json(clause.path), _json(clause.flags), clause.text)
    return "saved_clause", _CLAUSE_COLUMNS, (*head, *about, *words)


def _clause(row: Sequence[Any]) -> SavedClause:
    number, name, when, note, doc_id, occurrence, source, known, clause_id, ordinal, path, flags, text = row
    values = {field: value for field, value in json.loads(known).items() if field in METADATA_FIELDS}
    document = DocumentRef(doc_id, source, Metadata(**values), 0)
    clause = Clause(clause_id, doc_id, ordinal, tuple(json.loads(path)), text, 0, len(text), tuple(json.loads(flags)))
    return SavedClause(number, name, when, note, document, clause, occurrence)


def _search(row: Sequence[Any]) -> SavedSearch:
    number, name, when, note, words, seen_at, generation, clauses, documents = row
    seen_clauses = tuple(SeenClause(**entry) for entry in json.loads(clauses))
    seen = Seen(generation, seen_clauses, frozenset(json.loads(documents)))
    return SavedSearch(number, name, when, note, words, seen_at, seen)


def _seen_row(seen: Seen) -> tuple[str, str, str]:
    return seen.generation, _json([asdict(clause) for clause in seen.clauses]), _json(sorted(seen.documents))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
