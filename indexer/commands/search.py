"""``search``: one question, or a file of them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from indexer import printing
from indexer.commands.options import add_command, filters, open_output, published, put_json, with_filters, with_index
from indexer.errors import OutputFailed, QueryInvalid
from indexer.records import MODES

if TYPE_CHECKING:
    from indexer.commands.options import Commands
    from indexer.retrieval.search import Searcher
    from indexer.settings import Settings


def add(commands: Commands, settings: Settings) -> None:
    """Register the command."""
    sub = with_index(add_command(commands, "search", _search, "检索条款"), settings)
    sub.add_argument("words", nargs="?", metavar="内容", help='词、句子或问题；"原文" 必须出现，−词 不出现')
    sub.add_argument("-k", type=int, default=None, metavar="条数", help="默认 10；批量时默认 20")
    with_filters(sub)
    sub.add_argument(
        "--mode", choices=MODES, default="hybrid", help="hybrid 综合，keyword 关键词，semantic 语义，exact 原文"
    )
    sub.add_argument("--queries", type=Path, metavar="文件", help='批量：每行 {"_id": …, "text": …}')
    sub.add_argument("--out", type=Path, metavar="文件", help="批量结果，每行一条")
    sub.add_argument(
        "--export", type=Path, metavar="文件", help="把结果写成 .xlsx、.csv、.docx 或 .md，默认全部，最多 1000 条"
    )


def _search(options: argparse.Namespace) -> int:
    from indexer.exports.rows import answer_row
    from indexer.insight.help import help_for
    from indexer.retrieval.search import Searcher

    if options.queries or options.out:
        return _search_many(options)
    if options.words is None:
        raise QueryInvalid("没有写要查的内容。例如：python -m indexer search 养老床位")
    searcher = Searcher.open(published(options))
    if options.export:
        return _export(searcher, options)
    answer = searcher.answer(
        options.words, k=10 if options.k is None else options.k, **filters(options), mode=options.mode
    )
    if options.json:
        put_json(answer_row(answer) | {"mode": options.mode})
    else:
        inside = [result for result in answer.results if not result.is_beyond]
        printing.print_answer(answer, searcher.documents(), help_for(searcher, answer.query, inside))
    return 0


def _export(searcher: Searcher, options: argparse.Namespace) -> int:
    """Write what matches as a file of the kind that its name says."""
    from indexer.exports.result_exports import KINDS, result_file, result_rows, told_of
    from indexer.retrieval.search import MAX_RESULTS
    from indexer.tables import save

    kind = next((kind for kind in KINDS if options.export.suffix.lower() == f".{kind}"), None)
    if kind is None:
        raise OutputFailed(
            f"{options.export}：不知道写成哪一种。文件名应以 {'、'.join(f'.{kind}' for kind in KINDS)} 结尾。"
        )
    found = searcher.survey(
        options.words, k=MAX_RESULTS if options.k is None else options.k, **filters(options), mode=options.mode
    )
    rows = result_rows(found.results)
    told = told_of(searcher, found, options.mode, when=f"{datetime.now().astimezone():%Y-%m-%d %H:%M}")
    save(options.export, result_file(kind, rows, told))
    if options.json:
        put_json({"rows": len(rows), "cut": told.cut, "export": str(options.export)})
    else:
        print(f"已写入 {options.export}：{told.lines(rows)[-1][1]}。")
    return 0


def _search_many(options: argparse.Namespace) -> int:
    from indexer.exports.rows import result_row
    from indexer.retrieval.search import Searcher

    if not options.queries or not options.out:
        raise QueryInvalid("批量检索要同时给出 --queries 和 --out。")
    searcher = Searcher.open(published(options))
    asked = refused = 0
    with open_output(options.out) as out:
        for number, query in _read_queries(options.queries):
            try:
                if isinstance(query, str):
                    raise QueryInvalid(query)
                results = searcher.search(
                    query["text"], k=20 if options.k is None else options.k, **filters(options), mode=options.mode
                )
            except QueryInvalid as error:
                print(f"{options.queries} 第 {number} 行：{error}", file=sys.stderr)
                refused += 1
                continue
            asked += 1
            for result in results:
                out.write(json.dumps({"query_id": query["_id"]} | result_row(result), ensure_ascii=False) + "\n")
    if options.json:
        put_json({"asked": asked, "refused": refused, "out": str(options.out)})
    else:
        print(f"已检索 {asked} 条，跳过 {refused} 条，结果写入 {options.out}。")
    return 1 if refused else 0


def _read_queries(path: Path) -> Iterator[tuple[int, dict[str, str] | str]]:
    """Yield line number and query, or line number and what is wrong with the line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QueryInvalid(f"{path}：无法读取（{error}）。应为 UTF-8 的 JSON Lines 文件。") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield number, {"_id": str(row["_id"]), "text": str(row["text"])}
        except (ValueError, KeyError, TypeError):
            yield number, '这一行不是 {"_id": …, "text": …}，已跳过。'
