"""``reports``: what readers reported as wrong, for the keeper of the corpus."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from indexer import printing
from indexer.commands.options import add_command, put_json, with_index

if TYPE_CHECKING:
    from indexer.commands.options import Commands
    from indexer.settings import Settings


def add(commands: Commands, settings: Settings) -> None:
    """Register the command."""
    reports = with_index(add_command(commands, "reports", _reports, "纠错：读者报告的错处"), settings)
    reports.add_argument(
        "--state", choices=("open", "fixed", "declined"), help="只看 open 待处理，fixed 已改正，declined 不改"
    )
    reports.add_argument("--csv", type=Path, metavar="文件", help="另存为 CSV（可用 Excel 打开）")
    reports.set_defaults(settings=settings)


def _reports(options: argparse.Namespace) -> int:
    from indexer.exports.report_tables import report_row, report_sheet
    from indexer.storage.reports import Reports
    from indexer.tables import csv_bytes, save

    kept = Reports(replace(options.settings, index=options.index).notes).all()
    reports = [report for report in kept if options.state in (None, report.state)]
    if options.csv:
        save(options.csv, csv_bytes(report_sheet(reports)))
    if options.json:
        put_json({"reports": [report_row(report) for report in reports]})
        return 0
    printing.print_reports(reports)
    if options.csv:
        print(f"已写入 {options.csv}：{len(reports)} 条。")
    return 0
