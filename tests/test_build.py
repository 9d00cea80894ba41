"""Builds: what they read, what they take over, what they leave whole."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from indexer import intake
from indexer.build import BuildReport, Progress, build
from indexer.errors import CorpusMissing, IndexLocked, IndexUnusable, IndexUnwritable, ModelUnavailable
from indexer.retrieval.parts import open_parts
from indexer.retrieval.search import Searcher
from indexer.settings import Settings
from indexer.storage import generations as store


def run(settings: Settings) -> BuildReport:
    return build(settings.corpus, settings.index, settings=settings)


def states(report: BuildReport) -> dict[str, str]:
    return {entry.source: entry.state for entry in report.files}


def test_first_build_reads_everything_and_tells_how_it_goes(settings: Settings) -> None:
    told: list[Progress] = []
    report = build(settings.corpus, settings.index, settings=settings, progress=told.append)
    assert states(report) == {"东川区报告.txt": "read", "西山区安排.txt": "read"}
    assert (report.documents, report.changed) == (2, True)
    assert report.encoded == report.clauses == 10
    assert list(dict.fromkeys(step.stage for step in told)) == [
        *("读取文件", "写入关键词索引", "载入模型", "计算语义", "计算承诺的事项", "写入语义索引"),
    ]
    assert [step.detail for step in told if step.stage == "读取文件"][:2] == ["东川区报告.txt", "西山区安排.txt"]
    assert next(step for step in reversed(told) if step.stage == "计算语义").done == 10


def test_unchanged_corpus_costs_nothing(settings: Settings) -> None:
    first = run(settings)
    again = run(settings)
    assert states(again) == {"东川区报告.txt": "unchanged", "西山区安排.txt": "unchanged"}
    assert (again.generation, again.encoded, again.changed) == (first.generation, 0, False)


def test_changed_added_and_deleted_files_cost_only_themselves(settings: Settings) -> None:
    run(settings)
    tasks = settings.corpus / "西山区安排.txt"
    tasks.write_text(tasks.read_text(encoding="gb18030").replace("60户", "80户"), encoding="gb18030")
    changed = run(settings)
    assert states(changed) == {"东川区报告.txt": "unchanged", "西山区安排.txt": "read"}
    assert changed.encoded == 1

    (settings.corpus / "新文件.txt").write_text("北河区计划\n新增公共停车泊位90个。\n", encoding="utf-8")
    added = run(settings)
    assert states(added)["新文件.txt"] == "read"
    assert (added.encoded, added.documents) == (1, 3)

    (settings.corpus / "东川区报告.txt").unlink()
    deleted = run(settings)
    assert states(deleted)["东川区报告.txt"] == "removed"
    assert (deleted.encoded, deleted.documents) == (0, 2)
    assert not Searcher.open(settings.index, settings=settings).search("东川区认知障碍照护床位", mode="exact")


def test_only_new_objects_of_commitments_are_encoded(settings: Settings) -> None:
    def details() -> list[str]:
        told: list[Progress] = []
        build(settings.corpus, settings.index, settings=settings, progress=told.append)
        return [step.detail for step in told if step.stage == "计算承诺的事项"]

    first = details()
    before = Searcher.open(settings.index, settings=settings)
    objects = {stated.object for stated, _ in before.commitments() if stated.object}
    assert first[-1] == f"{len(objects)}/{len(objects)} 项"
    (settings.corpus / "新文件.txt").write_text(
        "北河区计划\n新增公共停车泊位90个。\n新增养老床位70张。\n", encoding="utf-8"
    )
    assert details() == ["1/1 项"]
    searcher = Searcher.open(settings.index, settings=settings)
    assert {"公共停车泊位", "养老床位"} <= set(searcher.objects_of("公共停车泊位和养老床位"))
    assert searcher.count_commitments() == before.count_commitments() + 2


def test_a_corpus_without_figures_has_an_empty_ledger(settings: Settings) -> None:
    for path in settings.corpus.glob("*.txt"):
        path.unlink()
    (settings.corpus / "a.txt").write_text("北河区计划\n健全接诉即办机制。\n", encoding="utf-8")
    run(settings)
    searcher = Searcher.open(settings.index, settings=settings)
    assert (searcher.count_commitments(), searcher.commitments(), searcher.objects_of("养老")) == (0, [], {})
    assert run(settings).changed is False


def test_tokens_of_other_objects_are_refused(settings: Settings) -> None:
    report = run(settings)
    path = store.generation_folder(settings.index, report.generation) / store.CATALOGUE
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE commitment SET object = NULL WHERE object = 0")
        connection.execute("DELETE FROM object WHERE number = 0")
    with pytest.raises(
        IndexUnusable, match=r"承诺的事项在目录中有 \d+ 项，词元有 \d+ 项，数目不一致。请重新运行 build。"
    ):
        open_parts(path.parent, store.read_manifest(settings.index, report.generation))


def test_taken_over_vectors_are_those_of_a_fresh_build(settings: Settings, tmp_path: Path) -> None:
    run(settings)
    (settings.corpus / "a.txt").write_text("北河区计划\n新增公共停车泊位90个。\n", encoding="utf-8")
    run(settings)
    fresh = replace(settings, index=tmp_path / "fresh")
    run(fresh)
    found = [
        [(r.clause.clause_id, round(r.score, 4)) for r in Searcher.open(s.index, settings=s).search("停车", k=20)]
        for s in (settings, fresh)
    ]
    assert found[0] == found[1]


def test_correcting_the_catalog_reads_that_file_again(settings: Settings) -> None:
    run(settings)
    (settings.corpus / "catalog.csv").write_text(
        "file,district,year\n东川区报告.txt,东川区,2024\n西山区安排.txt,西山区,\n", encoding="utf-8"
    )
    report = run(settings)
    assert (report.changed, report.encoded) == (True, 0)
    document = next(ref for ref in Searcher.open(settings.index, settings=settings).documents() if "东川" in ref.source)
    assert document.metadata.year == 2024
    assert document.metadata.evidence["year"].origin == "catalog"
    assert document.metadata.evidence["title"].origin == "inferred"


def test_a_renamed_file_is_known_by_its_new_name(settings: Settings) -> None:
    (settings.corpus / "catalog.csv").unlink()  # its row would go with the old name, and make the file another
    run(settings)
    (settings.corpus / "西山区安排.txt").rename(settings.corpus / "西山区安排-2025.txt")
    report = run(settings)
    assert (report.changed, report.encoded) == (True, 0)
    sources = {ref.source for ref in Searcher.open(settings.index, settings=settings).documents()}
    assert sources == {"东川区报告.txt", "西山区安排-2025.txt"}


@pytest.mark.parametrize(
    ("data", "said"), [("静邻餐厅\n".encode("gb18030"), ()), (b"\xff\xff", ("terms.txt：编码既不是",))]
)
def test_terms_are_read_as_they_are_saved_or_reported(settings: Settings, data: bytes, said: tuple[str, ...]) -> None:
    (settings.corpus / "terms.txt").write_bytes(data)
    report = run(settings)
    assert report.documents == 2
    assert [note[: len(words)] for note, words in zip(report.notes, said, strict=True)] == list(said)


def test_bad_files_are_named_and_the_others_go_on(settings: Settings) -> None:
    (settings.corpus / "图.txt").write_bytes(b"\x89PNG\r\n\x1a\n")
    (settings.corpus / "空.txt").write_bytes(b"")
    (settings.corpus / "副本.txt").write_bytes((settings.corpus / "东川区报告.txt").read_bytes())
    (settings.corpus / "catalog.csv").write_text("file,year\n东川区报告.txt,二五\n", encoding="utf-8")
    report = run(settings)
    reasons = {entry.source: entry.reason for entry in report.files if entry.state == "refused"}
    assert "是图片" in reasons["图.txt"]
    assert "没有正文" in reasons["空.txt"]
    assert "与 东川区报告.txt 完全相同" in reasons.get("副本.txt", "") + reasons.get("东川区报告.txt", "") or (
        "与 副本.txt 完全相同" in reasons["东川区报告.txt"]
    )
    assert report.documents == 2
    assert "第 2 行" in report.notes[0]
    kept = Searcher.open(settings.index, settings=settings).report()
    assert {entry.source for entry in kept if entry.state == "refused"} == set(reasons)


def test_a_corpus_that_cannot_be_read_leaves_the_index_alone(settings: Settings) -> None:
    first = run(settings)
    for path in settings.corpus.glob("*.txt"):
        path.write_bytes(b"%PDF-1.7")
    with pytest.raises(CorpusMissing, match="没有一个能读的文件，索引没有改动"):
        run(settings)
    assert Searcher.current_generation(settings.index) == first.generation


@pytest.mark.parametrize(("make", "said"), [(False, "没有这个语料目录"), (True, "语料目录里没有文件")])
def test_missing_and_empty_corpus(settings: Settings, tmp_path: Path, make: bool, said: str) -> None:
    folder = tmp_path / "other"
    if make:
        folder.mkdir()
    with pytest.raises(CorpusMissing, match=said):
        build(folder, settings.index, settings=settings)


def test_unknown_model_is_said(settings: Settings) -> None:
    with pytest.raises(ModelUnavailable, match="no-such-model"):
        run(replace(settings, model="no-such-model"))


def test_index_of_another_model_is_refused_and_rebuilt(settings: Settings, tmp_path: Path) -> None:
    run(settings)
    other = tmp_path / "other-model"
    shutil.copytree(settings.model, other)
    prompts = json.loads((other / "config_sentence_transformers.json").read_text(encoding="utf-8"))
    prompts["prompts"]["query"] = "question: "
    (other / "config_sentence_transformers.json").write_text(json.dumps(prompts), encoding="utf-8")
    changed = replace(settings, model=str(other))
    with pytest.raises(IndexUnusable, match="请重新运行 build，或改回原来的模型"):
        Searcher.open(settings.index, settings=changed)
    assert run(changed).encoded == 10
    assert Searcher.open(settings.index, settings=changed).search("养老", k=1)


@pytest.mark.parametrize(
    "part", [store.CATALOGUE, f"{store.VECTORS}/0.f16", f"{store.KEYWORD}/meta.json", store.MANIFEST]
)
def test_damage_is_told_and_healed_from_the_corpus(settings: Settings, part: str) -> None:
    report = run(settings)
    path = store.generation_folder(settings.index, report.generation) / part
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(IndexUnusable, match="请重新运行 build"):
        Searcher.open(settings.index, settings=settings)
    healed = run(settings)
    assert healed.changed
    assert "已从语料重新建立" in healed.notes[0]
    assert Searcher.open(settings.index, settings=settings).search("养老床位", k=1)


def test_older_format_is_refused(settings: Settings) -> None:
    report = run(settings)
    path = store.generation_folder(settings.index, report.generation) / store.MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest | {"format": 0}), encoding="utf-8")
    with pytest.raises(IndexUnusable, match=f"索引格式是 0，本程序使用 {store.FORMAT}"):
        Searcher.open(settings.index, settings=settings)


def _build_slowly(settings: Settings, started: str) -> None:
    def wait(step: Progress) -> None:
        if step.stage == "写入语义索引":
            Path(started).touch()
            time.sleep(60)

    build(settings.corpus, settings.index, settings=settings, progress=wait)


def test_killed_build_leaves_the_old_generation_and_the_next_one_cleans_up(settings: Settings, tmp_path: Path) -> None:
    first = run(settings)
    (settings.corpus / "西山区安排.txt").unlink()
    started = tmp_path / "started"
    process = multiprocessing.get_context("spawn").Process(target=_build_slowly, args=(settings, str(started)))
    process.start()
    deadline = time.monotonic() + 120
    while not started.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert started.exists()
    with pytest.raises(IndexLocked, match=rf"进程 {process.pid}，用户 \S+，主机 \S+，自 20\d\d-"):
        run(settings)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert list(settings.index.glob(".building-*"))
    searcher = Searcher.open(settings.index, settings=settings)
    assert searcher.generation == first.generation
    assert len(searcher.search("养老床位", k=3)) == 3
    assert run(settings).documents == 1
    assert not list(settings.index.glob(".building-*"))


def test_two_generations_are_kept(settings: Settings) -> None:
    generations = []
    for number in range(3):
        (settings.corpus / "a.txt").write_text(f"北河区计划\n新增停车泊位{number}0个。\n", encoding="utf-8")
        generations.append(run(settings).generation)
    kept = sorted(path.name for path in (settings.index / "generations").iterdir())
    assert len(kept) == 2
    assert generations[-1] in kept


def test_an_open_searcher_keeps_its_generation(settings: Settings) -> None:
    run(settings)
    old = Searcher.open(settings.index, settings=settings)
    (settings.corpus / "东川区报告.txt").unlink()
    run(settings)
    assert any("东川" in result.document.source for result in old.search("养老床位", mode="keyword"))
    new = Searcher.open(settings.index, settings=settings)
    assert not any("东川" in result.document.source for result in new.search("养老床位", mode="keyword"))


def test_a_searcher_goes_on_when_its_generation_is_the_fourth_last(settings: Settings) -> None:
    run(settings)
    searcher = Searcher.open(settings.index, settings=settings)
    before = [result.clause.text for result in searcher.search("养老床位")]
    for number in range(3):
        (settings.corpus / "新.txt").write_text(f"北河区计划\n新增公共停车泊位{number + 90}个。\n", encoding="utf-8")
        run(settings)
    with ThreadPoolExecutor(1) as fresh:  # a thread opens the catalogue when it first asks
        after = fresh.submit(lambda: [result.clause.text for result in searcher.search("养老床位")]).result()
    assert before == after


def test_damage_that_is_met_in_the_middle_of_a_build_is_built_over(settings: Settings) -> None:
    first = run(settings)
    catalogue = store.generation_folder(settings.index, first.generation) / store.CATALOGUE
    known = catalogue.stat()
    with catalogue.open("r+b") as file:
        file.write(bytes(8192))
    os.utime(catalogue, ns=(known.st_atime_ns, known.st_mtime_ns))  # damage that leaves no trace in the times
    (settings.corpus / "新.txt").write_text("北河区计划\n新增公共停车泊位90个。\n", encoding="utf-8")
    report = run(settings)
    assert report.documents == 3
    assert any("原有索引不能沿用，已从语料重新建立" in note for note in report.notes)
    assert run(settings).changed is False


def test_a_file_that_goes_away_while_it_is_read_leaves_the_index_as_it_is(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(settings)
    (settings.corpus / "西山区安排.txt").write_text("西山区2025年安排\n新增床位90张。\n", encoding="utf-8")
    scan = intake.scan_corpus

    def scan_and_lose(corpus: Path) -> list[intake.SourceFile]:
        found = scan(corpus)
        (corpus / "东川区报告.txt").unlink()
        return found

    monkeypatch.setattr("indexer.build.scan_corpus", scan_and_lose)
    with pytest.raises(CorpusMissing, match=r"东川区报告\.txt：刚才还在语料目录里，现在读不到了.*索引没有改动"):
        run(settings)
    assert store.current_generation(settings.index) == first.generation


def test_a_read_only_folder_is_said_in_a_sentence(settings: Settings) -> None:
    settings.index.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(IndexUnwritable, match=r"index：.*原有索引没有改动"):
        run(settings)
