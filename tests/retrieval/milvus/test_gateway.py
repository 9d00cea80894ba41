"""What is done where the connection is lost, and what is said: with a client that fails as pymilvus does."""

from __future__ import annotations

import logging
import sys
from typing import Any

import pytest

from indexer.errors import StoreUnavailable
from indexer.retrieval.milvus.address import Address
from indexer.retrieval.milvus.gateway import Gateway, check_version, connect

ADDRESS = Address("http://h:19530", "root:secret")


class _Code:
    name = "UNAVAILABLE"


class Lost(Exception):
    """As gRPC and pymilvus say that the server was not reached."""

    code = _Code()


class Refused(Exception):
    code = 1100
    message = "[query] Retry run out of 0 retry times, message=no such field"


class Client:
    """Fails as often as it is told, then answers; writes down what it was asked."""

    def __init__(self, fails: int, error: type[Exception] = Lost) -> None:
        self.fails = fails
        self.error = error
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        def ask(*arguments: Any, **_: Any) -> Any:
            self.asked.append(name)
            if len(self.asked) <= self.fails:
                raise self.error("lost")
            answers = {"query": [{"row": 1}], "describe_alias": {"collection_name": "gov_x_store"}}
            return answers.get(name, ["gov_x_store"])

        return ask


def gateway(client: Client) -> tuple[Gateway, list[float]]:
    waits: list[float] = []
    return Gateway(ADDRESS, client, sleep=waits.append), waits


def test_reading_goes_on_after_ever_longer_waits_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    client = Client(fails=3)
    asking, waits = gateway(client)
    with caplog.at_level(logging.WARNING):
        assert asking.query("c", "row in [1]", ("row",)) == [{"row": 1}]
    assert waits == [0.2, 0.4, 0.8]
    assert len(caplog.records) == 3
    assert "milvus:http://h:19530：读取时连不上 Milvus，0.2 秒后重试（第 1 次）。" in caplog.text
    assert "secret" not in caplog.text


def test_it_gives_up_in_the_end_and_says_how_often_it_tried() -> None:
    client = Client(fails=99)
    asking, waits = gateway(client)
    with pytest.raises(StoreUnavailable, match="读取时连不上 Milvus，已试 6 次。请检查地址和网络") as failed:
        asking.query("c", "", ("row",))
    assert len(client.asked) == 6
    assert sum(waits) == pytest.approx(6.2)
    assert "secret" not in str(failed.value)


def test_what_the_server_refuses_is_not_asked_again() -> None:
    client = Client(fails=99, error=Refused)
    asking, waits = gateway(client)
    with pytest.raises(StoreUnavailable, match="服务器报错（no such field）"):
        asking.query("c", "", ("row",))
    assert (len(client.asked), waits) == (1, [])


def test_rows_that_may_have_arrived_replace_themselves() -> None:
    client = Client(fails=2)
    gateway(client)[0].write("c", [{"row": 1}])
    assert client.asked == ["insert", "upsert", "upsert"]


def test_an_alias_is_made_or_moved() -> None:
    client = Client(fails=0)
    gateway(client)[0].point("gov_current", "gov_x_store")
    assert client.asked == ["describe_alias", "alter_alias"]


def test_an_alias_that_is_not_there_is_none() -> None:
    class Missing(Exception):
        code = 100

    assert gateway(Client(fails=9, error=Missing))[0].pointed("gov_current") is None


@pytest.mark.parametrize("version", ["v2.3.21", "2.4.1", "2.2"])
def test_an_old_server_is_refused(version: str) -> None:
    with pytest.raises(StoreUnavailable, match=f"版本是 {version}，应为 2.4.4 或更新"):
        check_version(ADDRESS, version)


@pytest.mark.parametrize("version", ["v2.4.4", "2.6.11", "v2.5.0-beta", "3.0", "milvus_lite-3.2.2"])
def test_newer_servers_are_taken(version: str) -> None:
    check_version(ADDRESS, version)


def test_without_pymilvus_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(StoreUnavailable, match=r"没有安装 pymilvus。请运行 pip install -r requirements-milvus\.txt"):
        connect(ADDRESS)


def test_a_server_that_is_not_there_is_named() -> None:
    pytest.importorskip("pymilvus", reason="pymilvus is not installed: requirements-milvus.txt")
    with pytest.raises(StoreUnavailable, match=r"milvus:http://127\.0\.0\.1:1：连接时连不上 Milvus"):
        connect(Address("http://127.0.0.1:1"))
