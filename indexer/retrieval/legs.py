"""The two legs of the search: how well clauses answer a query by their words, and by their meaning."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.records import Query
from indexer.retrieval.encoder import Encoder, Encoding
from indexer.retrieval.folding import fold
from indexer.retrieval.fusion import SETTING, TOKENS, near_in_meaning
from indexer.retrieval.highlights import words_in
from indexer.retrieval.keyword import BIGRAMS, HEADINGS, WORDS, Alternative
from indexer.retrieval.ports import CataloguePort, KeywordPort, TokenPort, VectorPort
from indexer.retrieval.wording import Expansion
from indexer.retrieval.words import Segmenter, bigrams
from indexer.structure.commitments.actions import is_act

# Words lead, pairs catch what the dictionary cuts wrongly, headings help a clause that leaves its subject to them.
BOOSTS = {WORDS: 1.0, BIGRAMS: 0.5, HEADINGS: 0.3}
OFFICIAL = 0.8  # of the query's own words: an official wording may be meant, the user's own is
WHOLE = 2.0  # of a document's BM25 beside the clause's where words alone are looked for: what it is about counts
CANDIDATES = 200  # clauses of each leg that are compared; a page shows a tenth of them
MOST_BY_WORDS = 1_000  # nobody reads further
_TOP_COVERED = 3  # clauses looked at to see how much of the query's words the best ones hold
_OPENING = 2  # clauses at the head of a document that tell what it is about, its title where that is no heading
_SAMPLE = 64  # clauses, spread over all, that show how near just anything is


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
    tokens: dict[int, float]  # row → closeness in meaning token by token, as a cosine
    documents: dict[int, float]  # row → BM25 of the whole document that the clause stands in
    coverage: float  # how much of the query's words the best clauses hold, 0 to 1
    usual: float  # closeness in meaning of just any clause: every text is a little like every other

    def nearness(self, row: int) -> float:
        """Return how much nearer a clause is than just any clause."""
        return self.tokens[row] - self.usual


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

    def by_words(
        self, asked: Asked, doc_ids: Sequence[str] | None, allowed: NDArray[np.bool_] | None
    ) -> dict[int, float]:
        """Return row → BM25 of the best clauses, that of the whole document added: what it is about counts too."""
        found = self._by_clause(asked, doc_ids, allowed, official=False)
        documents = self._by_document(asked, doc_ids, found)
        return {row: score + WHOLE * documents[row] for row, score in found.items()}

    def _by_clause(
        self,
        asked: Asked,
        doc_ids: Sequence[str] | None,
        allowed: NDArray[np.bool_] | None,
        *,
        official: bool,
        is_whole: bool = False,
    ) -> dict[int, float]:
        """Return row → BM25 of the best clauses.

        With ``official`` the wordings of documents count that mean what the query says in everyday words; with
        ``is_whole`` not the best clauses are returned but all.
        """
        expansions = [expansion for expansion in asked.expansions if expansion.terms] if official else []
        is_thinned = (
            is_whole or asked.query.scope or asked.query.quantities
        )  # more is ruled out than the keyword index knows of
        found = self._keyword.search(
            self._fields(asked.content),
            boosts=BOOSTS,
            k=len(self._keyword) if is_thinned else MOST_BY_WORDS,
            doc_ids=doc_ids,
            required=asked.query.phrases,
            excluded=asked.query.excluded,
            alternatives=[[Alternative(term, self._fields(term)) for term in e.terms] for e in expansions],
            alternative_boost=OFFICIAL,
        )
        return {row: score for row, score in found.items() if allowed is None or allowed[row]}

    def _by_document(self, asked: Asked, doc_ids: Sequence[str] | None, rows: Iterable[int]) -> dict[int, float]:
        """Return row → BM25 of the whole document that it belongs to."""
        fields = self._fields(asked.content)
        scores = self._whole.search(fields, boosts=BOOSTS, k=len(self._whole), doc_ids=doc_ids)
        rows = list(rows)
        firsts = self._firsts[np.searchsorted(self._firsts, rows, side="right") - 1]  # name documents, see ``build.py``
        return {row: scores.get(first, 0.0) for row, first in zip(rows, firsts.tolist(), strict=True)}

    def by_meaning(self, query: Query, allowed: NDArray[np.bool_] | None, *, k: int) -> dict[int, float]:
        """Return row → closeness in meaning, as a cosine, of the ``k`` clauses that are nearest as a whole."""
        wanted = self._encoder().encode_query(fold(query.text))
        tokens, setting = self._by_tokens(wanted, sorted(self._vectors.search(wanted.vector, k=k, allowed=allowed)))
        return {row: (TOKENS * tokens[row] + SETTING * setting[row]) / (TOKENS + SETTING) for row in tokens}

    def compare(self, asked: Asked, doc_ids: Sequence[str] | None, allowed: NDArray[np.bool_] | None) -> Compared:
        """Return both scores for the best clauses of either leg."""
        by_words = self._by_clause(asked, doc_ids, allowed, official=True)
        documents = self._by_document(asked, doc_ids, by_words)
        best = sorted(by_words, key=lambda row: (-by_words[row] - WHOLE * documents[row], row))[:CANDIDATES]
        wanted = self._encoder().encode_query(fold(asked.query.text))
        near = self._vectors.search(wanted.vector, k=CANDIDATES, allowed=allowed)
        rows = sorted({*best, *near})
        tokens, setting = self._by_tokens(wanted, rows)
        vectors = dict(zip(rows, (self._vectors.vectors(rows) @ wanted.vector).tolist(), strict=True))
        return Compared(
            words={row: by_words.get(row, 0.0) for row in rows},
            meaning=near_in_meaning(tokens, setting, vectors),
            tokens=tokens,
            documents=self._by_document(asked, doc_ids, rows),
            coverage=max(self.covered(asked, best[:_TOP_COVERED]).values(), default=0.0),
            usual=self._usual(wanted),
        )

    def holding(
        self, asked: Asked, doc_ids: Sequence[str] | None, allowed: NDArray[np.bool_] | None, *, official: bool
    ) -> list[int]:
        """Return the rows of all clauses that hold any of the words; ``official`` as in ``_by_clause``."""
        return sorted(self._by_clause(asked, doc_ids, allowed, official=official, is_whole=True))

    def nearness(
        self, asked: Asked, rows: Iterable[int], allowed: NDArray[np.bool_] | None, *, k: int
    ) -> dict[int, float]:
        """Return row → how much nearer it is than just any clause, for these rows and the ``k`` nearest as a whole."""
        wanted = self._encoder().encode_query(fold(asked.query.text))
        looked_at = sorted({*rows, *self._vectors.search(wanted.vector, k=k, allowed=allowed)})
        usual = self._usual(wanted)
        scores = self._tokens.score(wanted.ids, wanted.tokens, looked_at)
        return {row: score - usual for row, score in scores.items()}

    def _usual(self, wanted: Encoding) -> float:
        """Return the closeness in meaning of just any clause."""
        sample = range(0, len(self._tokens), max(1, len(self._tokens) // _SAMPLE))
        return float(np.mean(list(self._tokens.score(wanted.ids, wanted.tokens, sample).values())))

    def _by_tokens(self, wanted: Encoding, rows: Sequence[int]) -> tuple[dict[int, float], dict[int, float]]:
        """Return row → closeness in meaning of the clause, and of the clause with what stands around it."""
        if not rows:
            return {}, {}
        around = self._around(np.array(rows))
        needed, places = np.unique(around, return_inverse=True)
        met = self._tokens.meet(wanted.ids, wanted.tokens, needed.tolist())[places.reshape(around.shape)]
        alone, together = met[:, 0].sum(axis=1), met.max(axis=1).sum(axis=1)
        return dict(zip(rows, alone.tolist(), strict=True)), dict(zip(rows, together.tolist(), strict=True))

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
        terms = [term for term in asked.terms if len(term) > 1] or asked.terms  # 台 stands in 平台 too
        if not acts:
            terms = [term for term in terms if not is_act(term)] or terms
        rarity = {term: self._rarity(term) for term in terms}
        whole = sum(rarity.values()) or 1.0
        meant = {
            term: [word for e in asked.expansions for word in e.terms if any(term in s or s in term for s in e.said)]
            for term in (terms if official else ())
        }
        texts = {row: fold(" ".join((*c.path, c.text))) for row, c in self._catalogue.clauses(rows).items()}
        shares = {}
        for row, text in texts.items():
            held = set(words_in(text, terms)) | {term for term, words in meant.items() if words_in(text, words)}
            shares[row] = sum(rarity[term] for term in held) / whole
        return shares

    def _rarity(self, term: str) -> float:
        """Return the inverse document frequency of a term, by its rarest pair of characters where it has pairs."""
        pairs = bigrams(term)
        counts = [self._keyword.document_frequency(BIGRAMS, pair) for pair in pairs] or [
            self._keyword.document_frequency(WORDS, term)
        ]
        return math.log(1 + len(self._keyword) / (1 + min(counts)))
