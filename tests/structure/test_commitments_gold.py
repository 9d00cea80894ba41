"""What is found in the corpus against the measures that people marked in it by reading, and floors of what agrees.

One file of ``commitments/*.jsonl`` a document, one number a line: ``sentence`` and ``evidence`` are the document's own
words, ``object`` a run of the sentence. An ``optional`` mark is a measure that one may count or leave: it is neither
missed nor wrong. A file that is added is scored against the same floors.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from indexer.reading import read_file
from indexer.records import Commitment, Document
from indexer.structure import doc_id_of, structure
from indexer.structure.commitments import find_commitments

CORPUS = Path(__file__).parents[2] / "corpus"
FILES = sorted((Path(__file__).parent / "commitments").glob("*.jsonl"))
SIGNS = {
    "eq": "=",
    "stretch": "=",
    "about": "~",
    "at_least": ">=",
    "more_than": ">=",
    "at_most": "<=",
    "less_than": "<",
}
FLOORS = {
    "recall": 0.98,
    "precision": 0.98,
    "comparator": 0.98,
    "kind": 0.99,
    "year": 0.99,
    "period": 0.99,
    "star": 1.0,
    "action": 0.97,
    "object": 0.95,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked measure, and where its evidence stands in the document's text."""

    row: dict[str, Any]
    start: int
    end: int

    def is_met(self, found: Commitment, at: int) -> bool:
        """Return whether what was found is this number, at its place in the text."""
        values = (found.quantity.value, found.quantity.upper)
        marked = (Decimal(str(self.row["value"])), decimal_or_none(self.row["upper"]))
        return values == marked and found.quantity.unit == self.row["unit"] and self.start <= at < self.end


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found of a document's marks."""

    met: Sequence[tuple[Mark, Commitment]]
    missed: Sequence[Mark]
    wrong: Sequence[Commitment]

    def rates(self) -> dict[str, float]:
        required = [pair for pair in self.met if not pair[0].row["optional"]]
        agreeing = {name: sum(agree(mark.row, found) for mark, found in required) for name, agree in FIELDS.items()}
        return {
            "recall": len(required) / (len(required) + len(self.missed)),
            "precision": len(required) / (len(required) + len(self.wrong)),
            **{name: count / len(required) for name, count in agreeing.items()},
        }

    def report(self, document: Document) -> str:
        """Return every disagreement, one a line, for the person who reads the failure."""
        lines = [f"missed {mark.row['evidence']}" for mark in self.missed]
        lines += [f"wrong {document.text[found.start : found.end]} | {found.quantity.text}" for found in self.wrong]
        for mark, found in self.met:
            differing = [name for name, agree in FIELDS.items() if not agree(mark.row, found)]
            lines += [f"{name} {mark.row['evidence']} | {mark.row[name]!r}, found {found}" for name in differing]
        return "\n".join(lines)


def decimal_or_none(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def sign(found: Commitment) -> str:
    return SIGNS.get(found.quantity.comparator, found.quantity.comparator)


def same_action(marked: str, found: str) -> bool:
    """A verb agrees with a longer or shorter form of it (新增培养 and 培养), and none with none."""
    return marked == found or bool(marked and found and (marked in found or found in marked))


def same_object(marked: str, found: str) -> bool:
    """Objects agree when they share a run of half the marked one's characters."""
    size = SequenceMatcher(None, marked, found, autojunk=False).find_longest_match().size
    return 2 * size >= len(marked)


FIELDS: dict[str, Callable[[dict[str, Any], Commitment], bool]] = {
    "comparator": lambda row, found: row["comparator"] == sign(found),
    "kind": lambda row, found: row["kind"] == found.kind,
    "year": lambda row, found: row["year"] == found.year,
    "period": lambda row, found: row.get("period", "") == found.period,
    "star": lambda row, found: row["star"] == found.is_starred,
    "action": lambda row, found: same_action(row["action"], found.action),
    "object": lambda row, found: same_object(row["object"], found.object),
}


@cache
def document_of(file: Path) -> Document:
    name = f"{file.stem}.txt"
    data, cleaned = read_file(CORPUS / name, name)
    return structure(cleaned, doc_id=doc_id_of(data), source=name)


@cache
def marks_of(file: Path) -> tuple[Mark, ...]:
    """Return the marks of a document in its order, each at the place of its sentence and evidence."""
    text, marks, past = document_of(file).text, [], 0
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        past = text.index(row["sentence"], past)
        start = past + row["sentence"].index(row["evidence"])
        marks.append(Mark(row, start, start + len(row["evidence"])))
    return tuple(marks)


@cache
def comparison_of(file: Path) -> Comparison:
    document = document_of(file)
    starts = {clause.clause_id: clause.start for clause in document.clauses}
    open_marks, met, wrong = list(marks_of(file)), [], []
    for found in find_commitments(document):
        at = starts[found.clause_id] + found.quantity.start
        mark = next((mark for mark in open_marks if mark.is_met(found, at)), None)
        if mark is None:
            wrong.append(found)
        else:
            open_marks.remove(mark)
            met.append((mark, found))
    return Comparison(met, [mark for mark in open_marks if not mark.row["optional"]], wrong)


@pytest.fixture(params=FILES, ids=lambda file: file.stem)
def file(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_marks_are_the_words_of_the_document(file: Path) -> None:
    for mark in marks_of(file):
        row = mark.row
        assert row["object"] in row["sentence"] or row["object"] in document_of(file).text, row["evidence"]
        assert row["action"] in row["sentence"], row["evidence"]
        assert row["kind"] in {"target", "result"}


@pytest.mark.parametrize("rate", FLOORS)
def test_what_is_found_agrees_with_what_people_marked(file: Path, rate: str) -> None:
    compared = comparison_of(file)
    assert compared.rates()[rate] >= FLOORS[rate], compared.report(document_of(file))
