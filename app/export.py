"""Results as a CSV file that a spreadsheet opens safely."""

from __future__ import annotations

from collections.abc import Sequence

from app.cards import flag_names
from indexer.citation import SEPARATOR
from indexer.records import Result
from indexer.tables import Sheet, csv_bytes

COLUMNS = ("区", "年份", "文件", "类型", "路径", "条款", "标记", "得分", "来源", "链接", "文号", "限定")


def to_csv(results: Sequence[Result], links: Sequence[str]) -> bytes:
    """Write results, one a row, with the link to each; the bytes of a CSV file."""
    rows = [_row(result, link) for result, link in zip(results, links, strict=True)]
    return csv_bytes(Sheet("检索结果", COLUMNS, rows))


def _row(result: Result, link: str) -> tuple[str | int | None, ...]:
    document, clause = result.document, result.clause
    known = document.metadata
    return (
        known.district,
        known.year,
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
