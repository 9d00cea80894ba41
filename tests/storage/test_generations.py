"""Publishing in one step, and telling what is whole."""

from __future__ import annotations

import errno
import getpass
import os
import platform
import re
import shutil
import time
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import pytest

from indexer.errors import IndexLocked, IndexMissing, IndexUnusable, IndexUnwritable
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


def test_all_files_and_folders_are_synced_before_they_are_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, replace_path = os.fsync, Path.replace

    def synced(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        done.append(re.sub(r"\.building-[^/]*|generations/\d[^/]*", "G", path.relative_to(tmp_path).as_posix()))
        fsync(descriptor)

    def replaced(path: Path, target: Path) -> Path:
        done.append(f"{path.name} -> {target.name}")
        return replace_path(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    publish(tmp_path, "一")
    at = done.index("CURRENT.new -> CURRENT")
    assert {"G/part/a.bin", "G/part", "G/manifest.json", "G", "CURRENT.new", "generations"} <= set(done[:at])
    assert "." in done[at:]


def test_two_generations_are_kept_whatever_the_clock_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = [datetime(2026, 1, 31, hour, 59, 59, tzinfo=UTC) for hour in (20, 20, 10)]  # one second, then set back
    clock = iter(moments)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Clock:
            return cls.combine(moment := next(clock), moment.timetz())

    monkeypatch.setattr(store, "datetime", Clock)
    made = [publish(tmp_path, content).generation for content in "一二三"]
    assert [name[:15] for name in made] == ["20260131-205959", "20260131-210000", "20260131-210001"]
    assert {path.name for path in (tmp_path / "generations").iterdir()} == set(made[1:])
    assert store.all_generations(tmp_path) == [made[2], made[1]]
    assert store.current_generation(tmp_path) == made[2]


def test_what_was_left_unpublished_goes_and_the_one_before_stays(tmp_path: Path) -> None:
    first = publish(tmp_path, "一")
    (tmp_path / "generations" / "99990101-000000-abcdef").mkdir()  # killed between two renames
    (tmp_path / ".old-20200101").mkdir()
    second = publish(tmp_path, "二")
    names = {path.name for path in (tmp_path / "generations").iterdir()}
    assert names == {first.generation, second.generation}
    assert not list(tmp_path.glob(".old-*"))


def test_a_generation_that_is_read_stays_until_it_is_not(tmp_path: Path) -> None:
    first = publish(tmp_path, "一")
    folder = store.generation_folder(tmp_path, first.generation)
    held = store.hold_generation(folder)
    for content in "二三四":
        publish(tmp_path, content)
    assert (folder / "part" / "a.bin").read_text(encoding="utf-8") == "一"
    held.close()
    publish(tmp_path, "五")
    assert not folder.exists()


def test_who_reads_while_others_publish_gets_the_one_that_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(tmp_path, "一")
    last = publish(tmp_path, "二")
    named = iter([first.generation])
    current = store.current_generation
    shutil.rmtree(store.generation_folder(tmp_path, first.generation))
    monkeypatch.setattr(store, "current_generation", lambda index: next(named, None) or current(index))
    assert store.read_published(tmp_path) == last


def test_the_holder_of_the_lock_is_named(tmp_path: Path) -> None:
    with store.building(tmp_path):
        said = f"进程 {os.getpid()}，用户 {getpass.getuser()}，主机 {platform.node()}，自 20"
        with pytest.raises(IndexLocked, match=re.escape(said)), store.building(tmp_path):
            pass


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "x/a.bin"), r"x/a\.bin：磁盘已满，还剩 [\d.]+ MB"),
        (OSError(errno.EDQUOT, "Quota exceeded"), "磁盘已满"),
        (OSError(errno.EROFS, "Read-only file system"), "是只读的"),
        (OSError(errno.ENOENT, "No such file", "x/b"), "x/b：正在写的时候不见了"),
        (OSError("480 requested and 120 written"), r"写入失败（480 requested and 120 written），磁盘还剩"),
    ],
)
def test_what_the_system_refuses_is_one_sentence(tmp_path: Path, error: OSError, said: str) -> None:
    first = publish(tmp_path, "一")
    with pytest.raises(IndexUnwritable, match=f"{said}.*原有索引没有改动，仍可检索。$"), store.building(tmp_path):
        raise error
    assert store.current_generation(tmp_path) == first.generation
    assert not list(tmp_path.glob(".building-*"))


def test_a_place_where_no_folder_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(IndexUnwritable, match="file"), store.building(tmp_path / "file" / "index"):
        pass
