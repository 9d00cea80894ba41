"""The one way to search: open the published generation, and find clauses by words, by meaning, or letter by letter.

The same ``Searcher`` serves page, command line and tests. It never changes after it is opened, and may be used by many
threads at once.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexUnusable, QueryInvalid
from indexer.models import ensure_model, model_fingerprint
from indexer.records import (
    MODES,
    Answer,
    Clause,
    Commitment,
    Document,
    DocumentRef,
    FileReport,
    Filters,
    Hit,
    Known,
    Mode,
    Order,
    Query,
    Result,
    Strongest,
    Survey,
)
from indexer.retrieval.conditions import Conditions
from indexer.retrieval.encoder import Encoder
from indexer.retrieval.finding import Finder
from indexer.retrieval.folding import fold
from indexer.retrieval.layout import Layout
from indexer.retrieval.legs import CANDIDATES, Asked, Compared, Legs
from indexer.retrieval.objects import ObjectIndex
from indexer.retrieval.parts import Parts, open_published, published_generation, read_published
from indexer.retrieval.query import parse_query
from indexer.retrieval.results import ResultWriter
from indexer.retrieval.survey import Surveyor
from indexer.retrieval.vocabulary import Vocabulary
from indexer.retrieval.wording import expand
from indexer.retrieval.words import Segmenter
from indexer.settings import Settings

MAX_RESULTS = 1_000  # nobody reads further; an export of everything is another tool
_T = TypeVar("_T", str, int)


class Searcher:
    """A published index, open for search."""

    def __init__(self, index: str | Path, parts: Parts, settings: Settings, encoder: Encoder | None = None) -> None:
        self.index = index
        self.manifest = parts.manifest
        self._settings = settings
        self._held = parts.held  # so that no build cleans away what this reads
        self._catalogue = parts.catalogue
        self._rows = parts.manifest.rows
        self._documents = self._catalogue.documents()
        self._known = Known.of(self._documents)
        known = [ref.metadata for ref in self._documents]
        self._districts = {meta.district for meta in known if meta.district}
        self._years = {meta.year for meta in known if meta.year}
        self._types = {meta.doc_type for meta in known}
        self._writer = ResultWriter(self._catalogue, self._documents)
        self._segmenter = Segmenter(parts.terms)
        self._layout = Layout(self._catalogue.rows_by_document(), self._rows)
        self._conditions = Conditions(self._catalogue, parts.keyword, self._documents, self._layout)
        self._legs = Legs(
            catalogue=self._catalogue,
            keyword=parts.keyword,
            whole=parts.whole,
            vectors=parts.vectors,
            tokens=parts.tokens,
            segmenter=self._segmenter,
            encoder=self._get_encoder,
        )
        self._finder = Finder(self._catalogue, self._conditions, self._legs)
        self._surveyor = Surveyor(self._documents, self._layout, self._conditions, self._legs, self._finder, self._ask)
        self._vocabulary = Vocabulary(parts.keyword, self._segmenter)
        self._objects = ObjectIndex(
            parts.objects,
            parts.object_tokens,
            cut=self._segmenter.cut,
            encode=lambda words: self._get_encoder().encode_query(words),
        )
        self._encoder = encoder
        self._loading = threading.Lock()

    @classmethod
    def open(
        cls, index: str | Path = "index", *, settings: Settings | None = None, encoder: Encoder | None = None
    ) -> Searcher:
        """Open the published generation of a folder, or of a store (``milvus:URI``), for an encoder that is loaded.

        Without one the model is loaded by ``warm_up`` or the first query it serves.

        Raises IndexMissing, IndexUnusable (damaged, of another format, made with another model), ModelUnavailable,
        StoreUnavailable.
        """
        settings = settings or Settings()
        manifest = read_published(index)
        folder = ensure_model(settings.model, settings.models)
        if model_fingerprint(folder) != manifest.model_fingerprint:
            raise IndexUnusable(
                f"{index}：索引是用模型 {manifest.model} 建立的，现在设置的是 {settings.model}，两者不能混用。"
                "请重新运行 build，或改回原来的模型。"
            )
        try:
            return cls(index, open_published(index, manifest), settings, encoder)
        except IndexUnusable:
            if published_generation(index) == manifest.generation:
                raise
        return cls.open(index, settings=settings, encoder=encoder)  # others were published while this one was opened

    @staticmethod
    def current_generation(index: str | Path) -> str:
        """Return the id of the published generation, cheaply. Raises IndexMissing, StoreUnavailable."""
        return published_generation(index)

    @property
    def generation(self) -> str:
        """Id of the generation that is open."""
        return self.manifest.generation

    @property
    def model(self) -> str:
        """Name of the model that the index was made with."""
        return self.manifest.model

    def warm_up(self) -> None:
        """Load the model now instead of at the first query. Raises ModelUnavailable."""
        self._get_encoder().encode_query("预热")

    def _get_encoder(self) -> Encoder:
        with self._loading:
            if self._encoder is None:
                folder = ensure_model(self._settings.model, self._settings.models)
                self._encoder = Encoder.load(folder, engine=self._settings.encoder, queries=True)
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

    def rows_meeting(self, query: Query) -> NDArray[np.bool_]:
        """Return for each row whether it meets every condition of a query: filters, scope, phrases, excluded words."""
        rows = self._conditions.rows(query)
        return np.ones(self._rows, np.bool_) if rows is None else rows

    def filters(self, districts: Sequence[str] = (), years: Sequence[int] = (), types: Sequence[str] = ()) -> Filters:
        """Return conditions on what the index has; 静安 names 静安区. Raises QueryInvalid for what it does not have."""
        return Filters(
            tuple(
                dict.fromkeys(
                    check_known(_full_name(name, self._districts), self._districts, "区") for name in districts
                )
            ),
            tuple(dict.fromkeys(check_known(year, self._years, "年份") for year in years)),
            tuple(dict.fromkeys(check_known(kind, self._types, "文件类型") for kind in types)),
        )

    def report(self) -> tuple[FileReport, ...]:
        """Return what the last build did with each file of the corpus."""
        return self._catalogue.report()

    # The ledger

    def commitments(self) -> list[tuple[Commitment, Clause]]:
        """Return every commitment with its clause, in the order of the catalogue's rows; see ``insight/ledger.py``."""
        clauses = {clause.clause_id: clause for clause in self._catalogue.clauses_with_commitments()}
        return [(commitment, clauses[commitment.clause_id]) for commitment in self._catalogue.commitments()]

    def count_commitments(self) -> int:
        """Return the number of commitments."""
        return self._catalogue.count_commitments()

    def objects_of(self, topic: str) -> dict[str, float]:
        """Return object → score for the objects of commitments that belong to a topic. Raises QueryInvalid."""
        return self._objects.find(topic)

    # Search

    def understand(
        self, words: str, filters: Filters | None = None, *, mode: Mode = "hybrid", ignore: Collection[str] = ()
    ) -> Query:
        """Return what is understood of the user's words; letter by letter, only filters set conditions.

        ``ignore`` holds the keys of pieces to take as plain words (``Understood.key``). Raises QueryInvalid.
        """
        query = parse_query(words, filters, known=None if mode == "exact" else self._known, ignore=ignore)
        return self._conditions.without_unmet(query)

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

        Scores compare within one query only: BM25 in keyword mode, closeness in semantic mode, 0 to 1 in hybrid mode,
        the share of the clause that the words make up in exact mode. Raises QueryInvalid.
        """
        return list(self.answer(words, k=k, districts=districts, years=years, types=types, mode=mode).results)

    def answer(
        self,
        words: str,
        *,
        k: int = 10,
        districts: Sequence[str] = (),
        years: Sequence[int] = (),
        types: Sequence[str] = (),
        mode: Mode = "hybrid",
        ignore: Collection[str] = (),
    ) -> Answer:
        """Return what was understood of the words beside what ``search`` returns. Raises QueryInvalid."""
        query = self._checked(words, self.filters(districts, years, types), k=k, mode=mode, ignore=ignore)
        if not query.text:
            return Answer(query, self._list_documents(query, k))
        asked = self._ask(query)
        hits, beyond = self._finder.find(asked, mode, k=max(k, CANDIDATES), shown=k)
        inside = hits[:k]
        shown = [*inside, *beyond[: k - len(inside)]]
        return Answer(query, self._writer.write(shown, asked, mode, inside=len(inside)))

    def survey(
        self,
        words: str,
        *,
        k: int = 10,
        districts: Sequence[str] = (),
        years: Sequence[int] = (),
        types: Sequence[str] = (),
        mode: Mode = "hybrid",
        ignore: Collection[str] = (),
        order: Order = "relevance",
    ) -> Survey:
        """Return the first ``k`` of what matches, in an order; ``count`` tells how much there is.

        What only comes near, and what lies beyond the conditions of the words, fills up to ``k``. Raises QueryInvalid.
        """
        query = self._checked(words, self.filters(districts, years, types), k=k, mode=mode, ignore=ignore)
        asked = self._ask(query)
        found = self._surveyor.survey(asked, mode, order, k=k)
        inside = found.matching
        near = found.near[: k - len(inside)]
        shown = [*inside, *near, *found.beyond[: k - len(inside) - len(near)]]
        ends = len(inside), len(inside) + len(near)
        results = self._writer.write(shown, asked, mode, inside=ends[1])
        return Survey(query, results[: ends[0]], results[slice(*ends)], results[ends[1] :])

    def _checked(self, words: str, filters: Filters, *, k: int, mode: Mode, ignore: Collection[str]) -> Query:
        if not 1 <= k <= MAX_RESULTS:
            raise QueryInvalid(f"要求返回 {k} 条，应在 1 到 {MAX_RESULTS} 之间。请改用其他数目。")
        if mode not in MODES:
            raise QueryInvalid(f"检索方式是「{mode}」，应为 {'、'.join(MODES)} 之一。")
        return self.understand(words, filters, mode=mode, ignore=ignore)

    def count(self, query: Query, *, mode: Mode = "hybrid") -> Counter[str]:
        """Return doc_id → clauses that match a query, of every document: filters are left to who counts."""
        return self._surveyor.count(query, mode)

    def strongest(self, query: Query, groups: Iterable[Collection[str]], *, k: int = 1) -> Iterator[Strongest]:
        """Yield the ``k`` best clauses of each group of documents (ids) that meet the conditions of a query.

        Each group is asked on its own, so that none hides another's clauses; scores compare within a group only.
        """
        asked = self._ask(query)
        meeting = self.rows_meeting(query)
        for group in groups:
            allowed = meeting & self._layout.of_documents(group)
            if not allowed.any():
                yield Strongest()
                continue
            fitting, hits = self._finder.find_among(asked, sorted(group), allowed)
            best = self._finder.with_coverage(asked, fitting[:k] if len(fitting) else hits[:1])
            results = self._writer.write(list(best), asked, "hybrid")
            yield Strongest(results) if len(fitting) else Strongest(nearest=next(iter(results), None))

    def _ask(self, query: Query) -> Asked:
        if not query.text:
            return Asked(query, "", [], [])
        content = self._segmenter.content(query.keywords)
        return Asked(query, content, self._segmenter.terms(content), expand(fold(query.text)))

    def _list_documents(self, query: Query, k: int) -> tuple[Result, ...]:
        """Return the clauses of the documents that the words name, in order."""
        allowed = self._conditions.rows(query)
        rows = [] if allowed is None else allowed.nonzero()[0].tolist()[:k]
        return self._writer.write([Hit(row, 0.0) for row in rows], self._ask(query), "exact")

    def legs(self, words: str) -> Compared:
        """Return what the hybrid search fuses for a query without conditions; for measurements."""
        return self._legs.compare(self._ask(parse_query(words)), None, None)

    def rows_by_document(self) -> list[tuple[str, int, int]]:
        """Return (doc_id, first row, number of rows) of every document."""
        return self._catalogue.rows_by_document()


def _full_name(name: str, names: set[str]) -> str:
    """Return the one known name that begins with what was given: 静安 → 静安区; otherwise what was given."""
    fitting = [known for known in names if known.startswith(name)]
    return fitting[0] if name and len(fitting) == 1 else name


def check_known(value: _T, known: set[_T], what: str) -> _T:
    """Return a value that a filter names. Raises QueryInvalid, with those there are, where the index has no such."""
    if value not in known:
        there = "、".join(sorted(map(str, known))) or "（无）"
        raise QueryInvalid(f"索引中没有{what}「{value}」。现有的是：{there}。")
    return value
