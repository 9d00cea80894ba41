"""Access to the index for all views: one ``Searcher`` for every session, and a new one for a new generation.

The engines behind it take seconds to load, so they are loaded when first needed, under a word of explanation.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

import streamlit as st

from app.state import State
from indexer.settings import Settings
from indexer.storage.damage import refuse_damaged

if TYPE_CHECKING:
    from indexer import Searcher
    from indexer.insight.compare import Across, Comparison
    from indexer.insight.pairs import Paired
    from indexer.retrieval.encoder import Encoder
    from indexer.storage.notebook import Decision

_log = logging.getLogger(__name__)
_READ_ON = 60.0  # seconds; who asked before an index was replaced has the answer by then


def open_searcher(settings: Settings) -> Searcher:
    """Return the searcher of the generation that is published now.

    Raises IndexMissing, IndexUnusable (also where it was found damaged since it was opened), ModelUnavailable,
    StoreUnavailable.
    """
    generation = _generation(settings.published)
    if not settings.store:
        refuse_damaged(settings.index, generation)
    return _open(settings.store or settings.index.resolve(), generation)


def all_pairs(searcher: Searcher, decisions: Mapping[str, Decision]) -> Paired:
    """Return every pair of commitments of the index with what people decided; found anew where decisions change it."""
    return _pairs(searcher, decisions, searcher.generation, tuple(decisions.values()))


@st.cache_resource(max_entries=2, show_spinner="正在比对各份文件，请稍候……")
def _pairs(
    _searcher: Searcher,
    _decisions: Mapping[str, Decision],
    generation: str,  # noqa: ARG001 - the key is this and the next: what begins with an underscore is not part of it
    decided: tuple[Decision, ...],  # noqa: ARG001
) -> Paired:
    from indexer.insight.pairs import find_pairs

    return find_pairs(_searcher, _decisions)


def comparison(searcher: Searcher, state: State) -> Comparison:
    """Return what a state compares, found once for an index. Raises QueryInvalid."""
    across = cast("Across", state.across)
    return _compare(
        searcher, searcher.generation, state.words, across, state.districts, state.years, state.types, state.plain
    )


@st.cache_resource(max_entries=64, show_spinner="正在并排对照，请稍候……")
def _compare(
    _searcher: Searcher,
    generation: str,  # noqa: ARG001
    words: str,
    across: Across,
    districts: tuple[str, ...],
    years: tuple[int, ...],
    types: tuple[str, ...],
    ignore: tuple[str, ...],
) -> Comparison:
    from indexer.insight.compare import compare

    return compare(_searcher, words, across=across, districts=districts, years=years, types=types, ignore=ignore)


@st.cache_resource(max_entries=2, show_spinner="正在打开索引，请稍候……")
def _open(index: str | Path, generation: str) -> Searcher:
    """Open a generation with its model loaded, so that the first reader's search is as fast as the next.

    Generations share the model. What was opened before the last is let go by the cache, and its memory given back once
    nobody reads it any more.
    """
    from indexer.memory import give_back
    from indexer.models import ensure_model, model_fingerprint

    settings = Settings()
    folder = ensure_model(settings.model, settings.models)
    encoder = _encoder(folder, model_fingerprint(folder), settings.encoder)
    searcher = _searcher_class().open(index, encoder=encoder)
    searcher.warm_up()
    give_back()
    later = threading.Timer(_READ_ON, give_back)
    later.daemon = True
    later.start()
    _log.info("索引已打开", extra={"generation": generation})
    return searcher


@st.cache_resource(max_entries=1, show_spinner=False)
def _encoder(folder: Path, fingerprint: str, engine: str) -> Encoder:  # noqa: ARG001 - part of the key
    from indexer.retrieval.encoder import Encoder

    return Encoder.load(folder, engine=engine, queries=True)


@st.cache_resource(show_spinner="正在启动，请稍候……")
def _searcher_class() -> type[Searcher]:
    from indexer import Searcher

    return Searcher


def _generation(index: str | Path) -> str:
    return _searcher_class().current_generation(index)
