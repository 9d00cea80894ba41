"""Results of a search → the figure that answers what was asked: the commitment whose object fits the words best."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.insight.ledger import Entry
from indexer.records import Commitment, Query, Result
from indexer.retrieval.folding import fold
from indexer.retrieval.ranking import LEAST_COVERAGE
from indexer.retrieval.search import Searcher
from indexer.retrieval.wording import expand
from indexer.retrieval.words import bigrams
from indexer.structure.commitments import find_commitments

_OFFICIAL = 0.8  # of a fit by the words themselves: what documents say for everyday words may be meant, the words are
LEAST_FIT = 0.4  # below it a figure may be one of something else
_WHOLE = 0.8  # of a fit is how much of the words the object holds; the rest, how little else it holds
_ACTION = 0.1  # of a whole fit, where the words name the verb: 新增 and not 改建
_LEANING = 0.05  # … where they sound like a target, or like a result


class Figures:
    """Finds the figure of a query in what was found for it."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._stated: dict[str, dict[str, list[Commitment]]] = {}  # document → clause → what it commits to

    def of(self, query: Query, results: Sequence[Result]) -> tuple[Entry, ...]:
        """Return the figures of the first result whose objects fit the words, best first.

        Where none of them fits, those of the next result that has some; else the figure of the first result, if it is
        the only one of a clause that holds the words asked for. ``score`` of an entry says how well its object fits,
        from 0, which is no shared pair of characters, to 1.
        """
        stated = [self._entries(query, result) for result in results]
        fitting = ([entry for entry in entries if entry.score >= LEAST_FIT] for entries in stated)
        is_alone = bool(stated) and len(stated[0]) == 1 and results[0].parts["coverage"] >= LEAST_COVERAGE
        alone = stated[0] if is_alone else []
        return tuple(next(filter(None, fitting), alone))

    def _entries(self, query: Query, result: Result) -> list[Entry]:
        wanted = _wanted(query)
        entries = [
            Entry(commitment, result.clause, result.document, _fit(query, wanted, commitment))
            for commitment in self._commitments(result)
        ]
        return sorted(entries, key=lambda entry: -entry.score)  # the order of the text for equals

    def _commitments(self, result: Result) -> list[Commitment]:
        doc_id = result.clause.doc_id
        if doc_id not in self._stated:
            stated: dict[str, list[Commitment]] = {}
            for commitment in find_commitments(self._searcher.read(doc_id)):
                stated.setdefault(commitment.clause_id, []).append(commitment)
            self._stated[doc_id] = stated
        return self._stated[doc_id].get(result.clause.clause_id, [])


def _wanted(query: Query) -> list[tuple[float, set[str]]]:
    """Return the pairs of characters of the words and of the wordings that documents have for them, with weights."""
    official = [fold(term) for expansion in expand(fold(query.text)) for term in expansion.terms]
    said = [(1.0, fold(query.keywords)), *((_OFFICIAL, term) for term in official)]
    return [(weight, pairs) for weight, text in said if (pairs := set(bigrams(text)))]


def _fit(query: Query, wanted: Sequence[tuple[float, set[str]]], commitment: Commitment) -> float:
    """Return how well a commitment's object is what the words name, by the pairs of characters that both have."""
    pairs = set(bigrams(fold(commitment.object)))
    action = set(bigrams(fold(commitment.action)))  # 新增 in 新增多少张养老床位 is not what is counted
    likeness = max((weight * _likeness(words - action or words, pairs) for weight, words in wanted), default=0.0)
    if not likeness:
        return 0.0
    is_named = bool(commitment.action) and commitment.action in fold(query.words)
    leans = {"task": "target", "review": "result"}.get(query.leans)
    return min(1.0, likeness + _ACTION * is_named + _LEANING * (commitment.kind == leans))


def _likeness(words: set[str], pairs: set[str]) -> float:
    shared = len(words & pairs)
    return _WHOLE * shared / len(words) + (1 - _WHOLE) * 2 * shared / (len(words) + len(pairs))
