"""Where a Milvus store is: ``milvus:http://host:19530``, with ``/name`` of a database if it is not the default one."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from indexer.errors import SettingInvalid

_SCHEME = "milvus:"
_DATABASE = re.compile(r"/[A-Za-z_][A-Za-z0-9_]*")
TOKEN = "INDEXER_MILVUS_TOKEN"  # nosec B105  # noqa: S105 - the name of the variable, not what it holds


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a server; what opens it stands in the environment and never in a message."""

    uri: str
    token: str = field(default="", repr=False)

    def __str__(self) -> str:
        return _SCHEME + self.uri


def is_store(index: str | Path) -> bool:
    """Tell whether an index is named by the address of a store instead of a folder."""
    return isinstance(index, str) and index.startswith(_SCHEME)


def read_address(text: str) -> Address:
    """Return the address that a text names. Raises SettingInvalid.

    The token (``user:password``, or an API key) is read from ``INDEXER_MILVUS_TOKEN``.
    """
    uri = text.removeprefix(_SCHEME).rstrip("/")
    try:
        parts = urlsplit(uri)
        is_right = text.startswith(_SCHEME) and parts.scheme in ("http", "https") and bool(parts.hostname)
        is_right = is_right and (parts.port or 1) > 0 and not (parts.query or parts.fragment)
        is_right = is_right and (not parts.path or _DATABASE.fullmatch(parts.path) is not None)
    except ValueError:
        is_right = False
    if not is_right:
        shown = f"「{text}」" if "@" not in text else "的写法"
        raise SettingInvalid(f"存储地址{shown}不对，应写成 milvus:http://主机:19530，库名可加在最后：/库名。请改正。")
    if "@" in parts.netloc:
        raise SettingInvalid(f"存储地址中不能写用户名和密码。请把“用户名:密码”放进环境变量 {TOKEN}。")
    return Address(uri, os.environ.get(TOKEN, ""))
