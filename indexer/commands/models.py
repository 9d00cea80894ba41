"""``models``: which models there are, and one made ready."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from indexer import printing
from indexer.commands.options import add_command, put_json
from indexer.settings import Settings

if TYPE_CHECKING:
    from indexer.commands.options import Commands


def add(commands: Commands, settings: Settings) -> None:
    """Register the command."""
    sub = add_command(commands, "models", _models, "列出或准备模型")
    sub.add_argument("action", choices=("list", "pull"), metavar="list|pull")
    sub.add_argument("name", nargs="?", default=settings.model, metavar="模型")


def _models(options: argparse.Namespace) -> int:
    from indexer.models import ensure_model, list_models
    from indexer.retrieval.encoder import Encoder

    models = Settings().models
    if options.action == "pull":
        with printing.progress(sys.stderr) as tell:
            folder = ensure_model(options.name, models, progress=printing.staged(tell), read_all=True)
            building, searching = (  # converts the model where it pays
                Encoder.load(folder, queries=queries, progress=printing.staged(tell)).choice
                for queries in (False, True)
            )
        if options.json:
            put_json(
                {
                    "model": options.name,
                    "folder": str(folder),
                    "encoder": building.engine,
                    "search_encoder": searching.engine,
                    "reason": building.reason,
                }
            )
        else:
            print(f"模型已就绪：{folder}")
            printing.print_encoders(building, searching, "")
        return 0
    found = list_models(models)
    if options.json:
        put_json([{"name": info.name, "folder": str(info.folder), "state": info.state} for info in found])
    else:
        printing.print_lines(_model_lines(found))
    return 0


def _model_lines(found: Iterable[Any]) -> Iterator[str]:
    for info in found:
        yield f"{info.name}  {info.state}  {info.folder}"
