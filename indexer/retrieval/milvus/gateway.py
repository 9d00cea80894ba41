"""The one door of pymilvus: what is asked of a Milvus server, tried again where the connection is lost.

Only what may be done twice is tried again: reading, and writing rows under keys of their own (a second try replaces
what the first may have written). What goes wrong is said in a sentence that names the address and never the token.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from indexer.errors import StoreUnavailable
from indexer.retrieval.milvus.address import Address
from indexer.retrieval.milvus.layout import BLANK, MOST, Field, Row, Table

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

OLDEST = (2, 4, 4)  # sparse vectors and LIKE with text on both sides
_WAITS = (0.2, 0.4, 0.8, 1.6, 3.2)  # seconds before each further try; 6 in all, as long as a server takes to come back
_EXACT = 20_000  # rows up to which all vectors are compared; HNSW needs memory and may miss one
_LINKS, _BREADTH = 32, 256  # of HNSW: M, and efConstruction; recall@10 over 0.98 needs no more at 1M rows of e5
_NOT_FOUND = 100  # Milvus' code of a collection or alias that is not there
_RETRIED = re.compile(r"^\[\w+\] Retry run out of 0 retry times,( message=)? ?")  # what pymilvus puts before the reason
_KEEPALIVE = {"grpc.keepalive_time_ms": 20_000, "grpc.keepalive_timeout_ms": 10_000}  # notices a machine that is gone


class Gateway:
    """A connection to a Milvus server; safe for many threads."""

    def __init__(self, address: Address, client: Any, *, sleep: Callable[[float], None] = time.sleep) -> None:
        """Take a connected ``pymilvus.MilvusClient``, or what behaves like one."""
        self.address = address
        self._client = client
        self._sleep = sleep

    # What may be asked

    def version(self) -> str:
        """Return the version of the server."""
        return str(self._again("连接", lambda: self._client.get_server_version(retry_times=0)))

    def collections(self) -> list[str]:
        """Return the names of all collections."""
        return list(self._again("列出集合", lambda: self._client.list_collections(retry_times=0)))

    def count(self, collection: str, where: str = "") -> int:
        """Return how many rows a collection has that meet a condition."""
        found = self._again(
            "计数",
            lambda: self._client.query(
                collection, filter=where, output_fields=["count(*)"], consistency_level="Strong", retry_times=0
            ),
        )
        return int(found[0]["count(*)"])

    def query(self, collection: str, where: str, fields: Sequence[str]) -> list[Row]:
        """Return up to ``MOST`` rows that meet a condition, in no order."""
        found = self._again(
            "读取",
            lambda: self._client.query(
                collection,
                filter=where,
                output_fields=list(fields),
                limit=MOST,
                consistency_level="Eventually",  # nothing changes in a generation, so there is nothing to wait for
                retry_times=0,
            ),
        )
        return list(found)

    def nearest(
        self, collection: str, field: str, vectors: Sequence[Any], where: str, k: int
    ) -> list[dict[int, float]]:
        """Return for each vector row → inner product of the ``k`` nearest, at most ``MOST``, that meet a condition."""
        found = self._again(
            "检索",
            lambda: self._client.search(
                collection,
                data=list(vectors),
                anns_field=field,
                filter=where,
                limit=min(k, MOST),
                output_fields=["row"],
                search_params={"metric_type": "IP", "params": self._breadth(field, k)},
                consistency_level="Eventually",
                retry_times=0,
            ),
        )
        return [{int(hit["row"]): float(hit["distance"]) for hit in hits} for hits in found]

    def pointed(self, alias: str) -> str | None:
        """Return the collection that an alias points to; None where there is no such alias."""

        def describe() -> str | None:
            try:
                return str(self._client.describe_alias(alias, retry_times=0)["collection_name"])
            except Exception as error:
                if _code(error) in (_NOT_FOUND, 1600):  # 1600: alias not found, since 2.4
                    return None
                raise

        return self._again("查询别名", describe)

    # What may be changed

    def create(self, collection: str, table: Table, dimension: int) -> None:
        """Create an empty collection with vectors of a dimension."""
        from pymilvus import DataType, MilvusClient

        kinds = {
            "integer": DataType.INT64,
            "number": DataType.DOUBLE,
            "flag": DataType.BOOL,
            "text": DataType.VARCHAR,
            "vector": DataType.FLOAT_VECTOR,
            "words": DataType.SPARSE_FLOAT_VECTOR,
        }
        schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        for field in table.fields:
            size: dict[str, int] = {}
            if field.kind == "text":
                size = {"max_length": field.length}
            if field.kind == "vector":
                size = {"dim": 2 if field == BLANK else dimension}
            schema.add_field(field.name, kinds[field.kind], is_primary=field.name == table.key, **size)
        self._again(
            "建立集合", lambda: self._client.create_collection(collection, schema=schema, retry_times=0), tries=1
        )

    def write(self, collection: str, rows: list[Row]) -> None:
        """Write rows under keys that no other rows have."""
        tries = 0

        def write() -> None:
            nonlocal tries
            tries += 1
            # A lost answer does not tell whether the rows arrived: from the second try on they replace themselves.
            put = self._client.insert if tries == 1 else self._client.upsert
            put(collection, rows, retry_times=0)

        self._again("写入", write)

    def finish(self, collection: str, table: Table, count: int) -> None:
        """Index a collection that holds all its rows and have it loaded."""
        index = self._client.prepare_index_params()
        for field in table.fields:
            if kind := _index_of(field, count):
                index.add_index(field.name, **kind)
        self._again("落盘", lambda: self._client.flush(collection, retry_times=0))
        self._again("建立索引", lambda: self._client.create_index(collection, index, retry_times=0))
        self._again("加载", lambda: self._client.load_collection(collection, retry_times=0))

    def drop(self, collection: str) -> None:
        """Remove a collection, if it is there."""
        self._again("删除集合", lambda: self._client.drop_collection(collection, retry_times=0))

    def point(self, alias: str, collection: str) -> None:
        """Let an alias point to a collection, in one step."""
        is_new = self.pointed(alias) is None
        put = self._client.create_alias if is_new else self._client.alter_alias
        self._again("切换别名", lambda: put(collection, alias, retry_times=0))

    # How

    @staticmethod
    def _breadth(field: str, k: int) -> dict[str, int]:
        return {"ef": max(2 * min(k, MOST), _BREADTH)} if field == "vector" else {}

    def _again(self, what: str, ask: Callable[[], _T], *, tries: int = len(_WAITS) + 1) -> _T:
        """Return what is asked, again after growing waits where the connection is lost. Raises StoreUnavailable."""
        for attempt in range(1, tries + 1):
            try:
                return ask()
            except Exception as error:
                if not _is_lost(error):
                    raise StoreUnavailable(
                        f"{self.address}：{what}时服务器报错（{_said(error)}）。请检查 Milvus 的日志。"
                    ) from error
                if attempt == tries:
                    raise StoreUnavailable(
                        f"{self.address}：{what}时连不上 Milvus，已试 {tries} 次。"
                        "请检查地址和网络，并确认服务器在运行。"
                    ) from error
                wait = _WAITS[attempt - 1]
                _log.warning("%s：%s时连不上 Milvus，%s 秒后重试（第 %d 次）。", self.address, what, wait, attempt)
                self._sleep(wait)
        raise AssertionError  # the loop returns or raises


def connect(address: Address) -> Gateway:
    """Connect to a server. Raises StoreUnavailable: pymilvus is missing, the server is away, too old, or refuses."""
    try:
        from pymilvus import MilvusClient
    except ImportError as error:
        raise StoreUnavailable(
            f"{address}：没有安装 pymilvus。请运行 pip install -r requirements-milvus.txt 后再试。"
        ) from error
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # it logs each failure with a trace
    opening = Gateway(address, None)
    client = opening._again(
        "连接", lambda: MilvusClient(uri=address.uri, token=address.token, timeout=10, grpc_options=_KEEPALIVE), tries=2
    )
    gateway = Gateway(address, client)
    check_version(address, gateway.version())
    return gateway


def check_version(address: Address, version: str) -> None:
    """Raise StoreUnavailable where a server is older than what the store needs."""
    if "lite" in version:
        return
    numbers = tuple(int(part) for part in version.removeprefix("v").split("-")[0].split(".")[:3] if part.isdigit())
    if numbers < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise StoreUnavailable(f"{address}：Milvus 的版本是 {version}，应为 {oldest} 或更新。请升级服务器。")


def _index_of(field: Field, count: int) -> dict[str, Any] | None:
    if field.kind == "words":
        return {"index_type": "SPARSE_INVERTED_INDEX", "metric_type": "IP", "params": {}}
    if field.kind == "vector":
        is_exact = field == BLANK or count <= _EXACT
        params = {} if is_exact else {"M": _LINKS, "efConstruction": _BREADTH}
        return {"index_type": "FLAT" if is_exact else "HNSW", "metric_type": "IP", "params": params}
    return {"index_type": "INVERTED"} if field.is_indexed else None


def _code(error: BaseException) -> Any:
    code = getattr(error, "code", None)
    return code() if callable(code) else code


def _is_lost(error: BaseException) -> bool:
    """Tell whether an error says that the server was not reached, so that it never answered."""
    name = getattr(_code(error), "name", "")
    is_lost = name in ("UNAVAILABLE", "CANCELLED", "DEADLINE_EXCEEDED")
    return is_lost or "Fail connecting to server" in str(error)  # pymilvus says no more where it cannot open a channel


def _said(error: BaseException) -> str:
    message = str(getattr(error, "message", "") or error)
    return _RETRIED.sub("", message).replace("\n", " ")[:200]
