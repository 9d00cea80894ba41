"""Memory is given back: what only refers to itself is freed, and the allocator's free memory leaves the process."""

from __future__ import annotations

import subprocess
import sys
import weakref
from pathlib import Path

import psutil
import pytest

from indexer.memory import give_back

ROOT = Path(__file__).parents[1]


class Node:
    pass


def test_what_only_refers_to_itself_is_freed() -> None:
    node = Node()
    node.itself = node  # type: ignore[attr-defined]
    seen = weakref.ref(node)
    del node
    give_back()
    assert seen() is None


@pytest.mark.skipif(sys.platform != "linux" or not psutil.LINUX, reason="only glibc can be told to give memory back")
def test_free_memory_leaves_the_process() -> None:
    program = (
        "import psutil; from indexer.memory import give_back; used = lambda: psutil.Process().memory_full_info().uss;"
        "pieces = [bytearray(50_000) for _ in range(4_000)]; last = bytearray(50_000); full = used();"
        "del pieces; give_back(); print(full - used())"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, text=True)
    assert int(done.stdout) > 150_000_000  # of 200; without it the last piece holds the others back


@pytest.mark.skipif(sys.platform != "linux" or not psutil.LINUX, reason="only glibc has heaps for threads")
def test_threads_share_two_heaps() -> None:
    program = (
        "import ctypes, threading; from indexer.memory import share_heaps; share_heaps(); libc = ctypes.CDLL(None);"
        "meet = threading.Barrier(8); threads = [threading.Thread(target=lambda: (meet.wait(), libc.malloc(9999),"
        "meet.wait())) for _ in range(8)]; [each.start() for each in threads]; [each.join() for each in threads];"
        "libc.malloc_stats()"
    )
    said = [
        subprocess.run([sys.executable, "-c", run], cwd=ROOT, capture_output=True, check=True, text=True).stderr
        for run in (program, program.replace("share_heaps();", ""))
    ]
    assert said[0].count("Arena") == 2
    assert said[1].count("Arena") > 2
