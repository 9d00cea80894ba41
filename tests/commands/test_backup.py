"""What cannot be made again goes into one file and comes out of it, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.cli import main
from indexer.storage.notebook import Notebook, Side

SIDE = Side("k", "新增养老床位480张", "d", "东川区报告.txt")


@pytest.fixture
def place(tmp_path: Path) -> list[str]:
    """The options that lead to a corpus and notes."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "catalog.csv").write_text("file\n", encoding="utf-8")
    (corpus / "a.txt").write_text("a", encoding="utf-8")
    Notebook.open(tmp_path / "index-notes.sqlite").decide("a~b", "confirmed", SIDE, SIDE)
    return ["--index", str(tmp_path / "index"), "--corpus", str(corpus)]


def test_backup_and_restore_say_what_they_did(
    place: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "b.zip"
    assert main(["backup", str(file), *place]) == 0
    assert capsys.readouterr().out == (
        f"已备份到 {file}：收藏、纠错和核对的记录，语料目录的 1 个文件。写入后已逐一核对。\n"
    )
    (tmp_path / "corpus" / "catalog.csv").write_text("file,year\n", encoding="utf-8")
    assert main(["restore", str(file), *place]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"已从 {file} 恢复：收藏、纠错和核对的记录，语料目录的 1 个文件。",
        f"恢复之前的内容另存为 {tmp_path}/index-notes.sqlite.backups/before-restore-0001.zip。",
        "语料目录有 1 个文件变了，请运行 python -m indexer build 更新索引。",
    ]


def test_json_and_all_files(place: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "b.zip"
    assert main(["backup", str(file), "--files", "--json", *place]) == 0
    assert json.loads(capsys.readouterr().out)["files"] == ["a.txt", "catalog.csv"]
    (tmp_path / "index-notes.sqlite").write_bytes(b"damaged" * 999)
    assert main(["restore", str(file), "--json", *place]) == 0
    done = json.loads(capsys.readouterr().out)
    assert (done["changed"], done["before"]) == ([], "")
    assert done["set_aside"] == str(tmp_path / "index-notes.sqlite.damaged-1")


def test_what_is_no_backup_is_one_sentence_and_exit_1(
    place: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["restore", str(tmp_path / "absent.zip"), *place]) == 1
    assert capsys.readouterr().err == f"{tmp_path}/absent.zip：没有这个文件。请检查备份的路径。\n"
