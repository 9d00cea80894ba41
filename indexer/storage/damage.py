"""Is a generation still what was published? What openings and ``verify`` ask, and the word that is left of damage.

Who finds damage writes so in the folder of the generation: readers that have it open stop to answer from it, and the
next build looks at everything and takes nothing of it over that is not whole.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from indexer.errors import IndexUnusable
from indexer.storage.generations import Manifest, generation_folder, refuse
from indexer.storage.seals import CHECKED_WHEN_READ, Check, find_damage

_MARK = "DAMAGED"  # the file with the word


def check_files(index: Path, manifest: Manifest) -> None:
    """Compare the files of a generation with their checksums, all but those that are checked when they are read.

    Raises IndexUnusable, also where somebody found it damaged before.
    """
    refuse_damaged(index, manifest.generation)
    folder = generation_folder(index, manifest.generation)
    refuse(folder, damaged_files(index, manifest, "checksum", but_rows=True))


def refuse_damaged(index: Path, generation: str) -> None:
    """Raise IndexUnusable where somebody found a generation damaged before. Costs a look at one file."""
    if found := damage_found(index, generation):
        folder = generation_folder(index, generation)
        raise IndexUnusable(f"{folder}：此前核对时发现损坏（{found}）。请重新运行 build，索引会从语料重建。")


def damaged_files(
    index: Path,
    manifest: Manifest,
    check: Check,
    *,
    but_rows: bool = False,
    tell: Callable[[int, int], None] = lambda _done, _total: None,
) -> dict[str, str]:
    """Return file → what is wrong with it, of the files of a generation that are not what was written.

    ``but_rows`` leaves the content of those that have a checksum for each row to these. ``tell`` hears how many bytes
    were compared, and of how many.
    """
    left = {name for name in manifest.files if but_rows and name.endswith(CHECKED_WHEN_READ)}
    return find_damage(generation_folder(index, manifest.generation), manifest.files, check, leave=left, tell=tell)


def damage_found(index: Path, generation: str) -> str:
    """Return what somebody found wrong with a generation, in words; "" where nobody did."""
    try:
        return (generation_folder(index, generation) / _MARK).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""


def mark_damaged(folder: Path, found: str) -> None:
    """Write down in the folder of a generation what is wrong with it, for readers and for the next build."""
    with suppress(OSError):  # who may only read cannot; the error that is raised says it all the same
        (folder / _MARK).write_text(found, encoding="utf-8")


def unmark_damaged(folder: Path) -> None:
    """Take back what ``mark_damaged`` wrote: the generation was looked at as a whole and is sound."""
    with suppress(OSError):
        (folder / _MARK).unlink(missing_ok=True)
