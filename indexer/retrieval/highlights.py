"""Where the words of a query stand in a clause, and why the clause was found, said in Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from indexer.records import Clause, Query
from indexer.retrieval.folding import fold, fold_with_map
from indexer.retrieval.wording import Expansion
from indexer.structure.quantities import find_quantities
from indexer.structure.quantity_match import satisfies

# What numbers and words consist of: within a kind, one goes on from character to character.
_KINDS = {
    **dict.fromkeys("0123456789abcdefghijklmnopqrstuvwxyz", 1),
    **dict.fromkeys("〇零一二两三四五六七八九十百千万亿", 2),
}
_CLEARLY_NEAR = 0.5  # of the nearest clause's distance from the field; below it meaning added little


def words_in(folded: str, words: Iterable[str]) -> list[str]:
    """Return the words that occur in a folded text; numbers and Latin words only whole: 三级 is not in 二三级."""
    return [word for word in words if _occurs(folded, word)]


def holds_any(folded: str, words: Iterable[str]) -> bool:
    """Return whether any of the words occurs in a folded text, as in ``words_in``."""
    return any(_occurs(folded, word) for word in words)


def _occurs(folded: str, word: str) -> bool:
    return word in folded and next(_occurrences(folded, word), None) is not None


def _occurrences(folded: str, word: str) -> Iterator[int]:
    first, last = _KINDS.get(word[0]), _KINDS.get(word[-1])
    at = folded.find(word)
    while at >= 0:
        goes_on = (first and _KINDS.get(folded[at - 1 : at]) == first) or (
            last and _KINDS.get(folded[at + len(word) : at + len(word) + 1]) == last
        )
        if not goes_on:
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


def reasons(
    clause: Clause,
    query: Query,
    words: Sequence[str],
    *,
    expansions: Sequence[Expansion] = (),
    nearness: float | None,
    is_beyond: bool = False,
) -> tuple[str, ...]:
    """Return why a clause was found.

    ``nearness`` is its normalised closeness in meaning, None where meaning did not count. ``is_beyond`` says that it
    does not meet the conditions that were read from the words.
    """
    text, path = fold(clause.text), fold(" ".join(clause.path))
    words = [word for word in words if not any(word in phrase for phrase in query.phrases)]  # said already
    in_text = words_in(text, words)
    in_path = [word for word in words_in(path, words) if word not in in_text]
    official = [term for expansion in expansions for term in words_in(text, expansion.terms)]
    said = []
    if query.phrases:
        said.append("原文含有：" + "、".join(f"“{phrase}”" for phrase in query.phrases))
    if in_text:
        said.append("词：" + "、".join(_longest(in_text)))
    if in_path:
        said.append("所在标题中的词：" + "、".join(_longest(in_path)))
    if official:
        said.append("公文用语：" + "、".join(_longest(dict.fromkeys(official))))
    if query.quantities and (stated := _stated(clause.text, query)):
        said.append("数字：" + "、".join(stated))
    if nearness is not None and (nearness >= _CLEARLY_NEAR or not said):
        said.append("意思相近")
    if limits := _limits(query, chosen_only=is_beyond):
        said.append("限定：" + limits)
    return tuple(said)


def _stated(text: str, query: Query) -> list[str]:
    """Return what a text states of the numbers that are asked for, in its own words."""
    stated = find_quantities(text)
    return [
        found.text
        for asked in query.quantities
        for found in stated
        if found.kind == "measure" and satisfies(asked, found)
    ]


def _longest(words: Iterable[str]) -> list[str]:
    """Leave out words that are part of another one named."""
    named = list(words)
    return [word for word in named if not any(word != other and word in other for other in named)]


def _limits(query: Query, *, chosen_only: bool) -> str:
    """Return the conditions that hold, chosen or read from the words."""
    chosen = [*query.filters.districts, *map(str, query.filters.years), *query.filters.types]
    read = [piece.label for piece in query.understood if piece.kind != "number" and not chosen_only]
    return " ".join(dict.fromkeys((*chosen, *read)))
