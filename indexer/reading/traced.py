"""Text that remembers where each of its characters comes from, so that every removal and repair can be shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from indexer.records import CleanText, Removal, Repair


class Edit(NamedTuple):
    """Replace ``text[start:end]``. A removal drops furniture; a repair restores what the document says.

    No dataclass: a text can have half a million edits, and a frozen one takes three times as long to make.
    """

    start: int
    end: int
    replacement: str
    reason: str
    kind: Literal["removal", "repair", "layout"]  # layout: blanks and blank lines that carry nothing, not recorded


Cleaner = Callable[[str], Sequence[Edit]]


class TracedText:
    """The state of a text between cleaning steps: the text, the origin of each character, and the record so far."""

    def __init__(self, original: str) -> None:
        self.original = original
        self.text = original
        self.origin = list(range(len(original)))
        self.removed: list[Removal] = []
        self.repairs: list[Repair] = []

    def apply(self, cleaner: Cleaner) -> None:
        """Apply what ``cleaner`` proposes for the present text. Edits must not overlap.

        A replacement of the same length keeps its origins one by one; one of another length comes as a whole from
        where the replaced piece began.
        """
        edits = sorted(cleaner(self.text), key=lambda edit: (edit.start, edit.end))
        if not edits:
            return
        pieces: list[str] = []
        origin: list[int] = []
        at = 0
        for edit in edits:
            if edit.start < at:
                raise ValueError(f"overlapping edits at {edit.start}")
            pieces += (self.text[at : edit.start], edit.replacement)
            origin += self.origin[at : edit.start]
            origin += self._origins_of(edit)
            self._record(edit)
            at = edit.end
        pieces.append(self.text[at:])
        origin += self.origin[at:]
        self.text, self.origin = "".join(pieces), origin

    def _origins_of(self, edit: Edit) -> list[int]:
        if len(edit.replacement) == edit.end - edit.start:
            return self.origin[edit.start : edit.end]
        return [self._source(edit.start)] * len(edit.replacement)

    def _source(self, position: int) -> int:
        return self.origin[position] if position < len(self.origin) else len(self.original)

    def _record(self, edit: Edit) -> None:
        before = self.text[edit.start : edit.end]
        at = self._source(edit.start)
        if edit.kind == "removal":
            self.removed.append(Removal(before, edit.reason, at))
        elif edit.kind == "repair":
            self.repairs.append(Repair(before, edit.replacement, edit.reason, at))

    def result(self) -> CleanText:
        """Return the text as it stands, with its record in the order of the original."""
        return CleanText(
            self.text,
            self.original,
            tuple(self.origin),
            tuple(sorted(self.removed, key=lambda removal: removal.at)),
            tuple(sorted(self.repairs, key=lambda repair: repair.at)),
        )
