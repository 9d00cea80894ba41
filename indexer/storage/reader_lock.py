"""Who still reads a generation keeps it from being cleaned away."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows, where a folder with an open file in it can be neither renamed nor removed
    fcntl = None  # type: ignore[assignment]

_NOT_HERE = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL)  # a file system that knows no such locks


def hold(path: Path) -> IO[bytes]:
    """Open a file of a generation, and keep the generation for as long as what is returned is held on to."""
    file = path.open("rb")
    if fcntl:
        try:
            fcntl.flock(file, fcntl.LOCK_SH)
        except OSError as error:
            if error.errno not in _NOT_HERE:
                file.close()
                raise
    return file


@contextmanager
def nobody_reading(path: Path) -> Iterator[bool]:
    """Tell whether nobody holds a file of a generation; while this is open, nobody new does."""
    if not fcntl or not path.exists():
        yield True
        return
    with path.open("r+b") as file:  # some network drives lock for one alone only what can be written
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        except OSError as error:
            if error.errno not in _NOT_HERE:
                raise
        yield True
