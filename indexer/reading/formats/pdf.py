"""PDF with a text layer → its lines, pages apart. The one module that imports pypdfium2."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from indexer.reading.formats.extracted import Extracted
from indexer.reading.formats.glyphs import check_pages
from indexer.reading.formats.indents import indent_lines
from indexer.reading.formats.refusals import Unreadable, damaged, encrypted
from indexer.settings import MAX_PDF_PAGES, MAX_TEXT_CHARS

_PER_PAGE = 15  # characters; scanned pages have none, or a stamp
_HYPHENS = str.maketrans("", "", "\x02\ufffe\uffff")  # what PDFium gives for a hyphen at a line's end
_PASSWORD = 4  # error code of PDFium


def read_pdf(data: bytes) -> Extracted:
    """Return the text of a PDF, a line for each line, a form feed between pages.

    Raises Unreadable for passwords, too many pages, no text layer, and damaged files.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise (encrypted("PDF") if getattr(error, "err_code", 0) == _PASSWORD else damaged("PDF")) from error
    pages = len(document)
    if pages > MAX_PDF_PAGES:
        raise Unreadable(f"PDF 有 {pages:,} 页，上限是 {MAX_PDF_PAGES:,} 页。请按篇拆分后再放入语料目录。")
    texts = []
    size = 0
    for number in range(pages):
        try:
            page = document[number]
            texts.append("\n".join(indent_lines(list(_measured(page.get_textpage())))))
        except pypdfium2.PdfiumError:
            texts.append("")
        size += len(texts[-1])
        if size > MAX_TEXT_CHARS:  # the caller says so; reading on would only take time
            break
    characters = sum(not char.isspace() for text in texts for char in text)
    if not characters or characters < _PER_PAGE * pages / 2:
        raise Unreadable(
            f"PDF 是扫描件：{pages} 页只有 {characters} 个字符的文字层。"
            "请先用文字识别（OCR）转成带文字的 PDF 或 .docx。"
        )
    check_pages(texts)
    return Extracted("\f".join(texts))


def _measured(textpage: Any) -> Iterator[tuple[str, float, float]]:
    """Yield each line with the left edge and the height of its first character."""
    text = textpage.get_text_range()
    at = 0  # characters of the page so far; the text is one for one with PDFium's characters
    exact = len(text) == textpage.count_chars()
    for line in text.split("\n"):
        stripped = line.strip().translate(_HYPHENS)
        if stripped:
            first = at + len(line) - len(line.lstrip())
            left, bottom, _, top = textpage.get_charbox(first, loose=True) if exact else (0.0, 0.0, 0.0, 0.0)
            yield stripped, left, abs(top - bottom)
        at += len(line) + 1
