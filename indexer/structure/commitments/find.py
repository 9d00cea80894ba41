"""A document → its commitments: for each number that measures something the verb, the object, the kind and the year."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.records import GLOSSARY, NOTE, STAR, Clause, Commitment, Document
from indexer.structure.commitments.actions import Verbs
from indexer.structure.commitments.listed import Told, read_list
from indexer.structure.commitments.measures import measures, with_adverbs
from indexer.structure.commitments.parts import cut_parts, hide_names
from indexer.structure.commitments.phrases import bounds
from indexer.structure.commitments.stance import Stance


def find_commitments(document: Document) -> tuple[Commitment, ...]:
    """Return the quantified measures that a document states, in order, one for each number.

    ``document.text[c.start:c.end]`` is the evidence, inside its clause; glossary and notes state none.
    """
    stance = Stance(document.metadata)
    return tuple(found for clause in document.clauses for found in _of_clause(document, clause, stance))


def _of_clause(document: Document, clause: Clause, stance: Stance) -> Iterator[Commitment]:
    if GLOSSARY in clause.flags or NOTE in clause.flags:
        return
    masked = hide_names(clause.text)
    quantities = measures(clause.text, masked)
    if not quantities:
        return
    verbs = Verbs(masked)
    for told in read_list(clause.text, masked, cut_parts(masked, quantities, verbs), verbs):
        yield _commitment(document, clause, masked, told, stance)


def _commitment(document: Document, clause: Clause, masked: str, told: Told, stance: Stance) -> Commitment:
    number = bounds(masked, told.part)
    spans = [span for span in (told.governing.action, told.governing.object) if span]
    time = stance.of(clause, told)
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
