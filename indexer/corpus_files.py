"""Files put into the corpus folder, taken out of it and put back: nothing is ever deleted or written over.

What is taken out lies beside the corpus in ``<corpus>-removed/<time>/`` until somebody puts it back. Names come from
anywhere (a browser, a user), so that none is used as it is: a file never lands outside of the folder.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import unicodedata
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from indexer.corpus_walk import NOT_DOCUMENTS
from indexer.errors import CorpusUnchanged, FileRefused
from indexer.file_names import RESERVED
from indexer.intake import scan_corpus
from indexer.storage.disk import sync, sync_folder
from indexer.tables import neutral

_MOST_BYTES = 200  # of a name; file systems take 255, and a number may have to be added
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")
# Under any other suffix a file could be a program to the system on which the folder is opened: 整理.bat.
_DOCUMENTS = (
    *(
        ".txt",
        ".text",
        ".md",
        ".markdown",
        ".csv",
        ".tsv",
        ".htm",
        ".html",
        ".xhtml",
        ".shtml",
        ".mht",
        ".mhtml",
        ".xml",
    ),
    *(".pdf", ".ofd", ".doc", ".docx", ".wps", ".rtf", ".odt", ".xls", ".xlsx", ".et", ".ods"),
)
_DROPPED = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # controls, marks that turn the direction of reading, line separators
_FORBIDDEN = re.compile(r'[<>:"|?*]')  # by Windows
_NAMELESS = "未命名"
_STAMP = "%Y-%m-%d_%H%M%S"
_STAMP_LENGTH = len("2025-01-31_235959")
_FULL = (errno.ENOSPC, errno.EDQUOT)
_CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)
_ASIDE = ".{}.part"  # a file that is being written
_LOCK_NAME = ".files.lock"  # hidden: no build reads it
_PATIENCE = 10.0  # seconds that a change waits for another one; files are written in less


@dataclass(frozen=True, slots=True)
class Removed:
    """A file that was taken out: what it was called in the corpus, when it was taken out, where it lies."""

    source: str
    taken_out: datetime  # in the time of this place
    path: Path


def safe_name(name: str) -> str:
    """Return a name that a file can have on any system, as close as can be to the one given.

    Raises FileRefused for the names of the lists that lie beside the documents.

    >>> safe_name("../../静安区 2025.txt"), safe_name("CON.txt"), safe_name(".隐藏?.pdf"), safe_name("整理.bat")
    ('静安区 2025.txt', '_CON.txt', '隐藏_.pdf', '整理.bat.txt')
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(char for char in last if unicodedata.category(char) not in _DROPPED)
    kept = " ".join(_FORBIDDEN.sub("_", kept).split()).lstrip(". ").rstrip(". ") or _NAMELESS
    if RESERVED.match(kept) or neutral(kept) != kept:  # catalog.csv, which Excel opens, may have to name the file
        kept = "_" + kept
    if kept.casefold() in {known.casefold() for known in NOT_DOCUMENTS}:
        raise FileRefused(f"{kept}：语料文件夹里这个名字另有用处，不能作为文件收录。请改名后再上传。")
    suffix = _parts(kept)[1].lower()
    return _shortened(f"{kept}.txt" if suffix and suffix not in _DOCUMENTS else kept)


def _shortened(name: str) -> str:
    stem, suffix = _parts(name)
    room = _MOST_BYTES - len(suffix.encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(". ") + suffix


def _parts(name: str) -> tuple[str, str]:
    suffix = match.group() if (match := _SUFFIX.search(name)) else ""
    return name.removesuffix(suffix), suffix


def same_name(corpus: Path, name: str) -> str:
    """Return the name under which a file or folder of this name lies in the corpus, whatever its case; "" if none."""
    wanted = _folded(name)
    if not corpus.is_dir():
        return ""
    return next((path.name for path in corpus.iterdir() if _folded(path.name) == wanted), "")


def free_name(corpus: Path, name: str) -> str:
    """Return the name, with a number where it is taken: 静安区（2）.txt."""
    stem, suffix = _parts(name)
    number, free = 1, name
    while same_name(corpus, free):
        number += 1
        free = f"{stem}（{number}）{suffix}"
    return free


def put_in(corpus: Path, name: str, data: bytes, *, replace: bool = False) -> str:
    """Write a file into the corpus folder, whole or not at all, and return its name there.

    With ``replace`` it takes the place of the file of the same name, of which a copy is kept as one taken out.

    Raises FileRefused for a name that is not allowed, CorpusUnchanged where it is taken or the folder takes no file.
    """
    name = safe_name(name)
    with _changing(corpus, name):
        held = same_name(corpus, name)
        if held and not replace:
            raise CorpusUnchanged(f"{name}：语料文件夹里已有同名的文件。请改用别的名字，或选择替换。")
        if held and (corpus / held).is_dir():
            raise CorpusUnchanged(f"{name}：语料文件夹里有同名的文件夹，不能替换。请改用别的名字。")
        aside = corpus / _ASIDE.format(uuid.uuid4().hex)  # hidden: no build reads it
        try:
            _write(aside, data)
            if held:
                shutil.copy2(corpus / held, _place_for(corpus, held), follow_symlinks=False)
            aside.replace(corpus / (held or name))
            sync_folder(corpus)
        finally:
            aside.unlink(missing_ok=True)
    return held or name


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _move(path: Path, place: Path) -> None:
    """Move a file so that a crash leaves it at one of the two places, or at both."""
    shutil.move(path, place)
    if not place.is_symlink():
        sync(place)  # between two disks it is a copy
    sync_folder(place.parent)
    sync_folder(path.parent)


def take_out(corpus: Path, source: str, *, documents: Collection[str]) -> Removed:
    """Move a file of the corpus into the folder beside it; ``documents`` are the sources that can be searched now.

    Raises CorpusUnchanged where there is no such file, it is the last document, or it cannot be moved.
    """
    with _changing(corpus, source):
        names = {file.name for file in scan_corpus(corpus)}
        if source not in names:
            raise CorpusUnchanged(f"{source}：语料文件夹里没有这个文件，可能已被移出。请重新读取语料。")
        if not (set(documents) & names) - {source}:
            raise CorpusUnchanged(
                f"{source}：这是最后一份可以检索的文件，移出后就什么也查不到了。请先收录别的文件，再移出它。"
            )
        place = _place_for(corpus, source)
        _move(corpus / source, place)
    return Removed(source, _stamp_of(place.relative_to(removed_folder(corpus)).parts[0]), place)


def removed_files(corpus: Path) -> tuple[Removed, ...]:
    """Return the files that were taken out and can be put back, the latest first."""
    folder = removed_folder(corpus)
    if not folder.is_dir():
        return ()
    found = []
    for stamped in folder.iterdir():
        try:
            taken_out = _stamp_of(stamped.name)
        except ValueError:
            continue  # not a folder of ours
        found += [
            Removed(path.relative_to(stamped).as_posix(), taken_out, path)
            for path in stamped.rglob("*")
            if path.is_file() or path.is_symlink()
        ]
    return tuple(sorted(found, key=lambda removed: (removed.taken_out, removed.source), reverse=True))


def put_back(corpus: Path, removed: Removed) -> str:
    """Move a file that was taken out back into the corpus; return its name there, another one where it is taken.

    Raises CorpusUnchanged where it is gone or cannot be moved.
    """
    with _changing(corpus, removed.source):
        if removed not in removed_files(corpus):
            raise CorpusUnchanged(f"{removed.source}：移出的文件里没有它了，可能已经放回。请刷新页面。")
        parent = (corpus / removed.source).parent
        parent.mkdir(parents=True, exist_ok=True)
        place = parent / free_name(parent, Path(removed.source).name)
        _move(removed.path, place)
        _remove_empty(removed.path.parent, removed_folder(corpus))
    return place.relative_to(corpus).as_posix()


def removed_folder(corpus: Path) -> Path:
    """Return the folder of the files that were taken out: beside the corpus, so that no build reads it."""
    whole = corpus.resolve()
    return whole.with_name(f"{whole.name}-removed")


def _place_for(corpus: Path, source: str) -> Path:
    """Make a folder named by the time for a file that is taken out, and return where the file goes."""
    stamp, number = datetime.now().strftime(_STAMP), 1
    folder = removed_folder(corpus)
    while (stamped := folder / (stamp if number == 1 else f"{stamp}-{number}")).exists():
        number += 1
    place = stamped / source
    place.parent.mkdir(parents=True)
    return place


def _stamp_of(name: str) -> datetime:
    """Return the time in the name of a folder. Raises ValueError."""
    return datetime.strptime(name[:_STAMP_LENGTH], _STAMP)


def _remove_empty(folder: Path, last: Path) -> None:
    while folder != last and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _folded(name: str) -> str:
    """Fold what some file systems do not tell apart: case, and how an accent is written."""
    return unicodedata.normalize("NFC", name).casefold()


@contextmanager
def _changing(corpus: Path, name: str) -> Iterator[None]:
    """Let one thread of one program change the folder at a time, and say in a sentence what the system refuses."""
    try:
        with FileLock(corpus / _LOCK_NAME).acquire(timeout=_PATIENCE):
            for left in corpus.glob(_ASIDE.format("[0-9a-f]" * 32)):
                left.unlink(missing_ok=True)  # of a program that was killed: while the lock is held nobody else writes
            yield
    except Timeout:
        raise CorpusUnchanged(f"{name}：别人正在改动语料文件夹，这次没有写入，语料没有改动。请稍后再试。") from None
    except OSError as error:
        raise CorpusUnchanged(f"{name}：{_reason(error, corpus)}语料没有改动。") from error


def _reason(error: OSError, corpus: Path) -> str:
    if error.errno in _FULL:
        return "磁盘空间不够，没有写成。请腾出空间后再试，"
    if error.errno in _CLOSED:
        return f"没有写入 {error.filename or corpus} 的权限（文件夹或磁盘可能是只读的）。请检查权限后再试，"
    return f"文件系统报错（{error.strerror or error}）。请检查 {corpus} 后再试，"
