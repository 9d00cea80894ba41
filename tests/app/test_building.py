"""One build at a time, followed by another where files changed meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.building import Builder, Step
from indexer.build import BuildReport
from indexer.errors import IndexLocked
from indexer.intake import Progress
from indexer.settings import Settings

SECONDS = 20
Outcome = Callable[[], Any]


class Builds:
    """Builds that wait until they are let go, and then end as they were told to."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.go = threading.Semaphore(0)
        self.outcomes: list[Outcome] = []

    def build(self, *_: object, **__: object) -> Any:
        self.begun.release()
        assert self.go.acquire(timeout=SECONDS)
        return self.outcomes.pop(0)()

    def wait(self) -> None:
        assert self.begun.acquire(timeout=SECONDS)


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> Iterator[Builds]:
    builds = Builds()
    monkeypatch.setattr("indexer.build.build", builds.build)
    yield builds


def report(*, changed: bool) -> Outcome:
    return lambda: BuildReport("g", (), documents=0, clauses=0, encoded=0, resumed=0, seconds=0.0, changed=changed)


def locked() -> None:
    raise IndexLocked("另一个程序正在建立索引。")


def test_a_file_that_came_in_during_a_build_is_read_by_the_next(
    builds: Builds, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Builder()
    builds.outcomes = [report(changed=True), report(changed=False)]
    assert work.start(Settings())
    builds.wait()
    assert not work.start(Settings(), again=True)
    assert not work.start(Settings(), again=True)
    builds.go.release()
    builds.wait()
    assert work.running
    builds.go.release()
    assert work.wait(SECONDS)
    assert builds.outcomes == []
    assert work.report is not None
    assert work.report.changed  # of the first: the second found nothing more to do
    assert work.is_news
    monkeypatch.setattr("app.building._NEWS", 0.0)
    assert not work.is_news


def test_who_only_looks_starts_no_second_build(builds: Builds) -> None:
    work = Builder()
    builds.outcomes = [report(changed=True)]
    work.start(Settings())
    builds.wait()
    assert not work.start(Settings())
    builds.go.release()
    assert work.wait(SECONDS)
    assert not builds.begun.acquire(blocking=False)


def test_a_build_that_failed_says_why_and_the_next_may_do_better(builds: Builds) -> None:
    work = Builder()
    builds.outcomes = [locked, report(changed=True)]
    work.start(Settings())
    builds.go.release()
    assert work.wait(SECONDS)
    assert (work.error, work.report) == ("另一个程序正在建立索引。", None)
    assert work.start(Settings())
    builds.go.release()
    assert work.wait(SECONDS)
    assert work.error == ""


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_nobody_foresaw_leaves_a_sentence_and_no_build_behind(builds: Builds) -> None:
    work = Builder()
    builds.outcomes = [lambda: 1 / 0]
    work.start(Settings())
    builds.go.release()
    assert work.wait(SECONDS)
    assert "出了意外" in work.error


def test_the_time_left_is_reckoned_from_what_the_stage_did() -> None:
    assert Step("计算语义", done=600, total=1000, seconds=10.0).left == "大约还要 5 秒"
    assert Step("计算语义", done=600, total=1000, seconds=10.0, before=500).left == "大约还要 40 秒"
    assert Step("计算语义", done=500, total=1000, seconds=10.0, before=500).left == ""


def test_what_was_done_before_a_stage_was_shown_is_remembered() -> None:
    work = Builder()
    for done in (300, 400, 500):
        work._note(Progress("计算语义", done, 1000))
    step = work.steps[-1]
    assert (step.done, step.before) == (500, 300)
