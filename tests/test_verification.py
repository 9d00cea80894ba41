"""Everything is opened, compared and asked; what is wrong is named with what to do."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from indexer import Searcher, canaries
from indexer.build import build
from indexer.canaries import find_deaf
from indexer.errors import IndexUnusable
from indexer.intake import Progress
from indexer.settings import Settings
from indexer.storage import generations as store
from indexer.storage.damage import damage_found
from indexer.storage.seals import seal, sealed_text
from indexer.verification import Verification, verify


@pytest.fixture
def built(settings: Settings) -> Settings:
    build(settings.corpus, settings.index, settings=settings)
    return settings


def check(settings: Settings) -> Verification:
    return verify(settings, lambda _: None)


def folder(settings: Settings) -> Path:
    return store.generation_folder(settings.index, store.current_generation(settings.index))


def problems(found: Verification) -> dict[str, str]:
    return {entry.part: entry.problem for entry in found.checked if entry.problem}


def reseal(settings: Settings) -> None:
    """Seal a generation as it is now, as if it had been written so."""
    place = folder(settings)
    manifest = store.load_manifest(settings.index, place.name)
    files = {name: seal(place / name) for name in manifest.files}
    values = {name: getattr(manifest, name) for name in manifest.__slots__} | {"files": files}
    (place / store.MANIFEST).write_bytes(sealed_text(values).encode())


def test_all_is_well(built: Settings) -> None:
    heard: list[Progress] = []
    found = verify(built, heard.append)
    assert problems(found) == {}
    assert found.is_healthy
    assert (found.generation, found.clauses, found.damaged) == (folder(built).name, 10, {})
    said = {entry.part: entry.said for entry in found.checked}
    assert list(said) == ["模型", "收藏和记录", "清单", "文件", "目录", "数目", "语义", "试查", "语料"]
    assert said["数目"].startswith("2 个文件，10 条条款，10 行（其中空行 0）")
    assert said["试查"] == "试查 12 次，都得到应有的结果"  # 2 documents: 4 modes, filters, a word
    assert said["语料"].endswith("2 个文件与编入索引时相同")
    assert {step.stage for step in heard} >= {"核对模型", "核对文件", "核对条款与正文", "核对语义", "试查", "核对语料"}


def test_every_damaged_file_is_named_and_left_word_of(built: Settings) -> None:
    (folder(built) / store.TERMS).unlink()
    path = folder(built) / "tokens" / "0.tokens"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    found = check(built)
    assert found.damaged == {"terms.txt": "不存在", "tokens/0.tokens": "内容与建立时不同"}
    assert problems(found)["文件"].endswith(
        "索引文件已损坏：terms.txt 不存在；tokens/0.tokens 内容与建立时不同。"
        "请运行 python -m indexer build，索引会从语料重建，原文件不受影响。"
    )
    assert damage_found(built.index, folder(built).name) == "terms.txt 不存在；tokens/0.tokens 内容与建立时不同"
    with pytest.raises(IndexUnusable, match="请重新运行 build"):
        Searcher.open(built.index, settings=built)
    build(built.corpus, built.index, settings=built)
    assert check(built).is_healthy


def test_no_pointer_and_no_manifest(built: Settings) -> None:
    (folder(built) / store.MANIFEST).write_bytes(b"{}")
    assert "请重新运行 build" in problems(check(built))["清单"]
    (built.index / "CURRENT").unlink()
    assert "还没有索引。请先运行 python -m indexer build" in problems(check(built))["清单"]


@pytest.mark.parametrize(
    ("sql", "part", "said"),
    [
        ("UPDATE clause SET text = replace(text, '480', '488')", "目录", "的文字与写入时不同"),
        ("UPDATE clause SET start = 1 WHERE row = 3", "目录", "东川区报告.txt 有 1 条条款与正文不符"),
        ("DELETE FROM document WHERE source = '西山区安排.txt'", "目录", "数目不一致（7 与 10）"),
        ("DELETE FROM clause WHERE row = 9", "数目", "清单 10，目录 9，关键词 10"),
    ],
)
def test_what_was_written_wrong_is_found_though_it_is_sealed_so(
    built: Settings, sql: str, part: str, said: str
) -> None:
    with closing(sqlite3.connect(folder(built) / store.CATALOGUE)) as connection, connection:
        connection.execute(sql)
    reseal(built)
    found = check(built)
    assert said in problems(found)[part]
    assert not found.damaged
    assert damage_found(built.index, folder(built).name)  # so that a build takes nothing of it over


def test_tokens_and_vectors_that_were_written_wrong(built: Settings) -> None:
    tokens, vectors = folder(built) / "tokens" / "0.tokens", folder(built) / "vectors" / "0.f16"
    tokens.write_bytes(bytes([tokens.read_bytes()[0] ^ 1]) + tokens.read_bytes()[1:])
    reseal(built)
    assert "tokens 中第 0 行的词元与写入时不同" in problems(check(built))["数目"]
    tokens.write_bytes(bytes([tokens.read_bytes()[0] ^ 1]) + tokens.read_bytes()[1:])
    vectors.write_bytes(b"\0" * 32 + vectors.read_bytes()[32:])
    reseal(built)
    assert "1 条条款的向量不是单位向量" in problems(check(built))["语义"]


def test_an_index_that_finds_nothing_is_not_well(built: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(folder(built) / store.KEYWORD)  # the words of whole documents, in place of those of clauses
    shutil.copytree(folder(built) / store.WHOLE, folder(built) / store.KEYWORD)
    manifest = store.load_manifest(built.index, folder(built).name)
    keyword = {path.name for path in (folder(built) / store.KEYWORD).iterdir()}
    files = {name: entry for name, entry in manifest.files.items() if name.split("/")[0] != store.KEYWORD}
    files |= {f"{store.KEYWORD}/{name}": seal(folder(built) / store.KEYWORD / name) for name in keyword}
    values = {name: getattr(manifest, name) for name in manifest.__slots__} | {"files": files}
    (folder(built) / store.MANIFEST).write_bytes(sealed_text(values).encode())
    monkeypatch.setattr("indexer.retrieval.parts._check_counts", lambda *_: None)
    found = check(built)
    assert "按词查不到「" in problems(found)["试查"]
    assert "再删除索引目录重新建立" in problems(found)["试查"]


def test_canaries_are_clauses_of_several_documents(built: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    searcher = Searcher.open(built.index, settings=built)
    assert find_deaf(searcher) == (12, [])
    monkeypatch.setattr(canaries, "_DOCUMENTS", 1)
    assert find_deaf(searcher) == (6, [])
    monkeypatch.setattr(canaries, "_LEAST_CHARS", 1_000)
    assert find_deaf(searcher) == (0, [])


def test_a_corpus_that_went_on_is_said_and_no_fault(built: Settings) -> None:
    (built.corpus / "新.txt").write_text("北河区计划\n新增停车泊位90个。\n", encoding="utf-8")
    (built.corpus / "东川区报告.txt").write_text("别的内容", encoding="utf-8")
    (built.corpus / "西山区安排.txt").unlink()
    found = check(built)
    assert found.is_healthy
    assert found.corpus == {"missing": ["西山区安排.txt"], "changed": ["东川区报告.txt"], "new": ["新.txt"]}
    said = {entry.part: entry.said for entry in found.checked}["语料"]
    assert "西山区安排.txt已不在语料中；东川区报告.txt内容已改变；新.txt还没有编入索引" in said
    assert "请运行 build" in said
    gone = check(replace(built, corpus=built.corpus / "none"))
    assert gone.is_healthy
    assert "没有这个语料目录" in gone.checked[-1].said


def test_an_index_or_a_file_that_goes_away_meanwhile_is_said(built: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def vanish(step: Progress) -> None:
        if step.stage == "核对语料" and step.done == 0:
            (built.corpus / "西山区安排.txt").unlink()

    assert verify(built, vanish).corpus == {"missing": [], "changed": ["西山区安排.txt"], "new": []}
    place = folder(built)

    def remove(step: Progress) -> None:
        if step.stage == "试查" and step.done == step.total:
            shutil.rmtree(place)

    assert "目录数据库无法读取" in problems(verify(built, remove))["语料"]


def test_notes_that_are_no_database(built: Settings) -> None:
    built.notes.write_bytes(b"x" * 5_000)
    found = check(built)
    assert list(problems(found)) == ["收藏和记录"]
    assert damage_found(built.index, folder(built).name) == ""  # no build mends it
