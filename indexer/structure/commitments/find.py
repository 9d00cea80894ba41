"""A document → its commitments: for each number that measures something the verb, the object, the kind and the year."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.records import GLOSSARY, NOTE, STAR, Clause, Commitment, Document, Quantity
from indexer.structure.commitments.governing import Told, read_parts
from indexer.structure.commitments.parts import cut_parts, hide_names
from indexer.structure.commitments.stance import kind_of, period_of, year_of
from indexer.structure.quantities import find_quantities


def find_commitments(document: Document) -> tuple[Commitment, ...]:
    """Return the quantified measures that a document states, in order, one for each number.

    ``document.text[c.start:c.end]`` is the evidence, inside its clause; glossary and notes state none.
    """
    return tuple(found for clause in document.clauses for found in _of_clause(document, clause))


def _of_clause(document: Document, clause: Clause) -> Iterator[Commitment]:
    if GLOSSARY in clause.flags or NOTE in clause.flags:
        return
    quantities = [quantity for quantity in find_quantities(clause.text) if _measures(quantity)]
    if not quantities:
        return
    masked = hide_names(clause.text)
    for told in read_parts(clause, masked, cut_parts(masked, quantities)):
        yield _commitment(document, clause, told)


def _measures(quantity: Quantity) -> bool:
    return quantity.kind == "measure"


def _commitment(document: Document, clause: Clause, told: Told) -> Commitment:
    quantity = told.quantity
    sentence, before = clause.text[told.sentence :], clause.text[told.sentence : quantity.start]
    kind = kind_of(clause, document.metadata, sentence.split("。")[0])
    return Commitment(
        clause_id=clause.clause_id,
        doc_id=document.doc_id,
        start=clause.start + told.start,
        end=clause.start + told.end,
        quantity=quantity,
        action=told.action,
        object=told.object,
        kind=kind,
        year=year_of(kind, clause, document.metadata, before),
        period=period_of(before),
        is_starred=STAR in clause.flags,
    )
