"""Results as a CSV file that a spreadsheet opens safely: UTF-8 with a byte order mark, no cell that it computes."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from app.cards import SEPARATOR, flag_names
from indexer.records import Result

COLUMNS = ("区", "年份", "文件", "类型", "路径", "条款", "标记", "得分", "来源", "链接", "文号", "限定")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # OWASP, CSV injection


def to_csv(results: Sequence[Result], links: Sequence[str]) -> bytes:
    """Write results, one a row, with the link to each; the bytes of a CSV file."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(COLUMNS)
    for result, link in zip(results, links, strict=True):
        writer.writerow([neutral(cell) for cell in _row(result, link)])
    return sheet.getvalue().encode("utf-8-sig", "replace")


def neutral(cell: str) -> str:
    """Keep a spreadsheet from taking text for a formula.

    >>> neutral("=1+1"), neutral("3~5个")
    ("'=1+1", '3~5个')
    """
    return "'" + cell if cell.startswith(_FORMULA_STARTS) else cell


def _row(result: Result, link: str) -> tuple[str, ...]:
    document, clause = result.document, result.clause
    known = document.metadata
    return (
        known.district,
        "" if known.year is None else str(known.year),
        document.label,
        known.doc_type,
        SEPARATOR.join(clause.path),
        clause.text,
        "、".join(flag_names(clause.flags)),
        f"{result.score:.4f}",
        known.source_url or document.source,
        link,
        known.doc_number,
        "限定之外" if result.is_beyond else "",
    )
