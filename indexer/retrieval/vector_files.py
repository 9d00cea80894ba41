"""Vectors on disk: half-precision rows, one after another, in files that never change once they are written.

vectors/layout.json        dimension, the rows of each part in order, how many rows the approximate index covers
vectors/<first>.f16        one part: the vectors of the rows from <first> on
vectors/approximate.faiss  where there are many rows (``retrieval/nearest.py``)

A later generation links the parts of the one before and adds to them. Rows are read where they lie, so that a process
holds none but those it is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexUnusable
from indexer.retrieval.part_files import PartFile

Vectors = NDArray[np.float32]
Halves = NDArray[np.float16]

APPROXIMATE = "approximate.faiss"
_LAYOUT = "layout.json"
_AT_ONCE = 16_384  # rows of a block that is read while an index is built: 25 MB in single precision


@dataclass(frozen=True, slots=True)
class Layout:
    """What lies in a folder of vectors."""

    dimension: int
    parts: tuple[int, ...]  # rows of each part, in order
    approximate: int = 0  # the first rows, which the approximate index covers; 0 where there is none
    lists_for: int = 0  # rows that its lists were made for

    @property
    def rows(self) -> int:
        """All rows."""
        return sum(self.parts)

    @property
    def firsts(self) -> list[int]:
        """The first row of each part."""
        return [sum(self.parts[:place]) for place in range(len(self.parts))]


def read_layout(folder: Path) -> Layout:
    """Return what lies in a folder, checked: all parts are there in full length. Raises IndexUnusable."""
    try:
        stored = json.loads((folder / _LAYOUT).read_text(encoding="utf-8"))
        parts = tuple(map(int, stored["parts"]))
        layout = Layout(int(stored["dimension"]), parts, int(stored["approximate"]), int(stored["lists_for"]))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexUnusable(f"{folder / _LAYOUT}：无法读取（{error}）。请重新运行 build。") from error
    for first, rows in zip(layout.firsts, layout.parts, strict=True):
        path, expected = part_path(folder, first), rows * layout.dimension * 2
        found = path.stat().st_size if path.is_file() else None
        if found != expected:
            state = "不存在" if found is None else f"有 {found} 字节"
            raise IndexUnusable(f"{path}：{state}，应为 {expected} 字节，向量不完整。请重新运行 build。")
    return layout


def write_layout(folder: Path, layout: Layout) -> None:
    """Write what lies in a folder."""
    (folder / _LAYOUT).write_text(json.dumps(asdict(layout)), encoding="utf-8")


def part_path(folder: Path, first: int) -> Path:
    """Return where the rows from ``first`` on lie."""
    return folder / f"{first}.f16"


def write_part(path: Path, blocks: Iterable[Vectors | Halves], dimension: int) -> int:
    """Write blocks of shape (n, dimension) one after another; return how many rows they had."""
    rows = 0
    with path.open("wb") as file:
        for block in blocks:
            if block.ndim != 2 or block.shape[1] != dimension:
                raise ValueError(f"vectors of shape (n, {dimension}) expected, found {block.shape}")
            file.write(np.ascontiguousarray(block, np.float16).data)
            rows += len(block)
    return rows


class RowFiles:
    """Read access to the rows of a folder; safe for many threads."""

    def __init__(self, folder: Path, layout: Layout) -> None:
        """Open the parts of a folder. Raises IndexUnusable."""
        self._folder, self._layout = folder, layout
        self._width = layout.dimension * 2
        self._files = [PartFile(part_path(folder, first)) for first in layout.firsts]
        self._firsts = np.array(layout.firsts, np.int64)

    def read(self, rows: Sequence[int] | NDArray[np.int64]) -> Halves:
        """Return the vectors of rows as they are stored, shape (len(rows), dimension); neighbours are read at once."""
        wanted = np.asarray(rows, np.int64)
        places = np.searchsorted(self._firsts, wanted, side="right") - 1
        is_new = np.ones(len(wanted), np.bool_)
        is_new[1:] = (wanted[1:] != wanted[:-1] + 1) | (places[1:] != places[:-1])
        heads = np.flatnonzero(is_new)
        sizes = np.diff(heads, append=len(wanted)) * self._width
        offsets = (wanted[heads] - self._firsts[places[heads]]) * self._width
        files, runs = self._files, zip(places[heads].tolist(), sizes.tolist(), offsets.tolist(), strict=True)
        found = b"".join([files[place].read(size, offset) for place, size, offset in runs])
        if len(found) != len(wanted) * self._width:
            raise IndexUnusable(
                f"{self._folder}：读到向量 {len(found)} 字节，应为 {len(wanted) * self._width} 字节。请重新运行 build。"
            )
        return np.frombuffer(found, np.float16).reshape(len(wanted), self._layout.dimension)

    def read_range(self, start: int, end: int) -> Halves:
        """Return the rows from ``start`` to before ``end`` as they are stored."""
        return self.read(np.arange(start, end))

    def blocks(self, start: int, end: int) -> Iterator[Vectors]:
        """Yield the rows from ``start`` to before ``end``, some at a time."""
        for low in range(start, end, _AT_ONCE):
            yield self.read_range(low, min(low + _AT_ONCE, end)).astype(np.float32)
