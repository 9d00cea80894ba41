"""The password file: who may sign in, as reader or as keeper, for offices without an identity provider.

JSON that only its owner may read (mode 600), replaced whole, so that a crash leaves the old one or the new one. A file
that others could read is refused, as ``ssh`` refuses such a key.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

from filelock import FileLock, Timeout

from indexer.errors import UsersUnusable
from indexer.storage.passwords import hash_of, matches, weakness

Role = Literal["reader", "keeper"]
ROLES: tuple[Role, ...] = get_args(Role)
_NAME = re.compile(r"[\w.@-]{1,64}")
_OTHERS = 0o077  # what people who do not own the file may do with it
_PATIENCE = 10.0  # seconds for another writer to finish


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in. ``password`` is an argon2id hash; ``changed`` is when it was set."""

    name: str
    role: Role
    password: str
    changed: str


class UsersFile:
    """The file; every use raises UsersUnusable where it is damaged, or open to others."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[tuple[int, int, int], Mapping[str, User]] | None = None

    def all(self) -> Mapping[str, User]:
        """Return the users by name; none where there is no file. Read anew when the file was replaced."""
        try:
            state = self._path.stat()
        except FileNotFoundError:
            return {}
        version = (state.st_ino, state.st_mtime_ns, state.st_size)
        if self._read is None or self._read[0] != version:
            if sys.platform != "win32" and state.st_mode & _OTHERS:
                raise UsersUnusable(
                    f"{self._path}：别的用户也能读写这个密码文件（权限 {state.st_mode & 0o777:o}，应为 600）。"
                    f"请运行 chmod 600 {self._path}。"
                )
            self._read = version, _users(self._path)
        return self._read[1]

    def check(self, name: str, password: str) -> User | None:
        """Return the user of a name and password; None where either is wrong, after the same time for both."""
        user = self.all().get(folded(name))
        return user if matches(password, user.password if user else None) else None

    def add(self, name: str, role: Role, password: str) -> User:
        """Add somebody. Raises UsersUnusable where the name is taken, or the password too weak."""
        name = folded(name)
        if not _NAME.fullmatch(name):
            raise UsersUnusable(f"用户名「{name}」不能用：应是 1 到 64 个汉字、字母、数字或 . _ - @。")

        def adding(users: dict[str, User]) -> None:
            if name in users:
                raise UsersUnusable(f"已有用户「{name}」。改密码用 users passwd，改角色用 users role。")
            users[name] = _user(name, role, password)

        return self._change(adding)[name]

    def set_password(self, name: str, password: str) -> None:
        """Give somebody another password, which ends what they are signed in to."""
        known = self._known(name)
        self._change(lambda users: users.update({known.name: _user(known.name, known.role, password)}))

    def set_role(self, name: str, role: Role) -> None:
        """Let somebody do more or less, which holds at once for what they are signed in to."""
        known = self._known(name)
        self._change(lambda users: users.update({known.name: replace(known, role=role)}))

    def remove(self, name: str) -> None:
        """Take somebody off the list, which ends what they are signed in to."""
        known = self._known(name)
        self._change(lambda users: users.pop(known.name, None))

    def _known(self, name: str) -> User:
        user = self.all().get(folded(name))
        if user is None:
            raise UsersUnusable(f"没有用户「{folded(name)}」。用 users list 看有哪些用户。")
        return user

    def _change(self, change: Callable[[dict[str, User]], object]) -> Mapping[str, User]:
        try:
            with FileLock(f"{self._path}.lock", timeout=_PATIENCE, mode=0o600):
                users = dict(self.all())
                change(users)
                _replace(self._path, json.dumps({"users": [asdict(user) for user in users.values()]}, indent=1))
        except Timeout as error:
            raise UsersUnusable(f"{self._path}：另一个程序正在改这个文件。请稍后再试。") from error
        except OSError as error:
            raise UsersUnusable(f"{self._path}：无法写入（{error.strerror}）。请检查权限和磁盘空间。") from error
        return users


def folded(name: str) -> str:
    """Return a name as it is kept: however it was typed, the same characters."""
    return unicodedata.normalize("NFKC", name).strip()


def _user(name: str, role: Role, password: str) -> User:
    if why := weakness(password, name):
        raise UsersUnusable(why)
    return User(name, role, hash_of(password), datetime.now().astimezone().isoformat(timespec="seconds"))


def _users(path: Path) -> dict[str, User]:
    try:
        users = [User(**row) for row in json.loads(path.read_bytes())["users"]]
        if any(user.role not in ROLES for user in users):
            raise ValueError
    except OSError as error:
        raise UsersUnusable(f"{path}：无法读取（{error.strerror}）。请检查权限。") from error
    except (ValueError, TypeError, KeyError) as error:
        raise UsersUnusable(
            f"{path}：不是本程序写的密码文件，或已损坏。请从备份恢复，或移走它再用 users add 重新添加。"
        ) from error
    return {user.name: user for user in users}


def _replace(path: Path, text: str) -> None:
    """Write a file whole, so that nobody ever reads half of it, and nobody else reads it at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # mode 600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
