"""Hostile files, names and places, given to the build, the page and the commands: each has to be refused in words.

`python -m benchmarks.faults hostile`. What is whole beside them is to be read, and who reads to stay alive and small.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.faults.hostile_files import Hostile, hostile_files
from benchmarks.faults.made_files import LINES
from benchmarks.faults.outcome import Outcome
from indexer.settings import MAX_CONVERT_SECONDS, MAX_FILE_BYTES, MAX_FILE_SECONDS

ROOT = Path(__file__).parents[2]
GOOD = "\n".join((*LINES, "3.新增普惠托位200个。", "4.建成口袋公园5座。")).encode()
_MOST_SECONDS = 5 * MAX_FILE_SECONDS + MAX_CONVERT_SECONDS + 5  # for one file, whatever it does
# What a program may grow by over files of 50 MB: a few copies of their bytes, and nothing of what they unfold to.
_MOST_GROWTH = 8 * MAX_FILE_BYTES
_ODD_NAMES = {  # name → what the reason says
    "报告\u202etxt.txt": "改变阅读方向",
    "报告\n2025.txt": "控制符",
    "报告\x1b[2J.txt": "控制符",
    "报告\u2028.txt": "控制符",
    "\udcff\udcfe.txt": "不成字的编码",
    "CON.txt": "设备名",
    "aux.docx": "设备名",
    "lpt1": "设备名",
}
_SENT_NAMES = (
    *("../../../etc/报告.txt", "..\\..\\报告.txt", "/etc/报告.txt", "..", "", "CON.txt", "catalog.csv", "=cmd()|.txt"),
    *("长" * 300 + ".txt", "报告\u202etxt.exe", "报\n告\x07.txt", "<img src=x>.txt"),
)


def make_places(corpus: Path) -> dict[str, str]:
    """Put what is no file, or not named as one, into a corpus folder; return name as shown → what the reason says."""
    outside = corpus.with_name("outside")
    outside.mkdir()
    (outside / "秘密.txt").write_bytes(GOOD)
    places: dict[str, tuple[Callable[[Path], None], str]] = {
        "链接到外面.txt": (lambda path: path.symlink_to(outside / "秘密.txt"), "语料目录之外"),
        "链接到系统.txt": (lambda path: path.symlink_to("/etc/passwd"), "语料目录之外"),
        "链接到设备.txt": (lambda path: path.symlink_to("/dev/zero"), "语料目录之外"),
        "断开的链接.txt": (lambda path: path.symlink_to(corpus / "没有.txt"), "打不开"),
        "指向自己.txt": (lambda path: path.symlink_to(path), "指向自己"),
        "上层": (lambda path: path.symlink_to(corpus, target_is_directory=True), "指向文件夹的链接"),
        "外面": (lambda path: path.symlink_to(outside, target_is_directory=True), "语料目录之外"),
        "管道.txt": (os.mkfifo, "管道"),
        "套接字.txt": (_bind, "套接字"),
        "/".join(["层"] * 21): (lambda path: path.mkdir(parents=True), "文件夹套了 21 层"),
    }
    if os.geteuid() != 0:  # root may read anything
        places["不可读.txt"] = (lambda path: path.touch(0o000), "无法打开")
    for name, (make, _) in places.items():
        make(corpus / name)
    for name in _ODD_NAMES:
        (corpus / name).write_bytes(GOOD)
    from indexer.file_names import shown

    return {name: why for name, (_, why) in places.items()} | {shown(name): why for name, why in _ODD_NAMES.items()}


def _bind(path: Path) -> None:
    before = Path.cwd()
    os.chdir(path.parent)  # the address of a socket may not be long
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(before)


def through_the_build(files: Sequence[Hostile], folder: Path) -> list[Outcome]:
    """Build an index over all at once, beside one file that is whole, by the command that people run."""
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "好的.txt").write_bytes(GOOD)
    expected = make_places(corpus)
    for file in files:
        (corpus / file.name).write_bytes(file.make())
    expected |= {file.name: file.reason for file in files}
    done = _command("build", str(corpus), "--index", str(folder / "index"), "--json")
    if done.returncode:
        return [Outcome("hostile files refused by the build", 0, len(expected), [done.stderr[-500:]])]
    report = {entry["source"]: entry for entry in json.loads(done.stdout)["files"]}
    wrong = [
        f"{name}: {report.get(name)}"
        for name, why in expected.items()
        if not _is_refusal((entry := report.get(name, {})).get("reason") or "", why) or entry["state"] != "refused"
    ]
    is_read = report.get("好的.txt", {}).get("state") == "read"
    return [
        Outcome(
            "hostile files, names and places refused by the build", len(expected) - len(wrong), len(expected), wrong
        ),
        Outcome("whole files beside them read by the build", int(is_read), 1),
    ]


def through_the_page(files: Sequence[Hostile], folder: Path) -> list[Outcome]:
    """Upload one after another to the page of the index that was built, then whole files under hostile names."""
    from streamlit.testing.v1 import AppTest

    from indexer.corpus_files import safe_name

    wrong: list[str] = []
    slow: list[str] = []
    with _environment(INDEXER_CORPUS=str(folder / "corpus"), INDEXER_INDEX=str(folder / "index")):
        page = AppTest.from_file(str(ROOT / "search_app.py"), default_timeout=_MOST_SECONDS)
        page.query_params["view"] = "corpus"
        page.query_params["part"] = "add"
        page.run()

        def offer(name: str, data: bytes) -> str:
            page.file_uploader[0].set_value([(name, data, "application/octet-stream")]).run()
            if page.exception:
                raise RuntimeError(page.exception[0].message)
            return "\n".join(
                element.body for element in page.html if not element.body.startswith(("<style", "<script"))
            )

        before = _memory()
        for file in files:
            data = file.make()
            started = time.monotonic()
            try:
                said = offer(file.name, data)
            except RuntimeError as error:  # the page broke, or did not come to an end
                said = str(error)
            if "不能收录" not in said or not re.search(file.reason, said):
                wrong.append(f"{file.name}: {said[-300:]}")
            if time.monotonic() - started > _MOST_SECONDS:
                slow.append(f"{file.name}: {time.monotonic() - started:.0f} s")
        growth = _memory() - before
        misnamed = []
        for name in _SENT_NAMES:
            said = offer(name, GOOD + name.encode("utf-8", "replace"))
            if "不能收录" not in said and safe_name(name) not in said:
                misnamed.append(f"{name!r}: {said[-300:]}")
        is_whole = "分成" in offer("另一份.txt", GOOD + "5.新增绿道2公里。".encode())
    names = len(_SENT_NAMES)
    return [
        Outcome("hostile files refused by the page", len(files) - len(wrong), len(files), wrong),
        Outcome("hostile files refused by the page in time", len(files) - len(slow), len(files), slow),
        Outcome(
            "uploads of hostile names refused or shown under a harmless one", names - len(misnamed), names, misnamed
        ),
        Outcome("whole files read by the page afterwards", int(is_whole), 1),
        Outcome(
            f"pages grown by no more than {_MOST_GROWTH // 2**20} MB over them",
            int(growth < _MOST_GROWTH),
            1,
            [f"{growth / 2**20:.0f} MB"],
        ),
    ]


def through_the_commands(files: Sequence[Hostile], folder: Path) -> list[Outcome]:
    """Ask `clauses` and `add` for some: exit code 1 and one sentence."""
    wrong = []
    place = folder / "given"
    place.mkdir()
    for number, file in enumerate(files):
        path = place / file.name
        path.write_bytes(file.make())
        command = ["add", str(path), "--corpus", str(folder / "corpus")] if number % 2 else ["clauses", str(path)]
        done = _command(*command)
        if done.returncode != 1 or not _is_refusal(done.stderr.strip(), file.reason):
            wrong.append(f"{command[0]} {file.name}: {done.returncode} {done.stderr[-300:]}")
    return [Outcome("hostile files refused by `clauses` and `add`", len(files) - len(wrong), len(files), wrong)]


def _is_refusal(said: str, why: str) -> bool:
    """Tell whether a reason is one paragraph of Chinese that says what was expected of it."""
    return bool(re.search(why, said)) and "\n" not in said and said.endswith(("。", "）。"))


def _command(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "indexer", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def _memory() -> int:
    """Return the most bytes that this process has held."""
    status = Path("/proc/self/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name)
            else:
                os.environ[name] = value


def run(*, quick: bool) -> list[Outcome]:
    """Give all to each of the three; quickly, every sixth."""
    files = hostile_files()[:: 6 if quick else 1]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return [
            *through_the_build(files, folder),
            *through_the_page(files, folder),
            *through_the_commands(files[::8], folder),
        ]
