"""Pairs of commitments → plain dictionaries and tables, in the one shape that all exports give out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from indexer.exports.rows import commitment_row
from indexer.insight.entry import Entry
from indexer.insight.pairs import SORTS, Pair
from indexer.storage.notebook import Decision, Verdict
from indexer.structure.wording import KIND_WORDS
from indexer.tables import Cell, Link, Sheet

VERDICTS: dict[Verdict, str] = {"confirmed": "已确认", "rejected": "已否定", "": "未核对"}
_SIDE_COLUMNS = ("年份", "类别", "数量（原文）", "原文", "条款", "文件", "来源", "链接")
_COLUMNS = (
    *("对照", "区", "数字关系", "人工核对", "匹配程度", "理由"),
    *(f"{side}：{name}" for side in ("甲", "乙") for name in _SIDE_COLUMNS),
    "编号",
)


def pair_row(pair: Pair, decision: Decision | None = None) -> dict[str, Any]:
    """Return a pair with both sides in full, and what people decided on it."""
    return {
        "key": pair.key,
        "sort": pair.sort,
        "relation": pair.relation,
        "score": pair.score,
        "reasons": list(pair.reasons),
        "district": pair.left.district,
        "decision": decision.verdict if decision else "",
        "decided_at": decision.when if decision else "",
        "left": commitment_row(pair.left),
        "right": commitment_row(pair.right),
    }


def decision_row(decision: Decision) -> dict[str, Any]:
    """Return a decision with the copies of both sides that were kept with it."""
    return asdict(decision)


def pair_sheet(
    pairs: Iterable[Pair], decisions: Mapping[str, Decision], link: Callable[[Entry], str] | None = None
) -> Sheet:
    """Return pairs as a table, one a row, both sides next to each other; ``link`` gives where the page shows one."""
    return Sheet("对照", _COLUMNS, [_cells(pair, decisions.get(pair.key), link) for pair in pairs])


def _cells(pair: Pair, decision: Decision | None, link: Callable[[Entry], str] | None) -> list[Cell]:
    cells: list[Cell] = [
        SORTS[pair.sort],
        pair.left.district,
        pair.relation,
        VERDICTS[decision.verdict if decision else ""],
        pair.score,
        "；".join(pair.reasons),
    ]
    for entry in (pair.left, pair.right):
        cells += [
            entry.year,
            KIND_WORDS[entry.commitment.kind],
            entry.commitment.quantity.text,
            entry.evidence,
            entry.clause.text,
            entry.document.label,
            entry.document.source,
            Link(link(entry)) if link else None,
        ]
    return [*cells, pair.key]
