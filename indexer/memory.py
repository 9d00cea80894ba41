"""Memory that is no longer used, given back to the system."""

from __future__ import annotations

import ctypes
import ctypes.util
import gc
import sys


def give_back() -> None:
    """Free what only refers to itself, and have the allocator hand its free memory back to the system, where it can.

    A model or an index that is let go is half a gigabyte. Caches refer back to what they belong to, so that it is freed
    only when Python next looks through everything, which a quiet server does not do for hours; and glibc keeps what was
    freed in pieces. Takes a tenth of a second.
    """
    gc.collect()
    if sys.platform == "linux" and (name := ctypes.util.find_library("c")):
        trim = getattr(ctypes.CDLL(name), "malloc_trim", None)  # glibc has it, musl does not
        if trim is not None:
            trim(0)
