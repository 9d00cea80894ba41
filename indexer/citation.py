"""A clause → its citation, ready to be pasted: the same on the page, in exports and on the command line."""

from __future__ import annotations

from indexer.records import Clause, DocumentRef

SEPARATOR = " › "


def citation(document: DocumentRef, clause: Clause) -> str:
    """Write a clause's citation: 《标题》（静安区，2025年）五、… › 19.… 「…」."""
    known = document.metadata
    where = [known.district, f"{known.year}年" if known.year else "", known.doc_number]
    place = "，".join(part for part in where if part)
    path = SEPARATOR.join(clause.path)
    return f"《{document.label}》{f'（{place}）' if place else ''}{path}「{' '.join(clause.text.split())}」"
