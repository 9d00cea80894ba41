"""A large index that changed little is extended, and then finds what a fresh one finds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.build import BuildReport, build
from indexer.records import MODES
from indexer.retrieval.search import Searcher
from indexer.settings import Settings
from indexer.storage import generations as store
from indexer.storage.damage import damaged_files
from indexer.storage.seals import seal

# Names that some documents set apart in quotation marks or glossaries, and others say without: where a document that
# quotes one comes or goes, the words of the others are cut otherwise.
NAMES = ("静邻餐厅", "五床联动", "养老床", "接诉即办", "口袋公园", "乐龄", "托育托")
PHRASES = (
    *("新增养老床位{n}张", "推广静邻餐厅{n}家", "推进五床联动机制", "健全接诉即办机制", "建成口袋公园{n}座"),
    *("新增普惠托育托位{n}个", "为{n}户乐龄老人适老化改造", "完成旧住房修缮{n}万平方米", "落实习惯过紧日子要求"),
)
HEADINGS = ("加强静邻餐厅建设", "提升城市品质", "完善养老床位布局", "做好接诉即办工作", "推动托育托位增长")
NEAR = {"semantic": 0.02, "hybrid": 0.05}
QUERIES = (
    "养老床位",
    "静邻餐厅",
    "五床联动",
    "接诉即办机制",
    "口袋公园",
    "乐龄老人",
    "托育",
    "城市品质",
    "床",
    "480张床位",
)


def document(chance: random.Random) -> str:
    """Return a text of two parts, in which some names may stand in quotation marks."""
    lines = [f"{chance.choice('东南西北')}川区{chance.choice((2023, 2024, 2025))}年重点工作安排"]
    for number in "一二":
        lines.append(f"{number}、{chance.choice(HEADINGS)}")
        for _ in range(chance.randint(1, 3)):
            text = chance.choice(PHRASES).format(n=chance.randint(2, 480))
            for name in NAMES:
                if name in text and chance.random() < 0.3:
                    text = text.replace(name, f"“{name}”")
            lines.append(f"{text}。")
    return "\n".join(lines) + "\n"


@pytest.fixture
def extending(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings under which every index is large, over a corpus of twelve documents."""
    monkeypatch.setattr("indexer.build.SMALL", 0)
    for path in settings.corpus.iterdir():
        path.unlink()
    chance = random.Random(0)  # noqa: S311 - no secret
    for number in range(12):
        (settings.corpus / f"{number:02}.txt").write_text(document(chance), encoding="utf-8")
    run(settings)
    return settings


def run(settings: Settings) -> BuildReport:
    return build(settings.corpus, settings.index, settings=settings)


def folder(settings: Settings) -> Path:
    return store.generation_folder(settings.index, Searcher.current_generation(settings.index))


def change(corpus: Path, chance: random.Random) -> None:
    """Add, replace or remove one or two documents."""
    for _ in range(chance.randint(1, 2)):
        paths = sorted(corpus.iterdir())
        act = chance.choice(("add", "replace", "remove") if len(paths) > 10 else ("add", "replace"))
        if act == "remove":
            chance.choice(paths).unlink()
        else:
            path = corpus / f"{chance.randrange(100):02}.txt" if act == "add" else chance.choice(paths)
            path.write_text(document(chance), encoding="utf-8")


def found(searcher: Searcher, mode: str) -> Iterator[dict[str, float]]:
    for query in QUERIES:
        yield {result.clause.clause_id: result.score for result in searcher.search(query, k=200, mode=mode)}


def open_both(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> tuple[Searcher, Searcher]:
    """Return the index as it is, and a fresh one over the same corpus."""
    fresh = replace(settings, index=settings.index.with_name("fresh"))
    with monkeypatch.context() as patch:
        patch.setattr("indexer.build.SMALL", 10**9)
        run(fresh)
    return Searcher.open(settings.index, settings=settings), Searcher.open(fresh.index, settings=fresh)


@pytest.mark.parametrize("seed", range(3))
def test_an_extended_index_finds_what_a_fresh_one_finds(
    extending: Settings, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311
    manifests = []
    for _ in range(4):
        change(extending.corpus, chance)
        run(extending)
        extended, fresh = open_both(extending, monkeypatch)
        manifests.append(extended.manifest)
        assert extended.documents() == fresh.documents()
        assert extended.manifest.clauses == fresh.manifest.clauses
        assert (folder(extending) / store.TERMS).read_bytes() == (
            store.generation_folder(fresh.index, fresh.generation) / store.TERMS
        ).read_bytes()
        for mode in MODES:
            for query, ours, theirs in zip(QUERIES, found(extended, mode), found(fresh, mode), strict=True):
                assert ours.keys() == theirs.keys(), (mode, query)
                if mode in NEAR:  # rarity of tokens, what is usual, and BM25 count what is removed until it is merged
                    assert ours == pytest.approx(theirs, abs=NEAR[mode]), (mode, query)
    assert any(manifest.rows > manifest.clauses for manifest in manifests)


def plain(name: str, text: str, settings: Settings) -> None:
    (settings.corpus / name).write_text(f"北河区2025年计划\n一、民生\n{text}\n", encoding="utf-8")


def test_what_is_only_added_to_scores_as_in_a_fresh_index(extending: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(2):
        plain(f"9{number}.txt", f"新增养老床位{number + 3}张。\n健全接诉即办机制。", extending)
        assert run(extending).encoded == 1  # 健全接诉即办机制 is there already
    extended, fresh = open_both(extending, monkeypatch)
    assert extended.manifest.rows == extended.manifest.clauses == fresh.manifest.rows
    for query, ours, theirs in zip(QUERIES, found(extended, "keyword"), found(fresh, "keyword"), strict=True):
        assert ours == pytest.approx(theirs, rel=1e-5), query


def test_large_files_are_shared_and_keep_their_digests(extending: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before = folder(extending)
    hashed: list[Path] = []
    monkeypatch.setattr(store, "seal", lambda path: hashed.append(path) or seal(path))
    plain("90.txt", "新增公共停车泊位90个。", extending)
    run(extending)
    after = folder(extending)
    shared = {path.relative_to(after) for path in after.rglob("*") if path.is_file() and path.stat().st_nlink > 1}
    assert {Path(store.VECTORS, "0.f16"), Path(store.TOKENS, "0.tokens")} <= shared
    assert not {path.relative_to(after.parent.parent / f".building-{after.name}") for path in hashed} & shared
    for generation in (before.name, after.name):
        assert damaged_files(extending.index, store.read_manifest(extending.index, generation), "digest") == {}


def test_files_are_copied_where_they_cannot_be_linked(extending: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr("os.link", refuse)
    plain("90.txt", "新增公共停车泊位90个。", extending)
    assert run(extending).changed
    assert [
        r.document.source for r in Searcher.open(extending.index, settings=extending).search("公共停车泊位", k=1)
    ] == ["90.txt"]
    assert all(path.stat().st_nlink == 1 for path in folder(extending).rglob("*") if path.is_file())


def test_much_change_is_written_anew_without_holes(extending: Settings) -> None:
    for path in sorted(extending.corpus.iterdir())[:6]:
        path.unlink()
    run(extending)
    manifest = store.read_manifest(extending.index, Searcher.current_generation(extending.index))
    assert manifest.rows == manifest.clauses


def test_holes_are_never_found(extending: Settings) -> None:
    plain("90.txt", "新增公共停车泊位90个。", extending)
    run(extending)
    (extending.corpus / "90.txt").unlink()
    report = run(extending)
    manifest = store.read_manifest(extending.index, report.generation)
    assert (manifest.rows - manifest.clauses, report.encoded) == (1, 0)
    searcher = Searcher.open(extending.index, settings=extending)
    for mode in MODES:
        assert "90.txt" not in {r.document.source for r in searcher.search("新增公共停车泊位90个", k=200, mode=mode)}
    assert "公共停车泊位" not in searcher.objects_of("公共停车泊位")
    assert "公共停车泊位" not in {stated.object for stated, _ in searcher.commitments()}


def test_of_equal_files_the_first_counts_whenever_it_came(extending: Settings) -> None:
    text = (extending.corpus / "05.txt").read_bytes()
    (extending.corpus / "00-twin.txt").write_bytes(text)
    report = run(extending)
    states = {entry.source: (entry.state, entry.twin_of) for entry in report.files}
    assert (states["00-twin.txt"], states["05.txt"]) == (("read", ""), ("refused", "00-twin.txt"))
    assert report.documents == 12
    again = run(extending)
    assert not again.changed
