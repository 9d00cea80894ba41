"""Loading generations into milvus-lite: what is published, kept, dropped, refused; over the small corpus."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from indexer import Searcher
from indexer.build import build
from indexer.cli import main
from indexer.errors import IndexMissing, IndexUnusable, StoreUnavailable
from indexer.retrieval.milvus import layout, load, opening
from indexer.retrieval.milvus.address import read_address
from indexer.retrieval.milvus.gateway import Gateway
from indexer.retrieval.parts import Parts, open_published, read_published
from indexer.settings import Settings
from tests.retrieval.milvus.conftest import Server


@pytest.fixture
def gateway(server: Server) -> Gateway:
    """A connection to a server that holds nothing."""
    asking = opening.gateway_to(read_address(server.address))
    if asking.pointed(layout.POINTER) is not None:
        asking._client.drop_alias(layout.POINTER)
    for collection in asking.collections():
        asking.drop(collection)
    return asking


@pytest.fixture
def stored(settings: Settings, server: Server, gateway: Gateway) -> Settings:
    """The small corpus built, and loaded into the server."""
    build(settings.corpus, settings.index, settings=replace(settings, store=server.address))
    return replace(settings, store=server.address)


def parts_of(settings: Settings) -> Parts:
    return open_published(settings.index, read_published(settings.index))


def test_a_build_publishes_in_the_folder_and_in_the_store(stored: Settings) -> None:
    folder, store = (Searcher.open(index, settings=stored) for index in (stored.index, stored.published))
    assert store.generation == folder.generation == Searcher.current_generation(stored.store)
    assert [hit.clause.text for hit in store.search("养老床位", k=3, mode="keyword")] == [
        hit.clause.text for hit in folder.search("养老床位", k=3, mode="keyword")
    ]


def test_a_machine_needs_the_address_and_the_model_only(
    stored: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INDEXER_MODEL", stored.model)
    nowhere = ["--index", str(tmp_path / "nowhere"), "--store", stored.store, "--json"]
    assert main(["search", "托育托位", *nowhere]) == 0
    found = json.loads(capsys.readouterr().out)["results"]
    assert "新增普惠托育托位4800个" in found[0]["text"]
    assert main(["status", *nowhere]) == 0
    assert json.loads(capsys.readouterr().out)["index"] == stored.store
    assert main(["verify", *nowhere]) == 0


def test_loading_what_is_published_does_nothing(stored: Settings, gateway: Gateway) -> None:
    before = gateway.collections()
    assert not load.load_through(gateway, parts_of(stored), lambda *_: None)
    assert gateway.collections() == before


def test_a_reader_keeps_its_generation_and_the_one_before_stays(stored: Settings, gateway: Gateway) -> None:
    first = Searcher.open(stored.store, settings=stored)
    generations = [first.generation]
    for number in range(2):
        (stored.corpus / f"另{number}.txt").write_text(f"2024年西山区通知\n一、新增图书馆{number + 3}座。\n", "utf-8")
        generations.append(build(stored.corpus, stored.index, settings=stored).generation)
        if number == 0:
            assert not first.search("图书馆", mode="exact")
            assert first.search("口袋公园", mode="exact")
            assert Searcher.open(stored.store, settings=stored).search("图书馆", mode="exact")
    left = {layout.prefix_of(name) for name in gateway.collections()}
    assert {layout.prefix(generation) for generation in generations[1:]} <= left
    assert layout.prefix(generations[0]) not in left


def test_what_an_interrupted_load_left_is_replaced(settings: Settings, gateway: Gateway, server: Server) -> None:
    build(settings.corpus, settings.index, settings=settings)
    parts = parts_of(settings)

    def interrupt(stage: str, done: int, total: int) -> None:
        if stage.endswith(layout.TOKENS.name):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load.load_through(gateway, parts, interrupt)
    assert gateway.pointed(layout.POINTER) is None
    with pytest.raises(IndexMissing, match="这里还没有索引"):
        Searcher.open(server.address, settings=settings)
    assert load.load_through(gateway, parts, lambda *_: None)
    assert len(Searcher.open(server.address, settings=settings).search("养老床位", mode="keyword")) > 0


def test_what_differs_from_the_folder_is_not_published(
    settings: Settings, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(settings.corpus, settings.index, settings=settings)
    monkeypatch.setattr(layout, "letters", lambda tokens: "坏")
    with pytest.raises(IndexUnusable, match="没有通过自检（字句 与本地的不同），没有发布"):
        load.load_through(gateway, parts_of(settings), lambda *_: None)
    assert gateway.pointed(layout.POINTER) is None


def test_another_model_or_format_is_refused(
    stored: Settings, model_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(IndexUnusable, match="两者不能混用"):
        Searcher.open(stored.store, settings=replace(stored, models=model_folder.parent, model=model_folder.name))
    monkeypatch.setattr(layout, "FORMAT", 99)
    with pytest.raises(IndexUnusable, match="存储格式是 1，本程序使用 99"):
        Searcher.open(stored.store, settings=stored)


def test_a_store_that_is_away_stops_a_build_before_it_begins(settings: Settings) -> None:
    pytest.importorskip("pymilvus", reason="pymilvus is not installed: requirements-milvus.txt")
    with pytest.raises(StoreUnavailable):
        build(settings.corpus, settings.index, settings=replace(settings, store="milvus:http://127.0.0.1:1"))
    assert not settings.index.exists()


def test_more_rows_than_milvus_gives_at_once_are_all_found(stored: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Searcher.open(stored.index, settings=stored)
    expected = [
        [hit.clause.clause_id for hit in folder.search(words, mode=mode)]
        for words, mode in (("新增", "exact"), ("新增床位", "keyword"))
    ]
    for module in ("gateway", "table"):
        monkeypatch.setattr(f"indexer.retrieval.milvus.{module}.MOST", 2)
    store = Searcher.open(stored.store, settings=stored)
    assert [
        [hit.clause.clause_id for hit in store.search(words, mode=mode)]
        for words, mode in (("新增", "exact"), ("新增床位", "keyword"))
    ] == expected
    assert len(expected[0]) > 4
