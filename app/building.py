"""Building the index from the page: one build at a time in this process, whoever asks for it.

It runs in a thread of its own, so that closing or reloading the page neither stops it nor starts a second one. Every
session reads the same progress.
"""

from __future__ import annotations

import contextvars
import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from app.access.guard import keeper_action
from app.text import plain
from indexer import logs, printing
from indexer.errors import IndexerError
from indexer.memory import give_back
from indexer.settings import Settings

if TYPE_CHECKING:
    from indexer.build import BuildReport, Progress

_log = logging.getLogger(__name__)
_NEWS = 600.0  # seconds
_MANY = 50  # steps; of fewer, the speed so far tells nothing


@dataclass(frozen=True, slots=True)
class Step:
    """How far a stage of the build has come."""

    stage: str
    done: int
    total: int
    detail: str = ""
    seconds: float = 0.0  # since the stage began
    before: int = 0  # done before it began, while another stage was shown

    @property
    def words(self) -> str:
        """The step in words: 读取文件 3/5　静安区-2025.txt."""
        count = f" {self.done}/{self.total}" if self.total > 1 else ""
        return f"{self.stage}{count}" + (
            f"　{self.detail}" if self.detail and self.detail[:1] not in "0123456789" else ""
        )

    @property
    def left(self) -> str:
        """How long the stage will still take, in words; empty where that cannot be told yet."""
        if self.total < _MANY or not self.before < self.done < self.total or self.seconds < 1:
            return ""
        seconds = self.seconds / (self.done - self.before) * (self.total - self.done)
        return f"大约还要 {seconds / 60:.0f} 分钟" if seconds >= 90 else f"大约还要 {max(5, round(seconds / 5) * 5)} 秒"

    @property
    def share(self) -> float:
        """What is done, 0 to 1."""
        return min(1.0, self.done / self.total) if self.total > 0 else 0.0


class Builder:
    """Runs builds one after another and remembers how the last one went."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._steps: dict[str, Step] = {}
        self._began: dict[str, tuple[float, int]] = {}  # stage → when, and how much was done then
        self._is_running = self._is_wanted_again = False
        self._ended = 0.0
        self.error = ""
        self.report: BuildReport | None = None

    @property
    def is_news(self) -> bool:
        """Whether how the last build went is still worth telling; that it failed always is."""
        return bool(self.error) or time.monotonic() - self._ended < _NEWS

    @property
    def running(self) -> bool:
        """Whether a build is under way."""
        return self._is_running

    @property
    def steps(self) -> tuple[Step, ...]:
        """The stages begun so far, the current one last."""
        with self._lock:
            return tuple(self._steps.values())

    def start(self, settings: Settings, *, again: bool = False) -> bool:
        """Start a build; False if one is under way already.

        With ``again`` that one is followed by another, for files may have changed since it looked at them.
        """
        with self._lock:
            if self._is_running:
                self._is_wanted_again |= again
                return False
            self._is_running, self._is_wanted_again = True, False
            self.error, self.report = "", None
            asked = contextvars.copy_context().run  # the log knows which request asked for it
            self._thread = threading.Thread(target=asked, args=(self._run, settings), name="build", daemon=True)
            self._thread.start()
            return True

    def wait(self, seconds: float) -> bool:
        """Wait for the build to end; True if it has."""
        if self._thread is not None:
            self._thread.join(seconds)
        return not self.running

    def _run(self, settings: Settings) -> None:
        try:
            self._build(settings)
            while self._is_called_again():
                self._build(settings)
        finally:  # also where the thread dies of something unforeseen
            self._is_running = False

    def _is_called_again(self) -> bool:
        """Whether another build is wanted; where none is, nobody can ask this thread for one any more."""
        with self._lock:
            self._is_running, self._is_wanted_again = self._is_wanted_again, False
            return self._is_running

    def _build(self, settings: Settings) -> None:
        with self._lock:
            self._steps, self._began = {}, {}
        error = f"建立索引时出了意外（编号 {logs.current_request()}），请把编号告诉管理员。"
        try:
            from indexer.build import build

            report = build(settings.corpus, settings.index, settings=settings, progress=self._note)
            _log.info("索引已更新" if report.changed else "语料没有变化", extra=printing.build_fields(report))
            if report.changed or self.report is None:  # the second of two says less than the first
                self.report = report
            error = ""
        except IndexerError as problem:
            error = str(problem)
            _log.warning("索引没有建成", extra=logs.refusal(problem))
        except Exception:  # noqa: BLE001 - the sentence above stands; the trace is in the log
            _log.exception("建立索引时出了意外")
        finally:
            self.error, self._ended = error, time.monotonic()
            give_back()  # the model that encoded

    def _note(self, progress: Progress) -> None:
        now = time.monotonic()
        with self._lock:
            began, before = self._began.setdefault(progress.stage, (now, progress.done))
            self._steps.pop(progress.stage, None)  # so that the current stage stands last
            self._steps[progress.stage] = Step(
                progress.stage, progress.done, progress.total, progress.detail, now - began, before
            )


@st.cache_resource(show_spinner=False)
def builder() -> Builder:
    """Return the one builder of this process."""
    return Builder()


def start_build(settings: Settings) -> None:
    """Start a build, or have the one under way followed by another (a keeper's button's callback)."""
    try:
        with keeper_action("index.rebuild"):
            builder().start(settings, again=True)
    except IndexerError as problem:
        st.toast(plain(problem), icon=":material/error:", duration="infinite")
