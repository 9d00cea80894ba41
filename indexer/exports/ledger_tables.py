"""Entries of the ledger → tables: one for programs, with the names of ``commitment_row``, and one for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from indexer.exports.rows import commitment_row
from indexer.insight.ledger import Entry
from indexer.structure.wording import COMPARATOR_WORDS, KIND_WORDS
from indexer.tables import Cell, Link, Sheet

COLUMNS = (
    "source", "clause_id", "sentence", "evidence", "action", "object", "value", "upper", "unit", "comparator",
    "kind", "year", "star", "district", "start", "end", "doc_id", "doc_type", "title", "path", "period", "stretch",
    "parent", "key", "score",
)  # fmt: skip
HEADINGS = (
    "区", "年份", "目标或完成", "★", "做法", "事项", "数量（原文）", "限度", "数值", "上限", "单位", "时段", "原文",
    "条款", "路径", "文件", "类型", "上级", "来源", "条款编号", "链接",
)  # fmt: skip


def for_programs(entries: Iterable[Entry]) -> Sheet:
    """Return entries under the names of the stable interface; ★ is true, an empty cell false or unknown."""
    rows = (commitment_row(entry) for entry in entries)
    return Sheet("commitments", COLUMNS, ([_plain(row[name]) for name in COLUMNS] for row in rows))


def _plain(value: Any) -> Cell:
    if isinstance(value, bool):
        return "★" if value else ""
    return " › ".join(value) if isinstance(value, list) else value


def for_people(entries: Iterable[Entry], link: Callable[[Entry], str] | None = None) -> Sheet:
    """Return entries under Chinese headings; ``link`` gives the address at which the page shows one."""
    return Sheet("承诺台账", HEADINGS, (_row(entry, link(entry) if link else "") for entry in entries))


def _row(entry: Entry, url: str) -> list[Cell]:
    commitment, quantity, metadata = entry.commitment, entry.commitment.quantity, entry.document.metadata
    return [
        entry.district,
        entry.year,
        KIND_WORDS[commitment.kind],
        "★" if commitment.is_starred else "",
        commitment.action,
        commitment.object,
        quantity.text,
        COMPARATOR_WORDS[quantity.comparator],
        quantity.value,
        quantity.upper,
        quantity.unit,
        commitment.period,
        entry.evidence,
        entry.clause.text,
        " › ".join(entry.clause.path),
        entry.document.label,
        metadata.doc_type,
        metadata.parent,
        metadata.source_url or entry.document.source,
        commitment.clause_id,
        Link(url) if url else None,
    ]
