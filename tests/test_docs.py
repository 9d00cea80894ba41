"""The documents tell the truth: every path they name exists, every room has its chapter, every command is one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from indexer.cli import main

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), ROOT / "benchmarks" / "README.md"]
PATH = re.compile(
    r"`((?:indexer|app|benchmarks|tests|docs|corpus|models|\.ci)/[^`\s]*|[\w.-]+\.(?:py|toml|txt|md|csv))`"
)
NOT_IN_THE_PROJECT = {
    "corpus/terms.txt",
    "models/multilingual-e5-small/",
    "catalog.csv",
    "terms.txt",
    "score_district.py",
    "metadata.tsv",
}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_path_that_is_named_exists(document: Path) -> None:
    named = set(PATH.findall(document.read_text(encoding="utf-8"))) - NOT_IN_THE_PROJECT
    bases = (ROOT, document.parent, ROOT / "indexer")
    assert [path for path in named if not any((base / path).exists() for base in bases)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_picture_and_link_exists(document: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_room_has_its_chapter() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = [path.parent.name for path in (ROOT / "indexer").glob("*/__init__.py")]
    assert [room for room in rooms if f"`indexer/{room}/`" not in text] == []
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert all("?" in heading for heading in headings)
    modules = sorted((ROOT / "indexer").glob("*.py")) + sorted((ROOT / "indexer").glob("*/*.py"))
    unnamed = [m.relative_to(ROOT).as_posix() for m in modules if not m.name.startswith("__")]
    unnamed = [name for name in unnamed if f"`{name}`" not in text and Path(name).parent.name == "indexer"]
    assert unnamed == []


def test_the_commands_of_the_readme_are_commands(capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"python -m indexer (\w+)", text))
    assert {"build", "search"} <= named
    for command in named:
        with pytest.raises(SystemExit) as leaving:
            main([command, "--help"])
        assert leaving.value.code == 0
    targets = set(re.findall(r"^(\w[\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`?make ([\w-]+)", text)) <= targets
    capsys.readouterr()


def test_requirements_are_pinned() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-milvus.txt"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            entry = line.split("#")[0].strip()
            assert not entry or entry.startswith("-r ") or re.fullmatch(r"[\w.-]+==[\w.]+(; .+)?", entry), entry
