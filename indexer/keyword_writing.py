"""Catalogue → the two keyword indexes, of clauses and of whole documents; of many in processes beside the build.

Cutting words keeps a core busy, so each index is written by a process of its own, while the build encodes and writes
what it has of meaning. A child is given the folder of the generation, where it finds all it needs.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

from indexer.errors import IndexUnusable, IndexUnwritable
from indexer.intake import Progress, ProgressCallback
from indexer.records import Clause
from indexer.retrieval.keyword import KeywordEntry, write_keyword_index
from indexer.retrieval.words import Segmenter
from indexer.storage import generations as store
from indexer.storage.catalogue import Catalogue
from indexer.storage.disk import writing

_MANY = 5_000  # clauses; fewer are cut in the time that a process takes to start
_TOLD_EVERY = 1_000  # clauses
_UNWRITABLE = 74  # EX_IOERR of sysexits.h: the exit code of a child that could not write, which said why
_ROOT = Path(__file__).parents[1]  # where the package lies


class KeywordWriting:
    """The keyword indexes of a generation whose catalogue and names are written; started by ``with``, then awaited."""

    def __init__(self, folder: Path, clauses: int, tell: ProgressCallback) -> None:
        self._folder, self._clauses, self._tell = folder, clauses, tell
        self._children: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        if self._clauses < _MANY:
            self._told(0)
            for part in (store.KEYWORD, store.WHOLE):
                write_part(self._folder, part, self._told)
        else:
            self._children = [_start(self._folder, part) for part in (store.KEYWORD, store.WHOLE)]
        return self

    def wait(self) -> None:
        """Wait until both are written. Raises IndexUnwritable, IndexUnusable."""
        for child in self._children:
            assert child.stdout is not None  # nosec B101  # noqa: S101 - it is a pipe
            said = ""
            for line in child.stdout:
                if line.strip().isdigit():
                    self._told(int(line))
                else:
                    said = line.strip()
            code = child.wait()
            if code == _UNWRITABLE:
                raise IndexUnwritable(said)
            if code:
                raise IndexUnusable(
                    f"{self._folder}：写关键词索引的进程意外结束（代码 {code}），没有发布。"
                    "请确认内存和磁盘空间足够，再运行一次 build。"
                )
        self._told(self._clauses)

    def __exit__(self, *_: object) -> None:
        for child in self._children:
            child.kill()
            child.wait()

    def _told(self, done: int) -> None:
        self._tell(Progress("写入关键词索引", done, self._clauses))


def _start(folder: Path, part: str) -> subprocess.Popen[str]:
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-X", "utf8", "-m", "indexer.keyword_writing", str(folder), part],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        encoding="utf-8",
    )


def entry_of(row: int, clause: Clause) -> KeywordEntry:
    """Return what the index of clauses holds of one."""
    return KeywordEntry(row, clause.doc_id, clause.text, " ".join(clause.path))


def write_part(folder: Path, part: str, told: Callable[[int], None]) -> None:
    """Write one of the two indexes; ``told`` hears now and then how many clauses are in."""
    catalogue = Catalogue(folder / store.CATALOGUE)
    segmenter = Segmenter((folder / store.TERMS).read_text(encoding="utf-8").splitlines())
    if part == store.WHOLE:
        entries = (KeywordEntry(*document) for document in catalogue.texts())
    else:
        entries = (entry_of(row, clause) for row, clause in _counted(catalogue.numbered_clauses(), told))
    write_keyword_index(folder / part, entries, segmenter, has_phrases=part == store.KEYWORD)


def _counted(clauses: Iterator[tuple[int, Clause]], told: Callable[[int], None]) -> Iterator[tuple[int, Clause]]:
    for done, clause in enumerate(clauses):
        if not done % _TOLD_EVERY:
            told(done)
        yield clause


def main() -> None:
    """Write one index and print how it goes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that started this one, which ends it
    folder = Path(sys.argv[1])
    try:
        with writing(folder):
            write_part(folder, sys.argv[2], lambda done: print(done, flush=True))  # noqa: T201 - the build reads it
    except IndexUnwritable as error:
        print(error, flush=True)  # noqa: T201
        sys.exit(_UNWRITABLE)


if __name__ == "__main__":
    main()
