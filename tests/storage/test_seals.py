"""What was sealed is told from what is not the same any more."""

from __future__ import annotations

import hashlib
import os
import zlib
from pathlib import Path

import pytest

from indexer.storage.seals import find_damage, read_sealed_text, seal, sealed_text, words_for

CONTENT = bytes(range(256)) * 8_200  # more than is read at once


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.bin"
    path.write_bytes(CONTENT)
    return path


def test_a_seal_holds_size_digest_and_checksum(file: Path) -> None:
    sealed = seal(file)
    assert (sealed.size, sealed.digest) == (len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
    assert sealed.checksum == zlib.crc32(CONTENT)
    assert sealed.is_untouched(file.stat())
    os.utime(file, ns=(0, 1))
    assert not sealed.is_untouched(file.stat())


def test_a_bit_is_seen_by_checksum_and_digest_and_not_by_size(file: Path) -> None:
    files = {file.name: seal(file)}
    changed = bytearray(CONTENT)
    changed[2**20 + 5] ^= 8
    file.write_bytes(changed)
    assert find_damage(file.parent, files, "size") == {}
    assert find_damage(file.parent, files, "checksum") == {"a.bin": "内容与建立时不同"}
    assert find_damage(file.parent, files, "digest") == {"a.bin": "内容与建立时不同"}
    assert find_damage(file.parent, files, "digest", leave={"a.bin"}) == {}


def test_every_wrong_file_is_named_and_the_others_are_counted(file: Path) -> None:
    (file.parent / "b").write_bytes(b"123")
    files = {"a.bin": seal(file), "b": seal(file.parent / "b"), "c": seal(file)}
    file.write_bytes(CONTENT[:7])
    heard: list[tuple[int, int]] = []
    damage = find_damage(file.parent, files, "checksum", tell=lambda done, total: heard.append((done, total)))
    assert damage == {"a.bin": f"有 7 字节，应为 {len(CONTENT)} 字节", "c": "不存在"}
    assert heard == [(0, 3), (3, 3)]
    assert words_for(damage, most=1) == f"a.bin 有 7 字节，应为 {len(CONTENT)} 字节；等共 2 个文件"


def test_a_text_that_seals_itself() -> None:
    values = {"clauses": 3, "model": "小模型", "files": {"a": [1, "x"]}}
    text = sealed_text(values)
    assert read_sealed_text(text) == values
    for wrong in (
        text.replace("3", "2"),
        text.replace("小", "大"),
        text + "\n",
        text[:-1],
        "[]",
        text.replace("\n", ""),
    ):
        with pytest.raises(ValueError, match=r"seal|JSON|Expecting"):
            read_sealed_text(wrong)
