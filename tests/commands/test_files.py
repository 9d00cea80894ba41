"""Files into the corpus and out of it, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.cli import main
from indexer.corpus_files import removed_files


def test_a_file_is_added_and_removed(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "南湖区.txt"
    file.write_text("2025年南湖区政府工作报告\n一、2025年任务\n新增公园3座。\n", encoding="utf-8")
    assert main(["add", str(file), "--corpus", str(corpus), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "added": [{"source": "南湖区.txt", "clauses": 1, "district": "南湖区", "year": 2025}]
    }
    assert (corpus / "南湖区.txt").read_bytes() == file.read_bytes()
    assert main(["add", str(file), "--corpus", str(corpus)]) == 1
    assert "已有同名的文件" in capsys.readouterr().err
    assert main(["add", str(file), "--corpus", str(corpus), "--replace"]) == 0
    assert main(["remove", "南湖区.txt", "--corpus", str(corpus)]) == 0
    assert "已移出 南湖区.txt，文件在" in capsys.readouterr().out
    assert not (corpus / "南湖区.txt").exists()
    assert [removed.source for removed in removed_files(corpus)] == ["南湖区.txt"] * 2


@pytest.mark.parametrize(("name", "data", "words"), [("没有.txt", None, "没有这个文件"), ("空.txt", b"", "空")])
def test_what_cannot_be_read_is_not_added(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes | None, words: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    assert main(["add", str(tmp_path / name), "--corpus", str(corpus)]) == 1
    assert words in capsys.readouterr().err
    assert not (corpus / name).exists()


def test_only_a_file_of_the_corpus_is_removed(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["remove", "../catalog.csv", "--corpus", str(corpus)]) == 1
    assert "没有这个文件" in capsys.readouterr().err
