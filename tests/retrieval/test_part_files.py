"""Bytes at a place of a file, however the system reads."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.retrieval.part_files import PartFile

CONTENT = bytes(range(200))


@pytest.fixture(params=["read", "read little by little", "mapped"])
def file(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PartFile:
    (tmp_path / "0.part").write_bytes(CONTENT)
    if request.param == "mapped":
        monkeypatch.delattr(os, "preadv", raising=False)
    elif not hasattr(os, "preadv"):
        pytest.skip("the system cannot read at a place")
    elif request.param == "read little by little":
        into, whole = os.preadv, os.pread
        monkeypatch.setattr(os, "preadv", lambda number, targets, offset: into(number, [targets[0][:7]], offset))
        monkeypatch.setattr(os, "pread", lambda number, size, offset: whole(number, min(size, 7), offset))
    return PartFile(tmp_path / "0.part")


@pytest.mark.parametrize(("offset", "size"), [(0, 200), (3, 50), (199, 1), (20, 0)])
def test_a_buffer_is_filled_from_a_place(file: PartFile, offset: int, size: int) -> None:
    target = bytearray(size)
    assert file.read_into(memoryview(target), offset) == size
    assert bytes(target) == CONTENT[offset : offset + size] == file.read(size, offset)


@pytest.mark.parametrize(("offset", "there"), [(190, 10), (200, 0), (500, 0)])
def test_bytes_behind_the_end_are_not_there(file: PartFile, offset: int, there: int) -> None:
    target = bytearray(30)
    assert file.read_into(memoryview(target), offset) == there
    assert bytes(target) == CONTENT[offset : offset + there] + bytes(30 - there)
    assert file.read(30, offset) == CONTENT[offset : offset + there]
