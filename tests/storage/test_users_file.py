"""The password file, and the hashes in it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from indexer.errors import UsersUnusable
from indexer.storage import passwords, users_file
from indexer.storage.users_file import UsersFile

PASSWORD = "four plain words here"  # noqa: S105 - of nobody


@pytest.fixture
def users(tmp_path: Path) -> UsersFile:
    return UsersFile(tmp_path / "users.json")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def test_a_hash_costs_what_the_standard_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    kept = passwords.hash_of(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")  # RFC 9106, section 4, second choice
    assert passwords.matches(PASSWORD, kept)
    assert not passwords.matches(PASSWORD + "x", kept)


def test_who_is_not_there_costs_as_much_as_who_is(users: UsersFile) -> None:
    users.add("王芳", "keeper", PASSWORD)
    with patch.object(PasswordHasher, "verify", side_effect=VerifyMismatchError) as verify:
        assert users.check("王芳", PASSWORD) is None
        assert users.check("无此人", PASSWORD) is None
    assert verify.call_count == 2


def test_somebody_is_added_checked_changed_and_removed(users: UsersFile, tmp_path: Path) -> None:
    users.add("王芳", "keeper", PASSWORD)
    users.add("ｌｉ", "reader", PASSWORD)
    assert list(users.all()) == ["王芳", "li"]
    known = users.check(" 王芳 ", PASSWORD)
    assert known
    assert known.role == "keeper"
    users.set_role("王芳", "reader")
    users.set_password("王芳", "another five plain words")
    assert users.check("王芳", PASSWORD) is None
    known = users.check("王芳", "another five plain words")
    assert known
    assert known.role == "reader"
    users.remove("王芳")
    assert list(UsersFile(tmp_path / "users.json").all()) == ["li"]
    assert PASSWORD not in (tmp_path / "users.json").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["users.json", "users.json.lock"]


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
def test_only_its_owner_may_read_it(users: UsersFile, tmp_path: Path) -> None:
    users.add("王芳", "keeper", PASSWORD)
    path = tmp_path / "users.json"
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(UsersUnusable, match=r"权限 640，应为 600.*chmod 600"):
        UsersFile(path).check("王芳", PASSWORD)


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("王芳", "short", "密码有 5 个字符"),
        ("王芳", "1111111111", "不同的字符不到 5 个"),
        ("wang", "my name is Wang", "密码里含有用户名"),
        ("a b", PASSWORD, "用户名「a b」不能用"),
        ("", PASSWORD, "不能用"),
        ("李明", PASSWORD, "已有用户「李明」"),
    ],
)
def test_what_is_not_taken(users: UsersFile, name: str, password: str, said: str) -> None:
    users.add("李明", "reader", PASSWORD)
    with pytest.raises(UsersUnusable, match=said):
        users.add(name, "reader", password)
    assert list(users.all()) == ["李明"]


NO_ROLE = '{"users": [{"name": "a", "role": "root", "password": "", "changed": ""}]}'


@pytest.mark.parametrize("text", ["", "[]", '{"users": [{"name": "a"}]}', NO_ROLE])
def test_another_file_is_no_password_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "users.json"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(UsersUnusable, match="不是本程序写的密码文件"):
        UsersFile(path).all()


def test_a_crash_while_writing_leaves_the_old_one(users: UsersFile, tmp_path: Path) -> None:
    users.add("王芳", "keeper", PASSWORD)
    before = (tmp_path / "users.json").read_bytes()
    full = OSError(28, "No space left")
    with (
        patch.object(users_file.Path, "replace", side_effect=full),
        pytest.raises(UsersUnusable, match="无法写入（No space left）"),
    ):
        users.remove("王芳")
    assert (tmp_path / "users.json").read_bytes() == before
    assert json.loads(before)["users"][0]["name"] == "王芳"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["users.json", "users.json.lock"]
