"""A document → its commitments: for each number that measures something the verb, the object, the kind and the year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.records import GLOSSARY, NOTE, STAR, Clause, Commitment, Document, Quantity
from indexer.structure.commitments.actions import Verbs
from indexer.structure.commitments.governing import Governing, bounds, govern, object_above
from indexer.structure.commitments.parts import Part, cut_parts, hide_names
from indexer.structure.commitments.stance import kind_of, period_of, year_of
from indexer.structure.quantities import find_quantities

_POINTING = re.compile(r"(?:以下|下列|如下|上述|这|那|前述|[“最]后)\s?$")
_RATES = ("%", "‰", "个百分点", "倍", "番")


def find_commitments(document: Document) -> tuple[Commitment, ...]:
    """Return the quantified measures that a document states, in order, one for each number.

    ``document.text[c.start:c.end]`` is the evidence, inside its clause; glossary and notes state none.
    """
    return tuple(found for clause in document.clauses for found in _of_clause(document, clause))


@dataclass(slots=True)
class _Told:
    part: Part
    governing: Governing
    action: str
    object: str


def _of_clause(document: Document, clause: Clause) -> Iterator[Commitment]:
    if GLOSSARY in clause.flags or NOTE in clause.flags:
        return
    quantities = [quantity for quantity in find_quantities(clause.text) if _measures(clause.text, quantity)]
    if not quantities:
        return
    masked = hide_names(clause.text)
    for told in _read(clause.text, masked, quantities):
        yield _commitment(document, clause, masked, told)


def _measures(text: str, quantity: Quantity) -> bool:
    """Return whether a quantity is a measure, and no count of the text's own points: 以下七方面工作."""
    return quantity.kind == "measure" and not (
        quantity.unit == "方面" or text.startswith("方面", quantity.end) or _POINTING.search(text, 0, quantity.start)
    )


def _read(text: str, masked: str, quantities: list[Quantity]) -> list[_Told]:
    """Read each number of a clause; what one leaves out comes from the one before it, or from the words above."""
    verbs = Verbs(masked)
    read: list[_Told] = []
    for part in cut_parts(masked, quantities, verbs):
        governing = govern(masked, part, verbs)
        action = text[slice(*governing.action)] if governing.action else ""
        words = text[slice(*governing.object)] if governing.object else ""
        last = read[-1] if read and read[-1].part.sentence == part.sentence else None
        if not action and last and (part.is_joined or not words or _is_alike(last.part.quantity, part.quantity)):
            action = last.action
        if not words:
            above = None if last else object_above(masked, part, verbs)
            words = last.object if last else text[slice(*above)] if above else ""
        told = _Told(part, governing, action, words)
        if part.is_joined and governing.is_behind:
            _hand_back(read, told)
        read.append(told)
    return read


def _hand_back(read: list[_Told], told: _Told) -> None:
    """Give the verb behind a list to the numbers of the list before it: 5个亭、10个廊投入使用."""
    for before in reversed(read):
        if before.action:
            return
        before.action = told.action
        if not before.part.is_joined:
            return


def _is_alike(left: Quantity, right: Quantity) -> bool:
    return left.unit not in _RATES and right.unit not in _RATES


def _commitment(document: Document, clause: Clause, masked: str, told: _Told) -> Commitment:
    part = told.part
    number = bounds(masked, part)
    spans = [span for span in (told.governing.action, told.governing.object) if span]
    sentence, before = clause.text[part.sentence :], clause.text[part.sentence : part.quantity.start]
    kind = kind_of(clause, document.metadata, sentence.split("。")[0])
    return Commitment(
        clause_id=clause.clause_id,
        doc_id=document.doc_id,
        start=clause.start + min([number.start, *(span[0] for span in spans)]),
        end=clause.start + max([number.end, *(span[1] for span in spans)]),
        quantity=part.quantity,
        action=told.action,
        object=told.object,
        kind=kind,
        year=year_of(kind, clause, document.metadata, before),
        period=period_of(before),
        is_starred=STAR in clause.flags,
    )
