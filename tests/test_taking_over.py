"""A build takes over what is whole, and makes the rest anew without being told to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer import Searcher
from indexer import taking_over as module
from indexer.build import BuildReport, build
from indexer.settings import Settings
from indexer.storage import generations as store
from indexer.storage.damage import mark_damaged
from indexer.taking_over import open_before


def run(settings: Settings) -> BuildReport:
    return build(settings.corpus, settings.index, settings=settings)


@pytest.fixture
def folder(settings: Settings) -> Path:
    """The folder of a published generation."""
    return store.generation_folder(settings.index, run(settings).generation)


def rot(path: Path) -> None:
    """Turn a bit in the middle of a file as a bad disk does, which writes no time down."""
    was, content = path.stat(), bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)
    os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))


def test_nothing_there_and_something_whole(settings: Settings, folder: Path) -> None:
    assert open_before(settings.index / "none") == (None, "")
    before, remark = open_before(settings.index)
    assert before is not None
    assert (before.folder, before.is_whole, remark) == (folder, True, "")


@pytest.mark.parametrize("name", ["tokens/0.tokens", store.CATALOGUE])
def test_a_bit_in_what_is_costly_makes_all_anew_though_no_file_of_the_corpus_changed(
    settings: Settings, folder: Path, name: str
) -> None:
    rot(folder / name)
    report = run(settings)
    assert (report.changed, report.encoded) == (True, 10)
    assert report.notes == (
        f"原有索引不能沿用，已从语料重新建立：全部文件重新读取，语义重新计算。原因：{name} 内容与建立时不同",
    )
    assert Searcher.open(settings.index, settings=settings).search("养老床位", k=1, mode="keyword")
    assert run(settings).changed is False


def test_a_bit_in_the_words_leaves_what_was_encoded(settings: Settings, folder: Path) -> None:
    name = next(path for path in (folder / store.KEYWORD).glob("*.term"))
    rot(name)
    report = run(settings)
    assert (report.changed, report.encoded) == (True, 0)
    assert f"原有索引已损坏（keyword/{name.name} 内容与建立时不同），已从语料重新建立" in report.notes[0]
    assert "没有重算" in report.notes[0]


@pytest.mark.parametrize("name", ["CURRENT", store.MANIFEST, store.CATALOGUE])
def test_the_generation_before_helps_out(settings: Settings, folder: Path, name: str) -> None:
    (settings.corpus / "a.txt").write_text("北河区计划\n新增公共停车泊位90个。\n", encoding="utf-8")
    second = store.generation_folder(settings.index, run(settings).generation)
    rot(settings.index / name if name == "CURRENT" else second / name)
    report = run(settings)
    assert report.encoded == (0 if name == "CURRENT" else 1)  # with the pointer alone gone, the newest is whole
    taken = second.name if name == "CURRENT" else folder.name
    assert f"已从语料重新建立：未变的文件沿用上一版 {taken}。原因：" in report.notes[0]
    assert Searcher.open(settings.index, settings=settings).manifest.documents == 3


def test_what_somebody_found_damaged_is_looked_at_whole_and_never_gone_on_from(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_READ_AT_EVERY_BUILD", 0)  # as if the tokens were gigabytes
    rot(folder / "tokens" / "0.tokens")
    assert open_before(settings.index)[1] == ""
    mark_damaged(folder, "tokens 中第 3 行的词元与写入时不同")
    assert "tokens/0.tokens 内容与建立时不同" in open_before(settings.index)[1]
    rot(folder / "tokens" / "0.tokens")  # the bit turns back: what was found cannot be told any more
    before, remark = open_before(settings.index)
    assert before is None
    assert remark.endswith("全部文件重新读取，语义重新计算。原因：tokens 中第 3 行的词元与写入时不同")
    assert run(settings).encoded == 10
