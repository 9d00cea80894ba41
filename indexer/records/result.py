"""What a search gives out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from indexer.records.document import Clause, DocumentRef
from indexer.records.query import Query


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause found, by number of its row in the index, with its score and the parts of the score (0 to 1 each)."""

    row: int
    score: float
    parts: Mapping[str, float] = field(default_factory=dict)  # words, meaning, coverage …


@dataclass(frozen=True, slots=True)
class Result:
    """A hit as a reader needs it."""

    rank: int
    score: float
    parts: Mapping[str, float]
    clause: Clause
    document: DocumentRef
    highlights: tuple[tuple[int, int], ...] = ()  # offsets into clause.text
    reasons: tuple[str, ...] = ()  # in Chinese words: 词：养老、床位
    is_beyond: bool = False  # it does not meet the conditions that were read from the words, and stands behind those


@dataclass(frozen=True, slots=True)
class Answer:
    """What was understood of a user's words, and what was found, best first."""

    query: Query
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """What was understood of a user's words, and the first of what matches, in the order asked for."""

    query: Query
    results: tuple[Result, ...]
    near: tuple[Result, ...]  # what comes next: a little like what is asked, and not on the topic
    beyond: tuple[Result, ...]  # what does not meet the conditions that were read from the words


@dataclass(frozen=True, slots=True)
class Strongest:
    """What one group of documents says on what is asked.

    ``parts["coverage"]`` of a result is the share of what the words weigh that the clause holds, 0 to 1.
    """

    results: tuple[Result, ...] = ()  # on the topic, best first
    nearest: Result | None = None  # where none is: what comes nearest, which says nothing on it as far as is known
