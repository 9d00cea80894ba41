"""A process for work on files from anywhere, bounded in time and memory: it can crash, stall or fill no other.

A child gets requests on its standard input and answers on its standard output, one after another, each a head and data.
It is started as a program of its own, not as a copy of this one: that is safe beside threads, and neither the page nor
a script has to be made for it. What it answers is data to be checked, never a program to be run.
"""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from select import select
from typing import IO

from indexer.settings import MAX_FILE_SECONDS, MAX_READ_MEMORY, MAX_READ_SECONDS

_ROOT = Path(__file__).parents[1]  # where the package lies
_SIZES = struct.Struct(">II")  # bytes of the head, bytes of the data
_NO_MEMORY = 77  # exit code of a child that may have no more
_IDLE_SECONDS = 120  # after which a child that nobody asks ends by itself
_READY_SECONDS = 100  # after which it is not asked any more: it may be about to end
_STATM = Path("/proc/self/statm")
_FULL = f"占用内存超过 {MAX_READ_MEMORY // 2**20} MB"
_WAY_OUT = "请拆分，或用原软件打开并另存一份。"
_SIGPROF, _SIGXCPU = getattr(signal, "SIGPROF", 0), getattr(signal, "SIGXCPU", 0)  # Windows has neither
_is_bounded = False  # whether this process is a child


class ChildEnded(Exception):
    """A child ended before it answered; the message says why, without the name of the file."""


class Child:
    """A process that answers requests with the function ``answer(head, data)`` of a module."""

    def __init__(self, module: str) -> None:
        """Start it; the folder that this program was started in lends it no modules."""
        paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-P", "-X", "utf8", "-c", f"from {__name__} import serve; serve({module!r})"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        )
        self._is_late = self._is_killed = False
        self._asked = time.monotonic()

    @property
    def is_ready(self) -> bool:
        """Whether it can be asked."""
        return not self._is_killed and self._process.poll() is None and time.monotonic() - self._asked < _READY_SECONDS

    def ask(self, head: bytes, data: bytes, *, seconds: float) -> bytes:
        """Return the answer. Raises ChildEnded, also where it takes longer than ``seconds``: then it is ended."""
        asked, answered = self._process.stdin, self._process.stdout
        assert asked is not None and answered is not None  # nosec B101  # noqa: S101 - both are pipes
        timer = threading.Timer(seconds, self._end_late)
        timer.daemon = True
        timer.start()
        try:
            _put(asked, head, data)
            found = _get(answered)
        except (OSError, ValueError):
            found = None
        finally:
            timer.cancel()
        self._asked = time.monotonic()
        if found is None:
            raise ChildEnded(self._reason(seconds))
        return found[1]

    def kill(self) -> None:
        """Make whoever waits for its answer get ChildEnded."""
        self._is_killed = True  # the system takes its time
        self._process.kill()

    def end(self) -> None:
        """End it, where nobody waits for an answer."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None  # nosec B101  # noqa: S101 - both are pipes
            with _ignored_break():
                stream.close()

    def _end_late(self) -> None:
        self._is_late = True
        self._process.kill()

    def _reason(self, seconds: float) -> str:
        self.end()
        code = self._process.returncode
        limits = {_SIGPROF: MAX_READ_SECONDS, _SIGXCPU: MAX_FILE_SECONDS}
        if self._is_late or (code < 0 and -code in limits):
            spent = seconds if self._is_late else limits[-code]
            return f"读取超过 {spent:g} 秒，已停止。文件可能过大或已损坏，请拆分或从原件另存一份。"
        what = _FULL if code == _NO_MEMORY else f"出错或{_FULL}（代码 {code}）"
        return f"读取时{what}，已停止。{_WAY_OUT}"


@contextmanager
def _ignored_break() -> Iterator[None]:
    """Close a pipe whose other end is gone: what was not sent is of no use any more."""
    try:
        yield
    except BrokenPipeError:
        return


def is_bounded() -> bool:
    """Tell whether this process is a child, in which anything may be tried."""
    return _is_bounded


def serve(module: str) -> None:
    """Answer requests until there are no more, or none comes for long: what a child does."""
    global _is_bounded  # noqa: PLW0603 - what this process is, said once
    _is_bounded = True
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that started this one
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints must not spoil the answers
    answer: Callable[[bytes, bytes], bytes] = import_module(module).answer
    while _is_asked() and (asked := _get(sys.stdin.buffer)) is not None:
        _bound()
        try:
            found = answer(*asked)
        except MemoryError:
            os._exit(_NO_MEMORY)  # what is left of the memory may not be enough to go on with
        try:
            _put(answers, b"", found)
        except BrokenPipeError:
            os._exit(0)  # who asked was killed meanwhile


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """End this process if what is done inside takes more processor time, be it in native code; only in a child.

    Processor time, for a file must not be refused because the machine is busy with something else.
    """
    if not _is_bounded or not hasattr(signal, "setitimer"):
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _bound() -> None:
    """Bound what the next request may take, beside what this process has taken so far."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time that the parent measures holds there too
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    spent = resource.getrusage(resource.RUSAGE_SELF)
    # For a child that nobody waits for any more: the parent's clock is gone with the parent.
    seconds = int(spent.ru_utime + spent.ru_stime) + MAX_FILE_SECONDS + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
    if _STATM.exists():  # Linux; where it is missing, the system does not hold the limit either
        taken = int(_STATM.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (taken + MAX_READ_MEMORY, resource.RLIM_INFINITY))


def _is_asked() -> bool:
    return os.name != "posix" or bool(select([sys.stdin.buffer], [], [], _IDLE_SECONDS)[0])


def _put(stream: IO[bytes], head: bytes, data: bytes) -> None:
    stream.write(_SIZES.pack(len(head), len(data)))
    stream.write(head)
    stream.write(data)
    stream.flush()


def _get(stream: IO[bytes]) -> tuple[bytes, bytes] | None:
    """Return what was put at the other end, or None where that has ended."""
    sizes = stream.read(_SIZES.size)
    if len(sizes) < _SIZES.size:
        return None
    head, data = map(stream.read, _SIZES.unpack(sizes))
    return head, data
