"""Quantities on hand-marked sentences: ``python -m benchmarks.quantities folder`` prints recall and what else is found.

``folder/gold.jsonl`` has one row a number: sentence, value, upper, unit, comparator (= >= <= < ~ range). Every sentence
is read once; what is found and not marked is listed, periods and qualifiers aside: judge whether it measures something.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from indexer.records import Comparator, Quantity
from indexer.structure.quantities import find_quantities

_SIGNS: dict[Comparator, str] = {
    "eq": "=",
    "stretch": "=",
    "about": "~",
    "at_least": ">=",
    "more_than": ">=",
    "at_most": "<=",
    "less_than": "<",
    "range": "range",
}
_Marked = tuple[Decimal, str, str, Decimal | None]  # value, unit, comparator, upper


def _marked(row: dict[str, object]) -> _Marked:
    upper = None if row["upper"] is None else Decimal(str(row["upper"]))
    return Decimal(str(row["value"])), str(row["unit"]), str(row["comparator"]), upper


def _told(found: Quantity) -> _Marked:
    return found.value, found.unit, _SIGNS[found.comparator], found.upper


def main() -> None:
    """Compare what is found in the sentences of ``gold.jsonl`` with what is marked there."""
    sentences: dict[str, list[_Marked]] = defaultdict(list)
    for line in (Path(sys.argv[1]) / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        sentences[row["sentence"]].append(_marked(row))
    values = exact = more = 0
    for sentence, gold in sentences.items():
        left = list(gold)
        for found in find_quantities(sentence):
            told = _told(found)
            match = next((mark for mark in left if mark == told), None)
            match = match or next((mark for mark in left if mark[:2] == told[:2]), None)
            if match:
                left.remove(match)
                values, exact = values + 1, exact + (match == told)
            elif found.kind == "measure":
                more += 1
                print(f"not marked: {found.text} | {sentence[max(0, found.start - 12) : found.end + 12]}")
        for value, unit, *_ in left:
            print(f"missed: {value} {unit} | {sentence}")
    marked = sum(map(len, sentences.values()))
    print(f"{marked} marked: value and unit {values / marked:.3f}, with comparator and bound {exact / marked:.3f}")
    print(f"{values + more} measures found, {values / (values + more):.3f} of them marked")


if __name__ == "__main__":
    main()
