"""Many files are read in processes side by side; a process that dies costs the one file it was reading.

A child gets jobs on its standard input and answers on its standard output. It is started as a program of its own, not
as a copy of this one, so that neither the page nor a script that builds has to be made for it.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any

from indexer.file_reading import Job, try_reading
from indexer.records import Reading

_ROOT = Path(__file__).parents[1]  # where the package lies
_MANY = 16  # files; of fewer, starting processes would cost as much as reading them
_AHEAD = 4  # files a process that may be read before they are asked for: bounds what lies in memory


def read_side_by_side(jobs: Iterable[Job | str], number: int) -> Generator[Reading | str, None, None]:
    """Yield what each of ``number`` jobs gives, or the reason why nothing, in order; a reason among them stays."""
    processes = min(number // _MANY, _cores())
    if processes < 2:
        yield from (job if isinstance(job, str) else try_reading(job) for job in jobs)
        return
    crew = _Crew()
    pool = ThreadPoolExecutor(processes, "reading")
    try:
        waiting: deque[Future[Reading | str]] = deque()
        for job in jobs:
            waiting.append(pool.submit(crew.read, job))
            if len(waiting) > processes * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        crew.end()


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Crew:
    """The child processes: one for each thread that asks."""

    def __init__(self) -> None:
        self._local = threading.local()
        self._children: list[subprocess.Popen[bytes]] = []

    def read(self, job: Job | str) -> Reading | str:
        """Return what a child makes of a job."""
        if isinstance(job, str):
            return job
        child = self._child()
        assert child.stdin is not None and child.stdout is not None  # noqa: S101 - both are pipes
        try:
            _put(child.stdin, job)
            answer: Reading | str = pickle.load(child.stdout)  # noqa: S301 - written by our own child
        except (OSError, EOFError, pickle.UnpicklingError):
            self._local.child = None
            code = child.wait()
            return f"{job.name}：读取它的进程意外结束（代码 {code}）。请检查或拆分这个文件，其余文件不受影响。"
        return answer

    def _child(self) -> subprocess.Popen[bytes]:
        child: subprocess.Popen[bytes] | None = getattr(self._local, "child", None)
        if child is None:
            paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
            child = subprocess.Popen(
                [sys.executable, "-X", "utf8", "-m", "indexer.reading_processes"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
            )
            self._local.child = child
            self._children.append(child)
        return child

    def end(self) -> None:
        """End all children, also those in the middle of a file."""
        for child in self._children:
            child.kill()
            child.wait()


def _put(stream: IO[bytes], value: Any) -> None:
    stream.write(pickle.dumps(value))
    stream.flush()


def main() -> None:
    """Answer jobs until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that started this one
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints must not spoil the answers
    while True:
        try:
            job = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own parent
        except EOFError:
            return
        _put(answers, try_reading(job))


if __name__ == "__main__":
    main()
