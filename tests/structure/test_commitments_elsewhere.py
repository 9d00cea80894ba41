"""What is found in clauses of places that the corpus does not hold, against the measures marked in them by hand.

``commitments_elsewhere.jsonl``: one clause a line, in words of our own, in the styles of counties, cities, provinces
and plans, with its flags and what its document is. ``measures`` are marked as those of ``commitments/*.jsonl``; a
clause without any must stay without. ``known_failure`` says why a clause is not yet read right; the test fails once
it is.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from indexer.records import Clause, Commitment, Document, Metadata
from indexer.structure.commitments import find_commitments
from tests.structure.test_commitments_gold import FIELDS, Mark

ROWS = [
    json.loads(line)
    for line in Path(__file__).with_name("commitments_elsewhere.jsonl").read_text(encoding="utf-8").splitlines()
]


def case(row: dict[str, Any]) -> Any:
    """Return the case of a clause; a known failure has its reason."""
    why = row["known_failure"]
    marks = [pytest.mark.xfail(reason=why, strict=True)] if why else []
    return pytest.param(row, id=row["clause"][:16], marks=marks)


def document_of(row: dict[str, Any]) -> Document:
    text = row["clause"]
    clause = Clause("d-0001", "d", 1, (), text, 0, len(text), tuple(row["flags"]))
    metadata = Metadata(year=row["document_year"], doc_type=row["doc_type"])
    return Document("d", "别处.txt", metadata, text, clauses=(clause,))


def marks_of(row: dict[str, Any]) -> list[Mark]:
    starts = [(measure, row["clause"].index(measure["evidence"])) for measure in row["measures"]]
    return [Mark(measure, start, start + len(measure["evidence"])) for measure, start in starts]


def differing(mark: Mark, found: Commitment) -> list[str]:
    """Return what disagrees with a mark, in words; a mark without a year leaves the year open."""
    names = [name for name in FIELDS if name != "year" or mark.row["year"] is not None]
    return [
        f"{name} of {mark.row['evidence']}: {mark.row[name]!r}, found {found}"
        for name in names
        if not FIELDS[name](mark.row, found)
    ]


@pytest.mark.parametrize("row", [case(row) for row in ROWS])
def test_the_measures_of_a_clause_are_found_as_people_mark_them(row: dict[str, Any]) -> None:
    open_marks, problems = marks_of(row), []
    for found in find_commitments(document_of(row)):
        mark = next((mark for mark in open_marks if mark.is_met(found, found.quantity.start)), None)
        if mark is None:
            problems.append(f"wrong {found}")
            continue
        open_marks.remove(mark)
        if not mark.row["optional"]:
            problems += differing(mark, found)
    problems += [f"missed {mark.row['evidence']}" for mark in open_marks if not mark.row["optional"]]
    assert not problems, "\n".join(problems)


def test_marks_are_words_of_their_clause() -> None:
    for row in ROWS:
        for measure in row["measures"]:
            assert measure["evidence"] in row["clause"]
            assert measure["object"] in row["clause"], measure["evidence"]
            assert measure["action"] in row["clause"], measure["evidence"]
            assert measure["star"] is ("★" in row["flags"]), measure["evidence"]
