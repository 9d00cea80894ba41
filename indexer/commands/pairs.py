"""``pairs``: commitments that belong side by side, and what people decide on them."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer import printing
from indexer.commands.options import add_command, published, put_json, with_index
from indexer.errors import QueryInvalid

if TYPE_CHECKING:
    from indexer.commands.options import Commands
    from indexer.insight.pairs import Paired
    from indexer.settings import Settings
    from indexer.storage.notebook import Notebook, Verdict

_SORTS = ("twice", "outcome", "change")
_SAID: dict[Verdict, str] = {"confirmed": "已确认", "rejected": "已否定", "": "已撤回决定"}
_DECISIONS: dict[str, Verdict] = {"confirm": "confirmed", "reject": "rejected", "withdraw": ""}


def add(commands: Commands, settings: Settings) -> None:
    """Register the command."""
    pairs = with_index(
        add_command(commands, "pairs", _pairs, "对照：两处表述、目标与结果、不同年份（只供核对）"), settings
    )
    pairs.add_argument("--district", action="append", default=[], metavar="区", help="可重复")
    pairs.add_argument("--year", action="append", type=int, default=[], metavar="年份", help="任一方属于这一年；可重复")
    pairs.add_argument(
        "--sort",
        action="append",
        choices=_SORTS,
        default=[],
        help="twice 两处表述，outcome 目标与结果，change 不同年份；可重复",
    )
    pairs.add_argument("--csv", type=Path, metavar="文件", help="另存为 CSV（可用 Excel 打开）")
    pairs.add_argument("--xlsx", type=Path, metavar="文件", help="另存为 Excel 工作簿")
    decision = pairs.add_mutually_exclusive_group()
    decision.add_argument("--confirm", metavar="编号", help="确认这一对是同一件事")
    decision.add_argument("--reject", metavar="编号", help="否定这一对")
    decision.add_argument("--withdraw", metavar="编号", help="撤回以前的决定")
    pairs.set_defaults(settings=settings)


def _pairs(options: argparse.Namespace) -> int:
    from indexer.exports.pair_tables import decision_row, pair_row, pair_sheet
    from indexer.insight.pairs import choose, find_pairs
    from indexer.retrieval.search import Searcher
    from indexer.storage.notebook import Notebook
    from indexer.tables import csv_bytes, save, xlsx_bytes

    notebook = Notebook.open(replace(options.settings, index=options.index).notes)
    searcher = Searcher.open(published(options))
    districts = searcher.filters(options.district).districts
    found = find_pairs(searcher, notebook.decisions())
    if any(getattr(options, name) for name in _DECISIONS):
        return _decide(options, found, notebook)
    shown = choose(found, districts=districts, years=options.year, sorts=options.sort)
    if options.csv:
        save(options.csv, csv_bytes(pair_sheet(shown.pairs, shown.decisions)))
    if options.xlsx:
        save(options.xlsx, xlsx_bytes([pair_sheet(shown.pairs, shown.decisions)]))
    if options.json:
        rows = [pair_row(pair, shown.decisions.get(pair.key)) for pair in shown.pairs]
        put_json({"pairs": rows, "gone": [decision_row(decision) for decision in shown.gone]})
    else:
        printing.print_pairs(shown)
        for path in filter(None, (options.csv, options.xlsx)):
            print(f"已写入 {path}：{len(shown.pairs)} 对。")
    return 0


def _decide(options: argparse.Namespace, found: Paired, notebook: Notebook) -> int:
    from indexer.insight.pairs import side

    name = next(name for name in _DECISIONS if getattr(options, name))
    key, verdict = getattr(options, name), _DECISIONS[name]
    pair = next((pair for pair in found.pairs if pair.key == key), None)
    before = notebook.decisions().get(key)
    if pair is None and (before is None or verdict):
        raise QueryInvalid(f"没有编号为“{key}”的对照。编号见 python -m indexer pairs 每一对的最后一行。")
    if not verdict and before is None:
        raise QueryInvalid(f"“{key}”没有可以撤回的决定。")
    sides = (side(pair.left), side(pair.right)) if pair else (before.left, before.right)  # type: ignore[union-attr]
    decision = notebook.decide(key, verdict, *sides)
    answer: dict[str, Any] = {"key": key, "decision": verdict, "decided_at": decision.when}
    put_json(answer) if options.json else print(f"{_SAID[verdict]}：{sides[0].evidence} ／ {sides[1].evidence}")
    return 0
