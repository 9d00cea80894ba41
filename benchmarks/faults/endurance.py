"""Long use of one process: thousands of queries never asked before, and rebuild after rebuild of a corpus that changes.

A leak shows as memory that grows, or as files and threads that stay open. Each part runs in a process of its own, so
that it starts from nothing: ``python -m benchmarks.faults.endurance queries|rebuilds N FOLDER``.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

from benchmarks.faults import memory
from benchmarks.faults.outcome import Outcome
from benchmarks.speed import QUERIES
from indexer import Searcher
from indexer.build import build
from indexer.memory import give_back, share_heaps
from indexer.models import ensure_model
from indexer.records import Mode, Result
from indexer.retrieval.encoder import Encoder
from indexer.settings import Settings

_SAMPLES = 40  # of memory, over a part
_SPARE = 2  # a pool may start its last thread late; what leaks does so with every query or build
_MODES: tuple[Mode, ...] = ("hybrid", "keyword", "semantic", "exact")
CHANGING = "东川区-2026-政府工作报告.txt"
TEXT = """2026年东川区政府工作报告
一、2026年主要任务
第{number}次修改：新增养老床位{number}张，新建社区食堂{number}家。
第{number}次修改：加装电梯{number}台，健全接诉即办机制。
"""


def run(*, quick: bool) -> list[Outcome]:
    """Ask 10,000 queries and rebuild 50 times; a tenth with ``quick``."""
    return [*_part("queries", 1_000 if quick else 10_000), *_part("rebuilds", 8 if quick else 50)]


def ask(settings: Settings, times: int) -> dict[str, Any]:
    """Ask that many different queries of every mode; return the samples of memory and what went wrong."""
    searcher = Searcher.open(settings.index, settings=settings)
    searcher.warm_up()
    districts = sorted({ref.metadata.district for ref in searcher.documents() if ref.metadata.district})
    known = {words: _ids(searcher.search(words)) for words in QUERIES}
    used = _Used()
    failed: list[str] = []
    for number in range(times):
        words, mode = QUERIES[number % len(QUERIES)], _MODES[number % len(_MODES)]
        asked = [districts[number % len(districts)]] if number % 3 == 0 else []
        found = searcher.search(f"{words} {number}号", districts=asked, mode=mode)
        if asked and {result.document.metadata.district for result in found} - set(asked):
            failed.append(f"{words} {number}号: of another district than {asked[0]}")
        if number % 100 == 0 and _ids(searcher.search(words)) != known[words]:
            failed.append(f"{words}: not what was found at first")
        if number % max(1, times // _SAMPLES) == 0:
            used.sample()
    return {"good": times - len(failed), "seen": failed[:5], **used.told()}


def rebuild(settings: Settings, times: int) -> dict[str, Any]:
    """Change the corpus, build and open anew that often, in one process as the page; each must be found at once."""
    folder = ensure_model(settings.model, settings.models)
    encoder = Encoder.load(folder, queries=True)
    used = _Used()
    failed: list[str] = []
    for number in range(1, times + 1):
        (settings.corpus / CHANGING).write_text(TEXT.format(number=number), encoding="utf-8")
        build(settings.corpus, settings.index, settings=settings)
        searcher = Searcher.open(settings.index, settings=settings, encoder=encoder)
        give_back()
        found = searcher.search("次修改", mode="exact")
        if {result.clause.text.partition("：")[0] for result in found} != {f"第{number}次修改"}:
            failed.append(f"rebuild {number}: {[result.clause.text for result in found]}")
        if number % max(1, times // _SAMPLES) == 0:
            used.sample()
    return {"good": times - len(failed), "seen": failed[:5], **used.told()}


def open_outcome(what: str, samples: Sequence[int]) -> Outcome:
    """Return whether as many files and threads stayed open as before, with the figures."""
    half = len(samples) // 2
    first, last = max(samples[:half]), max(samples[half:])
    return Outcome(f"{what}: files and threads open, first half {first}, second {last}", int(last <= first + _SPARE), 1)


def _ids(results: Sequence[Result]) -> list[str]:
    return [result.clause.clause_id for result in results]


class _Used:
    """What this process holds, taken now and then."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._megabytes: list[float] = []
        self._open: list[int] = []

    def sample(self) -> None:
        self._megabytes.append(memory.megabytes(self._process))
        files = self._process.num_handles() if sys.platform == "win32" else self._process.num_fds()
        self._open.append(files + self._process.num_threads())

    def told(self) -> dict[str, Any]:
        return {"megabytes": self._megabytes, "open": self._open}


def _part(name: str, times: int) -> list[Outcome]:
    """Run one part over the project's corpus in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(Settings().corpus, Path(folder) / "corpus")
        command = [sys.executable, "-m", __spec__.name, name, str(times), folder]
        told = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return [
        Outcome(f"{times:,} {name} answered rightly", told["good"], times, told["seen"]),
        memory.outcome(f"{times:,} {name}", told["megabytes"]),
        open_outcome(f"{times:,} {name}", told["open"]),
    ]


def _main(name: str, times: str, folder: str) -> None:
    share_heaps()  # as the page does
    settings = Settings(corpus=Path(folder) / "corpus", index=Path(folder) / "index")
    build(settings.corpus, settings.index, settings=settings)
    print(json.dumps({"queries": ask, "rebuilds": rebuild}[name](settings, int(times))))


if __name__ == "__main__":
    _main(*sys.argv[1:])
