"""What became of what people keep: where a saved clause stands now, and what a saved search finds that is new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from indexer.records import Clause, Document, DocumentRef, Result
from indexer.storage.saved import SavedClause, Seen, SeenClause

if TYPE_CHECKING:
    from indexer.retrieval.search import Searcher

# same: as it was saved; recut: its words stand there, but not as one clause; gone: nothing of it is there.
Standing = Literal["same", "recut", "gone"]


Read = Callable[[str], Document]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a saved clause stands in the corpus of today: its document and clause, None where they are no more."""

    standing: Standing
    document: DocumentRef | None = None  # the one it was saved from, or the one that took its place
    clause: Clause | None = None
    is_replaced: bool = False  # the file is another one than on the day


@dataclass(frozen=True, slots=True)
class Changes:
    """What the first results of a search are, against those that people saw."""

    new: tuple[Result, ...] = ()  # of documents that were not loaded then
    risen: tuple[Result, ...] = ()  # of documents that were: they stood further back
    gone: tuple[SeenClause, ...] = ()  # no longer in the corpus
    fallen: tuple[SeenClause, ...] = ()  # in the corpus, but further back


def occurrence_of(document: Document, clause: Clause) -> int:
    """Return which of the clauses of the same text in a document this is, from 1."""
    return sum(other.text == clause.text and other.ordinal <= clause.ordinal for other in document.clauses)


def find_again(searcher: Searcher, saved: SavedClause, *, read: Read | None = None) -> Whereabouts:
    """Return where a saved clause stands now: by its text, in its document or in the file that took its place.

    ``read`` gives a document by its id, for who asks for many clauses and remembers their documents.
    """
    known = searcher.documents()
    own = [ref for ref in known if ref.doc_id == saved.document.doc_id]
    candidates = own or [ref for ref in known if _is_successor(ref, saved.document)]
    for ref in candidates:
        document = (read or searcher.read)(ref.doc_id)
        if clause := _same(document, saved):
            return Whereabouts("same", ref, clause, is_replaced=not own)
        if clause := _around(document, saved.clause.text):
            return Whereabouts("recut", ref, clause, is_replaced=not own)
    return Whereabouts("gone", next(iter(candidates), None), is_replaced=not own)


def _is_successor(ref: DocumentRef, saved: DocumentRef) -> bool:
    """Whether a document took the place of another: the same file, or the same title of the same district and year."""
    now, then = ref.metadata, saved.metadata
    is_known = then.title and then.district and then.year
    same_name = (now.title, now.district, now.year) == (then.title, then.district, then.year)
    return ref.source == saved.source or bool(is_known and same_name)


def _same(document: Document, saved: SavedClause) -> Clause | None:
    """Return the clause of the saved text; of several, one under the same headings, and the nearest in count."""
    same = [clause for clause in document.clauses if clause.text == saved.clause.text]
    order = {
        clause: (clause.path != saved.clause.path, abs(at - saved.occurrence)) for at, clause in enumerate(same, 1)
    }
    return min(same, key=order.__getitem__, default=None)


def _around(document: Document, text: str) -> Clause | None:
    """Return the clause in which a text begins, where the document is cut otherwise now."""
    at = document.text.find(text)
    return next((clause for clause in document.clauses if clause.start <= at < clause.end), None)


def seen_of(searcher: Searcher, results: Sequence[Result]) -> Seen:
    """Return what is remembered of the first results of a search."""
    documents = frozenset(ref.doc_id for ref in searcher.documents())
    return Seen(searcher.generation, tuple(map(_seen, results)), documents)


def _seen(result: Result) -> SeenClause:
    document = result.document
    known = document.metadata
    year = f"{known.year}年" if known.year else ""
    return SeenClause(
        document.doc_id, document.source, result.clause.text, f"{known.district}{year}《{document.label}》"
    )


def changes(searcher: Searcher, seen: Seen, results: Sequence[Result]) -> Changes:
    """Return what is new among the first results of a search and what is missing, against what was seen.

    A clause is the same where its text is and its document: by content (a file renamed) or by name (a file saved anew).
    """
    before = _keys(seen.clauses)
    now = _keys(map(_seen, results))
    unseen = [result for result in results if not _keys([_seen(result)]) & before]
    missing = [clause for clause in seen.clauses if not _keys([clause]) & now]
    still = {clause for clause in missing if _is_there(searcher, clause)}
    return Changes(
        new=tuple(result for result in unseen if result.document.doc_id not in seen.documents),
        risen=tuple(result for result in unseen if result.document.doc_id in seen.documents),
        gone=tuple(clause for clause in missing if clause not in still),
        fallen=tuple(clause for clause in missing if clause in still),
    )


def _keys(clauses: Iterable[SeenClause]) -> set[tuple[str, str]]:
    return {(name, clause.text) for clause in clauses for name in (clause.doc_id, clause.source)}


def _is_there(searcher: Searcher, clause: SeenClause) -> bool:
    """Whether the words of a clause stand in its document, or in the file of its name."""
    documents = (ref for ref in searcher.documents() if clause.doc_id == ref.doc_id or clause.source == ref.source)
    return any(clause.text in searcher.read(ref.doc_id).text for ref in documents)
