"""A list of questions or tasks, asked at once: what every district says on each in every year, or that it is silent.

Tasks come in as ``tasks.py`` reads them; a task that cannot be asked is a problem of its own and stops no other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from indexer.errors import QueryInvalid
from indexer.insight.asking import Named, resolve
from indexer.insight.tasks import Problem, Task, Tasks, read_tasks
from indexer.insight.topic import Cell, State, TopicCoverage, cover
from indexer.records import DocumentRef, Filters
from indexer.retrieval.search import Searcher

__all__ = ["BatchAnswer", "Problem", "Task", "TaskAnswer", "Tasks", "answer", "read_tasks"]

Progress = Callable[[int, int], None]  # tasks done, of how many


@dataclass(frozen=True, slots=True)
class TaskAnswer:
    """A task, and what is said on it by district and year; what is not loaded is no silence."""

    task: Task
    coverage: TopicCoverage

    def cells(self, state: State) -> list[Cell]:
        """Return the districts and years that said something, are silent, or are not loaded."""
        return [cell for cell in self.coverage.cells if cell.state == state]


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """The answers in the order of the list, and its lines that were not asked."""

    answers: tuple[TaskAnswer, ...]
    problems: tuple[Problem, ...]  # in the order of the lines
    filters: Filters  # the conditions beside the list, as far as the index has what they name
    named: Named  # and what they name that it does not have
    documents: tuple[DocumentRef, ...]  # that these admit


def answer(
    searcher: Searcher,
    tasks: Tasks,
    *,
    districts: Sequence[str] = (),
    years: Sequence[int] = (),
    types: Sequence[str] = (),
    progress: Progress | None = None,
) -> BatchAnswer:
    """Return for each task the best clause of every district and year; words of a task that name such are conditions.

    Raises QueryInvalid for conditions beside the list that name no area, or a type that the index does not have.
    """
    known, named = resolve(searcher, districts, years, types)
    is_loaded = bool(known.districts or not named.districts) and bool(known.years or not named.years)
    answers: list[TaskAnswer] = []
    problems = list(tasks.problems)
    for done, task in enumerate(tasks.tasks, start=1):
        try:
            coverage = cover(searcher, task.words, districts=districts, years=years, types=types)
            answers.append(TaskAnswer(task, coverage))
        except QueryInvalid as error:
            problems.append(Problem(task.line, task.words, str(error)))
        if progress:
            progress(done, len(tasks.tasks))
    return BatchAnswer(
        tuple(answers),
        tuple(sorted(problems, key=lambda problem: problem.line)),
        known,
        named,
        tuple(ref for ref in searcher.documents() if is_loaded and known.admits(ref.metadata)),
    )
