"""Where the words of a query stand in a clause, and why the clause was found, said in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from indexer.records import Clause, Filters, Query
from indexer.retrieval.folding import fold, fold_with_map

_EDGE = re.compile(r"[0-9a-z]")
_CLEARLY_NEAR = 0.5  # of the nearest clause's distance from the field; below it meaning added little


def words_in(folded: str, words: Iterable[str]) -> list[str]:
    """Return the words that occur in a folded text; a number or Latin word only where it stands whole."""
    return [word for word in words if next(_occurrences(folded, word), None) is not None]


def _occurrences(folded: str, word: str) -> Iterator[int]:
    at = folded.find(word)
    while at >= 0:
        end = at + len(word)
        cut_before = at > 0 and _EDGE.match(word[0]) and _EDGE.match(folded[at - 1])
        cut_after = end < len(folded) and _EDGE.match(word[-1]) and _EDGE.match(folded[end])
        if not cut_before and not cut_after:
            yield at
        at = folded.find(word, at + 1)


def highlight(text: str, words: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Return the spans of ``text`` in which folded words occur, joined where they touch."""
    folded, origin = fold_with_map(text)
    marked = sorted(
        (origin[at], origin[at + len(word) - 1] + 1) for word in words if word for at in _occurrences(folded, word)
    )
    spans: list[tuple[int, int]] = []
    for start, end in marked:
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans)


def reasons(clause: Clause, query: Query, words: Sequence[str], *, nearness: float | None) -> tuple[str, ...]:
    """Return why a clause was found.

    ``nearness`` is its normalised closeness in meaning, None where meaning did not count.
    """
    text, path = fold(clause.text), fold(" ".join(clause.path))
    words = [word for word in words if not any(word in phrase for phrase in query.phrases)]  # said already
    in_text = words_in(text, words)
    in_path = [word for word in words_in(path, words) if word not in in_text]
    said = []
    if query.phrases:
        said.append("原文含有：" + "、".join(f"“{phrase}”" for phrase in query.phrases))
    if in_text:
        said.append("词：" + "、".join(_longest(in_text)))
    if in_path:
        said.append("所在标题中的词：" + "、".join(_longest(in_path)))
    if nearness is not None and (nearness >= _CLEARLY_NEAR or not said):
        said.append("意思相近")
    if query.filters:
        said.append("限定：" + _filters(query.filters))
    return tuple(said)


def _longest(words: Sequence[str]) -> list[str]:
    """Leave out words that are part of another one named."""
    return [word for word in words if not any(word != other and word in other for other in words)]


def _filters(filters: Filters) -> str:
    return " ".join([*filters.districts, *map(str, filters.years), *filters.types])
