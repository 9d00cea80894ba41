"""What holds for any input: asked of what fuzzing and hostile files give."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from indexer.errors import QueryInvalid
from indexer.records import FLAGS, Clause, Document, Heading, Known, Reading
from indexer.retrieval.folding import fold, fold_with_map
from indexer.retrieval.query import parse_query
from indexer.settings import MAX_CLAUSE_CHARS
from indexer.structure.quantities import find_quantities
from indexer.structure.units import in_family

KNOWN = Known((("徐汇区", "上海市"), ("静安区", "上海市")), (2020, 2025), ("政府工作报告", "重点工作安排"))


class Broken(Exception):
    """A promise was not kept; the message says which."""


class TooSlow(Broken):
    """An input took more time than any may."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TooSlow where what is done inside takes more processor time, also in the middle of a pattern."""

    def stop(*_: Any) -> None:
        raise TooSlow(f"more than {seconds:g} s")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    started = time.process_time()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    if time.process_time() - started > seconds:  # native code, which nothing interrupts
        stop()


def check_reading(reading: Reading) -> None:
    """Check a document, and that what its clauses state stands in them. Raises Broken."""
    check_document(reading.document)
    clauses = {clause.clause_id: clause for clause in reading.document.clauses}
    for stated in reading.commitments:
        clause = clauses[stated.clause_id]
        _hold(clause.start <= stated.start < stated.end <= clause.end, "a commitment outside of its clause", stated)
        words = clause.text[stated.quantity.start : stated.quantity.end]
        _hold(words == stated.quantity.text, "a commitment's number that is not in the clause", stated)
    for place, _, low, high in reading.measures:
        _hold(0 <= place < len(clauses) and low <= high, "a measure without a clause", (place, low, high))


def check_document(document: Document) -> None:
    """Check that spans say what stands there, in order, and that no character is lost. Raises Broken."""
    spans: list[Clause | Heading] = sorted([*document.clauses, *document.headings], key=lambda span: span.start)
    for span in spans:
        _hold(document.text[span.start : span.end] == span.text == span.text.strip() != "", "a span's text", span)
    for one, other in pairwise(spans):
        _hold(one.end <= other.start, "two spans that overlap", (one, other))
    ends = [0, *(span.end for span in spans)]
    starts = [*(span.start for span in spans), len(document.text)]
    for end, start in zip(ends, starts, strict=True):
        _hold(not document.text[end:start].strip(), "text in no clause", document.text[end:start])
    for ordinal, clause in enumerate(document.clauses, 1):
        _hold(clause.ordinal == ordinal and len(clause.text) <= MAX_CLAUSE_CHARS, "a clause's number or length", clause)
        _hold(set(clause.flags) <= set(FLAGS) and all(clause.path), "a clause's flags or path", clause)
        start, end = document.in_original(clause.start, clause.end)
        _hold(0 <= start < end <= len(document.original), "the way back to the file", clause)


def check_quantities(text: str) -> None:
    """Check that the numbers of a text are values with the words that they were read from. Raises Broken."""
    found = find_quantities(text, bare=True)
    for quantity in found:
        _hold(text[quantity.start : quantity.end] == quantity.text != "", "a quantity's words", quantity)
        _hold(quantity.value.is_finite(), "a quantity's value", quantity)
        _hold(quantity.upper is None or quantity.value < quantity.upper, "the ends of a range", quantity)
        if quantity.kind == "measure":
            _, low, high = in_family(quantity)
            _hold(low.is_finite() and (high is None or low <= high), "a quantity in the unit of its family", quantity)
    for one, other in pairwise(found):
        _hold(one.end <= other.start, "two quantities that overlap", (one, other))


def check_query(words: str) -> None:
    """Check that words are understood, or refused in a sentence, and fold to what can be encoded. Raises Broken."""
    fold(words).encode()
    folded, origin = fold_with_map(words)
    _hold(len(folded) == len(origin) and all(0 <= at < len(words) for at in origin), "the way back of folding", words)
    for known in (None, KNOWN):
        try:
            query = parse_query(words, known=known)
        except QueryInvalid as refused:
            _hold(str(refused).endswith("。"), "a refusal that is no sentence", refused)
            continue
        _hold(bool(query.text) == bool(query.keywords), "words without keywords", query)
        for piece in (*query.understood, *query.unknown):
            _hold(query.words[piece.start : piece.end] == piece.words, "what was understood", piece)
        "\n".join((query.words, query.text, query.keywords, *query.phrases, *query.excluded)).encode()


def _hold(is_kept: bool, promise: str, seen: object) -> None:
    if not is_kept:
        raise Broken(f"{promise}: {seen!r:.300}")
