"""``status`` and ``verify``: what an index holds, and whether it is as it was built."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from indexer import printing
from indexer.commands.options import add_command, published, put_json, with_index
from indexer.errors import IndexUnusable, ModelUnavailable
from indexer.settings import Settings

if TYPE_CHECKING:
    from indexer.commands.options import Commands


def add(commands: Commands, settings: Settings) -> None:
    """Register the commands."""
    with_index(add_command(commands, "status", _status, "索引的状态：文件、条款、模型、被拒绝的文件"), settings)
    with_index(add_command(commands, "verify", _verify, "核对索引的每个文件是否与建立时相同"), settings)


def _status(options: argparse.Namespace) -> int:
    from indexer.exports.rows import metadata_row
    from indexer.models import ensure_model
    from indexer.retrieval.engines import choose_engine
    from indexer.retrieval.search import Searcher

    settings = Settings()
    searcher = Searcher.open(published(options))
    manifest, report = searcher.manifest, searcher.report()
    model = ensure_model(settings.model, settings.models)
    building, searching = (choose_engine(model, settings.encoder, queries=queries) for queries in (False, True))
    if options.json:
        put_json(
            {
                "index": str(published(options)),
                "generation": manifest.generation,
                "created": manifest.created,
                "model": manifest.model,
                "encoder": {
                    "engine": building.engine,
                    "threads": building.threads,
                    "reason": building.reason,
                    "search_engine": searching.engine,
                    "index_made_by": manifest.encoder,
                },
                "clauses": manifest.clauses,
                "commitments": searcher.count_commitments(),
                "documents": [
                    {"source": ref.source, "clauses": ref.clauses, **metadata_row(ref.metadata)}
                    for ref in searcher.documents()
                ],
                "refused": [{"source": r.source, "reason": r.reason} for r in report if r.state == "refused"],
            }
        )
    else:
        printing.print_status(published(options), manifest, searcher.count_commitments(), searcher.documents(), report)
        printing.print_encoders(building, searching, manifest.encoder)
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
    searcher = Searcher.open(published(options))
    if not options.store and (damaged := damaged_files(options.index, searcher.manifest)):
        raise IndexUnusable(f"{options.index}：{'、'.join(damaged)} 的内容与建立时不同，索引已损坏。请重新运行 build。")
    files = len(searcher.manifest.files)
    if options.json:
        put_json(
            {"generation": searcher.generation, "files": files, "clauses": searcher.manifest.clauses, "damaged": []}
        )
    elif options.store:
        print(f"索引可用：{options.store} 中有 {searcher.manifest.clauses} 条条款，与装入时数目一致。")
    else:
        print(f"索引完好：{files} 个文件与建立时相同，{searcher.manifest.clauses} 条条款在三个部分中数目一致。")
    return 0
