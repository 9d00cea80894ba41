"""Memory that is no longer used: given back to the system, and used again."""

from __future__ import annotations

import ctypes
import ctypes.util
import gc
import sys
from collections.abc import Callable

_M_ARENA_MAX = -8  # malloc.h of glibc


def share_heaps() -> None:
    """Have threads share two heaps; for programs that run for months, before they start threads.

    glibc gives threads up to eight heaps a core, and what was freed in one of them is of no use to the others: a
    program that holds 600 MB grew to 950 over thirty builds, and stays at 840 with two.
    """
    if (allow := _of_glibc("mallopt")) is not None:
        allow(_M_ARENA_MAX, 2)


def give_back() -> None:
    """Free what only refers to itself, and have the allocator hand its free memory back to the system, where it can.

    A model or an index that is let go is half a gigabyte. Caches refer back to what they belong to, so that it is freed
    only when Python next looks through everything, which a quiet server does not do for hours; and glibc keeps what was
    freed in pieces. Takes a tenth of a second.
    """
    gc.collect()
    if (trim := _of_glibc("malloc_trim")) is not None:
        trim(0)


def _of_glibc(function: str) -> Callable[..., int] | None:
    """Return a function of glibc; None where there is another library: musl, macOS, Windows."""
    name = ctypes.util.find_library("c") if sys.platform == "linux" else None
    return getattr(ctypes.CDLL(name), function, None) if name else None
