"""A disk that gets full at 20 points of a build: the state before stays, a sentence says so, room makes it well again.

The index lies on a small tmpfs of its own, where this process may mount one (root); else a limit on the size of files
does, of which the system says that they are too large. Room is left for a growing share of what a build writes.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.faults.outcome import Outcome
from benchmarks.faults.scene import NotWell, Scene, expect, in_child, make_scene
from indexer.errors import IndexUnwritable
from indexer.storage.notes_file import NotesFile

POINTS = 20
_SIZE = 64 * 2**20  # bytes of the tmpfs
_FILLING = ".filling"


def run(*, quick: bool) -> list[Outcome]:
    """Let the disk get full at 20 points, or at two."""
    with tempfile.TemporaryDirectory(prefix="disk-") as name:
        return [fill_disks(make_scene(Path(name)), Path(name) / "disk", POINTS // 10 if quick else POINTS)]


def fill_disks(scene: Scene, disk: Path, points: int) -> Outcome:
    """Build with too little room as often as asked for, and return how often all was well."""
    disk.mkdir()
    bad = []
    with _small_disk(disk) as is_mounted:
        sizes = _sizes(scene, disk)
        need = sum(sizes) if is_mounted else max(sizes)
        for point in range(points):
            share = point / points
            problem = _build_without_room(scene, disk, int(need * share), is_mounted=is_mounted)
            if problem:
                bad.append(f"room for {share:.0%} of {need} bytes: {problem}")
    how = "tmpfs" if is_mounted else "RLIMIT_FSIZE"
    what = f"builds on a full disk ({how}): said in a sentence, old state and notes kept, next build whole"
    return Outcome(what, points - len(bad), points, bad)


@contextmanager
def _small_disk(folder: Path) -> Iterator[bool]:
    """Mount a small disk in a folder; tell whether that could be done."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "none", str(folder)]
    is_mounted = os.geteuid() == 0 and not subprocess.run(mount, capture_output=True, check=False).returncode
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", str(folder)], check=True)


def _sizes(scene: Scene, disk: Path) -> list[int]:
    """Return how many bytes each file of a new generation has."""
    copy = scene.copy_to(disk / "work")
    copy.write_corpus(changed=True)

    def work() -> None:
        copy.build()

    if problem := in_child(work):
        raise RuntimeError(problem)
    index = copy.settings.index
    newest = max((index / "generations").iterdir(), key=lambda folder: folder.stat().st_mtime_ns)
    return [path.stat().st_size for path in newest.rglob("*") if path.is_file()]


def _build_without_room(scene: Scene, disk: Path, room: int, *, is_mounted: bool) -> str | None:
    shutil.rmtree(disk / "work")
    copy = scene.copy_to(disk / "work")
    copy.write_corpus(changed=True)
    if is_mounted:
        _fill(disk, room)
    try:
        if problem := in_child(lambda: _fail_to_build(copy, scene, _no_limit if is_mounted else _limit_to(room))):
            return problem
    finally:
        (disk / _FILLING).unlink(missing_ok=True)
    return in_child(lambda: _build_with_room(copy, scene))


def _fill(disk: Path, room: int) -> None:
    with (disk / _FILLING).open("wb") as file:
        free = shutil.disk_usage(disk).free - room
        for _ in range(free // 2**16):
            file.write(b"x" * 2**16)


def _no_limit() -> None:
    """Set nothing."""


def _limit_to(room: int) -> Callable[[], None]:
    most = max(room, 1)
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def _fail_to_build(copy: Scene, scene: Scene, limit: Callable[[], None]) -> None:
    limit()
    try:
        copy.build()
    except IndexUnwritable as error:
        said = str(error)
    else:
        raise NotWell("there was room")
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    expect("原有索引没有改动" in said or "已算好的会接着用" in said, f"said: {said}")
    expect("\n" not in said, f"said: {said}")
    expect(set(copy.held() or ()) == scene.sources(), "the old state is gone")
    expect(copy.read_notes() == scene.read_notes(), "notes changed")


def _build_with_room(copy: Scene, scene: Scene) -> None:
    NotesFile(copy.notes).check()
    copy.build()
    expect(set(copy.held() or ()) == copy.sources(), "documents lost")
    expect(copy.read_notes() == scene.read_notes(), "notes changed by the next build")
    expect(not copy.leftovers(), f"left behind: {copy.leftovers()}")
