"""The one way into the room: clean text → Document with metadata, headings and clauses."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from indexer.records import STAR, Clause, CleanText, Document, Metadata
from indexer.settings import MAX_CLAUSE_CHARS
from indexer.structure.metadata import infer_metadata
from indexer.structure.outline import Body, Outline, parse_outline
from indexer.structure.overrides import Overrides
from indexer.structure.periods import periods_of
from indexer.structure.sentences import Piece, split_pieces
from indexer.structure.stars import signs_of, star_pattern

_ID_DIGITS = 12  # 48 bits: no two of a million documents share an id by chance


def doc_id_of(data: bytes) -> str:
    """Return the id of a document, which depends on the bytes of its file alone."""
    return "d" + hashlib.sha256(data).hexdigest()[:_ID_DIGITS]


def structure(clean: CleanText, *, doc_id: str, source: str, overrides: Overrides | None = None) -> Document:
    """Return the document that a clean text is, with its metadata, headings and clauses."""
    outline = parse_outline(clean.text)
    metadata = infer_metadata(clean.text, outline.headings)
    if overrides is not None:
        metadata = overrides.apply(source, metadata)
    return Document(
        doc_id=doc_id,
        source=source,
        metadata=metadata,
        text=clean.text,
        headings=tuple(outline.headings),
        clauses=_clauses(clean.text, outline, metadata, doc_id),
        removed=clean.removed,
        repairs=clean.repairs,
        original=clean.original,
        runs=clean.runs(),
    )


def _clauses(text: str, outline: Outline, metadata: Metadata, doc_id: str) -> tuple[Clause, ...]:
    signs = signs_of(text)
    pieces = [(body, piece) for body in outline.bodies for piece in _pieces(text, body, signs)]
    passages = [(body.path, text[piece.start : piece.end]) for body, piece in pieces if not body.region]
    periods = iter(periods_of(passages, metadata.doc_type, metadata.year))
    clauses: list[Clause] = []
    for number, (body, piece) in enumerate(pieces, start=1):
        period = "" if body.region else next(periods)
        star = STAR if piece.starred and not body.region else ""
        clauses.append(
            Clause(
                clause_id=f"{doc_id}-{number:04d}",
                doc_id=doc_id,
                ordinal=number,
                path=body.path,
                text=text[piece.start : piece.end],
                start=piece.start,
                end=piece.end,
                flags=tuple(flag for flag in (star, body.region, period) if flag),
            )
        )
    return tuple(clauses)


def _pieces(text: str, body: Body, signs: str) -> list[Piece]:
    star = star_pattern(signs)
    all_starred = any(star.search(label) for label in body.path)  # 19.★完善养老服务 marks all that stands under it
    if body.whole and body.end - body.start <= MAX_CLAUSE_CHARS:
        is_marked = all_starred or bool(star.search(text, body.start, body.end))
        return [Piece(body.start, body.end, starred=is_marked)]
    pieces = split_pieces(text, body.start, body.end, item_start=body.content, signs=signs)
    return [replace(piece, starred=True) for piece in pieces] if all_starred else pieces
