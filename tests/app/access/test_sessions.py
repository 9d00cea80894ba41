"""The table of who is signed in."""

from __future__ import annotations

from app.access import sessions
from app.access.sessions import Person, Sessions
from tests.app.access.conftest import Clock

PERSON = Person("王芳", "keeper", "10.0.0.8")


def test_a_token_is_long_and_never_the_key_that_is_kept(clock: Clock) -> None:
    table = Sessions(60, 600, clock=clock)
    token, session = table.begin(PERSON, "proof")
    assert len(token) == 43  # 256 bits in base64
    assert table.find(token) is session
    assert session.key not in token
    assert table.find(session.key) is None
    assert table.find("") is None
    assert table.begin(PERSON, "proof")[0] != token


def test_one_person_has_so_many_and_the_oldest_goes(clock: Clock) -> None:
    table = Sessions(60, 600, clock=clock)
    tokens = [table.begin(PERSON, "proof")[0] for _ in range(sessions._MOST_EACH + 1)]
    assert table.find(tokens[0]) is None
    assert table.find(tokens[1])
    assert table.find(tokens[-1])


def test_a_session_may_be_shorter_never_longer(clock: Clock) -> None:
    table = Sessions(1000, 600, clock=clock)
    short, long = table.begin(PERSON, "", longest=10)[0], table.begin(PERSON, "", longest=9999)[0]
    clock.now += 10
    assert table.find(short) is None
    assert table.find(long)
    clock.now += 590
    assert table.find(long) is None
