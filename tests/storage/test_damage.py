"""Damage is found by those who open an index, and those who come after them are told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.errors import IndexUnusable
from indexer.storage import generations as store
from indexer.storage.damage import (
    check_files,
    damage_found,
    damaged_files,
    mark_damaged,
    refuse_damaged,
    unmark_damaged,
)

SMALL, ROWS = "part/a.bin", "part/0.tokens"


@pytest.fixture
def manifest(tmp_path: Path) -> store.Manifest:
    with store.building(tmp_path) as folder:
        (folder / "part").mkdir()
        for name in (SMALL, ROWS):
            (folder / name).write_text("abc", encoding="utf-8")
        generation = store.generation_of(folder)
        store.publish(
            tmp_path,
            folder,
            store.Manifest(
                generation, "2026-01-01T00:00:00Z", 1, 2, 2, 3, "m", "f", "e", {}, "i", store.FORMAT, "p", {}
            ),
        )
    return store.read_manifest(tmp_path, generation)


def rot(index: Path, manifest: store.Manifest, name: str) -> Path:
    """Change a byte as a bad disk does, which writes no time down."""
    path = store.generation_folder(index, manifest.generation) / name
    was = path.stat()
    path.write_text("abd", encoding="utf-8")
    os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
    return path


def test_an_opening_sees_a_bit_in_any_file_but_those_checked_when_read(
    tmp_path: Path, manifest: store.Manifest
) -> None:
    check_files(tmp_path, manifest)
    path = rot(tmp_path, manifest, ROWS)
    check_files(tmp_path, manifest)
    assert damaged_files(tmp_path, manifest, "checksum") == {ROWS: "内容与建立时不同"}
    path.write_text("ab", encoding="utf-8")
    with pytest.raises(IndexUnusable, match=f"索引文件已损坏：{ROWS} 有 2 字节，应为 3 字节。请重新运行 build"):
        check_files(tmp_path, manifest)
    path.write_text("abc", encoding="utf-8")
    check_files(tmp_path, manifest)
    rot(tmp_path, manifest, SMALL)
    with pytest.raises(IndexUnusable, match=f"索引文件已损坏：{SMALL} 内容与建立时不同"):
        check_files(tmp_path, manifest)


def test_word_of_damage_is_left_and_taken_back(tmp_path: Path, manifest: store.Manifest) -> None:
    folder = store.generation_folder(tmp_path, manifest.generation)
    assert damage_found(tmp_path, manifest.generation) == ""
    refuse_damaged(tmp_path, manifest.generation)
    mark_damaged(folder, "tokens 中第 3 行的词元与写入时不同")
    for refuse in (lambda: refuse_damaged(tmp_path, manifest.generation), lambda: check_files(tmp_path, manifest)):
        with pytest.raises(IndexUnusable, match=r"此前核对时发现损坏（tokens 中第 3 行.+）。请重新运行 build"):
            refuse()
    unmark_damaged(folder)
    check_files(tmp_path, manifest)


def test_who_may_not_write_leaves_no_word_and_goes_on(tmp_path: Path, manifest: store.Manifest) -> None:
    mark_damaged(tmp_path / "nowhere", "…")
    unmark_damaged(tmp_path / "nowhere")
    assert damage_found(tmp_path, manifest.generation) == ""
