"""What became of what people keep: where a saved clause stands now, and what a saved search finds that is new."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from indexer.records import Clause, Document, DocumentRef, Result
from indexer.storage.saved import SavedClause, Seen, SeenClause

if TYPE_CHECKING:
    from indexer.retrieval.search import Searcher

# same: as it was saved; recut: its words stand there, but not as one clause; gone: nothing of it is there.
Standing = Literal["same", "recut", "gone"]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a saved clause stands in the corpus of today: its document and clause, None where they are no more."""

    standing: Standing
    document: DocumentRef | None = None  # the one it was saved from, or the one that took its place
    clause: Clause | None = None
    is_replaced: bool = False  # the file is another one than on the day


@dataclass(frozen=True, slots=True)
class Changes:
    """What a search finds that was not seen, and what was seen that it does not find."""

    new: tuple[Result, ...]
    missing: tuple[SeenClause, ...]

    def __bool__(self) -> bool:
        return bool(self.new or self.missing)


def occurrence_of(document: Document, clause: Clause) -> int:
    """Return which of the clauses of the same text in a document this is, from 1."""
    return sum(other.text == clause.text and other.ordinal <= clause.ordinal for other in document.clauses)


def find_again(searcher: Searcher, saved: SavedClause) -> Whereabouts:
    """Return where a saved clause stands now: by its text, in its document or in the file that took its place."""
    known = {ref.doc_id: ref for ref in searcher.documents()}
    own = known.get(saved.document.doc_id)
    candidates = [own] if own else [ref for ref in known.values() if _is_successor(ref, saved.document)]
    for ref in candidates:
        document = searcher.read(ref.doc_id)
        if clause := _same(document, saved):
            return Whereabouts("same", ref, clause, is_replaced=own is None)
        if clause := _around(document, saved):
            return Whereabouts("recut", ref, clause, is_replaced=own is None)
    return Whereabouts("gone", candidates[0] if candidates else None, is_replaced=own is None)


def _is_successor(ref: DocumentRef, saved: DocumentRef) -> bool:
    """Whether a document took the place of another: the same file, or the same title of the same district and year."""
    now, then = ref.metadata, saved.metadata
    same_name = now.title and (now.title, now.district, now.year) == (then.title, then.district, then.year)
    return ref.source == saved.source or bool(same_name)


def _same(document: Document, saved: SavedClause) -> Clause | None:
    """Return the clause of the saved text; of several, one under the same headings, and the nearest in count."""
    same = [clause for clause in document.clauses if clause.text == saved.clause.text]
    order = {
        clause: (clause.path != saved.clause.path, abs(at - saved.occurrence)) for at, clause in enumerate(same, 1)
    }
    return min(same, key=order.__getitem__, default=None)


def _around(document: Document, saved: SavedClause) -> Clause | None:
    """Return the clause in which the saved text begins, where the document is cut otherwise now."""
    at = document.text.find(saved.clause.text)
    return next((clause for clause in document.clauses if clause.start <= at < clause.end), None)


def seen_of(results: Sequence[Result], *, most: int) -> Seen:
    """Return what is remembered of the results of a search that was asked for ``most``."""
    return Seen(tuple(map(_seen, results)), len(results) >= most)


def _seen(result: Result) -> SeenClause:
    document = result.document
    known = document.metadata
    place = f"{known.district}{known.year}年" if known.year else known.district
    return SeenClause(document.doc_id, document.source, result.clause.text, f"{place}《{document.label}》")


def changes(seen: Seen, results: Sequence[Result]) -> Changes:
    """Return what is new among the results of a search and what is missing, against what was seen.

    A clause is the same where its text is and its document: by content (a renamed file) or by name (a file saved anew).
    """
    before = _keys(seen.clauses)
    now = _keys(map(_seen, results))
    return Changes(
        tuple(result for result in results if not _keys([_seen(result)]) & before),
        tuple(clause for clause in seen.clauses if not _keys([clause]) & now),
    )


def _keys(clauses: Iterable[SeenClause]) -> set[tuple[str, str]]:
    return {(name, clause.text) for clause in clauses for name in (clause.doc_id, clause.source)}
