"""Quality on judged sets: ``make bench-quality SETS=folder`` prints each mode's figures.

``folder`` holds ``district/`` (queries.jsonl, judgments.jsonl) beside its scorer ``score_district.py``, and
``beir/NAME/`` in BEIR layout; what is missing is passed over and named.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.machine import describe
from indexer.cli import main as command
from indexer.records import MODES
from indexer.settings import Settings


def _district(sets: Path) -> None:
    folder, scorer = sets / "district", sets / "score_district.py"
    judged = [str(folder / "judgments.jsonl"), str(folder / "queries.jsonl")]
    with tempfile.TemporaryDirectory() as aside:
        for mode in MODES[:3]:
            run = str(Path(aside) / f"{mode}.jsonl")
            command(["search", "--queries", judged[1], "--out", run, "--mode", mode])
            print(f"district, {mode}", flush=True)
            subprocess.run([sys.executable, str(scorer), *judged, run, str(Settings().corpus)], check=True)


def main() -> None:
    """Measure and print."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sets = Path(sys.argv[1])
    print(describe())
    if (sets / "district").is_dir():
        _district(sets)
    else:
        print(f"{sets / 'district'} is not there: passed over")
    for folder in sorted(path for path in (sets / "beir").glob("*") if path.is_dir()):
        for mode in MODES[:3]:
            command(["evaluate", str(folder), "--mode", mode])


if __name__ == "__main__":
    main()
