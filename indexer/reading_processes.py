"""Files are read in bounded processes side by side; one that ends costs the one file it was reading.

The processes are kept for the next files, of this build or of what is uploaded meanwhile; they end when nobody asks.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from indexer.bounded_process import Child, ChildEnded
from indexer.file_reading import Job, answered, question
from indexer.records import Reading
from indexer.settings import MAX_CONVERT_SECONDS, MAX_FILE_SECONDS

_MANY = 16  # files a process; starting one costs as much as reading them
_AHEAD = 4  # files a process that may be read before they are asked for: bounds what lies in memory
_MOST_FILES = 500  # that one process reads: what libraries do not give back must not add up
# By the clock, for one that waits, or a machine that is busy; the processor time of a file is bounded by the system.
_WHOLE_SECONDS = 5 * MAX_FILE_SECONDS + MAX_CONVERT_SECONDS


class _Reader:
    """A child process and how many files it has read."""

    def __init__(self) -> None:
        self.child = Child("indexer.file_reading")
        self.files = 0

    @property
    def is_fresh(self) -> bool:
        return self.files < _MOST_FILES and self.child.is_ready


class _Readers:
    """The processes that nobody uses at the moment."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[_Reader] = []

    def take(self) -> _Reader:
        with self._lock:
            while self._idle:
                reader = self._idle.pop()
                if reader.is_fresh:
                    return reader
                reader.child.end()
        return _Reader()

    def give_back(self, reader: _Reader) -> None:
        with self._lock:
            if reader.is_fresh and len(self._idle) < _cores():
                self._idle.append(reader)
                return
        reader.child.end()


_readers = _Readers()


def read_apart(job: Job) -> Reading | str:
    """Return what a file gives, or the reason in one Chinese sentence why it gives nothing; it is read by a child."""
    with _Borrowed().reader() as reader:
        return _ask(reader, job)


def read_side_by_side(jobs: Iterable[Job | str], number: int) -> Generator[Reading | str, None, None]:
    """Yield what each of ``number`` jobs gives, or the reason why nothing, in order; a reason among them stays."""
    processes = max(1, min(number // _MANY, _cores()))
    borrowed = _Borrowed()

    def read(job: Job | str) -> Reading | str:
        if isinstance(job, str):
            return job
        with borrowed.reader() as reader:
            return _ask(reader, job)

    pool = ThreadPoolExecutor(processes, "reading")
    try:
        waiting: deque[Future[Reading | str]] = deque()
        for job in jobs:
            waiting.append(pool.submit(read, job))
            if len(waiting) > processes * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        borrowed.give_up()


class _Borrowed:
    """The processes that some jobs use, until nobody wants what they are reading."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._busy: set[_Reader] = set()
        self._is_over = False

    @contextmanager
    def reader(self) -> Iterator[_Reader]:
        """Lend a process for one job."""
        reader = _readers.take()
        with self._lock:
            self._busy.add(reader)
            if self._is_over:  # by the time that it had started
                reader.child.kill()
        try:
            yield reader
        finally:
            with self._lock:
                self._busy.discard(reader)
            _readers.give_back(reader)

    def give_up(self) -> None:
        """End what is being read; a process that was given back is nobody's to end."""
        with self._lock:
            self._is_over = True
            for reader in self._busy:
                reader.child.kill()


def _ask(reader: _Reader, job: Job) -> Reading | str:
    reader.files += 1
    try:
        return answered(reader.child.ask(question(job), job.data, seconds=_WHOLE_SECONDS))
    except ChildEnded as ended:
        return f"{job.name}：{ended}"


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
