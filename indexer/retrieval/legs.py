"""The two legs of the search: how well clauses answer a query by their words, and by their meaning."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from indexer.records import Query
from indexer.retrieval.encoder import Encoder, Encoding
from indexer.retrieval.folding import fold, fold_all
from indexer.retrieval.fusion import SETTING, TOKENS, best_first, near_in_meaning
from indexer.retrieval.highlights import words_in
from indexer.retrieval.keyword import BIGRAMS, HEADINGS, WORDS, Alternative, Sought
from indexer.retrieval.ports import CataloguePort, KeywordPort, TokenPort, VectorPort
from indexer.retrieval.wording import Expansion
from indexer.retrieval.words import Segmenter, bigrams
from indexer.structure.commitments.actions import is_act

# Words lead, pairs catch what the dictionary cuts wrongly, headings help a clause that leaves its subject to them.
BOOSTS = {WORDS: 1.0, BIGRAMS: 0.5, HEADINGS: 0.3}
OFFICIAL = 0.8  # of the query's own words: an official wording may be meant, the user's own is
WHOLE = 2.0  # of a document's BM25 beside the clause's where words alone are looked for: what it is about counts
CANDIDATES = 200  # clauses of each leg that are compared; a page shows a tenth of them
# Of these, docs/decisions/0016-query-path.md: the best by words and whole vectors are weighed token by token, and the
# last, from whose closeness the others' is counted.
WEIGHED, LAST = 160, 16
MOST_BY_WORDS = 1_000  # nobody reads further
_FEW = 2_000  # clauses that are named one by one to the keyword index
_NARROW = 0.25  # of all clauses: of fewer the documents are named, of more the others are passed over afterwards
_DEEPER = 8  # times as many are asked for where too many of the best are ruled out
_TOP_COVERED = 3  # clauses looked at to see how much of the query's words the best ones hold
_OPENING = 2  # clauses at the head of a document that tell what it is about, its title where that is no heading
_SAMPLE = 64  # clauses, spread over all, that show how near just anything is
_BESIDE = ThreadPoolExecutor(8, thread_name_prefix="words")  # the leg of words, beside encoding and the vectors


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as the legs take it: its words, cut, and what documents say for them."""

    query: Query
    content: str  # folded, without the words that say nothing about what is asked
    terms: list[str]  # to mark and to count as found
    expansions: list[Expansion]


@dataclass(frozen=True, slots=True)
class Compared:
    """What the hybrid search fuses: row → BM25, row → closeness in meaning from 0 to 1, for the same rows."""

    words: dict[int, float]
    meaning: dict[int, float]
    tokens: dict[int, float]  # row → closeness in meaning token by token, as a cosine, for the rows weighed so
    documents: dict[int, float]  # row → BM25 of the whole document that the clause stands in
    coverage: float  # how much of the query's words the best clauses hold, 0 to 1
    usual: float  # closeness in meaning of just any clause: every text is a little like every other

    def nearness(self) -> dict[int, float]:
        """Return row → how much nearer it is than just any clause, for the rows weighed token by token."""
        return {row: near - self.usual for row, near in self.tokens.items()}


class Legs:
    """Scores the clauses of an open index. The model is loaded by the first query that needs it."""

    def __init__(
        self,
        *,
        catalogue: CataloguePort,
        keyword: KeywordPort,
        whole: KeywordPort,
        vectors: VectorPort,
        tokens: TokenPort,
        segmenter: Segmenter,
        encoder: Callable[[], Encoder],
    ) -> None:
        self._catalogue = catalogue
        self._keyword = keyword
        self._whole = whole
        self._vectors = vectors
        self._tokens = tokens
        self._segmenter = segmenter
        self._encoder = encoder
        spans = catalogue.rows_by_document()
        self._firsts = np.array([first for _, first, _ in spans])
        self._lasts = np.array([first + number - 1 for _, first, number in spans])
        self._sample = range(0, len(tokens), max(1, len(tokens) // _SAMPLE))  # just any clauses

    def by_words(
        self, asked: Asked, doc_ids: Sequence[str] | None, allowed: NDArray[np.bool_] | None
    ) -> dict[int, float]:
        """Return row → BM25 of the best clauses, that of the whole document added: what it is about counts too."""
        found = self._by_clause(asked, doc_ids, allowed, official=False, k=MOST_BY_WORDS)
        documents = self._by_document(asked, list(found))
        return {row: score + WHOLE * documents[row] for row, score in found.items()}

    def _by_clause(
        self,
        asked: Asked,
        doc_ids: Sequence[str] | None,
        allowed: NDArray[np.bool_] | None,
        *,
        official: bool,
        k: int,
    ) -> dict[int, float]:
        """Return row → BM25 of the ``k`` best clauses, or of some more.

        With ``official`` the wordings of documents count that mean what the query says in everyday words.
        """
        expansions = [expansion for expansion in asked.expansions if expansion.terms] if official else []
        search = partial(
            self._keyword.search,
            self._fields(asked.content),
            boosts=BOOSTS,
            required=asked.query.phrases,
            excluded=asked.query.excluded,
            alternatives=[[Alternative(term, self._fields(term)) for term in e.terms] for e in expansions],
            alternative_boost=OFFICIAL,
        )
        number = len(self._keyword) if allowed is None else int(np.count_nonzero(allowed))
        if allowed is not None and number <= _FEW:
            return search(k=number, rows=allowed.nonzero()[0].tolist())
        if doc_ids is not None and number < _NARROW * len(self._keyword):
            return self._allowed(partial(search, doc_ids=doc_ids), allowed, k)
        return self._allowed(search, allowed, k)

    def _allowed(
        self, search: Callable[..., dict[int, float]], allowed: NDArray[np.bool_] | None, wanted: int
    ) -> dict[int, float]:
        """Return what a search finds of the rows that are allowed, asking for more where too much is ruled out."""
        k = wanted
        while True:
            found = search(k=min(k, len(self._keyword)))
            kept = {row: score for row, score in found.items() if allowed is None or allowed[row]}
            if len(kept) >= wanted or len(found) < k:
                return kept
            k *= _DEEPER

    def _by_document(self, asked: Asked, rows: Sequence[int]) -> dict[int, float]:
        """Return row → BM25 of the whole document that it belongs to; only these documents are asked for."""
        firsts = self._firsts[np.searchsorted(self._firsts, rows, side="right") - 1].tolist()
        documents = sorted(set(firsts))  # named by their first rows, see ``build.py``
        scores = self._whole.search(self._fields(asked.content), boosts=BOOSTS, k=len(documents), rows=documents)
        return {row: scores.get(first, 0.0) for row, first in zip(rows, firsts, strict=True)}

    def by_meaning(self, query: Query, allowed: NDArray[np.bool_] | None, *, k: int) -> dict[int, float]:
        """Return row → closeness in meaning, as a cosine, of the ``k`` clauses that are nearest as a whole."""
        wanted = self._encoder().encode_query(fold(query.text))
        rows = sorted(self._vectors.search(wanted.vector, k=k, allowed=allowed))
        tokens, setting, _ = self._by_tokens(wanted, rows)
        return {row: (TOKENS * tokens[row] + SETTING * setting[row]) / (TOKENS + SETTING) for row in rows}

    def compare(self, asked: Asked, doc_ids: Sequence[str] | None, allowed: NDArray[np.bool_] | None) -> Compared:
        """Return both scores for the best clauses of either leg."""
        by_words = _BESIDE.submit(self._by_clause, asked, doc_ids, allowed, official=True, k=CANDIDATES)
        wanted = self._encoder().encode_query(fold(asked.query.text))
        near = self._vectors.search(wanted.vector, k=CANDIDATES, allowed=allowed)
        found = by_words.result()
        rows = sorted({*found, *near})
        words = {row: found.get(row, 0.0) for row in rows}
        documents = self._by_document(asked, rows)
        best = sorted(found, key=lambda row: (-found[row] - WHOLE * documents[row], row))[:_TOP_COVERED]
        coverage = max(self.covered(asked, best).values(), default=0.0)
        others = [row for row in rows if row not in near]
        vectors = near | dict(zip(others, (self._vectors.vectors(others) @ wanted.vector).tolist(), strict=True))
        order = best_first(words, near_in_meaning({}, {}, vectors), documents, coverage=coverage)
        tokens, setting, usual = self._by_tokens(wanted, sorted({*order[:WEIGHED], *order[-LAST:]}))
        return Compared(words, near_in_meaning(tokens, setting, vectors), tokens, documents, coverage, usual)

    def holding(
        self, asked: Asked, doc_ids: Sequence[str] | None, allowed: NDArray[np.bool_] | None
    ) -> NDArray[np.int32]:
        """Return the rows, rising, of all clauses that hold any of the words."""
        rows = self._keyword.holding_any(
            self._fields(asked.content),
            doc_ids=doc_ids,
            required=asked.query.phrases,
            excluded=asked.query.excluded,
        )
        return rows if allowed is None else rows[allowed[rows]]

    def covering(
        self, asked: Asked, doc_ids: Sequence[str] | None, allowed: NDArray[np.bool_] | None, *, least: float
    ) -> NDArray[np.int32]:
        """Return the rows, rising, of all clauses that cover this share or more, official wordings included."""
        sought = self._sought(asked, official=True)
        rows = self._keyword.saying(
            sought,
            least=least * sum(thing.weight for thing in sought),
            doc_ids=doc_ids,
            required=asked.query.phrases,
            excluded=asked.query.excluded,
        )
        rows = rows if allowed is None else rows[allowed[rows]]
        texts = [text for thing in sought for text in thing.texts]
        doubtful = np.intersect1d(rows, [row for text in texts for row in self._keyword.inside_longer_numbers(text)])
        covered = self.covered(asked, doubtful.tolist(), official=True)
        return np.setdiff1d(rows, [row for row, share in covered.items() if share < least]).astype(np.int32)

    def best_by_words(
        self, asked: Asked, doc_ids: Sequence[str] | None, allowed: NDArray[np.bool_] | None
    ) -> list[int]:
        """Return the rows of the best clauses that hold any of the words or of the official wordings for them."""
        return list(self._by_clause(asked, doc_ids, allowed, official=True, k=MOST_BY_WORDS))

    def nearness(
        self, asked: Asked, rows: Iterable[int], allowed: NDArray[np.bool_] | None = None, *, k: int = 0
    ) -> dict[int, float]:
        """Return row → how much nearer it is than just any clause, for these rows and the ``k`` nearest as a whole."""
        wanted = self._encoder().encode_query(fold(asked.query.text))
        looked_at = {*rows, *self._vectors.search(wanted.vector, k=k, allowed=allowed)}
        scores = self._tokens.score(wanted.ids, wanted.tokens, sorted({*looked_at, *self._sample}))
        usual = float(np.mean([scores[row] for row in self._sample]))
        return {row: scores[row] - usual for row in looked_at}

    def _by_tokens(self, wanted: Encoding, rows: Sequence[int]) -> tuple[dict[int, float], dict[int, float], float]:
        """Return row → closeness in meaning of the clause, and with what stands around it, and that of any clause."""
        around = self._around(np.array(rows, np.int64))
        needed, places = np.unique(np.concatenate([around.ravel(), self._sample]), return_inverse=True)
        met = self._tokens.meet(wanted.ids, wanted.tokens, needed)[places]
        usual = float(met[around.size :].sum(axis=1).mean())
        met = met[: around.size].reshape(*around.shape, met.shape[1])
        alone, together = met[:, 0].sum(axis=1), met.max(axis=1).sum(axis=1)
        return dict(zip(rows, alone.tolist(), strict=True)), dict(zip(rows, together.tolist(), strict=True)), usual

    def _around(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return for each row (n, 5): itself, its neighbours, and the opening of its document, which says its subject.

        At the ends of a document a row stands for the neighbour that it lacks.
        """
        places = np.searchsorted(self._firsts, rows, side="right") - 1
        first = self._firsts[places]
        last = self._lasts[places]
        opening = [np.minimum(first + place, last) for place in range(_OPENING)]
        return np.stack([rows, np.maximum(rows - 1, first), np.minimum(rows + 1, last), *opening], axis=1)

    def _fields(self, text: str) -> dict[str, list[str]]:
        words = list(dict.fromkeys(self._segmenter.words(text)))
        return {WORDS: words, BIGRAMS: list(dict.fromkeys(bigrams(text))), HEADINGS: words}

    def covered(
        self, asked: Asked, rows: Sequence[int], *, official: bool = False, acts: bool = True
    ) -> dict[int, float]:
        """Return row → how much of a query's terms, weighted by their rarity, the clause holds with its headings.

        With ``official`` a term is held, too, where the clause says it in the words of documents. Without ``acts`` what
        is to be done counts only where nothing else is asked: 新增 is said of everything.
        """
        sought = self._sought(asked, official=official, acts=acts)
        whole = sum(thing.weight for thing in sought) or 1.0
        clauses = self._catalogue.clauses(rows)
        texts = fold_all([" ".join((*clause.path, clause.text)) for clause in clauses.values()])
        return {
            row: sum(thing.weight for thing in sought if words_in(text, thing.texts)) / whole
            for row, text in zip(clauses, texts, strict=True)
        }

    def _sought(self, asked: Asked, *, official: bool, acts: bool = True) -> list[Sought]:
        """Return the terms of a query with their rarity, each with what documents say for it where that counts."""
        terms = [term for term in asked.terms if len(term) > 1] or asked.terms  # 台 stands in 平台 too
        if not acts:
            terms = [term for term in terms if not is_act(term)] or terms
        meant = {
            term: [word for e in asked.expansions for word in e.terms if any(term in s or s in term for s in e.said)]
            for term in (terms if official else ())
        }
        return [Sought((term, *meant.get(term, ())), self._rarity(term)) for term in terms]

    def _rarity(self, term: str) -> float:
        """Return the inverse document frequency of a term, by its rarest pair of characters where it has pairs."""
        pairs = bigrams(term)
        counts = [self._keyword.document_frequency(BIGRAMS, pair) for pair in pairs] or [
            self._keyword.document_frequency(WORDS, term)
        ]
        return math.log(1 + len(self._keyword) / (1 + min(counts)))
