"""Who is signed in: a table in the server's memory, by the digest of the token that the browser's cookie holds.

A token is 256 random bits and says nothing; what it stands for is here, so that signing out, a changed password or a
restart of the server ends it at once. Time is counted by a clock that nobody can set back.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from indexer.storage.users_file import Role

_MOST = 10_000  # sessions in all; the oldest makes room
_MOST_EACH = 20  # of one person: windows share one, so these are browsers and machines


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who opened the page: a name ("" for who sits at this machine without sign-in), what they may do."""

    name: str
    role: Role
    address: str = ""  # they came from

    @property
    def is_keeper(self) -> bool:
        """Whether they may change what all others search."""
        return self.role == "keeper"


@dataclass(slots=True)
class Session:
    """Somebody signed in. ``proof`` is what they signed in with, as kept now: where it changes, the session ends."""

    key: str  # digest of the token: names the session without giving it away
    person: Person
    proof: str
    began: float
    seen: float
    longest: float  # seconds


Look = Callable[[Session], Person | None]


@dataclass(slots=True)
class Sessions:
    """The table. ``look`` says who a session stands for now, or None where they may not come in any more."""

    idle: float
    longest: float
    look: Look = field(default=lambda session: session.person)
    clock: Callable[[], float] = time.monotonic
    _table: dict[str, Session] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, person: Person, proof: str, *, longest: float | None = None) -> tuple[str, Session]:
        """Sign somebody in; return the token for the cookie, and the session."""
        token, now = secrets.token_urlsafe(32), self.clock()
        session = Session(_digest(token), person, proof, now, now, min(longest or self.longest, self.longest))
        with self._lock:
            theirs = [key for key, known in self._table.items() if known.person.name == person.name]
            for key in theirs[: max(0, len(theirs) - _MOST_EACH + 1)]:
                del self._table[key]
            while len(self._table) >= _MOST:
                del self._table[next(iter(self._table))]
            self._table[session.key] = session
        return token, session

    def find(self, token: str, *, touch: bool = False) -> Session | None:
        """Return the session of a token; ``touch`` where its owner did something."""
        return self.by_key(_digest(token), touch=touch) if token else None

    def by_key(self, key: str, *, touch: bool = False) -> Session | None:
        """Return a session that holds still, as what its owner is now; one that does not is forgotten."""
        with self._lock:
            session = self._table.get(key)
        if session is None:
            return None
        now = self.clock()
        person = self.look(session) if self._lasts(session, now) else None
        if person is None:
            self.end(key)
            return None
        session.person = person
        if touch:
            session.seen = now
        return session

    def end(self, key: str) -> Session | None:
        """Sign somebody out; return the session that ended."""
        with self._lock:
            return self._table.pop(key, None)

    def _lasts(self, session: Session, now: float) -> bool:
        return now - session.seen < self.idle and now - session.began < session.longest


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
