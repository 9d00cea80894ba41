"""OFD (GB/T 33190, the fixed-layout format of official documents) → its lines. The one module that imports ofdkit."""

from __future__ import annotations

from indexer.reading.formats.containers import check_container
from indexer.reading.formats.refusals import Unreadable, damaged
from indexer.settings import MAX_PDF_PAGES


def read_ofd(data: bytes) -> str:
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
            texts = [page.text() for page in document.pages]
    except (ofdkit.OFDError, RecursionError) as error:
        raise damaged("OFD") from error
    if not any(text.strip() for text in texts):
        raise Unreadable("OFD 里只有图片，没有文字。请先用文字识别（OCR）转成 .docx 或 .txt，再放入语料目录。")
    return "\f".join(texts)
