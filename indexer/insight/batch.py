"""A list of questions or tasks, asked at once: for every district its best clause and figure, or that it is silent.

Tasks come in as ``tasks.py`` reads them; a task that cannot be asked is a problem of its own and stops no other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from indexer.errors import QueryInvalid
from indexer.insight.asking import Named, Place, ask, place_of, resolve
from indexer.insight.figures import Figures
from indexer.insight.ledger import Entry
from indexer.insight.tasks import Problem, Task, Tasks, read_tasks
from indexer.insight.topic import LOOKED_AT, holds_words
from indexer.records import DocumentRef, Query, Result
from indexer.retrieval.search import Searcher

__all__ = ["BatchAnswer", "Problem", "Said", "Task", "TaskAnswer", "Tasks", "answer", "read_tasks"]

Progress = Callable[[int, int], None]  # tasks done, of how many


@dataclass(frozen=True, slots=True)
class Said:
    """What a district says on a task: its strongest clause, whatever the year."""

    district: str  # "" for documents whose district is not known
    parent: str
    best: Result
    figures: tuple[Entry, ...]  # best first; of the strongest clause, or of the next that has some

    @property
    def is_in_words(self) -> bool:
        """Whether the clause holds the words that were asked for; if not, it is only near in meaning."""
        return holds_words(self.best)


@dataclass(frozen=True, slots=True)
class Silent:
    """A district whose documents say nothing on a task above the bar of the search."""

    district: str
    parent: str
    documents: tuple[DocumentRef, ...]
    nearest: Result | None


@dataclass(frozen=True, slots=True)
class TaskAnswer:
    """What all districts say on a task; what is not loaded is no silence."""

    task: Task
    query: Query
    said: tuple[Said, ...]  # by parent and district
    silent: tuple[Silent, ...]
    not_loaded: tuple[Place, ...]  # districts of the corpus without documents of the year, type or part asked for
    named: Named  # asked for by name, and nowhere in the corpus


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """The answers in the order of the list, and its lines that were not asked."""

    answers: tuple[TaskAnswer, ...]
    problems: tuple[Problem, ...]
    documents: tuple[DocumentRef, ...]  # that the conditions beside the list admit


def answer(
    searcher: Searcher,
    tasks: Tasks,
    *,
    districts: Sequence[str] = (),
    years: Sequence[int] = (),
    types: Sequence[str] = (),
    progress: Progress | None = None,
) -> BatchAnswer:
    """Return for each task the best clause of every district; words of a task that name such are its conditions.

    Raises QueryInvalid for conditions that cannot be met by any task: a name that is no area, an unknown type.
    """
    known, named = resolve(searcher, districts, years, types)
    is_loaded = bool(known.districts or not named.districts) and bool(known.years or not named.years)
    admitted = tuple(ref for ref in searcher.documents() if is_loaded and known.admits(ref.metadata))
    answers: list[TaskAnswer] = []
    problems = list(tasks.problems)
    for done, task in enumerate(tasks.tasks, start=1):
        try:
            answers.append(_answer(searcher, task, districts, years, types))
        except QueryInvalid as error:
            problems.append(Problem(task.line, task.words, str(error)))
        if progress:
            progress(done, len(tasks.tasks))
    problems.sort(key=lambda problem: problem.line)
    return BatchAnswer(tuple(answers), tuple(problems), admitted)


def _answer(
    searcher: Searcher, task: Task, districts: Sequence[str], years: Sequence[int], types: Sequence[str]
) -> TaskAnswer:
    asked = ask(searcher, task.words, districts=districts, years=years, types=types)
    groups: dict[Place, list[DocumentRef]] = {}
    for ref in sorted(asked.documents, key=lambda ref: place_of(ref.metadata)):
        groups.setdefault(place_of(ref.metadata), []).append(ref)
    strongest = searcher.strongest(
        asked.query, ({ref.doc_id for ref in group} for group in groups.values()), k=LOOKED_AT
    )
    figures = Figures(searcher, asked.query)
    said: list[Said] = []
    silent: list[Silent] = []
    for ((parent, district), documents), found in zip(groups.items(), strongest, strict=True):
        if found.results:
            said.append(Said(district, parent, found.results[0], figures.of(found.results)))
        else:
            silent.append(Silent(district, parent, tuple(documents), found.nearest))
    missing = tuple(place for place in asked.places if place not in groups)
    return TaskAnswer(task, asked.query, tuple(said), tuple(silent), missing, asked.named)
