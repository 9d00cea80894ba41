"""PDF with a text layer → its lines, pages apart. The one module that imports pypdfium2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from indexer.reading.formats.extracted import Extracted
from indexer.reading.formats.glyphs import check_pages
from indexer.reading.formats.indents import indent_lines
from indexer.reading.formats.refusals import Unreadable, damaged, encrypted
from indexer.settings import MAX_PDF_PAGES, MAX_TEXT_CHARS

_PER_PAGE = 15  # characters; scanned pages have none, or a stamp
_HYPHENS = str.maketrans("", "", "\x02\ufffe\uffff")  # what PDFium gives for a hyphen at a line's end
_GAP = re.compile(r"(?<=\S)[ \t]+(?=\S)")
_ONE_DIGIT = re.compile(r"\d\D?")
_WIDE = 0.6  # heights of a character; columns of figures are further apart
_Box = tuple[float, float, float, float]  # left, bottom, right, top
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
        for start, row in _rows(textpage, line, at) if exact else [(0, line)]:
            if stripped := row.strip().translate(_HYPHENS):
                first = at + start + len(row) - len(row.lstrip())
                left, bottom, _, top = textpage.get_charbox(first, loose=True) if exact else (0.0, 0.0, 0.0, 0.0)
                yield stripped, left, abs(top - bottom)
        at += len(line) + 1


def _rows(textpage: Any, line: str, at: int) -> Iterator[tuple[int, str]]:
    """Yield the rows that a line holds, with where they begin in it, as they stand on the page.

    PDFium runs short cells of a table into one line, and sets blanks between the digits of a number that is set wide.
    """
    import pypdfium2.raw

    start = copied = 0
    row = ""
    for gap in _GAP.finditer(line):
        before = textpage.get_charbox(at + gap.start() - 1, loose=True)
        after = textpage.get_charbox(at + gap.end(), loose=True)
        row += line[copied : gap.start()]
        copied = gap.end()
        if _is_below(before, after):
            yield start, row
            start, row = gap.end(), ""
        elif not (
            _is_in_number(line, gap)
            and after[0] - before[2] < _WIDE * (before[3] - before[1])
            and pypdfium2.raw.FPDFText_IsGenerated(textpage, at + gap.start()) == 1
        ):
            row += gap.group()
    yield start, row + line[copied:]


def _is_below(before: _Box, after: _Box) -> bool:
    """Tell whether a character stands in another row than the one before it, further left."""
    return after[0] < before[0] and (after[3] <= before[1] or after[1] >= before[3])


def _is_in_number(line: str, gap: re.Match[str]) -> bool:
    """Tell whether a single digit stands on either side: two columns of figures can be close too."""
    before, after = line[max(0, gap.start() - 2) : gap.start()], line[gap.end() : gap.end() + 2]
    return bool(_ONE_DIGIT.fullmatch(before[::-1]) and _ONE_DIGIT.fullmatch(after))
