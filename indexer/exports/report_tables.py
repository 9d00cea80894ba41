"""Reports of readers → plain dictionaries and a table, in the one shape that all exports give out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from indexer.storage.reports import FAULT_WORDS, STATE_WORDS, Report
from indexer.tables import Cell, Link, Sheet

_COLUMNS = ("编号", "情况", "种类", "说明", "应为", "条款", "路径", "文件", "区", "年份", "来源文件")
_TIMES = ("报告时间", "答复", "处理时间")


def report_row(report: Report) -> dict[str, Any]:
    """Return a report with the copies that were kept with it."""
    document, clause = report.document, report.clause
    return {
        "number": report.number,
        "state": report.state,
        "kind": report.kind,
        "said": report.said,
        "instead": report.instead,
        "clause": clause.text if clause else "",
        "path": list(clause.path) if clause else [],
        "doc_id": document.doc_id,
        "source": document.source,
        "title": document.label,
        "district": document.metadata.district,
        "year": document.metadata.year,
        "reported_at": report.reported_at,
        "answer": report.answer,
        "settled_at": report.settled_at,
    }


def report_sheet(reports: Iterable[Report], link: Callable[[Report], str] | None = None) -> Sheet:
    """Return reports as a table, one a row; ``link`` gives where the page shows what one is about, "" for nowhere."""
    columns = (*_COLUMNS, *_TIMES, *(("链接",) if link else ()))
    return Sheet("纠错", columns, [_cells(report, link) for report in reports])


def local_time(when: str) -> str:
    """Return an ISO time as the clock of this place shows it; "" for none.

    >>> len(local_time("2025-03-01T20:00:00+00:00")), local_time("")
    (16, '')
    """
    return f"{datetime.fromisoformat(when).astimezone():%Y-%m-%d %H:%M}" if when else ""


def _cells(report: Report, link: Callable[[Report], str] | None) -> list[Cell]:
    document, clause = report.document, report.clause
    return [
        report.number,
        STATE_WORDS[report.state],
        FAULT_WORDS[report.kind],
        report.said,
        report.instead,
        clause.text if clause else None,
        " › ".join(clause.path) if clause else None,
        document.label,
        document.metadata.district,
        document.metadata.year,
        document.source,
        local_time(report.reported_at),
        report.answer,
        local_time(report.settled_at),
        *([Link(link(report))] if link else []),
    ]
