"""Questions whose answers are known, put to an open index: each clause of a sample must be found by its own words.

They tell what no digest can: that what was written can be found, in every way there is to search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from indexer.errors import IndexerError
from indexer.records import MODES, Answer, Clause, DocumentRef, Filters, Mode
from indexer.retrieval.search import Searcher

_DOCUMENTS = 8  # spread over the index; each gives one clause to be asked for in every way
_LEAST_CHARS = 10  # of a clause that is told from others by its words
_DEPTH = 100  # clauses of near the same words may come before it
_WAYS: Mapping[Mode, str] = {"hybrid": "综合", "keyword": "按词", "semantic": "按意思", "exact": "逐字"}

Tell = Callable[[int, int], None]


def find_deaf(searcher: Searcher, tell: Tell = lambda _done, _total: None) -> tuple[int, list[str]]:
    """Ask, and return how much was asked, and what was not answered as it must be, in Chinese words."""
    sample = list(_sample(searcher))
    asked, wrong = 0, []
    for done, (document, clause) in enumerate(sample):
        tell(done, len(sample))
        for how, is_answered in _questions(searcher, document, clause):
            asked += 1
            try:
                if not is_answered():
                    wrong.append(f"{how}查不到「{clause.text[:20]}」（{document.source}）")
            except IndexerError as error:
                wrong.append(f"{how}查「{clause.text[:20]}」时出错：{error}")
    tell(len(sample), len(sample))
    return asked, wrong


def _sample(searcher: Searcher) -> Iterator[tuple[DocumentRef, Clause]]:
    """Yield a clause of each of some documents, from different places in them."""
    documents = [ref for ref in searcher.documents() if ref.clauses]
    chosen = documents[:: max(1, -(-len(documents) // _DOCUMENTS))]
    for place, ref in enumerate(chosen, start=1):
        clauses = searcher.read(ref.doc_id).clauses
        start = len(clauses) * place // (len(chosen) + 1)
        telling = (clause for clause in (*clauses[start:], *clauses[:start]) if len(clause.text) >= _LEAST_CHARS)
        if clause := next(telling, None):
            yield ref, clause


def _questions(searcher: Searcher, document: DocumentRef, clause: Clause) -> Iterator[tuple[str, Callable[[], bool]]]:
    """Yield what is asked of a clause, in words, and how to ask it; True where the answer is as it must be."""
    for mode in MODES:
        yield _WAYS[mode], partial(_is_found, searcher, clause, mode)
    yield "限定区、年、类型", partial(_is_found_by_filter, searcher, document, clause)
    if words := sorted(searcher.vocabulary.terms(clause.text), key=len):
        yield f"按词「{words[-1]}」", lambda: bool(_ask(searcher, words[-1], "keyword", Filters()).results)


def _is_found(searcher: Searcher, clause: Clause, mode: Mode) -> bool:
    return _holds(_ask(searcher, clause.text, mode, Filters()), clause)


def _is_found_by_filter(searcher: Searcher, document: DocumentRef, clause: Clause) -> bool:
    """Tell whether a clause is found under what is known of its document, and nothing that is known to be otherwise."""
    meta = document.metadata
    wanted = Filters((meta.district,) if meta.district else (), (meta.year,) if meta.year else (), (meta.doc_type,))
    answer = _ask(searcher, clause.text, "exact", wanted)
    found = [result.document.metadata for result in answer.results]
    return _holds(answer, clause) and all(
        (not wanted.districts or other.district in wanted.districts)
        and (not wanted.years or other.year in wanted.years)
        and other.doc_type in wanted.types
        for other in found
    )


def _ask(searcher: Searcher, words: str, mode: Mode, wanted: Filters) -> Answer:
    """Search for words as they are: what they could set as a condition is taken for words."""
    ignore = [piece.key for piece in searcher.understand(words, mode=mode).understood]
    return searcher.answer(
        words,
        k=_DEPTH,
        districts=wanted.districts,
        years=wanted.years,
        types=wanted.types,
        mode=mode,
        ignore=ignore,
    )


def _holds(answer: Answer, clause: Clause) -> bool:
    """Tell whether an answer holds a clause, or another one of the same text, which must not be told from it."""
    return any(result.clause.text == clause.text for result in answer.results)
