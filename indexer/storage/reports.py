"""What readers report as wrong, and what the keeper of the corpus answered, in the file of notes.

A report names its clause by content and keeps a copy of it and of what was known of its document, so that it can be
read whatever becomes of the index.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from indexer.errors import NoteRefused
from indexer.records import METADATA_FIELDS, Clause, DocumentRef, Metadata
from indexer.storage.notes_file import NotesFile
from indexer.storage.saved import clause_name

if TYPE_CHECKING:
    from indexer.storage.notes_file import Connection

Fault = Literal["word", "split", "metadata", "other"]
ReportState = Literal["open", "fixed", "declined"]
FAULTS: tuple[Fault, ...] = get_args(Fault)
REPORT_STATES: tuple[ReportState, ...] = get_args(ReportState)
FAULT_WORDS: dict[Fault, str] = {"word": "错字", "split": "断句不对", "metadata": "信息不对", "other": "其他"}
STATE_WORDS: dict[ReportState, str] = {"open": "待处理", "fixed": "已改正", "declined": "不改"}

MAX_WORDS = 1_000  # characters of what is said, of what it should be, of an answer: half a page each
MAX_OPEN = 5_000  # more is no list that a keeper reads, but somebody's program
_TWICE = timedelta(minutes=1)  # the same again within this time is one press too many
_COLUMNS = (
    "number", "kind", "said", "instead", "reported_at", "state", "answer", "settled_at", "doc_id", "source",
    "metadata", "clause", "path", "text",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """What a reader found wrong, and what became of it. Times are ISO, UTC."""

    number: int
    kind: Fault
    said: str  # what is wrong
    instead: str  # what it should be
    reported_at: str
    state: ReportState
    answer: str  # the keeper's
    settled_at: str  # empty while open
    document: DocumentRef  # as it was known on the day; without the count of its clauses
    clause: Clause | None  # path and text of the day; None where the document as a whole is meant


class Reports:
    """Reports of readers, safe for many threads and programs; every use may raise NotesUnusable."""

    def __init__(self, path: Path) -> None:
        self._file = NotesFile(path)

    def add(self, kind: Fault, document: DocumentRef, clause: Clause | None, *, said: str, instead: str = "") -> Report:
        """Keep a report on a clause, or on a document, and return it; one that was just sent stays one.

        Raises NoteRefused where nothing is said, too much, or there is no room.
        """
        if kind not in FAULTS:
            raise ValueError(f"no kind of report: {kind!r}")
        said, instead = _written(said), _written(instead)
        if not said and not instead:
            raise NoteRefused("还没有写哪里不对。请写几个字，整理语料的人才知道要改什么。")
        _check_length("说明", said)
        _check_length("“应为”", instead)
        now = datetime.now(UTC)
        about = (kind, said, instead, document.doc_id, _clause_name(clause) if clause else "")
        with self._file.writing() as connection:
            connection.execute("BEGIN IMMEDIATE")  # two presses at once are one report
            number = _just_sent(connection, about, now) or _insert(connection, about, now, document, clause)
            return _report(_row(connection, number))

    def all(self) -> tuple[Report, ...]:
        """Return every report: the open ones first, the newest of each first."""
        with self._file.reading() as connection:
            if connection is None:
                return ()
            order = "ORDER BY state <> 'open', number DESC"
            rows = list(connection.execute(f"SELECT {', '.join(_COLUMNS)} FROM report {order}"))  # nosec B608  # noqa: S608 — constants
        return tuple(map(_report, rows))

    def count_open(self) -> int:
        """Return how many wait for the keeper."""
        with self._file.reading() as connection:
            return _count_open(connection) if connection else 0

    def settle(self, number: int, state: ReportState, answer: str = "") -> Report:
        """Set what became of a report, with an answer; "open" takes it back. Raises NoteRefused."""
        if state not in REPORT_STATES:
            raise ValueError(f"no state of a report: {state!r}")
        answer = _written(answer) if state != "open" else ""
        _check_length("答复", answer)
        when = datetime.now(UTC).isoformat(timespec="seconds") if state != "open" else ""
        with self._file.writing() as connection:
            change = "UPDATE report SET state = ?, answer = ?, settled_at = ? WHERE number = ?"
            if not connection.execute(change, (state, answer, when, number)).rowcount:
                raise NoteRefused(f"没有编号为 {number} 的纠错。")
            return _report(_row(connection, number))


def _written(words: str) -> str:
    """Return what people wrote without the controls that a terminal would obey."""
    return "".join(char for char in words if char in "\n\t" or unicodedata.category(char) != "Cc").strip()


def _check_length(what: str, words: str) -> None:
    if len(words) > MAX_WORDS:
        raise NoteRefused(f"{what}有 {len(words)} 个字，最多 {MAX_WORDS} 个，没有保存。请删短一些。")


def _just_sent(connection: Connection, about: Sequence[str], now: datetime) -> int:
    since = (now - _TWICE).isoformat(timespec="seconds")
    same = "kind = ? AND said = ? AND instead = ? AND doc_id = ? AND clause = ?"
    find = f"SELECT number FROM report WHERE {same} AND reported_at >= ? ORDER BY number DESC"  # nosec B608  # noqa: S608 — constants
    found = connection.execute(find, (*about, since)).fetchone()
    return int(found[0]) if found else 0


def _insert(
    connection: Connection, about: Sequence[str], now: datetime, document: DocumentRef, clause: Clause | None
) -> int:
    if _count_open(connection) >= MAX_OPEN:
        raise NoteRefused(f"待处理的纠错已有 {MAX_OPEN} 条，这一条没有记下。请告诉整理语料的人先处理一些。")
    kind, said, instead, doc_id, name = about
    known = _json({field: getattr(document.metadata, field) for field in METADATA_FIELDS})
    words = (name, _json(clause.path if clause else ()), clause.text if clause else "")
    when = now.isoformat(timespec="seconds")
    row = (kind, said, instead, when, "open", "", "", doc_id, document.source, known, *words)
    marks = ", ".join("?" * len(row))
    done = connection.execute(f"INSERT INTO report ({', '.join(_COLUMNS[1:])}) VALUES ({marks})", row)  # nosec B608  # noqa: S608
    return int(done.lastrowid or 0)


def _count_open(connection: Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM report WHERE state = 'open'").fetchone()[0])


def _clause_name(clause: Clause) -> str:
    """Return the name of a clause, which depends on content alone: to know the same report again."""
    return clause_name(clause.doc_id, clause.text, 1)


def _row(connection: Connection, number: int) -> Sequence[Any]:
    find = f"SELECT {', '.join(_COLUMNS)} FROM report WHERE number = ?"  # nosec B608  # noqa: S608 — constants
    row: Sequence[Any] = connection.execute(find, (number,)).fetchone()
    return row


def _report(row: Sequence[Any]) -> Report:
    values = dict(zip(_COLUMNS, row, strict=True))
    known, doc_id, text = json.loads(values.pop("metadata")), values.pop("doc_id"), values.pop("text")
    metadata = Metadata(**{field: value for field, value in known.items() if field in METADATA_FIELDS})
    document = DocumentRef(doc_id, values.pop("source"), metadata, 0)
    path = tuple(json.loads(values.pop("path")))
    clause = Clause("", doc_id, 0, path, text, 0, len(text)) if values.pop("clause") else None
    return Report(**values, document=document, clause=clause)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
