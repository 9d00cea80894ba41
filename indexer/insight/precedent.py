"""A text being drafted → for each of its sentences, who wrote it so before: wordings, variants, first use, frequency.

The hybrid search brings up what is near in words and meaning, the exact search what holds a part of the sentence letter
by letter; nothing in the sentence is read as a condition. What is shown is decided by the wording alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.errors import QueryInvalid
from indexer.insight.alike import fold_alike
from indexer.insight.draft import Draft, Sentence, read_draft
from indexer.insight.first_use import FirstUse, Uses, first_use, uses_by_place
from indexer.insight.formula import Counts, rows_holding
from indexer.insight.wording_diff import Alignment, Span, Wording, align, weigh
from indexer.records import Clause, DocumentRef, Filters, Query, Result
from indexer.retrieval.search import MAX_RESULTS, Searcher
from indexer.retrieval.words import characters

# Below these no clause is a precedent; docs/decisions/0011-precedent.md. Likeness, and what is shared in weight:
LEAST_LIKENESS = 0.25
LEAST_SHARED = 5.0  # a term and more: 海绵城市 alone makes no precedent; or, of a short sentence …
LEAST_SHARE = 0.5  # … this much of it …
ONE_WORD = 3.0  # … but more than one word
LONG_RUN = 7.0  # words in a row of which so many are the same are taken over, however long the sentence around them
MAX_VARIANTS = 50
NEAR = 60  # clauses that the hybrid search gives; what is alike in wording stands well above that
COMPARED = 400  # clauses that are aligned word by word: a millisecond each
_LEAST_PART = 4  # characters, stock words not counted in full; shorter parts stand in too many clauses to tell anything

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*[%‰]?")
_BREAKS = re.compile(r"[^\w%‰.]+")  # all marks: a quotation mark or a dash would be read as a condition


@dataclass(frozen=True, slots=True)
class Precedent:
    """A clause of the corpus that is worded as a sentence is."""

    clause: Clause
    document: DocumentRef
    alignment: Alignment

    @property
    def wording(self) -> str:
        """What is worded so, in the words of the clause."""
        return self.clause.text[slice(*self.alignment.core)]

    @property
    def is_above_floor(self) -> bool:
        """Whether it is alike enough to count as a precedent."""
        alignment = self.alignment
        least = max(ONE_WORD, min(LEAST_SHARED, LEAST_SHARE * alignment.whole))
        is_alike = alignment.likeness >= LEAST_LIKENESS and alignment.shared >= least
        return is_alike or alignment.is_verbatim or alignment.longest >= LONG_RUN

    @property
    def held(self) -> tuple[Span, ...]:
        """The stretches of the sentence that the clause holds."""
        return tuple(segment.here for segment in self.alignment.segments if segment.kind == "same")


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of wording a sentence, whatever its figures. The most alike clause stands first, then the earlier."""

    precedents: tuple[Precedent, ...]

    @property
    def best(self) -> Precedent:
        """The clause that is most alike."""
        return self.precedents[0]

    @property
    def likeness(self) -> float:
        """0 to 1, of the clause that is most alike."""
        return self.best.alignment.likeness

    @property
    def is_verbatim(self) -> bool:
        """Whether the sentence stands in the clauses as it is."""
        return self.best.alignment.is_verbatim

    @property
    def first(self) -> FirstUse:
        """Who wrote it first."""
        return first_use(precedent.document for precedent in self.precedents)

    @property
    def uses(self) -> tuple[Uses, ...]:
        """How often which district wrote it in which year."""
        return uses_by_place([precedent.document for precedent in self.precedents])


@dataclass(frozen=True, slots=True)
class Formula:
    """A part of a sentence, between marks, that stands in the corpus letter by letter."""

    text: str
    clauses: int
    documents: tuple[DocumentRef, ...]

    @property
    def first(self) -> FirstUse:
        """Who wrote it first."""
        return first_use(self.documents)


@dataclass(frozen=True, slots=True)
class Finding:
    """What the corpus has on a sentence; without variants it has no precedent as a whole."""

    sentence: Sentence
    variants: tuple[Variant, ...]  # the most alike first
    formulas: tuple[Formula, ...] = ()  # the parts that others wrote in the same words
    others: int = 0  # variants above the floor that are not among these
    nearest: Precedent | None = None  # where there are no variants: so that a reader can see how far off it is
    is_cut: bool = False  # so many clauses hold a part of the sentence that not all of them were compared


@dataclass(frozen=True, slots=True)
class Precedents:
    """A draft, sentence by sentence, and the documents that were looked through."""

    draft: Draft
    findings: tuple[Finding, ...]
    documents: tuple[DocumentRef, ...]


def find_precedents(
    searcher: Searcher,
    text: str,
    *,
    k: int = 5,
    districts: Sequence[str] = (),
    years: Sequence[int] = (),
    types: Sequence[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Precedents:
    """Return up to ``k`` variants for each sentence of a draft; ``progress`` is told how many of how many are done.

    Raises QueryInvalid.
    """
    if not 1 <= k <= MAX_VARIANTS:
        raise QueryInvalid(f"每句要求 {k} 种表述，应在 1 到 {MAX_VARIANTS} 之间。请改用其他数目。")
    draft = read_draft(text)
    filters = searcher.filters(districts, years, types)
    documents = tuple(ref for ref in searcher.documents() if filters.admits(ref.metadata))
    if not documents:
        raise QueryInvalid("没有同时符合所选区、年份和类型的文件。请减少条件。")
    findings = []
    for done, sentence in enumerate(draft.sentences, start=1):
        findings.append(_find(searcher, sentence, filters, documents, k))
        if progress:
            progress(done, len(draft.sentences))
    return Precedents(draft, tuple(findings), documents)


def _find(
    searcher: Searcher, sentence: Sentence, filters: Filters, documents: Sequence[DocumentRef], k: int
) -> Finding:
    formulas = tuple(_formulas(searcher, sentence.text, filters, documents))
    whole = _BREAKS.sub(" ", sentence.text)
    candidates = _Candidates(sentence.text, searcher.vocabulary.cut)
    candidates.add(_near(searcher, sentence.text, filters, documents))
    candidates.add(_holding(searcher, [whole, *(formula.text for formula in formulas)], filters))
    shown = _variants(candidates.precedents())[:k]
    # Who was first with a variant, and how often it is written, must not hang on how many near clauses were looked at.
    wordings = (_BREAKS.sub(" ", variant.best.wording) for variant in shown if not variant.is_verbatim)
    candidates.add(_holding(searcher, wordings, filters))
    found = candidates.precedents()
    variants = _variants(found)
    return Finding(
        sentence,
        tuple(variants[:k]),
        () if variants and variants[0].is_verbatim else formulas,
        others=len(variants[k:]),
        nearest=None if variants else next((one for one in found if one.alignment.likeness), None),
        is_cut=candidates.is_cut,
    )


def _order(precedent: Precedent) -> tuple[float, bool, int, str, str]:
    metadata, likeness = precedent.document.metadata, round(precedent.alignment.likeness, 6)
    return -likeness, metadata.year is None, metadata.year or 0, metadata.issued_on, precedent.clause.clause_id


class _Candidates:
    """The clauses that were found for a sentence, each aligned with it once."""

    def __init__(self, text: str, cut: Callable[[str], list[str]]) -> None:
        self._cut = cut
        self._here = Wording(text, cut)
        self._found: dict[str, Precedent] = {}
        self.is_cut = False

    def add(self, results: Iterable[Result]) -> None:
        """Align the results that share the most pairs of characters with the sentence."""
        fresh = {r.clause.clause_id: r for r in results if r.clause.clause_id not in self._found}
        pairs = [(result, Wording(result.clause.text, self._cut)) for result in fresh.values()]
        pairs.sort(key=lambda pair: (-len(self._here.pairs & pair[1].pairs), pair[0].clause.clause_id))
        for result, there in pairs[:COMPARED]:
            alignment = align(self._here, there)
            self._found[result.clause.clause_id] = Precedent(result.clause, result.document, alignment)
        self.is_cut = self.is_cut or len(pairs) > COMPARED

    def precedents(self) -> list[Precedent]:
        """Return what was aligned, the most alike first, of equals the earlier."""
        return sorted(self._found.values(), key=_order)


def _near(searcher: Searcher, text: str, filters: Filters, documents: Sequence[DocumentRef]) -> list[Result]:
    """Return the clauses that are near to a sentence in words and meaning."""
    query = Query(words=text, text=text, keywords=text, filters=filters)
    (strongest,) = searcher.strongest(query, [[ref.doc_id for ref in documents]], k=NEAR)
    return [*strongest.results, *([strongest.nearest] if strongest.nearest else [])]


def _holding(searcher: Searcher, parts: Iterable[str], filters: Filters) -> Iterator[Result]:
    """Yield the clauses that hold a part of a sentence letter by letter; some come twice."""
    conditions = {"districts": filters.districts, "types": filters.types}
    for part in parts:
        yield from searcher.answer(part, k=MAX_RESULTS, mode="exact", years=filters.years, **conditions).results


def _formulas(searcher: Searcher, text: str, filters: Filters, documents: Sequence[DocumentRef]) -> Iterator[Formula]:
    """Yield the parts of a sentence that stand in the corpus letter by letter, but those of stock words alone."""
    for part in _parts(text):
        if weigh(part, searcher.vocabulary.cut) < _LEAST_PART:
            continue
        written, _ = Counts(searcher, [rows_holding(searcher, part, filters)]).of(documents)
        if written.clauses:
            yield Formula(part, written.clauses, written.documents)


def _parts(text: str) -> list[str]:
    """Return the parts of a sentence between marks, each once, but short ones.

    >>> _parts("健全“接诉即办”机制，热线提质")
    ['接诉即办', '热线提质']
    """
    parts = (part.strip() for part in _BREAKS.split(text))
    return list(dict.fromkeys(part for part in parts if len(characters(part)) >= _LEAST_PART))


def _variants(precedents: Sequence[Precedent]) -> list[Variant]:
    """Group precedents above the floor that hold the same of the sentence in nearly the same words, best first.

    Only the wording counts, whatever stands around it, task or review.
    """
    holding: dict[tuple[Span, ...], list[Precedent]] = {}
    for precedent in precedents:
        if not precedent.is_above_floor:
            continue
        key = ((0, 0),) if precedent.alignment.is_verbatim else precedent.held
        holding.setdefault(key, []).append(precedent)
    variants = []
    for members in holding.values():
        if members[0].alignment.is_verbatim:
            variants.append(Variant(tuple(members)))
            continue
        groups = fold_alike([_as_result(rank, precedent) for rank, precedent in enumerate(members)])
        variants += [Variant(tuple(members[r.rank] for r in (group.first, *group.others))) for group in groups]
    return sorted(variants, key=lambda variant: _order(variant.best))


def _as_result(rank: int, precedent: Precedent) -> Result:
    """Return the wording alone, without its figures: 新增食堂5家 and 新增食堂6家 are one way of wording it."""
    clause = replace(precedent.clause, text=_FIGURE.sub("", precedent.wording), flags=())
    return Result(rank, precedent.alignment.likeness, {}, clause, precedent.document)
