"""A clause → its citation, ready to be pasted: the same on the page, in exports and on the command line."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.records import Clause, DocumentRef
from indexer.structure.numbering import RANK, label_of, number_of

SEPARATOR = " › "


def citation(document: DocumentRef, clause: Clause, *, link: str = "") -> str:
    """Write a clause's citation: 《标题》（静安区，2025年）第五部分第19条「…」, and the link that opens it."""
    known = document.metadata
    where = [known.district, f"{known.year}年" if known.year else "", known.doc_number]
    about = "，".join(part for part in where if part)
    words = " ".join(clause.text.split())
    return f"《{document.label}》{f'（{about}）' if about else ''}{place(clause.path)}「{words}」{link and ' ' + link}"


def place(path: Sequence[str]) -> str:
    """Name the place that a path leads to by its numbers; where a number is missing, the path as it stands.

    >>> place(["五、民生", "(二)养老", "19.完善服务"]), place(["名词解释", "1、微网格"])
    ('第五部分(二)第19条', '名词解释 › 1、微网格')
    """
    named, deepest = "", -1.0
    for at, heading in enumerate(path):
        name, rank = _place_of(heading)
        if not name and at and at == len(path) - 1:  # a heading inside a paragraph bears no number
            name, rank = heading, RANK["run-in"]
        if not name or rank <= deepest:
            return SEPARATOR.join(path)
        named, deepest = named + name, rank
    return named


def _place_of(heading: str) -> tuple[str, float]:
    """Return how a numbered heading is cited, and its rank; nothing for one without a number of a usual kind."""
    number = number_of(heading)
    label = label_of(heading[: number.length])
    bare = label.rstrip("、.． 　")
    names = {"part": f"第{bare}部分", "section": bare, "item": f"第{bare}条", "subitem": label}
    names |= dict.fromkeys(("book", "chapter", "division", "article"), label.rstrip("：:、 　"))
    return names.get(number.kind, ""), RANK.get(number.kind, -1.0)
