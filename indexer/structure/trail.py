"""The headings and numbers that the present line stands under, outermost first."""

from __future__ import annotations

from dataclasses import dataclass, field

from indexer.structure.numbering import OUTER, RANK, Number

ANNEX_RANK = -1.0  # an annex holds all numbers that follow
ANNEX_TITLE_RANK = -0.5
PERIOD_RANK = -0.25  # 2025年主要工作 without a number: holds the numbers and headings of its part
_STEP = 0.01  # the styles inside a heading without number keep their order below its own rank
_UNNUMBERED = ("label", "run-in")


@dataclass(frozen=True, slots=True)
class _Entry:
    rank: float
    kind: str
    label: str
    value: int


@dataclass(slots=True)
class Trail:
    """A stack of headings; each holds all that follow it with a larger rank."""

    _entries: list[_Entry] = field(default_factory=list)
    _nested: dict[str, float] = field(default_factory=dict)  # styles that this document puts inside finer ones
    is_bare: bool = False  # the last thing read was a heading: nothing stands under it yet

    def path(self) -> tuple[str, ...]:
        """Return the labels, outermost first."""
        return tuple(entry.label for entry in self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def top_kind(self) -> str:
        """Return the style of the innermost heading, or ""."""
        return self._entries[-1].kind if self._entries else ""

    def pop(self, rank: float) -> None:
        """Leave all headings of ``rank`` and finer."""
        while self._entries and self._entries[-1].rank >= rank:
            self._entries.pop()
        self._nested = {kind: inner for kind, inner in self._nested.items() if int(inner) <= rank}

    def leave(self) -> None:
        """Leave the innermost heading."""
        self._entries.pop()

    def leave_box(self) -> None:
        """Leave the innermost box with all that stands in it."""
        if (box := self._open("box")) is not None:
            self._entries = self._entries[: self._entries.index(box)]

    def push(self, rank: float, kind: str, label: str, value: int = 0) -> None:
        """Leave all headings of ``rank`` and finer and stand under a new one."""
        self.pop(rank)
        self._entries.append(_Entry(rank, kind, label, value))

    def is_open(self, kind: str) -> bool:
        """Tell whether a heading of this style is open."""
        return self._open(kind) is not None

    def is_unnumbered(self) -> bool:
        """Tell whether nothing above, but an annex, is numbered at its outer level."""
        outer = next((entry for entry in self._entries if entry.rank > ANNEX_TITLE_RANK), None)
        return outer is None or outer.kind in _UNNUMBERED

    def rank_of(self, number: Number) -> float:
        """Return the rank of a number here.

        A style that is open keeps its rank. Inside a box (专栏) inner styles stand under the box, unless they go on
        counting what was open above it; so do new rows of items below a heading without number. A row that starts at
        one right below a heading of a finer style stands under that heading: 1.… holds （一）… in some documents.
        """
        kind = number.kind
        box = self._open("box")
        if (entry := self._open(kind, value=number.value - 1) or self._open(kind)) is not None:
            is_above_box = box is not None and self._entries.index(entry) < self._entries.index(box)
            if box is None or not is_above_box or number.value != 1:
                return entry.rank
        if (holder := self._holder_of(number, box)) is not None:
            return holder.rank + (RANK[kind] + 1) * _STEP
        if self._is_turned(number):
            self._nested[kind] = self._entries[-1].rank + 0.5
        return self._nested.get(kind, RANK[kind])

    def rank_below(self, kind: str) -> float:
        """Return the rank of items inside a paragraph, which stand under all that is open, whatever their style."""
        return max(RANK[kind], self._entries[-1].rank + _STEP) if self._entries else RANK[kind]

    def _holder_of(self, number: Number, box: _Entry | None) -> _Entry | None:
        """Return the heading without number that holds a number: a box, or one above a new row of fine style."""
        if box is not None and number.kind not in OUTER:
            return box
        is_new_row = number.value == 1 and RANK[number.kind] >= RANK["item"]
        return self._entries[-1] if is_new_row and self.top_kind() in _UNNUMBERED else None

    def _is_turned(self, number: Number) -> bool:
        if not (self.is_bare and self._entries and number.value == 1):
            return False
        top = self._entries[-1]
        return top.rank >= RANK[number.kind] and top.kind != number.kind and not self.is_open(number.kind)

    def _open(self, kind: str, *, value: int | None = None) -> _Entry | None:
        entries = (entry for entry in reversed(self._entries) if entry.kind == kind)
        return next((entry for entry in entries if value is None or entry.value == value), None)
