"""What lies in a corpus folder: every file, and of what cannot be taken the reason; nothing is passed over silently.

Links are not followed to folders, nor to anything outside of the corpus: what is searched is what was put there.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import CorpusMissing
from indexer.file_names import reason_against, shown
from indexer.structure.overrides import CATALOG_NAME

TERMS_NAME = "terms.txt"  # in the corpus: names to keep whole, one a line
NOT_DOCUMENTS = frozenset({CATALOG_NAME, TERMS_NAME, "README.md"})  # what lies beside the documents
# What a drive that went away is told by: to go on without its files could publish an index that lacks most of them.
GONE = (errno.ENOENT, errno.ENOTDIR, errno.EIO, errno.ESTALE, errno.ENOTCONN, errno.EHOSTDOWN, errno.ETIMEDOUT)
_DEEPEST = 20  # folders inside each other; nobody sorts documents deeper, and paths have an end
_KINDS = (
    (stat.S_ISFIFO, "管道（FIFO）"),
    (stat.S_ISSOCK, "套接字"),
    (stat.S_ISCHR, "设备文件"),
    (stat.S_ISBLK, "设备文件"),
)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of the corpus: where it lies, its name for people, and why it is not taken, if it is not."""

    path: Path
    name: str  # inside the corpus, with forward slashes
    reason: str = ""


def files_in(corpus: Path) -> Iterator[FoundFile]:
    """Yield what lies in a folder and the folders in it, hidden things and the lists beside the documents left out.

    Raises CorpusMissing where a folder went away meanwhile.
    """
    root = corpus.resolve()
    waiting = [(corpus, 0)]
    while waiting:
        folder, depth = waiting.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            if error.errno in GONE:
                raise CorpusMissing(
                    f"{folder}：语料目录里的这个文件夹读不到了（{error.strerror}），索引没有改动。"
                    "请确认文件夹没有被移走、网络盘没有断开，再运行 build。"
                ) from error
            yield _found(corpus, folder, f"文件夹打不开（{error.strerror or error}）。请检查权限，或移出语料目录。")
            continue
        for entry in entries:
            path = folder / entry.name
            if entry.name.startswith(".") or (depth == 0 and entry.name in NOT_DOCUMENTS):
                continue
            if reason := reason_against(entry.name):
                yield _found(corpus, path, reason)
            elif not entry.is_dir(follow_symlinks=False):
                yield _found(corpus, path, _reason(entry, root))
            elif depth == _DEEPEST:
                yield _found(corpus, path, f"文件夹套了 {depth + 1} 层，上限是 {_DEEPEST} 层。请移到上层。")
            else:
                waiting.append((path, depth + 1))


def _found(corpus: Path, path: Path, reason: str) -> FoundFile:
    return FoundFile(path, shown(path.relative_to(corpus).as_posix()), reason)


def _reason(entry: os.DirEntry[str], root: Path) -> str:
    """Return why what is no folder cannot be taken; "" for a file."""
    is_link = entry.is_symlink()
    try:
        mode = entry.stat().st_mode
        target = Path(entry.path).resolve(strict=True) if is_link else None
    except OSError as error:
        if not is_link:
            return ""  # loading it says why
        return f"打不开（{error.strerror or error}），可能是指向自己或已不存在的链接。请改放文件本身。"
    except RuntimeError:  # a link that leads to itself, before Python 3.13
        return "是指向自己的链接。请改放文件本身。"
    if target and not target.is_relative_to(root):
        return "是指向语料目录之外的链接，不读取。请改放文件本身。"
    if stat.S_ISDIR(mode):
        return "是指向文件夹的链接，不跟随。请改放文件夹本身。"
    if not stat.S_ISREG(mode):
        kind = next((words for is_kind, words in _KINDS if is_kind(mode)), "特殊文件")
        return f"是{kind}，不是文档。请移出语料目录。"
    return ""
