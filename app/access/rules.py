"""What can be set on who may open the page, read from the environment once, when the server starts."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, get_args

from indexer.errors import SettingInvalid
from indexer.settings import Settings

SignIn = Literal["", "password", "oidc"]
LOOPBACK = "127.0.0.1"
_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Rules:
    """How people sign in, for how long, who is what, and what is put on record.

    Environment: ``INDEXER_SIGN_IN`` (``password``, ``oidc`` or nothing), ``INDEXER_KEEPERS`` and ``INDEXER_READERS``
    (e-mails, or ``@domain``, for ``oidc``; no readers named: everybody whom the provider lets in),
    ``INDEXER_KEEPER_CLAIM`` (``claim=value``), ``INDEXER_IDLE_MINUTES``, ``INDEXER_SESSION_HOURS``, ``INDEXER_HOSTS``
    (names under which the page is asked for), ``INDEXER_AUDIT`` (a file), ``INDEXER_AUDIT_QUERIES`` (1: queries too).
    Raises SettingInvalid for what is none of these.
    """

    sign_in: SignIn = ""
    keepers: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    keeper_claim: tuple[str, str] = ("", "")
    idle: float = 30 * _MINUTE  # seconds without anything asked, until one signs in again
    longest: float = 12 * 60 * _MINUTE  # seconds signed in at most: a working day
    hosts: tuple[str, ...] = ()
    address: str = LOOPBACK  # the server listens on
    is_open: bool = False  # to a network, without sign-in, because whoever started the server said so
    audit: Path | None = None
    has_queries: bool = False  # in the audit log
    users: Path = field(default_factory=lambda: Settings().users)

    @property
    def is_shared(self) -> bool:
        """Whether others than who sits at this machine can open the page: then there are limits and a log."""
        return is_shared(self.sign_in, self.hosts, self.address, is_open=self.is_open)


def read_rules(settings: Settings, *, address: str = LOOPBACK, is_open: bool = False) -> Rules:
    """Read the rules from the environment; ``address`` and ``is_open`` are what the server was started with."""
    sign_in = os.environ.get("INDEXER_SIGN_IN", "").strip().lower()
    if sign_in not in get_args(SignIn):
        raise SettingInvalid(
            f"环境变量 INDEXER_SIGN_IN 的值是“{sign_in}”，应是 password（密码文件）或 oidc（统一身份认证），"
            "不设就不用登录。请改正。"
        )
    hosts = _names("INDEXER_HOSTS")
    audit = os.environ.get("INDEXER_AUDIT", "").strip()
    has_audit = is_shared(sign_in, hosts, address, is_open=is_open)
    beside = Path(f"{settings.index}-audit.jsonl") if has_audit else None
    return Rules(
        sign_in=sign_in,  # type: ignore[arg-type]  # checked above
        keepers=_names("INDEXER_KEEPERS"),
        readers=_names("INDEXER_READERS"),
        keeper_claim=_claim("INDEXER_KEEPER_CLAIM"),
        idle=_number("INDEXER_IDLE_MINUTES", 30) * _MINUTE,
        longest=_number("INDEXER_SESSION_HOURS", 12) * 60 * _MINUTE,
        hosts=hosts,
        address=address,
        is_open=is_open,
        audit=Path(audit) if audit else beside,
        has_queries=os.environ.get("INDEXER_AUDIT_QUERIES", "").strip() == "1",
        users=settings.users,
    )


def is_shared(sign_in: str, hosts: tuple[str, ...], address: str, *, is_open: bool) -> bool:
    """Whether others than who sits at this machine can open the page; names of hosts are set for a proxy before it."""
    return bool(sign_in or hosts) or is_open or not is_loopback(address)


def is_loopback(address: str) -> bool:
    """Whether only this machine reaches an address.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0"), is_loopback("localhost")
    (True, True, False, True)
    """
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def _names(variable: str) -> tuple[str, ...]:
    return tuple(name.strip().lower() for name in os.environ.get(variable, "").split(",") if name.strip())


def _claim(variable: str) -> tuple[str, str]:
    text = os.environ.get(variable, "").strip()
    name, sign, value = text.partition("=")
    if text and not (name and sign and value):
        raise SettingInvalid(f"环境变量 {variable} 的值是“{text}”，应写成 字段=值，例如 groups=keepers。请改正。")
    return name, value


def _number(variable: str, default: int) -> int:
    text = os.environ.get(variable, "").strip()
    if not text:
        return default
    if text.isascii() and text.isdigit() and 0 < int(text) <= 10_000:
        return int(text)
    raise SettingInvalid(f"环境变量 {variable} 的值是“{text}”，应是 1 到 10000 的整数（默认 {default}）。请改正。")
