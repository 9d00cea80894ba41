"""Which official wordings of the table (``wording.tsv``) stand in a text, found once, when it is indexed.

A search then asks for one term of the index, where it would have to read the places of every character of a wording in
every clause that holds them all: at a million clauses that is half of what the words of a query cost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from indexer.retrieval.wording import entries
from indexer.retrieval.words import characters


def official_wordings(tokens: Sequence[str]) -> list[str]:
    """Return the names, sorted, of the wordings that stand in a text of these tokens (``words.characters``).

    >>> official_wordings(list("发放养老服务补贴"))
    ['养老', '养老服务', '养老服务补贴']
    """
    begun = _by_beginning().keys() & pairwise(tokens)
    if not begun:
        return []
    text = f" {' '.join(tokens)} "
    return sorted(name for pair in begun for phrase, name in _by_beginning()[pair] if phrase in text)


def name_of(text: str) -> str:
    """Return the name under which a wording is found."""
    return "".join(characters(text))


@cache
def _by_beginning() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return first two tokens → wordings of two tokens or more: what stands in a text of theirs, and their name."""
    table: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for term in dict.fromkeys(term for entry in entries() for term in entry.terms):
        tokens = characters(term)
        if len(tokens) > 1:
            table[tokens[0], tokens[1]].append((f" {' '.join(tokens)} ", name_of(term)))
    return dict(table)
