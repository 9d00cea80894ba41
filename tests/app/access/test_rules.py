"""What the environment sets, and what the server refuses to start with."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.__main__ import main
from app.access.rules import Rules, read_rules
from app.access.server import check
from indexer.errors import SettingInvalid
from indexer.settings import Settings


def test_on_this_machine_all_is_as_it_was() -> None:
    rules = read_rules(Settings())
    assert rules == Rules(users=Settings().users)
    assert not rules.is_shared
    assert rules.audit is None


def test_what_is_set_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "INDEXER_SIGN_IN": "oidc",
        "INDEXER_INDEX": "/srv/index",
        "INDEXER_KEEPERS": "A@x.gov.cn, @jingan.gov.cn",
        "INDEXER_KEEPER_CLAIM": "groups=keepers",
        "INDEXER_IDLE_MINUTES": "10",
        "INDEXER_SESSION_HOURS": "8",
        "INDEXER_AUDIT_QUERIES": "1",
    }.items():
        monkeypatch.setenv(name, value)
    rules = read_rules(Settings())
    assert rules.keepers == ("a@x.gov.cn", "@jingan.gov.cn")
    assert rules.keeper_claim == ("groups", "keepers")
    assert (rules.idle, rules.longest) == (600, 28_800)
    assert rules.audit == Path("/srv/index-audit.jsonl")
    assert (rules.is_shared, rules.has_queries) == (True, True)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("INDEXER_SIGN_IN", "ldap", "应是 password（密码文件）或 oidc（统一身份认证）"),
        ("INDEXER_IDLE_MINUTES", "0", "应是 1 到 10000 的整数"),
        ("INDEXER_KEEPER_CLAIM", "groups", "应写成 字段=值"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingInvalid, match=said):
        read_rules(Settings())


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.5", "::", "search.example"])
def test_a_network_needs_sign_in_or_that_one_says_so(address: str) -> None:
    with pytest.raises(SettingInvalid, match="现在没有设置登录"):
        check(Rules(address=address))
    check(Rules(address=address, sign_in="password"))
    check(Rules(address=address, is_open=True))
    assert Rules(address=address, is_open=True).is_shared


def test_a_name_for_a_proxy_is_a_network_too() -> None:
    with pytest.raises(SettingInvalid, match=r"名字 search\.x 会让网络上的人都能打开页面"):
        check(Rules(hosts=("search.x",)))
    check(Rules("password", hosts=("search.x",)))
    assert Rules(hosts=("search.x",), is_open=True).is_shared


@pytest.mark.parametrize("address", ["203.0.113.7", "no such name"])
def test_an_address_that_this_machine_has_not_is_one_sentence(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--address", address, "--port", "18571"]) == 1
    assert (
        capsys.readouterr().err == f"没有启动：这台机器没有地址 {address}。--address 请写本机的地址，默认 127.0.0.1。\n"
    )


def test_the_page_does_not_start_on_a_network_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--address", "0.0.0.0", "--port", "18571"]) == 1
    said = capsys.readouterr()
    assert said.err.startswith("没有启动：地址 0.0.0.0 会让网络上的人都能打开页面")
    assert said.out == ""
