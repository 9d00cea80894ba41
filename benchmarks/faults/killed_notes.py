"""Programs killed with SIGKILL while they keep notes, write a backup or restore one: nothing that was kept is lost."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults.outcome import Outcome
from benchmarks.faults.scene import expect, in_child, start
from benchmarks.faults.watching import watch_files
from indexer.archive import read_backup, restore_backup, write_backup
from indexer.settings import Settings
from indexer.storage.notebook import Notebook, Side

_SIDE = Side("k", "新增养老床位480张", "d", "东川区报告.txt")
_LONGEST = 0.4  # seconds until who keeps notes is killed: some hundred notes


def kill_writers(folder: Path, points: int, chance: random.Random) -> Outcome:
    """Kill a program that keeps one note after another; each that it was told is kept must be there."""
    bad = []
    for number in range(points):
        path = folder / f"{number}-notes.sqlite"
        told, telling = os.pipe()
        child, receiving = start(lambda path=path, telling=telling: _keep_on(path, telling))  # type: ignore[misc]
        os.close(telling)
        time.sleep(chance.random() * _LONGEST)
        child.kill()
        child.join()
        receiving.close()
        with os.fdopen(told, "rb") as lines:
            kept = [int(line) for line in lines.read().split(b"\n")[:-1]]
        if problem := in_child(lambda path=path, kept=kept: _check_kept(path, kept)):  # type: ignore[misc]
            bad.append(f"after {len(kept)} notes: {problem}")
    return Outcome(
        "programs killed while they keep notes: all that were kept are there", points - len(bad), points, bad
    )


def _keep_on(path: Path, telling: int) -> None:
    number = 0
    while True:
        Notebook.open(path).decide(f"p{number}", "confirmed", _SIDE, _SIDE)
        os.write(telling, f"{number}\n".encode())
        number += 1


def _check_kept(path: Path, kept: list[int]) -> None:
    found = set(Notebook.open(path).decisions())
    known = {f"p{number}" for number in kept}
    expect(known <= found <= {*known, f"p{len(kept)}"}, f"{len(known)} were kept, {len(found)} are there")
    Notebook.open(path).decide("next", "confirmed", _SIDE, _SIDE)
    expect("next" in Notebook.open(path).decisions(), "no note can be kept any more")


@dataclass(frozen=True, slots=True)
class _Office:
    """A corpus with its lists, notes, and a backup of an earlier state of both."""

    settings: Settings
    backup: Path

    @classmethod
    def make(cls, folder: Path) -> _Office:
        office = cls(Settings(corpus=folder / "corpus", index=folder / "index"), folder / "earlier.zip")
        office.settings.corpus.mkdir(parents=True)
        office.write("earlier")
        write_backup(office.backup, office.settings, with_files=True)
        office.write("later")
        return office

    def write(self, state: str) -> None:
        for name in ("catalog.csv", "terms.txt", "a.txt"):
            (self.settings.corpus / name).write_text(state, encoding="utf-8")
        Notebook.open(self.settings.notes).decide(state, "confirmed", _SIDE, _SIDE)

    def states(self) -> list[str]:
        """Return for notes and each file which state it is in."""
        notes = "later" if "later" in Notebook.open(self.settings.notes).decisions() else "earlier"
        names = ("catalog.csv", "terms.txt", "a.txt")
        return [notes, *((self.settings.corpus / name).read_text(encoding="utf-8") for name in names)]


def kill_backups(folder: Path, points: int) -> list[Outcome]:
    """Kill programs that write a backup, or restore one, at operations on files."""
    return [
        _kill_each(
            folder / "backup", points, "backups that were killed: none, or a whole one", _back_up, _check_backup
        ),
        _kill_each(
            folder / "restore", points, "restorings that were killed: old or restored, whole", _restore, _check_restored
        ),
    ]


def _back_up(office: _Office) -> None:
    write_backup(office.backup.with_name("new.zip"), office.settings, with_files=True)


def _check_backup(office: _Office) -> None:
    made = office.backup.with_name("new.zip")
    if made.exists():
        expect(len(read_backup(made).files) == 3, "the backup is not whole")
        made.unlink()
    expect(office.states() == ["later"] * 4, f"changed: {office.states()}")
    _back_up(office)
    expect(sorted(path.name for path in made.parent.glob("*zip*")) == ["earlier.zip", "new.zip"], "something is left")


def _restore(office: _Office) -> None:
    restore_backup(office.backup, office.settings)


def _check_restored(office: _Office) -> None:
    expect(set(office.states()) <= {"earlier", "later"}, f"half restored: {office.states()}")
    _restore(office)
    expect(office.states() == ["earlier"] * 4, f"not restored: {office.states()}")


def _kill_each(
    folder: Path, points: int, what: str, work: Callable[[_Office], None], check: Callable[[_Office], None]
) -> Outcome:
    bad = []
    operations = _count(_Office.make(folder / "count"), folder, work)
    for number in range(points):
        event = 1 + number * (operations - 1) // max(points - 1, 1)
        office = _Office.make(folder / str(number))
        died = in_child(lambda office=office, event=event: _watched(office, folder, work, event))  # type: ignore[misc]
        problem = in_child(lambda office=office: check(office)) if died == "the process died" else "was not killed"  # type: ignore[misc]
        if problem:
            bad.append(f"operation {event} of {operations}: {problem}")
    return Outcome(what, points - len(bad), points, bad)


def _watched(office: _Office, folder: Path, work: Callable[[_Office], None], kill_at: int) -> int:
    operations = watch_files(folder, kill_at)
    work(office)
    return operations()


def _count(office: _Office, folder: Path, work: Callable[[_Office], None]) -> int:
    child, receiving = start(lambda: _watched(office, folder, work, 0))
    operations, problem = json.loads(receiving.recv())
    child.join()
    if problem:
        raise RuntimeError(problem)
    return int(operations)
