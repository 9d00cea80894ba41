"""The keyword index, in tantivy: words, character pairs and single characters of each clause, scored by BM25."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter, itemgetter
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from indexer.errors import IndexUnusable
from indexer.retrieval.official import name_of, official_wordings
from indexer.retrieval.words import Forms, Segmenter, bigrams, characters, spaced_characters
from indexer.storage.disk import unwritable
from indexer.storage.generations import link_file

NUMERALS = "〇零一二两三四五六七八九十百千万亿"
WORDS, BIGRAMS, CHARACTERS, HEADINGS = "words", "bigrams", "characters", "headings"
_ROW, _DOCUMENT = "row", "document"
_TRAIL = "trail"  # the characters of the headings, in which a text is held only without anything between them
_OFFICIAL = "official"  # the official wordings that stand in a text, each as one token
_ANALYZER = "blanks"  # tokens come joined by blanks; tantivy does not store analyzers, so it is registered at each open
_HEAP = 128 * 2**20  # bytes; the writer's memory before it flushes a segment
_FIRST, _DEEPER = 4_096, 16  # clauses collected at first of an unknown number, and times as many at the next try
_CHANGING = ("meta.json", ".managed.json")  # what tantivy replaces; the files of a segment are never written again


@dataclass(frozen=True, slots=True)
class KeywordEntry:
    """What the index holds of a clause, or of a whole document."""

    row: int
    doc_id: str
    text: str
    headings: str


@dataclass(frozen=True, slots=True)
class Sought:
    """A thing that a clause may say: in any of these texts, in itself or its headings. ``weight`` is what it counts."""

    texts: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another wording of what is asked: counted where its text occurs in a row, by the BM25 of its tokens."""

    text: str
    fields: Mapping[str, Sequence[str]]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in (WORDS, BIGRAMS, HEADINGS):
        builder.add_text_field(field, tokenizer_name=_ANALYZER, index_option="freq")
    for field in (CHARACTERS, _TRAIL):
        builder.add_text_field(field, tokenizer_name=_ANALYZER, index_option="position")
    builder.add_text_field(_OFFICIAL, tokenizer_name=_ANALYZER, index_option="basic")
    builder.add_text_field(_DOCUMENT, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(_ROW, fast=True, indexed=True)  # indexed: rows are deleted by it
    return builder.build()


def _register(index: tantivy.Index) -> tantivy.Index:
    index.register_tokenizer(_ANALYZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def write_keyword_index(
    folder: Path, entries: Iterable[KeywordEntry], segmenter: Segmenter, *, has_phrases: bool = True
) -> None:
    """Write the keyword index of the entries into a new folder; without phrases, no text can be asked to occur.

    Raises IndexUnwritable.
    """
    folder.mkdir()
    with _writing(folder):
        _change(tantivy.Index(_schema(), path=str(folder)), segmenter, (), entries, has_phrases=has_phrases)


def update_keyword_index(
    before: Path,
    folder: Path,
    segmenter: Segmenter,
    *,
    removed: Sequence[int],
    entries: Iterable[KeywordEntry],
    has_phrases: bool = True,
) -> None:
    """Write the index in ``before`` without the removed rows and with the entries into a new folder.

    What did not change is shared with ``before`` by hard links; nothing in ``before`` changes. A row may be removed and
    entered again. The statistics of BM25 count removed rows until tantivy merges their segment.
    Raises IndexUnwritable.
    """
    folder.mkdir()
    for path in before.iterdir():
        if path.name in _CHANGING:
            shutil.copyfile(path, folder / path.name)
        elif path.suffix != ".lock":
            link_file(path, folder / path.name)
    with _writing(folder):
        _change(tantivy.Index.open(str(folder)), segmenter, removed, entries, has_phrases=has_phrases)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Raise what tantivy, or one of its threads, could not write as IndexUnwritable."""
    try:
        yield
    except ValueError as error:  # it has no other
        raise unwritable(folder, error) from error


def _change(
    index: tantivy.Index,
    segmenter: Segmenter,
    removed: Sequence[int],
    entries: Iterable[KeywordEntry],
    *,
    has_phrases: bool,
) -> None:
    writer = _register(index).writer(heap_size=_HEAP, num_threads=1)  # one: the same corpus gives the same segments
    if removed:  # by a query: deleting by a term takes the number for a signed one and finds nothing
        writer.delete_documents_by_query(tantivy.Query.term_set_query(index.schema, _ROW, list(removed)))
    for headings, under in groupby(entries, key=attrgetter("headings")):  # neighbours stand under the same ones
        words = " ".join(segmenter.words(headings))
        trail = " ".join(spaced_characters(headings)) if has_phrases else ""
        for entry in under:
            document = _document(entry, segmenter.forms(entry.text), has_phrases=has_phrases)
            document.add_text(HEADINGS, words)
            document.add_text(_TRAIL, trail)
            writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def _document(entry: KeywordEntry, forms: Forms, *, has_phrases: bool) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned(_ROW, entry.row)
    document.add_text(_DOCUMENT, entry.doc_id)
    document.add_text(WORDS, " ".join(forms.words))
    document.add_text(BIGRAMS, " ".join(forms.bigrams))
    document.add_text(CHARACTERS, " ".join(forms.characters) if has_phrases else "")
    document.add_text(_OFFICIAL, " ".join(official_wordings(forms.characters)) if has_phrases else "")
    return document


class KeywordIndex:
    """Read access to a keyword index; safe for many threads."""

    def __init__(self, folder: Path) -> None:
        """Open the index in a folder. Raises IndexUnusable."""
        try:
            self._index = _register(tantivy.Index.open(str(folder)))
            self._searcher = self._index.searcher()
        except (Exception, BaseException) as error:  # tantivy panics on damaged files with a BaseException
            if isinstance(error, (KeyboardInterrupt, SystemExit)):
                raise
            raise IndexUnusable(f"{folder}：关键词索引无法打开（{error}）。请重新运行 build。") from error

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def document_frequency(self, field: str, token: str) -> int:
        """Return in how many clauses a token occurs."""
        return int(self._searcher.doc_freq(field, token))

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
        """Return row → score of the ``k`` best clauses that hold any of the tokens, or any of the alternatives.

        The score is the sum over fields of boost × BM25 (k1 = 1.2, b = 0.75; Robertson and Zaragoza 2009). With
        ``doc_ids`` only clauses of these documents are looked at, with ``rows`` only these; every text of ``required``
        must occur in a clause and none of ``excluded``. Conditions add nothing to the score. Of each group of
        ``alternatives`` the best one that a clause holds adds its score × ``alternative_boost``.
        """
        if k < 1:
            return {}
        conditions = self._conditions(doc_ids, rows, required, excluded)
        own = self._scored(fields, boosts)
        found = self._collect(_meeting(_any_of(own), conditions), k) if own else {}
        if not alternatives:
            return found
        # Asked apart, for the words alone are a union of terms, most of which tantivy passes over unscored. A clause
        # that is among the best of both has its whole score from the second.
        groups = [_boosted(self._best_of(group, boosts), alternative_boost) for group in alternatives]
        holding = tantivy.Query.boolean_query([(tantivy.Occur.Must, _any_of(groups)), *_optional(own)])
        found |= self._collect(_meeting(holding, conditions), k)
        return dict(sorted(found.items(), key=itemgetter(1), reverse=True)[:k])

    def holding_any(
        self,
        fields: Mapping[str, Sequence[str]],
        *,
        doc_ids: Sequence[str] | None = None,
        required: Sequence[str] = (),
        excluded: Sequence[str] = (),
    ) -> NDArray[np.int32]:
        """Return the rows, rising, of all clauses that hold any of the tokens; conditions as in ``search``."""
        own = self._scored(fields, dict.fromkeys(fields, 1.0))
        query = _meeting(_any_of(own), self._conditions(doc_ids, None, required, excluded))
        return self._rows(query, len(self)) if own else np.empty(0, np.int32)

    def saying(
        self,
        sought: Sequence[Sought],
        *,
        least: float,
        doc_ids: Sequence[str] | None = None,
        required: Sequence[str] = (),
        excluded: Sequence[str] = (),
    ) -> NDArray[np.int32]:
        """Return the rows, rising, of all clauses in which what is said of ``sought`` weighs ``least`` or more.

        A text is said where its characters stand side by side. Conditions as in ``search``.
        """
        weighed = [
            tantivy.Query.const_score_query(
                _any_of(query for text in thing.texts for query in self._said(text)), thing.weight
            )
            for thing in sought
        ]
        query = _meeting(_any_of(weighed), self._conditions(doc_ids, None, required, excluded))
        k = _FIRST
        while True:
            found = self._collect(query, min(k, len(self)))
            if len(found) < k or min(found.values()) < least:
                return np.sort(np.array([row for row, weight in found.items() if weight >= least], np.int32))
            k *= _DEEPER

    def containing(self, text: str, *, k: int) -> list[int]:
        """Return the rows, rising, of up to ``k`` clauses that hold the text's characters in a row.

        Blanks and punctuation between them are passed over; numbers match whole, so that 80张 is not in 480张.
        """
        return self._rows(self._in_a_row(text), k).tolist() if characters(text) and k > 0 else []

    def holding(self, text: str) -> NDArray[np.int32]:
        """Return the rows, rising, of all clauses in whose text or headings a text's characters stand side by side."""
        return self._rows(_any_of(self._said(text)), len(self))

    def inside_longer_numbers(self, text: str) -> list[int]:
        """Return the rows, rising, in which a text that begins or ends with a Chinese numeral has another beside it.

        There, or in the headings, 三级 may be the end of 二三级.
        """
        tokens = characters(text)
        longer = [[numeral, *tokens] for numeral in NUMERALS if tokens and tokens[0] in NUMERALS]
        longer += [[*tokens, numeral] for numeral in NUMERALS if tokens and tokens[-1] in NUMERALS]
        queries = [self._phrase(field, tokens) for tokens in longer for field in (CHARACTERS, _TRAIL)]
        return self._rows(_any_of(queries), len(self)).tolist() if queries else []

    def count(self, text: str) -> int:
        """Return how many clauses hold the text's characters in a row, as ``containing`` finds them."""
        if not characters(text):
            return 0
        found = self._searcher.search(self._in_a_row(text), limit=1, count=True)
        return int(found.count)  # type: ignore[attr-defined] # its stubs lack it

    def _conditions(
        self,
        doc_ids: Sequence[str] | None,
        rows: Sequence[int] | None,
        required: Sequence[str],
        excluded: Sequence[str],
    ) -> list[tuple[tantivy.Occur, tantivy.Query]]:
        schema = self._index.schema
        conditions = [self._in_a_row(text) for text in required]
        if doc_ids is not None:
            conditions.append(tantivy.Query.term_set_query(schema, _DOCUMENT, list(doc_ids)))
        if rows is not None:
            conditions.append(tantivy.Query.term_set_query(schema, _ROW, list(rows)))
        return [
            *((tantivy.Occur.Must, tantivy.Query.const_score_query(condition, 0.0)) for condition in conditions),
            *((tantivy.Occur.MustNot, self._in_a_row(text)) for text in excluded),
        ]

    def _scored(self, fields: Mapping[str, Sequence[str]], boosts: Mapping[str, float]) -> list[tantivy.Query]:
        """Return a query for each token that counts: terms side by side, nothing nested, so that they can be pruned."""
        schema = self._index.schema
        return [
            _boosted(tantivy.Query.term_query(schema, field, token, index_option="freq"), boosts[field])
            for field, tokens in fields.items()
            for token in tokens
            if boosts[field]
        ]

    def _best_of(self, group: Sequence[Alternative], boosts: Mapping[str, float]) -> tantivy.Query:
        return tantivy.Query.disjunction_max_query([self._alternative(alternative, boosts) for alternative in group])

    def _alternative(self, alternative: Alternative, boosts: Mapping[str, float]) -> tantivy.Query:
        occurs = tantivy.Query.const_score_query(self._occurs(alternative.text), 0.0)
        scored = self._scored(alternative.fields, boosts)
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, occurs), *_optional(scored)])

    def _occurs(self, text: str) -> tantivy.Query:
        """Return what finds a text in a row: by its name where it is an official wording that was found in clauses."""
        name = name_of(text)
        if self.document_frequency(_OFFICIAL, name):
            return tantivy.Query.term_query(self._index.schema, _OFFICIAL, name, index_option="basic")
        return self._in_a_row(text)  # of a table that is not the one the index was written with

    def _said(self, text: str) -> Iterator[tantivy.Query]:
        """Yield what finds the clauses that say a text, in themselves and in their headings."""
        pairs = [pair for pair in bigrams(text) if len(pair) > 1]
        # Pairs stand side by side: they rule out what only punctuation parts, and most clauses without their positions.
        said = [tantivy.Query.term_query(self._index.schema, BIGRAMS, pair, index_option="basic") for pair in pairs]
        if [text] != pairs:
            said.append(self._in_a_row(text))
        yield tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in said])
        yield self._phrase(_TRAIL, spaced_characters(text))

    def _in_a_row(self, text: str) -> tantivy.Query:
        return self._phrase(CHARACTERS, characters(text))

    def _phrase(self, field: str, tokens: Sequence[str]) -> tantivy.Query:
        if len(tokens) == 1:
            return tantivy.Query.term_query(self._index.schema, field, tokens[0], index_option="basic")
        return tantivy.Query.phrase_query(self._index.schema, field, list(tokens))

    def _rows(self, query: tantivy.Query, k: int) -> NDArray[np.int32]:
        """Return the first ``k`` rows that a query finds, rising."""
        found = self._searcher.search(query, limit=k, count=False, order_by_field=_ROW, order=tantivy.Order.Asc)
        return np.fromiter((row for row, _ in found.hits), np.int32, len(found.hits))

    def _collect(self, query: tantivy.Query, k: int) -> dict[int, float]:
        hits = self._searcher.search(query, limit=k, count=False).hits
        rows = self._searcher.fast_field_values(_ROW, [address for _, address in hits])
        return {int(row): float(score) for row, (score, _) in zip(rows, hits, strict=True) if row is not None}


def _boosted(query: tantivy.Query, boost: float) -> tantivy.Query:
    return tantivy.Query.boost_query(query, boost)


def _optional(queries: Iterable[tantivy.Query]) -> list[tuple[tantivy.Occur, tantivy.Query]]:
    return [(tantivy.Occur.Should, query) for query in queries]


def _any_of(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query(_optional(queries))


def _meeting(query: tantivy.Query, conditions: Sequence[tuple[tantivy.Occur, tantivy.Query]]) -> tantivy.Query:
    """Return a query under conditions; without any it stays as it is: a union that stands inside is not pruned."""
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), *conditions]) if conditions else query
