"""Tokens on disk: a byte a value, clause after clause, in files that never change once they are written.

tokens/layout.json        dimension, rows and tokens of each part in order
tokens/<first>.tokens     one part, of the rows from <first> on: of each token its codes, their scale, its length
tokens/<first>.ids        the model's id of each token
tokens/<first>.counts     the number of tokens of each row
tokens/<first>.sums       the checksum of the tokens of each row, compared when they are read (retrieval/row_sums.py)
tokens/mean.npy           the mean of all tokens
tokens/known.npy, held.npy   each id that occurs, and the number of rows that hold it

A later generation links the parts of the one before and adds to them. What is asked for is read, not mapped: it does
not stay in the memory of the process, and a file that was cut short raises an error instead of ending the process.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexUnusable
from indexer.retrieval.part_files import PartFile
from indexer.retrieval.row_sums import RowSums, row_sums
from indexer.retrieval.vector_files import Vectors
from indexer.storage.damage import mark_damaged
from indexer.storage.generations import link_file

_LAYOUT = "layout.json"
_FILES = ("tokens", "ids", "counts", "sums")
_AT_ONCE = 65_536  # tokens that are gathered before they are written: 25 MB, and 100 MB as floats
_READ_AT_ONCE = 1_536  # tokens that are read before they are multiplied: 600 kB stay in the cache of a core


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text, a byte a value: ``codes * scales[:, None]`` are the vectors, ``ids`` the model's ids."""

    ids: NDArray[np.int32]
    codes: NDArray[np.int8]
    scales: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Layout:
    dimension: int
    rows: list[int]  # of each part, in order
    tokens: list[int]

    @property
    def record(self) -> np.dtype[Any]:
        """What is stored of a token."""
        return token_record(self.dimension)

    @property
    def firsts(self) -> list[int]:
        """The first row of each part."""
        return [sum(self.rows[:place]) for place in range(len(self.rows))]


@dataclass(slots=True)
class _Statistics:
    """What is known of all tokens together."""

    total: NDArray[np.float64]
    tokens: int = 0
    held: dict[int, int] = field(default_factory=dict)  # id → rows that hold it

    def add(self, texts: list[Tokens], codes: Vectors, scales: Vectors) -> None:
        self.total += scales @ codes
        self.tokens += len(scales)
        ids, counts = np.unique(np.concatenate([np.unique(text.ids) for text in texts]), return_counts=True)
        for known, count in zip(ids.tolist(), counts.tolist(), strict=True):
            self.held[known] = self.held.get(known, 0) + count

    def write(self, folder: Path) -> None:
        known = np.array(sorted(self.held), np.int32)
        held = np.array([self.held[token] for token in known.tolist()], np.int64)
        mean = (self.total / max(self.tokens, 1)).astype(np.float32)
        np.save(folder / "mean.npy", mean, allow_pickle=False)
        np.save(folder / "known.npy", known, allow_pickle=False)
        np.save(folder / "held.npy", held, allow_pickle=False)


def token_record(dimension: int) -> np.dtype[Any]:
    """Return what is stored of a token; its length is that of the vector which codes and scale give."""
    return np.dtype([("codes", "i1", (dimension,)), ("scale", "<f4"), ("length", "<f4")])


def write_tokens(folder: Path, texts: Iterable[Tokens], dimension: int) -> None:
    """Write the tokens of all clauses, in the order of their rows, into a new folder; few are held at a time."""
    folder.mkdir()
    statistics = _Statistics(np.zeros(dimension))
    layout = _Layout(dimension, [], [])
    _write_part(folder, texts, layout, statistics)
    _finish(folder, layout, statistics)


def extend_tokens(before: Path, folder: Path, texts: Iterable[Tokens]) -> None:
    """Write into a new folder the tokens of the one before, with those of more rows behind them.

    Files that stay as they are become links. Raises IndexUnusable.
    """
    stored = TokenFiles(before)
    layout, count = stored.layout, sum(stored.layout.tokens)
    folder.mkdir()
    held = dict(zip(stored.known.tolist(), stored.held.tolist(), strict=True))
    statistics = _Statistics(stored.mean.astype(np.float64) * count, count, held)
    for first in layout.firsts:
        for kind in _FILES:
            link_file(_path(before, first, kind), _path(folder, first, kind))
    _write_part(folder, texts, layout, statistics)
    while len(layout.tokens) > 1 and layout.tokens[-2] < 2 * layout.tokens[-1]:  # each part is half the one before
        _join_last(folder, layout)
    _finish(folder, layout, statistics)


def _path(folder: Path, first: int, kind: str) -> Path:
    return folder / f"{first}.{kind}"


def _finish(folder: Path, layout: _Layout, statistics: _Statistics) -> None:
    statistics.write(folder)
    (folder / _LAYOUT).write_text(json.dumps(asdict(layout)), encoding="utf-8")


def _write_part(folder: Path, texts: Iterable[Tokens], layout: _Layout, statistics: _Statistics) -> None:
    """Write the tokens of further rows as the last part of a layout; none where there is no row."""
    first, rows, before = sum(layout.rows), 0, statistics.tokens
    paths = [_path(folder, first, kind) for kind in _FILES]
    with ExitStack() as files:
        records, ids, counts, sums = (files.enter_context(path.open("wb")) for path in paths)
        for block in _blocks(texts):
            codes = np.concatenate([text.codes for text in block]).astype(np.float32)
            scales = np.concatenate([text.scales for text in block])
            stored = np.empty(len(codes), layout.record)
            stored["codes"], stored["scale"] = codes, scales
            stored["length"] = np.linalg.norm(codes, axis=1) * scales
            numbers = np.array([len(text.ids) for text in block], "<i4")
            records.write(stored.data)
            ids.write(np.concatenate([text.ids for text in block]).astype("<i4").data)
            counts.write(numbers.data)
            sums.write(row_sums(stored, numbers).astype("<u8").data)
            statistics.add(block, codes, scales)
            rows += len(block)
    if rows:
        layout.rows.append(rows)
        layout.tokens.append(statistics.tokens - before)
    else:
        for path in paths:
            path.unlink()


def _blocks(texts: Iterable[Tokens]) -> Iterator[list[Tokens]]:
    block: list[Tokens] = []
    tokens = 0
    for text in texts:
        block.append(text)
        tokens += len(text.ids)
        if tokens >= _AT_ONCE:
            yield block
            block, tokens = [], 0
    if block:
        yield block


def _join_last(folder: Path, layout: _Layout) -> None:
    """Make one part of the last two. The first of them may be a link, so it is copied."""
    *_, first, second = layout.firsts
    for kind in _FILES:
        whole = folder / f"{first}.{kind}.whole"
        with whole.open("wb") as target:
            for part in (_path(folder, first, kind), _path(folder, second, kind)):
                with part.open("rb") as source:
                    shutil.copyfileobj(source, target)
        _path(folder, second, kind).unlink()
        whole.replace(_path(folder, first, kind))
    layout.rows[-2:] = [sum(layout.rows[-2:])]
    layout.tokens[-2:] = [sum(layout.tokens[-2:])]


class TokenFiles:
    """Read access to the tokens of a folder; safe for many threads.

    Attributes:
        ends: of each row, how many tokens it and all rows before it have.
        mean: of all tokens, (dimension,).
        known: the ids that occur, rising; ``held`` has the number of rows that hold each.
    """

    def __init__(self, folder: Path) -> None:
        """Open the parts of a folder, which must be there in full length. Raises IndexUnusable."""
        self._folder = folder
        try:
            self.layout = _Layout(**json.loads((folder / _LAYOUT).read_text(encoding="utf-8")))
            self.mean, self.known, self.held = (
                np.load(folder / f"{name}.npy", allow_pickle=False) for name in ("mean", "known", "held")
            )
            counts, sums = (
                [np.fromfile(_path(folder, first, kind), form) for first in self.layout.firsts]
                for kind, form in (("counts", "<i4"), ("sums", "<u8"))
            )
            self._records = [self._open(place, "tokens", self.layout.record) for place in range(len(counts))]
            self._ids = [self._open(place, "ids", np.dtype("<i4")) for place in range(len(counts))]
        except (OSError, ValueError, TypeError) as error:
            raise IndexUnusable(f"{folder}：词元向量无法打开（{error}）。请重新运行 build。") from error
        if not [len(part) for part in counts] == [len(part) for part in sums] == self.layout.rows:
            raise IndexUnusable(f"{folder}：词元向量的行数与所记的不同，文件不完整。请重新运行 build。")
        self.ends = np.cumsum(np.concatenate([np.empty(0, "<i4"), *counts]), dtype=np.int64)
        self._firsts = np.cumsum([0, *self.layout.tokens[:-1]])  # token that each part begins with
        self._sums = RowSums(np.concatenate([np.empty(0, "<u8"), *sums]))

    def _open(self, place: int, kind: str, record: np.dtype[Any]) -> PartFile:
        path = _path(self._folder, self.layout.firsts[place], kind)
        found, expected = path.stat().st_size, self.layout.tokens[place] * record.itemsize
        if found != expected:
            raise IndexUnusable(f"{path}：有 {found} 字节，应为 {expected} 字节，词元不完整。请重新运行 build。")
        return PartFile(path)

    def spans(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the first token of each row, and the one behind its last."""
        return np.where(rows > 0, self.ends[np.maximum(rows, 1) - 1], 0), self.ends[rows]

    def text(self, row: int) -> tuple[NDArray[np.int32], NDArray[np.void]]:
        """Return of the tokens of a row the model's ids, and ``codes``, ``scale`` and ``length`` of each.

        Raises IndexUnusable where they are not what was written.
        """
        rows = np.array([row])
        starts, ends = self.spans(rows)
        part = int(np.searchsorted(self._firsts, starts[0], side="right")) - 1
        first, count = int(starts[0] - self._firsts[part]), int(ends[0] - starts[0])
        ids, records = np.empty(count, "<i4"), np.empty(count, self.layout.record)
        self._fill(self._ids[part], ids.view(np.uint8).data, first * ids.itemsize)
        self._fill(self._records[part], records.view(np.uint8).data, first * records.itemsize)
        self._check(rows, records, ends - starts)
        return ids, records

    def blocks(
        self, rows: NDArray[np.int64], starts: NDArray[np.int64], ends: NDArray[np.int64]
    ) -> Iterator[NDArray[np.void]]:
        """Yield the tokens of rows with these spans, one after another: ``codes``, ``scale`` and ``length`` of each.

        Each row has a token or more. A block is written over when the next is asked for: so few bytes stay in the
        processor's cache from reading to multiplying, and the memory does not grow with what is asked for.

        Raises IndexUnusable where they are not what was written, and leaves word of it for the next build.
        """
        size, counts = self.layout.record.itemsize, ends - starts
        parts, starts, ends, row_heads, run_heads = self._runs(starts, ends)
        lengths = (ends - starts) * size
        offsets = (starts - self._firsts[parts]) * size
        runs = list(zip(parts.tolist(), offsets.tolist(), lengths.tolist(), strict=True))
        buffer = np.empty(int(np.add.reduceat(lengths, run_heads).max()), np.uint8)
        view = buffer.data
        blocks = zip(
            pairwise([*row_heads.tolist(), len(rows)]), pairwise([*run_heads.tolist(), len(runs)]), strict=True
        )
        has_new = self._sums.has_new(rows)
        for held, (low, high) in blocks:
            at = 0
            for part, offset, length in runs[low:high]:
                self._fill(self._records[part], view[at : at + length], offset)
                at += length
            records = buffer[:at].view(self.layout.record)
            if has_new:
                self._check(rows[slice(*held)], records, counts[slice(*held)])
            yield records

    def _check(self, rows: NDArray[np.int64], records: NDArray[np.void], counts: NDArray[np.int64]) -> None:
        if len(damaged := self._sums.find_damaged(rows, records, counts)):
            found = f"{self._folder.name} 中第 {damaged[0]} 行的词元与写入时不同"
            mark_damaged(self._folder.parent, found)
            raise IndexUnusable(f"{self._folder}：{found}，索引已损坏。请重新运行 build，索引会从语料重建。")

    def _fill(self, file: PartFile, target: memoryview, offset: int) -> None:
        if file.read_into(target, offset) != len(target):
            raise IndexUnusable(f"{self._folder}：词元文件在打开后变短了。请重新运行 build。")

    def _runs(self, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
        """Return part, start and end of what can be read at once, and which row and which run begins each block."""
        parts = np.searchsorted(self._firsts, starts, side="right") - 1
        blocks = np.cumsum(ends - starts) // _READ_AT_ONCE
        is_head, is_new = np.ones(len(starts), np.bool_), np.ones(len(starts), np.bool_)
        is_head[1:] = blocks[1:] != blocks[:-1]
        is_new[1:] = is_head[1:] | (starts[1:] != ends[:-1]) | (parts[1:] != parts[:-1])
        heads = np.flatnonzero(is_head), np.flatnonzero(is_head[is_new])
        return parts[is_new], starts[is_new], ends[np.roll(is_new, -1)], *heads
