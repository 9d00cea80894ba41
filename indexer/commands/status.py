"""``status``: what an index holds, and whether it can be trusted, as an opening finds it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from indexer import printing
from indexer.commands.options import add_command, published, put_json, with_index
from indexer.errors import IndexerError
from indexer.settings import Settings

if TYPE_CHECKING:
    from indexer.commands.options import Commands
    from indexer.retrieval.engines import Choice
    from indexer.retrieval.search import Searcher


def add(commands: Commands, settings: Settings) -> None:
    """Register the command."""
    with_index(add_command(commands, "status", _status, "索引的状态：文件、条款、模型、被拒绝的文件"), settings)


def _status(options: argparse.Namespace) -> int:
    from indexer.retrieval.search import Searcher

    try:
        searcher = Searcher.open(published(options))
    except IndexerError as error:
        if options.json:
            put_json({"index": str(published(options)), "healthy": False, "problem": str(error)})
            return 1
        raise
    if options.json:
        put_json(_status_row(options, searcher))
    else:
        manifest, report = searcher.manifest, searcher.report()
        printing.print_status(published(options), manifest, searcher.count_commitments(), searcher.documents(), report)
        printing.print_encoders(*_engines(), manifest.encoder)
    return 0


def _engines() -> tuple[Choice, Choice]:
    """Return what encodes clauses, and what encodes queries."""
    from indexer.models import ensure_model
    from indexer.retrieval.engines import choose_engine

    settings = Settings()
    model = ensure_model(settings.model, settings.models)
    return choose_engine(model, settings.encoder, queries=False), choose_engine(model, settings.encoder, queries=True)


def _status_row(options: argparse.Namespace, searcher: Searcher) -> dict[str, Any]:
    from indexer.exports.rows import metadata_row

    manifest = searcher.manifest
    building, searching = _engines()
    return {
        "index": str(published(options)),
        "healthy": True,
        "problem": "",
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
            {"source": ref.source, "clauses": ref.clauses, **metadata_row(ref.metadata)} for ref in searcher.documents()
        ],
        "refused": [{"source": r.source, "reason": r.reason} for r in searcher.report() if r.state == "refused"],
    }
