"""How often something may be done."""

from __future__ import annotations

import pytest

from app.access import limits
from app.access.limits import Limit, Limits
from indexer.errors import TooOften
from tests.app.access.conftest import Clock

EXPORT = Limit("导出", 2, 60)


def test_the_third_waits_for_the_first_to_be_a_minute_ago(clock: Clock) -> None:
    done = Limits(clock)
    done.take("export", "王芳", EXPORT)
    clock.now += 20
    done.take("export", "王芳", EXPORT)
    with pytest.raises(TooOften, match="导出得太频繁：最多 1 分钟 2 次。请等 40 秒再试。"):
        done.take("export", "王芳", EXPORT)
    done.take("export", "李明", EXPORT)
    done.take("batch", "王芳", EXPORT)
    clock.now += 40
    done.take("export", "王芳", EXPORT)  # what was refused does not count


def test_what_is_free_again_is_forgotten_and_what_is_not_is_kept(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_MANY_KEYS", 3)
    done = Limits(clock)
    done.take("name", "old", limits.FAILED["name"])
    clock.now += 3000
    done.take("name", "recent", limits.FAILED["name"])
    clock.now += 1000
    done.take("pair", "new", limits.FAILED["pair"])
    done.take("pair", "newer", limits.FAILED["pair"])
    assert {key for _, key in done._done} == {"recent", "new", "newer"}
