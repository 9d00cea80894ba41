"""How often something heavy may be done: so many times in so many seconds, for each person or address."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from indexer.errors import TooOften

_MANY_KEYS = 10_000  # remembered; from there on those that are free again are looked for and forgotten


@dataclass(frozen=True, slots=True)
class Limit:
    """``times`` in ``seconds``; ``words`` say what it is that is done."""

    words: str
    times: int
    seconds: float


LIMITS = {
    "export": Limit("导出", 30, 60),  # somebody who tries every kind of file of a page presses some ten times
    "batch": Limit("批量查询", 6, 60),  # one takes up to a minute of a core
    "rebuild": Limit("重新读取", 10, 600),
    "upload": Limit("上传", 100, 600),  # files are held in memory until the window is closed
    "report": Limit("报错", 20, 600),
}
# Wrong passwords: of one name from one address, from one address, for one name from anywhere. The last is wide, so that
# nobody can lock a colleague out from one machine, and still holds a guesser with many to some 1,000 guesses a day.
FAILED = {
    "pair": Limit("登录", 5, 900),
    "address": Limit("登录", 30, 900),
    "name": Limit("登录", 50, 3600),
}
_LONGEST = max(limit.seconds for limit in (*LIMITS.values(), *FAILED.values()))


@dataclass(slots=True)
class Limits:
    """What was done lately, by kind and key."""

    clock: Callable[[], float] = time.monotonic
    _done: dict[tuple[str, str], deque[float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, kind: str, key: str, limit: Limit) -> None:
        """Count something that is to be done. Raises TooOften, with how long to wait; then it does not count."""
        with self._lock:
            left = self._left(kind, key, limit)
            if left > 0:
                wait = f"{math.ceil(left / 60)} 分钟" if left > 90 else f"{math.ceil(left)} 秒"
                raise TooOften(f"{limit.words}得太频繁：最多 {_span(limit)} {limit.times} 次。请等 {wait}再试。")
            self._done.setdefault((kind, key), deque()).append(self.clock())

    def left(self, kind: str, key: str, limit: Limit) -> float:
        """Return the seconds until it may be done again; 0 for now."""
        with self._lock:
            return self._left(kind, key, limit)

    def forget(self, kind: str, key: str) -> None:
        """Begin anew for a key."""
        with self._lock:
            self._done.pop((kind, key), None)

    def _left(self, kind: str, key: str, limit: Limit) -> float:
        now = self.clock()
        done = self._done.get((kind, key))
        while done and now - done[0] >= limit.seconds:
            done.popleft()
        if not done:
            self._done.pop((kind, key), None)
            if len(self._done) >= _MANY_KEYS:
                self._done = {key: times for key, times in self._done.items() if now - times[-1] < _LONGEST}
            return 0.0
        return limit.seconds - (now - done[0]) if len(done) >= limit.times else 0.0


def _span(limit: Limit) -> str:
    return f"{limit.seconds / 60:.0f} 分钟" if limit.seconds >= 60 else f"{limit.seconds:.0f} 秒"
