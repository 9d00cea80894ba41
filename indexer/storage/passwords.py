"""Passwords as argon2id hashes (RFC 9106): made, checked in the same time for every answer, made anew when too weak."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_CHARS, MAX_CHARS = 10, 200  # NIST SP 800-63B asks for 8 or more, and for no rules on kinds of characters
_MIN_KINDS = 5  # different characters: 1111111111 has one
# The second choice of RFC 9106, section 4: 3 passes over 64 MiB, 4 lanes; some 50 ms for one guess.
_HASHER = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4)


def weakness(password: str, name: str) -> str:
    """Say why a password is not taken; "" if it is."""
    if not MIN_CHARS <= len(password) <= MAX_CHARS:
        return (
            f"密码有 {len(password)} 个字符，应有 {MIN_CHARS} 到 {MAX_CHARS} 个。请换一个，例如几个不相干的词连起来。"
        )
    if len(set(password)) < _MIN_KINDS:
        return f"密码里不同的字符不到 {_MIN_KINDS} 个，容易猜中。请换一个。"
    if name.casefold() in password.casefold():
        return "密码里含有用户名，容易猜中。请换一个。"
    return ""


def hash_of(password: str) -> str:
    """Return the hash that is kept, with its parameters and a salt of its own."""
    return _HASHER.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether a password is the one whose hash is kept; where there is none, the same work is done for nothing."""
    try:
        _HASHER.verify(kept or _nobodys(), password[:MAX_CHARS])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


@cache
def _nobodys() -> str:
    return hash_of(secrets.token_hex())
