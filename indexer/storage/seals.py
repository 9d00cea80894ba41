"""Seals: what was known of each file of a generation when it was published, and whether it still holds.

A file is compared by its size, which is free; by a checksum of 32 bits, several gigabytes a second, which every opening
takes; or by SHA-256, for those who verify.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal, NamedTuple

CHECKED_WHEN_READ = ".tokens"  # ends the names of the files that are large and have a checksum for each row
Check = Literal["size", "checksum", "digest"]
_AT_ONCE = 2**20  # bytes that are read together
_READERS = 2  # threads: one waits for the disk while another reckons


class Sealed(NamedTuple):
    """What a file was when it was published. Where time and inode are the same, nobody wrote to it since."""

    size: int  # bytes
    digest: str  # SHA-256
    checksum: int  # CRC-32
    modified: int  # nanoseconds
    inode: int  # where a folder was copied, it and the time are others

    def is_untouched(self, found: os.stat_result) -> bool:
        """Tell from what the system says of a file that it is the one that was sealed."""
        return (self.size, self.modified, self.inode) == (found.st_size, found.st_mtime_ns, found.st_ino)


def seal(path: Path) -> Sealed:
    """Return what a file is now."""
    digest, checksum = hashlib.sha256(), 0
    for block in _blocks(path):
        digest.update(block)
        checksum = zlib.crc32(block, checksum)
    found = path.stat()
    return Sealed(found.st_size, digest.hexdigest(), checksum, found.st_mtime_ns, found.st_ino)


def find_damage(
    folder: Path,
    files: Mapping[str, Sealed],
    check: Check,
    *,
    leave: Collection[str] = (),
    tell: Callable[[int, int], None] = lambda _done, _total: None,
) -> dict[str, str]:
    """Return file → what is wrong with it, in Chinese words, of those that are not what was sealed.

    Of files to ``leave`` only the size is looked at. ``tell`` hears how many bytes were compared, and of how many.
    """
    wrong = {name: state for name, sealed in files.items() if (state := _wrong_size(folder / name, sealed.size))}
    read = [name for name in files if check != "size" and name not in wrong and name not in leave]
    total, done = sum(files[name].size for name in read), 0
    tell(0, total)
    with ThreadPoolExecutor(_READERS) as readers:
        states = readers.map(lambda name: _wrong_content(folder / name, files[name], check), read)
        for name, state in zip(read, states, strict=True):
            done += files[name].size
            tell(done, total)
            if state:
                wrong[name] = state
    return wrong


def _wrong_size(path: Path, expected: int) -> str:
    found = path.stat().st_size if path.is_file() else None
    if found == expected:
        return ""
    return "不存在" if found is None else f"有 {found} 字节，应为 {expected} 字节"


def _wrong_content(path: Path, sealed: Sealed, check: Check) -> str:
    try:
        if check == "digest":
            with path.open("rb") as file:
                is_same = hashlib.file_digest(file, "sha256").hexdigest() == sealed.digest
        else:
            is_same = checksum_of(path) == sealed.checksum
    except OSError as error:  # a bad block of a disk, or no right to read
        return f"无法读取（{error.strerror}）"
    return "" if is_same else "内容与建立时不同"


def checksum_of(path: Path) -> int:
    """Return the CRC-32 of a file."""
    checksum = 0
    for block in _blocks(path):
        checksum = zlib.crc32(block, checksum)
    return checksum


def _blocks(path: Path) -> Iterator[memoryview]:
    buffer = memoryview(bytearray(_AT_ONCE))
    with path.open("rb", buffering=0) as file:
        while size := file.readinto(buffer):
            yield buffer[:size]


def sealed_text(values: Mapping[str, Any]) -> str:
    """Return values as JSON that holds a seal of itself."""
    return _dumped({**values, "seal": _seal_of(values)})


def read_sealed_text(text: str) -> dict[str, Any]:
    """Return what ``sealed_text`` was given. Raises ValueError: not a single character may be another one."""
    stored = json.loads(text)
    if not isinstance(stored, dict) or text != _dumped(stored) or stored.pop("seal", "") != _seal_of(stored):
        raise ValueError("the seal is not that of the content")
    return stored


def _dumped(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, indent=1)


def _seal_of(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(_dumped(values).encode()).hexdigest()


def words_for(damage: Mapping[str, str], *, most: int = 5) -> str:
    """Return damage in words: 「tokens/0.ids 有 3 字节，应为 8 字节」, of many files the first."""
    said: Sequence[str] = [f"{name} {state}" for name, state in sorted(damage.items())]
    return "；".join(said[:most]) + (f"；等共 {len(said)} 个文件" if len(said) > most else "")
