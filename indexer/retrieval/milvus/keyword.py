"""The keyword index in Milvus: the public side of ``retrieval/keyword.py``, with the same scores and the same rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.retrieval.keyword import NUMERALS, Alternative, Sought
from indexer.retrieval.milvus.layout import letters
from indexer.retrieval.milvus.sparse import Terms, named
from indexer.retrieval.milvus.table import Rows, best
from indexer.retrieval.words import bigrams, characters, spaced_characters


class MilvusKeyword:
    """Read access to the words of clauses, or of whole documents; safe for many threads."""

    def __init__(self, rows: Rows, terms: Terms, firsts: Mapping[str, int], *, count: int, key: str) -> None:
        """Take the rows; ``firsts`` has the first row of each document, which the field ``key`` holds."""
        self._rows = rows
        self._terms = terms
        self._firsts = firsts
        self._count = count
        self._key = key

    def __len__(self) -> int:
        return self._count

    def document_frequency(self, field: str, token: str) -> int:
        """Return in how many rows a token occurs."""
        return self._terms.find([named(field, token)]).get(named(field, token), (0, 0))[1]

    def search(
        self,
        fields: Mapping[str, Sequence[str]],
        *,
        boosts: Mapping[str, float],
        k: int,
        doc_ids: Sequence[str] | None = None,
        rows: Sequence[int] | None = None,
        required: Sequence[str] = (),
        excluded: Sequence[str] = (),
        alternatives: Sequence[Sequence[Alternative]] = (),
        alternative_boost: float = 1.0,
    ) -> dict[int, float]:
        """Return row → score of the ``k`` best rows, as ``KeywordIndex.search`` does."""
        if k < 1:
            return {}
        where = self._where(doc_ids, rows, required, excluded)
        query = self._terms.query(fields, boosts)
        scores = self._rows.nearest("words", [query], where, k)[0] if query else {}
        groups = [group for group in alternatives if group]
        if groups:
            own, best_of_groups = self._alternatives(query, groups, boosts, where)
            for row, score in best_of_groups.items():
                scores[row] = own.get(row, 0.0) + alternative_boost * score
        return best(scores, k)

    def holding_any(
        self,
        fields: Mapping[str, Sequence[str]],
        *,
        doc_ids: Sequence[str] | None = None,
        required: Sequence[str] = (),
        excluded: Sequence[str] = (),
    ) -> NDArray[np.int32]:
        """Return the rows, rising, of all clauses that hold any of the tokens, as ``KeywordIndex`` does."""
        query = self._terms.query(fields, dict.fromkeys(fields, 1.0))
        where = self._where(doc_ids, None, required, excluded)
        return _rising(self._rows.nearest("words", [query], where, len(self))[0] if query else ())

    def saying(
        self,
        sought: Sequence[Sought],
        *,
        least: float,
        doc_ids: Sequence[str] | None = None,
        required: Sequence[str] = (),
        excluded: Sequence[str] = (),
    ) -> NDArray[np.int32]:
        """Return the rows, rising, in which what is said weighs ``least`` or more, as ``KeywordIndex`` does."""
        where = self._where(doc_ids, None, required, excluded)
        weights: dict[int, np.float32] = {}
        for thing in sought:
            said = f"({' or '.join(_says(text) for text in thing.texts)})"
            for found in self._rows.where(f"{said} and ({where})" if where else said, ("row",)):
                row = int(found["row"])
                weights[row] = weights.get(row, np.float32(0)) + np.float32(thing.weight)  # as tantivy adds them up
        return _rising(row for row, weight in weights.items() if weight >= least)

    def inside_longer_numbers(self, text: str) -> list[int]:
        """Return the rows, rising, in which a text that begins or ends with a Chinese numeral has another beside it."""
        tokens = characters(text)
        if not tokens or not ({tokens[0], tokens[-1]} & set(NUMERALS)):
            return []
        wanted = letters(tokens)
        longer = [numeral + wanted for numeral in NUMERALS if tokens[0] in NUMERALS]
        longer += [wanted + numeral for numeral in NUMERALS if tokens[-1] in NUMERALS]
        rows = self._rows.where(f'{_holds(text)} or trail like "%{wanted}%"', ("row", "letters", "trail"))
        return [
            int(row["row"])
            for row in rows
            if any(number in row["letters"] or number in row["trail"] for number in longer)
        ]

    def containing(self, text: str, *, k: int) -> list[int]:
        """Return the rows, rising, of up to ``k`` clauses that hold the text's characters in a row."""
        if not characters(text) or k < 1:
            return []
        return [int(row["row"]) for row in self._rows.where(_holds(text), ("row",))][:k]

    def count(self, text: str) -> int:
        """Return how many clauses hold the text's characters in a row."""
        return self._rows.gateway.count(self._rows.collection, _holds(text)) if characters(text) else 0

    def _alternatives(
        self,
        query: dict[int, float],
        groups: Sequence[Sequence[Alternative]],
        boosts: Mapping[str, float],
        where: str,
    ) -> tuple[dict[int, float], dict[int, float]]:
        """Return, for the rows that hold an alternative, row → score of the query and of the best of each group."""
        texts = dict.fromkeys(alternative.text for group in groups for alternative in group)
        held_by = " or ".join(_holds(text) for text in texts)
        condition = f"({held_by}) and ({where})" if where else held_by
        said = {int(row["row"]): row["letters"] for row in self._rows.where(condition, ("row", "letters"))}
        if not said:
            return {}, {}
        flat = [(group, alternative) for group in range(len(groups)) for alternative in groups[group]]
        vectors = [query, *(self._terms.query(alternative.fields, boosts) for _, alternative in flat)]
        asked = [number for number, vector in enumerate(vectors) if vector]
        found = self._rows.nearest("words", [vectors[number] for number in asked], condition, len(self))
        scored = dict(zip(asked, found, strict=True))
        totals: dict[int, float] = dict.fromkeys(said, 0.0)
        for group in range(len(groups)):
            highest: dict[int, float] = {}
            for number, (of_group, alternative) in enumerate(flat, start=1):
                if of_group == group:
                    wanted, scores = letters(characters(alternative.text)), scored.get(number, {})
                    for row in (row for row, text in said.items() if wanted in text):
                        highest[row] = max(highest.get(row, 0.0), scores.get(row, 0.0))
            for row, score in highest.items():
                totals[row] += score
        return scored.get(0, {}), totals

    def _where(
        self,
        doc_ids: Sequence[str] | None,
        rows: Sequence[int] | None,
        required: Sequence[str],
        excluded: Sequence[str],
    ) -> str:
        conditions = [_holds(text) for text in required] + [f"not ({_holds(text)})" for text in excluded]
        if doc_ids is not None:
            chosen = sorted(self._firsts[doc_id] for doc_id in doc_ids if doc_id in self._firsts)
            conditions.append(f"{self._key} in {chosen}")
        if rows is not None:
            conditions.append(f"row in {sorted(map(int, rows))}")
        return " and ".join(conditions)


def _rising(rows: Iterable[int]) -> NDArray[np.int32]:
    return np.array(sorted(rows), np.int32)


def _says(text: str) -> str:
    """Return the condition that a row, or its headings, has the text's characters side by side."""
    pairs = [pair for pair in bigrams(text) if len(pair) > 1]
    said = [f'spaced like "%{pair}%"' for pair in pairs]
    if [text] != pairs:
        said.append(_holds(text))
    return f'(({" and ".join(said)}) or trail like "%{letters(spaced_characters(text))}%")'


def _holds(text: str) -> str:
    """Return the condition that a row holds the text's characters in a row."""
    return f'letters like "%{letters(characters(text))}%"'
