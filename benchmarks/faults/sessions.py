"""Twenty readers of one server for minutes, while the corpus changes and the index is replaced under them.

One document changes before every build and says in each of its clauses which change it is, so that a view that mixes
two generations shows it. Readers look for it now and then, and for other things meanwhile.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.faults import memory
from benchmarks.faults.endurance import CHANGING, TEXT
from benchmarks.faults.outcome import Outcome
from benchmarks.page import QUERIES
from benchmarks.serving import serve
from benchmarks.sessions import View, ask, open_session
from indexer.settings import Settings

SESSIONS, SECONDS = 20, 300
PAUSE = 4.0  # seconds in which a reader looks at what was found
_BETWEEN = 10.0  # seconds between two builds
_CHANGE = re.compile(r"第(\d+)次修改")


@dataclass(slots=True)
class Seen:
    """What the readers saw, and how the server stood."""

    views: int = 0
    failed: list[str] = field(default_factory=list)
    changes: set[str] = field(default_factory=set)
    mixed: list[str] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    published: int = 0

    def take(self, words: str, view: View) -> None:
        """Count one view; it fails where nothing is found, or anything but results is said."""
        self.views += 1
        if not view.is_whole or "gz-card" not in view.html or "这一页没有显示完整" in view.html:
            self.failed.append(f"{words}: {re.sub('<[^>]*>', ' ', view.html)[-200:]}")
        changes = set(_CHANGE.findall(re.sub("<[^>]*>", "", view.html)))
        self.changes |= changes
        if len(changes) > 1:
            self.mixed.append(f"{words}: {sorted(changes)}")


def run(*, quick: bool) -> list[Outcome]:
    """Let twenty readers ask for five minutes; half a minute with ``quick``."""
    seconds = SECONDS // 10 if quick else SECONDS
    with tempfile.TemporaryDirectory() as folder:
        corpus, index = Path(folder) / "corpus", Path(folder) / "index"
        shutil.copytree(Settings().corpus, corpus)
        _change(corpus, index, 0)
        seen = Seen()
        with serve(corpus, index, INDEXER_LOG=folder) as server:
            readers = _Readers(server, seen)
            asyncio.run(readers.read(2.0))  # the engines are loaded, and the first views drawn
            before = seen.views
            with _building(corpus, index, seen):
                asyncio.run(readers.read(seconds))
        log = (Path(folder) / "indexer.jsonl").read_text(encoding="utf-8")
        errors = [line for line in log.splitlines() if '"level": "ERROR"' in line]
    views = seen.views - before
    return [
        Outcome(
            f"views of {SESSIONS} sessions in {seconds} s, the index replaced {seen.published} times",
            views - len(seen.failed), views, seen.failed[:5],
        ),
        Outcome(
            f"views of one generation each ({len(seen.changes)} generations seen)",
            seen.views - len(seen.mixed), seen.views, seen.mixed[:5],
        ),
        Outcome("errors in the server's log: none", int(not errors), 1, errors[:3]),
        memory.outcome(f"the server, {seen.published} new generations", seen.megabytes),
    ]  # fmt: skip


class _Readers:
    """Sessions that ask, look, and ask again."""

    def __init__(self, server: str, seen: Seen) -> None:
        self._server, self._seen = server, seen
        self._process = _page_process()

    async def read(self, seconds: float) -> None:
        """Let all sessions read for some seconds."""
        until = time.monotonic() + seconds
        await asyncio.gather(*(self._read(number, until) for number in range(SESSIONS)))

    async def _read(self, number: int, until: float) -> None:
        await asyncio.sleep(PAUSE * number / SESSIONS)
        socket = await open_session(self._server)
        asked = number
        while time.monotonic() < until or asked == number:
            asked += 1
            words = '"次修改" 养老床位' if asked % 3 == 0 else f"{QUERIES[asked % len(QUERIES)]} {number} {asked}"
            self._seen.take(words, await ask(socket, words))
            if number == 0:
                self._seen.megabytes.append(memory.megabytes(self._process))
            await asyncio.sleep(PAUSE)
        await socket.close()


@contextmanager
def _building(corpus: Path, index: Path, seen: Seen) -> Iterator[None]:
    """Change the corpus and build it again and again beside the block, as another process on the machine does."""
    stop = threading.Event()

    def build() -> None:
        while not stop.wait(_BETWEEN):
            _change(corpus, index, seen.published + 1)
            seen.published += 1

    thread = threading.Thread(target=build)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _change(corpus: Path, index: Path, number: int) -> None:
    (corpus / CHANGING).write_text(TEXT.format(number=number), encoding="utf-8")
    command = [sys.executable, "-m", "indexer", "build", str(corpus), "--index", str(index)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)


def _page_process() -> psutil.Process:
    (server,) = [child for child in psutil.Process().children() if "app" in child.cmdline()]
    return server
