"""Results of ``benchmarks/scale.py`` → the tables and the chart of ``docs/performance.md``.

``python -m benchmarks.performance RESULT.json`` writes each table between its marks, ``<!-- NAME -->`` and
``<!-- /NAME -->``, the chart beside the pictures, and the results beside the document. Figures outside the tables are
written by hand.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.latency_chart import draw

DOCUMENT = Path(__file__).parents[1] / "docs" / "performance.md"
RESULTS = DOCUMENT.with_suffix(".json")
CHART = DOCUMENT.parent / "images" / "performance.svg"
NOTHING = "–"
WAYS = {
    "hybrid": "hybrid",
    "filtered": "hybrid, one district",
    "keyword": "words",
    "vector": "vectors",
    "tokens": "tokens",
}

Results = dict[str, Any]
Row = Sequence[str]


def tables_of(results: Results) -> dict[str, str]:
    """Return every table by its name, in Markdown."""
    return {
        "machine": results["machine"],
        "targets": _table(("what", "asked", "got", ""), _targets(results)),
        "encoder": _table(
            ("runs the model", "clauses/s", "times plain", "mean cosine", "query, ms"), _encoder_rows(results)
        ),
        "queries": _table(("p50 / p95, ms", *(_count(size) for size in results["ours"])), _query_rows(results)),
        "sizes": _table(("", *(_count(size) for size in results["ours"])), _size_rows(results)),
        "peers": _table(
            ("", "clauses", "p50, ms", "p95, ms", "times ours", "recall@10", "build, s", "disk, MB"),
            _peer_rows(results),
        ),
    }


def _table(head: Row, rows: Sequence[Row]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _count(size: str) -> str:
    return f"{int(size):,}"


def _get(results: Results, *path: str) -> Any:
    """Return what stands at a path, or None where something of it was not measured."""
    found: Any = results
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _show(value: float | None, digits: int = 1, unit: str = "") -> str:
    return NOTHING if value is None else f"{value:,.{digits}f}{unit}"


def _targets(results: Results) -> list[Row]:
    """Return a row for each figure that the product was asked for."""

    def ours(size: int, *path: str) -> float | None:
        value: float | None = _get(results, "ours", str(size), *path)
        return value

    def hybrid(size: int, way: str = "hybrid", share: str = "p50") -> float | None:
        return ours(size, "asked", "ways", way, share)

    engine = _get(results, "encoder", "engines", _get(results, "encoder", "chosen") or "")
    beside, fastest = ours(100_000, "beside_peers", "ways", "hybrid", "p50"), _fastest(results, 100_000)
    memory, read = ours(1_000_000, "open", "asked", "anon"), ours(1_000_000, "open", "asked", "rss")
    rows = [
        ("encoder, times sentence-transformers fp32", ">=", 3, _get(engine, "ratio"), 2, ""),
        ("encoder, mean cosine to fp32", ">=", 0.99, _get(engine, "cosine_mean"), 4, ""),
        (
            "words to results on the five documents, encoding included, p50",
            "<=",
            15,
            _get(results, "corpus", "p50"),
            1,
            " ms",
        ),
        ("hybrid at 100,000, p50", "<=", 4, hybrid(100_000), 1, " ms"),
        (
            "the same, times the speed of the fastest peer of no less recall",
            ">=",
            3,
            _ratio(fastest, beside),
            1,
            "",
        ),
        ("hybrid at 1,000,000, p50", "<=", 8, hybrid(1_000_000), 1, " ms"),
        ("the same, p95", "<=", 25, hybrid(1_000_000, share="p95"), 1, " ms"),
        ("recall@10 of the vector leg at 1,000,000", ">=", 0.98, ours(1_000_000, "asked", "recall"), 3, ""),
        (
            "one district at 1,000,000, times without",
            "<=",
            2,
            _ratio(hybrid(1_000_000, "filtered"), hybrid(1_000_000)),
            2,
            "",
        ),
        ("memory at 1,000,000, without pages of mapped files", "<=", 1_500, memory, 0, " MB"),
        ("the same, with the pages of files that were read", "<=", 1_500, read, 0, " MB"),
        ("open at 1,000,000", "<=", 2, ours(1_000_000, "open", "seconds"), 2, " s"),
        ("build of 100,000", "<=", 30, ours(100_000, "build", "seconds"), 1, " s"),
        ("one document added to 1,000,000, visible", "<=", 10, ours(1_000_000, "add", "visible_seconds"), 1, " s"),
        (
            "growth of hybrid p50 from 10,000 to 1,000,000",
            "<=",
            8,
            _ratio(hybrid(1_000_000), hybrid(10_000)),
            1,
            " times",
        ),
    ]
    return [_judge(*row) for row in rows]


def _judge(what: str, sign: str, asked: float, got: float | None, digits: int, unit: str) -> Row:
    is_reached = got is not None and (got >= asked if sign == ">=" else got <= asked)
    said = f"{asked:,g}{unit} or {'more' if sign == '>=' else 'less'}"
    return what, said, _show(got, digits, unit), "" if got is None else "reached" if is_reached else "**not reached**"


def _ratio(value: float | None, to: float | None) -> float | None:
    return None if value is None or not to else value / to


def _fastest(results: Results, size: int) -> float | None:
    """Return p50 of the fastest peer that finds the nearest vectors no worse than ours."""
    least = _get(results, "ours", str(size), "beside_peers", "recall") or 0.0
    peers = [peer["asked"] for peer in (_get(results, "peers", str(size)) or {}).values() if "asked" in peer]
    fitting = [peer for peer in peers if peer["recall"] >= least] or peers
    return min((float(peer["ways"]["hybrid"]["p50"]) for peer in fitting), default=None)


def _encoder_rows(results: Results) -> list[Row]:
    engines: dict[str, Any] = _get(results, "encoder", "engines") or {}
    return [
        (
            name,
            _show(_get(figures, "clauses_per_second")),
            _show(_get(figures, "ratio"), 2),
            _show(_get(figures, "cosine_mean"), 4),
            _show(_get(figures, "query_ms")),
        )
        for name, figures in engines.items()
    ]


def _query_rows(results: Results) -> list[Row]:
    def cell(size: Results, way: str, first: str = "") -> str:
        found = _get(size, "asked", "ways", way)
        return NOTHING if found is None else f"{found[first + 'p50']:.2f} / {found[first + 'p95']:.2f}"

    sizes = list(results["ours"].values())
    rows: list[Row] = [(name, *(cell(size, way) for size in sizes)) for way, name in WAYS.items()]
    rows.append(("hybrid, the first time", *(cell(size, "hybrid", "first_") for size in sizes)))
    rows.append(("recall@10 of vectors", *(_show(_get(size, "asked", "recall"), 3) for size in sizes)))
    return rows


def _size_rows(results: Results) -> list[Row]:
    wanted: list[tuple[str, tuple[str, ...], int]] = [
        ("clauses", ("build", "clauses"), 0),
        ("build, s", ("build", "seconds"), 1),
        ("one document added, s", ("add", "seconds"), 1),
        ("the same until it is found, s", ("add", "visible_seconds"), 1),
        ("open, s", ("open", "seconds"), 2),
        ("memory before opening, MB", ("open", "before", "anon"), 0),
        ("memory after 100 queries, MB", ("open", "asked", "anon"), 0),
        ("the same with pages of mapped files, MB", ("open", "asked", "rss"), 0),
        ("memory of the build at its peak, MB", ("build", "peak_mb"), 0),
        ("files read, MB", ("build", "text_mb"), 1),
        ("disk, MB", ("build", "disk_mb"), 0),
        ("queries a second, 1 thread", ("threads", "1"), 0),
        ("2 threads", ("threads", "2"), 0),
        ("4 threads", ("threads", "4"), 0),
        ("8 threads", ("threads", "8"), 0),
    ]
    return [
        (name, *(_show(_get(size, *path), digits) for size in results["ours"].values()))
        for name, path, digits in wanted
    ]


def _peer_rows(results: Results) -> list[Row]:
    rows: list[Row] = []
    for size, peers in results["peers"].items():
        ours = results["ours"][size]
        asked = {"this project": {"asked": ours.get("beside_peers"), "build": ours.get("build")}, **peers}
        base = _get(ours, "beside_peers", "ways", "hybrid", "p50")
        for name, peer in asked.items():
            taken = _get(peer, "asked", "ways", "hybrid")
            rows.append(
                (
                    _get(peer, "asked", "version") or name,
                    _count(size),
                    _show(_get(taken, "p50"), 2),
                    _show(_get(taken, "p95"), 2),
                    _show(_ratio(_get(taken, "p50"), base), 1),
                    _show(_get(peer, "asked", "recall"), 3),
                    _show(_get(peer, "build", "seconds")),
                    _show(_get(peer, "build", "disk_mb"), 0),
                )
            )
    return rows


def fill(text: str, tables: dict[str, str]) -> str:
    """Return a document with each table put between its marks. Raises ValueError: a table has no marks."""
    for name, table in tables.items():
        marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        if not marks.search(text):
            raise ValueError(f"the document has no marks for the table {name}")
        text = marks.sub(lambda match, table=table: f"{match[1]}{table}\n{match[2]}", text)  # type: ignore[misc]
    return text


def main() -> None:
    """Write tables, chart and results."""
    parser = argparse.ArgumentParser(description="Fill docs/performance.md with measured figures.")
    parser.add_argument("results", type=Path)
    results = json.loads(parser.parse_args().results.read_text(encoding="utf-8"))
    DOCUMENT.write_text(fill(DOCUMENT.read_text(encoding="utf-8"), tables_of(results)), encoding="utf-8")
    CHART.write_text(draw(_lines(results)), encoding="utf-8")
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _lines(results: Results) -> dict[str, dict[int, float]]:
    """Return for each way clauses → milliseconds at the median."""
    medians = {
        name: {int(size): _get(ours, "asked", "ways", way, "p50") for size, ours in results["ours"].items()}
        for way, name in WAYS.items()
    }
    return {name: {size: p50 for size, p50 in points.items() if p50} for name, points in medians.items()}


if __name__ == "__main__":
    main()
