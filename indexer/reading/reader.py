"""The one way into the room: a file's bytes → CleanText. Formats are told by content, never by suffix."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

from indexer.errors import FileRefused
from indexer.reading.contents import remove_contents
from indexer.reading.encodings import check_characters
from indexer.reading.formats.extract import extract
from indexer.reading.furniture import remove_furniture
from indexer.reading.glyphs import repair_glyphs
from indexer.reading.layout import lines_of, normalise_controls, restore_paragraphs, trim_lines
from indexer.reading.pages import remove_page_furniture
from indexer.reading.spacing import close_figures, close_spaces, close_words
from indexer.reading.traced import TracedText
from indexer.reading.wrapping import join_lines, wrap_width
from indexer.records import CleanText
from indexer.settings import MAX_FILE_BYTES, MAX_TEXT_CHARS, MAX_TEXT_LINES

# In this order: glyphs and spread words first, so that the others know the words they look for; page numbers, contents
# and menus must be gone before lines are joined; blanks are closed across joined lines.
_CLEANERS = (
    normalise_controls,
    repair_glyphs,
    close_words,
    restore_paragraphs,
    remove_page_furniture,
    remove_contents,
    remove_furniture,
    join_lines,
    close_figures,
    close_spaces,
    trim_lines,
)


def clean(original: str) -> CleanText:
    """Return the clean text of ``original``. Cleaning twice equals cleaning once."""
    traced = TracedText(original)
    before = None
    while traced.text != before:  # what one step leaves can be work for another; each only ever takes something away
        before = traced.text
        for cleaner in _CLEANERS:
            traced.apply(cleaner)
    for cached in (lines_of, wrap_width):  # they hold on to the text
        cached.cache_clear()
    return traced.result()


def read_bytes(data: bytes, name: str) -> CleanText:
    """Return the clean text of a file's bytes; ``original`` is what the format reader gave.

    ``name`` is for the messages, and where content cannot tell the format.

    Raises FileRefused with the reason in one sentence.
    """
    if len(data) > MAX_FILE_BYTES:
        raise FileRefused(
            f"{name}：文件有 {len(data) / 2**20:.0f} MB，上限是 {MAX_FILE_BYTES // 2**20} MB。请拆分后再放入语料目录。"
        )
    extracted = extract(data, name)
    original = extracted.text
    check_characters(original, name)
    if len(original) > MAX_TEXT_CHARS:
        raise FileRefused(
            f"{name}：正文有 {len(original):,} 个字符，上限是 {MAX_TEXT_CHARS:,}。请按篇拆分后再放入语料目录。"
        )
    _check_lines(original, name)
    cleaned = clean(original)
    _check_lines(cleaned.text, name)  # line breaks that had become blanks are back
    if not cleaned.text:
        raise FileRefused(f"{name}：里面没有正文。请检查文件，或移出语料目录。")
    removed = sorted((*extracted.removed, *cleaned.removed), key=lambda removal: removal.at)
    return replace(cleaned, removed=tuple(removed))


def _check_lines(text: str, name: str) -> None:
    count = sum(1 for line in text.splitlines() if line and not line.isspace())
    if count > MAX_TEXT_LINES:
        raise FileRefused(
            f"{name}：正文有 {count:,} 行，上限是 {MAX_TEXT_LINES:,} 行。请检查文件，或按篇拆分后再放入语料目录。"
        )


def load_file(path: Path, name: str) -> bytes:
    """Return the bytes of a file. Raises FileRefused: too large, no file of documents, or cannot be opened."""
    try:
        # A pipe put in its place meanwhile would be waited for without end.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise FileRefused(f"{name}：不是普通文件。请检查路径，或移出语料目录。")
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise FileRefused(f"{name}：无法打开（{error.strerror or error}）。请检查文件权限，或移出语料目录。") from error
    if len(data) > MAX_FILE_BYTES:
        raise FileRefused(f"{name}：文件超过 {MAX_FILE_BYTES // 2**20} MB 的上限。请拆分后再放入语料目录。")
    return data


def read_file(path: Path, name: str) -> tuple[bytes, CleanText]:
    """Return the bytes and the clean text of a file. Raises FileRefused, also when the file cannot be opened."""
    data = load_file(path, name)
    return data, read_bytes(data, name)
