"""Floors: what the search must be worth at least on each set, pinned beside the digests of what they were measured on.

A figure that falls below its floor fails, and so does a set whose corpus or queries are not those of its floors: its
figures say nothing then. Raising a floor is free; lowering one, or pinning to other files, needs ``--lower``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

FLOORS = Path(__file__).with_name("floors.json")
# Processors differ in the last bits of a vector, which can make two neighbours change places; in a type of ten queries
# that moves the mean by less than this.
ALLOWANCE = 0.01


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one set, or their floors, and the digests of the files that they were measured on."""

    corpus: str
    queries: str
    figures: Mapping[str, float]  # "audit nDCG@10" → its mean


def find_problems(name: str, measured: Measured, path: Path = FLOORS) -> list[str]:
    """Return a sentence for each floor of a set that is not kept, and for each file that is another."""
    floors = _read(path).get(name)
    if floors is None:
        return [f"{name}: no floors in {path.name}; pin them with --pin"]
    if changed := _changed(floors, measured):
        return [
            f"{name}: the {' and the '.join(changed)} are not those that {path.name} was measured on, so that its "
            "floors say nothing; if that is meant, pin them anew with --pin --lower"
        ]
    problems = []
    for figure, floor in floors.figures.items():
        now = measured.figures.get(figure)
        if now is None:
            problems.append(f"{name}: {figure} was not measured, its floor is {floor:.3f}")
        elif now < floor - ALLOWANCE:
            problems.append(
                f"{name}: {figure} fell to {now:.3f}, its floor is {floor:.3f}; find out what made it worse"
            )
    return problems


def pin(name: str, measured: Measured, *, lower: bool = False, path: Path = FLOORS) -> list[str]:
    """Raise the floors of a set to what was measured and return what changed.

    With ``lower`` the floors become what was measured, on the files that are there now. Otherwise they only rise, and
    stay where the files are others.
    """
    pinned = _read(path)
    before = pinned.get(name)
    if before is not None and not lower and _changed(before, measured):
        return []
    old = {} if before is None else before.figures
    new = {figure: round(value, 3) for figure, value in measured.figures.items()}
    if not lower:
        new = {figure: max(value, old.get(figure, 0.0)) for figure, value in new.items()}
        new |= {figure: value for figure, value in old.items() if figure not in new}
    pinned[name] = Measured(measured.corpus, measured.queries, new)
    text = json.dumps({name: asdict(floors) for name, floors in pinned.items()}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
    return [
        f"{name}: {figure} {old.get(figure, '–')} → {value}"
        for figure, value in new.items()
        if value != old.get(figure)
    ]


def _changed(floors: Measured, measured: Measured) -> list[str]:
    return [what for what in ("corpus", "queries") if getattr(floors, what) != getattr(measured, what)]


def _read(path: Path) -> dict[str, Measured]:
    if not path.exists():
        return {}
    return {name: Measured(**floors) for name, floors in json.loads(path.read_text(encoding="utf-8")).items()}
