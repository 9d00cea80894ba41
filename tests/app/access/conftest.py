"""A gate with sign-in before a small application that says who it was handed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from app.access import sign_in
from app.access.gate import Gate
from app.access.guard import SESSION_HEADER, Guard, make_guard, set_guard
from app.access.oidc import Provider
from app.access.rules import Rules
from indexer.storage import passwords
from indexer.storage.users_file import UsersFile

PASSWORD = "four plain words here"  # noqa: S105 - of nobody


@contextmanager
def _quick() -> Iterator[None]:
    """Hashes that take no time: what they cost is tested where they are made."""
    with patch.object(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)):
        passwords._nobodys.cache_clear()
        yield
    passwords._nobodys.cache_clear()


@pytest.fixture(scope="module", autouse=True)
def _quick_hashes() -> Iterator[None]:
    with _quick():
        yield


@pytest.fixture(scope="session")
def users_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A password file with a keeper and a reader, made once."""
    users = UsersFile(tmp_path_factory.mktemp("users") / "users.json")
    with _quick():
        users.add("王芳", "keeper", PASSWORD)
        users.add("李明", "reader", PASSWORD)
    return users._path.read_bytes()


@pytest.fixture
def users(tmp_path: Path, users_file: bytes) -> UsersFile:
    path = tmp_path / "users.json"
    path.write_bytes(users_file)
    path.chmod(0o600)
    return UsersFile(path)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def guard(users: UsersFile, tmp_path: Path, clock: Clock) -> Iterator[Guard]:
    made = make_guard(Rules("password", users=tmp_path / "users.json", audit=tmp_path / "audit.jsonl"), has_gate=True)
    made.sessions.clock = made.limits.clock = clock
    set_guard(made)
    yield made
    set_guard(None)


async def _who(request: Request) -> PlainTextResponse:
    return PlainTextResponse(request.headers.get(SESSION_HEADER, "-"))


async def _echo(socket: WebSocket) -> None:
    await socket.accept()
    async for data in socket.iter_bytes():
        await socket.send_bytes(data)


def client_of(guard: Guard, *, provider: Provider | None = None, base: str = "http://127.0.0.1:8501") -> TestClient:
    """A browser before the gate; ``base`` is the address it asks."""
    routes = [
        *sign_in.routes(guard),
        WebSocketRoute("/_stcore/stream", _echo),
        Route("/{path:path}", _who, methods=["GET", "PUT"]),
    ]
    gate = Middleware(Gate, guard=guard, headers=((b"x-frame-options", b"DENY"),), provider=provider)
    return TestClient(Starlette(routes=routes, middleware=[gate]), base_url=base, follow_redirects=False)


@pytest.fixture
def client(guard: Guard) -> TestClient:
    return client_of(guard)


def sign_in_as(client: TestClient, name: str, password: str = PASSWORD, there: str = "") -> object:
    return client.post("/signin", data={"name": name, "password": password, "next": there})
