"""Texts of any length under names, in a collection: each in as many rows as it needs, and kept once it was read."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import Any, Generic, TypeVar

from indexer.errors import IndexUnusable
from indexer.retrieval.milvus.gateway import Gateway

_K = TypeVar("_K", bound=Hashable)
_V = TypeVar("_V")
_T = TypeVar("_T")
_AT_ONCE = 1_000  # boxes of up to 65,535 bytes, where Milvus sends up to 64 MB


class Kept(Generic[_K, _V]):
    """What was read and cannot change, the latest of it; safe for many threads."""

    def __init__(self, most: int) -> None:
        """Keep up to ``most`` values."""
        self._most = most
        self._values: OrderedDict[_K, _V] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, keys: Collection[_K], read: Callable[[list[_K]], Mapping[_K, _V]]) -> dict[_K, _V]:
        """Return key → value; ``read`` gives those that are not kept, and may lack some."""
        with self._lock:
            held = {key: self._values[key] for key in keys if key in self._values}
            for key in held:
                self._values.move_to_end(key)
        missing = [key for key in dict.fromkeys(keys) if key not in held]
        if missing:
            found = read(missing)
            held.update(found)
            with self._lock:
                self._values.update(found)
                while len(self._values) > self._most:
                    self._values.popitem(last=False)
        return held


class Boxes:
    """Read access to the boxes of a collection; safe for many threads."""

    def __init__(self, gateway: Gateway, collection: str, *, kept: int) -> None:
        """Keep up to ``kept`` boxes as they were read."""
        self._gateway = gateway
        self._collection = collection
        self._kept: Kept[str, Any] = Kept(kept)

    def read(self, names: Iterable[str], unpack: Callable[[str], _T]) -> dict[str, _T]:
        """Return name → what a box holds, for the boxes that are there; a name is always unpacked the same way."""
        return self._kept.get(
            sorted(names), lambda missing: {name: unpack(text) for name, text in self._fetch(missing).items()}
        )

    def one(self, name: str, unpack: Callable[[str], _T]) -> _T:
        """Return what a box holds. Raises KeyError."""
        return unpack(self._fetch([name])[name])

    def _fetch(self, names: list[str]) -> dict[str, str]:
        rows = self._rows([f"{name}#0" for name in names])
        rows |= self._rows(
            [f"{name}#{number}" for name in names for number in range(1, rows.get(f"{name}#0", (1, ""))[0])]
        )
        texts = {}
        for name in names:
            if f"{name}#0" in rows:
                try:
                    texts[name] = "".join(rows[f"{name}#{number}"][1] for number in range(rows[f"{name}#0"][0]))
                except KeyError as error:
                    raise IndexUnusable(
                        f"{self._gateway.address}：集合 {self._collection} 中的 {name} 不完整。"
                        "请重新运行 build --store。"
                    ) from error
        return texts

    def _rows(self, keys: list[str]) -> dict[str, tuple[int, str]]:
        rows = {}
        for start in range(0, len(keys), _AT_ONCE):
            where = f"key in {json.dumps(keys[start : start + _AT_ONCE], ensure_ascii=False)}"
            for row in self._gateway.query(self._collection, where, ("key", "parts", "data")):
                rows[row["key"]] = (int(row["parts"]), row["data"])
        return rows
