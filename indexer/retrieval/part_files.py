"""Files that never change once they are written, read at any place by many threads."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


class PartFile:
    """One file. Read where the system can do that at a place (all but Windows), and mapped where it cannot.

    What is read does not become memory of the process, and a file that was cut short after opening gives an error
    instead of ending the process. A map gives up both and saves a fifth of the time at best
    (docs/decisions/0025-reads.md).
    """

    def __init__(self, path: Path) -> None:
        """Open a file. Raises OSError."""
        self._file = path.open("rb", buffering=0)
        self._mapped: NDArray[np.uint8] | None = None
        if not hasattr(os, "preadv"):
            self._mapped = np.memmap(path, np.uint8, "r")

    def read(self, size: int, offset: int) -> bytes:
        """Return the bytes at a place, fewer where the file ends. Of a few hundred bytes faster than into a buffer."""
        if self._mapped is not None:
            return self._mapped[offset : offset + size].tobytes()
        found = os.pread(self._file.fileno(), size, offset)
        if 0 < len(found) < size:  # the system reads two gigabytes at most at once
            found += self.read(size - len(found), offset + len(found))
        return found

    def read_into(self, target: memoryview, offset: int) -> int:
        """Fill a buffer of bytes from a place in the file; return how many were there."""
        if self._mapped is None:
            found = os.preadv(self._file.fileno(), [target], offset)
            if 0 < found < len(target):
                found += self.read_into(target[found:], offset + found)
            return found
        mapped = self._mapped[offset : offset + len(target)]
        target[: len(mapped)] = mapped.data
        return len(mapped)
