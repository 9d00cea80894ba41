"""The command line: arguments in, Chinese sentences or JSON out. Every command is a thin coat over the library."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn, TextIO

from indexer import printing
from indexer.errors import FileRefused, IndexerError, IndexUnusable, ModelUnavailable, OutputFailed, QueryInvalid
from indexer.records import MODES
from indexer.settings import Settings

# What argparse says of wrong arguments, in the user's language.
_USAGE = (
    (re.compile(r"the following arguments are required: (.+)"), "缺少参数：{0}"),
    (re.compile(r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.+)\)"), "{0} 不能是「{1}」，应为 {2} 之一"),
    (re.compile(r"argument (.+?): invalid int value: '(.*)'"), "{0} 应为整数，得到的是「{1}」"),
    (re.compile(r"argument (.+?): expected (?:one|at least one) argument"), "{0} 后面缺少内容"),
    (re.compile(r"unrecognized arguments: (.+)"), "不认识的参数：{0}"),
)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        said = next(
            (form.format(*m.groups()) for pattern, form in _USAGE if (m := pattern.fullmatch(message))), message
        )
        self.exit(2, f"{self.format_usage()}参数有误：{said}。用 --help 查看用法。\n")


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 what was asked failed, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")  # Chinese Windows consoles default to GBK, which lacks many characters
    try:
        options = _parser().parse_args(arguments)
        return int(options.run(options))
    except IndexerError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("已中断，原有索引没有改动。", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of a pipe closed it, as `| head` does
        sys.stderr.close()
        return 1
    except OSError as error:
        where = f"{error.filename}：" if error.filename else ""
        print(f"{where}无法读写（{error.strerror or error}）。请检查路径、权限和磁盘空间。", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    settings = Settings()
    parser = _Parser(prog="python -m indexer", description="地方政府文件条款检索")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令", parser_class=_Parser)

    def command(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(run=run)
        sub.add_argument("--json", action="store_true", help="只输出 JSON")
        return sub

    def with_index(sub: argparse.ArgumentParser) -> argparse.ArgumentParser:
        sub.add_argument(
            "--index", type=Path, default=settings.index, metavar="目录", help=f"索引目录（默认 {settings.index}）"
        )
        return sub

    build = with_index(command("build", _build, "读取语料目录，建立或更新索引"))
    build.add_argument(
        "corpus", nargs="?", type=Path, default=settings.corpus, metavar="语料目录", help=f"默认 {settings.corpus}"
    )

    clauses = command("clauses", _clauses, "显示一个文件读出的结构和条款")
    clauses.add_argument("file", type=Path, metavar="文件")

    search = with_index(command("search", _search, "检索条款"))
    search.add_argument("words", nargs="?", metavar="内容", help='词、句子或问题；"原文" 必须出现，−词 不出现')
    search.add_argument("-k", type=int, default=None, metavar="条数", help="默认 10；批量时默认 20")
    search.add_argument("--district", action="append", default=[], metavar="区", help="可重复")
    search.add_argument("--year", action="append", type=int, default=[], metavar="年份", help="可重复")
    search.add_argument("--type", action="append", default=[], metavar="类型", help="可重复")
    search.add_argument(
        "--mode", choices=MODES, default="hybrid", help="hybrid 综合，keyword 关键词，semantic 语义，exact 原文"
    )
    search.add_argument("--queries", type=Path, metavar="文件", help='批量：每行 {"_id": …, "text": …}')
    search.add_argument("--out", type=Path, metavar="文件", help="批量结果，每行一条")

    evaluation = command("evaluate", _evaluate, "在 BEIR 布局的评测集上测量检索质量")
    evaluation.add_argument("folder", type=Path, metavar="评测集目录")
    evaluation.add_argument(
        "--index", type=Path, default=None, metavar="目录", help="评测索引放在哪里（默认 索引目录/evaluate/评测集名）"
    )
    evaluation.add_argument("--split", default="test", metavar="名称")
    evaluation.add_argument("--mode", choices=MODES, default="hybrid")
    evaluation.add_argument("--run", dest="run_file", type=Path, metavar="文件", help="另存 TREC 格式的结果")

    with_index(command("status", _status, "索引的状态：文件、条款、模型、被拒绝的文件"))
    with_index(command("verify", _verify, "核对索引的每个文件是否与建立时相同"))

    models = command("models", _models, "列出或准备模型")
    models.add_argument("action", choices=("list", "pull"), metavar="list|pull")
    models.add_argument("name", nargs="?", default=settings.model, metavar="模型")
    return parser


def _put_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))


def _build(options: argparse.Namespace) -> int:
    from indexer.build import build

    with printing.progress(sys.stderr) as tell:
        report = build(options.corpus, options.index, progress=tell)
    if options.json:
        _put_json(printing.build_row(report))
    else:
        printing.print_build(report)
    return 0


def _clauses(options: argparse.Namespace) -> int:
    from indexer.intake import read_overrides
    from indexer.reading import read_file
    from indexer.rows import document_row
    from indexer.structure import doc_id_of, structure

    if not options.file.is_file():
        raise FileRefused(f"{options.file}：没有这个文件。请检查路径。")
    data, clean = read_file(options.file, str(options.file))
    overrides, _ = read_overrides(options.file.parent)
    document = structure(clean, doc_id=doc_id_of(data), source=options.file.name, overrides=overrides)
    if options.json:
        _put_json(document_row(document))
    else:
        printing.print_document(document)
    return 0


def _search(options: argparse.Namespace) -> int:
    from indexer.insight.help import help_for
    from indexer.retrieval.search import Searcher
    from indexer.rows import answer_row

    if options.queries or options.out:
        return _search_many(options)
    if options.words is None:
        raise QueryInvalid("没有写要查的内容。例如：python -m indexer search 养老床位")
    searcher = Searcher.open(options.index)
    answer = searcher.answer(options.words, k=10 if options.k is None else options.k, **_conditions(options))
    if options.json:
        _put_json(answer_row(answer) | {"mode": options.mode})
    else:
        inside = [result for result in answer.results if not result.is_beyond]
        printing.print_answer(answer, searcher.documents(), help_for(searcher, answer.query, inside))
    return 0


def _conditions(options: argparse.Namespace) -> dict[str, Any]:
    return {"districts": options.district, "years": options.year, "types": options.type, "mode": options.mode}


def _search_many(options: argparse.Namespace) -> int:
    from indexer.retrieval.search import Searcher
    from indexer.rows import result_row

    if not options.queries or not options.out:
        raise QueryInvalid("批量检索要同时给出 --queries 和 --out。")
    searcher = Searcher.open(options.index)
    asked = refused = 0
    with _open_output(options.out) as out:
        for number, query in _read_queries(options.queries):
            try:
                if isinstance(query, str):
                    raise QueryInvalid(query)
                results = searcher.search(
                    query["text"], k=20 if options.k is None else options.k, **_conditions(options)
                )
            except QueryInvalid as error:
                print(f"{options.queries} 第 {number} 行：{error}", file=sys.stderr)
                refused += 1
                continue
            asked += 1
            for result in results:
                out.write(json.dumps({"query_id": query["_id"]} | result_row(result), ensure_ascii=False) + "\n")
    if options.json:
        _put_json({"asked": asked, "refused": refused, "out": str(options.out)})
    else:
        print(f"已检索 {asked} 条，跳过 {refused} 条，结果写入 {options.out}。")
    return 1 if refused else 0


def _open_output(path: Path) -> TextIO:
    try:
        return path.open("w", encoding="utf-8")
    except OSError as error:
        raise OutputFailed(f"{path}：无法写入（{error.strerror}）。请换一个位置。") from error


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


def _evaluate(options: argparse.Namespace) -> int:
    from indexer.evaluation import evaluate, write_trec_run

    index = options.index or Settings().index / "evaluate" / options.folder.resolve().name
    with printing.progress(sys.stderr) as tell:
        done = evaluate(options.folder, index, split=options.split, mode=options.mode, progress=tell)
    if options.run_file:
        write_trec_run(options.run_file, done.run, f"indexer-{options.mode}")
    if options.json:
        _put_json({"set": done.name, "mode": done.mode, "queries": done.queries, **done.measures})
    else:
        measures = "  ".join(f"{name}={value:.3f}" for name, value in done.measures.items())
        print(f"{done.name}  {done.mode}  {done.queries} 个查询  {measures}")
    return 0


def _status(options: argparse.Namespace) -> int:
    from indexer.retrieval.search import Searcher
    from indexer.rows import metadata_row

    searcher = Searcher.open(options.index)
    manifest, report = searcher.manifest, searcher.report()
    if options.json:
        _put_json(
            {
                "index": str(options.index),
                "generation": manifest.generation,
                "created": manifest.created,
                "model": manifest.model,
                "clauses": manifest.clauses,
                "documents": [
                    {"source": ref.source, "clauses": ref.clauses, **metadata_row(ref.metadata)}
                    for ref in searcher.documents()
                ],
                "refused": [{"source": r.source, "reason": r.reason} for r in report if r.state == "refused"],
            }
        )
    else:
        printing.print_status(options.index, manifest, searcher.documents(), report)
    return 0


def _verify(options: argparse.Namespace) -> int:
    from indexer.models import damaged_files as damaged_model_files
    from indexer.models import ensure_model
    from indexer.retrieval.search import Searcher
    from indexer.storage.generations import damaged_files

    settings = Settings()
    model = ensure_model(settings.model, settings.models)
    if damaged := damaged_model_files(model):
        raise ModelUnavailable(
            f"{model}：{'、'.join(damaged)} 的内容与解包时不同，模型已损坏。请删除这个目录，再运行 build。"
        )
    searcher = Searcher.open(options.index)
    if damaged := damaged_files(options.index, searcher.manifest):
        raise IndexUnusable(f"{options.index}：{'、'.join(damaged)} 的内容与建立时不同，索引已损坏。请重新运行 build。")
    files = len(searcher.manifest.files)
    if options.json:
        _put_json(
            {"generation": searcher.generation, "files": files, "clauses": searcher.manifest.clauses, "damaged": []}
        )
    else:
        print(f"索引完好：{files} 个文件与建立时相同，{searcher.manifest.clauses} 条条款在三个部分中数目一致。")
    return 0


def _models(options: argparse.Namespace) -> int:
    from indexer.models import ensure_model, list_models

    models = Settings().models
    if options.action == "pull":
        with printing.progress(sys.stderr) as tell:
            folder = ensure_model(options.name, models, progress=printing.staged(tell))
        _put_json({"model": options.name, "folder": str(folder)}) if options.json else print(f"模型已就绪：{folder}")
        return 0
    found = list_models(models)
    if options.json:
        _put_json([{"name": info.name, "folder": str(info.folder), "state": info.state} for info in found])
    else:
        printing.print_lines(_model_lines(found))
    return 0


def _model_lines(found: Iterable[Any]) -> Iterator[str]:
    for info in found:
        yield f"{info.name}  {info.state}  {info.folder}"
