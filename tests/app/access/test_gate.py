"""What comes through the gate, and what does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.access.guard import SESSION_HEADER, Guard, make_guard
from app.access.rules import Rules
from benchmarks.faults.roles import records
from indexer.storage.users_file import UsersFile
from tests.app.access.conftest import Clock, client_of, sign_in_as

HTML = {"accept": "text/html"}


def test_nobody_gets_no_further_than_the_page_to_sign_in(client: TestClient, guard: Guard) -> None:
    answer = client.get("/?view=read&q=养老", headers=HTML)
    assert (answer.status_code, answer.headers["location"][:13]) == (303, "/signin?next=")
    assert client.get("/media/x.xlsx").status_code == 401
    assert client.put("/_stcore/upload_file/a/b", content=b"x").status_code == 401
    assert client.get("/", headers={SESSION_HEADER: "0" * 64}).status_code == 401
    assert client.get("/", headers={"cookie": "clause-session=made-up"}).status_code == 401
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream"):
        pass
    assert client.get("/_stcore/health").text == client.get("/_health").text == "-"  # for monitoring
    assert [record["about"] for record in records(guard.audit.path)] == [
        "PUT /_stcore/upload_file/a/b",
        "WebSocket /_stcore/stream",
    ]


def test_who_signed_in_is_handed_on_under_a_name_that_no_browser_can_use(client: TestClient, guard: Guard) -> None:
    sign_in_as(client, "王芳")
    key = client.get("/", headers={SESSION_HEADER: "forged"}).text
    session = guard.sessions.by_key(key)
    assert session is not None
    assert session.person.name == "王芳"
    assert client.cookies["clause-session"] != key  # what is handed on opens nothing


def test_a_window_asks_nothing_more_once_its_owner_is_signed_out(client: TestClient, guard: Guard) -> None:
    sign_in_as(client, "王芳")
    with client.websocket_connect("/_stcore/stream", headers=_cookie(client)) as window:
        window.send_bytes(b"1")
        assert window.receive_bytes() == b"1"
        client.post("/signout")
        window.send_bytes(b"2")
        with pytest.raises(WebSocketDisconnect) as closed:
            window.receive_bytes()
    assert closed.value.code == 4401
    assert records(guard.audit.path)[-1]["result"] == "refused"


def test_idling_ends_it_and_what_one_does_puts_it_off(client: TestClient, guard: Guard, clock: Clock) -> None:
    sign_in_as(client, "王芳")
    for _ in range(3):
        clock.now += guard.rules.idle - 1
        assert client.get("/").status_code == 200
        assert client.get("/session").json() == {"signed_in": True}
    clock.now += guard.rules.idle - 1
    assert client.get("/session").json() == {"signed_in": True}  # asking is no sign of life
    clock.now += 1
    assert client.get("/session").json() == {"signed_in": False}
    assert client.get("/").status_code == 401


def test_it_ends_after_the_longest_time_whatever_one_does(client: TestClient, guard: Guard, clock: Clock) -> None:
    sign_in_as(client, "王芳")
    for _ in range(24):
        clock.now += guard.rules.longest / 24
        last = client.get("/").status_code
    assert last == 401


def test_another_password_and_another_role_hold_at_once(client: TestClient, guard: Guard, users: UsersFile) -> None:
    sign_in_as(client, "王芳")
    users.set_role("王芳", "reader")
    session = guard.sessions.by_key(client.get("/").text)
    assert session
    assert session.person.role == "reader"
    users.set_password("王芳", "another five plain words")
    assert client.get("/").status_code == 401


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999"])
def test_what_another_site_asks_for_is_refused(client: TestClient, origin: str) -> None:
    sign_in_as(client, "王芳")
    headers = {"origin": origin}
    assert client.put("/_stcore/upload_file/a/b", content=b"x", headers=headers).status_code == 403
    assert client.post("/signout", headers=headers).status_code == 403
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/_stcore/stream", headers=_cookie(client) | headers),
    ):
        pass
    assert (
        client.put("/_stcore/upload_file/a/b", content=b"x", headers={"sec-fetch-site": "cross-site"}).status_code
        == 403
    )
    assert client.get("/session").json() == {"signed_in": True}
    assert client.put("/x", content=b"x", headers={"origin": "http://127.0.0.1:8501"}).status_code == 200


def test_without_sign_in_only_names_of_this_machine_are_answered() -> None:
    """A site whose name was made to lead here could else do what who sits here can (DNS rebinding)."""
    here = make_guard(Rules(), has_gate=True)
    assert client_of(here, base="http://127.0.0.1:8501").get("/").status_code == 200
    assert client_of(here, base="http://localhost:8501").get("/").status_code == 200
    refused = client_of(here, base="http://evil.example:8501").get("/")
    assert refused.status_code == 403
    assert "没有登记“evil.example”" in refused.text
    named = make_guard(Rules(hosts=("search.jingan.gov.cn",)), has_gate=True)
    assert client_of(named, base="http://search.jingan.gov.cn").get("/").status_code == 200
    assert client_of(named, base="http://evil.example").get("/").status_code == 403


def test_files_are_taken_so_often_and_no_more(client: TestClient) -> None:
    sign_in_as(client, "李明")
    answers = [client.put("/_stcore/upload_file/a/b", content=b"x").status_code for _ in range(101)]
    assert answers == [200] * 100 + [429]


def test_every_answer_has_the_headers(client: TestClient) -> None:
    for answer in (client.get("/"), client.get("/signin"), client.get("/_stcore/health")):
        assert answer.headers["x-frame-options"] == "DENY"


def test_over_tls_the_cookie_is_bound_to_it(guard: Guard) -> None:
    client = client_of(guard, base="https://search.example")
    answer = sign_in_as(client, "王芳")
    cookie = answer.headers["set-cookie"]  # type: ignore[attr-defined]
    assert cookie.startswith("__Host-clause-session=")
    assert cookie.endswith("; Path=/; HttpOnly; SameSite=Lax; Secure")
    plain = {"cookie": f"clause-session={client.cookies['__Host-clause-session']}"}
    assert client_of(guard, base="https://search.example").get("/", headers=plain).status_code == 401


def test_a_flood_of_refusals_does_not_fill_the_log(client: TestClient, guard: Guard, tmp_path: Path) -> None:
    for _ in range(100):
        client.put("/x", content=b"")
    assert len(records(tmp_path / "audit.jsonl")) == 60


def _cookie(client: TestClient) -> dict[str, str]:
    return {"cookie": f"clause-session={client.cookies['clause-session']}"}
