"""What the search must find, must not find and must put first in ``corpus/``, case by case, with the real model.

The cases are data: one file of ``tests/relevance/*.jsonl`` a kind, one case a line. ``docs/quality.md`` says what a
line may hold, and lists the cases that are known to fail.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import pytest

from indexer import Searcher
from indexer.records import Clause, Metadata, Mode, Result
from indexer.retrieval.folding import fold
from indexer.settings import Settings

HERE = Path(__file__).parent
QUALITY = HERE.parents[1] / "docs" / "quality.md"
PAGE = 10  # results that a page shows first: what must not be found must not be among them
KINDS = {
    *("exact", "substring", "number", "unit", "district", "year", "target-over-slogan", "lay", "formula"),
    *("traditional", "other-language", "absent", "boilerplate", "glossary", "star"),
}


@dataclass(frozen=True, slots=True)
class Target:
    """A clause named by words that no other clause holds, in the whole corpus or among what it is ``of``.

    With ``clauses`` above 1, that many clauses hold the words, and any of them will do.
    """

    text: str
    of: str = ""
    clauses: int = 1

    @classmethod
    def parse(cls, value: str | Mapping[str, Any]) -> Target:
        return cls(value) if isinstance(value, str) else cls(**value)

    def is_held(self, clause: Clause, metadata: Metadata) -> bool:
        return fold(self.text) in fold(clause.text) and is_of(clause, metadata, self.of)

    def place(self, results: Sequence[Result]) -> int | None:
        """Return the rank of the first result that is meant; None if there is none."""
        ranks = (r.rank for r in results if self.is_held(r.clause, r.document.metadata))
        return next(ranks, None)


@dataclass(frozen=True, slots=True)
class Case:
    """One line: a query, and what is expected of its results."""

    id: str
    kind: str
    query: str
    mode: Mode = "hybrid"
    filters: Mapping[str, Sequence[Any]] = field(default_factory=dict)  # chosen beside the words
    find: Sequence[Target] = ()  # each among the first ``within``
    within: int = 3
    missing: Sequence[Target] = ()  # none among the first ``missing_within``; "not" in the line
    missing_within: int = PAGE
    above: Sequence[tuple[Target, Target]] = ()  # the first is on the page, the second below it or not there
    only: str = ""  # what every result is of, as in ``Target.of``
    every: Sequence[str] = ()  # words that every result holds
    unknown: Sequence[str] = ()  # what is said not to be in the corpus: districts, years, figures
    count: int | None = None  # how many results there are in all; 0: nothing may be found
    same_as: str = ""  # another query that has the same results
    known_failure: str = ""

    @classmethod
    def parse(cls, kind: str, line: str) -> Case:
        renamed = {"not": "missing", "not_within": "missing_within"}
        row: dict[str, Any] = {renamed.get(name, name): value for name, value in json.loads(line).items()}
        for name in ("find", "missing"):
            row[name] = [Target.parse(value) for value in row.get(name, ())]
        row["above"] = [(Target.parse(better), Target.parse(worse)) for better, worse in row.get("above", ())]
        return cls(kind=kind, **row)

    @property
    def expectations(self) -> list[str]:
        names = ("find", "missing", "above", "only", "every", "unknown", "count", "same_as")
        defaults = {f.name: f.default for f in fields(self)}
        return [name for name in names if getattr(self, name) not in (defaults[name], [])]


def is_of(clause: Clause, metadata: Metadata, words: str) -> bool:
    """Tell whether each word is the district, year or type of the document, or a flag of the clause."""
    return set(words.split()) <= {metadata.district, str(metadata.year), metadata.doc_type, *clause.flags}


def read_cases() -> list[Case]:
    lines = ((path.stem, line) for path in sorted(HERE.glob("*.jsonl")) for line in path.open(encoding="utf-8"))
    return [Case.parse(kind, line) for kind, line in lines]


CASES = read_cases()


def parameter(case: Case) -> Any:
    marks = [pytest.mark.xfail(strict=True, raises=AssertionError, reason=case.known_failure)]
    return pytest.param(case, id=f"{case.kind}-{case.id}", marks=marks if case.known_failure else [])


@pytest.fixture(scope="module")
def searcher(published: Settings) -> Searcher:
    return Searcher.open(published.index, settings=published)


@pytest.fixture(scope="module")
def clauses(searcher: Searcher) -> list[tuple[Clause, Metadata]]:
    documents = [searcher.read(ref.doc_id) for ref in searcher.documents()]
    return [(clause, document.metadata) for document in documents for clause in document.clauses]


@pytest.mark.parametrize("case", [parameter(case) for case in CASES])
def test_relevance(case: Case, searcher: Searcher) -> None:
    if failures := check(case, searcher):
        raise AssertionError("\n".join(failures))


def check(case: Case, searcher: Searcher) -> list[str]:
    """Return what a case expects and the search does not give, with what was found; nothing if all is well.

    Results that are marked as lying beyond what the words ask for do not count, for better or worse.
    """
    depth = max(PAGE, case.within, case.missing_within, (case.count or 0) + 1)
    answer = searcher.answer(case.query, k=depth, mode=case.mode, **case.filters)  # type: ignore[arg-type]
    results = [result for result in answer.results if not result.is_beyond]
    page = results[:PAGE]
    failures = [f"not among the first {case.within}: {t}" for t in case.find if not t.place(results[: case.within])]
    failures += [
        f"rank {place}, not wanted: {t}" for t in case.missing if (place := t.place(results[: case.missing_within]))
    ]
    for better, worse in case.above:
        place = better.place(page)
        if place is None or (worse.place(page) or depth) < place:
            failures.append(f"ranks {place} and {worse.place(page)}: {better} belongs above {worse}")
    strangers = [r.rank for r in results if not is_of(r.clause, r.document.metadata, case.only)]
    failures += [f"not of {case.only}: ranks {strangers}"] if strangers or (case.only and not results) else []
    for words in case.every:
        lacking = [r.rank for r in results if fold(words) not in fold(r.clause.text)]
        failures += [f"without {words}: ranks {lacking}"] if lacking or not results else []
    if case.unknown and [piece.value for piece in answer.query.unknown] != case.unknown:
        failures.append(f"said to be unknown: {answer.query.unknown}, expected {case.unknown}")
    if case.count is not None and len(results) != case.count:
        failures.append(f"{len(results)} results, expected {case.count}")
    if case.same_as:
        others = searcher.search(case.same_as, k=depth, mode=case.mode, **case.filters)  # type: ignore[arg-type]
        if not results or [r.clause.clause_id for r in answer.results] != [r.clause.clause_id for r in others]:
            failures.append(f"not the results of {case.same_as}: {others[0].clause.text if others else 'nothing'}")
    return [f"{case.query} ({case.mode}):", *failures, *map(shown, answer.results[:5])] if failures else []


def shown(result: Result) -> str:
    metadata = result.document.metadata
    whose = f"{metadata.district} {metadata.year} {metadata.doc_type} {' '.join(result.clause.flags)}"
    return f"  {result.rank}. {result.score:.3f} {'beyond ' * result.is_beyond}{whose}: {result.clause.text[:80]}"


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.kind}-{case.id}") for case in CASES])
def test_every_case_means_clauses_that_exist(case: Case, clauses: list[tuple[Clause, Metadata]]) -> None:
    assert case.expectations
    for target in (*case.find, *(better for better, _ in case.above)):
        assert sum(target.is_held(*entry) for entry in clauses) == target.clauses, target
    for target in (*case.missing, *(worse for _, worse in case.above)):
        assert any(target.is_held(*entry) for entry in clauses), f"no trap: {target}"


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ({"find": ["为市民提供16万张低价电影票"]}, "not among the first 3"),
        ({"not": ["趸租"]}, "rank 1, not wanted"),
        ({"above": [["积极发展低空经济", "趸租"]]}, "belongs above"),
        ({"only": "黄浦区"}, "not of 黄浦区: ranks [1]"),
        ({"every": ["低空经济"]}, "without 低空经济: ranks [1]"),
        ({"unknown": ["777张"]}, "said to be unknown: (), expected"),
        ({"count": 0}, "1 results, expected 0"),
        ({"same_as": "低空经济"}, "not the results of 低空经济"),
    ],
)
def test_what_is_not_met_is_said(expected: dict[str, Any], said: str, searcher: Searcher) -> None:
    line = json.dumps({"id": "wrong", "query": "趸租", "mode": "exact", **expected})
    case = Case.parse("wrong", line)
    assert len(case.expectations) == 1
    query, failure, found = check(case, searcher)
    assert said in failure
    assert (query, found[:5]) == ("趸租 (exact):", "  1. ")


def test_there_are_enough_cases_of_every_kind() -> None:
    numbers = Counter(case.kind for case in CASES)
    assert set(numbers) >= KINDS
    assert {kind: number for kind, number in numbers.items() if number < 6} == {}
    assert len(CASES) >= 150
    assert max(Counter((case.kind, case.id) for case in CASES).values()) == 1


def test_known_failures_are_listed() -> None:
    section = QUALITY.read_text(encoding="utf-8").split("\n### Known failures\n")[1].split("\n## ")[0]
    listed = re.findall(r"^\| `([\w-]+)` \| (.+?) \| (.+?) \|$", section, re.MULTILINE)
    known = [(f"{case.kind}-{case.id}", case.query, case.known_failure) for case in CASES if case.known_failure]
    assert sorted(listed) == sorted(known)
