"""OFD (GB/T 33190, the fixed-layout format of official documents) → its lines. The one module that imports ofdkit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from indexer.reading.formats.containers import check_container
from indexer.reading.formats.extracted import Extracted
from indexer.reading.formats.glyphs import check_pages
from indexer.reading.formats.indents import indent_lines
from indexer.reading.formats.refusals import Unreadable, damaged
from indexer.settings import MAX_PDF_PAGES


def read_ofd(data: bytes) -> Extracted:
    """Return the text of an OFD, a line for each line, a form feed between pages.

    Raises Unreadable for passwords, too many pages, pages that are pictures, and damaged files.
    """
    import ofdkit

    check_container(data, "OFD")
    try:
        with ofdkit.open(data) as document:
            if len(document.pages) > MAX_PDF_PAGES:
                raise Unreadable(
                    f"OFD 有 {len(document.pages):,} 页，上限是 {MAX_PDF_PAGES:,} 页。请按篇拆分后再放入语料目录。"
                )
            texts = ["\n".join(indent_lines(list(_measured(page)))) for page in document.pages]
    except (ofdkit.OFDError, RecursionError) as error:
        raise damaged("OFD") from error
    if not any(text.strip() for text in texts):
        raise Unreadable("OFD 里只有图片，没有文字。请先用文字识别（OCR）转成 .docx 或 .txt，再放入语料目录。")
    check_pages(texts)
    return Extracted("\f".join(texts))


def _measured(page: Any) -> Iterator[tuple[str, float, float]]:
    """Yield each line of a page with the left edge and the size of the run that it begins with.

    Of several runs that fit it is the leftmost, so that no line passes for indented that is not.
    """
    starts: dict[str, list[tuple[str, float, float]]] = {}
    for run in sorted(page.runs, key=lambda run: run.x):
        text = str(run.text).strip()
        starts.setdefault(text[:1], []).append((text, run.x, run.size))
    for line in filter(None, map(str.strip, page.text().splitlines())):
        fitting = [(x, size) for text, x, size in starts.get(line[0], []) if line.startswith(text)]
        left, size = fitting[0] if fitting else (0.0, 0.0)
        yield line, left, size
