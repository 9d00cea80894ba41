"""What is not read, with the reason and the way out in one sentence a kind."""

from __future__ import annotations

from indexer.reading.formats.sniff import Format
from indexer.settings import MAX_TEXT_CHARS


class Unreadable(Exception):
    """A format reader cannot read its bytes; the message is the sentence for the user without the file's name."""


NOT_READ: dict[Format, str] = {
    "empty": "文件是空的，没有正文。请检查是否保存或传输完整，或移出语料目录。",
    "lock": "这是 Office 打开文档时留下的临时锁文件，里面没有正文。请关闭文档后删除它，放入同名而不带 ~$ 的文档。",
    "odf": "是 OpenDocument 演示或图形文件，目前读不了。请用 LibreOffice 或 WPS 另存为 .docx 或 PDF 后再放入语料目录。",
    "pptx": "是演示文稿，目前读不了。请把正文另存为 .docx，或导出为 PDF 后再放入语料目录。",
    "epub": "是电子书（EPUB），目前读不了。请把正文另存为 .docx 或 .txt 后再放入语料目录。",
    "archive": "是压缩包，不是文档。请解压后把里面的文档放入语料目录。",
    "picture": "是图片，没有可读的文字。请先用文字识别（OCR）转成 .docx 或 .txt，再放入语料目录。",
    "media": "是音频或视频，没有可读的文字。请移出语料目录。",
    "program": "是程序或数据库，不是文档。请移出语料目录。",
    "damaged": "压缩结构已损坏，打不开（.docx、.xlsx、.ofd 都是这种结构）。请重新下载或从原件另存一份。",
}


def encrypted(kind: str) -> Unreadable:
    """Return the refusal of a file that needs a password."""
    return Unreadable(f"{kind} 文件已加密，没有密码打不开。请在原软件中取消密码、另存一份后再放入语料目录。")


def damaged(kind: str) -> Unreadable:
    """Return the refusal of a file that begins as one of its kind and cannot be parsed."""
    return Unreadable(f"看起来是 {kind} 文件，但内部结构已损坏。请用原软件打开并另存一份，或重新下载。")


def too_long(size: int) -> Unreadable:
    """Return the refusal of a file with more text than is taken."""
    return Unreadable(f"正文有 {size:,} 个字符，上限是 {MAX_TEXT_CHARS:,}。请按篇拆分后再放入语料目录。")
