"""What is wrong with an exported file: anything in it that would be computed, loaded, followed or run."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping

from markdown_it import MarkdownIt
from openpyxl import load_workbook
from selectolax.lexbor import LexborHTMLParser

_NUMBER = re.compile(r"[-+]?[\d.,]+%?")
_BEGINS = tuple("=+-@\t\r")  # taken for the beginning of a formula (OWASP, CSV injection)
_IN_WORD = re.compile(rb"<w:(?:fldSimple|fldChar|instrText|altChunk|object|pict|control)\b")
_RELATION = re.compile(r"<Relationship [^>]*>")
_TARGET = re.compile(r'Target="([^"]*)"')


def flaws(ending: str, data: bytes, page: str) -> list[str]:
    """Say what is wrong with a file; ``page`` is the address that its links may lead to."""
    return list(_CHECKS[ending](data, page))


def _csv(data: bytes, page: str) -> Iterator[str]:  # noqa: ARG001 - called like the others
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        for cell in row:
            if cell.startswith(_BEGINS) and not _NUMBER.fullmatch(cell):
                yield f"a cell begins as a formula: {cell[:60]!r}"


def _xlsx(data: bytes, page: str) -> Iterator[str]:
    for sheet in load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield f"a formula: {str(cell.value)[:60]!r}"
    yield from _parts(data, page)


def _docx(data: bytes, page: str) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in parts.namelist():
            if found := _IN_WORD.search(parts.read(name)):
                yield f"{name} holds {found[0].decode()}"
    yield from _parts(data, page)


def _parts(data: bytes, page: str) -> Iterator[str]:
    """Say which parts of an Office file lead out of it, other than to the page."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in parts.namelist():
            if re.search(r"externalLink|vbaProject|activeX|embeddings|connections", name):
                yield f"holds {name}"
            if name.endswith(".rels"):
                for relation in _RELATION.findall(parts.read(name).decode("utf-8")):
                    there = _TARGET.search(relation)
                    if 'TargetMode="External"' in relation and not (there and there[1].startswith(page)):
                        yield f"leads out: {relation}"


def _markdown(data: bytes, page: str) -> Iterator[str]:
    """Render as strict readers do, raw HTML let through, and look at what came of it."""
    drawn = LexborHTMLParser(MarkdownIt("commonmark", {"html": True}).enable("table").render(data.decode("utf-8")))
    for node in drawn.css("*"):
        if node.tag in ("script", "img", "iframe", "svg", "style", "link", "object", "form", "base", "meta", "input"):
            if node.tag in ("style", "link", "meta") and not node.attributes:
                continue
            yield f"an element: {str(node.html)[:60]}"
        for name, value in node.attributes.items():
            if name.startswith("on") or (name == "href" and not str(value).startswith((page, "#"))):
                yield f"an attribute: {name}={str(value)[:60]}"


def _text(data: bytes, page: str) -> Iterator[str]:  # noqa: ARG001 - called like the others
    if found := re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", data.decode("utf-8-sig")):
        yield f"a control character: {found[0]!r}"


_CHECKS: Mapping[str, Callable[[bytes, str], Iterator[str]]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "docx": _docx,
    "md": _markdown,
    "txt": _text,
}
