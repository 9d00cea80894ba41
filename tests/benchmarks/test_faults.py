"""A few points of the harm that `make bench-faults` does at hundreds: all is well, and what is not is counted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

# A process of its own: it forks, which one in which engines have run must not.
_SAMPLE = """
import json, random, sys
from pathlib import Path
from benchmarks.faults import disk, killed, swaps
from benchmarks.faults.scene import Scene, make_scene

folder, chance = Path(sys.argv[1]), random.Random(2026)
scene = make_scene(folder)
outcomes = [
    killed.kill_builds(scene, folder / "work", 2, chance, killed.KINDS[1:]),
    disk.fill_disks(scene, folder / "disk", 1),
    *swaps.swap(scene.copy_to(folder / "swaps"), 2, processes=1),
]
Scene.leftovers = lambda _: ["half a file"]
outcomes.append(killed.kill_builds(scene, folder / "work", 1, chance, killed.KINDS[:1]))
print(json.dumps([(each.good, each.of, list(each.seen)) for each in outcomes]))
"""
Outcomes = list[tuple[int, int, list[str]]]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    command = [sys.executable, "-c", _SAMPLE, str(tmp_path_factory.mktemp("faults"))]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False, timeout=600)
    assert done.returncode == 0, done.stderr
    found: Outcomes = json.loads(done.stdout.splitlines()[-1])
    return found


def test_builds_that_are_killed(outcomes: Outcomes) -> None:
    assert tuple(outcomes[0]) == (2, 2, [])


def test_disks_that_get_full(outcomes: Outcomes) -> None:
    assert tuple(outcomes[1]) == (1, 1, [])


def test_swaps_while_others_read(outcomes: Outcomes) -> None:
    swapped, told, read, whole = outcomes[2:6]
    assert tuple(swapped) == (2, 2, [])
    assert told[0] == told[1]
    assert read[0] == read[1] > 0
    assert whole[0] == whole[1] == read[1]


def test_what_is_not_well_is_counted(outcomes: Outcomes) -> None:
    good, of, (seen,) = outcomes[6]
    assert (good, of) == (0, 1)
    assert "left behind: ['half a file']" in seen
