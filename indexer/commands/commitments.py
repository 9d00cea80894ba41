"""``commitments``: the ledger as a table in the terminal, as JSON, CSV and XLSX."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from indexer import printing
from indexer.commands.options import add_command, published, with_filters, with_index

if TYPE_CHECKING:
    from indexer.commands.options import Commands
    from indexer.insight.ledger import Entry, Total
    from indexer.settings import Settings

_WIDTHS = {"区": 10, "年份": 6, "目标或完成": 10, "★": 2, "做法": 10, "事项": 28, "数量": 16, "条款": 18}
_SHOWN_TOTALS = 10


def add(commands: Commands, settings: Settings) -> None:
    """Register the command."""
    sub = with_index(add_command(commands, "commitments", _commitments, "承诺台账：文件中的目标和完成数"), settings)
    sub.add_argument("topic", nargs="?", default="", metavar="主题", help="按意思找事项，例如 养老；不写就列出全部")
    with_filters(sub)
    sub.add_argument(
        "--kind", action="append", choices=("target", "result"), default=[], help="target 目标，result 完成；可重复"
    )
    sub.add_argument("--star", action="store_true", help="只列 ★ 项目")
    sub.add_argument("--document", action="append", default=[], metavar="文件", help="语料中的文件名；可重复")
    sub.add_argument("--csv", type=Path, metavar="文件", help="另存为 CSV（可用 Excel 打开）")
    sub.add_argument("--xlsx", type=Path, metavar="文件", help="另存为 Excel 工作簿")


def _commitments(options: argparse.Namespace) -> int:
    from indexer.exports.ledger_tables import for_people, for_programs
    from indexer.exports.rows import commitment_row
    from indexer.insight.ledger import Selection, select, totals
    from indexer.retrieval.search import Searcher
    from indexer.tables import csv_bytes, save, xlsx_bytes

    selection = Selection(
        districts=tuple(options.district),
        years=tuple(options.year),
        types=tuple(options.type),
        kinds=tuple(options.kind),
        is_starred=options.star,
        documents=tuple(options.document),
        topic=options.topic,
    )
    searcher = Searcher.open(published(options))
    entries = select(searcher, selection)
    if options.csv:
        save(options.csv, csv_bytes(for_programs(entries)))
    if options.xlsx:
        save(options.xlsx, xlsx_bytes([for_people(entries)]))
    if options.json:
        print("[" + ",\n".join(json.dumps(commitment_row(entry), ensure_ascii=False) for entry in entries) + "]")
        return 0
    if options.topic.strip() and (
        said := dict.fromkeys(p.label for p in searcher.understand(options.topic).understood)
    ):
        print(f"按您的话限定：{'，'.join(said)}")
    saved = [path for path in (options.csv, options.xlsx) if path]
    if not saved:
        printing.print_lines(_table(entries))
        printing.print_lines(_sums(totals(entries)))
    printing.print_lines(_summary(entries, selection.topic))
    printing.print_lines(f"已写入 {path}。" for path in saved)
    return 0


def _table(entries: Sequence[Entry]) -> Iterator[str]:
    from indexer.structure.wording import KIND_WORDS

    if entries:
        yield printing.columns(_WIDTHS, _WIDTHS.values())
    for entry in entries:
        commitment = entry.commitment
        cells = (
            entry.district or "未知区",
            str(entry.year or ""),
            KIND_WORDS[commitment.kind],
            "★" if commitment.is_starred else "",
            commitment.action,
            commitment.object,
            _figure(entry),
            commitment.clause_id,
        )
        yield printing.columns(cells, _WIDTHS.values())


def _figure(entry: Entry) -> str:
    """Return the figure in the document's words, with what limits it where the words do not show."""
    from indexer.structure.wording import COMPARATOR_WORDS

    quantity = entry.commitment.quantity
    period = f"（{entry.commitment.period}）" if entry.commitment.period else ""
    return f"{COMPARATOR_WORDS[quantity.comparator]}{quantity.text}{period}"


def _sums(found: Sequence[Total]) -> Iterator[str]:
    """Yield a line for each sum over districts."""
    from indexer.structure.wording import COMPARATOR_WORDS, KIND_WORDS

    for total in found[:_SHOWN_TOTALS]:
        upper = "" if total.upper is None else f"—{total.upper:f}"
        figure = f"{COMPARATOR_WORDS[total.comparator]}{total.value:f}{upper}{total.unit}"
        districts = "、".join(entry.district for entry in total.entries)
        left = dict.fromkeys(entry.district for entry in total.left_out)
        out = f"；{'、'.join(left)}写有不同的数，没有计入" if left else ""
        kind = f"{total.year}年{total.period}{KIND_WORDS[total.kind]}"
        yield f"合计  {kind}  {total.action}{total.object}  {figure}（{districts}{out}）"
    if len(found) > _SHOWN_TOTALS:
        yield f"另有 {len(found) - _SHOWN_TOTALS} 项合计没有列出。"


def _summary(entries: Sequence[Entry], topic: str) -> Iterator[str]:
    """Yield how many there are, and how many could not be placed."""
    if not entries:
        said = f"没有与「{topic}」有关的数量承诺" if topic.strip() else "没有符合条件的数量承诺"
        yield f"{said}。可减少条件，或用 search 查找没有数字的条款。"
        return
    kinds = [entry.commitment.kind for entry in entries]
    documents = len({entry.document.doc_id for entry in entries})
    counts = f"目标 {kinds.count('target')} 条，完成 {kinds.count('result')} 条"
    yield f"共 {len(entries)} 条，来自 {documents} 个文件：{counts}。"
    if unplaced := kinds.count(""):
        yield f"其中 {unplaced} 条从文字看不出是目标还是完成。"
    if undated := sum(entry.year is None for entry in entries):
        yield f"其中 {undated} 条不知道是哪一年。"
    if by_document := sum(entry.commitment.year is None and entry.year is not None for entry in entries):
        yield f"其中 {by_document} 条没有写明年份，按文件的年份列出。"
