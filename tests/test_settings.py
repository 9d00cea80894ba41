"""Limits come from the environment; a wrong value is one sentence, on the command line as on the page."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from indexer import settings

ROOT = Path(__file__).parents[1]


def run(code: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"} | variables
    return subprocess.run(
        [sys.executable, *code], cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False
    )


def test_a_limit_of_the_environment_holds() -> None:
    program = "from indexer.reading import read_bytes; read_bytes('新增床位。'.encode() * 300_000, 'a.txt')"
    assert "文件有 4 MB，上限是 2 MB" in run(["-c", program], INDEXER_MAX_FILE_MB="2").stderr
    assert "正文有 1,500,000 个字符，上限是 1,000" in run(["-c", program], INDEXER_MAX_CHARS=" 1000 ").stderr
    assert run(["-c", program], INDEXER_MAX_CHARS="2000000", INDEXER_MAX_FILE_MB="").stderr == ""


@pytest.mark.parametrize("value", ["五十", "0", "-1", "1.5", "50MB", "9999999999"])
def test_a_wrong_limit_is_one_sentence(value: str) -> None:
    done = run(["-m", "indexer", "status"], INDEXER_MAX_PAGES=value)
    assert done.returncode == 1
    assert done.stderr == (
        f"环境变量 INDEXER_MAX_PAGES 的值是“{value}”，应是大于 0 的整数（默认 2000）。请改正或删除这个变量。\n"
    )


def test_the_page_says_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "_wrong", ["环境变量写错了。"])
    page = AppTest.from_file(str(ROOT / "search_app.py"), default_timeout=30).run()
    assert [error.value for error in page.error] == ["环境变量写错了。"]
    assert not page.exception


def test_every_limit_that_can_be_set_is_in_the_docs() -> None:
    source = Path(settings.__file__).read_text(encoding="utf-8")
    named = {word for word in source.replace('"', " ").split() if word.startswith("_limit(") or "INDEXER_MAX" in word}
    variables = {word for word in named if word.startswith("INDEXER_MAX")}
    text = (ROOT / "docs" / "reading.md").read_text(encoding="utf-8")
    assert len(variables) == 9
    assert [name for name in variables if f"`{name}`" not in text] == []


def test_notes_lie_beside_the_index_unless_the_environment_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INDEXER_NOTES", raising=False)
    assert settings.Settings(index=Path("some/index")).notes == Path("some/index-notes.sqlite")
    monkeypatch.setenv("INDEXER_NOTES", "elsewhere.db")
    assert settings.Settings(index=Path("some/index")).notes == Path("elsewhere.db")


def test_neither_git_nor_make_clean_touches_the_notes() -> None:
    assert "*-notes.sqlite*" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    removed = makefile.split("\nclean:\n", 1)[1].split("\n\n", 1)[0].split()
    assert "index" in removed
    assert not any("notes" in word or word.startswith("index*") for word in removed)


def test_what_runs_the_model_is_one_of_those_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INDEXER_ENCODER", raising=False)
    assert settings.Settings().encoder == "auto"
    monkeypatch.setenv("INDEXER_ENCODER", " onnx-int8 ")
    assert settings.Settings().encoder == "onnx-int8"
    done = run(["-m", "indexer", "status"], INDEXER_ENCODER="gpu")
    assert done.returncode == 1
    assert done.stderr == (
        "环境变量 INDEXER_ENCODER 的值是“gpu”，应是 auto、onnx-int8、onnx-blocks、onnx-float32、torch-bfloat16、"
        "torch-float32 之一（默认 auto）。请改正或删除这个变量。\n"
    )


def test_the_engines_that_can_be_set_are_those_that_can_be_chosen() -> None:
    from indexer.retrieval import engines

    assert settings.ENCODERS[1:] == (
        engines.INTEGERS,
        engines.BLOCKS,
        engines.FLOATS,
        engines.HALVES,
        engines.PLAIN,
    )
