"""Parse a file where no file can crash, stall or fill the program that reads it: in a bounded process.

Parsers of PDF, Word, Excel, OFD and HTML are large and partly native code. In a child that reads files they run as they
are; anywhere else a child is started for the one file: one that does nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict

from indexer.bounded_process import Child, ChildEnded, at_most, is_bounded
from indexer.reading.formats.extracted import Extracted
from indexer.reading.formats.refusals import Unreadable, damaged, too_long
from indexer.records import Removal
from indexer.settings import MAX_FILE_SECONDS, MAX_READ_SECONDS, MAX_TEXT_CHARS

_KINDS = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel", "rows": "Excel", "ofd": "OFD", "html": "网页", "xml": "XML"}


def read_apart(reader: str, data: bytes) -> Extracted:
    """Return what a reader finds in ``data``. Raises Unreadable, also when it fails in any way."""
    if is_bounded():
        with at_most(MAX_READ_SECONDS):
            return parse(reader, data)
    child = Child(__name__)
    try:
        found = json.loads(child.ask(reader.encode(), data, seconds=MAX_FILE_SECONDS))
    except ChildEnded as ended:
        raise Unreadable(str(ended)) from ended
    finally:
        child.end()
    if "refused" in found:
        raise Unreadable(found["refused"])
    return Extracted(found["text"], tuple(Removal(**entry) for entry in found["removed"]))


def parse(reader: str, data: bytes) -> Extracted:
    """Return what a reader finds in ``data``, in this process. Raises Unreadable."""
    try:
        found = _reader(reader)(data)
    except (Unreadable, MemoryError):
        raise
    except Exception as error:
        raise damaged(_KINDS[reader]) from error
    if len(found.text) > MAX_TEXT_CHARS:
        raise too_long(len(found.text))
    return found


def _reader(name: str) -> Callable[[bytes], Extracted]:
    if name == "pdf":
        from indexer.reading.formats.pdf import read_pdf as read
    elif name == "docx":
        from indexer.reading.formats.docx import read_docx as read
    elif name == "xlsx":
        from indexer.reading.formats.xlsx import read_xlsx as read
    elif name == "rows":
        from indexer.reading.formats.xlsx import read_rows as read
    elif name == "ofd":
        from indexer.reading.formats.ofd import read_ofd as read
    else:
        from indexer.reading.formats import html

        pages = {"html": html.read_html, "xml": html.read_xml}
        return lambda data: pages[name](data.decode("utf-8"))
    return read


def answer(reader: bytes, data: bytes) -> bytes:
    """Return what ``parse`` gives, as JSON: what a child is asked for."""
    try:
        with at_most(MAX_READ_SECONDS):
            found: dict[str, object] = asdict(parse(reader.decode(), data))
    except Unreadable as error:
        found = {"refused": str(error)}
    return json.dumps(found).encode()
