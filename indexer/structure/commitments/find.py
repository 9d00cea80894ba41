"""A document → its commitments: for each number that measures something the verb, the object, the kind and the year."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from indexer.records import GLOSSARY, NOTE, STAR, Clause, Commitment, Document
from indexer.structure.commitments.actions import Verbs
from indexer.structure.commitments.cells import figures, row_of
from indexer.structure.commitments.listed import Told, read_list
from indexer.structure.commitments.measures import counts, measures, with_adverbs
from indexer.structure.commitments.parts import cut_parts, hide_names
from indexer.structure.commitments.phrases import bounds
from indexer.structure.commitments.spans import Spans, year_of_tasks
from indexer.structure.commitments.stance import Stance, Time

TimeOf = Callable[[Told], Time]


def find_commitments(document: Document) -> tuple[Commitment, ...]:
    """Return the quantified measures that a document states, in order, one for each number.

    ``document.text[c.start:c.end]`` is the evidence, inside its clause; glossary and notes state none.
    """
    year = year_of_tasks(document)
    stance, spans = Stance(document.metadata, year), Spans(document, year)
    found: list[Commitment] = []
    before = ""  # the object of a sentence that goes on: 开工100万平方米；竣工100万平方米
    for clause in document.clauses:
        if GLOSSARY in clause.flags or NOTE in clause.flags:
            continue
        time_of = partial(stance.of, clause, spans=spans.under(clause))
        stated = list(_of_row(document, clause, stance, time_of) or _of_clause(document, clause, time_of, before))
        goes_on = stated and clause.text.endswith(("；", ";"))
        before = stated[-1].object if goes_on else ""
        found += stated
    return tuple(found)


def _of_row(document: Document, clause: Clause, stance: Stance, time_of: TimeOf) -> list[Commitment]:
    """Read a row of an indicator table: the measure in its name, if it states one, and a figure for each column."""
    row = row_of(clause.text)
    if row is None:
        return []
    stated = _of_clause(document, clause, time_of, "")
    first, last = clause.start + row.start, clause.start + row.end
    named = [replace(one, kind="target") for one in stated if first <= one.start and one.end <= last]
    words = clause.text[row.start : row.end].strip()
    whose = named[0].object or words if named else words
    unit = row.unit or (named[0].quantity.unit if named else "")
    for label, quantity in figures(clause.text, row, unit):
        time = stance.of_label(label)
        named.append(
            Commitment(
                clause_id=clause.clause_id,
                doc_id=document.doc_id,
                start=clause.start + quantity.start,
                end=clause.start + quantity.end,
                quantity=quantity,
                object=whose,
                kind=time.kind,
                year=time.year,
                is_starred=STAR in clause.flags,
            )
        )
    return named


def _of_clause(document: Document, clause: Clause, time_of: TimeOf, before: str) -> Iterator[Commitment]:
    masked = hide_names(clause.text)
    quantities = measures(clause.text, masked)
    if not quantities:
        return
    verbs = Verbs(masked)
    for told in read_list(clause.text, masked, cut_parts(masked, quantities, verbs), verbs, before):
        if counts(told):
            yield _commitment(document, clause, masked, told, time_of(told))


def _commitment(document: Document, clause: Clause, masked: str, told: Told, time: Time) -> Commitment:
    number = bounds(masked, told.part)
    spans = [span for span in (told.governing.action, told.governing.object) if span]
    return Commitment(
        clause_id=clause.clause_id,
        doc_id=document.doc_id,
        start=clause.start + min([number.start, *(span.start for span in spans)]),
        end=clause.start + max([number.end, *(span.end for span in spans)]),
        quantity=with_adverbs(clause.text, told),
        action=told.action,
        object=told.object,
        kind=time.kind,
        year=time.year,
        period=time.period,
        is_starred=STAR in clause.flags,
    )
