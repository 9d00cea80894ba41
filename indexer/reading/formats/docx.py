"""DOCX → lines as the reader sees them. The one module that imports python-docx, for the package and its XML.

Body and tables in order, text boxes behind the paragraph that holds them, automatic numbers before their text,
footnotes at the end. Headers and footers, comments, deleted, struck and hidden text are left out and listed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from indexer.reading.formats.containers import check_container
from indexer.reading.formats.extracted import Dropped, Extracted, Item, gather, split
from indexer.reading.formats.numbering import Numbering, W
from indexer.reading.formats.refusals import Unreadable
from indexer.reading.formats.tables import ACROSS, is_layout, lines_of_table

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LEFT_OUT = frozenset(
    f"{W}{name}" for name in (
        "moveFrom", "instrText", "delInstrText", "fldData", "pPr", "rPr", "sdtPr", "sdtEndPr",
        "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "annotationRef", "footnoteRef", "endnoteRef",
    )
) | {f"{_COMPATIBILITY}Fallback"}  # fmt: skip
_CHARACTERS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_LISTED = {f"{W}del": "修订中删除的文字", f"{W}rt": "注音"}  # left out, and listed
_NO_BLOCKS = _LEFT_OUT | _LISTED.keys()
_DELETED_TEXT = f"{W}delText"
_TEXTS = (f"{W}t", f"{_MATH}t")
# Struck text beside what replaces it would make another figure: 300480.
_UNSEEN = {"vanish": "隐藏文字", "strike": "划去的文字", "dstrike": "划去的文字"}
_MARGINS = {"header": "页眉", "footer": "页脚"}
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
_MOST_COLUMNS = 63  # as Word allows


@dataclass(slots=True)
class _Style:
    based_on: str
    list_id: str
    level: str


@dataclass(slots=True)
class _Paragraph:
    """What is gathered while the runs of one paragraph are walked."""

    pieces: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)


def read_docx(data: bytes) -> Extracted:
    """Return the text of a Word document, a line a paragraph. Raises Unreadable."""
    check_container(data, "Word")
    found = gather(_Reader(data).items())
    if not found.text.strip():
        raise Unreadable("Word 文件里没有文字（可能只有图片）。请先用文字识别（OCR）转成文字，再放入语料目录。")
    return found


class _Reader:
    def __init__(self, data: bytes) -> None:
        from docx.opc.package import OpcPackage
        from docx.oxml.parser import parse_xml

        def parse(part: Any) -> Any:
            return parse_xml(part.blob.replace(_STRICT, _TRANSITIONAL))

        package = OpcPackage.open(io.BytesIO(data))
        relations = [(rel.reltype, rel) for rel in package.rels.values() if not rel.is_external]
        main = next(rel.target_part for kind, rel in relations if kind.endswith("/officeDocument"))
        inner = [(_kind(rel), rel.target_part) for rel in main.rels.values() if not rel.is_external]
        related = dict(inner)
        self.body = parse(main).find(f"{W}body")
        self.numbering = Numbering.parse(parse(related["numbering"]) if "numbering" in related else None)
        self.styles = _styles(parse(related["styles"])) if "styles" in related else {}
        self.note_parts = {kind: parse(related[kind]) for kind in set(_NOTES.values()) if kind in related}
        self.notes: list[tuple[str, str]] = []  # kind and id, in the order of their references
        comments = parse(related["comments"]) if "comments" in related else []
        self.comments = {comment.get(f"{W}id"): comment for comment in comments}
        self.margins = {kind: [parse(part) for at, part in inner if at == kind] for kind in _MARGINS}

    def items(self) -> Iterator[Item]:
        """Yield the lines of the document, and what is left out between them."""
        yield from self._margin("header")
        yield from self._blocks(self.body)
        notes = [item for kind, number in self.notes for item in self._note(kind, number)]
        yield from ["注：", *notes] if notes else []
        yield from self._margin("footer")

    def _margin(self, kind: str) -> Iterator[Dropped]:
        """Yield what stands above or below every page; sections and first pages often repeat it."""
        texts = (_text_of(root) for root in self.margins[kind])
        yield from (Dropped(text, _MARGINS[kind]) for text in dict.fromkeys(texts))

    def _note(self, kind: str, number: str) -> list[Item]:
        root = self.note_parts.get(kind)
        found = [] if root is None else [node for node in root if node.get(f"{W}id") == number]
        lines, dropped = split(item for node in found for item in self._blocks(node))
        text = "".join(line.strip() for line in lines)
        at = self.notes.index((kind, number)) + 1
        return [*([f"{at}.{text}"] if text else []), *dropped]

    def _blocks(self, container: Any) -> Iterator[Item]:
        """Yield the lines of a body, a cell, a text box or a note, and what is left out between them."""
        carried: list[str] = []  # text of a paragraph whose mark was deleted: it goes on in the next
        for node in _flatten(container):
            if node.tag == f"{W}tbl":
                yield from self._table(node)
                continue
            found = _Paragraph()
            self._walk(node, found)
            text = "".join([*carried, self._number(node), *found.pieces])
            carried = []
            if node.find(f"{W}pPr/{W}rPr/{W}del") is not None:
                carried = [text] if text else []
            else:
                yield from text.split("\n")
            yield from found.dropped
            for box in found.boxes:
                yield from self._blocks(box)
        if carried:
            yield from "".join(carried).split("\n")

    def _walk(self, node: Any, found: _Paragraph) -> None:
        for child in node:
            tag = child.tag
            if tag in _TEXTS:
                found.pieces.append(child.text or "")
            elif tag in _CHARACTERS:
                found.pieces.append(_CHARACTERS[tag])
            elif tag == f"{W}sym":
                found.pieces.append(_symbol(child.get(f"{W}char") or ""))
            elif tag in _NOTES:
                reference = (_NOTES[tag], child.get(f"{W}id") or "")
                if reference not in self.notes:
                    self.notes.append(reference)
                found.dropped.append(Dropped(str(self.notes.index(reference) + 1), "注释标记"))
            elif tag == f"{W}txbxContent":
                found.boxes.append(child)
            elif tag == f"{W}commentReference":
                found.dropped.append(Dropped(_text_of(self.comments.get(child.get(f"{W}id"))), "批注"))
            elif tag in _LEFT_OUT or _is_placeholder(child):
                continue
            elif reason := _LISTED.get(tag) or (_unseen(child) if tag == f"{W}r" else ""):
                found.dropped.append(Dropped(_text_of(child), reason))
            else:
                self._walk(child, found)

    def _number(self, paragraph: Any) -> str:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return ""
        style = _attribute(properties, "pStyle")
        list_id, level = _attribute(properties, "numPr/" + W + "numId"), _attribute(properties, "numPr/" + W + "ilvl")
        is_linked = not list_id
        seen: set[str] = set()
        at = style
        while not list_id and at in self.styles and at not in seen:
            seen.add(at)
            list_id, level = self.styles[at].list_id, level or self.styles[at].level
            at = self.styles[at].based_on
        if not list_id or list_id == "0":
            return ""
        if is_linked and not level:
            level = str(self.numbering.linked.get(style, 0))
        return self.numbering.advance(list_id, int(level) if level.isdigit() else 0)

    def _table(self, table: Any) -> Iterator[Item]:
        rows: list[list[str]] = []
        own: list[list[str]] = []  # each cell once
        for row in _flatten(table, f"{W}tr"):
            if row.find(f"{W}trPr/{W}del") is not None:
                yield Dropped(_text_of(row), _LISTED[f"{W}del"])
                continue
            before = row.find(f"{W}trPr/{W}gridBefore")
            cells = [""] * (min(int(before.get(f"{W}val") or 0), _MOST_COLUMNS) if before is not None else 0)
            own.append([])
            for cell in _flatten(row, f"{W}tc"):
                lines, dropped = split(self._blocks(cell))
                yield from dropped
                text = "\n".join(line for line in lines if line.strip())
                is_merged, span = _extent(cell)
                if is_merged and rows and len(cells) < len(rows[-1]):
                    text = rows[-1][len(cells)]
                else:
                    own[-1].append(text)
                cells += [text] + [ACROSS] * (span - 1)
            rows.append(cells)
        if is_layout(rows):
            yield from (line for cells in own for text in cells for line in text.split("\n"))
        else:
            yield from lines_of_table(rows)


def _symbol(code: str) -> str:
    """Return the character of a symbol font; cleaning puts the well-known ones of the private use area right."""
    return chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{4}", code) else ""


def _extent(cell: Any) -> tuple[bool, int]:
    """Return whether a cell continues the one above, and how many columns it covers."""
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    width = int(span.get(f"{W}val") or 1) if span is not None else 1
    return merge is not None and merge.get(f"{W}val") != "restart", min(max(width, 1), _MOST_COLUMNS)


def _unseen(run: Any) -> str:
    """Return why the text of a run does not stand in the document, or ""."""
    properties = run.find(f"{W}rPr")
    for name, reason in _UNSEEN.items() if properties is not None else ():
        switch = properties.find(f"{W}{name}")
        if switch is not None and switch.get(f"{W}val") not in ("0", "false", "off"):
            return reason
    return ""


def _text_of(root: Any) -> str:
    """Return all text below a node, a blank between paragraphs."""
    nodes = root.iter(*_TEXTS, _DELETED_TEXT, f"{W}p") if root is not None else ()
    return "".join(" " if node.tag == f"{W}p" else node.text or "" for node in nodes).strip()


def _kind(relation: Any) -> str:
    return str(relation.reltype.rsplit("/", 1)[-1])


def _flatten(container: Any, *wanted: str) -> Iterator[Any]:
    """Yield the blocks of a container, also those inside content controls and accepted insertions."""
    tags = wanted or (f"{W}p", f"{W}tbl")
    for child in container:
        if child.tag in tags:
            yield child
        elif isinstance(child.tag, str) and child.tag not in _NO_BLOCKS and not _is_placeholder(child):
            yield from _flatten(child, *wanted)


def _is_placeholder(node: Any) -> bool:
    """Tell whether a content control shows only what should be filled in."""
    return bool(node.tag == f"{W}sdt" and node.find(f"{W}sdtPr/{W}showingPlcHdr") is not None)


def _styles(root: Any) -> dict[str, _Style]:
    return {
        style.get(f"{W}styleId") or "": _Style(
            based_on=_attribute(style, "basedOn"),
            list_id=_attribute(style, f"pPr/{W}numPr/{W}numId"),
            level=_attribute(style, f"pPr/{W}numPr/{W}ilvl"),
        )
        for style in root.iter(f"{W}style")
    }


def _attribute(node: Any, path: str) -> str:
    found = node.find(f"{W}{path}")
    return (found.get(f"{W}val") or "") if found is not None else ""
