"""A small sample of the long runs, and that they see what they look for."""

from __future__ import annotations

from benchmarks.faults import memory
from benchmarks.faults.endurance import ask, open_outcome, rebuild
from benchmarks.faults.sessions import Seen
from benchmarks.sessions import View
from indexer.build import build
from indexer.settings import Settings


def test_memory_that_grows_is_seen() -> None:
    flat = memory.outcome("flat", [100, 300, 310, 312, 311, 310, 313, 312])
    leak = memory.outcome("leak", [100, 300, 320, 340, 360, 380, 400, 420])
    assert (flat.good, flat.of, leak.good, leak.of) == (1, 1, 0, 1)
    assert "+0.5%" in flat.what and "+24.2%" in leak.what


def test_queries_and_rebuilds_are_answered_rightly(settings: Settings) -> None:
    build(settings.corpus, settings.index, settings=settings)
    asked = ask(settings, 12)
    assert (asked["good"], asked["seen"], len(asked["megabytes"])) == (12, [], 12)
    rebuilt = rebuild(settings, 2)
    assert (rebuilt["good"], rebuilt["seen"], len(rebuilt["open"])) == (2, [], 2)


def test_files_and_threads_left_open_are_seen() -> None:
    flat, leak = open_outcome("flat", [30, 76, 80, 76, 81, 80]), open_outcome("leak", [70, 71, 72, 73, 74, 75])
    assert (flat.good, flat.of, leak.good, leak.of) == (1, 1, 0, 1)
    assert "first half 72, second 75" in leak.what


def test_views_that_fail_or_mix_generations_are_seen() -> None:
    seen = Seen()
    seen.take("a", View(0.1, '<div class="gz-card">第<mark>1</mark>次修改 第1次修改</div>', is_whole=True))
    assert (seen.views, seen.failed, seen.changes, seen.mixed) == (1, [], {"1"}, [])
    seen.take("b", View(0.1, '<div class="gz-card">第1次修改</div><div class="gz-card">第2次修改</div>', is_whole=True))
    seen.take("c", View(0.1, '<div class="gz-card">这一页没有显示完整</div>', is_whole=True))
    seen.take("d", View(0.1, "nothing", is_whole=True))
    seen.take("e", View(0.1, '<div class="gz-card"></div>', is_whole=False))
    assert seen.mixed == ["b: ['1', '2']"]
    assert [failed[0] for failed in seen.failed] == ["c", "d", "e"]
