"""What a file is, told by its content: the suffix is only believed where content cannot decide."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

Format = Literal[
    "empty", "lock", "pdf", "docx", "xlsx", "ofd", "ole", "rtf", "mhtml", "html", "xml",
    "odf", "pptx", "epub", "archive", "picture", "media", "program", "encrypted", "damaged", "text",
]  # fmt: skip

_LOCK_BYTES = 1024  # the owner file that Office keeps beside an open document has 54 to 165
_HEAD = 4096  # bytes; signatures and prologues stand at the beginning
_SIGNATURES: tuple[tuple[bytes, Format], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"\0\0\1\0", "picture"),
    (b"8BPS", "picture"),
    (b"Rar!\x1a", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b\x08", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\0", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"),
    (b"MSCF", "archive"),
    (b"PK\x05\x06", "archive"),
    (b"PK\x07\x08", "archive"),
    (b"ID3", "media"),
    (b"OggS", "media"),
    (b"fLaC", "media"),
    (b"\x1aE\xdf\xa3", "media"),
    (b"MZ\x90\0", "program"),
    (b"\x7fELF", "program"),
    (b"SQLite format 3\0", "program"),
)
_LATER: tuple[tuple[int, bytes, Format], ...] = (
    (257, b"ustar", "archive"),
    (4, b"ftypheic", "picture"),
    (4, b"ftypavif", "picture"),
    (4, b"ftyp", "media"),
    (8, b"WEBP", "picture"),
    (8, b"AVI ", "media"),
    (8, b"WAVE", "media"),
)
_PDF = re.compile(rb"%PDF-\d")  # the standard lets it stand anywhere in the first 1,024 bytes
_HEADERS = re.compile(rb"\r?\n\r?\n")  # end in an empty line
_MHTML = re.compile(rb"(?im)^content-type:\s*multipart/related")
_HTML = re.compile(
    r"<!doctype\s+html|<(?:html|head|body|div|table|p|h[1-6]|article|section|meta|title|span|br)\b[^<>]*>",
    re.IGNORECASE,
)
_PAGE = re.compile(r"<(?:html|body)\b[^<>]*>", re.IGNORECASE)
_CLOSING = re.compile(r"</(?:html|body|div|table|p|h[1-6]|article|section|title|span|a|td)\s*>", re.IGNORECASE)
_XML = re.compile(r"\s*<\?xml\b")


def sniff(data: bytes, name: str) -> Format:
    """Return what the bytes are; ``text`` means text in some encoding, of which ``sniff_text`` says more."""
    if name.rsplit("/", 1)[-1].startswith("~$") and len(data) <= _LOCK_BYTES:
        return "lock"
    if not data.strip(b"\0\t\n\r \xef\xbb\xbf\xfe\xff"):
        return "empty"
    head = data[:_HEAD]
    if _PDF.search(head[:1024]):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _sniff_zip(data)
    for signature, found in _SIGNATURES:
        if head.startswith(signature):
            return found
    if head.startswith(b"BM") and len(data) == int.from_bytes(head[2:6], "little"):
        return "picture"
    for offset, signature, found in _LATER:
        if head.startswith(signature, offset):
            return found
    if _HEADERS.split(head, 1)[0].isascii() and _MHTML.search(head) and b"\nMIME-Version:" in b"\n" + head:
        return "mhtml"
    return "text"


def _sniff_zip(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {entry.filename.replace("\\", "/").lstrip("/") for entry in archive.infolist()}
            mimetype = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError, EOFError, KeyError):
        return "damaged"
    if "OFD.xml" in names:
        return "ofd"
    if "[Content_Types].xml" in names:
        folders = {part.split("/", 1)[0] for part in names}
        for folder, found in (("word", "docx"), ("xl", "xlsx"), ("ppt", "pptx")):
            if folder in folders:
                return found  # type: ignore[return-value]
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        return "odf"
    return "epub" if mimetype.startswith(b"application/epub") else "archive"


def sniff_text(text: str) -> Literal["html", "xml", "text"]:
    """Tell markup from plain text. A page need not begin with a tag, and a text may hold a single one.

    >>> sniff_text("<p>一</p><p>二</p>"), sniff_text("增速<br>5%"), sniff_text('<?xml version="1.0"?><rss></rss>')
    ('html', 'text', 'xml')
    """
    head = text[:200_000]  # a saved page may carry scripts before its first element of text
    if _HTML.match(head.lstrip("\ufeff \t\r\n")[:1000]) or _PAGE.search(head):
        return "html" if _CLOSING.search(text) else "text"
    if _XML.match(head.lstrip("\ufeff")):
        return "xml"
    openings = len(_HTML.findall(head))
    return "html" if openings >= 5 and len(_CLOSING.findall(head)) >= openings / 2 else "text"
