"""What came of one kind of harm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """How often harm was done, how often all was as promised, and what was seen where it was not.

    >>> Outcome("killed builds", 199, 200, ["killed at fsync 3: 1 document lost"]).is_whole
    False
    """

    what: str
    good: int
    of: int
    seen: Sequence[str] = ()

    @property
    def is_whole(self) -> bool:
        """Whether all was well every time, and anything was done at all."""
        return self.good == self.of > 0
