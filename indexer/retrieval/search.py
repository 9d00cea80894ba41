"""The one way to search: open the published generation, and find clauses by words, by meaning, or letter by letter.

The same ``Searcher`` serves page, command line and tests. It never changes after it is opened, and may be used by many
threads at once.
"""

from __future__ import annotations

import math
import threading
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexUnusable, QueryInvalid
from indexer.models import ensure_model, model_fingerprint
from indexer.records import MODES, Document, DocumentRef, FileReport, Filters, Hit, Mode, Query, Result, Scope
from indexer.retrieval.encoder import Encoder
from indexer.retrieval.folding import fold
from indexer.retrieval.fusion import fuse
from indexer.retrieval.highlights import highlight, reasons, words_in
from indexer.retrieval.keyword import BIGRAMS, HEADINGS, WORDS, Alternative, KeywordIndex
from indexer.retrieval.query import parse_query
from indexer.retrieval.tokens import TokenIndex
from indexer.retrieval.vectors import VectorIndex
from indexer.retrieval.vocabulary import Vocabulary
from indexer.retrieval.wording import expand
from indexer.retrieval.words import Segmenter, bigrams
from indexer.settings import Settings
from indexer.storage import generations
from indexer.storage.catalogue import Catalogue

# Words lead, pairs catch what the dictionary cuts wrongly, headings help a clause that leaves its subject to them.
BOOSTS = {WORDS: 1.0, BIGRAMS: 0.5, HEADINGS: 0.3}
OFFICIAL = 0.5  # of the query's own words: an official wording may be meant, the user's own is
WHOLE = 2.0  # … of a document's BM25 beside the clause's: notices that share their words differ in what they are about
CANDIDATES = 200  # clauses of each leg that are compared; a page shows a tenth of them
MAX_RESULTS = 1_000  # nobody reads further; an export of everything is another tool
_T = TypeVar("_T", str, int)
_TOP_COVERED = 3  # clauses looked at to see how much of the query's words the best ones hold


@dataclass(frozen=True, slots=True)
class Legs:
    """What the hybrid search fuses: row → BM25, row → cosine, and how much of the query the best clauses hold."""

    words: dict[int, float]
    meaning: dict[int, float]
    coverage: float


class Searcher:
    """A published index, open for search."""

    def __init__(self, index: Path, manifest: generations.Manifest, settings: Settings) -> None:
        folder = generations.generation_folder(index, manifest.generation)
        self.index = index
        self.manifest = manifest
        self._settings = settings
        self._catalogue = Catalogue(folder / generations.CATALOGUE)
        self._keyword = KeywordIndex(folder / generations.KEYWORD)
        self._vectors = VectorIndex(folder / generations.VECTORS)
        self._tokens = TokenIndex(folder / generations.TOKENS)
        self._whole = KeywordIndex(folder / generations.WHOLE)
        self._check_counts()
        self._documents = self._catalogue.documents()
        self._by_id = {ref.doc_id: ref for ref in self._documents}
        self._rows = self._catalogue.rows_by_document()
        self._segmenter = Segmenter((folder / generations.TERMS).read_text(encoding="utf-8").splitlines())
        self._vocabulary = Vocabulary(self._keyword, self._segmenter)
        self._encoder: Encoder | None = None
        self._loading = threading.Lock()

    @classmethod
    def open(cls, index: str | Path = "index", *, settings: Settings | None = None) -> Searcher:
        """Open the published generation of an index. The model is loaded by ``warm_up`` or the first query it serves.

        Raises IndexMissing, IndexUnusable (damaged, of another format, made with another model), ModelUnavailable.
        """
        settings = settings or Settings()
        index = Path(index)
        manifest = generations.read_manifest(index, generations.current_generation(index))
        folder = ensure_model(settings.model, settings.models)
        if model_fingerprint(folder) != manifest.model_fingerprint:
            raise IndexUnusable(
                f"{index}：索引是用模型 {manifest.model} 建立的，现在设置的是 {settings.model}，两者不能混用。"
                "请重新运行 build，或改回原来的模型。"
            )
        return cls(index, manifest, settings)

    @staticmethod
    def current_generation(index: str | Path) -> str:
        """Return the id of the published generation, cheaply. Raises IndexMissing."""
        return generations.current_generation(Path(index))

    @property
    def generation(self) -> str:
        """Id of the generation that is open."""
        return self.manifest.generation

    @property
    def model(self) -> str:
        """Name of the model that the index was made with."""
        return self.manifest.model

    def _check_counts(self) -> None:
        counts = {
            "清单": self.manifest.clauses,
            "目录": self._catalogue.count_clauses(),
            "关键词": len(self._keyword),
            "向量": len(self._vectors),
            "词元": len(self._tokens),
        }
        if len(set(counts.values())) != 1 or not self.manifest.clauses:
            said = "，".join(f"{name} {count}" for name, count in counts.items())
            raise IndexUnusable(f"{self.index}：索引各部分的条款数不一致（{said}）。请重新运行 build。")

    def warm_up(self) -> None:
        """Load the model now instead of at the first query. Raises ModelUnavailable."""
        self._get_encoder().encode_query("预热")

    def _get_encoder(self) -> Encoder:
        with self._loading:
            if self._encoder is None:
                self._encoder = Encoder.load(ensure_model(self._settings.model, self._settings.models))
            return self._encoder

    # What is in the index

    def documents(self) -> tuple[DocumentRef, ...]:
        """Return every document, without its text, by district, year and source."""
        return self._documents

    def read(self, doc_id: str) -> Document:
        """Return a whole document. Raises KeyError."""
        return self._catalogue.document(doc_id)

    @property
    def vocabulary(self) -> Vocabulary:
        """What the clauses say, word by word."""
        return self._vocabulary

    def report(self) -> tuple[FileReport, ...]:
        """Return what the last build did with each file of the corpus."""
        return self._catalogue.report()

    # Search

    def understand(self, words: str, filters: Filters | None = None) -> Query:
        """Return what is understood of the user's words. Raises QueryInvalid."""
        return parse_query(words, filters)

    def search(
        self,
        words: str,
        *,
        k: int = 10,
        districts: Sequence[str] = (),
        years: Sequence[int] = (),
        types: Sequence[str] = (),
        mode: Mode = "hybrid",
    ) -> list[Result]:
        """Return the ``k`` best clauses, best first; an empty list where nothing is found.

        Scores compare within one query only: BM25 in keyword mode, cosine in semantic mode, 0 to 1 in hybrid mode, the
        share of the clause that the words make up in exact mode. Raises QueryInvalid.
        """
        if not 1 <= k <= MAX_RESULTS:
            raise QueryInvalid(f"要求返回 {k} 条，应在 1 到 {MAX_RESULTS} 之间。请改用其他数目。")
        if mode not in MODES:
            raise QueryInvalid(f"检索方式是「{mode}」，应为 {'、'.join(MODES)} 之一。")
        query = self.understand(words, self._known_filters(districts, years, types))
        doc_ids = self._doc_ids(query.filters)
        content = self._segmenter.content(query.text)
        terms = self._segmenter.terms(content)
        if mode == "exact":
            hits = self._search_exact(query, doc_ids)
        elif mode == "keyword":
            hits = _ranked(self._by_words(query, content, doc_ids, official=False), "words")
        elif mode == "semantic":
            hits = _ranked(self._by_meaning(query, doc_ids, k=max(k, CANDIDATES)), "meaning")
        else:
            hits = self._search_hybrid(query, terms, content, doc_ids)
        return self._results(hits[:k], query, [fold(query.text)] if mode == "exact" else terms, mode)

    def _known_filters(self, districts: Sequence[str], years: Sequence[int], types: Sequence[str]) -> Filters:
        known = [ref.metadata for ref in self._documents]
        names = {meta.district for meta in known if meta.district}
        return Filters(
            tuple(dict.fromkeys(_known(_full_name(name, names), names, "区") for name in districts)),
            tuple(dict.fromkeys(_known(year, {meta.year for meta in known if meta.year}, "年份") for year in years)),
            tuple(dict.fromkeys(_known(kind, {meta.doc_type for meta in known}, "文件类型") for kind in types)),
        )

    def _doc_ids(self, filters: Filters) -> list[str] | None:
        if not filters:
            return None
        return [ref.doc_id for ref in self._documents if filters.admits(ref.metadata)]

    def _allowed(self, query: Query, doc_ids: list[str] | None) -> NDArray[np.bool_] | None:
        """Return which rows meet the conditions of a query, or None where it sets none."""
        if doc_ids is None and not query.phrases and not query.excluded:
            return None
        allowed = np.full(len(self._vectors), doc_ids is None)
        if doc_ids is not None:
            wanted = set(doc_ids)
            for doc_id, first, number in self._rows:
                allowed[first : first + number] = doc_id in wanted
        for phrase in query.phrases:
            having = np.zeros(len(allowed), np.bool_)
            having[self._keyword.containing(phrase, k=len(allowed))] = True
            allowed &= having
        for text in query.excluded:
            allowed[self._keyword.containing(text, k=len(allowed))] = False
        return allowed

    def rows_meeting(self, query: Query) -> NDArray[np.bool_]:
        """Return for each row whether it meets every condition of a query: filters, scope, phrases, excluded words."""
        allowed = self._allowed(query, self._doc_ids(query.filters))
        rows = np.ones(len(self._vectors), np.bool_) if allowed is None else allowed
        return rows & self._in_scope(query.scope) if query.scope else rows

    def _in_scope(self, scope: Scope) -> NDArray[np.bool_]:
        fits = np.zeros(len(self._vectors), np.bool_)
        for doc_id, first, number in self._rows:
            metadata = self._by_id[doc_id].metadata
            if scope.admits(metadata):
                flags = self._flags[first : first + number]
                admitted = {kinds: scope.admits_clause(metadata, kinds) for kinds in set(flags)}
                fits[first : first + number] = [admitted[kinds] for kinds in flags]
        return fits

    @cached_property
    def _flags(self) -> list[tuple[str, ...]]:
        return self._catalogue.flags()

    def _by_words(self, query: Query, content: str, doc_ids: list[str] | None, *, official: bool) -> dict[int, float]:
        """Return row → BM25 of the best clauses, that of the whole document added: what it is about counts too.

        With ``official`` the wordings of documents count that mean what the query says in everyday words.
        """
        fields = self._fields(content)
        found = self._keyword.search(
            fields,
            boosts=BOOSTS,
            k=MAX_RESULTS,
            doc_ids=doc_ids,
            required=query.phrases,
            excluded=query.excluded,
            alternatives=[
                [Alternative(term, self._fields(term)) for term in expansion.terms]
                for expansion in (expand(fold(query.text)) if official else ())
                if expansion.terms
            ],
            alternative_boost=OFFICIAL,
        )
        whole = self._whole.search(fields, boosts=BOOSTS, k=len(self._documents), doc_ids=doc_ids)
        return {row: score + WHOLE * whole.get(self._owner(row), 0.0) for row, score in found.items()}

    def _fields(self, text: str) -> dict[str, list[str]]:
        words = list(dict.fromkeys(self._segmenter.words(text)))
        return {WORDS: words, BIGRAMS: list(dict.fromkeys(bigrams(text))), HEADINGS: words}

    def _owner(self, row: int) -> int:
        """Return the place of the document that a row belongs to."""
        return bisect_right(self._rows, row, key=lambda entry: entry[1]) - 1

    def _by_meaning(self, query: Query, doc_ids: list[str] | None, *, k: int) -> dict[int, float]:
        """Return row → late interaction of the ``k`` clauses that are nearest as a whole."""
        wanted = self._get_encoder().encode_query(query.text)
        near = self._vectors.search(wanted.vector, k=k, allowed=self._allowed(query, doc_ids))
        return self._tokens.score(wanted.ids, wanted.tokens, near)

    def _search_exact(self, query: Query, doc_ids: list[str] | None) -> list[Hit]:
        rows = self._keyword.containing(query.text, k=len(self._vectors))
        allowed = self._allowed(query, doc_ids)
        kept = [row for row in rows if allowed is None or allowed[row]]
        clauses = self._catalogue.clauses(kept)
        length = len(query.text)
        return _ranked({row: min(1.0, length / len(clauses[row].text)) for row in kept}, "exact")

    def _search_hybrid(self, query: Query, terms: list[str], content: str, doc_ids: list[str] | None) -> list[Hit]:
        legs = self._legs(query, terms, content, doc_ids)
        return fuse(legs.words, legs.meaning, coverage=legs.coverage)

    def _legs(self, query: Query, terms: list[str], content: str, doc_ids: list[str] | None) -> Legs:
        by_words = self._by_words(query, content, doc_ids, official=True)
        best = sorted(by_words, key=lambda row: (-by_words[row], row))[:CANDIDATES]
        wanted = self._get_encoder().encode_query(query.text)
        near = self._vectors.search(wanted.vector, k=CANDIDATES, allowed=self._allowed(query, doc_ids))
        by_meaning = self._tokens.score(wanted.ids, wanted.tokens, sorted({*best, *near}))
        coverage = self._coverage(terms, best[:_TOP_COVERED])
        return Legs({row: by_words.get(row, 0.0) for row in by_meaning}, by_meaning, coverage)

    def legs(self, words: str) -> Legs:
        """Return what the hybrid search fuses for a query without conditions; for measurements."""
        query = self.understand(words)
        content = self._segmenter.content(query.text)
        return self._legs(query, self._segmenter.terms(content), content, None)

    def rows_by_document(self) -> list[tuple[str, int, int]]:
        """Return (doc_id, first row, number of rows) of every document; for measurements."""
        return self._rows

    def _coverage(self, terms: list[str], rows: list[int]) -> float:
        """Return how much of the query's terms, weighted by their rarity, the best of the given clauses holds."""
        rarity = {term: self._rarity(term) for term in terms}
        texts = [fold(" ".join((*clause.path, clause.text))) for clause in self._catalogue.clauses(rows).values()]
        held = [sum(rarity[term] for term in words_in(text, terms)) for text in texts]
        return max(held, default=0.0) / (sum(rarity.values()) or 1.0)

    def _rarity(self, term: str) -> float:
        """Return the inverse document frequency of a term, by its rarest pair of characters where it has pairs."""
        pairs = bigrams(term)
        counts = [self._keyword.document_frequency(BIGRAMS, pair) for pair in pairs] or [
            self._keyword.document_frequency(WORDS, term)
        ]
        return math.log(1 + len(self._keyword) / (1 + min(counts)))

    def _results(self, hits: list[Hit], query: Query, terms: list[str], mode: Mode) -> list[Result]:
        clauses = self._catalogue.clauses([hit.row for hit in hits])
        marked = [term for term in (*terms, *query.phrases) if len(term) > 1 or len(terms) == 1]
        return [
            Result(
                rank=rank,
                score=hit.score,
                parts=hit.parts,
                clause=clauses[hit.row],
                document=self._by_id[clauses[hit.row].doc_id],
                highlights=highlight(clauses[hit.row].text, marked),
                reasons=reasons(
                    clauses[hit.row],
                    query,
                    marked,
                    nearness=hit.parts.get("meaning", 1.0) if mode in ("hybrid", "semantic") else None,
                ),
            )
            for rank, hit in enumerate(hits, start=1)
        ]


def _ranked(scores: dict[int, float], part: str) -> list[Hit]:
    order = sorted(scores, key=lambda row: (-scores[row], row))
    return [Hit(row, scores[row], {part: scores[row]}) for row in order]


def _full_name(name: str, names: set[str]) -> str:
    """Return the one known name that begins with what was given: 静安 → 静安区; otherwise what was given."""
    fitting = [known for known in names if known.startswith(name)]
    return fitting[0] if name and len(fitting) == 1 else name


def _known(value: _T, known: set[_T], what: str) -> _T:
    if value not in known:
        there = "、".join(sorted(map(str, known))) or "（无）"
        raise QueryInvalid(f"索引中没有{what}「{value}」。现有的是：{there}。")
    return value
