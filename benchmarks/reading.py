"""Reading on real files: ``make bench-reading SETS=folder`` prints what comes out of each.

``folder/reports`` holds work reports with ``metadata.tsv`` (file, region, year, title): region, year and type are
compared; furniture in clauses, headings in clauses, and characters that are in no clause and no heading are counted.
A heading in a clause is a short one without a figure that ends in no mark, or that opens with the number of a section
and is not the last under it. Each is printed, to be judged by eye: entries of lists look alike. ``folder/messy`` holds
awkward files: each is read, with the characters that must not be in it counted, or refused with the reason.
"""

from __future__ import annotations

import csv
import re
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

from benchmarks.machine import describe
from indexer.errors import FileRefused
from indexer.reading import read_file
from indexer.records import GLOSSARY, NOTE, REVIEW, TASK, Document
from indexer.structure import doc_id_of, structure

_FURNITURE = re.compile(r"^(?:下载|打印|全屏|收藏|分享|【字号|来源：|相关报道)|【字号|打印本页|责任编辑：")
_REPORT = "政府工作报告"
_ENDED = re.compile(r"[。！？!?；;：:，,…][”’）)]*$")
_LONGEST_HEADING = 40
_SECTION = re.compile(r"[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、")
_MEASURED = re.compile(r"\d")


def _read(path: Path) -> Document:
    data, clean = read_file(path, path.name)
    return structure(clean, doc_id=doc_id_of(data), source=path.name)


def _outside(document: Document) -> int:
    """Return how many characters, blanks aside, lie in no clause and no heading."""
    spans = [(clause.start, clause.end) for clause in document.clauses]
    spans += [(heading.start, heading.end) for heading in document.headings]
    inside = sum(len("".join(document.text[start:end].split())) for start, end in spans)
    return len("".join(document.text.split())) - inside


def _headings_as_clauses(document: Document) -> list[str]:
    """Return the clauses that look like headings above the next one."""
    found = []
    for clause, following in pairwise(document.clauses):
        if {GLOSSARY, NOTE} & set(clause.flags) or len(clause.text) > _LONGEST_HEADING:
            continue
        is_open = not _ENDED.search(clause.text)
        is_opening = bool(_SECTION.match(clause.text)) and clause.path == following.path
        if (is_open or is_opening) and not _MEASURED.search(clause.text):
            found.append(clause.text)
    return found


def _print_parts(document: Document) -> None:
    """Print the parts of a document with the number of clauses that review, set tasks, or do neither."""
    counts: dict[str, Counter[str]] = {}
    for clause in document.clauses:
        part = clause.path[0] if clause.path else "(none)"
        period = next((flag for flag in clause.flags if flag in (REVIEW, TASK, GLOSSARY, NOTE)), "none")
        counts.setdefault(part, Counter())[period] += 1
    for part, periods in counts.items():
        print(f"    {part[:40]}: " + ", ".join(f"{count} {period}" for period, count in periods.items()))


def _reports(folder: Path) -> None:
    rows = list(csv.DictReader((folder / "metadata.tsv").open(encoding="utf-8"), delimiter="\t"))
    right = [0, 0, 0]
    times: list[tuple[float, str]] = []
    columns = f"{'parts':>6}{'clauses':>9}{'furniture':>10}{'outside':>8}{'headings':>9}{'seconds':>8}"
    print(f"{'file':<22}{'region':<10}{'year':<6}{'type':<14}{columns}")
    for row in rows:
        start = time.perf_counter()
        document = _read(folder / row["file"])
        times.append((time.perf_counter() - start, row["file"]))
        known = document.metadata
        right[0] += known.district == row["region"]
        right[1] += str(known.year) == row["year"]
        right[2] += known.doc_type == _REPORT
        parts = sum(heading.kind == "part" for heading in document.headings)
        headings = _headings_as_clauses(document)
        furniture = sum(bool(_FURNITURE.search(clause.text)) for clause in document.clauses)
        print(
            f"{row['file']:<22}{known.district:<10}{known.year!s:<6}{known.doc_type:<14}{parts:>6}"
            f"{len(document.clauses):>9}{furniture:>10}{_outside(document):>8}{len(headings):>9}{times[-1][0]:>8.2f}"
        )
        _print_parts(document)
        for heading in headings:
            print(f"    heading as clause? {heading}")
    seconds, slowest = max(times)
    print(f"region {right[0]}, year {right[1]}, type {right[2]} of {len(rows)}, slowest {slowest} {seconds:.1f} s")


def _messy(folder: Path) -> None:
    read = refused = 0
    times: list[tuple[float, str]] = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "ORIGIN.tsv"):
        start = time.perf_counter()
        try:
            document = _read(path)
            said = f"read: {len(document.clauses)} clauses, {document.text.count(chr(0xFFFD))} replaced characters"
            read += 1
        except FileRefused as refusal:
            said = f"refused: {refusal}"
            refused += 1
        times.append((time.perf_counter() - start, path.name))
        print(f"{path.relative_to(folder)}  {said}")
    seconds, slowest = max(times, default=(0.0, "none"))
    print(f"{read} read, {refused} refused, slowest {slowest} {seconds:.1f} s")


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
