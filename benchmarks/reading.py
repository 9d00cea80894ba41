"""Reading on real files: ``make bench-reading SETS=folder`` prints what comes out of each.

``folder/reports`` holds work reports with ``metadata.tsv`` (file, region, year, title): region, year and type are
compared, furniture in clauses and characters that are in no clause and no heading are counted. ``folder/messy`` holds
awkward files: each is read, with the characters that must not be in it counted, or refused with the reason.
"""

from __future__ import annotations

import csv
import re
import sys
import time
from pathlib import Path

from benchmarks.machine import describe
from indexer.errors import FileRefused
from indexer.reading import read_file
from indexer.records import Document
from indexer.structure import doc_id_of, structure

_FURNITURE = re.compile(r"^(?:下载|打印|全屏|收藏|分享|【字号|来源：|相关报道)|【字号|打印本页|责任编辑：")
_REPORT = "政府工作报告"


def _read(path: Path) -> Document:
    data, clean = read_file(path, path.name)
    return structure(clean, doc_id=doc_id_of(data), source=path.name)


def _outside(document: Document) -> int:
    """Return how many characters, blanks aside, lie in no clause and no heading."""
    spans = [(clause.start, clause.end) for clause in document.clauses]
    spans += [(heading.start, heading.end) for heading in document.headings]
    inside = sum(len("".join(document.text[start:end].split())) for start, end in spans)
    return len("".join(document.text.split())) - inside


def _reports(folder: Path) -> None:
    rows = list(csv.DictReader((folder / "metadata.tsv").open(encoding="utf-8"), delimiter="\t"))
    right = [0, 0, 0]
    print(f"{'file':<22}{'region':<10}{'year':<6}{'type':<14}{'parts':>6}{'clauses':>9}{'furniture':>10}{'outside':>8}")
    for row in rows:
        document = _read(folder / row["file"])
        known = document.metadata
        right[0] += known.district == row["region"]
        right[1] += str(known.year) == row["year"]
        right[2] += known.doc_type == _REPORT
        parts = sum(heading.kind == "part" for heading in document.headings)
        furniture = sum(bool(_FURNITURE.search(clause.text)) for clause in document.clauses)
        print(
            f"{row['file']:<22}{known.district:<10}{known.year!s:<6}{known.doc_type:<14}{parts:>6}"
            f"{len(document.clauses):>9}{furniture:>10}{_outside(document):>8}"
        )
    print(f"region {right[0]}, year {right[1]}, type {right[2]} of {len(rows)}")


def _messy(folder: Path) -> None:
    read = refused = 0
    slowest = 0.0
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "ORIGIN.tsv"):
        start = time.perf_counter()
        try:
            document = _read(path)
            said = f"read: {len(document.clauses)} clauses, {document.text.count(chr(0xFFFD))} replaced characters"
            read += 1
        except FileRefused as refusal:
            said = f"refused: {refusal}"
            refused += 1
        slowest = max(slowest, time.perf_counter() - start)
        print(f"{path.relative_to(folder)}  {said}")
    print(f"{read} read, {refused} refused, slowest {slowest:.1f} s")


def main() -> None:
    """Measure and print."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sets = Path(sys.argv[1])
    print(describe())
    for name, measure in (("reports", _reports), ("messy", _messy)):
        if (sets / name).is_dir():
            measure(sets / name)
        else:
            print(f"{sets / name} is not there: passed over")


if __name__ == "__main__":
    main()
