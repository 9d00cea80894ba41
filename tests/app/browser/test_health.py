"""What monitoring asks: two addresses say that the server answers, and no other does."""

from __future__ import annotations

from urllib.request import urlopen


def test_the_health_check_has_two_addresses(server: str) -> None:
    for address in ("_stcore/health", "_health"):
        with urlopen(f"{server}{address}") as answer:  # noqa: S310 - the server of the tests
            assert (answer.status, answer.read()) == (200, b"ok")
    with urlopen(f"{server}healthz") as answer:  # noqa: S310 - the page itself, as any that is none
        assert answer.read().lstrip()[:1] == b"<"
