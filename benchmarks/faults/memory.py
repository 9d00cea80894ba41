"""The memory of a process over time, and whether it stays flat."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import psutil

from benchmarks.faults.outcome import Outcome

ALLOWED = 0.05  # growth between the medians of the second and the last quarter; allocators breathe by less
_OF_NO_FILE = re.compile(r"^RssAnon:\s+(\d+) kB$", re.MULTILINE)


def megabytes(process: psutil.Process) -> float:
    """Return what a process holds in memory beside files, in MB; where the system does not tell, what it alone holds.

    What it alone holds (USS) grows by all pages of programs and models when another process ends that had them open.
    """
    status = Path(f"/proc/{process.pid}/status")
    if status.exists():
        return int(_OF_NO_FILE.findall(status.read_text(encoding="utf-8"))[0]) / 1e3
    return float(process.memory_full_info().uss) / 1e6


def growth(samples: Sequence[float]) -> float:
    """Return by which share memory grew from the second quarter to the last: the first warms up.

    >>> growth([1, 5, 10, 10, 10, 10, 11, 11])
    0.1
    """
    quarter = len(samples) // 4
    before, after = median(samples[quarter : 2 * quarter]), median(samples[-quarter:])
    return round(after / before - 1, 3)


def outcome(what: str, samples: Sequence[float]) -> Outcome:
    """Return whether memory stayed flat, with the figures."""
    grown = growth(samples)
    shown = " ".join(f"{sample:.0f}" for sample in samples[:: max(1, len(samples) // 10)])
    is_flat = grown <= ALLOWED
    return Outcome(f"{what}: memory flat ({grown:+.1%}, MB: {shown})", int(is_flat), 1)
