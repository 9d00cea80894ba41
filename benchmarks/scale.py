"""Speed beyond the corpus: ``python -m benchmarks.scale --sizes 1000 10000 100000 1000000``.

Builds, opens, asks and adds at every size, and asks peers beside it at some. Each step runs in a process of its own;
what is compared is asked in rounds that take turns. Results go to ``results/scale-DATE.json`` as they come, indexes
stay in ``cache/scale/``: a run that was stopped goes on where it was when it is given the same file.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from benchmarks.contestants import OURS
from benchmarks.machine import describe
from benchmarks.peers import installed_peers
from benchmarks.scale_data import folder_of
from benchmarks.scale_steps import CORPUS_STEP, STEPS

RESULTS = Path(__file__).parent / "results"
SIZES = (1_000, 10_000, 100_000)  # a million takes half an hour and 20 GB of disk: ask for it
ROUNDS = 5  # behind a first one that warms up


class _Asked:
    """A contestant in a process of its own."""

    def __init__(self, name: str, size: int) -> None:
        self.name, self.size = name, size
        self._process = subprocess.Popen(_command("contestants", name, size), stdin=-1, stdout=-1, text=True)
        self.told: dict[str, Any] = json.loads(self._line())
        self.taken: dict[str, list[list[float]]] = {}

    def ask(self) -> None:
        """Ask all queries once, in every way."""
        _pipe(self._process.stdin).write("round\n")
        _pipe(self._process.stdin).flush()
        for way, milliseconds in json.loads(self._line()).items():
            self.taken.setdefault(way, []).append(milliseconds)

    def close(self) -> dict[str, Any]:
        """End the process and return what was measured."""
        _pipe(self._process.stdin).close()
        self._process.wait()
        return {**self.told, "ways": {way: _summary(rounds) for way, rounds in self.taken.items()}}

    def _line(self) -> str:
        line = _pipe(self._process.stdout).readline()
        if not line:
            raise RuntimeError(f"{self.name} at {self.size} ended with {self._process.wait()}")
        return line


def _pipe(pipe: IO[str] | None) -> IO[str]:
    if pipe is None:
        raise ValueError("the process has no pipe")
    return pipe


def _summary(rounds: list[list[float]]) -> dict[str, float]:
    """Return p50 and p95 of all rounds but the first, and of the first, where nothing is in the memory yet."""
    later = [taken for one in rounds[1:] for taken in one]
    return {
        "p50": statistics.median(later),
        "p95": statistics.quantiles(later, n=20)[-1],
        "first_p50": statistics.median(rounds[0]),
        "first_p95": statistics.quantiles(rounds[0], n=20)[-1],
    }


def _command(module: str, *arguments: str | int) -> list[str]:
    return [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]


def _run(module: str, *arguments: str | int) -> dict[str, Any]:
    """Run a module to its end and return what its last line says."""
    _say(f"{module} {' '.join(map(str, arguments))}")
    done = subprocess.run(_command(module, *arguments), check=True, stdout=subprocess.PIPE, text=True)
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


def _say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


class Run:
    """One run of the measurements: its results, kept in a file after every step."""

    def __init__(self, path: Path) -> None:
        """Go on with the results in a file, or begin them."""
        self._path = path
        self.results: dict[str, Any] = {"machine": describe(), "ours": {}, "peers": {}}
        if path.is_file():
            self.results = json.loads(path.read_text(encoding="utf-8"))

    def measure_steps(self, size: int, *, rebuild: bool) -> None:
        """Build an index of a size where it is missing; then open it, ask it in threads, and add a document."""
        ours = self.results["ours"].setdefault(str(size), {})
        for step in STEPS:
            kept = folder_of(size) / "build.json"
            if step == "build" and kept.is_file() and not rebuild:
                ours[step] = json.loads(kept.read_text(encoding="utf-8"))
            elif step not in ours or (step == "build" and not kept.is_file()):
                ours[step] = _run("scale_steps", step, size)
                if step == "build":
                    kept.write_text(json.dumps(ours[step]), encoding="utf-8")
            self._save()

    def measure_model(self) -> None:
        """Measure what needs the model: encoders side by side, and queries on the corpus, encoding included."""
        if CORPUS_STEP not in self.results:
            self.results[CORPUS_STEP] = _run("scale_steps", CORPUS_STEP)
        if "encoder" not in self.results:
            _say("encoders")
            subprocess.run(_command("encoders"), check=True, stdout=sys.stderr)
            self.results["encoder"] = json.loads((RESULTS / "encoders.json").read_text(encoding="utf-8"))
        self._save()

    def make_peers(self, size: int, names: Sequence[str]) -> None:
        """Build the index of each peer where it is missing."""
        for name in names:
            kept = folder_of(size) / f"{name}.json"
            if not kept.is_file():
                kept.write_text(json.dumps(_run("contestants", name, size, "--make")), encoding="utf-8")
            of_size = self.results["peers"].setdefault(str(size), {})
            of_size.setdefault(name, {})["build"] = json.loads(kept.read_text(encoding="utf-8"))
            self._save()

    def ask_in_turns(self, contestants: Sequence[tuple[str, int]], rounds: int) -> None:
        """Ask contestants, each a system and a size, in rounds that take turns."""
        asked = []
        for name, size in contestants:
            _say(f"open {name} at {size}")
            asked.append(_Asked(name, size))
        for number in range(rounds + 1):
            _say(f"round {number} of {rounds}")
            for contestant in asked:
                contestant.ask()
        for contestant in asked:
            measured = contestant.close()
            if contestant.name == OURS:
                of_size = self.results["ours"][str(contestant.size)]
                key = "beside_peers" if any(name != OURS for name, _ in contestants) else "asked"
            else:
                of_size = self.results["peers"][str(contestant.size)][contestant.name]
                key = "asked"
            of_size[key] = measured
        self._save()

    def _save(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps(self.results, ensure_ascii=False, indent=1), encoding="utf-8")


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description="Speed at several sizes, and of peers.")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="clauses")
    parser.add_argument("--peer-sizes", type=int, nargs="*", default=(100_000,), help="sizes at which peers are asked")
    parser.add_argument("--peers", nargs="*", default=installed_peers())
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--no-model", action="store_true", help="leave out what needs the model")
    parser.add_argument("--rebuild", action="store_true", help="build again what is built already")
    parser.add_argument("--results", type=Path, default=RESULTS / f"scale-{time.strftime('%Y-%m-%d')}.json")
    arguments = parser.parse_args()
    run = Run(arguments.results)
    if not arguments.no_model:
        run.measure_model()
    for size in arguments.sizes:
        run.measure_steps(size, rebuild=arguments.rebuild)
    if arguments.sizes:
        run.ask_in_turns([(OURS, size) for size in arguments.sizes], arguments.rounds)
    for size in arguments.peer_sizes:
        run.measure_steps(size, rebuild=False)
        run.make_peers(size, arguments.peers)
        run.ask_in_turns([(name, size) for name in (OURS, *arguments.peers)], arguments.rounds)
    print(arguments.results)


if __name__ == "__main__":
    main()
