"""What lies in a corpus: files are taken, of everything else it is said why not, and nothing is followed out of it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from benchmarks.faults.hostile import GOOD, make_places
from indexer.corpus_reading import Intake
from indexer.corpus_walk import files_in
from indexer.errors import CorpusMissing, FileRefused
from indexer.intake import scan_corpus
from indexer.structure.overrides import Overrides


def found(corpus: Path) -> dict[str, str]:
    return {file.name: file.reason for file in files_in(corpus)}


def test_hostile_names_and_places_are_refused_with_a_reason_and_the_others_go_on(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "好的.txt").write_bytes(GOOD)
    expected = make_places(corpus)
    intake = Intake(scan_corpus(corpus), {}, Overrides(), lambda _: None)
    assert [read.document.source for read in intake] == ["好的.txt"]  # type: ignore[union-attr]
    refused = {entry.source: entry.reason for entry in intake.report if entry.state == "refused"}
    assert refused.keys() == expected.keys()
    for name, why in expected.items():
        assert why in refused[name]
        assert refused[name].startswith(f"{name}：")
        assert refused[name].endswith("。")


def test_folders_are_walked_and_hidden_things_and_lists_left_out(tmp_path: Path) -> None:
    for name in ("甲.txt", "catalog.csv", "README.md", ".隐藏.txt", "2025/乙.txt", "2025/catalog.csv", ".git/丙.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(GOOD)
    assert found(tmp_path) == {"甲.txt": "", "2025/乙.txt": "", "2025/catalog.csv": ""}


def test_a_link_inside_of_the_corpus_is_read(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_bytes(GOOD)
    (tmp_path / "乙.txt").symlink_to(tmp_path / "甲.txt")
    assert found(tmp_path) == {"甲.txt": "", "乙.txt": ""}
    (tmp_path.parent / "到语料").symlink_to(tmp_path)
    assert found(tmp_path.parent / "到语料") == {"甲.txt": "", "乙.txt": ""}


def fail_for(folder: Path, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    scandir = os.scandir

    def failing(path: Path) -> object:
        if path == folder:
            raise OSError(code, os.strerror(code))
        return scandir(path)

    monkeypatch.setattr("indexer.corpus_walk.os.scandir", failing)


def test_a_folder_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "甲.txt").write_bytes(GOOD)
    (tmp_path / "2025").mkdir()
    fail_for(tmp_path / "2025", errno.EACCES, monkeypatch)
    assert found(tmp_path) == {
        "甲.txt": "",
        "2025": "文件夹打不开（Permission denied）。请检查权限，或移出语料目录。",
    }


def test_a_folder_that_went_away_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "2025").mkdir()
    fail_for(tmp_path / "2025", errno.EIO, monkeypatch)
    with pytest.raises(CorpusMissing, match="2025：语料目录里的这个文件夹读不到了"):
        scan_corpus(tmp_path)


def test_a_pipe_that_took_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_bytes(GOOD)
    (source,) = scan_corpus(tmp_path)
    (tmp_path / "甲.txt").unlink()
    os.mkfifo(tmp_path / "甲.txt")
    with pytest.raises(FileRefused, match="不是普通文件"):
        source.load()
