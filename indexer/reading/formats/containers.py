"""Zip containers (.docx, .xlsx, .ofd): let in only what unpacks to a bearable size and holds no entity tricks."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from indexer.reading.formats.refusals import NOT_READ, Unreadable, encrypted
from indexer.settings import MAX_PACKED_PARTS, MAX_UNPACKED_BYTES, MAX_XML_BYTES

_ENCRYPTED = 0x1  # flag of a zip entry
_XML_PARTS = (".xml", ".rels")
_DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)  # no part of these formats may have one
_CHUNK = 1 << 20


def check_container(data: bytes, kind: str) -> None:
    """Check the parts of a container before any parser sees them.

    Raises Unreadable for too many parts, too large ones, passwords, DTDs (entity bombs) and damaged parts.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            unpacked = sum(entry.file_size for entry in entries)  # zipfile never unpacks more than is declared
            if len(entries) > MAX_PACKED_PARTS:
                raise Unreadable(
                    f"{kind} 文件里有 {len(entries)} 个部件，上限是 {MAX_PACKED_PARTS}。请拆分或从原件另存一份。"
                )
            if unpacked > MAX_UNPACKED_BYTES:
                raise Unreadable(
                    f"{kind} 文件解压后有 {unpacked / 2**20:.0f} MB，上限是 {MAX_UNPACKED_BYTES // 2**20} MB。"
                    "请去掉大图片或拆分后再放入语料目录。"
                )
            if any(entry.flag_bits & _ENCRYPTED for entry in entries):
                raise encrypted(kind)
            for entry in entries:
                if entry.filename.lower().endswith(_XML_PARTS):
                    if entry.file_size > MAX_XML_BYTES:
                        raise Unreadable(
                            f"{kind} 文件的部件 {entry.filename} 有 {entry.file_size / 2**20:.0f} MB，"
                            f"上限是 {MAX_XML_BYTES // 2**20} MB。请拆分后再放入语料目录。"
                        )
                    _check_xml(archive, entry, kind)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise Unreadable(NOT_READ["damaged"]) from error


def _check_xml(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, kind: str) -> None:
    tail = b""
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            piece = tail + chunk.replace(b"\0", b"")  # UTF-16 too
            if _DTD.search(piece):
                raise Unreadable(
                    f"{kind} 文件的部件 {entry.filename} 含有实体声明（DTD），正常文档不会有。请从原件另存一份。"
                )
            tail = piece[-16:]
