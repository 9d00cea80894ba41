"""The pages to sign in and out, over HTTP."""

from __future__ import annotations

import html
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from app.access.guard import Guard
from app.access.limits import FAILED
from benchmarks.faults.roles import records
from tests.app.access.conftest import Clock, client_of, sign_in_as


def test_the_right_password_leads_back_to_what_was_asked(client: TestClient, guard: Guard) -> None:
    answer = sign_in_as(client, "王芳", there="?q=养老")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?q=%E5%85%BB%E8%80%81")
    assert records(guard.audit.path)[-1]["action"] == "sign_in"
    assert client.get("/signin").headers["location"] == "/"


@pytest.mark.parametrize(
    "there", ["//evil.example", "https://evil.example/", "/\\evil.example", "?a\r\nSet-Cookie: x=1"]
)
def test_it_leads_nowhere_else(client: TestClient, there: str) -> None:
    assert sign_in_as(client, "王芳", there=there).headers["location"] == "/"


def test_a_wrong_name_is_told_as_a_wrong_password_is(client: TestClient, guard: Guard) -> None:
    wrong, unknown = sign_in_as(client, "王芳", "wrong"), sign_in_as(client, "无此人", "wrong")
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.text.replace("王芳", "*") == unknown.text.replace("无此人", "*")
    assert "用户名或密码不对" in html.unescape(wrong.text)
    assert [record["result"] for record in records(guard.audit.path)] == ["refused", "refused"]
    assert "set-cookie" not in wrong.headers


def test_after_five_wrong_ones_the_right_one_waits_too(client: TestClient, guard: Guard, clock: Clock) -> None:
    for _ in range(FAILED["pair"].times):
        assert sign_in_as(client, "王芳", "wrong").status_code == 401
    held = sign_in_as(client, "王芳")
    assert held.status_code == 429
    assert "请等 15 分钟再登录" in held.text
    assert sign_in_as(client, "李明").status_code == 303  # a colleague is not held up
    clock.now += FAILED["pair"].seconds
    assert sign_in_as(client, "王芳").status_code == 303


def test_guesses_sent_at_once_are_no_more_tries(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is counted before the next is checked, but for the few that are checked side by side."""
    checked = []

    def check(name: str, password: str) -> None:
        checked.append((name, password))
        time.sleep(0.01)

    monkeypatch.setattr(guard.users, "check", check)
    with client_of(guard) as client, ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda number: sign_in_as(client, "王芳", f"guess {number}"), range(40)))
    assert FAILED["pair"].times <= len(checked) <= FAILED["pair"].times + 1
    assert {answer.status_code for answer in answers} == {401, 429}


def test_nothing_that_is_typed_becomes_markup_and_no_script_may_run(client: TestClient) -> None:
    answer = sign_in_as(client, '"><script>alert(1)</script>', "wrong", there='?"><script>alert(1)</script>')
    assert "<script" not in answer.text
    assert "script-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


def test_a_form_that_is_too_large_is_not_read(client: TestClient) -> None:
    assert sign_in_as(client, "王芳" + "x" * 9000).status_code == 401


def test_signing_out_is_asked_first_and_ends_it(client: TestClient, guard: Guard) -> None:
    sign_in_as(client, "李明")
    assert "您现在是 李明（读者）" in client.get("/signout").text
    assert client.get("/").status_code == 200  # the link alone did nothing
    held = client.cookies["clause-session"]
    answer = client.post("/signout")
    assert answer.headers["location"] == "/signin"
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert client.get("/", headers={"cookie": f"clause-session={held}"}).status_code == 401
    assert records(guard.audit.path)[-1] | {"time": "", "session": ""} == {
        "time": "", "who": "李明", "role": "reader", "address": "testclient", "action": "sign_out", "result": "done",
        "session": "",
    }  # fmt: skip
