"""Files of other office programs (.doc, .xls, .wps, RTF, OpenDocument): converted by LibreOffice if it is installed."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import tempfile
import zipfile
from pathlib import Path

from indexer.reading.formats.refusals import NOT_READ, Unreadable, encrypted
from indexer.reading.formats.sniff import Format
from indexer.settings import MAX_CONVERT_MEMORY, MAX_CONVERT_SECONDS

# Names of streams in the compound file, as UTF-16, with what they tell.
_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__substg1.0_", "msg"),
)
_KINDS = {
    "doc": "旧版 Word 或 WPS 文字（.doc、.wps）",
    "xls": "旧版 Excel（.xls）",
    "rtf": "RTF ",
    "odt": "OpenDocument 文字（.odt）",
    "ods": "OpenDocument 表格（.ods）",
}
_TARGETS: dict[str, Format] = {"doc": "docx", "xls": "xlsx", "rtf": "docx", "odt": "docx", "ods": "xlsx"}
# What reads files is itself bounded, below what LibreOffice needs; the shell sets its bounds, in kB.
_BOUNDED = (
    ("/bin/sh", "-c", 'ulimit -Sv "$0" 2>/dev/null; exec "$@"', str(MAX_CONVERT_MEMORY // 2**10))
    if os.name == "posix"
    else ()
)
_CONFIGURED = "registrymodifications.xcu"
# No macro runs, and nothing that a document links to is fetched.
_CONFIGURATION = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse">
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


def convert(data: bytes, found: Format) -> tuple[bytes, Format]:
    """Return the file as .docx or .xlsx, with which of the two it is.

    Raises Unreadable when LibreOffice is not installed, fails or takes too long, and for kinds that hold no document.
    """
    kind = "rtf" if found == "rtf" else _kind_of_odf(data) if found == "odf" else _kind_of(data)
    if kind == "encrypted":
        raise encrypted("Office")
    if kind == "ppt":
        raise Unreadable("是旧版演示文稿（.ppt），目前读不了。请把正文另存为 .docx，或导出为 PDF 后再放入语料目录。")
    if kind == "odf":
        raise Unreadable(NOT_READ["odf"])
    if kind not in _TARGETS:
        raise Unreadable("是旧版 Office 结构的文件，但不是 Word 或 Excel 文档。请用原软件打开，另存为 .docx 或 PDF。")
    target = _TARGETS[kind]
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise Unreadable(
            f"是{_KINDS[kind]}文件，目前读不了。请用 Word 或 WPS 打开，另存为 .{target} 后再放入语料目录"
            "（安装 LibreOffice 后可自动转换）。"
        )
    return _run(program, data, kind, target), target


def _kind_of(data: bytes) -> str:
    return next((kind for stream, kind in _STREAMS if stream.encode("utf-16-le") in data), "")


def _kind_of_odf(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        mimetype = archive.read("mimetype")[:100].decode("ascii", "replace").strip()
    return {"text": "odt", "spreadsheet": "ods"}.get(mimetype.rsplit(".", 1)[-1], "odf")


def _run(program: str, data: bytes, kind: str, target: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"source.{kind}"
        source.write_bytes(data)
        profile = Path(folder) / "profile"  # of its own: a running LibreOffice would refuse
        (profile / "user").mkdir(parents=True)
        (profile / "user" / _CONFIGURED).write_text(_CONFIGURATION, encoding="utf-8")
        command = [*_BOUNDED, program, "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
        command += ["--convert-to", target, "--outdir", folder, str(source)]
        try:
            _wait(command)
        except subprocess.TimeoutExpired as error:
            raise Unreadable(
                f"用 LibreOffice 转换超过 {MAX_CONVERT_SECONDS} 秒，已停止。请手工另存为 .{target} 后再放入语料目录。"
            ) from error
        except OSError as error:
            raise Unreadable(f"无法启动 LibreOffice。请手工另存为 .{target} 后再放入语料目录。") from error
        result = Path(folder) / f"source.{target}"
        if not result.is_file():
            raise Unreadable(
                f"是{_KINDS[kind]}文件，但 LibreOffice 打不开：可能有密码，或内部结构已损坏。"
                f"请用原软件打开，另存为 .{target} 后再放入语料目录。"
            )
        return result.read_bytes()


def _wait(command: list[str]) -> None:
    """Run a command to its end. Its program is started by a script, so on time-out the whole group is ended.

    Raises subprocess.TimeoutExpired.
    """
    with subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            process.wait(MAX_CONVERT_SECONDS)
        except subprocess.TimeoutExpired:
            if hasattr(os, "killpg"):  # Windows has no groups
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            raise
