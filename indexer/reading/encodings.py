"""Bytes of a text file → characters, or a refusal: a document never enters with replaced or mistaken characters."""

from __future__ import annotations

import codecs
import re

from indexer.errors import FileRefused

# Longest mark first: the one of UTF-32 begins with the one of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Formats that are no plain text, by how they begin, with the name a user knows.
_SIGNATURES = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "Word、Excel、OFD 或压缩包"),
    (b"\xd0\xcf\x11\xe0", "旧版 Word 或 Excel（.doc、.xls）"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"{\\rtf", "RTF"),
)
# U+FFFD stands for a character lost before; of the controls only line ends, tabs and separators occur in text.
_NEVER_IN_TEXT = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ufffd]")
_MARKUP = re.compile(
    r"[\s\ufeff]*(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\b|html\b|\?xml\b|head\b)", re.IGNORECASE | re.DOTALL
)
_HEAD = 4_000  # characters; what a page begins with stands there, behind comments of whoever saved it


def decode(data: bytes, name: str) -> str:
    """Return the text of ``data``: UTF-8 (with or without mark), UTF-16 or UTF-32 with mark, GB18030.

    Raises FileRefused when the bytes are of another format or of no encoding that fits without a doubt.
    """
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise FileRefused(f"{name}：内容是 {kind}，目前只能读纯文本。请另存为 .txt（UTF-8）后再放入语料目录。")
    text = _decode_text(data, name)
    if _MARKUP.match(text[:_HEAD]):  # tags and scripts would become clauses
        raise FileRefused(
            f"{name}：内容是网页（HTML）或 XML，目前只能读纯文本。请另存为 .txt（UTF-8）后再放入语料目录。"
        )
    if strange := _NEVER_IN_TEXT.search(text):
        code = f"U+{ord(strange.group()):04X}"
        raise FileRefused(f"{name}：含有文本中不会出现的字符 {code}，不是纯文本或编码已损坏。请另存为 UTF-8 文本。")
    return text


def _decode_text(data: bytes, name: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding, name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefused(f"{name}：文字编码既不是 UTF-8 也不是 GB18030。请用记事本另存为 UTF-8 后再放入语料目录。")


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileRefused(
            f"{name}：文件开头标明是 {encoding}，但第 {error.start} 个字节不是。请重新另存为 UTF-8 文本。"
        ) from error
