"""The stamp of a model's folder: its files were read through and found whole, so that a start need not do it again.

The stamp holds size and time of change of each file, which an edit, a copy and a restored backup change; then all is
read once more. What a failing disk spoils is found by ``verify`` and ``models pull``, which always read all.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from pathlib import Path

STAMP = "checked.stamp"  # no part of the model: its suffix is none of a model's files


def is_stamped(folder: Path, names: Iterable[str]) -> bool:
    """Whether these files are as they were when they were last read through; takes under a millisecond."""
    try:
        return bool(json.loads((folder / STAMP).read_text(encoding="utf-8")) == _state(folder, names))
    except (OSError, ValueError):  # never stamped, or half written
        return False


def stamp(folder: Path, names: Iterable[str]) -> None:
    """Write down that these files were read through; where the folder is read-only, they are read at every start."""
    with contextlib.suppress(OSError):
        (folder / STAMP).write_text(json.dumps(_state(folder, names)), encoding="utf-8")


def _state(folder: Path, names: Iterable[str]) -> dict[str, list[int]]:
    states = {name: (folder / name).stat() for name in names}
    return {name: [state.st_size, state.st_mtime_ns] for name, state in states.items()}
