"""Files of old office programs (.doc, .xls, .wps, RTF): converted by LibreOffice if it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from indexer.reading.formats.refusals import Unreadable, damaged, encrypted
from indexer.reading.formats.sniff import Format
from indexer.settings import MAX_CONVERT_SECONDS

# Names of streams in the compound file, as UTF-16, with what they tell.
_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__substg1.0_", "msg"),
)
_KINDS = {"doc": "旧版 Word 或 WPS 文字（.doc、.wps）", "xls": "旧版 Excel（.xls）", "rtf": "RTF"}
_TARGETS: dict[str, Format] = {"doc": "docx", "xls": "xlsx", "rtf": "docx"}


def convert(data: bytes, found: Format) -> tuple[bytes, Format]:
    """Return the file as .docx or .xlsx, with which of the two it is.

    Raises Unreadable when LibreOffice is not installed, fails or takes too long, and for kinds that hold no document.
    """
    kind = "rtf" if found == "rtf" else _kind_of(data)
    if kind == "encrypted":
        raise encrypted("Office")
    if kind == "ppt":
        raise Unreadable("是旧版演示文稿（.ppt），目前读不了。请把正文另存为 .docx，或导出为 PDF 后再放入语料目录。")
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


def _run(program: str, data: bytes, kind: str, target: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"source.{kind}"
        source.write_bytes(data)
        profile = (Path(folder) / "profile").as_uri()  # of its own: a running LibreOffice would refuse
        command = [program, "--headless", "--norestore", f"-env:UserInstallation={profile}"]
        command += ["--convert-to", target, "--outdir", folder, str(source)]
        try:
            subprocess.run(command, capture_output=True, timeout=MAX_CONVERT_SECONDS, check=False)  # noqa: S603
        except subprocess.TimeoutExpired as error:
            raise Unreadable(
                f"用 LibreOffice 转换超过 {MAX_CONVERT_SECONDS} 秒，已停止。请手工另存为 .{target} 后再放入语料目录。"
            ) from error
        except OSError as error:
            raise Unreadable(f"无法启动 LibreOffice。请手工另存为 .{target} 后再放入语料目录。") from error
        result = Path(folder) / f"source.{target}"
        if not result.is_file():
            raise damaged(_KINDS[kind])
        return result.read_bytes()
