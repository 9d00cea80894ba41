"""Sign-in with an identity provider: who is what, and the whole way through Streamlit's part of it."""

from __future__ import annotations

import html
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import httpx2
import pytest
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from app.access.gate import wish_cookie
from app.access.guard import Guard, make_guard, set_guard
from app.access.oidc import Provider, role_of
from app.access.rules import Rules
from benchmarks.faults.roles import records
from benchmarks.serving import free_port, serve
from tests.app.access.conftest import client_of
from tests.app.access.provider import Provider as Office
from tests.app.access.provider import provider

HTML = {"accept": "text/html"}
SECRET = "a secret of this test"  # noqa: S105
RULES = Rules("oidc", keepers=("wang@x.gov.cn",), readers=("@x.gov.cn",), keeper_claim=("groups", "keepers"))


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"email": "Wang@x.gov.cn"}, "keeper"),
        ({"email": "li@x.gov.cn"}, "reader"),
        ({"email": "li@x.gov.cn", "groups": ["a", "keepers"]}, "keeper"),
        ({"email": "li@x.gov.cn", "groups": "keepers"}, "keeper"),
        ({"email": "li@x.gov.cn", "groups": ["not-keepers"]}, "reader"),
        ({"email": "wang@x.gov.cn", "email_verified": False}, None),
        ({"email": "li@evil.example"}, None),
        ({"email": "@x.gov.cn.evil.example"}, None),
        ({"sub": "1"}, None),
    ],
)
def test_who_is_what(claims: dict[str, object], role: str | None) -> None:
    assert role_of(claims, RULES) == role


def test_where_no_readers_are_named_all_may_read() -> None:
    assert role_of({"sub": "1"}, Rules("oidc")) == "reader"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Guard]:
    made = make_guard(Rules("oidc", keepers=("wang@x.gov.cn",), audit=tmp_path / "audit.jsonl"), has_gate=True)
    set_guard(made)
    with patch("streamlit.web.server.server_util.get_cookie_secret", lambda: SECRET):
        yield made
    set_guard(None)


def held(**claims: object) -> dict[str, str]:
    """The headers of a browser that holds what Streamlit keeps of a provider's answer."""
    answer = {"is_logged_in": True, "email": "wang@x.gov.cn", "iat": time.time(), **claims}
    return {"cookie": f"_streamlit_user={create_signed_value(SECRET, '_streamlit_user', json.dumps(answer)).decode()}"}


def test_an_answer_is_taken_once_and_then_taken_away(office: Guard) -> None:
    client = client_of(office, provider=Provider(office))
    mine = held()
    first = client.get("/", headers=HTML | mine)
    assert first.status_code == 200
    session = office.sessions.by_key(first.text)
    assert session
    assert (session.person.name, session.person.role) == ("wang@x.gov.cn", "keeper")
    assert "_streamlit_user=; Path=/; Max-Age=0; HttpOnly" in first.headers.get_list("set-cookie")
    thief = client_of(office, provider=client.app.middleware_stack.app._provider)  # type: ignore[attr-defined]
    assert thief.get("/", headers=HTML | mine).status_code == 303


NOW = time.time()


@pytest.mark.parametrize("wrong", [{"iat": NOW - 86_400}, {"iat": NOW + 3600}, {"iat": "now"}, {"is_logged_in": False}])
def test_an_old_answer_or_none_is_not_taken(office: Guard, wrong: dict[str, object]) -> None:
    client = client_of(office, provider=Provider(office))
    assert client.get("/", headers=HTML | held(**wrong)).status_code == 303


def test_a_made_up_answer_is_not_taken(office: Guard) -> None:
    client = client_of(office, provider=Provider(office))
    forged = create_signed_value("another secret", "_streamlit_user", json.dumps({"is_logged_in": True})).decode()
    assert client.get("/", headers=HTML | {"cookie": f"_streamlit_user={forged}"}).status_code == 303


def test_the_whole_way(tmp_path: Path) -> None:
    """From the page to Streamlit's part, to the provider, and back to the page with a session of ours."""
    port, audit = free_port(), tmp_path / "audit.jsonl"
    with provider() as there:
        (tmp_path / ".streamlit").mkdir()
        (tmp_path / ".streamlit" / "secrets.toml").write_text(
            f"""[auth]
            redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
            cookie_secret = "{SECRET}"
            client_id = "page"
            client_secret = "known to both"
            server_metadata_url = "{there.address}/.well-known/openid-configuration"
            """
        )
        environment = {
            "INDEXER_SIGN_IN": "oidc",
            "INDEXER_KEEPERS": "wang@x.gov.cn",
            "INDEXER_READERS": "@x.gov.cn",
            "INDEXER_AUDIT": str(audit),
            "HOME": str(tmp_path),  # one of the places where Streamlit looks for secrets
        }
        with (
            patch("benchmarks.serving.free_port", lambda: port),
            serve(tmp_path / "corpus", tmp_path / "index", **environment) as address,
        ):
            wanted = "/?q=%E5%85%BB%E8%80%81+%E5%BA%8A%E4%BD%8D&district=%E9%9D%99%E5%AE%89%E5%8C%BA"
            assert _signed_in(address, there, wanted, email="wang@x.gov.cn") == (200, ["clause-session"], wanted)
            assert _signed_in(address, there, "/", email="wang@x.gov.cn") == (200, ["clause-session"], "/")
            assert _signed_in(address, there, "/", email="li@evil.example")[0] == 403
    assert [(r["who"], r.get("role"), r["result"]) for r in records(audit)] == [
        ("wang@x.gov.cn", "keeper", "done"),
        ("wang@x.gov.cn", "keeper", "done"),
        ("li@evil.example", "reader", "refused"),
    ]


def _signed_in(address: str, there: Office, wanted: str, **claims: object) -> tuple[int, list[str], str]:
    """Go the way of a browser that asked for ``wanted``; return the last answer, the cookies held and where it led."""
    there.claims = claims
    with httpx2.Client(base_url=address, follow_redirects=True, headers=HTML) as client:
        way = re.search(r'href="([^"]*)">用单位的统一身份登录', client.get(wanted).text)
        assert way
        last = client.get(html.unescape(way.group(1)))
        held = [name for name in client.cookies if name.startswith(("clause", "_streamlit_user"))]
        return last.status_code, held, last.url.raw_path.decode()


def test_what_somebody_came_for_leads_nowhere_else(office: Guard) -> None:
    client = client_of(office, provider=Provider(office))
    for kept in ("//evil.example", "https://evil.example", "?" + "a" * 9000):
        answer = client.get("/", headers=HTML | {"cookie": f"clause-wish={kept}; {held(kept=kept)['cookie']}"})
        assert (answer.status_code, answer.headers.get("location")) == (200, None)
    assert wish_cookie("?q=" + "养" * 500, secure=False).startswith("clause-wish=; ")
