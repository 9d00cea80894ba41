"""Writing so that it lasts, and saying in one sentence why it could not be done."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import IndexUnwritable

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)
_GONE = (errno.ENOENT, errno.ENOTDIR, errno.ESTALE)
_MB = 2**20
# How engines that are not Python's quote the system: «No space left on device (os error 28)».
_QUOTED = re.compile(r"\(os error (\d+)\)")


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, written through to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder written through, where the system can do that to folders."""
    if os.name != "nt":  # Windows opens no folder, and writes names through by itself
        sync(folder)


def sync_folders(folder: Path) -> None:
    """Have the names in a folder and all folders in it written through."""
    for inner in sorted(path for path in folder.rglob("*") if path.is_dir()):
        sync_folder(inner)
    sync_folder(folder)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Raise what the system refuses while something is written in a folder as IndexUnwritable."""
    try:
        yield
    except OSError as error:
        raise unwritable(folder, error) from error


def unwritable(folder: Path, error: Exception) -> IndexUnwritable:
    """Return what an engine or the system said of writing in a folder, as a sentence with what to do."""
    code = _code_of(error)
    where = (isinstance(error, OSError) and error.filename) or folder
    if code in _FULL:
        said = f"磁盘已满，还剩 {_free(folder)}，索引写不下了。请腾出空间后再运行 build"
    elif code in _CLOSED:
        said = "不能写入（文件夹或磁盘是只读的，或没有权限）。请检查权限，或用 --index 指定能写的目录"
    elif code in _GONE:
        said = "正在写的时候不见了。请确认磁盘或网络盘还连着、没有别的程序清理这个目录，再运行 build"
    elif code == errno.EEXIST:
        said = "已有同名的文件，不能建立目录。请用 --index 指定别的目录"
    else:
        reason = (isinstance(error, OSError) and error.strerror) or error
        said = f"写入失败（{reason}），磁盘还剩 {_free(folder)}。请检查磁盘空间和权限后再运行 build"
    return IndexUnwritable(f"{where}：{said}；原有索引没有改动，仍可检索。")


def is_full(error: Exception) -> bool:
    """Whether an error says that a disk, or what one may use of it, is full."""
    return _code_of(error) in _FULL


def _code_of(error: Exception) -> int | None:
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno
    if quoted := _QUOTED.search(str(error)):
        return int(quoted.group(1))
    return None


def _free(folder: Path) -> str:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return f"{shutil.disk_usage(folder).free / _MB:.1f} MB"
