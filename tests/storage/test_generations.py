"""Publishing in one step, and telling what is whole."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.errors import IndexLocked, IndexMissing, IndexUnusable
from indexer.storage import generations as store
from indexer.storage.damage import damaged_files
from indexer.storage.seals import seal


def publish(index: Path, content: str) -> store.Manifest:
    with store.building(index) as folder:
        (folder / "part").mkdir()
        (folder / "part" / "a.bin").write_text(content, encoding="utf-8")
        generation = store.generation_of(folder)
        manifest = store.Manifest(
            generation, "2026-01-01T00:00:00Z", 1, 2, 2, 3, "m", "f", "e", {}, "i", store.FORMAT, "p", {}
        )
        store.publish(index, folder, manifest)
    return store.read_manifest(index, generation)


def test_published_generation_is_current_and_sealed(tmp_path: Path) -> None:
    manifest = publish(tmp_path, "一")
    assert store.current_generation(tmp_path) == manifest.generation
    assert manifest.files["part/a.bin"].size == 3
    assert (manifest.documents, manifest.clauses, manifest.dimension) == (1, 2, 3)
    assert damaged_files(tmp_path, manifest, "digest") == {}


def test_nothing_is_published_when_writing_fails(tmp_path: Path) -> None:
    first = publish(tmp_path, "一")
    with pytest.raises(ZeroDivisionError), store.building(tmp_path) as folder:
        (folder / "half").write_text("…", encoding="utf-8")
        raise ZeroDivisionError
    assert store.current_generation(tmp_path) == first.generation
    assert not list(tmp_path.glob(".building-*"))


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with store.building(tmp_path), pytest.raises(IndexLocked, match="正在建立索引（进程"), store.building(tmp_path):
        pass
    publish(tmp_path, "the lock is free again")


def test_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="请先运行 python -m indexer build"):
        store.current_generation(tmp_path / "none")


def test_linked_files_keep_their_seal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = publish(tmp_path, "abc")
    read: list[str] = []
    monkeypatch.setattr(store, "seal", lambda path: read.append(path.name) or seal(path))
    with store.building(tmp_path) as folder:
        store.link_folder(store.generation_folder(tmp_path, first.generation) / "part", folder / "part")
        (folder / "new.bin").write_text("new", encoding="utf-8")
        second = replace(first, generation=store.generation_of(folder))
        store.publish(tmp_path, folder, second, first)
    published = store.read_manifest(tmp_path, second.generation)
    assert published.files["part/a.bin"] == first.files["part/a.bin"]
    assert read == ["new.bin"]
    assert damaged_files(tmp_path, published, "digest") == {}


def test_missing_and_short_files_are_found_on_opening(tmp_path: Path) -> None:
    manifest = publish(tmp_path, "abc")
    path = store.generation_folder(tmp_path, manifest.generation) / "part" / "a.bin"
    path.write_text("ab", encoding="utf-8")
    with pytest.raises(IndexUnusable, match=r"part/a\.bin 有 2 字节，应为 3 字节。请重新运行 build"):
        store.read_manifest(tmp_path, manifest.generation)
    path.unlink()
    with pytest.raises(IndexUnusable, match="不存在"):
        store.read_manifest(tmp_path, manifest.generation)


@pytest.mark.parametrize("content", ["{", "[]", '{"format": 1}', '{"format": 1, "files": 3}'])
def test_manifests_that_are_none(tmp_path: Path, content: str) -> None:
    manifest = publish(tmp_path, "abc")
    (store.generation_folder(tmp_path, manifest.generation) / store.MANIFEST).write_text(content, encoding="utf-8")
    with pytest.raises(IndexUnusable, match="重新运行 build"):
        store.read_manifest(tmp_path, manifest.generation)


def test_a_manifest_may_not_differ_in_a_single_bit(tmp_path: Path) -> None:
    manifest = publish(tmp_path, "abc")
    path = store.generation_folder(tmp_path, manifest.generation) / store.MANIFEST
    content = path.read_bytes()
    for bit in range(8 * len(content)):
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        with pytest.raises(IndexUnusable, match="请重新运行 build"):
            store.load_manifest(tmp_path, manifest.generation)
    path.write_bytes(content[:-1])
    with pytest.raises(IndexUnusable, match="清单已损坏"):
        store.load_manifest(tmp_path, manifest.generation)
    path.write_bytes(content)
    assert store.load_manifest(tmp_path, manifest.generation) == manifest


def test_a_manifest_of_another_generation_is_refused(tmp_path: Path) -> None:
    first, second = publish(tmp_path, "abc"), publish(tmp_path, "abd")
    folders = [store.generation_folder(tmp_path, manifest.generation) for manifest in (first, second)]
    (folders[1] / store.MANIFEST).write_bytes((folders[0] / store.MANIFEST).read_bytes())
    with pytest.raises(IndexUnusable, match=f"清单属于版本 {first.generation}"):
        store.read_manifest(tmp_path, second.generation)
    assert store.all_generations(tmp_path) == sorted([first.generation, second.generation], reverse=True)


def test_pointer_to_nowhere(tmp_path: Path) -> None:
    publish(tmp_path, "abc")
    (tmp_path / "CURRENT").write_text("20200101-000000-abcdef\n", encoding="utf-8")
    with pytest.raises(IndexUnusable, match="索引不完整"):
        store.read_manifest(tmp_path, store.current_generation(tmp_path))


def test_a_pointer_may_not_differ_in_a_single_bit(tmp_path: Path) -> None:
    manifest = publish(tmp_path, "abc")
    content = (tmp_path / "CURRENT").read_bytes()
    for bit in range(8 * len(content)):
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << bit % 8
        (tmp_path / "CURRENT").write_bytes(changed)
        with pytest.raises(IndexUnusable, match="请重新运行 build"):
            store.read_manifest(tmp_path, store.current_generation(tmp_path))
    for length in range(len(content)):
        (tmp_path / "CURRENT").write_bytes(content[:length])
        with pytest.raises(IndexUnusable, match="文件已损坏"):
            store.current_generation(tmp_path)
    assert publish(tmp_path, "a damaged pointer is replaced").generation != manifest.generation


def test_people_are_told_the_time_of_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    manifest = store.Manifest("g", "2026-01-01T20:30:59Z", 1, 2, 2, 3, "m", "f", "e", {}, "i", store.FORMAT, "p", {})
    try:
        assert manifest.created_here == "2026-01-02 04:30"
    finally:
        monkeypatch.undo()
        time.tzset()
