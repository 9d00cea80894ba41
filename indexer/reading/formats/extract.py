"""The bytes of a file → its text, by the reader of its format."""

from __future__ import annotations

import re

from indexer.errors import FileRefused
from indexer.reading.encodings import decode
from indexer.reading.formats.apart import read_apart
from indexer.reading.formats.csv_table import read_csv
from indexer.reading.formats.extracted import Extracted
from indexer.reading.formats.glyphs import check_private_use
from indexer.reading.formats.html import declared_charset, page_of_mhtml
from indexer.reading.formats.markdown import is_markdown, read_markdown
from indexer.reading.formats.office import convert
from indexer.reading.formats.refusals import NOT_READ, Unreadable, too_long
from indexer.reading.formats.sniff import sniff, sniff_text
from indexer.reading.formats.tabbed import read_tabbed
from indexer.settings import MAX_TEXT_CHARS

_APART = ("pdf", "docx", "xlsx", "ofd")
_ENTITY = re.compile(r"\A\s*(?:<\?xml[^>]*>\s*)?<!DOCTYPE[^>\[]*\[[^\]]*<!ENTITY", re.IGNORECASE)
_MARKUP_PER_CHARACTER = 12  # saved pages are mostly scripts and styles


def extract(data: bytes, name: str) -> Extracted:
    """Return the text that a file holds and what is left out of it, such as menus, headers and hidden text.

    ``name`` is for the messages and where content cannot tell the format.

    Raises FileRefused with the reason and the way out.
    """
    try:
        extracted = _extract(data, name)
        check_private_use(extracted.text)
    except Unreadable as error:
        raise FileRefused(f"{name}：{error}") from error
    return extracted


def _extract(data: bytes, name: str) -> Extracted:
    found = sniff(data, name)
    if found in ("ole", "rtf", "odf"):
        data, found = convert(data, found)
    if found in _APART:
        return read_apart(found, data)
    if found in NOT_READ:
        raise Unreadable(NOT_READ[found])
    if found == "mhtml":
        page, charset = page_of_mhtml(data)
        if not page:
            raise Unreadable("是网页存档（.mht），但里面没有网页正文。请在浏览器中重新保存为 .html。")
        return read_apart("html", decode(page, name, declared=charset).encode("utf-8"))
    text = decode(data, name, declared=declared_charset(data))
    markup = sniff_text(text)
    if markup != "text":
        if _ENTITY.search(text):
            raise Unreadable("含有实体声明（<!ENTITY>），正文会不完整。请在浏览器中打开，另存为 .html 或 .txt。")
        if len(text) > MAX_TEXT_CHARS * _MARKUP_PER_CHARACTER:
            raise Unreadable(f"网页源码有 {len(text):,} 个字符，过大。请只保存正文部分，或另存为 .txt。")
        return read_apart(markup, text.encode("utf-8"))
    if len(text) > MAX_TEXT_CHARS:  # before anything walks over it
        raise too_long(len(text))
    table = read_csv(text, name)
    if table is not None:
        return Extracted(table)
    return Extracted(read_markdown(text) if is_markdown(text, name) else read_tabbed(text))
