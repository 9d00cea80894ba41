"""Do every kind of harm, or those that are named, and print how often all was well: `make bench-faults`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from benchmarks.faults.outcome import Outcome
from benchmarks.machine import describe

KINDS: dict[str, str] = {  # a name for the command line, and the module whose `run(*, quick)` does the harm
    "damage": "benchmarks.faults.damage",
    "disk": "benchmarks.faults.disk",
    "endurance": "benchmarks.faults.endurance",
    "fuzz": "benchmarks.faults.fuzz",
    "hostile": "benchmarks.faults.hostile",
    "injection": "benchmarks.faults.injection",
    "killed": "benchmarks.faults.killed",
    "roles": "benchmarks.faults.roles",
    "sessions": "benchmarks.faults.sessions",
    "swaps": "benchmarks.faults.swaps",
}


def main() -> int:
    """Return 0 where all was well every time."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("kinds", nargs="*", help="，".join(KINDS))
    parser.add_argument("--quick", action="store_true", help="a tenth of the harm, for a first look")
    parser.add_argument("--results", type=Path, metavar="FILE", help="write the counts as JSON")
    options = parser.parse_args()
    if unknown := set(options.kinds) - set(KINDS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(KINDS)}")
    outcomes: list[Outcome] = []
    for kind in options.kinds or KINDS:
        run: Callable[..., list[Outcome]] = import_module(KINDS[kind]).run
        for outcome in run(quick=options.quick):
            print(f"{outcome.good:>5} of {outcome.of:<5} {outcome.what}", *outcome.seen, sep="\n        ", flush=True)
            outcomes.append(outcome)
    if options.results:
        counts = [{"what": each.what, "good": each.good, "of": each.of} for each in outcomes]
        options.results.write_text(json.dumps({"machine": describe(), "counts": counts}, ensure_ascii=False, indent=1))
    return 0 if all(outcome.is_whole for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
