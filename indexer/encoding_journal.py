"""What a build has encoded so far, kept on disk, so that a build that was interrupted goes on where it stopped.

One file for each model, beside the generations. It is only ever added to: a mark, then records of length, checksum and
content. The first says who encoded, each other holds one text's encoding under the SHA-256 of the text. Whatever does
not agree with its checksum is cut off together with all that follows, and encoded again.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexUnusable, IndexUnwritable
from indexer.retrieval.tokens import Tokens
from indexer.storage.disk import is_full

Vectors = NDArray[np.float32]

_MARK = b"encodings 1\n"  # the number is raised when an older program could not read what is written
_LENGTH = struct.Struct("<I")  # of the content; the checksum covers it, so that zeros are no record
_CHECKSUM = struct.Struct("<I")  # CRC-32 of length and content
_FRAME = _LENGTH.size + _CHECKSUM.size
_DIGEST = 32  # bytes
_HEAD = struct.Struct(f"<{_DIGEST}sII")  # SHA-256 of the text, dimension, number of tokens
_SYNCED_EVERY = 5.0  # seconds; so much work is lost at most where the power fails


def journal_path(index: Path, model: str) -> Path:
    """Return where an index keeps what a model, named by its digest, has encoded."""
    return index / f"encodings-{model[:16]}.journal"


def remove_journals(index: Path) -> None:
    """Remove the journals of all models: what was published holds all that they held.

    One that cannot be removed does no harm: the next build reads it, and removes it.
    """
    for path in index.glob("encodings-*.journal"):
        with suppress(OSError):
            path.unlink()


def digest_of(text: str) -> bytes:
    """Return what a text is kept under: its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


class EncodingJournal:
    """Encodings by digest of their text, in a file that survives the process; one thread at a time.

    Attributes:
        engine: what encoded the texts; empty while nothing is held.
        remark: what of the file could not be used and why, a sentence for people; empty where there is nothing to say.
    """

    def __init__(self, path: Path, model: str) -> None:
        """Open the journal of a model, named by its digest; what is damaged or of another model is left out.

        Raises IndexUnwritable.
        """
        self.engine = self.remark = ""
        self._path, self._model = path, model
        self._places: dict[bytes, int] = {}  # digest of a text → where its record begins
        self._end = 0  # where the next record goes
        with _access(path):
            self._file: IO[bytes] = path.open("r+b" if path.exists() else "w+b")
            if size := path.stat().st_size:
                self._scan(size)
        self._synced = time.monotonic()

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, digest: bytes) -> bool:
        return digest in self._places

    def begin(self, engine: str) -> None:
        """Say what will encode; what another engine encoded is forgotten. Raises IndexUnwritable."""
        if self.engine == engine:
            return
        if self.engine:
            self.remark = f"{self._path.name}：上次中断的计算由 {self.engine} 进行，这次是 {engine}，已舍去并重新计算。"
        content = json.dumps({"model": self._model, "engine": engine}).encode()
        with _access(self._path):
            self._cut(0)
            self._append(_MARK + _framed(content))
        self._places.clear()
        self.engine = engine

    def write(self, digest: bytes, vector: Vectors, tokens: Tokens) -> None:
        """Keep an encoding: vector (dimension,) and tokens of the same dimension. Raises IndexUnwritable."""
        start = self._end
        with _access(self._path):
            self._append(_framed(_pack(digest, vector, tokens)))
            if time.monotonic() - self._synced > _SYNCED_EVERY:
                os.fsync(self._file.fileno())
                self._synced = time.monotonic()
        self._places[digest] = start

    def read(self, digest: bytes) -> tuple[Vectors, Tokens]:
        """Return what is kept under a digest. Raises KeyError, IndexUnusable, IndexUnwritable."""
        place = self._places[digest]
        with _access(self._path):
            self._file.seek(place)
            content = _read_record(self._file, self._end)
        if content is None or content[:_DIGEST] != digest:
            raise IndexUnusable(
                f"{self._path}：刚才写下的计算结果读回来不一样，磁盘可能有故障。请检查磁盘后再运行 build。"
            )
        return _unpack(content)

    def close(self) -> None:
        """Let go of the file, which stays."""
        with suppress(OSError):  # a full disk, which was said when it was written to
            self._file.close()

    def _scan(self, size: int) -> None:
        """Find the records of a file, and cut off what is behind the last whole one."""
        header = self._read_header(size)
        if header.get("model") != self._model:
            self._cut(0)
            self.remark = f"{self._path.name}：上次中断的计算不属于当前模型或程序，已舍去并重新计算。"
            return
        self.engine = str(header["engine"])
        at = self._file.tell()
        while (content := _read_record(self._file, size)) is not None:
            self._places[content[:_DIGEST]] = at
            at = self._file.tell()
        self._cut(at)
        if at < size:
            self.remark = f"{self._path.name}：末尾 {size - at} 字节残缺或损坏，已舍去，相应条款重新计算。"

    def _read_header(self, size: int) -> dict[str, str]:
        if self._file.read(len(_MARK)) != _MARK:
            return {}
        content = _read_record(self._file, size)
        return {} if content is None else json.loads(content)

    def _cut(self, end: int) -> None:
        self._file.truncate(end)
        self._file.seek(end)
        self._end = end

    def _append(self, data: bytes) -> None:
        self._file.seek(self._end)
        self._file.write(data)
        self._file.flush()  # a process that is killed leaves all but the record that it was writing
        self._end += len(data)


def _framed(content: bytes) -> bytes:
    length = _LENGTH.pack(len(content))
    return length + _CHECKSUM.pack(zlib.crc32(content, zlib.crc32(length))) + content


def _read_record(file: IO[bytes], end: int) -> bytes | None:
    """Return the content of the record at which a file stands; None where there is no whole one before ``end``."""
    if end - file.tell() < _FRAME:
        return None
    frame = file.read(_FRAME)
    length, checksum = frame[: _LENGTH.size], frame[_LENGTH.size :]
    if (size := _LENGTH.unpack(length)[0]) > end - file.tell():
        return None
    content = file.read(size)
    return content if _CHECKSUM.pack(zlib.crc32(content, zlib.crc32(length))) == checksum else None


def _pack(digest: bytes, vector: Vectors, tokens: Tokens) -> bytes:
    arrays = (vector.astype("<f4"), tokens.scales.astype("<f4"), tokens.ids.astype("<i4"), tokens.codes)
    return _HEAD.pack(digest, len(vector), len(tokens.ids)) + b"".join(array.tobytes() for array in arrays)


def _unpack(content: bytes) -> tuple[Vectors, Tokens]:
    _, dimension, count = _HEAD.unpack_from(content)
    numbers = np.frombuffer(content, "<f4", dimension + count, _HEAD.size)
    at = _HEAD.size + numbers.nbytes
    ids = np.frombuffer(content, "<i4", count, at)
    codes = np.frombuffer(content, np.int8, count * dimension, at + ids.nbytes).reshape(count, dimension)
    vector = numbers[:dimension].copy()  # who keeps only the vector does not keep the tokens with it
    return vector, Tokens(ids, codes, numbers[dimension:])


@contextmanager
def _access(path: Path) -> Iterator[None]:
    """Say what can be done where a file cannot be written or read."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise IndexUnwritable(
                f"{path}：磁盘已满，计算结果写不下了。请腾出空间后再运行 build，已算好的会接着用，不必重算。"
            ) from error
        raise IndexUnwritable(
            f"{path}：无法读写（{error.strerror}）。请检查磁盘和文件夹的权限后再运行 build。"
        ) from error
