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
from indexer.retrieval.fusion import SETTING, TOKENS, fuse, near_in_meaning
from indexer.retrieval.highlights import holds_any
from indexer.retrieval.keyword import BIGRAMS, HEADINGS, WORDS, Alternative, KeywordIndex, Sought
from indexer.retrieval.ports import CataloguePort, KeywordPort, TokenPort, VectorPort
from indexer.retrieval.ranked import Rows, Scores, columns, ranked
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
_FEW_DOCUMENTS = 1_500  # whose words are looked up in one go faster than those of 200 that are named
_NARROW = 0.25  # of all clauses: of fewer the documents are named, of more the others are passed over afterwards
_DEEPER = 8  # times as many are asked for where too many of the best are ruled out
_TOP_COVERED = 3  # clauses looked at to see how much of the query's words the best ones hold
_OPENING = 2  # clauses at the head of a document that tell what it is about, its title where that is no heading
_SAMPLE = 64  # clauses, spread over all, that show how near just anything is
_QUICK = 50_000  # clauses whose words are looked for in less time than another thread takes to wake
_NONE = np.empty(0, np.int64)
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
    """What the hybrid search fuses: the best clauses of either leg, in columns of one entry a row."""

    rows: Rows  # rising
    words: Scores  # BM25
    meaning: Scores  # closeness from 0 to 1
    documents: Scores  # BM25 of the whole document that the clause stands in
    weighed: Rows  # places of the rows that were weighed token by token, rising
    tokens: Scores  # closeness in meaning of these, as a cosine
    coverage: float  # how much of the query's words the best clauses hold, 0 to 1
    usual: float  # closeness in meaning of just any clause: every text is a little like every other

    def nearness(self) -> dict[int, float]:
        """Return row → how much nearer it is than just any clause, for the rows weighed token by token."""
        return dict(zip(self.rows[self.weighed].tolist(), (self.tokens - self.usual).tolist(), strict=True))

    def nearest(self) -> float:
        """Return how much nearer the nearest of them is than just any clause; 0 where there is none."""
        return float(self.tokens.max(initial=self.usual)) - self.usual


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
        self._is_quick = isinstance(keyword, KeywordIndex) and len(keyword) <= _QUICK
        self._segmenter = segmenter
        self._encoder = encoder
        spans = catalogue.rows_by_document()
        self._firsts = np.array([first for _, first, _ in spans])
        self._lasts = np.array([first + number - 1 for _, first, number in spans])
        self._sample = range(0, len(tokens), max(1, len(tokens) // _SAMPLE))  # just any clauses

    def by_words(
        self, asked: Asked, doc_ids: Sequence[str] | None, allowed: NDArray[np.bool_] | None
    ) -> tuple[Rows, Scores]:
        """Return the rows of the best clauses, and their BM25 with that of the whole document: its subject counts."""
        rows, words = columns(self._by_clause(asked, doc_ids, allowed, official=False, k=MOST_BY_WORDS))
        return rows, words + WHOLE * self._by_document(asked, rows)

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

    def _by_document(self, asked: Asked, rows: Rows) -> Scores:
        """Return for each row the BM25 of the whole document that it belongs to."""
        firsts = self._firsts[np.searchsorted(self._firsts, rows, side="right") - 1]
        documents, places = np.unique(firsts, return_inverse=True)  # named by their first rows, see ``build.py``
        # Few documents are all asked for: to name some of them one by one takes longer.
        named = None if len(self._firsts) <= _FEW_DOCUMENTS else documents.tolist()
        k = len(self._firsts) if named is None else len(named)
        found = self._whole.search(self._fields(asked.content), boosts=BOOSTS, k=k, rows=named)
        return np.array([found.get(first, 0.0) for first in documents.tolist()])[places]

    def by_meaning(self, query: Query, allowed: NDArray[np.bool_] | None, *, k: int) -> tuple[Rows, Scores]:
        """Return the rows and the closeness in meaning, as a cosine, of the ``k`` clauses nearest as a whole."""
        wanted = self._encoder().encode_query(fold(query.text))
        rows = np.sort(columns(self._vectors.search(wanted.vector, k=k, allowed=allowed))[0])
        tokens, setting, _ = self._by_tokens(wanted, rows)
        return rows, (TOKENS * tokens + SETTING * setting) / (TOKENS + SETTING)

    def compare(self, asked: Asked, doc_ids: Sequence[str] | None, allowed: NDArray[np.bool_] | None) -> Compared:
        """Return both scores for the best clauses of either leg."""
        ask = partial(self._by_clause, asked, doc_ids, allowed, official=True, k=CANDIDATES)
        beside = None if self._is_quick else _BESIDE.submit(ask)
        wanted = self._encoder().encode_query(fold(asked.query.text))
        near, cosines = columns(self._vectors.search(wanted.vector, k=CANDIDATES, allowed=allowed))
        found, scores = columns(beside.result() if beside else ask())
        rows = np.unique(np.concatenate([found, near]))
        words, vectors, is_near = np.zeros(len(rows)), np.zeros(len(rows)), np.zeros(len(rows), np.bool_)
        held, at_near = np.searchsorted(rows, found), np.searchsorted(rows, near)
        words[held] = scores
        vectors[at_near] = cosines
        is_near[at_near] = True
        vectors[~is_near] = self._vectors.vectors(rows[~is_near].tolist()) @ wanted.vector
        documents = self._by_document(asked, rows)
        coverage = self._coverage(asked, found, scores + WHOLE * documents[held])
        at_hand = near_in_meaning(vectors, _NONE, vectors[_NONE], vectors[_NONE])
        order = np.searchsorted(rows, fuse(rows, words, at_hand, documents, coverage=coverage).rows)
        weighed = np.unique(np.concatenate([order[:WEIGHED], order[-LAST:]]))
        tokens, setting, usual = self._by_tokens(wanted, rows[weighed])
        meaning = near_in_meaning(vectors, weighed, tokens, setting)
        return Compared(rows, words, meaning, documents, weighed, tokens, coverage, usual)

    def _coverage(self, asked: Asked, found: Rows, scores: Scores) -> float:
        """Return how much of the query's words the best of what they found holds."""
        best = ranked(found, scores).rows[:_TOP_COVERED]
        return max(self.covered(asked, best.tolist()).values(), default=0.0)

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

    def _by_tokens(self, wanted: Encoding, rows: Rows) -> tuple[Scores, Scores, float]:
        """Return for each row how near in meaning the clause is, and it with what stands around it; and any clause."""
        around = self._around(rows)
        needed, places = np.unique(np.concatenate([around.ravel(), self._sample]), return_inverse=True)
        met = self._tokens.meet(wanted.ids, wanted.tokens, needed)[places]
        usual = float(met[around.size :].sum(axis=1).mean())
        met = met[: around.size].reshape(*around.shape, met.shape[1])
        return met[:, 0].sum(axis=1).astype(np.float64), met.max(axis=1).sum(axis=1).astype(np.float64), usual

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
        passages = self._catalogue.passages(rows)
        texts = fold_all([" ".join((*passage.path, passage.text)) for passage in passages.values()])
        return {
            row: sum(thing.weight for thing in sought if holds_any(text, thing.texts)) / whole
            for row, text in zip(passages, texts, strict=True)
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
