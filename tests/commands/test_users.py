"""``users``: the password comes from the terminal, never from an argument."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from indexer.cli import main
from indexer.commands import users as command
from indexer.storage.users_file import UsersFile

PASSWORD = "four plain words here"  # noqa: S105 - of nobody


@pytest.fixture
def file(tmp_path: Path) -> str:
    return str(tmp_path / "users.json")


def give(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(words + "\n"))


def test_people_are_added_listed_and_removed(
    file: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give(monkeypatch, PASSWORD)
    assert main(["users", "add", "王芳", "--role", "keeper", "--users", file]) == 0
    assert "已添加「王芳」（语料管理员）" in capsys.readouterr().out
    assert main(["users", "role", "王芳", "reader", "--users", file]) == 0
    capsys.readouterr()
    assert main(["users", "list", "--users", file, "--json"]) == 0
    known = json.loads(capsys.readouterr().out)["users"]
    assert [(user["name"], user["role"]) for user in known] == [("王芳", "reader")]
    assert "argon2" not in str(known)
    give(monkeypatch, "another five plain words")
    assert main(["users", "passwd", "王芳", "--users", file]) == 0
    assert UsersFile(Path(file)).check("王芳", "another five plain words")
    assert main(["users", "remove", "王芳", "--users", file]) == 0
    capsys.readouterr()
    assert main(["users", "remove", "王芳", "--users", file]) == 1
    assert capsys.readouterr().err.startswith("没有用户「王芳」")


def test_it_is_asked_twice_at_a_terminal(
    file: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter([PASSWORD, PASSWORD + "x"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(command.getpass, "getpass", lambda prompt: next(typed))
    assert main(["users", "add", "王芳", "--role", "keeper", "--users", file]) == 1
    assert "两遍输的不一样" in capsys.readouterr().err
    assert not Path(file).exists()


def test_no_argument_takes_a_password(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["users", "add", "王芳", "--role", "keeper", "--users", file, "--password", PASSWORD])
    assert stop.value.code == 2
    assert "不认识的参数" in capsys.readouterr().err
