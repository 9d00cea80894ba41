"""The notebook: what people decided on pairs of commitments, kept in the file of notes.

A pair is named by the content of its two sides, and a copy of both is kept with it, so that a decision can be read when
its clause is gone.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args

from indexer.storage.notes_file import NotesFile

# "" takes a decision back.
Verdict = Literal["confirmed", "rejected", ""]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a pair as it was when people decided: its key and the document's own words."""

    key: str  # of the entry
    evidence: str  # document.text[start:end]
    document: str  # district, year and title, for people
    source: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What people decided on a pair, when (ISO time, UTC), and what they saw."""

    pair: str
    verdict: Verdict
    when: str
    left: Side
    right: Side


class Notebook:
    """Decisions of people, safe for many threads and programs."""

    def __init__(self, path: Path) -> None:
        self._file = NotesFile(path)

    @classmethod
    def open(cls, path: Path) -> Notebook:
        """Return the notebook kept in a file, which need not exist: it is made by the first decision.

        Raises NotesUnusable for a file that is damaged, of another program, or of a later version.
        """
        notebook = cls(path)
        notebook._file.check()
        return notebook

    def decide(self, pair: str, verdict: Verdict, left: Side, right: Side) -> Decision:
        """Remember a decision on a pair; "" takes the last one back. Raises NotesUnusable where it cannot be kept."""
        if verdict not in get_args(Verdict):
            raise ValueError(f"no verdict: {verdict!r}")
        decision = Decision(pair, verdict, datetime.now(UTC).isoformat(timespec="seconds"), left, right)
        row = (pair, verdict, decision.when, *asdict(left).values(), *asdict(right).values())
        with self._file.writing() as connection:
            connection.execute(f"INSERT INTO decision VALUES (NULL{',?' * len(row)})", row)  # nosec B608  # noqa: S608 — only marks
        return decision

    def decisions(self) -> dict[str, Decision]:
        """Return pair → the decision in force, without those that were taken back."""
        last = {decision.pair: decision for decision in self.history()}
        return {pair: decision for pair, decision in last.items() if decision.verdict}

    def history(self) -> tuple[Decision, ...]:
        """Return every decision ever made, the oldest first."""
        with self._file.reading() as connection:
            rows = list(connection.execute("SELECT * FROM decision ORDER BY number")) if connection else []
        return tuple(Decision(row[1], row[2], row[3], Side(*row[4:8]), Side(*row[8:12])) for row in rows)
