"""What monitoring asks: one address says that the server answers, and no other does."""

from __future__ import annotations

from urllib.request import urlopen


def test_only_one_address_is_the_health_check(server: str) -> None:
    with urlopen(f"{server}_stcore/health") as answer:  # noqa: S310 - the server of the tests
        assert (answer.status, answer.read()) == (200, b"ok")
    with urlopen(f"{server}_health") as answer:  # noqa: S310 - the page itself, as any that is none
        assert answer.read().lstrip()[:1] == b"<"
