"""Keyword indexes written by processes beside the build are those that the build would write itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from indexer.build import build
from indexer.errors import IndexUnusable
from indexer.intake import Progress
from indexer.keyword_writing import KeywordWriting
from indexer.retrieval.search import Searcher
from indexer.settings import Settings
from indexer.storage import generations as store


def test_processes_write_what_the_build_would(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    apart = replace(settings, index=settings.index.with_name("apart"))
    build(settings.corpus, settings.index, settings=settings)
    told: list[Progress] = []
    monkeypatch.setattr("indexer.keyword_writing._MANY", 0)
    build(settings.corpus, apart.index, settings=apart, progress=told.append)
    assert Progress("写入关键词索引", 10, 10) in told
    for query in ("养老床位", "口袋公园", "托育"):
        ours, theirs = (
            [(result.clause.clause_id, result.score) for result in searcher.search(query, mode="keyword")]
            for searcher in (Searcher.open(each.index, settings=each) for each in (settings, apart))
        )
        assert ours == theirs
        assert ours


def test_a_process_that_fails_is_told(tmp_path: Path) -> None:
    (tmp_path / store.CATALOGUE).write_bytes(b"no database")
    (tmp_path / store.TERMS).write_text("", encoding="utf-8")
    with (
        pytest.raises(IndexUnusable, match="写关键词索引的进程意外结束（代码 1），没有发布"),
        KeywordWriting(tmp_path, 10_000, lambda _: None) as writing,
    ):
        writing.wait()


def test_processes_end_with_the_build(tmp_path: Path, settings: Settings) -> None:
    build(settings.corpus, settings.index, settings=settings)
    folder = store.generation_folder(settings.index, Searcher.current_generation(settings.index))
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in (store.CATALOGUE, store.TERMS):
        store.link_file(folder / name, copy / name)
    with pytest.raises(KeyboardInterrupt), KeywordWriting(copy, 10_000, lambda _: None) as writing:
        raise KeyboardInterrupt
    assert [child.poll() is not None for child in writing._children] == [True, True]
